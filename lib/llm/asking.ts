/**
 * One question until it is answered or given up: a turn, a reservation, an attempt, a wait. The only place where
 * anything is asked again.
 */
import { LlmError, type TinyStoriesError } from '../runtime/errors.ts';
import { backoff } from '../runtime/retry.ts';
import { NOTHING } from './amount.ts';
import type { Dialect } from './bodies.ts';
import type { Books, Stop } from './books.ts';
import type { Failure } from './failures.ts';
import type { Settings } from './options.ts';
import type { Throttle } from './throttle.ts';
import type { Transport } from './transport.ts';
import type { LlmReply, LlmRequest } from './types.ts';
import { pause, reasonOf } from './waiters.ts';
import { worstCase } from './worst-case.ts';

export class Asking {
  readonly #settings: Settings;
  readonly #books: Books;
  readonly #throttle: Throttle;
  readonly #transport: Transport;
  readonly #dialect: Dialect;
  readonly #stop: Stop;
  /** Parameters that the server was found not to take. */
  readonly #learnt = new Set<Failure['refused']>();
  #everAnswered = false;
  /** When the first wait ends that is shorter than the server asked for and since which it has not answered. */
  #cutUntil = Infinity;

  constructor(
    settings: Settings,
    books: Books,
    throttle: Throttle,
    transport: Transport,
    dialect: Dialect,
    stop: Stop,
  ) {
    this.#settings = settings;
    this.#books = books;
    this.#throttle = throttle;
    this.#transport = transport;
    this.#dialect = dialect;
    this.#stop = stop;
  }

  /**
   * Asks until there is an answer.
   * @throws LlmError, BudgetError, FileError of the journal, or the signal's reason.
   */
  async answer(key: string, request: LlmRequest, signal: AbortSignal): Promise<LlmReply> {
    const { attempts } = this.#settings;
    for (let attempt = 1; ; attempt++) {
      let outcome = await this.#attempt(key, request, signal);
      while ('failure' in outcome && (await this.#learn(outcome.failure, request, outcome.sent))) {
        outcome = await this.#attempt(key, request, signal);
      }
      if ('reply' in outcome) return outcome.reply;
      const { failure, began } = outcome;
      // A wait that was cut short, and did not do, is not tried again.
      const inVain = this.#asksTooMuch(failure) && began >= this.#cutUntil;
      if (failure.final || !failure.again || inVain || attempt >= attempts)
        throw this.#giveUp(failure, attempt);
      this.#books.totals.retried++;
      await pause(this.#waitAfter(failure, attempt), signal);
    }
  }

  async #attempt(
    key: string,
    request: LlmRequest,
    signal: AbortSignal,
  ): Promise<{ reply: LlmReply } | { failure: Failure; sent: Dialect; began: number }> {
    const { totals, ledger } = this.#books;
    const goesOn = request.messages.some(({ role }) => role === 'assistant');
    const turn = await this.#throttle.acquire(signal, goesOn);
    try {
      const worst = worstCase(request, this.#settings.price);
      await ledger.reserve(worst, signal);
      if (signal.aborted) {
        ledger.settle(worst, NOTHING);
        throw reasonOf(signal);
      }
      const reservation = await this.#orStop(this.#books.reserve(key, worst));
      turn.began = performance.now();
      totals.asked++;
      totals.inFlight++;
      const sent = { ...this.#dialect };
      const outcome = await this.#transport.ask(request, sent).finally(() => totals.inFlight--);
      if ('answer' in outcome) {
        this.#everAnswered = true;
        if (turn.began >= this.#cutUntil) this.#cutUntil = Infinity;
        this.#throttle.answered(turn);
        const written = this.#books.answered(reservation, request, outcome.answer);
        const { reply, actual } = await this.#orStop(written);
        ledger.settle(worst, actual);
        return { reply };
      }
      const { failure } = outcome;
      if (failure.overload) this.#throttle.pushedBack(turn);
      ledger.settle(worst, await this.#orStop(this.#books.failed(reservation, failure, outcome.usage)));
      return { failure, sent, began: turn.began };
    } finally {
      this.#throttle.release();
    }
  }

  /** A journal that cannot be written to ends everything: an answer that is not kept would be paid for twice. */
  async #orStop<T>(written: Promise<T>): Promise<T> {
    try {
      return await written;
    } catch (error) {
      this.#stop(error as TinyStoriesError);
      throw error;
    }
  }

  /** Takes note of a parameter that the server does not take; true when there is another way to ask. */
  async #learn({ refused, message }: Failure, request: LlmRequest, sent: Dialect): Promise<boolean> {
    if (refused === null) return false;
    if (refused === 'schema') {
      if (!sent.schema || request.schema === undefined) return false;
      if (!this.#dialect.schema) return true;
      this.#dialect.schema = false;
      this.#settings.onNotice({ type: 'no-schema', message });
      await this.#orStop(this.#books.note('no-schema', message));
      return true;
    }
    if (sent.maxTokens !== refused) return false;
    if (this.#dialect.maxTokens !== refused) return true;
    if (this.#learnt.has(refused)) return false;
    this.#learnt.add(refused);
    this.#dialect.maxTokens = refused === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    await this.#orStop(this.#books.note(this.#dialect.maxTokens, message));
    return true;
  }

  #asksTooMuch({ wait }: Failure): boolean {
    return wait !== null && wait > this.#settings.longestWait;
  }

  /**
   * Seconds until the next attempt: what the server asks for, which holds all requests, and no less than where it asks
   * for nothing.
   */
  #waitAfter(failure: Failure, attempt: number): number {
    const { backoff: first, longestWait, onNotice } = this.#settings;
    const own = backoff(attempt, first);
    if (failure.wait === null) return own;
    const seconds = Math.min(failure.wait, longestWait);
    if (this.#asksTooMuch(failure))
      this.#cutUntil = Math.min(this.#cutUntil, performance.now() + seconds * 1000);
    if (this.#throttle.hold(seconds) && seconds >= 1) {
      onNotice({ type: 'wait', seconds, asked: failure.wait, message: failure.message });
    }
    return Math.max(seconds, own);
  }

  #giveUp(failure: Failure, attempt: number): LlmError {
    const { baseURL, longestWait } = this.#settings;
    this.#books.totals.failed++;
    const { status, message } = failure;
    const tooLong = this.#asksTooMuch(failure);
    const nobody = failure.unreachable && !this.#everAnswered;
    const final = failure.final || tooLong || nobody;
    let advice = '';
    if (tooLong) {
      advice = `; it asks to wait ${failure.wait} s, more than the ${longestWait} s that are waited at most. Go on later with the same journal`;
    } else if (nobody) advice = '; check the base URL, and that the server runs';
    const after = attempt > 1 ? ` (attempt ${attempt})` : '';
    const error = new LlmError(`${baseURL}: ${message}${after}${advice}`, { status, final });
    if (final) this.#stop(error);
    return error;
  }
}
