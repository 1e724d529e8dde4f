import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Shard } from '../../lib/data/shards.ts';
import { loadAddon } from '../../lib/runtime/native.ts';

const addon = loadAddon();
const HASH = '0123456789abcdef'.repeat(4);
const HEADER = 128;
const STORIES = [[5, 6, 7, 0], [0], [9, 99, 0]];
const BYTES = [11, 0, 7];

let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
  path = join(folder, 'some.tokens');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function pack(vocab = 100): Promise<Uint8Array> {
  return addon.packShard(
    { vocab, endOfText: 0, tokenizerHash: HASH },
    STORIES.map((story) => Int32Array.from(story)),
    Uint32Array.from(STORIES, (story) => story.length),
    Uint32Array.from(BYTES),
  );
}

/** Writes a changed file. `seal`: with a header checksum that is right, as somebody hostile would. */
async function write(file: Uint8Array, change: (view: DataView) => void, seal: boolean): Promise<void> {
  const copy = file.slice();
  const view = new DataView(copy.buffer);
  change(view);
  if (seal) view.setUint32(124, addon.crc32c(copy.subarray(0, 124)), true);
  await writeFile(path, copy);
}

test.each([
  [100, 2],
  [65535, 2],
  [65536, 4],
])('a vocabulary of %i: written and read back with %i bytes per id', async (vocab, bytesPerId) => {
  await writeFile(path, await pack(vocab));
  const shard = await Shard.open(path);
  expect(shard.header).toMatchObject({
    version: 1,
    vocab,
    bytesPerId,
    endOfText: 0,
    tokens: 8,
    stories: 3,
    bytes: 18,
    tokenizerHash: HASH,
  });
  expect(Array.from(shard.read(0, 8))).toEqual(STORIES.flat());
  expect(STORIES.map((_, i) => Array.from(shard.readStory(i)))).toEqual(STORIES);
  expect(Array.from(shard.storyOffsets())).toEqual([0, 4, 5, 8]);
  expect(Array.from(shard.storyBytes())).toEqual(BYTES);
  expect(Array.from(shard.storyBytes(1, 3))).toEqual([0, 7]);
  const target = new Int32Array(4);
  shard.readInto(1, 3, target, 2);
  expect(Array.from(target)).toEqual([0, 0, 6, 7]);
  shard.dispose();
  shard.dispose();
  expect(() => shard.read(0, 1)).toThrow(expect.objectContaining({ code: 'DISPOSED' }));
});

test('an empty shard', async () => {
  const about = { vocab: 3, endOfText: 2, tokenizerHash: HASH };
  await writeFile(path, await addon.packShard(about, [], new Uint32Array(0), new Uint32Array(0)));
  const shard = await Shard.open(path);
  expect([shard.tokens, shard.stories]).toEqual([0, 0]);
  expect(Array.from(shard.storyOffsets())).toEqual([0]);
});

test('ranges outside are refused', async () => {
  await writeFile(path, await pack());
  const shard = await Shard.open(path);
  const refused = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
  for (const [begin, end] of [
    [0, 9],
    [-1, 2],
    [0.5, 2],
    [Number.NaN, 1],
    [2 ** 53, 2 ** 53],
    [3, 2],
  ] as const) {
    expect(() => shard.readInto(begin, end, new Int32Array(16), 0)).toThrow(refused);
  }
  expect(() => shard.readInto(0, 8, new Int32Array(7), 0)).toThrow(refused);
  expect(() => shard.readInto(0, 2, new Int32Array(7), 6)).toThrow(refused);
  expect(() => shard.readStory(3)).toThrow(refused);
  expect(() => shard.storyBytes(2, 4)).toThrow(refused);
});

test('wherever the file is cut off, it is refused by name', async () => {
  const file = await pack();
  for (let size = 0; size < file.length; size++) {
    await writeFile(path, file.subarray(0, size));
    await expect(Shard.open(path)).rejects.toMatchObject({ code: 'FORMAT', path });
  }
  await writeFile(path, Buffer.concat([file, Buffer.alloc(1)]));
  await expect(Shard.open(path)).rejects.toMatchObject({ code: 'FORMAT', path });
});

test('whichever bit flips, the file is refused', async () => {
  const file = await pack();
  for (let bit = 0; bit < file.length * 8; bit++) {
    await write(file, (view) => view.setUint8(bit >> 3, view.getUint8(bit >> 3) ^ (1 << (bit & 7))), false);
    await expect(Shard.open(path)).rejects.toMatchObject({ code: 'FORMAT', path });
  }
});

const BIG = 0xffff_ffff_ffff_ffffn;
const hostile: [string, (view: DataView) => void][] = [
  ['vocabulary 0', (view) => view.setUint32(12, 0, true)],
  ['a vocabulary past 2^31', (view) => view.setUint32(12, 0xffffffff, true)],
  ['0 bytes per id', (view) => view.setUint32(16, 0, true)],
  ['4 bytes per id for a small vocabulary', (view) => view.setUint32(16, 4, true)],
  ['an end token outside', (view) => view.setUint32(20, 100, true)],
  ...[24, 32, 40, 48, 56, 64].flatMap((at): [string, (view: DataView) => void][] => [
    [`2^64-1 at ${at}`, (view) => view.setBigUint64(at, BIG, true)],
    [`2^63 at ${at}`, (view) => view.setBigUint64(at, 1n << 63n, true)],
    [`2^61 at ${at}`, (view) => view.setBigUint64(at, 1n << 61n, true)],
    [`0 at ${at}`, (view) => view.setBigUint64(at, 0n, true)],
    [`one more at ${at}`, (view) => view.setBigUint64(at, view.getBigUint64(at, true) + 1n, true)],
  ]),
  [
    // Sums that wrap around to what the file has: 2^61 stories of 12 bytes and an index at the end.
    'counts whose products overflow',
    (view) => {
      view.setBigUint64(24, 1n << 63n, true);
      view.setBigUint64(32, 1n << 62n, true);
    },
  ],
  ['reserved bytes in use', (view) => view.setUint8(115, 1)],
];

test.each(hostile)('a header that states %s, under a right checksum, is refused', async (_, change) => {
  await write(await pack(), change, true);
  await expect(Shard.open(path)).rejects.toMatchObject({ code: 'FORMAT', path });
});

test.each([
  ['falls', [0n, 5n, 4n, 8n]],
  ['leaves the tokens', [0n, 4n, 9n, 8n]],
  ['begins late', [1n, 4n, 5n, 8n]],
  ['ends early', [0n, 4n, 5n, 7n]],
])('an index that %s, under right checksums, is refused', async (_, offsets) => {
  const change = (view: DataView): void => {
    const at = Number(view.getBigUint64(56, true));
    for (const [i, offset] of offsets.entries()) view.setBigUint64(at + i * 8, offset, true);
    view.setUint32(76, addon.crc32c(new Uint8Array(view.buffer, at)), true);
  };
  await write(await pack(), change, true);
  await expect(Shard.open(path)).rejects.toMatchObject({ code: 'FORMAT', path });
});

test('an id outside of the vocabulary, under right checksums, is refused when it is read', async () => {
  const change = (view: DataView): void => {
    view.setUint16(HEADER + 2, 100, true);
    const size = Number(view.getBigUint64(56, true)) - HEADER;
    view.setUint32(72, addon.crc32c(new Uint8Array(view.buffer, HEADER, size)), true);
  };
  await write(await pack(), change, true);
  const shard = await Shard.open(path);
  expect(() => shard.read(0, 8)).toThrow(expect.objectContaining({ code: 'FORMAT', path }));
});

test('another kind of file and a newer version are told apart', async () => {
  const file = await pack();
  await write(file, (view) => view.setUint8(0, 0x50), true);
  await expect(Shard.open(path)).rejects.toThrow(/not a token shard/);
  await write(file, (view) => view.setUint32(8, 3, true), true);
  await expect(Shard.open(path)).rejects.toThrow(/version 3, this package reads versions 1 and 2/);
  await expect(Shard.open(join(folder, 'none'))).rejects.toMatchObject({ code: 'FILE' });
  await expect(Shard.open(folder)).rejects.toMatchObject({ code: 'FILE' });
});

test('a shard of another tokenizer is refused with the reason', async () => {
  await writeFile(path, await pack());
  const open = (hash: string, vocab: number) => Shard.open(path, { tokenizer: { hash, vocab } });
  await expect(open(HASH, 100)).resolves.toBeInstanceOf(Shard);
  await expect(open(HASH.replace('0', 'f'), 100)).rejects.toMatchObject({ code: 'MISMATCH' });
  await expect(open(HASH, 101)).rejects.toThrow(/another tokenizer \(100 tokens/);
});

test('what cannot be packed is refused', async () => {
  const about = { vocab: 10, endOfText: 0, tokenizerHash: HASH };
  const one = Uint32Array.of(1);
  const refused = { code: 'INVALID_ARGUMENT' };
  const packed = (ids: number[], tokens: number[], changed = {}) =>
    addon.packShard({ ...about, ...changed }, [Int32Array.from(ids)], Uint32Array.from(tokens), one);
  await expect(packed([0], [1])).resolves.toBeInstanceOf(Uint8Array);
  await expect(packed([10, 0], [2])).rejects.toMatchObject(refused);
  await expect(packed([-1, 0], [2])).rejects.toMatchObject(refused);
  await expect(packed([1, 0], [1])).rejects.toMatchObject(refused);
  await expect(packed([1, 0], [3])).rejects.toMatchObject(refused);
  await expect(packed([1, 2], [2])).rejects.toMatchObject(refused);
  await expect(packed([0], [1, 1])).rejects.toMatchObject(refused);
  await expect(packed([0], [1], { endOfText: 10 })).rejects.toMatchObject(refused);
  await expect(packed([0], [1], { tokenizerHash: 'abc' })).rejects.toMatchObject(refused);
  await expect(packed([0], [1], { vocab: 0 })).rejects.toMatchObject(refused);
});

test('the file itself is as documented', async () => {
  await writeFile(path, await pack());
  const file = await readFile(path);
  expect(file.subarray(0, 8).toString()).toBe('TSTOKENS');
  expect(file.readUInt16LE(HEADER)).toBe(5);
  expect(file.subarray(80, 112).toString('hex')).toBe(HASH);
  // 8 ids of 2 bytes, 4 offsets of 8 and 3 counts of 4.
  expect(file.length).toBe(HEADER + 16 + 32 + 12);
});

test('a folder and a pipe are no shards, and a pipe is not waited for', async () => {
  const pipe = join(folder, 'pipe.tokens');
  execFileSync('mkfifo', [pipe]);
  for (const path of [folder, pipe]) {
    await expect(Shard.open(path)).rejects.toMatchObject({ name: 'FileError', code: 'FILE' });
    await expect(Shard.open(path)).rejects.toThrow(/not a regular file; expected a token shard/);
  }
});
