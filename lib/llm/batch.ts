/**
 * Questions through the Batch API, for half the price: submitted, looked after and collected, across any number of
 * processes. The journal knows which question is in which batch; what a batch does not answer goes into another one.
 */
import { LlmError } from '../runtime/errors.ts';
import type { RemoteBatch } from './batch-remote.ts';
import { type Result, readResults } from './batch-results.ts';
import { BatchRoom } from './batch-room.ts';
import { BatchService } from './batch-service.ts';
import { chatBody, type Dialect, PATHS, responsesBody } from './bodies.ts';
import type { Books, Reservation } from './books.ts';
import { refused } from './failures.ts';
import type { BatchState } from './journal-scan.ts';
import { checkBatchOptions, type Settings } from './options.ts';
import { BATCH_SHARE } from './prices.ts';
import type { Transport } from './transport.ts';
import type { LlmBatchOptions, LlmBatchResult, LlmRequest } from './types.ts';
import { pause, reasonOf } from './waiters.ts';
import { worstCase } from './worst-case.ts';

/** OpenAI takes 200 MB in a file. */
const MOST_BYTES = 100 << 20;
/** Answers journalled together. */
const GROUP = 256;
/** What a batch is refused with as a whole while the account's queue has no room for it. */
const NO_ROOM = 'token_limit_exceeded';

/** What the requests that a batch left without an outcome come to: they may have been done, were not, or were never sent. */
type Rest = 'charged' | 'undone' | 'unsent';

type Requests = Iterable<LlmRequest> | AsyncIterable<LlmRequest>;

export class Batcher {
  readonly #settings: Settings;
  readonly #books: Books;
  readonly #transport: Transport;
  readonly #dialect: Dialect;
  readonly #service: BatchService;
  /** Questions without an answer, and how often they were put into a batch. */
  readonly #wanted = new Map<string, { request: LlmRequest; attempts: number; reason: string }>();
  readonly #missing = new Map<string, string>();
  #requests = 0;
  #room = new BatchRoom(1);

  constructor(settings: Settings, books: Books, transport: Transport, dialect: Dialect) {
    this.#settings = settings;
    this.#books = books;
    this.#transport = transport;
    this.#dialect = dialect;
    this.#service = new BatchService(settings, transport);
  }

  async run(
    requests: Requests,
    keyOf: (request: LlmRequest) => string,
    options: LlmBatchOptions,
    signal: AbortSignal,
  ): Promise<LlmBatchResult> {
    const { wait, poll, size, attempts } = checkBatchOptions(options);
    this.#room = new BatchRoom(size);
    await this.#gather(requests, keyOf);
    for (const state of [...this.#states.values()]) await this.#adopt(state, signal);
    for (let seconds = poll.first; ; seconds = Math.min(seconds * 2, poll.last)) {
      await this.#submitAll(signal);
      options.onProgress?.(this.#progress());
      let ended = false;
      for (const state of [...this.#states.values()]) {
        const how = await this.#look(state, attempts, signal);
        if (how === 'ended') ended = true;
        if (how !== 'under way') options.onProgress?.(this.#progress());
      }
      const done = this.#states.size === 0 && this.#wanted.size === 0;
      if (done || (!ended && !wait)) break;
      if (ended) seconds = poll.first / 2;
      else await pause(seconds, signal);
    }
    const missing = [...this.#missing].map(([key, reason]) => ({ key, reason }));
    return { ...this.#progress(), missing };
  }

  get #states(): Map<number, BatchState> {
    return this.#books.journal!.state.batches;
  }

  #progress(): { requests: number; done: number; pending: number } {
    let pending = 0;
    for (const { open } of this.#states.values()) pending += open.size;
    const left = this.#wanted.size + this.#missing.size;
    return { requests: this.#requests, done: this.#requests - left, pending };
  }

  /** The questions whose answer is not in the journal. */
  async #gather(requests: Requests, keyOf: (request: LlmRequest) => string): Promise<void> {
    const seen = new Set<string>();
    for await (const request of requests) {
      const key = keyOf(request);
      if (seen.has(key)) continue;
      seen.add(key);
      if (this.#books.journal!.state.index.has(key)) continue;
      this.#wanted.set(key, { request, attempts: 0, reason: '' });
    }
    this.#requests = seen.size;
  }

  /** Goes on with a batch of an earlier process, which may have ended at any point of submitting it. */
  async #adopt(state: BatchState, signal: AbortSignal): Promise<void> {
    if (state.remote !== undefined) return;
    const { batch, file, uploadedAt } = state;
    const remote = file === undefined ? null : await this.#service.find(file, uploadedAt, signal);
    if (remote === null) return this.#end(state, 'never created', 'the batch was never created', 'unsent');
    await this.#step({ batch, stage: 'created', remote });
  }

  /** Puts every question that is in no batch into one, as far as the budget and the server's queue go. */
  async #submitAll(signal: AbortSignal): Promise<void> {
    const pending = new Set([...this.#states.values()].flatMap(({ open }) => [...open.keys()]));
    const queue = [...this.#wanted].filter(([key]) => !pending.has(key));
    while (queue.length > 0 && this.#room.admits(this.#states.size)) {
      if (signal.aborted) throw reasonOf(signal);
      const lines: Buffer[] = [];
      const reserved: Promise<unknown>[] = [];
      const batch = this.#books.journal!.state.lastBatch + 1;
      let bytes = 0;
      while (queue.length > 0 && lines.length < this.#room.size) {
        const [key, wanted] = queue[0]!;
        const line = this.#line(key, wanted.request);
        if (lines.length > 0 && bytes + line.length > MOST_BYTES) break;
        const worst = worstCase(wanted.request, this.#settings.price, BATCH_SHARE);
        if (!this.#books.ledger.hold(worst)) {
          if (lines.length > 0) break;
          // What batches under way give back may be enough.
          if (this.#states.size > 0) return;
          throw this.#books.ledger.stopFor(worst);
        }
        queue.shift();
        wanted.attempts++;
        bytes += line.length;
        lines.push(line);
        reserved.push(this.#books.reserve(key, worst, batch));
        if (reserved.length % GROUP === 0) await Promise.all(reserved.splice(0));
      }
      await Promise.all(reserved);
      const file = await this.#upload(batch, Buffer.concat(lines), signal);
      await this.#step({ batch, stage: 'uploaded', file });
      const { uploadedAt } = this.#states.get(batch)!;
      const remote = await this.#service.create(file, uploadedAt, signal);
      await this.#step({ batch, stage: 'created', remote });
      this.#room.submitted(batch, this.#states.size - 1);
      this.#books.totals.asked += lines.length;
    }
  }

  /** Id of the file uploaded. A batch that cannot be uploaded was never one, and nothing stays reserved for it. */
  async #upload(batch: number, lines: Buffer, signal: AbortSignal): Promise<string> {
    try {
      return await this.#service.upload(lines, signal);
    } catch (error) {
      await this.#end(this.#states.get(batch)!, 'never created', (error as Error).message, 'unsent');
      throw error;
    }
  }

  #line(key: string, request: LlmRequest): Buffer {
    const { api, model } = this.#settings;
    const body =
      api === 'chat' ? chatBody(request, model, this.#dialect) : responsesBody(request, model, this.#dialect);
    return Buffer.from(`${JSON.stringify({ custom_id: key, method: 'POST', url: PATHS[api], body })}\n`);
  }

  /** Looks after a batch: collects it where it has ended. */
  async #look(
    state: BatchState,
    attempts: number,
    signal: AbortSignal,
  ): Promise<'under way' | 'ended' | 'no room'> {
    const remote = await this.#service.look(state.remote!, state.uploadedAt, signal);
    if (remote?.ended === false) return 'under way';
    if (remote?.status === 'failed' && remote.errors.some(({ code }) => code === NO_ROOM)) {
      await this.#putBack(state, remote, attempts);
      return 'no room';
    }
    if (remote !== null) await this.#collect(state, remote, attempts, signal);
    else {
      const what = `the server knows no batch ${state.remote} any more (deleted, or of another key)`;
      await this.#lose(state, what);
    }
    this.#room.ended();
    return 'ended';
  }

  /** Answers that may have been paid for and cannot be had: who asks for them once more has to know. */
  async #lose(state: BatchState, what: string): Promise<void> {
    const reason = `${what}; what it may have cost stays charged, and the same run again asks anew`;
    const left = [...state.open.keys()];
    if (left.length > 0) this.#tell('lost', left.length, reason);
    await this.#end(state, 'lost', reason, 'charged');
    for (const key of left) this.#retry(key, reason, 0);
  }

  /** The server's queue had no room for it: nothing of it was done. */
  async #putBack(state: BatchState, remote: RemoteBatch, attempts: number): Promise<void> {
    const reason = this.#reasonOf(remote);
    const left = [...state.open.keys()];
    const free = this.#room.refused(state.batch, left.length);
    this.#tell(remote.status, left.length, reason);
    await this.#end(state, remote.status, reason, 'unsent');
    for (const key of left) this.#retry(key, reason, attempts, free);
  }

  async #collect(
    state: BatchState,
    remote: RemoteBatch,
    attempts: number,
    signal: AbortSignal,
  ): Promise<void> {
    let stop: LlmError | null = null;
    let lost: string | null = null;
    const seen = new Set<string>();
    for (const file of [remote.outputFile, remote.errorFile]) {
      if (file === null) continue;
      const bytes = await this.#service.download(file, signal);
      if (bytes === null) {
        lost = file;
        continue;
      }
      let group: Promise<LlmError | null>[] = [];
      for (const result of readResults(bytes, this.#settings.api)) {
        const open = state.open.get(result.key);
        if (open === undefined || seen.has(result.key)) continue;
        seen.add(result.key);
        group.push(this.#settle({ key: result.key, ...open }, result, attempts));
        if (group.length < GROUP) continue;
        stop ??= (await Promise.all(group)).find((error) => error !== null) ?? null;
        group = [];
      }
      stop ??= (await Promise.all(group)).find((error) => error !== null) ?? null;
    }
    if (lost !== null) {
      await this.#lose(
        state,
        `batch ${remote.id} is ${remote.status}, and its file ${lost} is gone (deleted, or expired)`,
      );
    } else {
      const reason = this.#reasonOf(remote);
      const left = [...state.open.keys()];
      if (left.length > 0) this.#tell(remote.status, left.length, reason);
      await this.#end(state, remote.status, reason, 'undone');
      for (const key of left) this.#retry(key, reason, attempts);
    }
    if (stop === null && remote.status === 'failed') stop = this.#finalOf(remote);
    if (stop !== null) throw stop;
  }

  /** Journals one result; an error that every other question would meet too is given back. */
  async #settle(reservation: Reservation, result: Result, attempts: number): Promise<LlmError | null> {
    const { key, worst } = reservation;
    const wanted = this.#wanted.get(key);
    if ('answer' in result) {
      const answer = this.#transport.clean(result.answer);
      const { actual } = await this.#books.answered(
        reservation,
        wanted?.request ?? null,
        answer,
        BATCH_SHARE,
      );
      this.#books.ledger.settleHeld(worst, actual);
      this.#wanted.delete(key);
      return null;
    }
    const { usage } = result;
    const failure = { ...result.failure, message: this.#transport.scrubber.message(result.failure.message) };
    this.#books.ledger.settleHeld(worst, await this.#books.failed(reservation, failure, usage, BATCH_SHARE));
    if (failure.refused === 'schema' && this.#dialect.schema) {
      this.#dialect.schema = false;
      this.#settings.onNotice({ type: 'no-schema', message: failure.message });
      await this.#books.note('no-schema', failure.message);
    }
    const another = failure.again || failure.refused === 'schema';
    this.#retry(key, failure.message, another ? attempts : 0);
    if (!failure.final) return null;
    return new LlmError(`${this.#settings.baseURL}: ${failure.message}`, {
      status: failure.status,
      final: true,
    });
  }

  /** A question without an answer waits for another batch, unless it was in enough of them; `free`: this one does not count. */
  #retry(key: string, reason: string, attempts: number, free = false): void {
    const wanted = this.#wanted.get(key);
    if (wanted === undefined) return;
    wanted.reason = reason;
    if (free) wanted.attempts--;
    if (wanted.attempts < attempts) {
      this.#books.totals.retried++;
      return;
    }
    this.#wanted.delete(key);
    this.#missing.set(key, reason);
    this.#books.totals.failed++;
  }

  #tell(status: string, missing: number, message: string): void {
    this.#settings.onNotice({ type: 'batch', status, missing, message });
  }

  /** Ends a batch in the journal, with what is left of it. */
  async #end(state: BatchState, status: string, message: string, rest: Rest): Promise<void> {
    const failure = { status: null, message, charged: rest === 'charged' };
    const left = [...state.open];
    for (let from = 0; from < left.length; from += GROUP) {
      await Promise.all(
        left.slice(from, from + GROUP).map(async ([key, { id, worst }]) => {
          const reservation = { id, key, worst };
          const actual =
            rest === 'unsent'
              ? await this.#books.unsent(reservation, message)
              : await this.#books.failed(reservation, failure, null);
          this.#books.ledger.settleHeld(worst, actual);
        }),
      );
    }
    await this.#step({ batch: state.batch, stage: 'done', status });
  }

  #step(step: {
    batch: number;
    stage: 'uploaded' | 'created' | 'done';
    file?: string;
    remote?: string;
    status?: string;
  }): Promise<void> {
    return this.#books.journal!.append({ kind: 'batch', ...step, at: new Date().toISOString() });
  }

  #reasonOf({ status, errors }: RemoteBatch): string {
    const first = errors[0]?.message;
    return this.#transport.scrubber.message(`batch ${status}${first ? `: ${first}` : ''}`);
  }

  #finalOf(remote: RemoteBatch): LlmError | null {
    const code = remote.errors[0]?.code ?? null;
    const message = this.#reasonOf(remote);
    const judged = refused({ status: 400, headers: new Headers(), code, param: null, message });
    if (!judged.final) return null;
    return new LlmError(`${this.#settings.baseURL}: ${judged.message}`, { status: null, final: true });
  }
}
