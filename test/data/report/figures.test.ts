/** Figures of the sample, against values worked out by hand. */
import { expect, test } from '@jest/globals';
import { encodeSample } from '../../../lib/data/report/encoded.ts';
import { ngramFigures } from '../../../lib/data/report/ngrams.ts';
import { openingFigures } from '../../../lib/data/report/openings.ts';
import { PairTable } from '../../../lib/data/report/pair-table.ts';
import { bigramSet, fScore, rougeFigures } from '../../../lib/data/report/rouge.ts';
import { Tally } from '../../../lib/data/report/tally.ts';
import { vocabularyFigures } from '../../../lib/data/report/vocabulary.ts';
import { Pace } from '../../../lib/runtime/pace.ts';

const pace = new Pace('test', undefined);
const encode = (...texts: string[]) =>
  encodeSample(
    texts.map((text, index) => ({ index, bytes: new TextEncoder().encode(text), cut: false })),
    pace,
  );

test('distinct n-grams with and without marks', async () => {
  const { stories } = await encode('A b, a b c.', 'a b c');
  const { words, tokens } = await ngramFigures(stories, pace);
  // a b a b c | a b c
  expect(words.map(({ total, distinct }) => [total, distinct])).toEqual([
    [8, 3],
    [6, 3], // ab ba bc
    [4, 3], // aba bab abc
    [2, 2], // abab babc
  ]);
  // a b , a b c . | a b c
  expect(tokens.map(({ total, distinct }) => [total, distinct])).toEqual([
    [10, 5],
    [8, 5], // ab b, ,a bc c.
    [6, 5], // ab, b,a ,ab abc bc.
    [4, 4],
  ]);
  expect(words[0]?.share).toBe(3 / 8);
});

test('4-grams that a story repeats in itself', async () => {
  const { stories } = await encode('go up the hill and go up the hill', 'go up the hill', 'a a a a a a', 'b');
  const { selfRepetition } = await ngramFigures(stories, pace);
  // One of six; none of one; two of three; the last has none at all.
  expect(selfRepetition.stories).toBe(2 / 4);
  expect(selfRepetition.mean).toBeCloseTo((1 / 6 + 0 + 2 / 3) / 3);
});

test('Rouge-2 of two stories: the F score of their sets of bigrams', async () => {
  const { stories } = await encode('a b c d', 'a b c e f', 'x y', 'x', 'a b a b a b');
  const table = new PairTable();
  const sets = stories.map(({ words }) => bigramSet(words, table));
  const [one, two, three, four, five] = sets as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  // Common: ab, bc. Precision 2/3, recall 2/4.
  expect(fScore(one, two)).toBeCloseTo((2 * (2 / 3) * (2 / 4)) / (2 / 3 + 2 / 4));
  expect(fScore(one, three)).toBe(0);
  expect(fScore(three, four)).toBe(0);
  expect(fScore(four, four)).toBe(0);
  // Sets: ab and ba, however often.
  expect(fScore(one, five)).toBeCloseTo(2 / 5);
});

test('r_i, its spread and the nearest pair', async () => {
  const { stories } = await encode('a b c d', 'a b c e', 'x y z', 'a b c d');
  const rouge = await rougeFigures(
    stories.map(({ words }) => words),
    pace,
  );
  // r = 1, 2/3, 0, 1.
  expect(rouge).toMatchObject({ groups: 1, groupSize: 4, median: 2 / 3, p95: 1, mode: 0.99 });
  expect(rouge.mean).toBeCloseTo((1 + 2 / 3 + 0 + 1) / 4);
  expect(rouge.pairMean).toBeCloseTo((2 / 3 + 1 + 2 / 3) / 6);
  expect(rouge.nearest).toEqual({ first: 0, second: 1, score: 2 / 3 });
  expect([rouge.histogram[0], rouge.histogram[33], rouge.histogram[49]]).toEqual([1, 1, 2]);
});

test('only whole groups of 100 are compared, and only within', async () => {
  const word = (i: number) => Uint32Array.of(2 * i, 2 * i + 1);
  // Story 5 comes again in another group, and once more after the last whole one.
  const stories = Array.from({ length: 250 }, (_, i) => (i === 150 || i === 220 ? word(5) : word(i)));
  expect(await rougeFigures(stories, pace)).toMatchObject({
    groups: 2,
    groupSize: 100,
    mean: 0,
    nearest: null,
  });
});

test('one story alone is in no pair: there are no figures of likeness', async () => {
  const rouge = await rougeFigures([Uint32Array.of(1, 2, 3)], pace);
  expect(rouge).toMatchObject({ mean: null, median: null, mode: null, p95: null, pairMean: null });
  expect(Math.max(...rouge.histogram)).toBe(0);
});

test('vocabulary: counts, coverage, growth, words not known', async () => {
  const sample = await encode('the the the the the the the the the cat', 'the dog. the! the owl, the sun');
  const known = new Set(['the', 'cat', 'dog']);
  const figures = await vocabularyFigures(sample, pace, known);
  expect(figures).toMatchObject({ total: 17, distinct: 5, once: 4 });
  expect(figures.frequent[0]).toEqual({ word: 'the', count: 13, share: 13 / 17 });
  expect(figures.frequent.slice(1).map(({ word }) => word)).toEqual(['cat', 'dog', 'owl', 'sun']);
  // 90 % of 17 is 15.3: the and three more; 95 %: 16.15, one more.
  expect(figures.coverage.map(({ words }) => words)).toEqual([4, 5, 5]);
  expect(figures.growth.at(8)).toEqual({ words: 9, distinct: 1 });
  expect(figures.growth.at(9)).toEqual({ words: 10, distinct: 2 });
  expect(figures.growth.at(-1)).toEqual({ words: 17, distinct: 5 });
  expect(figures.unknown).toMatchObject({ text: 2 / 17, distinct: 2 / 5 });
  expect('unknown' in (await vocabularyFigures(sample, pace))).toBe(false);
});

test('vocabulary: words of any length are cut', async () => {
  const long = 'a'.repeat(100);
  const figures = await vocabularyFigures(await encode(long), pace, new Set());
  const shown = `${'a'.repeat(40)}…`;
  expect([figures.frequent[0]?.word, figures.unknown?.frequent[0]?.word]).toEqual([shown, shown]);
});

test('openings: shares and entropy', async () => {
  const sample = await encode('Once upon a time.', '“Once upon a day', 'ONCE upon: a', 'One day', 'Two');
  const figures = await openingFigures(sample, 3, pace);
  expect(figures).toMatchObject({ words: 3, distinct: 3, top1: 3 / 5, top10: 1 });
  expect(figures.entropy).toBeCloseTo(0.6 * Math.log2(5 / 3) + 0.4 * Math.log2(5));
  expect(figures.frequent).toEqual([
    { opening: 'once upon a', count: 3, share: 0.6 },
    { opening: 'one day', count: 1, share: 0.2 },
    { opening: 'two', count: 1, share: 0.2 },
  ]);
});

test('a tally: mean, percentiles by nearest rank, bins', () => {
  const tally = new Tally();
  for (let value = 1; value <= 100; value++) tally.add(value);
  expect(tally.spread()).toEqual({ mean: 50.5, p5: 5, median: 50, p95: 95, max: 100 });
  const { width, counts, beyond } = tally.histogram();
  expect(width).toBe(2);
  // 0 and 1; 2 and 3; … 100 and 101.
  expect([counts[0], counts[1], counts.at(-1), counts.length, beyond]).toEqual([1, 2, 1, 51, 0]);
  expect(new Tally().spread()).toEqual({ mean: 0, p5: 0, median: 0, p95: 0, max: 0 });
});

test('a tally bounds its memory, not its mean', () => {
  const tally = new Tally();
  for (const value of [10, 20, 5_000_000]) tally.add(value);
  expect(tally.spread()).toMatchObject({ mean: 5_000_030 / 3, median: 20, max: 5_000_000 });
  expect(tally.histogram().counts.length).toBeLessThanOrEqual(64);
});
