/** Files and batches of the server: uploads, creates, looks and downloads, each asked again where that helps. */
import { LlmError } from '../runtime/errors.ts';
import { backoff } from '../runtime/retry.ts';
import { type ListedBatch, type RemoteBatch, readBatch, readId, readList } from './batch-remote.ts';
import { holdsResults } from './batch-results.ts';
import { PATHS } from './bodies.ts';
import { cameToNothing, type Failure, unreadable } from './failures.ts';
import type { Settings } from './options.ts';
import { Unreadable } from './replies.ts';
import type { Transport } from './transport.ts';
import { pause, reasonOf } from './waiters.ts';

const LARGEST_FILE = 512 << 20;
/** Most batches of a page, by OpenAI's rules. */
const PAGE = 100;
/** Seconds by which the server's clock may differ from ours. */
const CLOCKS = 86_400;

/** So many times in a row there is no such thing before that is believed, where it is asked as often. */
const SURE = 2;

interface Call<T> {
  /** What is asked, for errors. */
  path: string;
  work: (signal: AbortSignal) => Promise<unknown>;
  read: (value: unknown) => T | Unreadable;
  /**
   * Looks whether what ended without a certain outcome was done after all: then it is not done again. Such a call is
   * not ended by an abort.
   */
  uncertain?: () => Promise<T | null>;
  /** What it comes to where the last attempts say that there is no such thing. */
  gone?: T;
}

export class BatchService {
  readonly #settings: Settings;
  readonly #transport: Transport;

  constructor(settings: Settings, transport: Transport) {
    this.#settings = settings;
    this.#transport = transport;
  }

  /** Id of the file uploaded. */
  upload(lines: Buffer, signal: AbortSignal): Promise<string> {
    const file = new File([new Uint8Array(lines)], 'requests.jsonl', { type: 'application/jsonl' });
    return this.#again(signal, {
      path: '/files',
      work: (of) => this.#transport.openai.files.create({ file, purpose: 'batch' }, { signal: of }),
      read: (value) => readId(value, 'file'),
    });
  }

  /**
   * Creates the batch of a file that was there at `since` (ISO 8601), once: where it is not certain that it was not, the
   * server's list is asked.
   */
  create(file: string, since: string | undefined, signal: AbortSignal): Promise<string> {
    const asked = {
      input_file_id: file,
      endpoint: PATHS[this.#settings.api],
      completion_window: '24h',
    } as const;
    return this.#again(signal, {
      path: '/batches',
      work: (of) => this.#transport.openai.batches.create(asked, { signal: of }),
      read: (value) => readId(value, 'batch'),
      uncertain: () => this.find(file, since, signal),
    });
  }

  /** Id of the batch that was created of a file; null when there is none. */
  async find(file: string, since: string | undefined, signal: AbortSignal): Promise<string | null> {
    const found = await this.#search(({ inputFile }) => inputFile === file, since, signal);
    return found?.id ?? null;
  }

  /** Null where the server knows no such batch: it says so again and again, and has none in its list either. */
  async look(remote: string, since: string | undefined, signal: AbortSignal): Promise<RemoteBatch | null> {
    const path = `/batches/${remote}`;
    const looked = await this.#again<RemoteBatch | null>(signal, {
      path,
      work: (of) => this.#transport.openai.batches.retrieve(remote, { signal: of }),
      read: readBatch,
      gone: null,
    });
    if (looked !== null) return looked;
    // A server that has no batches any more, at this address or for this key, has no list: that is an error.
    const listed = await this.#search(({ id }) => id === remote, since, signal);
    if (listed === null) return null;
    const read = readBatch(listed.value);
    if (read instanceof Unreadable) throw this.#error(path, this.#unreadable(read), 1);
    return read;
  }

  /** Null where the server says again and again that there is no such file. */
  download(file: string, signal: AbortSignal): Promise<Buffer | null> {
    return this.#again<Buffer | null>(signal, {
      path: `/files/${file}/content`,
      work: async (of) => readFile(await this.#transport.openai.files.content(file, { signal: of })),
      read: (bytes) =>
        holdsResults(bytes as Buffer, this.#settings.api)
          ? (bytes as Buffer)
          : new Unreadable('what came is no file of results'),
      gone: null,
    });
  }

  /** Looks through the server's list, from the newest batch to those from before `since`. */
  async #search(
    isIt: (batch: ListedBatch) => boolean,
    since: string | undefined,
    signal: AbortSignal,
  ): Promise<ListedBatch | null> {
    const oldest = since === undefined ? -Infinity : Date.parse(since) / 1000 - CLOCKS;
    const pages = new Set<string>();
    for (let after: string | undefined; ; ) {
      const query = { limit: PAGE, ...(after !== undefined && { after }) };
      const { batches, more } = await this.#again(signal, {
        path: '/batches',
        // The package's own list breaks off without saying where the answer is none.
        work: (of) => this.#transport.openai.get('/batches', { query, signal: of }),
        read: readList,
      });
      const found = batches.find(isIt);
      if (found) return found;
      after = batches.at(-1)?.id;
      const older = batches.every(({ createdAt }) => createdAt !== null && createdAt < oldest);
      // A server may give the same page for ever.
      if (!more || after === undefined || older || pages.has(after)) return null;
      pages.add(after);
    }
  }

  async #again<T>(signal: AbortSignal, call: Call<T>): Promise<T> {
    const { attempts, backoff: first, longestWait } = this.#settings;
    let gone = 0;
    let cut = false;
    for (let attempt = 1; ; attempt++) {
      if (signal.aborted) throw reasonOf(signal);
      const once = await this.#once(signal, call);
      if ('value' in once) return once.value;
      if (signal.aborted && !call.uncertain) throw reasonOf(signal);
      const { failure } = once;
      const missing = call.gone !== undefined && (failure.status === 404 || failure.status === 410);
      gone = missing ? gone + 1 : 0;
      // A wait that was cut short, and did not do, is not tried again.
      const tooLong = failure.wait !== null && failure.wait > longestWait;
      const again = (failure.again || missing) && attempt < attempts && !(tooLong && cut);
      cut ||= tooLong;
      if (again)
        await pause(Math.max(backoff(attempt, first), Math.min(failure.wait ?? 0, longestWait)), signal);
      // After the wait: a list may be behind by a moment.
      const done = call.uncertain && !cameToNothing(failure) ? await call.uncertain() : null;
      if (done !== null) return done;
      if (again) continue;
      if (gone >= Math.min(SURE, attempts)) return call.gone as T;
      throw this.#error(call.path, failure, attempt);
    }
  }

  async #once<T>(signal: AbortSignal, call: Call<T>): Promise<{ value: T } | { failure: Failure }> {
    const work = (of: AbortSignal) => call.work(call.uncertain ? of : AbortSignal.any([of, signal]));
    const result = await this.#transport.call(work);
    if ('failure' in result) return result;
    const read = call.read(result.value);
    return read instanceof Unreadable ? { failure: this.#unreadable(read) } : { value: read };
  }

  #unreadable({ message, status }: Unreadable): Failure {
    return unreadable(this.#transport.scrubber.message(message), status);
  }

  #error(path: string, { message, status, final }: Failure, attempt: number): LlmError {
    const after = attempt > 1 ? ` (attempt ${attempt})` : '';
    // What these mean for a question is about its model.
    const said =
      status === 404 || status === 405
        ? `${status} for ${path}: it has no Batch API here, or none for this key; check the base URL (most end in /v1), ` +
          'or ask without batches'
        : message;
    return new LlmError(
      `${this.#settings.baseURL}: ${said}${after}. What was submitted is in the journal; run the same again to go on`,
      { status, final: final || status === 200 },
    );
  }
}

/** Reads the whole of a file that a server sends, unless it is longer than any that is meant. */
async function readFile(response: Response): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece);
    size += piece.length;
    if (size > LARGEST_FILE) throw new Error(`a file of more than ${LARGEST_FILE} bytes`);
  }
  return Buffer.concat(pieces);
}
