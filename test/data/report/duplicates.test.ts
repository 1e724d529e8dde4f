import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ExactDuplicates } from '../../../lib/data/report/duplicates.ts';
import { PairTable } from '../../../lib/data/report/pair-table.ts';
import { TextHash } from '../../../lib/data/report/text-hash.ts';
import { fold, scan, WORD } from '../../../lib/data/text/words.ts';

function hash(text: string): [number, number] {
  const folded = fold(text);
  const hasher = new TextHash();
  scan(folded, (begin, end, kind) => {
    if (kind === WORD) hasher.word(folded, begin, end);
  });
  return hasher.take();
}

function figures(stories: readonly string[]) {
  const duplicates = new ExactDuplicates();
  for (const story of stories) duplicates.add(hash(story), story);
  return duplicates.figures();
}

test('case, marks and white space make no difference, words and their order do', () => {
  expect(figures(['Tom ran.', 'Ann ran.', 'tom  ran', 'ran Tom', '“Tom ran!”', 'Ann ran?'])).toEqual({
    distinct: 3,
    repeats: 3,
    share: 0.5,
    largest: 3,
    example: { first: 0, again: 2, text: 'tom  ran' },
  });
  expect(figures(['a b', 'ab', 'b a'])).toMatchObject({ distinct: 3, repeats: 0, largest: 1, example: null });
  expect(figures([])).toMatchObject({ distinct: 0, repeats: 0, share: 0, largest: 0 });
});

test('among many stories just those planted are found', () => {
  const stories = Array.from({ length: 20_000 }, (_, i) => `Story ${i} of a cat and ${i % 7} dogs`);
  for (let i = 0; i < 20_000; i += 100) stories.push(stories[i] as string);
  expect(figures(stories)).toMatchObject({ distinct: 20_000, repeats: 200, largest: 2 });
});

test('both halves of the hash tell texts apart that differ in one letter', () => {
  const high = new Set<number>();
  const low = new Set<number>();
  for (let i = 0; i < 2000; i++) {
    const text = `${'a'.repeat(i)}b${'a'.repeat(1999 - i)}`;
    const [a, b] = hash(text);
    high.add(a);
    low.add(b);
  }
  expect([high.size, low.size]).toEqual([2000, 2000]);
});

test('a pair table numbers pairs as they are first met', () => {
  const number = fc.oneof(fc.nat({ max: 20 }), fc.integer({ min: 0, max: 0xffffffff }));
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { maxLength: 500 }), (pairs) => {
      const table = new PairTable();
      const numbers = new Map<string, number>();
      for (const [a, b] of [...pairs, ...pairs]) {
        const key = `${a} ${b}`;
        if (!numbers.has(key)) numbers.set(key, numbers.size);
        expect(table.add(a, b)).toBe(numbers.get(key));
      }
      expect(table.size).toBe(numbers.size);
    }),
  );
});

test('a pair table grows', () => {
  const table = new PairTable();
  for (let i = 0; i < 100_000; i++) table.add(i % 300, i);
  for (let i = 0; i < 100_000; i += 997) expect(table.add(i % 300, i)).toBe(i);
  expect(table.size).toBe(100_000);
});
