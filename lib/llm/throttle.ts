/**
 * How many requests are under way at once. It begins with a few, grows with every answer, halves when the server pushes
 * back (429, overload, no answer in time) and shrinks a little when answers take much longer than they did: additive
 * increase, multiplicative decrease. A wait that the server asks for holds everything.
 */
import { pause, Waiters } from './waiters.ts';

const FIRST = 8;
/** A mean of so many times the usual means that the server queues. */
const SLOW = 3;
/** The usual time forgets: answers may grow longer for good. */
const FORGET = 1.02;

/** Held by a request while it is under way. */
export interface Turn {
  /** When it was sent. */
  began: number;
  /** Decreases before it began: of a crowd that is pushed back together, one counts. */
  decreases: number;
}

export class Throttle {
  readonly #most: number;
  #limit: number;
  #active = 0;
  #decreases = 0;
  /** Doubles every round until the first decrease. */
  #searching = true;
  #resumeAt = 0;
  #usual = Infinity;
  #round = { seconds: 0, answers: 0 };
  readonly #free = new Waiters();
  /** Those who go on with a talk. */
  readonly #next = new Waiters();

  constructor(most: number) {
    this.#most = most;
    this.#limit = Math.min(FIRST, most);
  }

  /** Requests that may be under way now. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /**
   * Waits for a turn; rejects with the signal's reason. Who goes on with a talk goes before all who begin one: what was
   * paid for the beginning is of use with the end alone, and a budget may not last for both.
   */
  async acquire(signal: AbortSignal, goesOn = false): Promise<Turn> {
    const line = goesOn ? this.#next : this.#free;
    for (;;) {
      const wait = this.#resumeAt - performance.now();
      if (wait > 0) await pause(wait / 1000, signal);
      else if (this.#active >= this.limit) await line.wait(signal);
      else break;
    }
    this.#active++;
    return { began: performance.now(), decreases: this.#decreases };
  }

  release(): void {
    this.#active--;
    this.#wake();
  }

  answered(turn: Turn): void {
    this.#limit = Math.min(this.#most, this.#limit + (this.#searching ? 1 : 1 / this.#limit));
    this.#wake();
    this.#round.seconds += (performance.now() - turn.began) / 1000;
    this.#round.answers++;
    if (this.#round.answers < 4 * this.#limit) return;
    const mean = this.#round.seconds / this.#round.answers;
    this.#round = { seconds: 0, answers: 0 };
    if (mean > SLOW * this.#usual) this.#decrease(0.8);
    this.#usual = Math.min(this.#usual * FORGET, mean);
  }

  pushedBack(turn: Turn): void {
    if (turn.decreases === this.#decreases) this.#decrease(0.5);
  }

  /** Nothing begins for some seconds; true when most of that is new: of a crowd that is told to wait, the first is. */
  hold(seconds: number): boolean {
    const now = performance.now();
    const until = now + seconds * 1000;
    const known = Math.max(this.#resumeAt, now);
    this.#resumeAt = Math.max(this.#resumeAt, until);
    return until - known > seconds * 500;
  }

  #wake(): void {
    for (let free = this.limit - this.#active; free > 0; free--) {
      if (!this.#next.wakeOne()) this.#free.wakeOne();
    }
  }

  #decrease(share: number): void {
    this.#searching = false;
    this.#decreases++;
    this.#limit = Math.max(1, this.#limit * share);
  }
}
