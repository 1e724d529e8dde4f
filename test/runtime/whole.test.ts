import { expect, test } from '@jest/globals';
import { InvalidArgumentError } from '../../lib/runtime/errors.ts';
import { checkWhole } from '../../lib/runtime/whole.ts';

test('whole numbers from the least to the most, and nothing else', () => {
  expect(checkWhole('seed', 0, 0)).toBe(0);
  expect(checkWhole('seed', 2 ** 53 - 1, 0)).toBe(2 ** 53 - 1);
  expect(checkWhole('workers', 1024, 1, 1024)).toBe(1024);
  for (const value of [-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined])
    expect(() => checkWhole('seed', value, 0)).toThrow(InvalidArgumentError);
  expect(() => checkWhole('workers', 1025, 1, 1024)).toThrow(
    'workers: expected a whole number from 1 to 1024',
  );
  expect(() => checkWhole('seed', -1, 0)).toThrow('seed: expected a whole number from 0 to 2^53 − 1, got -1');
});
