/** How long a download goes on asking: which failures pass, and how long to wait after each. */
import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  /** Failures in a row, without anything new in between, after which a file is given up. Default 8. */
  attempts: number;
  /** Milliseconds before the second attempt; doubled for each further one, at most 30 seconds. Default 500. */
  backoff: number;
  /** Milliseconds that a server may ask to be left alone; for longer the file is given up. Default 300,000. */
  longestWait: number;
  /** Milliseconds without a byte after which a connection is given up. Default 30,000. */
  idle: number;
  /** Bytes that have to come in `idle` milliseconds, lest the connection is given up as well. Default 4,096. */
  slowest: number;
}

export const PATIENCE: Readonly<Patience> = {
  attempts: 8,
  backoff: 500,
  longestWait: 300_000,
  idle: 30_000,
  slowest: 4096,
};

/** A failure that asking again will not mend. */
export class Refusal extends Error {}

const LONGEST_BACKOFF = 30_000;

/** Statuses that mean: later. */
export function passes(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** Milliseconds to wait after `failures` failures in a row: longer each time, and not the same for everybody. */
export function backoff(failures: number, first: number): number {
  return Math.min(LONGEST_BACKOFF, first * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

/** A moment before which no connection of a file asks anything. */
export class Pause {
  #until = 0;

  extend(milliseconds: number): void {
    this.#until = Math.max(this.#until, Date.now() + milliseconds);
  }

  async over(signal: AbortSignal): Promise<void> {
    for (let left = this.#until - Date.now(); left > 0; left = this.#until - Date.now())
      await sleep(left, signal);
  }
}

/** @throws what the signal was aborted with. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal });
}
