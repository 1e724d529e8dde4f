/** AbortSignals: ending where one has aborted, and listening to those that many calls share. */
import { AbortedError } from './errors.ts';

/** @throws AbortedError, with the signal's reason as its cause, if the signal has aborted. @param message what was aborted */
export function throwIfAborted(signal: AbortSignal | undefined, message?: string): void {
  if (signal?.aborted) throw new AbortedError(message, { cause: signal.reason });
}

const callbacks = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `callback` once when the signal aborts; the function returned takes that back. However many calls share a
 * signal, it has one listener of ours: Node warns of a leak at eleven.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let all = callbacks.get(signal);
  if (!all) {
    const created = new Set<() => void>();
    const callAll = () => {
      for (const call of [...created]) call();
      created.clear();
    };
    signal.addEventListener('abort', callAll, { once: true });
    callbacks.set(signal, created);
    all = created;
  }
  const registered = all;
  registered.add(callback);
  return () => {
    registered.delete(callback);
  };
}
