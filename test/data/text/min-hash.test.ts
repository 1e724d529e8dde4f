import { expect, test } from '@jest/globals';
import { MinHash, NONE } from '../../../lib/data/text/min-hash.ts';
import { Random } from '../../../lib/runtime/random.ts';

const COUNT = 2000;

function minimaOf(numbers: readonly number[], hashes: MinHash): Int32Array {
  const minima = new Int32Array(COUNT).fill(NONE);
  for (const number of numbers) hashes.take(number, minima);
  return minima;
}

test('two sets agree in as many minima as their Jaccard index says', () => {
  const random = new Random(3);
  const numbers = Array.from({ length: 150 }, () => random.uint32() | 0);
  const hashes = new MinHash(COUNT, 1);
  const [one, other] = [minimaOf(numbers.slice(0, 100), hashes), minimaOf(numbers.slice(50), hashes)];
  const agreeing = one.filter((value, k) => value === other[k]).length;
  // 50 of 150 are common; four standard errors.
  expect(Math.abs(agreeing / COUNT - 1 / 3)).toBeLessThan(0.042);
});

test('shifted, the minima are those of unsigned numbers', () => {
  const numbers = [0, 1, -1, 0x7fffffff, -0x80000000, 123_456_789];
  const random = new Random(2);
  const unsigned = Array.from({ length: COUNT }, () => {
    const [factor, summand] = [random.uint32() | 1, random.uint32()];
    return Math.min(...numbers.map((number) => (Math.imul(number, factor) + summand) >>> 0));
  });
  const minima = minimaOf(numbers, new MinHash(COUNT, 2, 2 ** 31));
  expect(Array.from(minima, (value) => value + 2 ** 31)).toEqual(unsigned);
});
