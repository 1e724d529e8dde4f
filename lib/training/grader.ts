/**
 * Grading beside a run: what a grader has to offer, and how the run keeps it from doing any harm. A run waits for its
 * grader while a checkpoint is handed over, which is short, and after its last step; whatever goes wrong is told.
 */
import type { GradeEvent } from './events.ts';

export interface CheckpointToGrade {
  /** Run directory. */
  run: string;
  step: number;
  /** The checkpoint's folder, whole; it may be removed once `begin` has resolved. */
  folder: string;
}

/** See lib/grading/while-training.ts for the one that the command line uses. */
export interface CheckpointGrader {
  /** Takes what it needs of the checkpoint and grades it in the background; `tell` at the end of that, or never. */
  begin(checkpoint: CheckpointToGrade, tell: (event: GradeEvent) => void): Promise<void>;
  /** Resolves when nothing is being graded any more. */
  finish(): Promise<void>;
  /** Ends what is being graded. Called last, and after an abort without `finish`. */
  close(): Promise<void>;
}

/** A grader as a run uses it: every so many checkpoints, its events held until the run has time for them. */
export class GradedCheckpoints {
  readonly #grader: CheckpointGrader;
  readonly #every: number;
  readonly #events: GradeEvent[] = [];
  #checkpoints = 0;

  /** @param every checkpoints of this session from one that is graded to the next */
  constructor(grader: CheckpointGrader, every: number) {
    this.#grader = grader;
    this.#every = every;
  }

  /** A checkpoint stands. @param last the run's last one, which is always graded */
  async offer(checkpoint: CheckpointToGrade, last: boolean): Promise<void> {
    this.#checkpoints++;
    if (this.#checkpoints % this.#every !== 0 && !last) return;
    try {
      await this.#grader.begin(checkpoint, (event) => this.#events.push(event));
    } catch (error) {
      this.#events.push(failed(checkpoint.step, error));
    }
  }

  /** What was told since it was asked for last. */
  events(): GradeEvent[] {
    return this.#events.splice(0);
  }

  async finish(step: number): Promise<void> {
    try {
      await this.#grader.finish();
    } catch (error) {
      this.#events.push(failed(step, error));
    }
  }

  async close(): Promise<void> {
    // The run is over, and its result does not depend on this.
    await this.#grader.close().catch(() => {});
  }
}

function failed(step: number, error: unknown): GradeEvent {
  const problem = error instanceof Error ? error.message : String(error);
  return { type: 'grade', step, folder: null, scores: {}, problem };
}
