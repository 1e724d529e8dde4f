/** Waiting that an AbortSignal can end. */
import { onAbort } from '../runtime/abort.ts';
import { AbortedError, TinyStoriesError } from '../runtime/errors.ts';

/** Why a signal was aborted, as one of our errors. */
export function reasonOf(signal: AbortSignal): TinyStoriesError {
  const reason: unknown = signal.reason;
  return reason instanceof TinyStoriesError ? reason : new AbortedError(undefined, { cause: reason });
}

export class Waiters {
  readonly #wakes = new Set<() => void>();

  /** Resolves at the next `wakeAll`; rejects with the signal's reason. */
  wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(reasonOf(signal));
    return new Promise((resolve, reject) => {
      const forget = onAbort(signal, () => {
        this.#wakes.delete(wake);
        reject(reasonOf(signal));
      });
      const wake = () => {
        forget();
        resolve();
      };
      this.#wakes.add(wake);
    });
  }

  /** The one that has waited longest; false where nobody waits. */
  wakeOne(): boolean {
    for (const wake of this.#wakes) {
      this.#wakes.delete(wake);
      wake();
      return true;
    }
    return false;
  }

  wakeAll(): void {
    const wakes = [...this.#wakes];
    this.#wakes.clear();
    for (const wake of wakes) wake();
  }
}

/** Waits some seconds; rejects with the signal's reason. */
export function pause(seconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(reasonOf(signal));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, seconds * 1000);
    const forget = onAbort(signal, () => {
      clearTimeout(timer);
      reject(reasonOf(signal));
    });
  });
}
