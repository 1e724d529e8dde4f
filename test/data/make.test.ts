import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { instructFor, parseInstruct } from '../../lib/data/instruct.ts';
import { makeStories } from '../../lib/data/make.ts';
import { readStories } from '../../lib/data/sources.ts';
import { type Feature, tellStory } from '../../lib/data/storyteller/storyteller.ts';

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

test('writes Instruct records when asked, one for each story, in their order', async () => {
  const out = join(folder, 'corpus');
  const plain = await makeStories({ stories: 150, seed: 5, out });
  expect(plain.files['instruct.txt']).toBeUndefined();
  const result = await makeStories({ stories: 150, seed: 5, out, instruct: true });
  expect({ ...result.files, 'instruct.txt': undefined }).toEqual(plain.files);
  const content = await readFile(join(out, 'instruct.txt'), 'utf8');
  const hash = createHash('sha256').update(content).digest('hex');
  expect(result.files['instruct.txt']).toEqual({ bytes: Buffer.byteLength(content), sha256: hash });
  const records = content.split('\n<|endoftext|>\n');
  expect(records.pop()).toBe('');
  expect(records).toEqual(Array.from({ length: 150 }, (_, n) => instructFor(tellStory(5, n), 5, n)));
  const read: string[] = [];
  for await (const record of readStories([join(out, 'instruct.txt')])) read.push(parseInstruct(record).story);
  expect(read).toEqual(Array.from({ length: 150 }, (_, n) => tellStory(5, n).story));
});

test('wishes hold for every story and are recorded', async () => {
  const out = join(folder, 'corpus');
  const features: Feature[] = ['Twist', 'Dialogue'];
  const words = { noun: 'KITE', adjective: undefined };
  const result = await makeStories({ stories: 20, out, features, words, variety: 'small' });
  const recorded = { variety: 'small', features: ['Dialogue', 'Twist'], words: { noun: 'kite' } };
  expect(result).toMatchObject(recorded);
  expect(JSON.parse(await readFile(join(out, 'make.json'), 'utf8'))).toEqual(result);
  const lines = (await readFile(join(out, 'stories.jsonl'), 'utf8')).trimEnd().split('\n');
  for (const { instruction } of lines.map((line) => JSON.parse(line)))
    expect([instruction.features, instruction.words[1]]).toEqual([recorded.features, 'kite']);
  expect(await makeStories({ stories: 1, out })).toMatchObject({ features: null, words: null });
});

test('other things happen while a block of stories is told', async () => {
  // Everything that happens between two reports, of which there is one for each block.
  const between: number[] = [];
  let ticks = 0;
  let ended = false;
  const tick = (): void => {
    ticks++;
    if (!ended) setImmediate(tick);
  };
  tick();
  const onProgress = (): void => {
    between.push(ticks);
    ticks = 0;
  };
  await makeStories({
    stories: 128 * 4,
    out: join(folder, 'corpus'),
    workers: 1,
    instruct: true,
    onProgress,
  });
  ended = true;
  expect(between).toHaveLength(5);
  for (const count of between.slice(1)) expect(count).toBeGreaterThan(1);
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
  for (const workers of [0, 1.5, Number.NaN, 5000])
    await expect(makeStories({ stories: 1, workers, out: join(folder, 'x') })).rejects.toThrow(/workers/);
  const words = { verb: 'clim' };
  await expect(makeStories({ stories: 1, words, out: join(folder, 'x') })).rejects.toThrow(/climb/);
  expect(await readdir(folder)).toEqual([]);
});

test('tells with other lists of words, and says so in make.json', async () => {
  const lists = join(folder, 'lists');
  const own = join(__dirname, '../../lib/data/storyteller/words/en');
  await cp(own, lists, { recursive: true });
  const usual = await makeStories({ stories: 20, seed: 9, out: join(folder, 'usual') });
  expect(usual.lists).toBeNull();
  const verbs = await readFile(join(lists, 'verbs.txt'), 'utf8');
  await writeFile(
    join(lists, 'verbs.txt'),
    `${verbs}\ntrundle | fun way | past the trees; around the yard\n`,
  );
  const other = await makeStories({
    stories: 20,
    seed: 9,
    out: join(folder, 'other'),
    lists,
    words: { verb: 'trundle' },
  });
  expect(other.lists).toMatch(/^[0-9a-f]{64}$/);
  const stories = (await readFile(join(folder, 'other', 'stories.txt'), 'utf8')).split('<|endoftext|>');
  for (const story of stories.slice(0, 20)) expect(story).toMatch(/\btrundl(e|ed|ing|es)\b/);
  // The lists are read as they are now.
  await writeFile(join(lists, 'nouns.txt'), '# toy = own\nball\n');
  await expect(makeStories({ stories: 1, out: join(folder, 'x'), lists })).rejects.toThrow(
    /verbs\.txt: line \d+: "puddle"/,
  );
  expect(await readdir(folder)).not.toContain('x');
});

test('lists that change while stories are told with them leave nothing behind', async () => {
  const lists = join(folder, 'lists');
  await cp(join(__dirname, '../../lib/data/storyteller/words/en'), lists, { recursive: true });
  const verbs = await readFile(join(lists, 'verbs.txt'), 'utf8');
  let changed = false;
  const made = makeStories({
    stories: 300,
    out: join(folder, 'x'),
    lists,
    workers: 1,
    onProgress: () => {
      if (!changed) writeFileSync(join(lists, 'verbs.txt'), `${verbs}\ntrundle | fun | past the trees\n`);
      changed = true;
    },
  });
  await expect(made).rejects.toThrow(/lists .* were changed/);
  expect(await readdir(folder)).toEqual(['lists']);
});
