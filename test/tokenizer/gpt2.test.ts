import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as gptTokenizer from 'gpt-tokenizer/encoding/r50k_base';
import { get_encoding } from 'tiktoken';
import { tellStory } from '../../lib/data/storyteller/storyteller.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { someStories } from './corpus.ts';
import { hardText, knownText, wellFormed } from './unicode.ts';

const tiktoken = get_encoding('gpt2');
const load = Tokenizer.load('gpt2');

function reference(text: string): number[] {
  return Array.from(tiktoken.encode(text, 'all'));
}

test('GPT-2: 50,257 tokens, the end token last', async () => {
  const gpt2 = await load;
  expect(gpt2.vocab).toBe(50257);
  expect(gpt2.endOfText).toBe(50256);
  expect(Array.from(gpt2.encode('Once upon a time<|endoftext|>'))).toEqual([7454, 2402, 257, 640, 50256]);
  const ids = Array.from({ length: 50256 }, (_, id) => id);
  const same = (id: number) =>
    Buffer.from(gpt2.tokenBytes(id)).equals(tiktoken.decode_single_token_bytes(id));
  expect(ids.filter((id) => !same(id))).toEqual([]);
});

test('the same ids as tiktoken, and back to the same text, on hard Unicode', async () => {
  const gpt2 = await load;
  fc.assert(
    fc.property(hardText, (text) => {
      const ids = gpt2.encode(text);
      expect(Array.from(ids)).toEqual(reference(wellFormed(text)));
      expect(gpt2.decode(ids)).toBe(wellFormed(text));
    }),
    { numRuns: 1500 },
  );
});

test('every code point is a letter, number, space or sign where it is one for tiktoken', async () => {
  const gpt2 = await load;
  for (let begin = 0; begin < 0x110000; begin += 0x400) {
    if (begin >= 0xd800 && begin < 0xe000) continue;
    // Whether 's follows as a word of its own tells signs from the rest; the space before it tells spaces.
    const text = Array.from({ length: 0x400 }, (_, i) => `a ${String.fromCodePoint(begin + i)}'s `).join('');
    const [ours, theirs] = [gpt2.encode(text), tiktoken.encode(text, 'all')];
    // Compared as bytes: jest's own comparison of a million ids takes minutes.
    if (!Buffer.from(ours.buffer).equals(Buffer.from(theirs.buffer))) {
      expect(Array.from(ours)).toEqual(Array.from(theirs));
    }
  }
});

test('the same ids as gpt-tokenizer where JavaScript has the same spaces', async () => {
  const gpt2 = await load;
  fc.assert(
    fc.property(knownText, (raw) => {
      // \s of JavaScript lacks U+0085 and has U+FEFF.
      const text = wellFormed(raw).replace(/[\u0085\ufeff]/g, '');
      const ids = gptTokenizer.encode(text, { disallowedSpecial: new Set() });
      expect(Array.from(gpt2.encode(text, { special: false }))).toEqual(ids);
    }),
  );
});

test('special tokens can be taken as text', async () => {
  const gpt2 = await load;
  const text = 'a<|endoftext|>b';
  const ids = gpt2.encode(text, { special: false });
  expect(Array.from(ids)).toEqual(Array.from(tiktoken.encode(text, [], [])));
  expect(ids).not.toContain(gpt2.endOfText);
  expect(gpt2.decode(ids)).toBe(text);
});

test('any bytes come back, those that are not UTF-8 as well', async () => {
  const gpt2 = await load;
  const odd = fc.uint8Array({ maxLength: 64 });
  const cut = hardText.map((text) => Uint8Array.from(Buffer.from(text).subarray(1, -1)));
  fc.assert(
    fc.property(fc.oneof(odd, cut), (bytes) => {
      expect(Buffer.from(gpt2.decodeBytes(gpt2.encodeBytes(bytes))).equals(bytes)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('stories give the same ids, alone and in batches of any number of threads', async () => {
  const gpt2 = await load;
  const stories = someStories(500);
  const expected = stories.map(reference);
  for (const threads of [1, 2, 3]) {
    const batch = await gpt2.encodeBatch(stories, { threads });
    expect(batch.map((ids) => Array.from(ids))).toEqual(expected);
  }
  const all = stories.join('\n<|endoftext|>\n');
  expect(Array.from(gpt2.encode(all))).toEqual(reference(all));
  expect(gpt2.decode(gpt2.encode(all))).toBe(all);
});

test('committed text: the same ids as tiktoken and gpt-tokenizer, page by page', async () => {
  const gpt2 = await load;
  const root = join(__dirname, '../..');
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const words = 'lib/data/storyteller/words/en';
  const lists = readdirSync(join(root, words)).map((name) => `${words}/${name}`);
  const told = Array.from({ length: 40 }, (_, i) => tellStory(3, i).story);
  const files = ['README.md', 'LICENSE', ...pages.map((name) => `docs/${name}`), ...lists];
  const texts = [...files.map((path) => readFileSync(join(root, path), 'utf8')), ...told];
  expect(texts.length).toBeGreaterThan(60);
  for (const text of texts) {
    const ids = Array.from(gpt2.encode(text, { special: false }));
    expect(ids).toEqual(Array.from(tiktoken.encode(text, [], [])));
    expect(ids).toEqual(gptTokenizer.encode(text, { disallowedSpecial: new Set() }));
  }
});

test('long words take both ways of merging to the same ids', async () => {
  const gpt2 = await load;
  const letters = fc.string({ unit: fc.constantFrom(...'aabcdeéstt'), minLength: 40, maxLength: 400 });
  fc.assert(
    fc.property(letters, (word) => {
      expect(Array.from(gpt2.encode(word))).toEqual(reference(word));
    }),
    { numRuns: 200 },
  );
});

test('a word of a million letters is no trouble', async () => {
  const gpt2 = await load;
  const word = 'abcdefgh'.repeat(1 << 17);
  const ids = gpt2.encode(word);
  expect(gpt2.decode(ids)).toBe(word);
  // Only its beginning is small enough for the reference.
  const start = reference(word.slice(0, 4096)).slice(0, 1000);
  expect(Array.from(ids.subarray(0, 1000))).toEqual(start);
});

test('more different words than the cache holds', async () => {
  const gpt2 = await load;
  const text = Array.from({ length: 60000 }, (_, i) => ` w${(i * 2654435761) % 1_000_003}x`).join('');
  expect(gpt2.decode(gpt2.encode(text))).toBe(text);
  expect(gpt2.encode(text)).toEqual(gpt2.encode(text));
  expect(Array.from(gpt2.encode(text.slice(-3000)))).toEqual(reference(text.slice(-3000)));
});

test('ids that are none are refused', async () => {
  const gpt2 = await load;
  for (const id of [-1, 50257, 1.5, Number.NaN]) {
    expect(() => gpt2.decode([id])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => gpt2.tokenBytes(id)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  }
});

test('a vocabulary of more tokens than a call takes arguments', async () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const pairs = bytes.flatMap((a) => bytes.map((b) => [a, b]));
  const triples = pairs.slice(0, 400).flatMap((pair) => bytes.map((byte) => [...pair, byte]));
  const tokens = [
    ...bytes.map((byte) => [byte]),
    ...pairs,
    ...triples,
    Array.from(Buffer.from('<|endoftext|>')),
  ];
  let end = 0;
  const ends = tokens.map(({ length }) => (end += length));
  const tokenizer = await Tokenizer.create({
    tokenBytes: Uint8Array.from(tokens.flat()),
    tokenEnds: Uint32Array.from(ends),
    merges: Uint32Array.from(pairs.flat()),
    special: Uint32Array.of(tokens.length - 1),
  });
  expect(tokenizer.vocab).toBe(168_193);
  expect(tokenizer.tokenBytes(tokenizer.endOfText)).toHaveLength(13);
  expect(tokenizer.longestToken).toBe(13);
  expect(tokenizer.decode(tokenizer.encode('Once'))).toBe('Once');
});
