/** Long work in pieces: the event loop gets its turn every few milliseconds, and an abort is seen then. */

import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from './abort.ts';

const TURN_MS = 8;

export class Pace {
  readonly #signal: AbortSignal | undefined;
  readonly #what: string;
  #since: number = performance.now();

  /** `what` is named when it is aborted: `reporting on stories.txt`. */
  constructor(what: string, signal: AbortSignal | undefined) {
    this.#what = what;
    this.#signal = signal;
  }

  /** To be awaited between two small pieces of work when `due`. */
  async rest(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
    throwIfAborted(this.#signal, `${this.#what} was aborted`);
  }

  get due(): boolean {
    return performance.now() - this.#since >= TURN_MS;
  }
}
