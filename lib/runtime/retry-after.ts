/** How long an HTTP server asks to be left alone. */

/**
 * Seconds, 0 or more, that a `Retry-After` asks for, as a number or as a date; null where it is neither.
 * @param date the header `Date`: a date is measured by the server's own clock, where it says what that shows
 */
export function retryAfterSeconds(
  value: string | null | undefined,
  date: string | null | undefined,
  now: number = Date.now(),
): number | null {
  const seconds = plainNumber(value);
  if (seconds !== null) return seconds;
  if (!/[a-z]{3}/i.test(value ?? '')) return null;
  const until = Date.parse(value ?? '');
  const clock = Date.parse(date ?? '');
  return Number.isNaN(until) ? null : Math.max(0, (until - (Number.isNaN(clock) ? now : clock)) / 1000);
}

/** A number without a sign or a unit. */
export function plainNumber(text: string | null | undefined): number | null {
  return /^\s*\d+(\.\d+)?\s*$/.test(text ?? '') ? Number(text) : null;
}
