import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tokenizer as HuggingFace } from '@huggingface/tokenizers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tellStory } from '../../lib/data/storyteller/storyteller.ts';
import { encodeFile } from '../../lib/tokenizer/encode-file.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { type Llama2cVocabulary, llama2cDecode, llama2cEncode } from '../reference/llama2c-tokenizer.ts';
import { learntMerges, tokenizerBin, tokenizerModel, vocabulary } from './pieces.ts';
import { hardText, wellFormed } from './unicode.ts';

const STORIES = Array.from({ length: 30 }, (_, i) => tellStory(11, i).story);
const CHARACTERS = [...new Set([...' \n"é日👧', ...STORIES.join('')])].sort();
const LEARNT = vocabulary(learntMerges(STORIES, 300), CHARACTERS);
/** Pieces of several spaces, and one that goes across words, so that these cannot be taken apart first. */
const ACROSS = vocabulary(['e ', '  ', 'e t', '   ', '    ', 'th', 'the', 'the t', 'ab', 'ba'], CHARACTERS);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let made = 0;
async function load(file: Buffer, name = 'tokenizer.bin'): Promise<Tokenizer> {
  const path = join(folder, `${made++}-${name}`);
  await writeFile(path, file);
  return Tokenizer.load(path);
}

async function agrees(tokenizer: Tokenizer, reference: Llama2cVocabulary, bytes: Uint8Array): Promise<void> {
  const ids = Array.from(tokenizer.encodeBytes(bytes, { special: false }));
  const text = Buffer.from(bytes).toString('latin1');
  expect(ids).toEqual(llama2cEncode(reference, text));
  expect(Buffer.from(tokenizer.decodeBytes(ids)).toString('latin1')).toBe(llama2cDecode(reference, ids));
  expect(Buffer.from(tokenizer.decodeBytes(ids)).toString('latin1')).toBe(text);
}

test('stories: the ids and the text of llama2.c', async () => {
  const tokenizer = await load(tokenizerBin(LEARNT));
  expect(tokenizer).toMatchObject({ vocab: LEARNT.pieces.length, endOfText: 1, unknown: undefined });
  for (const story of STORIES.slice(0, 8)) await agrees(tokenizer, LEARNT, Buffer.from(story.slice(0, 400)));
  const batch = await tokenizer.encodeBatch(STORIES, { threads: 3 });
  expect(batch).toEqual(STORIES.map((story) => tokenizer.encode(story)));
  expect(batch.map((ids) => tokenizer.decode(ids))).toEqual(STORIES);
});

test.each([
  ['words that no piece crosses', LEARNT],
  ['pieces across words', ACROSS],
])('any text and any bytes, %s', async (_, reference) => {
  const tokenizer = await load(tokenizerBin(reference));
  const spaces = fc.string({
    unit: fc.constantFrom(' ', ' ', 'e', 't', 'th', 'the', 'ab', 'a', '\n'),
    maxLength: 70,
  });
  await fc.assert(
    fc.asyncProperty(fc.oneof(hardText, spaces), (text) =>
      agrees(tokenizer, reference, Buffer.from(wellFormed(text))),
    ),
    { numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), (bytes) => agrees(tokenizer, reference, bytes)),
    { numRuns: 300 },
  );
});

test('of pieces of equal score the leftmost pair is merged first, and none that run.c never merges', async () => {
  const ties = vocabulary(['ab', 'ba', 'aba', 'bab', 'bb'], [' ', 'a', 'b']);
  for (let id = 259; id < 262; id++) ties.scores[id] = -1;
  ties.scores[263] = -2e10;
  const tokenizer = await load(tokenizerBin(ties));
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: fc.constantFrom('a', 'b', 'b'), maxLength: 60 }), (text) =>
      agrees(tokenizer, ties, Buffer.from(text)),
    ),
    { numRuns: 300 },
  );
  expect(() => tokenizer.toJSON()).toThrow(/pieces of equal score/);
});

test('a long word is merged by the same rule', async () => {
  const tokenizer = await load(tokenizerBin(LEARNT));
  const word = STORIES.join('')
    .replace(/[^a-z]/g, '')
    .slice(0, 700);
  await agrees(tokenizer, LEARNT, Buffer.from(word));
});

test('<|endoftext|> is token 1, after which a text starts anew', async () => {
  const tokenizer = await load(tokenizerBin(LEARNT));
  const [one, two] = ['Once there was', 'The end.'];
  const ids = tokenizer.encode(`${one}<|endoftext|>${two}`);
  expect([...ids]).toEqual([...tokenizer.encode(one), 1, ...tokenizer.encode(two)]);
  expect(tokenizer.specialId('<|endoftext|>')).toBe(1);
  const input = join(folder, 'two.txt');
  await writeFile(input, `${one}<|endoftext|>${two}`);
  const file = join(folder, 'two.ids');
  expect(await encodeFile(tokenizer, input, file)).toMatchObject({ tokens: ids.length, bytesPerId: 2 });
  const bytes = await readFile(file);
  expect(Array.from({ length: ids.length }, (_, i) => bytes.readUInt16LE(2 * i))).toEqual([...ids]);
});

test('tokenizer.bin, tokenizer.model and tokenizer.json are one tokenizer', async () => {
  const bin = await load(tokenizerBin(LEARNT));
  const model = await load(tokenizerModel(LEARNT), 'tokenizer.model');
  expect(model.hash).toBe(bin.hash);
  const path = await bin.save(join(folder, 'saved'));
  const saved = await Tokenizer.load(join(folder, 'saved'));
  expect(saved.hash).toBe(bin.hash);
  expect(saved.encode(STORIES[0]!)).toEqual(bin.encode(STORIES[0]!));
  const json = JSON.parse(await readFile(path, 'utf8'));
  const other = new HuggingFace(json, {});
  for (const text of [...STORIES.slice(0, 10), 'Tom  said: "été 日本 👩‍👧"', 'tab\there']) {
    expect(other.encode(text, { add_special_tokens: false }).ids).toEqual([...bin.encode(text)]);
  }
});

test('a folder with a tokenizer.bin is a tokenizer', async () => {
  await writeFile(join(folder, 'tokenizer.bin'), tokenizerBin(LEARNT));
  expect((await Tokenizer.load(folder)).vocab).toBe(LEARNT.pieces.length);
});

test('bytes of each token add up to the text and the space before it', async () => {
  const tokenizer = await load(tokenizerBin(LEARNT));
  const lengths = tokenizer.tokenLengths();
  for (const text of ['Tom ran. 日本', '\u00ff\u0100']) {
    const sum = tokenizer.encode(text).reduce((total, id) => total + lengths[id]!, 0);
    expect(sum).toBe(Buffer.byteLength(text) + 1);
  }
});

const good = tokenizerBin(LEARNT);
const damaged: [string, Buffer, string, RegExp][] = [
  ['an empty file', Buffer.alloc(0), 'FORMAT', /no tokenizer\.bin/],
  ['a file cut short', good.subarray(0, -3), 'FORMAT', /bytes; at most|cut short/],
  ['a file cut in a head', good.subarray(0, 10), 'FORMAT', /cut short/],
  ['too few pieces', good.subarray(0, 4 + 8 + 5), 'FORMAT', /at least 259/],
  ['no space', tokenizerBin(vocabulary(['ab'], ['a', 'b'])), 'FORMAT', /space/],
  ['text', Buffer.from('{"version":"1.0"}'.repeat(20)), 'FORMAT', /damaged or of another kind/],
];
test.each(damaged)('%s is refused', async (_, file, code, message) => {
  await expect(load(file)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test('bytes in other places, and models of other kinds, are refused with the reason', async () => {
  const moved = vocabulary(['ab'], [' ', 'a', 'b']);
  moved.pieces[7] = 'x';
  await expect(load(tokenizerBin(moved))).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  const refused = async (settings: Parameters<typeof tokenizerModel>[1], message: RegExp) =>
    expect(load(tokenizerModel(LEARNT, settings), 'tokenizer.model')).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(message),
    });
  await refused({ type: 1 }, /not BPE/);
  await refused({ dummyPrefix: false }, /add_dummy_prefix/);
  await refused({ charsmap: 'nfkc' }, /precompiled_charsmap/);
  const model = tokenizerModel(LEARNT);
  await expect(load(model.subarray(0, -1), 'tokenizer.model')).rejects.toMatchObject({ code: 'FORMAT' });
});
