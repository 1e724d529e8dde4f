/**
 * Grades checkpoints beside a run: each in a process of its own of the lowest priority, with one thread, on the CPU. A
 * grading that takes too much memory, crashes or finds no judge ends itself and nothing else. One is made at a time;
 * should the run be quicker, the newest checkpoint waits and those before it are left out, which is told.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { LlmClientOptions } from '../llm/types.ts';
import { onAbort } from '../runtime/abort.ts';
import { checkOptions, type OptionNames } from '../runtime/arguments.ts';
import { asidePath, fileError, linkFile, makeDirectory, removePath } from '../runtime/files.ts';
import { packageRoot } from '../runtime/here.ts';
import { checkWhole } from '../runtime/whole.ts';
import type { GradeEvent } from '../training/events.ts';
import type { CheckpointGrader, CheckpointToGrade } from '../training/grader.ts';
import { checkpointName } from '../training/run-directory.ts';
import type { ChildAnswer, ChildJob } from './grade-child.ts';
import { gradingFolder } from './record-files.ts';

export interface BackgroundGraderOptions {
  /** Completions of each of the package's fifty beginnings. Default 1. */
  samples?: number;
  /** Tokens of a completion at most. Default 200. */
  maxTokens?: number;
  /** Who grades, beside the checks that need nobody; the journal stands with each grading. */
  judge?: Omit<LlmClientOptions, 'journal' | 'signal'>;
  /** Ends what is being graded, at the end of a run too. */
  signal?: AbortSignal;
}

const OPTIONS: OptionNames<BackgroundGraderOptions> = {
  samples: true,
  maxTokens: true,
  judge: true,
  signal: true,
};

const LOWEST_PRIORITY = 19;
/** What a process says of its failure, at most. */
const LONGEST_PROBLEM = 2000;

interface Waiting {
  step: number;
  /** A folder of its own with all that grading needs, gone when it is done. */
  snapshot: string;
  job: ChildJob;
  tell: (event: GradeEvent) => void;
}

/**
 * A `grader` for `train`: grades checkpoints beside the run, one at a time. Where the run is quicker, only the newest
 * waits.
 */
export class BackgroundGrader implements CheckpointGrader {
  readonly #options: BackgroundGraderOptions;
  readonly #unlisten: () => void;
  #waiting: Waiting | null = null;
  #working: Promise<void> | null = null;
  #child: ChildProcess | null = null;
  #closed = false;

  /** @throws InvalidArgumentError */
  constructor(options: BackgroundGraderOptions = {}) {
    checkOptions('BackgroundGrader', options, OPTIONS);
    for (const name of ['samples', 'maxTokens'] as const) {
      const value = options[name];
      if (value !== undefined) checkWhole(name, value, 1);
    }
    this.#options = options;
    this.#unlisten = options.signal ? onAbort(options.signal, () => void this.close()) : () => {};
  }

  async begin(checkpoint: CheckpointToGrade, tell: (event: GradeEvent) => void): Promise<void> {
    if (this.#closed || this.#options.signal?.aborted) return;
    const { run, step } = checkpoint;
    const { snapshot, model } = await takeSnapshot(checkpoint);
    const { samples = 1, maxTokens = 200, judge = null } = this.#options;
    const folder = gradingFolder(run, checkpointName(step));
    const job = { model, folder, name: basename(resolve(run)), step, samples, maxTokens, judge };
    await this.#leaveOut(this.#waiting);
    // Closed meanwhile: nothing would end it any more.
    if (this.#closed) return removePath(snapshot);
    this.#waiting = { step, snapshot, job, tell };
    this.#working ??= this.#work();
  }

  async finish(): Promise<void> {
    await this.#working;
  }

  async close(): Promise<void> {
    if (this.#closed) return this.finish();
    this.#closed = true;
    this.#unlisten();
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting) await removePath(waiting.snapshot);
    this.#child?.kill('SIGKILL');
    await this.#working;
  }

  async #leaveOut(older: Waiting | null): Promise<void> {
    if (!older) return;
    this.#waiting = null;
    await removePath(older.snapshot);
    const problem = 'left out: the grading before it was still under way';
    older.tell({ type: 'grade', step: older.step, folder: null, scores: {}, problem });
  }

  /** Grades what waits until nothing does. Never rejects: the run has nobody to catch it. */
  async #work(): Promise<void> {
    for (let next = this.#waiting; next; next = this.#waiting) {
      this.#waiting = null;
      const { step, job, snapshot, tell } = next;
      const answer = await this.#inChild(job);
      await removePath(snapshot).catch(() => {});
      if (this.#closed) break;
      const { scores, problem } = answer;
      const graded = Object.keys(scores).length > 0;
      tell({ type: 'grade', step, folder: graded ? job.folder : null, scores, problem });
    }
    this.#working = null;
  }

  #inChild(job: ChildJob): Promise<ChildAnswer> {
    return new Promise((done) => {
      const failed = (problem: string): void =>
        done({ scores: {}, problem: problem.slice(0, LONGEST_PROBLEM) });
      // Processes run what was compiled, also where the rest is run from its sources.
      const script = join(packageRoot, 'dist', 'grading', 'grade-child.js');
      let child: ChildProcess;
      try {
        child = fork(script, [], {
          env: process.env,
          stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
          execArgv: [],
        });
      } catch (error) {
        return failed((error as Error).message);
      }
      this.#child = child;
      let said = '';
      let answer: ChildAnswer | null = null;
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-LONGEST_PROBLEM);
      });
      child.on('message', (message) => {
        answer = message as ChildAnswer;
      });
      child.on('error', (error) => failed(error.message));
      child.on('close', (code, signal) => {
        this.#child = null;
        if (answer) done(answer);
        else failed(said.trim() || `the process that graded ended with ${signal ?? `code ${code}`}`);
      });
      yieldTo(child);
      child.send(job, (error) => {
        if (error) child.kill('SIGKILL');
      });
    });
  }
}

/** The run goes first, wherever the system lets us say so. */
function yieldTo(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, LOWEST_PRIORITY);
  } catch {
    // One thread is little enough.
  }
}

/**
 * Second names for the files of a checkpoint: it may be removed while it is graded. What is left of a killed run is
 * removed when it is resumed.
 */
async function takeSnapshot({
  run,
  step,
  folder,
}: CheckpointToGrade): Promise<{ snapshot: string; model: string }> {
  const name = checkpointName(step);
  const grades = join(run, 'grades');
  const snapshot = asidePath(join(grades, name));
  const model = join(snapshot, name);
  try {
    await makeDirectory(model);
    for (const entry of await readdir(folder, { withFileTypes: true }))
      if (entry.isFile()) await linkFile(join(folder, entry.name), join(model, entry.name));
    return { snapshot, model };
  } catch (cause) {
    await removePath(snapshot).catch(() => {});
    throw fileError(folder, cause, 'handed over to be graded');
  }
}
