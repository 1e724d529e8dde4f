import { expect, test } from '@jest/globals';
import { InvalidArgumentError } from '../../lib/runtime/errors.ts';
import { philox, Random, seedFor } from '../../lib/runtime/random.ts';

// Known answers of the Random123 distribution for philox4x32-10.
const KNOWN: [number[], number[], number[]][] = [
  [
    [0, 0],
    [0, 0, 0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0xa4093822, 0x299f31d0],
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
];

test('philox gives the published known answers', () => {
  for (const [key, counter, expected] of KNOWN) {
    const out = new Uint32Array(4);
    philox(key[0], key[1], counter as [number, number, number, number], out);
    expect([...out]).toEqual(expected);
  }
});

test('purposes have seeds of their own, all over the range', () => {
  const seeds = [0, 1, 2 ** 53 - 1].flatMap((seed) =>
    [1, 2, 0xffffffff].map((purpose) => seedFor(seed, purpose)),
  );
  expect(new Set(seeds).size).toBe(9);
  for (const seed of seeds) expect(Number.isSafeInteger(seed) && seed >= 0).toBe(true);
  expect(Math.max(...seeds)).toBeGreaterThan(2 ** 50);
  expect(seedFor(7, 3)).toBe(seedFor(7, 3));
});

test('streams are reproducible and differ by seed and by stream', () => {
  const take = (seed: number, stream: number) => {
    const random = new Random(seed, stream);
    return Array.from({ length: 9 }, () => random.uint32());
  };
  expect(take(1, 2)).toEqual(take(1, 2));
  expect(take(1, 2)).not.toEqual(take(2, 2));
  expect(take(1, 2)).not.toEqual(take(1, 3));
  expect(take(2 ** 40, 0)).not.toEqual(take(0, 0));
});

test('int is uniform and in range', () => {
  const random = new Random(7);
  const counts = new Array(10).fill(0);
  for (let i = 0; i < 20000; i++) counts[random.int(10)]++;
  // Chi-square with 9 degrees of freedom: 27.88 is the 99.9 % point.
  const chi = counts.reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0);
  expect(chi).toBeLessThan(27.88);
});

test('int takes the rest of the first word below the last multiple', () => {
  for (const n of [1, 2, 3, 10, 2 ** 31, 2 ** 31 + 1, 3_000_000_000, 2 ** 32 - 1, 2 ** 32]) {
    const words = new Random(5, n);
    const random = new Random(5, n);
    for (let i = 0; i < 200; i++) {
      let word = words.uint32();
      while (word >= 2 ** 32 - (2 ** 32 % n)) word = words.uint32();
      expect(random.int(n)).toBe(word % n);
    }
  }
});

test('shuffle is a permutation', () => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  const mixed = new Random(3).shuffle([...items]);
  expect(mixed).not.toEqual(items);
  expect([...mixed].sort((a, b) => a - b)).toEqual(items);
});

test('seeds and streams that cannot be meant are refused, and so is one of nothing', () => {
  for (const number of [-1, 1.5, Number.NaN, 2 ** 53, '1' as never]) {
    expect(() => new Random(number)).toThrow(InvalidArgumentError);
    expect(() => new Random(1, number)).toThrow(/^stream: expected a whole number/);
    expect(() => seedFor(number, 1)).toThrow(/^seed: /);
  }
  expect(() => new Random(1).pick([])).toThrow(InvalidArgumentError);
});
