import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { checkTrainedTokenizer, checkVocabulary } from '../../lib/models/model-tokenizer.ts';
import { FormatError, MismatchError } from '../../lib/runtime/errors.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'model-tokenizer-'));
});
afterEach(() => rm(folder, { recursive: true }));

const own = Tokenizer.train(Array(3).fill('Tom had a red ball. He was happy.'), { vocab: 270 });
const other = Tokenizer.train(Array(3).fill('Anna saw a dog. Yes, yes.'), { vocab: 270 });

test.each([
  ['as many', 10_000, 10_000],
  ['padded to a multiple of 64', 50_257, 50_304],
  ['padded to a multiple of 128', 270, 384],
  ['padded to a multiple of 1024', 50_257, 51_200],
])('%s: %i tokens for %i', (_what, vocab, model) => {
  expect(() => checkVocabulary({ vocab } as Tokenizer, model)).not.toThrow();
});

test.each([
  ['more', 50_257, 10_000, /has 50257 tokens, the model only 10000: they were not made for each other/],
  ['one more', 2049, 2048, /the model only 2048/],
  ['far fewer', 502, 2048, /has 502 tokens, the model 2048: they were not made for each other/],
  ['too few for padding', 49_000, 50_257, /the model 50257/],
])('%s: %i tokens for %i are refused', (_what, vocab, model, message) => {
  expect(() => checkVocabulary({ vocab } as Tokenizer, model)).toThrow(MismatchError);
  expect(() => checkVocabulary({ vocab } as Tokenizer, model)).toThrow(message);
});

test('a checkpoint takes the tokenizer of its training and no other, be it as large', async () => {
  await mkdir(join(folder, 'training'));
  const state = (fields: object) => writeFile(join(folder, 'training', 'state.json'), JSON.stringify(fields));
  const format = 'tinystories-training-state';
  await state({ format, tokenizerHash: (await own).hash });
  await checkTrainedTokenizer(folder, await own);
  const check = checkTrainedTokenizer(folder, await other);
  await expect(check).rejects.toThrow(MismatchError);
  await expect(check).rejects.toThrow(
    /was trained with another tokenizer \(\w{12}…\) than the one to be used \(270 tokens/,
  );
  // What says nothing of it has nothing to be held against.
  await state({ format });
  await checkTrainedTokenizer(folder, await other);
  await state({ format: 'of another program', tokenizerHash: 'x' });
  await checkTrainedTokenizer(folder, await other);
  await writeFile(join(folder, 'training', 'state.json'), '{"format":');
  await expect(checkTrainedTokenizer(folder, await other)).rejects.toThrow(FormatError);
});

test('a folder without a record of training takes any', async () => {
  await checkTrainedTokenizer(folder, await other);
});
