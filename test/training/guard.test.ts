import { expect, test } from '@jest/globals';
import { NonFiniteError } from '../../lib/runtime/errors.ts';
import { NonFiniteGuard } from '../../lib/training/guard.ts';

const good = { loss: 1, gradNorm: 1, skipped: false };
const bad = { loss: Number.NaN, gradNorm: Number.POSITIVE_INFINITY, skipped: true };

test('bears as many skipped steps in a row as it may, and begins to count anew after a good one', () => {
  const guard = new NonFiniteGuard(2);
  for (const result of [bad, bad, good, bad, bad]) guard.observe(1, result);
  expect(guard.healthy).toBe(false);
  expect(() => guard.observe(6, bad)).toThrow(NonFiniteError);
  expect(() => new NonFiniteGuard(0).observe(7, bad)).toThrow(/step 7: .* 1 times in a row \(at most 0/);
});

test('is healthy again after a good step', () => {
  const guard = new NonFiniteGuard(3);
  guard.observe(1, bad);
  expect(guard.healthy).toBe(false);
  guard.observe(2, good);
  expect(guard.healthy).toBe(true);
});
