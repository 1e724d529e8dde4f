import { expect, test } from '@jest/globals';
import { LONGEST_SAMPLED, Sampler, sampledText } from '../../../lib/data/report/sample.ts';

function sample(stories: number, size: number, seed: number) {
  const sampler = new Sampler(size, seed);
  for (let i = 0; i < stories; i++) sampler.see(`story ${i}`);
  return sampler;
}

test('the same seed draws the same stories, another seed others', () => {
  const draw = (seed: number) =>
    sample(1000, 10, seed)
      .take()
      .map(({ index }) => index);
  // Fixed, so that a report stays the same on every machine and with every version.
  expect(draw(1)).toEqual(draw(1));
  expect(draw(2)).not.toEqual(draw(1));
  expect(new Set(draw(1)).size).toBe(10);
});

test('stories keep their number, and fewer of them are the first of more', () => {
  const all = sample(500, 40, 3).take();
  for (const story of all) expect(sampledText(story)).toBe(`story ${story.index}`);
  expect(sample(500, 40, 3).take(7)).toEqual(all.slice(0, 7));
});

test('a corpus smaller than the sample is taken whole, in another order', () => {
  const indices = sample(50, 100, 1)
    .take()
    .map(({ index }) => index);
  expect(indices).not.toEqual([...indices].sort((a, b) => a - b));
  expect([...indices].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test('every story is drawn equally often, and stands anywhere in the order', () => {
  const drawn = new Array<number>(20).fill(0);
  const first = new Array<number>(20).fill(0);
  for (let seed = 0; seed < 2000; seed++) {
    const taken = sample(20, 5, seed).take();
    for (const { index } of taken) drawn[index] = (drawn[index] as number) + 1;
    const index = (taken[0] as { index: number }).index;
    first[index] = (first[index] as number) + 1;
  }
  // Expected 500 and 100 each; six standard deviations.
  for (const count of drawn) expect(Math.abs(count - 500)).toBeLessThan(6 * Math.sqrt(500 * 0.75));
  for (const count of first) expect(Math.abs(count - 100)).toBeLessThan(6 * Math.sqrt(100));
});

test('what is far too long for a story is cut', () => {
  const sampler = new Sampler(2, 1);
  sampler.see('x'.repeat(LONGEST_SAMPLED + 5));
  sampler.see('short');
  const taken = sampler.take().sort((a, b) => a.index - b.index);
  expect(taken.map(({ cut, bytes }) => [cut, bytes.length])).toEqual([
    [true, LONGEST_SAMPLED],
    [false, 5],
  ]);
});
