import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tokenizer as HuggingFace } from '@huggingface/tokenizers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { trainDefinition } from '../../lib/tokenizer/train.ts';
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
