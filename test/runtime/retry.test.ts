/** When a server is asked again. */
import { expect, test } from '@jest/globals';
import { backoff, retryAfter } from '../../lib/runtime/retry.ts';

const now = Date.UTC(2024, 0, 1);
const date = (milliseconds: number) => new Date(milliseconds).toUTCString();

test('Retry-After in its forms', () => {
  const seconds = (retry: string | null | undefined, clock?: string) =>
    retryAfter({ retryAfter: retry, date: clock }, now);
  expect(seconds('120')).toBe(120);
  expect(seconds(' 1.5 ')).toBe(1.5);
  expect(seconds(date(now + 5000))).toBe(5);
  expect(seconds(date(now - 5000))).toBe(0);
  expect(seconds(date(now + 3_605_000), date(now + 3_600_000))).toBe(5);
  expect(seconds(date(now + 5000), 'today')).toBe(5);
  for (const value of [undefined, null, '', '-3', 'soon', '1e400']) expect(seconds(value)).toBeNull();
});

test('backing off: between half of it and the whole, twice as long each time, at most 30 s', () => {
  for (const [failures, most] of [
    [1, 0.5],
    [3, 2],
    [7, 30],
    [2000, 30],
  ] as const) {
    for (let i = 0; i < 50; i++) {
      const seconds = backoff(failures, 0.5);
      expect(seconds).toBeGreaterThanOrEqual(most / 2);
      expect(seconds).toBeLessThanOrEqual(most);
    }
  }
});
