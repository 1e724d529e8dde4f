import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BatchStream } from '../../lib/data/batches.ts';
import { openSplit, readDataInfo } from '../../lib/data/dataset.ts';
import { instructFor } from '../../lib/data/instruct.ts';
import { prepare } from '../../lib/data/prepare.ts';
import { responseRange } from '../../lib/data/responses.ts';
import { Shard } from '../../lib/data/shards.ts';
import { tellStory } from '../../lib/data/storyteller/storyteller.ts';
import { restrictTo } from '../../lib/tokenizer/restrict.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { learntMerges, tokenizerBin, vocabulary } from '../tokenizer/pieces.ts';

const TOLD = Array.from({ length: 60 }, (_, index) => tellStory(31, index));
const RECORDS = TOLD.map((record, index) => instructFor(record, 31, index));
// The released files also have fields after the story, and stories that are not ASCII.
RECORDS.push('Words: é, ü\nStory: \n\nÉmile a vu “un chat”.\n\nSummary: Un chat.');
RECORDS.push('Story:\nTom ran.');

let folder = '';
let input = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'responses-'));
  input = join(folder, 'instruct.txt');
  await writeFile(input, RECORDS.map((record) => `${record}\n<|endoftext|>\n`).join(''));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('where the story of a record stands, to the byte', () => {
  const told = (text: string) => {
    const range = responseRange(text);
    return range && Buffer.from(text).subarray(range.begin, range.end).toString();
  };
  expect(RECORDS.slice(0, 60).map(told)).toEqual(TOLD.map(({ story }) => story.trim()));
  expect(told(RECORDS[60]!)).toBe('Émile a vu “un chat”.');
  expect(told('Story: Tom ran. ')).toBe('Tom ran.');
  expect(told('No record.')).toBeNull();
  expect(told('Story: \n\n')).toBeNull();
  expect(told('Story:\nSummary: nothing between.')).toBeNull();
});

const TOKENIZERS: [string, () => Promise<Tokenizer>][] = [
  ['a trained BPE', () => Tokenizer.train(RECORDS, { vocab: 400 })],
  ['gpt2', () => Tokenizer.load('gpt2')],
  [
    'a restricted one',
    async () => restrictTo(await Tokenizer.load('gpt2'), [13, 290, 11, 262, 198, 284, 257]),
  ],
  [
    'pieces',
    async () => {
      const characters = [...new Set(RECORDS.join(''))].filter((c) => c < '\u0080');
      const path = join(folder, 'tokenizer.bin');
      await writeFile(path, tokenizerBin(vocabulary(learntMerges(RECORDS.slice(0, 9), 150), characters)));
      return Tokenizer.load(path);
    },
  ],
];

test.each(TOKENIZERS)('shards say which tokens are the response: %s', async (name, make) => {
  const tokenizer = await make();
  const out = join(folder, name.replaceAll(' ', '-'));
  const made = await prepare({ inputs: [input], out, tokenizer, responses: true, threads: 2 });
  let stories = 0;
  let tokens = 0;
  for (const split of ['train', 'validation'] as const) {
    for (const shard of await openSplit(out, split)) {
      const responses = shard.responses();
      for (let story = 0; story < shard.stories; story++) {
        const ids = shard.readStory(story);
        const [begin, end, bytes] = responses.subarray(3 * story, 3 * story + 3) as unknown as [
          number,
          number,
          number,
        ];
        const record = find(tokenizer, ids);
        const { begin: from, end: to } = responseRange(record)!;
        const last = to === Buffer.byteLength(record);
        expect(bytes).toBe(to - from);
        // Where the story ends the record, its end token is learnt as well.
        expect(end === ids.length).toBe(last);
        stories++;
        tokens += split === 'train' ? end - begin : 0;
        if (tokenizer.unknown !== undefined) {
          // As many tokens as the whole vocabulary has there.
          expect(end - begin - (last ? 1 : 0)).toBe((await whole).encode(told(record)).length);
          continue;
        }
        const text = Buffer.from(tokenizer.decodeBytes(ids.subarray(begin, last ? end - 1 : end)));
        // A token may begin before the response, where a vocabulary has one across.
        expect(text.toString().trim().endsWith(told(record))).toBe(true);
        expect(text.length - bytes).toBeLessThanOrEqual(2);
      }
      shard.dispose();
    }
  }
  expect(stories).toBe(RECORDS.length);
  expect(made.train.responses?.tokens).toBe(tokens);
  expect((await readDataInfo(out)).recipe.responses).toBe(true);
});

const whole = Tokenizer.load('gpt2');
const told = (record: string) => {
  const { begin, end } = responseRange(record)!;
  return Buffer.from(record).subarray(begin, end).toString();
};

/** The record that was encoded to these ids. */
function find(tokenizer: Tokenizer, ids: Int32Array): string {
  const text = ids.subarray(0, -1).join();
  return RECORDS.find((record) => tokenizer.encode(record, { special: false }).join() === text)!;
}

test('batches weigh the targets of responses 1, all others 0, wherever windows cut', async () => {
  const tokenizer = await Tokenizer.train(RECORDS, { vocab: 300 });
  const out = join(folder, 'batches');
  await prepare({ inputs: [input], out, tokenizer, responses: true, validationShare: 0.4 });
  const shards = [...(await openSplit(out, 'train')), ...(await openSplit(out, 'validation'))];
  expect(shards.length).toBeGreaterThan(1);
  const expected = new Map<string, string>();
  for (const shard of shards) {
    for (let story = 0; story < shard.stories; story++) {
      const ids = [...shard.readStory(story)];
      const [begin, end] = shard.responses().subarray(3 * story, 3 * story + 2);
      expected.set(ids.join(), ids.map((_, i) => (i >= begin! && i < end! ? 1 : 0)).join());
    }
  }
  const stream = new BatchStream(shards, { batch: 1, context: 37, seed: 3, responses: true });
  const targets: number[] = [];
  const weights: number[] = [];
  while (targets.length < 2 * stream.tokensPerEpoch) {
    const batch = stream.next();
    targets.push(...batch.targets);
    weights.push(...batch.lossWeights!);
  }
  let begin = 0;
  let seen = 0;
  for (let i = 0; i < targets.length; i++) {
    if (targets[i] !== tokenizer.endOfText) continue;
    const ids = targets.slice(begin, i + 1).join();
    expect(weights.slice(begin, i + 1).join()).toBe(expected.get(ids));
    begin = i + 1;
    seen++;
  }
  expect(seen).toBeGreaterThanOrEqual(expected.size);
  for (const shard of shards) shard.dispose();
});

test('records of one story stay in one split', async () => {
  const twice = join(folder, 'twice.txt');
  const records = TOLD.flatMap((record, i) => [1, 2, 3].map((seed) => instructFor(record, seed, i)));
  await writeFile(twice, records.map((record) => `${record}\n<|endoftext|>\n`).join(''));
  const out = join(folder, 'twice');
  await prepare({ inputs: [twice], out, vocab: 300, responses: true, validationShare: 0.2 });
  const tokenizer = await Tokenizer.load(out);
  const stories = async (split: 'train' | 'validation') => {
    const found: string[] = [];
    for (const shard of await openSplit(out, split)) {
      for (let i = 0; i < shard.stories; i++)
        found.push(told(tokenizer.decode(shard.readStory(i).subarray(0, -1))));
      shard.dispose();
    }
    return found;
  };
  const [train, validation] = [await stories('train'), await stories('validation')];
  expect(train.length + validation.length).toBe(records.length);
  expect(validation.length).toBeGreaterThan(0);
  expect(validation.filter((story) => train.includes(story))).toEqual([]);
});

test('what is no record is refused, and shards without responses say so', async () => {
  const plain = join(folder, 'plain.txt');
  await writeFile(plain, 'Tom ran.\n<|endoftext|>\nAnna ran.\n');
  const options = { inputs: [plain], out: join(folder, 'plain'), vocab: 260 };
  await expect(prepare({ ...options, responses: true })).rejects.toMatchObject({
    code: 'FORMAT',
    message: expect.stringMatching(/no line "Story:"/),
  });
  await prepare(options);
  const shards = await openSplit(join(folder, 'plain'), 'train');
  expect(shards[0]).toMatchObject({ hasResponses: false });
  expect(shards[0]!.header.version).toBe(1);
  expect(() => shards[0]!.responses()).toThrow(/does not say/);
  const responses = { batch: 1, context: 4, seed: 1, responses: true };
  expect(() => new BatchStream(shards, responses)).toThrow(/data prepare --responses/);
  for (const shard of shards) shard.dispose();
});

test('damaged responses are found when a shard is opened', async () => {
  const out = join(folder, 'damaged');
  await prepare({ inputs: [input], out, vocab: 300, responses: true });
  const path = join(out, 'train-00000.tokens');
  const file = await readFile(path);
  expect(file.readUInt32LE(8)).toBe(2);
  const changed = Buffer.from(file);
  changed[file.length - 5]! ^= 1;
  await writeFile(path, changed);
  await expect(Shard.open(path)).rejects.toMatchObject({
    code: 'FORMAT',
    message: expect.stringMatching(/responses do not match their checksum/),
  });
  await writeFile(path, file.subarray(0, -12));
  await expect(Shard.open(path)).rejects.toMatchObject({ code: 'FORMAT' });
});
