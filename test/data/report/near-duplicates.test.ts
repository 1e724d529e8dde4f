import { expect, test } from '@jest/globals';
import { jaccardIndex, nearDuplicateFigures, shingles } from '../../../lib/data/report/near-duplicates.ts';
import { Pace } from '../../../lib/runtime/pace.ts';
import { Random } from '../../../lib/runtime/random.ts';

const pace = () => new Pace('test', undefined);
const range = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, i) => from + i);

/** A story of random words. */
function story(random: Random, words = 104): Uint32Array {
  return Uint32Array.from({ length: words }, () => random.int(5000));
}

/** The story with the last words replaced. */
function changed(words: Uint32Array, last: number): Uint32Array {
  return Uint32Array.from(words, (word, i) => (i < words.length - last ? word : word + 10_000));
}

test('Jaccard index of runs of five words, by hand', () => {
  // 0 … 9 has six runs; 0 … 7 has four, all among them; 5 … 14 has six, one of them common.
  expect(jaccardIndex(shingles(range(0, 10)), shingles(range(0, 8)))).toBeCloseTo(4 / 6);
  expect(jaccardIndex(shingles(range(0, 10)), shingles(range(5, 15)))).toBeCloseTo(1 / 11);
  expect(jaccardIndex(shingles(range(0, 3)), shingles(range(0, 3)))).toBe(1);
  expect(jaccardIndex(shingles(range(0, 3)), shingles(range(0, 4)))).toBe(0);
  // The same five words again and again are one run.
  expect(shingles(new Uint32Array(50).fill(7))).toHaveLength(1);
});

test('planted pairs are found and counted, at both thresholds', async () => {
  const random = new Random(5);
  const stories = Array.from({ length: 600 }, () => story(random));
  // Of 100 runs, n replaced words leave 100 − n: Jaccard (100 − n) / (100 + n).
  for (let i = 0; i < 30; i++) stories.push(changed(stories[i] as Uint32Array, 5)); // 0.905
  for (let i = 30; i < 50; i++) stories.push(changed(stories[i] as Uint32Array, 25)); // 0.6
  for (let i = 50; i < 60; i++) stories.push(changed(stories[i] as Uint32Array, 40)); // 0.429
  stories.push(changed(stories[0] as Uint32Array, 6));
  // Word for word the same: no matter for this figure.
  stories.push(stories[100] as Uint32Array, stories[100] as Uint32Array);
  const figures = await nearDuplicateFigures(stories, pace());
  expect(figures.stories).toBe(661);
  expect(figures.levels).toEqual([
    { jaccard: 0.5, clustered: 101, share: 101 / 661, repeats: 51, largest: 3 },
    { jaccard: 0.8, clustered: 61, share: 61 / 661, repeats: 31, largest: 3 },
  ]);
  expect(figures.nearest).toEqual({ first: 0, second: 600, jaccard: 95 / 105 });
});

test('a corpus of one template over and over costs no quadratic work, and is one cluster', async () => {
  const base = story(new Random(1));
  const stories = Array.from({ length: 3000 }, (_, i) =>
    Uint32Array.from(base, (word, at) => (at === 50 ? 20_000 + i : word)),
  );
  const { levels } = await nearDuplicateFigures(stories, pace());
  expect(levels.map(({ largest, clustered }) => [largest, clustered])).toEqual([
    [3000, 3000],
    [3000, 3000],
  ]);
});

test('nothing in common, and no stories', async () => {
  const random = new Random(2);
  const stories = Array.from({ length: 50 }, () => story(random, 20));
  const { levels, nearest } = await nearDuplicateFigures(stories, pace());
  expect(levels.map(({ clustered, largest }) => [clustered, largest])).toEqual([
    [0, 1],
    [0, 1],
  ]);
  expect(nearest).toBeNull();
  expect((await nearDuplicateFigures([], pace())).stories).toBe(0);
});
