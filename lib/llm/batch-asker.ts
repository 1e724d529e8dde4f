/**
 * Asks one question after another like a client, but by the Batch API: what is asked while nothing else happens goes
 * into batches together. Those who ask need not know of it.
 */
import { AbortedError, LlmError, TinyStoriesError } from '../runtime/errors.ts';
import type { LlmClient } from './client.ts';
import type { LlmAsker, LlmBatchOptions, LlmReply, LlmRequest, LlmTotals } from './types.ts';

export interface BatchAskerOptions extends Omit<LlmBatchOptions, 'wait'> {
  /** Seconds without another question after which those that wait are put into batches. Default 2. */
  quiet?: number;
}

interface Waiting {
  request: LlmRequest;
  resolve: (reply: LlmReply | Promise<LlmReply>) => void;
  reject: (error: unknown) => void;
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
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;

  /** The client needs a journal; it is closed with this. */
  constructor(client: LlmClient, { quiet = QUIET, ...options }: BatchAskerOptions = {}) {
    this.#client = client;
    this.#options = options;
    this.#quiet = quiet;
  }

  get totals(): LlmTotals {
    return this.#client.totals;
  }

  ask(request: LlmRequest, signal?: AbortSignal): Promise<LlmReply> {
    if (signal?.aborted) return Promise.reject(new AbortedError());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#wind();
    });
  }

  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    for (const { reject } of this.#waiting.splice(0)) reject(new AbortedError('the client was closed'));
    await this.#client.close();
    await this.#running;
  }

  #wind(): void {
    if (this.#running) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#running = this.#run(this.#waiting.splice(0)).finally(() => {
        this.#running = null;
        if (this.#waiting.length > 0) this.#wind();
      });
    }, 1000 * this.#quiet);
  }

  async #run(asked: Waiting[]): Promise<void> {
    const requests = asked.map(({ request }) => request);
    try {
      const { missing } = await this.#client.askInBatches(requests, this.#options);
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
