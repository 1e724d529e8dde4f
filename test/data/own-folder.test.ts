import { spawnSync } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cleanStories } from '../../lib/data/clean/clean.ts';
import { importStories } from '../../lib/data/import.ts';
import { buildInstructCorpus } from '../../lib/data/instruct-corpus.ts';
import { makeStories } from '../../lib/data/make.ts';
import { prepare } from '../../lib/data/prepare.ts';
import { FolderInMaking } from '../../lib/runtime/folder-in-making.ts';
import { bin, tinystories } from '../cli/run.ts';

const TALES = Array.from(
  { length: 30 },
  (_, i) => `Tom saw ${i} dogs. "I like them all very much," he said.`,
);
const FILE = TALES.map((tale) => `${tale}\n<|endoftext|>\n`).join('');

const home = process.cwd();
let folder = '';
const at = (...parts: string[]) => join(folder, ...parts);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
  await writeFile(at('tales.txt'), FILE);
});
afterEach(async () => {
  process.chdir(home);
  await rm(folder, { recursive: true, force: true });
});

/** What writes a folder, of an input. */
const WRITERS = {
  make: ({ out }) => makeStories({ stories: 3, out, workers: 1 }),
  import: (paths) => importStories(paths),
  clean: (paths) => cleanStories({ ...paths, preset: 'none' }),
  instruct: (paths) => buildInstructCorpus({ ...paths, derive: true }),
} satisfies Record<string, (paths: { inputs: string[]; out: string }) => Promise<unknown>>;
const READERS = ['import', 'clean', 'instruct'] as const;

describe.each(Object.entries(WRITERS))('%s', (name, write) => {
  test.each([
    'stories.txt',
    'stories.jsonl',
    'instruct.txt',
    'train.txt',
    'report.html',
    'clean.json',
    'make.json',
    'instruct.json',
  ])('leaves a file of the user’s alone, though it is called %s', async (own) => {
    await mkdir(at('out'));
    for (const content of ['mine', '{"files":{"stories.txt":{}}}']) {
      await writeFile(at('out', own), content);
      const refused = { code: 'FILE', message: expect.stringContaining(`holds other files (${own})`) };
      await expect(write({ inputs: [at('tales.txt')], out: at('out') })).rejects.toMatchObject(refused);
      expect(await readFile(at('out', own), 'utf8')).toBe(content);
    }
    expect((await readdir(folder)).sort()).toEqual(['out', 'tales.txt']);
  });

  test('replaces what it wrote before, unless the user put something there', async () => {
    const paths = { inputs: [at('tales.txt')], out: at('out') };
    await write(paths);
    const made = (await readdir(at('out'))).sort();
    await write(paths);
    expect((await readdir(at('out'))).sort()).toEqual(made);
    const own = name === 'instruct' ? 'train.txt' : 'instruct.txt';
    await writeFile(at('out', own), 'mine');
    await expect(write(paths)).rejects.toMatchObject({ message: expect.stringContaining(`(${own})`) });
    expect(await readFile(at('out', own), 'utf8')).toBe('mine');
  });
});

describe.each(Object.entries(WRITERS))('%s writes', (_name, write) => {
  test('into the current folder, which stays the one it is', async () => {
    await mkdir(at('here'));
    const { ino } = await stat(at('here'));
    process.chdir(at('here'));
    const paths = { inputs: [at('tales.txt')], out: '.' };
    await write(paths);
    const made = await readdir('.');
    expect(made.length).toBeGreaterThan(1);
    await write(paths);
    expect((await readdir('.')).sort()).toEqual(made.sort());
    expect((await stat(at('here'))).ino).toBe(ino);
    await writeFile('mine', 'mine');
    await expect(write(paths)).rejects.toMatchObject({ code: 'FILE' });
    expect((await readdir('.')).sort()).toEqual([...made, 'mine'].sort());
  });

  test('where a link leads, whether something is there or not', async () => {
    await mkdir(at('real'));
    for (const name of ['real', 'none']) {
      await symlink(name, at(`to-${name}`));
      const paths = { inputs: [at('tales.txt')], out: at(`to-${name}`) };
      await write(paths);
      await write(paths);
      expect((await lstat(at(`to-${name}`))).isSymbolicLink()).toBe(true);
      expect((await readdir(at(name))).length).toBeGreaterThan(1);
    }
    expect((await readdir(folder)).sort()).toEqual(['none', 'real', 'tales.txt', 'to-none', 'to-real']);
  });
});

test('what a killed process left is gone after the next one, and a living one’s is not', async () => {
  const living = await FolderInMaking.begin(at('out'));
  const ended = ['data', 'make', '--stories', '3', '--workers', '1', '--out', at('out')];
  // In the middle of its files: before anything takes its place.
  const { code } = await tinystories(ended, { env: { TINYSTORIES_FAULT_WRITE: '12:kill' } });
  expect(code).toBeNull();
  expect((await readdir(folder)).filter((name) => name.startsWith('.out.')).length).toBe(2);
  await makeStories({ stories: 2, out: at('out'), workers: 1 });
  expect((await readdir(folder)).filter((name) => name.startsWith('.out.')).length).toBe(1);
  await living.end();
  expect((await readdir(folder)).sort()).toEqual(['out', 'tales.txt']);
});

const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
(canMount ? test : test.skip).each(['-t tmpfs tmpfs', '--bind "$1/src"'])(
  'a mount point is filled (%s), and filled again',
  async (mount) => {
    await mkdir(at('src'));
    await mkdir(at('out'));
    const make = '"$2" "$3" data make --stories 5 --workers 1 --out "$1/out"';
    const script = `mount ${mount} "$1/out" && ${make} >&2 && ${make} >&2 && ls -A "$1/out" && ls -A "$1"`;
    const args = ['-rm', 'sh', '-c', script, 'sh', folder, process.execPath, bin];
    const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
    expect(stderr).not.toMatch(/error/);
    const made = ['make.json', 'stories.jsonl', 'stories.txt'];
    expect(stdout.trim().split('\n')).toEqual([...made, 'out', 'src', 'tales.txt']);
  },
);

test('a corpus takes the place of a corpus, whichever command wrote it, with the report on it', async () => {
  const paths = { inputs: [at('tales.txt')], out: at('out') };
  for (const write of [WRITERS.import, WRITERS.clean, WRITERS.make, WRITERS.import]) {
    await write(paths);
    await writeFile(at('out', 'report.html'), 'a report');
  }
  await expect(WRITERS.instruct(paths)).rejects.toMatchObject({ code: 'FILE' });
});

describe.each(READERS)('%s does not write over what it reads', (name) => {
  const write = WRITERS[name];
  const refused = { code: 'INVALID_ARGUMENT', message: expect.stringMatching(/^out: .*what is read/) };

  test.each([
    ['the folder of the file', (at: Place) => ({ inputs: [at('in', 'stories.txt')], out: at('in') })],
    ['the folder itself', (at: Place) => ({ inputs: [at('in')], out: at('in') })],
    ['a link to it', (at: Place) => ({ inputs: [at('in')], out: at('link') })],
    ['a folder above', (at: Place) => ({ inputs: [at('in', 'stories.txt')], out: at('.') })],
    ['a folder in it', (at: Place) => ({ inputs: [at('in')], out: at('in', 'new') })],
    ['where a link in it leads', (at: Place) => ({ inputs: [at('links')], out: at('in') })],
  ])('%s', async (_, pathsOf) => {
    await importStories({ inputs: [at('tales.txt')], out: at('in') });
    await symlink(at('in'), at('link'));
    await mkdir(at('links'));
    await symlink(at('in', 'stories.txt'), at('links', 'a.txt'));
    const before = (await readdir(folder)).sort();
    await expect(write(pathsOf(at))).rejects.toMatchObject(refused);
    expect(await readFile(at('in', 'stories.txt'), 'utf8')).toBe(FILE);
    expect((await readdir(at('in'))).sort()).toEqual(['import.json', 'stories.txt']);
    expect((await readdir(folder)).sort()).toEqual(before);
  });
});

type Place = (...parts: string[]) => string;

test('clean does not write over the stories of validation either', async () => {
  await importStories({ inputs: [at('tales.txt')], out: at('valid') });
  const over = cleanStories({ inputs: [at('tales.txt')], validation: [at('valid')], out: at('valid') });
  await expect(over).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

test('prepare writes over none of its inputs, not even when told to', async () => {
  const stories = JSON.stringify(TALES.map((story) => ({ story })));
  for (const name of ['data.json', 'tokenizer.json']) {
    await writeFile(at(name), stories);
    const over = prepare({ inputs: [at(name)], out: folder, vocab: 300, force: true });
    await expect(over).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(name),
    });
    expect(await readFile(at(name), 'utf8')).toBe(stories);
  }
});
