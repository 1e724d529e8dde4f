import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeFile } from '../../lib/tokenizer/encode-file.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { trainNaively } from '../reference/bpe-trainer.ts';
import { someStories } from './corpus.ts';
import { hardText } from './unicode.ts';

const load = Tokenizer.load('gpt2');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('wherever a text is cut, its settled beginning and its rest give the ids of the whole', async () => {
  const gpt2 = await load;
  const several = await Tokenizer.create(
    trainNaively(['the cat'], 300, ['<|endoftext|>', '<|a|>', '<|a|><|b|>', '|>x']),
  );
  const parts = fc.array(fc.oneof(hardText, fc.constantFrom('<|a|>', '<|b|>', '|>x', '<|a')), {
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(parts, fc.nat(), fc.boolean(), async (texts, n, one) => {
      const tokenizer = one ? gpt2 : several;
      const bytes = Buffer.from(texts.join(''));
      const cut = n % (bytes.length + 1);
      const begun = await tokenizer.encodeSettled(bytes.subarray(0, cut));
      const rest = tokenizer.encodeBytes(bytes.subarray(begun.bytes));
      expect([...begun.ids, ...rest]).toEqual(Array.from(tokenizer.encodeBytes(bytes)));
    }),
    { numRuns: 1500 },
  );
});

test('a file of several parts is encoded as one text, 2 bytes an id', async () => {
  const gpt2 = await load;
  const text = someStories(400).join('\n<|endoftext|>\n').repeat(30).slice(0, 9_000_000);
  const input = join(folder, 'in.txt');
  const output = join(folder, 'ids');
  await writeFile(input, text);
  const seen: number[] = [];
  const result = await encodeFile(gpt2, input, output, { onProgress: ({ done }) => seen.push(done) });
  const file = await readFile(output);
  const ids = Array.from({ length: file.length / 2 }, (_, i) => file.readUInt16LE(i * 2));
  expect(Buffer.from(Int32Array.from(ids).buffer).equals(Buffer.from(gpt2.encode(text).buffer))).toBe(true);
  expect(result).toEqual({ tokens: ids.length, bytes: Buffer.byteLength(text), bytesPerId: 2 });
  expect(seen.at(-1)).toBe(result.bytes);
});

test('stories are encoded in parallel to the same file, also where other special tokens could overlap theirs', async () => {
  const several = trainNaively(['the cat'], 300, ['<|endoftext|>', '|>\nOnce', '<|end']);
  const text = someStories(300).join('\n<|endoftext|>\n').repeat(30).slice(0, 7_000_000);
  const input = join(folder, 'stories.txt');
  await writeFile(input, `${text}<|endoftext|>`);
  for (const tokenizer of [await load, await Tokenizer.create(several)]) {
    const whole = Buffer.from(Uint16Array.from(tokenizer.encode(`${text}<|endoftext|>`)).buffer);
    for (const threads of [1, 3]) {
      await encodeFile(tokenizer, input, join(folder, 'stories'), { threads });
      expect((await readFile(join(folder, 'stories'))).equals(whole)).toBe(true);
    }
  }
});

test('one word over many parts', async () => {
  const gpt2 = await load;
  const text = 'ab'.repeat(5 << 20);
  await writeFile(join(folder, 'long.txt'), text);
  const { tokens } = await encodeFile(gpt2, join(folder, 'long.txt'), join(folder, 'long'));
  expect(tokens).toBe(gpt2.encode(text).length);
});

test('an empty file, and 4 bytes an id for a large vocabulary', async () => {
  const base = trainNaively([], 300, ['<|endoftext|>']);
  const names = Array.from({ length: 65536 }, (_, i) => `<|${i}|>`);
  const large = await Tokenizer.create(trainNaively([], 300, ['<|endoftext|>', ...names]));
  expect(base.tokenEnds).toHaveLength(257);
  await writeFile(join(folder, 'empty.txt'), '');
  const output = join(folder, 'empty');
  expect(await encodeFile(large, join(folder, 'empty.txt'), output)).toMatchObject({
    tokens: 0,
    bytesPerId: 4,
  });
  expect(await readFile(output)).toHaveLength(0);
  await writeFile(join(folder, 'last.txt'), '<|65535|>');
  await encodeFile(large, join(folder, 'last.txt'), output);
  expect((await readFile(output)).readUInt32LE(0)).toBe(large.vocab - 1);
});

test('a missing file, an abort: typed errors, and no output', async () => {
  const gpt2 = await load;
  const output = join(folder, 'never');
  await expect(encodeFile(gpt2, join(folder, 'none'), output)).rejects.toMatchObject({ code: 'FILE' });
  const signal = AbortSignal.abort();
  await expect(encodeFile(gpt2, join(folder, 'in.txt'), output, { signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect((await readdir(folder)).filter((name) => name.includes('never'))).toEqual([]);
});
