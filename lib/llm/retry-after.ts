/** How long a server asks to wait, in each of the ways in which servers say it. */

/**
 * Seconds, 0 or more; null where nothing is said that can be read. First `retry-after-ms`, then `retry-after`
 * (seconds or an HTTP date, measured by the server's own clock), then what `x-ratelimit-*` says of a limit that is used up.
 */
export function retryAfter(headers: Headers, now: number = Date.now()): number | null {
  const milliseconds = decimal(headers.get('retry-after-ms'));
  if (milliseconds !== null) return milliseconds / 1000;
  const after = headers.get('retry-after');
  const seconds = decimal(after);
  if (seconds !== null) return seconds;
  if (after !== null && /[a-z]{3}/i.test(after)) {
    const date = Date.parse(after);
    const clock = Date.parse(headers.get('date') ?? '');
    if (Number.isFinite(date)) return Math.max(0, (date - (Number.isFinite(clock) ? clock : now)) / 1000);
  }
  let longest: number | null = null;
  for (const limit of ['requests', 'tokens']) {
    if (Number(headers.get(`x-ratelimit-remaining-${limit}`) ?? 0) > 0) continue;
    const wait = duration(headers.get(`x-ratelimit-reset-${limit}`));
    if (wait !== null) longest = Math.max(longest ?? 0, wait);
  }
  return longest;
}

/** A number without a sign or a unit. */
function decimal(text: string | null): number | null {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}

/** `6m0s`, `1.5s`, `120ms`, `1h`, or seconds. */
function duration(text: string | null): number | null {
  if (text === null) return null;
  const plain = decimal(text);
  if (plain !== null) return plain;
  const parts = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/.exec(
    text.trim(),
  );
  if (parts === null || text.trim() === '') return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds + ms / 1000;
}
