import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openSplit, readDataInfo } from '../../lib/data/dataset.ts';
import { type PrepareOptions, prepare } from '../../lib/data/prepare.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { someStories } from '../tokenizer/corpus.ts';

const STORIES = someStories(600);
let folder = '';
let input = '';
let out = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
  input = join(folder, 'stories.txt');
  out = join(folder, 'data');
  await writeFile(input, STORIES.map((story) => `${story}\n<|endoftext|>\n`).join(''));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (options: Partial<PrepareOptions> = {}) =>
  prepare({ inputs: [input], out, vocab: 512, ...options });

/** Texts of a split, from its tokens. */
async function texts(split: 'train' | 'validation', where = out): Promise<string[]> {
  const tokenizer = await Tokenizer.load(where);
  const all: string[] = [];
  for (const shard of await openSplit(where, split, { tokenizer })) {
    const bytes = shard.storyBytes();
    for (let story = 0; story < shard.stories; story++) {
      const ids = shard.readStory(story);
      expect(ids.at(-1)).toBe(tokenizer.endOfText);
      const text = tokenizer.decode(ids.subarray(0, -1));
      expect(Buffer.byteLength(text)).toBe(bytes[story]);
      all.push(text);
    }
    shard.dispose();
  }
  return all;
}

async function digest(where = out): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(where)).sort()) {
    found[name] = createHash('sha256')
      .update(await readFile(join(where, name)))
      .digest('hex');
  }
  return found;
}

test('every story is in one split, as it was; data.json tells what is there', async () => {
  const stages = new Set<string>();
  const made = await run({ onProgress: ({ stage }) => stages.add(stage) });
  expect(await readDataInfo(out)).toEqual(expect.objectContaining({ train: made.train }));
  expect((await readdir(out)).sort()).toEqual([
    'data.json',
    'tokenizer.json',
    'train-00000.tokens',
    'validation-00000.tokens',
  ]);
  const [train, validation] = [await texts('train'), await texts('validation')];
  expect([...train, ...validation].sort()).toEqual([...STORIES].sort());
  expect(made.train.stories).toBe(train.length);
  expect(made.validation.stories).toBe(validation.length);
  // The share, or 20 stories where that is fewer.
  expect(validation.length).toBeGreaterThanOrEqual(20);
  expect(validation.length).toBeLessThan(60);
  expect(made.recipe.inputs).toEqual([
    {
      name: 'stories.txt',
      bytes: Buffer.byteLength(await readFile(input)),
      sha256: createHash('sha256')
        .update(await readFile(input))
        .digest('hex'),
      stories: STORIES.length,
      empty: 0,
    },
  ]);
  expect(made.tokenizer.vocab).toBe(512);
  expect([...stages]).toEqual(['reading', 'training the tokenizer', 'encoding']);
});

test('the same files on every run, with any number of threads; shards of a size', async () => {
  const found: Record<string, string>[] = [];
  for (const threads of [1, 2, 3]) {
    const where = join(folder, String(threads));
    await run({ out: where, threads, shardTokens: 1 });
    found.push(await digest(where));
  }
  expect(found[1]).toEqual(found[0]);
  expect(found[2]).toEqual(found[0]);
});

test('several inputs, several shards', async () => {
  const lines = join(folder, 'more.jsonl');
  // More than one part of text, so that shards of a single token fill up one after another.
  const long = Array.from({ length: 12 }, (_, i) => `${i} ${STORIES.join('\n').repeat(3)}`.slice(0, 1 << 20));
  await writeFile(lines, long.map((story) => JSON.stringify({ story })).join('\n'));
  const made = await run({ inputs: [input, lines], shardTokens: 1 });
  expect(made.train.shards.length).toBeGreaterThan(1);
  expect(made.train.shards.map(({ file }) => file)).toContain('train-00001.tokens');
  const all = [...(await texts('train')), ...(await texts('validation'))];
  expect(all.sort()).toEqual([...STORIES, ...long].map((story) => story.trim()).sort());
});

test('a story that occurs twice is on one side, and stays there when data is added', async () => {
  const doubled = join(folder, 'doubled.txt');
  await writeFile(doubled, [...STORIES, ...STORIES].join('\n<|endoftext|>\n'));
  await run({ validationShare: 0.2 });
  await run({ inputs: [doubled], out: join(folder, 'two'), validationShare: 0.2 });
  const validation = new Set(await texts('validation'));
  const again = await texts('validation', join(folder, 'two'));
  expect(new Set(again)).toEqual(validation);
  expect(again).toHaveLength(validation.size * 2);
  for (const story of await texts('train', join(folder, 'two'))) expect(validation.has(story)).toBe(false);
});

test('few stories still give some for validation; one cannot', async () => {
  const few = join(folder, 'few.txt');
  await writeFile(few, 'One day.<|endoftext|>Two days.<|endoftext|>Three days.');
  const made = await run({ inputs: [few], vocab: 257 });
  expect([made.train.stories, made.validation.stories]).toEqual([2, 1]);
  await writeFile(few, 'One day.<|endoftext|>One day.');
  const lonely = run({ inputs: [few], out: join(folder, 'lonely'), vocab: 257 });
  await expect(lonely).rejects.toMatchObject({ code: 'FORMAT' });
  await expect(readDataInfo(join(folder, 'lonely'))).rejects.toThrow(/has not finished/);
});

test('with a given tokenizer; what looks like a special token in a story is spelt out', async () => {
  const lines = join(folder, 'odd.jsonl');
  const odd = ['A <|endoftext|> inside.', 'Another story.', 'And one more.'];
  await writeFile(lines, odd.map((story) => JSON.stringify({ story })).join('\n'));
  const made = await prepare({ inputs: [lines], out, tokenizer: 'gpt2' });
  const gpt2 = await Tokenizer.load('gpt2');
  expect(made.tokenizer).toEqual({ hash: gpt2.hash, vocab: 50257, endOfText: 50256 });
  expect([...(await texts('train')), ...(await texts('validation'))].sort()).toEqual([...odd].sort());
  const again = await prepare({ inputs: [lines], out: join(folder, 'again'), tokenizer: out });
  expect(again.tokenizer.hash).toBe(gpt2.hash);
});

test('the same again is left as it is; other data is refused, and replaced only with force', async () => {
  expect((await run({ shardTokens: 1 })).unchanged).toBe(false);
  const before = await digest();
  expect((await run({ shardTokens: 1 })).unchanged).toBe(true);
  expect(await digest()).toEqual(before);
  await expect(run({ vocab: 300 })).rejects.toMatchObject({ code: 'MISMATCH' });
  await writeFile(input, `${STORIES.slice(0, 300).join('<|endoftext|>')}`);
  await expect(run({ shardTokens: 1 })).rejects.toThrow(/--force/);
  expect(await digest()).toEqual(before);
  await run({ shardTokens: 1, force: true });
  const fresh = await run({ out: join(folder, 'fresh'), shardTokens: 1 });
  expect(fresh.train.stories).toBeLessThan(300);
  expect(await digest()).toEqual(await digest(join(folder, 'fresh')));
});

test('a missing or damaged file is made again or refused', async () => {
  await run();
  await rm(join(out, 'train-00000.tokens'));
  await expect(openSplit(out, 'train')).rejects.toMatchObject({ code: 'FILE' });
  await expect(run()).rejects.toMatchObject({ code: 'MISMATCH' });
  expect((await run({ force: true })).unchanged).toBe(false);
  const path = join(out, 'validation-00000.tokens');
  const bytes = await readFile(path);
  bytes[200]! ^= 1;
  await writeFile(path, bytes);
  await expect(openSplit(out, 'validation')).rejects.toMatchObject({ code: 'FORMAT', path });
});

test("somebody's tokenizer in the folder is not overwritten", async () => {
  await mkdir(out);
  const mine = await Tokenizer.train(['my own words, my own words'], { vocab: 260 });
  await mine.save(out);
  await expect(run()).rejects.toMatchObject({ code: 'MISMATCH' });
  expect((await prepare({ inputs: [input], out, tokenizer: out })).tokenizer.hash).toBe(mine.hash);
});

test('a shard of another data set in the folder is noticed', async () => {
  await run();
  await run({ out: join(folder, 'two'), vocab: 300 });
  await writeFile(join(out, 'train-00000.tokens'), await readFile(join(folder, 'two/train-00000.tokens')));
  await expect(openSplit(out, 'train')).rejects.toMatchObject({ code: 'MISMATCH' });
  const gpt2 = await Tokenizer.load('gpt2');
  await expect(openSplit(out, 'validation', { tokenizer: gpt2 })).rejects.toMatchObject({ code: 'MISMATCH' });
});

test.each([
  ['{', /not valid JSON/],
  ['{}', /not the description/],
  ['{"format":"tinystories data","version":2}', /version 2/],
  ['{"format":"tinystories data","version":1}', /damaged/],
  [
    '{"format":"tinystories data","version":1,"tokenizer":{"hash":""},"recipe":{},"train":{"shards":[{"file":"../a.tokens"}]}}',
    /no name of a shard/,
  ],
])('data.json %s is refused', async (content, reason) => {
  await mkdir(out);
  await writeFile(join(out, 'data.json'), content);
  await expect(readDataInfo(out)).rejects.toThrow(reason);
  await expect(run()).rejects.toMatchObject({ code: 'FORMAT' });
  expect((await run({ force: true })).unchanged).toBe(false);
});

test('options that cannot be', async () => {
  const refused = { code: 'INVALID_ARGUMENT' };
  await expect(run({ inputs: [] })).rejects.toMatchObject(refused);
  await expect(run({ validationShare: 0 })).rejects.toMatchObject(refused);
  await expect(run({ validationShare: 0.9 })).rejects.toMatchObject(refused);
  await expect(run({ shardTokens: 0 })).rejects.toMatchObject(refused);
  await expect(run({ vocab: 100 })).rejects.toMatchObject(refused);
  await expect(run({ tokenizer: 'gpt2' })).rejects.toMatchObject(refused);
  await expect(run({ inputs: [join(folder, 'none')] })).rejects.toMatchObject({ code: 'FILE' });
});

test('an abort at any moment leaves no data.json, and the next run makes the data', async () => {
  for (const stage of ['reading', 'training the tokenizer', 'encoding']) {
    const control = new AbortController();
    const onProgress: PrepareOptions['onProgress'] = (progress) => {
      if (progress.stage === stage) control.abort();
    };
    await expect(run({ signal: control.signal, onProgress })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(readDataInfo(out)).rejects.toMatchObject({ code: 'FORMAT' });
  }
  await run();
  const fresh = join(folder, 'fresh');
  await run({ out: fresh });
  expect(await digest()).toEqual(await digest(fresh));
});
