/** How long a server of a language model asks to wait, in each of the ways in which they say it. */
import { plainNumber, retryAfterSeconds } from '../runtime/retry-after.ts';

/**
 * Seconds, 0 or more; null where nothing is said that can be read. First `retry-after-ms`, then `retry-after`
 * (seconds or an HTTP date, measured by the server's own clock), then what `x-ratelimit-*` says of a limit that is used up.
 */
export function retryAfter(headers: Headers, now: number = Date.now()): number | null {
  const milliseconds = plainNumber(headers.get('retry-after-ms'));
  if (milliseconds !== null) return milliseconds / 1000;
  const seconds = retryAfterSeconds(headers.get('retry-after'), headers.get('date'), now);
  if (seconds !== null) return seconds;
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
  const plain = plainNumber(text);
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
