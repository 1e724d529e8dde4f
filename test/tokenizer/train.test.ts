import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tokenizer as HuggingFace } from '@huggingface/tokenizers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { type CountedWords, trainDefinition } from '../../lib/tokenizer/train.ts';
import { trainNaively } from '../reference/bpe-trainer.ts';
import { someStories } from './corpus.ts';
import { knownText, wellFormed } from './unicode.ts';

const END = '<|endoftext|>';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the same merges as counting everything anew, ties included', async () => {
  const words = fc.string({ unit: fc.constantFrom(...'aab bc'), maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(words, { maxLength: 8 }),
      fc.integer({ min: 257, max: 300 }),
      async (texts, vocab) => {
        expect(await trainDefinition(texts, [END], { vocab })).toEqual(trainNaively(texts, vocab, [END]));
      },
    ),
    { numRuns: 300 },
  );
});

test('the same merges on stories and on hard Unicode', async () => {
  const stories = someStories(40);
  expect(await trainDefinition(stories, [END], { vocab: 700 })).toEqual(trainNaively(stories, 700, [END]));
  await fc.assert(
    fc.asyncProperty(fc.array(knownText, { maxLength: 5 }), async (raw) => {
      const texts = raw.map(wellFormed);
      expect(await trainDefinition(texts, [END], { vocab: 290 })).toEqual(trainNaively(texts, 290, [END]));
    }),
    { numRuns: 100 },
  );
});

test('order of the texts and number of threads make no difference', async () => {
  const stories = someStories(600);
  const hashes = new Set<string>();
  for (const threads of [1, 2, 3]) {
    hashes.add((await Tokenizer.train(stories, { vocab: 1500, threads })).hash);
    hashes.add((await Tokenizer.train(stories.toReversed(), { vocab: 1500, threads })).hash);
  }
  expect(hashes.size).toBe(1);
});

/** Texts of so many different words, of letters alone, and a few that are frequent. */
function manyWords(count: number): string[] {
  const letters = (digits: string) => digits.replace(/[0-9]/g, (digit) => 'qrstuvwxyz'[Number(digit)]!);
  const words = Array.from({ length: count }, (_, i) => letters(((i * 2654435761) % 2 ** 32).toString(26)));
  const often = Array.from({ length: 300 }, () => ' the cat sat');
  return Array.from({ length: 40 }, (_, i) => {
    const own = words.slice((i * count) / 40, ((i + 1) * count) / 40);
    return `${own.join(' ')}${often.join('')}`;
  });
}

test('more different words than are told apart: the same for any number of threads, and said so', async () => {
  // More than one part of the texts.
  const texts = manyWords(800_000);
  const met: CountedWords[] = [];
  const hashes = new Set<string>();
  for (const threads of [1, 2, 3]) {
    const onCounted = (counted: CountedWords) => met.push(counted);
    hashes.add((await Tokenizer.train(texts, { vocab: 600, words: 5000, threads, onCounted })).hash);
  }
  expect(hashes.size).toBe(1);
  expect(met[1]).toEqual(met[0]);
  expect(met[2]).toEqual(met[0]);
  expect(met[0]!.distinct).toBeLessThanOrEqual(5000);
  expect(met[0]!.cuts).toBeGreaterThan(1);
  // All that was forgotten occurred once.
  expect(met[0]!.undercount).toBe(met[0]!.cuts);
  expect(met[0]!.words).toBe(texts.join(' ').split(' ').length);
});

test('frequent words survive forgetting, and with room for all words nothing is forgotten', async () => {
  const texts = manyWords(20_000);
  let counted: CountedWords | undefined;
  const onCounted = (met: CountedWords) => {
    counted = met;
  };
  const bounded = await Tokenizer.train(texts, { vocab: 300, words: 1000, onCounted });
  expect(counted!.cuts).toBeGreaterThan(0);
  for (const word of [' sat', ' the']) expect(bounded.encode(word)).toHaveLength(1);
  const exact = await Tokenizer.train(texts, { vocab: 600, words: 25_000, onCounted });
  expect(counted).toMatchObject({ cuts: 0, undercount: 0 });
  expect(counted!.distinct).toBe(new Set(texts.flatMap((text) => text.split(/(?= )/))).size);
  expect((await Tokenizer.train(texts, { vocab: 600 })).hash).toBe(exact.hash);
});

test('a word longer than all that is told apart does not stay', async () => {
  let counted: CountedWords | undefined;
  const options = {
    vocab: 300,
    words: 1000,
    onCounted: (met: CountedWords) => {
      counted = met;
    },
  };
  const tokenizer = await Tokenizer.train(['x'.repeat(100_000), 'ab ab ab ab'], options);
  expect(counted).toMatchObject({ words: 5, distinct: 2, cuts: 1, undercount: 1 });
  expect(tokenizer.encode(' ab')).toHaveLength(1);
});

test('bytes first, the end token last, and fewer tokens when nothing occurs twice', async () => {
  const tokenizer = await Tokenizer.train(['low lower lowest'], { vocab: 1000 });
  expect(Buffer.from(tokenizer.tokenBytes(0)).toString()).toBe('!');
  expect(tokenizer.endOfText).toBe(tokenizer.vocab - 1);
  // `lo`, `low`, ` low` and ` lowe`; every further pair occurs once.
  expect(tokenizer.vocab).toBe(256 + 4 + 1);
  expect(tokenizer.decode(tokenizer.encode(' low'))).toBe(' low');
  expect(tokenizer.encode(' low')).toHaveLength(1);
});

test('tokenizer.json: saved, loaded, and read by an independent implementation with the same ids', async () => {
  const stories = someStories(400);
  const trained = await Tokenizer.train(stories, { vocab: 1024 });
  const path = await trained.save(folder);
  for (const source of [folder, path]) {
    const loaded = await Tokenizer.load(source);
    expect(loaded.hash).toBe(trained.hash);
    expect(loaded.endOfText).toBe(trained.endOfText);
  }
  const other = new HuggingFace(JSON.parse(await readFile(path, 'utf8')), {});
  const texts = [
    ...stories.slice(0, 50),
    'Lily said, "Don\'t!"  \n\n She\'ll go.',
    `end${END}start`,
    '日本 été 👩‍👩‍👧',
  ];
  for (const text of texts) {
    expect(Array.from(trained.encode(text))).toEqual(other.encode(text, { add_special_tokens: false }).ids);
  }
});

test('a vocabulary that cannot be is refused', async () => {
  for (const vocab of [0, 256, 300.5, 10_000_000]) {
    await expect(Tokenizer.train(['a'], { vocab })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  }
  for (const words of [0, 999, 1000.5, 2 ** 31]) {
    await expect(Tokenizer.train(['a'], { vocab: 300, words })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  }
});

test('training can be aborted', async () => {
  const stories = someStories(200);
  await expect(Tokenizer.train(stories, { vocab: 2000, signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
    code: 'ABORTED',
  });
  const control = new AbortController();
  const running = Tokenizer.train(stories, {
    vocab: 2000,
    signal: control.signal,
    onProgress: () => control.abort(),
  });
  // Whether the abort comes in time is up to the machine; a tokenizer or an AbortError, nothing else.
  await running.then(
    (tokenizer) => expect(tokenizer.vocab).toBeLessThanOrEqual(2000),
    (error) => expect(error).toMatchObject({ code: 'ABORTED' }),
  );
});
