/**
 * The sessions of beam searches. A search chooses tokens itself, so it has a session of its own; as many are open at once
 * as have room together, and the others wait for their turn.
 */
import { onAbort } from '../runtime/abort.ts';
import type { NativeSession } from '../runtime/addon.ts';
import { AbortedError, DisposedError } from '../runtime/errors.ts';

export interface OpenSession {
  session: NativeSession;
  /** Gives it back. */
  close: () => void;
}

interface Waiting {
  share: number;
  begin: () => void;
}

export class BeamSessions {
  readonly #make: (slots: number) => NativeSession;
  readonly #room: number;
  readonly #waiting = new Set<Waiting>();
  /** Those open, and when each has been given back. */
  readonly #open = new Map<NativeSession, Promise<void>>();
  #used = 0;
  #disposed = false;

  /**
   * @param make a session with so many slots
   * @param room slots of all sessions together; one that has more is open alone.
   */
  constructor(make: (slots: number) => NativeSession, room: number) {
    this.#make = make;
    this.#room = room;
  }

  /**
   * Waits for its turn and opens a session.
   * @throws AbortedError where the signal ends the wait, DisposedError; OutOfMemoryError.
   */
  async open(slots: number, signal: AbortSignal): Promise<OpenSession> {
    const share = Math.min(slots, this.#room);
    await this.#turn(share, signal);
    const leave = () => {
      this.#used -= share;
      this.#next();
    };
    try {
      if (this.#disposed) throw new DisposedError('the language model');
      return this.#openNow(slots, leave);
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Ends the searches that run and those that wait. */
  dispose(): void {
    this.#disposed = true;
    this.#next();
    for (const session of this.#open.keys()) session.dispose();
  }

  /** Resolves when every session has been given back. */
  async idle(): Promise<void> {
    await Promise.all(this.#open.values());
  }

  #openNow(slots: number, leave: () => void): OpenSession {
    const session = this.#make(slots);
    let closed = () => {};
    this.#open.set(
      session,
      new Promise((resolve) => {
        closed = resolve;
      }),
    );
    const close = () => {
      this.#open.delete(session);
      session.dispose();
      closed();
      leave();
    };
    return { session, close };
  }

  #turn(share: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const unlisten = onAbort(signal, () => {
        this.#waiting.delete(waiting);
        reject(new AbortedError());
        this.#next();
      });
      const begin = () => {
        unlisten();
        resolve();
      };
      const waiting = { share, begin };
      this.#waiting.add(waiting);
      this.#next();
    });
  }

  /** Lets those begin for whom there is room, in the order they came; when all is over, everybody, to be told so. */
  #next(): void {
    for (const waiting of this.#waiting) {
      if (!this.#disposed && this.#used + waiting.share > this.#room) return;
      this.#waiting.delete(waiting);
      this.#used += waiting.share;
      waiting.begin();
    }
  }
}
