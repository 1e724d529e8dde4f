/** When to ask a server again: what it says of that, and how long to wait where it says nothing. */

/** The longest wait of our own choice, seconds. */
const LONGEST_BACKOFF = 30;

/** What a server has answered with, of its headers. */
export interface RetryHeaders {
  retryAfter: string | null | undefined;
  date: string | null | undefined;
}

/**
 * Seconds that `Retry-After` asks for, 0 or more: a number, or a date, which is measured by the server's own clock where
 * it tells it. Null for none, or one that is neither.
 */
export function retryAfter({ retryAfter, date }: RetryHeaders, now: number = Date.now()): number | null {
  const seconds = decimal(retryAfter);
  if (seconds !== null) return seconds;
  // Date.parse takes bare numbers for years.
  const then = /[a-z]{3}/i.test(retryAfter ?? '') ? Date.parse(retryAfter!) : Number.NaN;
  if (Number.isNaN(then)) return null;
  const clock = Date.parse(date ?? '');
  return Math.max(0, (then - (Number.isNaN(clock) ? now : clock)) / 1000);
}

/** A number without a sign, an exponent or a unit; null for anything else. */
export function decimal(text: string | null | undefined): number | null {
  return text && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}

/**
 * Seconds to wait after `failures` failures in a row, `first` after one: twice as long each time, at most 30, and not
 * the same for everybody.
 */
export function backoff(failures: number, first: number): number {
  return Math.min(LONGEST_BACKOFF, first * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}
