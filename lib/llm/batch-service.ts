/** Files and batches of the server: uploads, creates, looks and downloads, each asked again where that helps. */
import type OpenAI from 'openai';
import { LlmError } from '../runtime/errors.ts';
import { backoff } from '../runtime/retry.ts';
import { PATHS } from './bodies.ts';
import type { Failure } from './failures.ts';
import type { Settings } from './options.ts';
import { readBody, type Transport } from './transport.ts';
import { pause, reasonOf } from './waiters.ts';

export type RemoteBatch = OpenAI.Batches.Batch;

/** Pages of batches looked through for one that may have been created. */
const PAGES = 10;
const LARGEST_FILE = 512 << 20;

export class BatchService {
  readonly #settings: Settings;
  readonly #transport: Transport;

  constructor(settings: Settings, transport: Transport) {
    this.#settings = settings;
    this.#transport = transport;
  }

  /** Id of the file uploaded. */
  async upload(lines: Buffer, signal: AbortSignal): Promise<string> {
    const file = new File([new Uint8Array(lines)], 'requests.jsonl', { type: 'application/jsonl' });
    const made = await this.#again(signal, (of) =>
      this.#transport.openai.files.create({ file, purpose: 'batch' }, { signal: of }),
    );
    return checkId(made.id, 'file');
  }

  /** Creates the batch of a file, once: where it is not certain that it was not, the server's list is asked. */
  async create(file: string, signal: AbortSignal): Promise<string> {
    const create = (of: AbortSignal) =>
      this.#transport.openai.batches.create(
        { input_file_id: file, endpoint: PATHS[this.#settings.api], completion_window: '24h' },
        { signal: of },
      );
    const made = await this.#again(signal, create, () => this.find(file, signal));
    return checkId(made.id, 'batch');
  }

  /** The batch that was created of a file; null when there is none. */
  async find(file: string, signal: AbortSignal): Promise<RemoteBatch | null> {
    let after: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      const { data, has_more } = await this.#again(signal, (of) =>
        this.#transport.openai.batches.list(
          { limit: 100, ...(after !== undefined && { after }) },
          { signal: of },
        ),
      );
      const found = data.find((batch) => batch.input_file_id === file);
      if (found) return found;
      after = data.at(-1)?.id;
      if (!has_more || after === undefined) return null;
    }
    return null;
  }

  look(remote: string, signal: AbortSignal): Promise<RemoteBatch> {
    return this.#again(signal, (of) => this.#transport.openai.batches.retrieve(remote, { signal: of }));
  }

  download(file: string, signal: AbortSignal): Promise<Buffer> {
    return this.#again(signal, async (of) => {
      const response = await this.#transport.openai.files.content(file, { signal: of });
      return readBody(response, LARGEST_FILE);
    });
  }

  /**
   * An abort ends the call under way, unless `uncertain` is given, which looks whether one that ended without an answer
   * was done after all: that is waited for.
   */
  async #again<T>(
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
    uncertain?: () => Promise<T | null>,
  ): Promise<T> {
    const { attempts, backoff: first, longestWait } = this.#settings;
    const call = uncertain ? work : (of: AbortSignal) => work(AbortSignal.any([of, signal]));
    for (let attempt = 1; ; attempt++) {
      if (signal.aborted) throw reasonOf(signal);
      const result = await this.#transport.call(call);
      if ('value' in result) return result.value;
      if (signal.aborted && !uncertain) throw reasonOf(signal);
      const { failure } = result;
      if (failure.charged && uncertain) {
        const done = await uncertain();
        if (done !== null) return done;
      }
      if (!failure.again || attempt >= attempts) throw this.#error(failure, attempt);
      const seconds = failure.wait === null ? backoff(attempt, first) : Math.min(failure.wait, longestWait);
      await pause(seconds, signal);
    }
  }

  #error({ message, status, final }: Failure, attempt: number): LlmError {
    const after = attempt > 1 ? ` (attempt ${attempt})` : '';
    return new LlmError(
      `${this.#settings.baseURL}: ${message}${after}. What was submitted is in the journal; run the same again to go on`,
      { status, final },
    );
  }
}

function checkId(id: unknown, what: string): string {
  if (typeof id === 'string' && id !== '') return id;
  throw new LlmError(`the server gave its ${what} no id; does it have a Batch API?`, {
    status: 200,
    final: true,
  });
}
