import { expect, test } from '@jest/globals';
import { retryAfterSeconds } from '../../lib/runtime/retry-after.ts';

test('Retry-After in its forms', () => {
  const now = Date.UTC(2024, 0, 1);
  const at = (seconds: number) => new Date(now + 1000 * seconds).toUTCString();
  expect(retryAfterSeconds('120', null, now)).toBe(120);
  expect(retryAfterSeconds(' 1.5 ', null, now)).toBe(1.5);
  expect(retryAfterSeconds(at(5), null, now)).toBe(5);
  expect(retryAfterSeconds(at(-5), undefined, now)).toBe(0);
  for (const value of [undefined, null, '', '-3', 'soon', '1e400'])
    expect(retryAfterSeconds(value, null, now)).toBeNull();
});

test("a date is measured by the server's clock, where it can be read", () => {
  const now = Date.UTC(2024, 0, 1);
  const at = (seconds: number) => new Date(now + 1000 * seconds).toUTCString();
  expect(retryAfterSeconds(at(3605), at(3600), now)).toBe(5);
  expect(retryAfterSeconds(at(5), 'noon', now)).toBe(5);
});
