/** How long a download goes on asking: which failures pass, and how long to wait after each. */
import { setTimeout as pause } from 'node:timers/promises';
import { checkOptions, type OptionNames } from '../../runtime/arguments.ts';
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { checkWhole } from '../../runtime/whole.ts';

export interface Patience {
  /** Failures in a row, without anything new in between, after which a file is given up; 1 to 100. Default 8. */
  attempts: number;
  /** Seconds before the second attempt; doubled for each further one, at most 30. Default 0.5. */
  backoff: number;
  /** Seconds that a server may ask to be left alone; for longer the file is given up. Default 300. */
  longestWait: number;
  /** Seconds without a byte after which a connection, or the attempt to make one, is given up. Default 30. */
  idle: number;
  /** Bytes that have to come in `idle` seconds, lest the connection is given up as well. Default 4,096. */
  slowest: number;
}

const OPTIONS: OptionNames<Patience> = {
  attempts: true,
  backoff: true,
  longestWait: true,
  idle: true,
  slowest: true,
};

const DAY = 86_400;

/** With defaults for what is not given. @throws InvalidArgumentError */
export function patienceOf(given: Partial<Patience> = {}): Patience {
  checkOptions('patience', given, OPTIONS);
  const { attempts = 8, backoff = 0.5, longestWait = 300, idle = 30, slowest = 4096 } = given;
  return {
    attempts: checkWhole('patience.attempts', attempts, 1, 100),
    backoff: seconds('patience.backoff', backoff, 30),
    longestWait: seconds('patience.longestWait', longestWait, DAY),
    idle: seconds('patience.idle', idle, DAY),
    slowest: checkWhole('patience.slowest', slowest, 0),
  };
}

function seconds(name: string, value: unknown, most: number): number {
  if (typeof value === 'number' && value > 0 && value <= most) return value;
  throw new InvalidArgumentError(name, `seconds, more than 0 and at most ${most}`, value);
}

/** A failure that asking again will not mend. */
export class Refusal extends Error {}

/** Statuses that mean: later. */
export function passes(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** A moment before which no connection of a file asks anything. */
export class Pause {
  #until = 0;

  extend(seconds: number): void {
    this.#until = Math.max(this.#until, Date.now() + 1000 * seconds);
  }

  async over(signal: AbortSignal): Promise<void> {
    for (let left = this.#until - Date.now(); left > 0; left = this.#until - Date.now())
      await sleep(left / 1000, signal);
  }
}

/** @throws what the signal was aborted with. */
export async function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  await pause(1000 * seconds, undefined, { signal });
}
