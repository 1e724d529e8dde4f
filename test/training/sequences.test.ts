import { expect, test } from '@jest/globals';
import type { BatchInput } from '../../lib/runtime/addon.ts';
import { cutBatches, cutLengths } from '../../lib/training/sequences.ts';
import { ValidationLoss } from '../../lib/training/validation.ts';

const END = 9;
const cut = (tokens: number[], sequences: 'stories' | 'windows', context = 4) => [
  ...cutLengths(Int32Array.from(tokens), { sequences, context, endOfText: END }),
];

test('a story begins with the end token before it', () => {
  expect(cut([END, 1, 2, END, 3], 'stories')).toEqual([3, 2]);
  expect(cut([1, 2, END, 3, END], 'stories')).toEqual([2, 2, 1]);
  expect(cut([END, END, END], 'stories')).toEqual([1, 1, 1]);
});

test('a story longer than the context goes on in the next sequence', () => {
  expect(cut([END, 1, 2, 3, 4, 5, 6, 7, 8, END, 1], 'stories')).toEqual([4, 4, 1, 2]);
  expect(cut([END, 1, 2, 3, END, 1], 'stories')).toEqual([4, 2]);
});

test('windows take no notice of stories', () => {
  expect(cut([END, 1, END, 3, 4, END, END, 7, 8], 'windows')).toEqual([4, 4, 1]);
  expect(cut([], 'windows')).toEqual([]);
});

test('batches predict every token but the first once, in order', async () => {
  const stream = Int32Array.from({ length: 30 }, (_, i) => i % 10);
  const batches = cutBatches(stream, 12, { sequences: 'stories', context: 5, endOfText: END });
  expect(batches.map(({ lengths }) => [...lengths])).toEqual([[5, 4, 3], [5, 2, 5], [5]]);
  expect(batches.flatMap(({ targets }) => [...targets!])).toEqual([...stream.subarray(1)]);
  expect(batches.flatMap(({ tokens }) => [...tokens])).toEqual([...stream.subarray(0, 29)]);

  // The mean over all tokens, whatever their batch: here the loss of a batch is its number of tokens.
  const forward = async ({ tokens }: BatchInput) => ({
    loss: tokens.length,
    weight: tokens.length,
    outputs: {},
  });
  expect(await new ValidationLoss({ forward }, batches).measure()).toBeCloseTo((144 + 144 + 25) / 29, 12);
});
