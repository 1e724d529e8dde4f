import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tokenizer as HuggingFace } from '@huggingface/tokenizers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { get_encoding } from 'tiktoken';
import { remapFile, restrictTo, restrictToTop, TokenCounts } from '../../lib/tokenizer/restrict.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { trainNaively } from '../reference/bpe-trainer.ts';
import { someStories } from './corpus.ts';
import { hardText, wellFormed } from './unicode.ts';

const STORIES = someStories(200);
const tiktoken = get_encoding('gpt2');
let folder = '';
let counts: TokenCounts;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
  counts = new TokenCounts(await Tokenizer.load('gpt2'), 2);
  for (const story of STORIES) await counts.add(story);
  await counts.finish();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const restricted = (top: number, byteFallback = false) => restrictToTop(counts, { top, byteFallback });

/** The list by another tokenizer: by count, then by id. */
function reference(top: number): { kept: number[]; counts: Map<number, number> } {
  const found = new Map<number, number>();
  for (const story of STORIES)
    for (const id of tiktoken.encode(story, [], [])) found.set(id, (found.get(id) ?? 0) + 1);
  const all = [...found].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return { kept: all.slice(0, top).map(([id]) => id), counts: found };
}

test('the most frequent tokens, then <unk>, then the end token; ids are places in the list', async () => {
  const { tokenizer, kept, lost } = await restricted(500);
  const expected = reference(500);
  expect(kept).toEqual(expected.kept);
  expect(tokenizer).toMatchObject({ vocab: 502, unknown: 500, endOfText: 501 });
  const place = new Map(kept.map((id, i) => [id, i]));
  let lostTokens = 0;
  let lostBytes = 0;
  for (const story of STORIES) {
    const whole = [...tiktoken.encode(story, [], [])];
    expect([...tokenizer.encode(story)]).toEqual(whole.map((id) => place.get(id) ?? 500));
    for (const id of whole) {
      if (place.has(id)) continue;
      lostTokens++;
      lostBytes += tiktoken.decode_single_token_bytes(id).length;
    }
  }
  const tokens = [...expected.counts.values()].reduce((sum, count) => sum + count, 0);
  const bytes = STORIES.reduce((sum, story) => sum + Buffer.byteLength(story), 0);
  expect(lost).toEqual({
    tokens,
    lostTokens,
    bytes,
    lostBytes,
    distinct: expected.counts.size,
    lostDistinct: expected.counts.size - 500,
  });
  expect(lostTokens).toBeGreaterThan(0);
});

test('lost text decodes to <unk>, end tokens are recognised, long words are lost token by token', async () => {
  const { tokenizer } = await restricted(100);
  const text = 'the<|endoftext|> Quetzalcoatlus';
  const ids = [...tokenizer.encode(text)];
  expect(ids).toContain(tokenizer.endOfText);
  expect(tokenizer.decode(ids)).toContain('<unk>');
  expect(ids).toHaveLength(tiktoken.encode(text, 'all').length);
  const word = 'abcdefghij'.repeat(30);
  expect(tokenizer.encode(word)).toHaveLength(tiktoken.encode(word).length);
  expect(() => tokenizer.decode([tokenizer.vocab])).toThrow(/outside of the vocabulary/);
});

test('with byte fallback every text comes back, spelt by the parts of lost tokens', async () => {
  const { tokenizer, kept } = await restricted(300, true);
  expect(tokenizer.unknown).toBeUndefined();
  expect(tokenizer.endOfText).toBe(tokenizer.vocab - 1);
  expect(kept.slice(0, 300)).toEqual(reference(300).kept);
  const bytes = new Set(kept.map((id) => Buffer.from(counts.tokenizer.tokenBytes(id)).toString('latin1')));
  for (let byte = 0; byte < 256; byte++) expect(bytes.has(String.fromCharCode(byte))).toBe(true);
  fc.assert(
    fc.property(hardText, (raw) => {
      const text = wellFormed(raw);
      const ids = tokenizer.encode(text);
      expect(tokenizer.decode(ids)).toBe(text);
      // Never fewer tokens than the whole vocabulary needs.
      expect(ids.length).toBeGreaterThanOrEqual(counts.tokenizer.encode(text).length);
    }),
    { numRuns: 500 },
  );
});

test('parts are those of the merge that makes a token, as far as they are kept', async () => {
  const whole = await Tokenizer.create(trainNaively(Array(9).fill('abcd abcd ab'), 300, ['<|endoftext|>']));
  const text = (id: number) => Buffer.from(whole.tokenBytes(id)).toString('latin1');
  const all = Array.from({ length: whole.vocab - 1 }, (_, id) => id);
  // Without " abcd" itself and "cd", if they are tokens: what is left of it are its kept parts.
  const kept = all.filter((id) => ![' abcd', 'abcd', 'cd'].includes(text(id)));
  const tokenizer = await restrictTo(whole, kept, { byteFallback: true });
  const parts = [...tokenizer.encode(' abcd')].map((id) => Buffer.from(tokenizer.tokenBytes(id)).toString());
  expect(parts.join('')).toBe(' abcd');
  expect(parts.length).toBeLessThan(5);
  expect(parts).not.toContain('cd');
});

test.each([false, true])(
  'saved, loaded, and refused by other programs; byte fallback: %s',
  async (fallback) => {
    const { tokenizer } = await restricted(400, fallback);
    const path = await tokenizer.save(join(folder, String(fallback)));
    const loaded = await Tokenizer.load(path);
    expect(loaded.hash).toBe(tokenizer.hash);
    expect(loaded).toMatchObject({ vocab: tokenizer.vocab, endOfText: tokenizer.endOfText });
    expect(loaded.unknown).toBe(tokenizer.unknown);
    expect(loaded.encode(STORIES[3]!)).toEqual(tokenizer.encode(STORIES[3]!));
    const json = JSON.parse(await readFile(path, 'utf8'));
    expect(() => new HuggingFace(json, {})).toThrow();
    json.model.kept = ['a'];
    await writeFile(path, JSON.stringify(json));
    await expect(Tokenizer.load(path)).rejects.toMatchObject({ code: 'FORMAT' });
  },
);

test('the hash tells apart what differs: order, kind, and the whole', async () => {
  const gpt2 = counts.tokenizer;
  const hashes = new Set([gpt2.hash]);
  hashes.add((await restrictTo(gpt2, [0, 1])).hash);
  hashes.add((await restrictTo(gpt2, [1, 0])).hash);
  const bytes = Array.from({ length: 256 }, (_, id) => id);
  hashes.add((await restrictTo(gpt2, bytes)).hash);
  hashes.add((await restrictTo(gpt2, bytes, { byteFallback: true })).hash);
  expect(hashes.size).toBe(5);
});

test('the remap file holds the list, its hash and the counts', async () => {
  const { tokenizer, kept } = await restricted(50);
  const file = remapFile(counts.tokenizer, tokenizer, kept, counts.counts);
  expect(file).toMatchObject({
    from: { vocab: 50257, hash: counts.tokenizer.hash },
    to: { vocab: 52, hash: tokenizer.hash },
    unknown: 50,
    endOfText: 51,
    kept,
  });
  const known = reference(50);
  expect(file.counts).toEqual(kept.map((id) => known.counts.get(id)));
  expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('lists that cannot be are refused', async () => {
  const gpt2 = counts.tokenizer;
  for (const kept of [[0, 0], [50256], [50257], [-1], [1.5], []]) {
    await expect(restrictTo(gpt2, kept)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  }
  await expect(restrictTo(gpt2, [0, 1], { byteFallback: true })).rejects.toThrow(
    /all 256 bytes among the tokens kept/,
  );
  await expect(restrictTo(await restrictTo(gpt2, [0]), [0])).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  for (const top of [0, 1.5, 60_000])
    await expect(restricted(top)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});
