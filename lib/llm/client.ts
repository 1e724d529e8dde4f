/** Asks a language model behind an OpenAI-compatible server: budget, journal, cache, retries and pace in one place. */
import { onAbort } from '../runtime/abort.ts';
import {
  AbortedError,
  BusyError,
  DisposedError,
  InvalidArgumentError,
  LlmError,
  type TinyStoriesError,
} from '../runtime/errors.ts';
import { Asking } from './asking.ts';
import { Batcher } from './batch.ts';
import type { Dialect } from './bodies.ts';
import { Books } from './books.ts';
import { estimate } from './estimate.ts';
import { Journal } from './journal.ts';
import { checkRequest, type Settings, settingsOf } from './options.ts';
import { requestKey } from './request-key.ts';
import { isOpenAI } from './server-key.ts';
import { Throttle } from './throttle.ts';
import { Transport } from './transport.ts';
import type {
  LlmAsker,
  LlmBatchOptions,
  LlmBatchResult,
  LlmClientOptions,
  LlmEstimate,
  LlmReply,
  LlmRequest,
  LlmTotals,
} from './types.ts';
import { reasonOf } from './waiters.ts';

/** A question under way, with those who wait for its answer. */
interface Job {
  reply: Promise<LlmReply>;
  askers: number;
  controller: AbortController;
}

/** Asks one model of one server. Opened with `LlmClient.open`; to be closed, so that what was sent is journalled. */
export class LlmClient implements LlmAsker {
  readonly model: string;
  readonly baseURL: string;
  readonly #settings: Settings;
  readonly #books: Books;
  readonly #transport: Transport | null;
  readonly #throttle: Throttle;
  readonly #dialect: Dialect;
  readonly #asking: Asking | null;
  readonly #jobs = new Map<string, Job>();
  #batching: Promise<unknown> | null = null;
  #toldOfBatches = false;
  readonly #forget: () => void;
  /** Aborted when nothing may be sent any more. */
  readonly #end = new AbortController();
  #closed: Promise<void> | null = null;

  private constructor(
    settings: Settings,
    options: LlmClientOptions,
    journal: Journal | null,
    transport: Transport | null,
  ) {
    this.model = settings.model;
    this.baseURL = settings.baseURL;
    this.#settings = settings;
    this.#books = new Books(settings, options.budget ?? {}, journal);
    this.#throttle = new Throttle(settings.concurrency);
    this.#dialect = dialectOf(settings, journal);
    this.#transport = transport;
    this.#asking =
      this.#transport &&
      new Asking(settings, this.#books, this.#throttle, this.#transport, this.#dialect, (error) =>
        this.#stop(error),
      );
    const { signal } = options;
    this.#forget = signal ? onAbort(signal, () => this.#stop(reasonOf(signal))) : () => {};
    if (signal?.aborted) this.#stop(reasonOf(signal));
  }

  /**
   * Opens a client; its journal, where one is named, is locked until `close`.
   * @throws InvalidArgumentError; LlmError where no key is set; LockedError, FormatError, MismatchError or FileError of
   * the journal.
   */
  static async open(options: LlmClientOptions): Promise<LlmClient> {
    let settings = settingsOf(options);
    let journal: Journal | null = null;
    if (options.journal !== undefined && options.offline) {
      journal = await Journal.openReadOnly(options.journal);
      // A journal that was brought here from elsewhere knows its server.
      const { header } = journal.state;
      if (header !== null && options.baseURL === undefined)
        settings = { ...settings, baseURL: header.baseURL };
    } else if (options.journal !== undefined) {
      journal = await Journal.open(options.journal, settings.model, settings.baseURL);
    }
    try {
      const transport = options.offline ? null : await Transport.open(settings);
      const client = new LlmClient(settings, options, journal, transport);
      if (journal !== null && journal.torn.bytes > 0) settings.onNotice({ type: 'torn', ...journal.torn });
      if (journal !== null && journal.state.lost > 0) {
        settings.onNotice({ type: 'lost', requests: journal.state.lost });
      }
      return client;
    } catch (error) {
      await journal?.close();
      throw error;
    }
  }

  /** A copy of the figures as they are now. */
  get totals(): LlmTotals {
    const { totals, ledger } = this.#books;
    const dollars = { spent: ledger.spent.dollars, reserved: ledger.reserved.dollars };
    return { ...totals, usage: { ...totals.usage }, ...dollars };
  }

  /** Requests that may be under way at once now, as the server bears it. */
  get concurrency(): number {
    return this.#throttle.limit;
  }

  /** The name of a question in the journal. */
  keyOf(request: LlmRequest): string {
    return requestKey(request, this.model, this.baseURL);
  }

  /**
   * Asks, or reads the answer from the journal. The same question asked by two at once is sent once. An abort ends the
   * waiting; what was sent is journalled all the same.
   */
  async ask(request: LlmRequest, signal?: AbortSignal): Promise<LlmReply> {
    checkRequest(request);
    this.#check(signal);
    const key = this.keyOf(request);
    let job = this.#jobs.get(key);
    while (job?.controller.signal.aborted) {
      // All who asked had left: what was sent is waited for, but nothing is asked again.
      const reply = await this.#wait(
        job.reply.catch(() => null),
        signal,
      );
      if (reply !== null) return { ...reply, kept: true };
      this.#check(signal);
      job = this.#jobs.get(key);
    }
    const joined = job !== undefined;
    job ??= this.#begin(key, request);
    job.askers++;
    try {
      const reply = await this.#wait(job.reply, signal);
      return joined ? { ...reply, kept: true } : reply;
    } finally {
      if (--job.askers === 0) job.controller.abort(new AbortedError());
    }
  }

  /** What asking all of these would come to. Sends nothing; an offline client can do it too. */
  async estimate(
    requests: Iterable<LlmRequest> | AsyncIterable<LlmRequest>,
    options: { batch?: boolean } = {},
  ): Promise<LlmEstimate> {
    this.#check();
    const index = this.#books.journal?.state.index;
    const isKept = (key: string) => index?.has(key) ?? false;
    return estimate(requests, (request) => this.keyOf(request), isKept, this.#settings.price, options.batch);
  }

  /**
   * Puts questions to the Batch API, for half the price, and journals the answers; `ask` finds them there. Batches of
   * an earlier process are gone on with. Needs a journal.
   */
  async askInBatches(
    requests: Iterable<LlmRequest> | AsyncIterable<LlmRequest>,
    options: LlmBatchOptions = {},
  ): Promise<LlmBatchResult> {
    this.#check(options.signal);
    if (this.#transport === null) throw this.#offline();
    if (this.#books.journal === null)
      throw new InvalidArgumentError('journal', 'a file; batches need one', undefined);
    if (this.#batching !== null)
      throw new BusyError('batches are under way already; wait for the other call');
    const batcher = new Batcher(this.#settings, this.#books, this.#transport, this.#dialect);
    const ended = options.signal ? AbortSignal.any([this.#end.signal, options.signal]) : this.#end.signal;
    const work = batcher.run(requests, (request) => this.keyOf(request), options, ended);
    this.#batching = work.catch(() => {});
    return work.finally(() => {
      this.#batching = null;
    });
  }

  /** Waits for what was sent, so that it is journalled; what was not is not sent any more. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#forget();
    this.#stop(new AbortedError('the client was closed'));
    await Promise.all([
      ...[...this.#jobs.values()].map(({ reply }) => reply.catch(() => {})),
      this.#batching,
    ]);
    await this.#books.journal?.close();
  }

  #check(signal?: AbortSignal): void {
    if (this.#closed !== null) throw new DisposedError('the client');
    if (this.#end.signal.aborted) throw reasonOf(this.#end.signal);
    if (signal?.aborted) throw reasonOf(signal);
  }

  #begin(key: string, request: LlmRequest): Job {
    const controller = new AbortController();
    const reply = this.#answer(key, request, controller.signal).finally(() => this.#jobs.delete(key));
    // Those who asked may all have gone.
    reply.catch(() => {});
    const job = { reply, askers: 0, controller };
    this.#jobs.set(key, job);
    return job;
  }

  async #answer(key: string, request: LlmRequest, signal: AbortSignal): Promise<LlmReply> {
    const kept = (await this.#books.journal?.read(key)) ?? null;
    if (kept !== null) {
      this.#books.totals.kept++;
      return kept;
    }
    if (this.#asking === null) throw this.#offline();
    this.#tellOfBatches(key);
    return this.#asking.answer(key, request, signal);
  }

  /** Says once that a question is in a batch under way. */
  #tellOfBatches(key: string): void {
    const all = this.#books.journal?.state.batches;
    if (this.#toldOfBatches || all === undefined) return;
    // Without a file it is none yet.
    const batches = [...all.values()].filter(({ file }) => file !== undefined);
    if (!batches.some(({ open }) => open.has(key))) return;
    this.#toldOfBatches = true;
    const requests = batches.reduce((sum, { open }) => sum + open.size, 0);
    this.#settings.onNotice({ type: 'in-batches', requests });
  }

  /** Waits for an answer, or until the caller or the client has had enough. */
  async #wait<T>(reply: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const signals = signal ? [signal, this.#end.signal] : [this.#end.signal];
    const forgets: (() => void)[] = [];
    const left = new Promise<never>((_resolve, reject) => {
      for (const one of signals) forgets.push(onAbort(one, () => reject(reasonOf(one))));
    });
    try {
      return await Promise.race([reply, left]);
    } finally {
      for (const forget of forgets) forget();
    }
  }

  #stop(error: TinyStoriesError): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort(error);
    for (const { controller } of this.#jobs.values()) controller.abort(error);
  }

  #offline(): LlmError {
    return new LlmError(
      'the journal has no answer to this question, and the client is offline; ask with the server first',
      { final: false },
    );
  }
}

/** What the journal says of the server; else what is usual for it. */
function dialectOf({ baseURL }: Settings, journal: Journal | null): Dialect {
  const openAI = isOpenAI(new URL(baseURL));
  const dialect: Dialect = { schema: true, maxTokens: openAI ? 'max_completion_tokens' : 'max_tokens' };
  for (const { note } of journal?.state.notes ?? []) {
    if (note === 'no-schema') dialect.schema = false;
    else dialect.maxTokens = note;
  }
  return dialect;
}
