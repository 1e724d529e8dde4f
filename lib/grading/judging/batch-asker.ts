/**
 * Asks by the Batch API, for half the price: questions are gathered until nobody has another one to ask, and put into
 * a batch together. Two turns are two batches, and a third one for what could not be read.
 */
import type { LlmClient } from '../../llm/client.ts';
import type { LlmAsker, LlmBatchProgress, LlmReply, LlmRequest, LlmTotals } from '../../llm/types.ts';
import { LlmError } from '../../runtime/errors.ts';

interface Waiting {
  request: LlmRequest;
  resolve: (reply: LlmReply) => void;
  reject: (error: unknown) => void;
}

/** Milliseconds without a further question after which a batch is made. */
const QUIET = 200;

export class BatchAsker implements LlmAsker {
  readonly #client: LlmClient;
  readonly #signal: AbortSignal | undefined;
  readonly #onProgress: ((progress: LlmBatchProgress) => void) | undefined;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | null = null;
  #batch: Promise<void> = Promise.resolve();

  constructor(client: LlmClient, signal?: AbortSignal, onProgress?: (progress: LlmBatchProgress) => void) {
    this.#client = client;
    this.#signal = signal;
    this.#onProgress = onProgress;
  }

  ask(request: LlmRequest): Promise<LlmReply> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      if (this.#timer) clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#batch = this.#batch.then(() => this.#send());
      }, QUIET);
    });
  }

  get totals(): LlmTotals {
    return this.#client.totals;
  }

  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await this.#batch;
    await this.#client.close();
  }

  async #send(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const { missing } = await this.#client.askInBatches(
        waiting.map(({ request }) => request),
        {
          ...(this.#signal ? { signal: this.#signal } : {}),
          ...(this.#onProgress ? { onProgress: this.#onProgress } : {}),
        },
      );
      const reasons = new Map(missing.map(({ key, reason }) => [key, reason]));
      for (const { request, resolve, reject } of waiting) {
        const reason = reasons.get(this.#client.keyOf(request));
        // Answered ones are in the journal: nothing is sent for them.
        if (reason === undefined) this.#client.ask(request, this.#signal).then(resolve, reject);
        else reject(new LlmError(`the batch has no answer: ${reason}`));
      }
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
