/** How long a server of language models asks to wait, in each of the ways in which they say it. */
import { decimal, retryAfter } from '../runtime/retry.ts';

/**
 * Seconds, 0 or more; null where nothing is said that can be read. First `retry-after-ms`, then `retry-after`
 * (seconds or an HTTP date, measured by the server's own clock), then what `x-ratelimit-*` says of a limit that is used up.
 */
export function waitOf(headers: Headers, now: number = Date.now()): number | null {
  const milliseconds = decimal(headers.get('retry-after-ms'));
  if (milliseconds !== null) return milliseconds / 1000;
  const after = retryAfter({ retryAfter: headers.get('retry-after'), date: headers.get('date') }, now);
  if (after !== null) return after;
  let longest: number | null = null;
  for (const limit of ['requests', 'tokens']) {
    if (Number(headers.get(`x-ratelimit-remaining-${limit}`) ?? 0) > 0) continue;
    const wait = duration(headers.get(`x-ratelimit-reset-${limit}`));
    if (wait !== null) longest = Math.max(longest ?? 0, wait);
  }
  return longest;
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
