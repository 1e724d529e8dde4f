import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeStories } from '../../lib/data/make.ts';
import { tellStory } from '../../lib/data/storyteller/storyteller.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'make-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('writes the same stories as records and as text', async () => {
  const out = join(folder, 'corpus');
  const seen: number[] = [];
  const result = await makeStories({ stories: 70, seed: 5, out, onProgress: (at) => seen.push(at.stories) });
  expect(seen.at(-1)).toBe(70);
  const lines = (await readFile(join(out, 'stories.jsonl'), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    Array.from({ length: 70 }, (_, n) => tellStory(5, n)),
  );
  const text = await readFile(join(out, 'stories.txt'), 'utf8');
  expect(text).toBe(lines.map((line) => `${JSON.parse(line).story}\n<|endoftext|>\n`).join(''));
  expect(JSON.parse(await readFile(join(out, 'make.json'), 'utf8'))).toEqual(result);
  for (const [name, { bytes, sha256 }] of Object.entries(result.files)) {
    const content = await readFile(join(out, name));
    expect(content.length).toBe(bytes);
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
  }
});

test('replaces a corpus of its own, but no other folder', async () => {
  const out = join(folder, 'corpus');
  await makeStories({ stories: 3, out });
  expect((await makeStories({ stories: 4, out })).stories).toBe(4);
  await writeFile(join(folder, 'mine.txt'), 'keep');
  await expect(makeStories({ stories: 3, out: folder })).rejects.toThrow(/other files/);
  expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('keep');
});

test('aborted or broken off, it leaves nothing behind', async () => {
  const out = join(folder, 'corpus');
  const controller = new AbortController();
  const aborted = makeStories({
    stories: 100000,
    out,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await expect(aborted).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect(await readdir(folder)).toEqual([]);
});

test('refuses numbers that mean nothing', async () => {
  await expect(makeStories({ stories: 0, out: join(folder, 'x') })).rejects.toThrow(/stories/);
  await expect(makeStories({ stories: 1, seed: -1, out: join(folder, 'x') })).rejects.toThrow(/seed/);
});
