/**
 * Asks one question after another like a client, but by the Batch API: what is asked while nothing else happens goes
 * into batches together. Those who ask need not know of it.
 */
import { onAbort } from '../runtime/abort.ts';
import { AbortedError, LlmError, TinyStoriesError } from '../runtime/errors.ts';
import type { LlmClient } from './client.ts';
import type { LlmAsker, LlmBatchOptions, LlmReply, LlmRequest, LlmTotals } from './types.ts';
import { reasonOf } from './waiters.ts';

export interface BatchAskerOptions extends Omit<LlmBatchOptions, 'wait'> {
  /** Seconds without another question after which those that wait are put into batches. Default 2. */
  quiet?: number;
}

interface Waiting {
  request: LlmRequest;
  resolve: (reply: LlmReply | Promise<LlmReply>) => void;
  reject: (error: unknown) => void;
}

/** Questions in batches under way. */
interface Run {
  /** Those who still wait. */
  asked: Set<Waiting>;
  /** Aborted when nobody does. */
  stop: AbortController;
  done: Promise<void>;
}

const QUIET = 2;

/**
 * An asker whose questions go to the Batch API, for half the price and within a day. One that is left without an answer
 * is rejected with LlmError.
 */
export class BatchAsker implements LlmAsker {
  readonly #client: LlmClient;
  readonly #options: Omit<LlmBatchOptions, 'wait'>;
  readonly #quiet: number;
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | null = null;
  #running: Run | null = null;

  /** The client needs a journal; it is closed with this. */
  constructor(client: LlmClient, { quiet = QUIET, ...options }: BatchAskerOptions = {}) {
    this.#client = client;
    this.#options = options;
    this.#quiet = quiet;
  }

  get totals(): LlmTotals {
    return this.#client.totals;
  }

  /**
   * An abort ends the waiting. A batch that nobody waits for any more is not looked after, but stays in the journal: who
   * asks for one of its questions again goes on with it.
   */
  ask(request: LlmRequest, signal?: AbortSignal): Promise<LlmReply> {
    if (signal?.aborted) return Promise.reject(reasonOf(signal));
    let forget = () => {};
    const answered = new Promise<LlmReply>((resolve, reject) => {
      const one = { request, resolve, reject };
      this.#waiting.add(one);
      if (signal) forget = onAbort(signal, () => this.#leave(one, reasonOf(signal)));
      this.#wind();
    });
    return answered.finally(() => forget());
  }

  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    for (const { reject } of this.#take()) reject(new AbortedError('the client was closed'));
    await this.#client.close();
    await this.#running?.done;
  }

  #take(): Waiting[] {
    const all = [...this.#waiting];
    this.#waiting.clear();
    return all;
  }

  #leave(one: Waiting, reason: TinyStoriesError): void {
    one.reject(reason);
    if (this.#waiting.delete(one) || this.#running === null) return;
    const { asked, stop } = this.#running;
    if (asked.delete(one) && asked.size === 0) stop.abort(reason);
  }

  #wind(): void {
    if (this.#running) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#waiting.size === 0) return;
      const asked = new Set(this.#take());
      const stop = new AbortController();
      const done = this.#run(asked, stop.signal).finally(() => {
        this.#running = null;
        if (this.#waiting.size > 0) this.#wind();
      });
      this.#running = { asked, stop, done };
    }, 1000 * this.#quiet);
  }

  async #run(asked: ReadonlySet<Waiting>, stop: AbortSignal): Promise<void> {
    const requests = [...asked].map(({ request }) => request);
    const { signal } = this.#options;
    const either = signal ? AbortSignal.any([signal, stop]) : stop;
    try {
      const { missing } = await this.#client.askInBatches(requests, { ...this.#options, signal: either });
      const reasons = new Map(missing.map(({ key, reason }) => [key, reason]));
      for (const { request, resolve, reject } of asked) {
        const reason = reasons.get(this.#client.keyOf(request));
        if (reason === undefined) resolve(this.#client.ask(request));
        else reject(new LlmError(`no batch gave an answer: ${reason}`));
      }
    } catch (error) {
      for (const one of asked) await this.#settle(one, error);
    }
  }

  /** What was answered before it ended is an answer all the same. */
  async #settle({ request, resolve, reject }: Waiting, error: unknown): Promise<void> {
    try {
      const { kept } = await this.#client.estimate([request]);
      if (kept === 1) resolve(this.#client.ask(request));
      else reject(error);
    } catch {
      reject(error instanceof TinyStoriesError ? error : new LlmError(String(error), { final: true }));
    }
  }
}
