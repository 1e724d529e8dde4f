/**
 * Continuous batching: all sequences that are being continued share one session and are computed together.
 * Sequences join and leave between native runs. What a sequence says depends on neither.
 */
import type { NativeSession, SamplingInput, SlotOutput } from '../runtime/addon.ts';
import { DisposedError } from '../runtime/errors.ts';

/** A sequence to be continued. */
export interface Job {
  readonly prompt: Int32Array;
  readonly sampling: SamplingInput;
  /** The tokens delivered so far. */
  readonly ids: readonly number[];
  /** Whether more tokens would be taken now. */
  wants(): boolean;
  deliver(output: SlotOutput): void;
  fail(error: unknown): void;
}

interface Place {
  slot: number;
  /** Tokens to compute in the next run: few at first, so that the first come soon. */
  pace: number;
}

/** Most tokens between two looks at who joins and leaves, and how long a run should take at most. */
const LONGEST_RUN = 16;
const RUN_MILLISECONDS = 40;

export class Scheduler {
  readonly #session: NativeSession;
  readonly #slots: number;
  readonly #waiting = new Set<Job>();
  readonly #placed = new Map<Job, Place>();
  /** Slots to be freed; the session cannot be changed while it runs. */
  readonly #leaving: number[] = [];
  #running = false;
  /** Tokens that fit the time of a run, by the last one. */
  #fitting: number = LONGEST_RUN;
  #work: Promise<void> = Promise.resolve();
  #disposed = false;

  /** @param slots sequences that `session` holds at once. */
  constructor(session: NativeSession, slots: number) {
    this.#session = session;
    this.#slots = slots;
  }

  /** Sequences that are computed or wait for it. */
  get size(): number {
    return this.#waiting.size + this.#placed.size;
  }

  add(job: Job): void {
    if (this.#disposed) {
      job.fail(new DisposedError('the language model'));
      return;
    }
    this.#waiting.add(job);
    this.wake();
  }

  /** The job is not wanted any more; its slot is free from the next run on. */
  remove(job: Job): void {
    this.#waiting.delete(job);
    const place = this.#placed.get(job);
    if (!place) return;
    this.#placed.delete(job);
    this.#leaving.push(place.slot);
    this.wake();
  }

  /** A job wants more, joined or left. */
  wake(): void {
    if (this.#running || this.#disposed) return;
    this.#running = true;
    // Jobs that come in the same turn of the event loop start together.
    this.#work = Promise.resolve().then(() => this.#runAll());
  }

  /** Resolves when no run is under way any more. */
  async idle(): Promise<void> {
    await this.#work;
  }

  /** Fails all jobs. The session itself is the caller's to dispose of. */
  dispose(): void {
    this.#disposed = true;
    this.#failAll(new DisposedError('the language model'));
  }

  async #runAll(): Promise<void> {
    try {
      for (;;) {
        const jobs = this.#nextJobs();
        if (jobs.length === 0) return;
        await this.#runOnce(jobs);
      }
    } catch (error) {
      this.#failAll(this.#disposed ? new DisposedError('the language model') : error);
    } finally {
      this.#running = false;
    }
  }

  async #runOnce(jobs: Job[]): Promise<void> {
    const bySlot = new Map<number, Job>();
    let steps = this.#fitting;
    for (const job of jobs) {
      const place = this.#placed.get(job) as Place;
      bySlot.set(place.slot, job);
      steps = Math.min(steps, place.pace);
      place.pace = Math.min(LONGEST_RUN, 2 * place.pace);
    }
    const began = performance.now();
    const outputs = await this.#session.run(steps, Int32Array.from(bySlot.keys()));
    const fitting = Math.floor((steps * RUN_MILLISECONDS) / (performance.now() - began));
    this.#fitting = Math.min(LONGEST_RUN, Math.max(1, fitting));
    for (const output of outputs) {
      const job = bySlot.get(output.slot);
      const place = job && this.#placed.get(job);
      if (!job || !place) continue; // left while this was computed
      if (output.finished !== '') {
        this.#placed.delete(job);
        this.#leaving.push(place.slot);
      }
      job.deliver(output);
    }
  }

  /** Lets jobs leave and join, and returns those to compute now. */
  #nextJobs(): Job[] {
    if (this.#disposed) return [];
    for (const slot of this.#leaving.splice(0)) this.#session.remove(slot);
    for (const job of this.#waiting) {
      if (!job.wants()) continue;
      if (this.#placed.size >= this.#slots && !this.#makeRoom()) break;
      this.#waiting.delete(job);
      this.#place(job);
    }
    return [...this.#placed.keys()].filter((job) => job.wants());
  }

  #place(job: Job): void {
    const { prompt, ids, sampling } = job;
    const tokens = new Int32Array(prompt.length + ids.length);
    tokens.set(prompt);
    tokens.set(ids, prompt.length);
    try {
      const slot = this.#session.add(tokens, { ...sampling, maxTokens: sampling.maxTokens - ids.length });
      this.#placed.set(job, { slot, pace: 1 });
    } catch (error) {
      job.fail(error);
    }
  }

  /**
   * Sends a job whose reader is slow back to wait. Its past is computed again when it returns, to the same
   * bits.
   */
  #makeRoom(): boolean {
    for (const [job, place] of this.#placed) {
      if (job.wants()) continue;
      this.#placed.delete(job);
      this.#session.remove(place.slot);
      this.#waiting.add(job);
      return true;
    }
    return false;
  }

  #failAll(error: unknown): void {
    const jobs = [...this.#waiting, ...this.#placed.keys()];
    this.#waiting.clear();
    for (const place of this.#placed.values()) this.#leaving.push(place.slot);
    this.#placed.clear();
    for (const job of jobs) job.fail(error);
  }
}
