import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BatchCursor, BatchStream } from '../../lib/data/batches.ts';
import { Shard } from '../../lib/data/shards.ts';
import { StoryOrder } from '../../lib/data/story-order.ts';
import { loadAddon } from '../../lib/runtime/native.ts';

const END = 0;
/** Every token but the end is another number, so that each can be followed. */
const LENGTHS = [[3, 1, 7, 2], [5], [1, 1, 9, 4, 6]];
const STORIES: number[][][] = [];
let next = 1;
for (const lengths of LENGTHS) {
  STORIES.push(lengths.map((length) => [...Array.from({ length: length - 1 }, () => next++), END]));
}
const ALL = STORIES.flat(2);

let folder = '';
const shards: Shard[] = [];

async function shard(name: string, stories: number[][], tokenizerHash: string): Promise<Shard> {
  const file = await loadAddon().packShard(
    { vocab: 100, endOfText: END, tokenizerHash },
    stories.map((story) => Int32Array.from(story)),
    Uint32Array.from(stories, (story) => story.length),
    new Uint32Array(stories.length),
  );
  await writeFile(join(folder, name), file);
  return Shard.open(join(folder, name));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
  for (const [i, stories] of STORIES.entries())
    shards.push(await shard(`${i}.tokens`, stories, 'a'.repeat(64)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The next `count` tokens to predict of a stream of one row and one token a batch. */
function stream(seed: number, count: number): number[] {
  const batches = new BatchStream(shards, { batch: 1, context: 1, seed });
  return Array.from({ length: count }, () => batches.next().targets[0]!);
}

function sorted(values: Iterable<number>): number[] {
  return [...values].sort((a, b) => a - b);
}

test('every token is predicted exactly once an epoch, stories whole and in another order each time', () => {
  const orders = new Set<string>();
  for (let epoch = 0; epoch < 4; epoch++) {
    const tokens = stream(5, ALL.length * 4).slice(epoch * ALL.length, (epoch + 1) * ALL.length);
    expect(sorted(tokens)).toEqual(sorted(ALL));
    const text = tokens.join(' ');
    for (const story of STORIES.flat()) expect(` ${text}`).toContain(` ${story.join(' ')}`);
    orders.add(text);
  }
  expect(orders.size).toBe(4);
  expect(stream(5, 30)).toEqual(stream(5, 30));
  expect(stream(5, 30)).not.toEqual(stream(6, 30));
});

test('windows of any shape cut the same stream, and inputs are what stands before', () => {
  const whole = stream(9, 4000);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 50 }), (batch, context) => {
      const batches = new BatchStream(shards, { batch, context, seed: 9 });
      for (let n = 0; n < 8; n++) {
        const { tokens, targets, lengths, first } = batches.next();
        const begin = n * batch * context;
        expect(Array.from(targets)).toEqual(whole.slice(begin, begin + batch * context));
        expect(Array.from(tokens)).toEqual([whole[begin - 1] ?? END, ...targets.subarray(0, -1)]);
        expect(Array.from(lengths)).toEqual(Array(batch).fill(context));
        expect(first).toBeUndefined();
      }
    }),
    { numRuns: 40 },
  );
});

test('a cursor restores exactly, through JSON and into another shape', () => {
  fc.assert(
    fc.property(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 30 }), (steps, context) => {
      const options = { batch: 2, context, seed: 3 };
      const one = new BatchStream(shards, options);
      for (let i = 0; i < steps; i++) one.next();
      const cursor: BatchCursor = JSON.parse(JSON.stringify(one.cursor));
      const two = new BatchStream(shards, options);
      two.seek(cursor);
      expect(two.cursor).toEqual(one.cursor);
      for (let i = 0; i < 5; i++) expect(two.next()).toEqual(one.next());
      const wide = new BatchStream(shards, { ...options, batch: 10 });
      wide.seek(cursor);
      two.seek(cursor);
      const narrow = Array.from({ length: 5 }, () => Array.from(two.next().targets)).flat();
      expect(Array.from(wide.next().targets)).toEqual(narrow);
      expect(wide.cursor).toEqual(two.cursor);
    }),
    { numRuns: 30 },
  );
});

test('ranks part each batch among them and agree on the cursor', () => {
  for (const world of [2, 3]) {
    const options = { batch: 2, context: 5, seed: 1 };
    const whole = new BatchStream(shards, { ...options, batch: 2 * world });
    const ranks = Array.from(
      { length: world },
      (_, rank) => new BatchStream(shards, { ...options, rank, world }),
    );
    for (let n = 0; n < 20; n++) {
      const expected = whole.next();
      const parts = ranks.map((rank) => rank.next());
      expect(parts.flatMap(({ tokens }) => Array.from(tokens))).toEqual(Array.from(expected.tokens));
      expect(parts.flatMap(({ targets }) => Array.from(targets))).toEqual(Array.from(expected.targets));
      for (const rank of ranks) expect(rank.cursor).toEqual(whole.cursor);
    }
  }
});

test('the document mask begins at the end token before each story', () => {
  const batches = new BatchStream(shards, { batch: 3, context: 11, seed: 2, documentMask: true });
  for (let n = 0; n < 10; n++) {
    const { tokens, first } = batches.next();
    for (let i = 0; i < tokens.length; i++) {
      const row = i - (i % 11);
      const before = Array.from(tokens.subarray(row, i + 1)).lastIndexOf(END);
      expect(first![i]).toBe(Math.max(0, before));
    }
  }
});

test('cursors of other data, of another seed, or of nothing are refused, and the stream stays where it was', async () => {
  const batches = new BatchStream(shards, { batch: 2, context: 5, seed: 1 });
  batches.next();
  const cursor = batches.cursor;
  const mismatch = expect.objectContaining({ code: 'MISMATCH' });
  for (const change of [{ seed: 2 }, { stories: 1 }, { tokens: 1 }, { tokenizerHash: 'b'.repeat(64) }]) {
    expect(() => batches.seek({ ...cursor, ...change })).toThrow(mismatch);
  }
  const format = expect.objectContaining({ code: 'FORMAT' });
  for (const change of [
    { version: 2 as unknown as 1 },
    { epoch: -1 },
    { epoch: 2 ** 40 },
    { place: 10 },
    { place: 0.5 },
    { token: -1 },
    { token: 100 },
  ]) {
    expect(() => batches.seek({ ...cursor, ...change })).toThrow(format);
  }
  expect(batches.cursor).toEqual(cursor);
});

test('streams that cannot be are refused', async () => {
  const options = { batch: 2, context: 5, seed: 1 };
  const refused = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
  expect(() => new BatchStream([], options)).toThrow(refused);
  for (const change of [{ batch: 0 }, { context: 1.5 }, { seed: -1 }, { rank: 1 }, { rank: 2, world: 2 }]) {
    expect(() => new BatchStream(shards, { ...options, ...change })).toThrow(refused);
  }
  const empty = await shard('empty.tokens', [], 'a'.repeat(64));
  expect(() => new BatchStream([empty], options)).toThrow(refused);
  expect(new BatchStream([empty, ...shards], options).next()).toEqual(
    new BatchStream(shards, options).next(),
  );
  const other = await shard('other.tokens', [[1, END]], 'b'.repeat(64));
  expect(() => new BatchStream([...shards, other], options)).toThrow(
    expect.objectContaining({ code: 'MISMATCH' }),
  );
});

test('a story order is a permutation, for any count', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(), fc.nat({ max: 9 }), (count, seed, epoch) => {
      const order = new StoryOrder(count, seed, epoch);
      const seen = new Set(Array.from({ length: count }, (_, place) => order.at(place)));
      expect(seen.size).toBe(count);
      expect(Math.max(...seen)).toBeLessThan(count);
    }),
    { numRuns: 25 },
  );
});

test('a story order mixes: where a story lands, and who follows it, is as chance would have it', () => {
  const count = 16;
  const runs = 1500;
  const landed = new Array(count * count).fill(0);
  let neighbours = 0;
  for (let seed = 0; seed < runs; seed++) {
    const order = new StoryOrder(count, seed, 0);
    const stories = Array.from({ length: count }, (_, place) => order.at(place));
    for (const [place, story] of stories.entries()) {
      landed[place * count + story]++;
      if (stories[place + 1] === story + 1) neighbours++;
    }
  }
  const expected = runs / count;
  const chi = landed.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
  // 225 degrees of freedom: mean 225, deviation 21; six deviations of room. The seeds are fixed.
  expect(chi).toBeLessThan(225 + 6 * 21.2);
  // Each of the 15 places is followed by the next story with probability 1/16.
  const mean = (runs * 15) / 16;
  expect(Math.abs(neighbours - mean)).toBeLessThan(6 * Math.sqrt(mean));
});
