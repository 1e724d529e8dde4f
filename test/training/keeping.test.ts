import { expect, test } from '@jest/globals';
import { superfluous } from '../../lib/training/keeping.ts';

test.each([
  [[], 2, null, []],
  [[10], 1, null, []],
  [[10, 20, 30], 2, null, [10]],
  [[30, 10, 20], 1, 10, [20]],
  [[10, 20, 30], 1, 30, [10, 20]],
  [[10, 20, 30], 5, null, []],
  // There is always one that stays.
  [[10, 20], 0, null, [10]],
])('of %j, keeping %i and %p, these may go: %j', (steps, keep, best, expected) => {
  expect(superfluous(steps, keep, best)).toEqual(expected);
});
