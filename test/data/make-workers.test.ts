import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { type MakeOptions, makeStories } from '../../lib/data/make.ts';
import { faults } from '../../lib/runtime/files.ts';
import { ensureDist } from '../small-model.ts';

let folder: string;
beforeAll(ensureDist);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'make-workers-'));
});
afterEach(async () => {
  faults.failWrite(0);
  await rm(folder, { recursive: true, force: true });
});

async function digests(name: string, options: Partial<MakeOptions>): Promise<Record<string, string>> {
  const out = join(folder, name);
  await makeStories({ stories: 700, seed: 4, instruct: true, ...options, out });
  const names = await readdir(out);
  const hash = async (file: string) =>
    createHash('sha256')
      .update(await readFile(join(out, file)))
      .digest('hex');
  return Object.fromEntries(await Promise.all(names.map(async (file) => [file, await hash(file)])));
}

test('the files are the same for any number of workers', async () => {
  const wishes = { words: { verb: 'climb' }, features: ['Twist' as const], variety: 'small' as const };
  const one = await digests('one', { workers: 1 });
  expect(Object.keys(one).sort()).toEqual(['instruct.txt', 'make.json', 'stories.jsonl', 'stories.txt']);
  expect(await digests('two', { workers: 2 })).toEqual(one);
  expect(await digests('seven', { workers: 7 })).toEqual(one);
  const wished = await digests('wished', { workers: 1, ...wishes });
  expect(wished['stories.txt']).not.toBe(one['stories.txt']);
  expect(await digests('wished-two', { workers: 2, ...wishes })).toEqual(wished);
});

test('progress counts every story once, in order', async () => {
  const seen: number[] = [];
  const onProgress = ({ stories }: { stories: number }): void => void seen.push(stories);
  await makeStories({ stories: 700, workers: 3, out: join(folder, 'corpus'), onProgress });
  expect(seen).toEqual([0, 128, 256, 384, 512, 640, 700]);
});

test('aborted, nothing is left behind', async () => {
  const controller = new AbortController();
  const making = makeStories({
    stories: 1_000_000,
    workers: 2,
    out: join(folder, 'corpus'),
    signal: controller.signal,
    onProgress: ({ stories }) => stories > 0 && controller.abort(),
  });
  await expect(making).rejects.toThrow(/^making stories in .*corpus was aborted$/);
  expect(await readdir(folder)).toEqual([]);
});

test('a worker that dies ends the making with an error of its own, and nothing is left behind', async () => {
  const out = join(folder, 'corpus');
  await makeStories({ stories: 10, out });
  const before = await readFile(join(out, 'make.json'), 'utf8');
  // Tells which threads there are; nothing is replaced.
  const tasks = jest.spyOn(Worker.prototype, 'postMessage');
  const making = makeStories({
    stories: 1_000_000,
    workers: 2,
    out,
    onProgress: ({ stories }) => stories === 1280 && void (tasks.mock.contexts[0] as Worker).terminate(),
  });
  await expect(making).rejects.toThrow(expect.objectContaining({ code: 'WORKER' }));
  await expect(making).rejects.toThrow(/corpus: a worker thread ended before its work was done/);
  tasks.mockRestore();
  expect(await readdir(folder)).toEqual(['corpus']);
  expect(await readFile(join(out, 'make.json'), 'utf8')).toBe(before);
});

test.each([1, 2])(
  'whichever write fails with workers=%i, the corpus is the old or the new one',
  async (workers) => {
    const out = join(folder, 'corpus');
    const make = (stories: number) => makeStories({ stories, workers, out, instruct: true });
    await make(10);
    const seen = new Set<number>();
    // Threads take their time to start: with them a third of the places will do.
    for (let nth = 1; ; nth += workers === 1 ? 1 : 3) {
      faults.failWrite(nth);
      const failed = await make(300).then(
        () => false,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'FILE' });
          return true;
        },
      );
      faults.failWrite(0);
      const { stories } = JSON.parse(await readFile(join(out, 'make.json'), 'utf8'));
      seen.add(stories);
      // Only what had to be removed and could not be is left.
      if (stories === 10) expect(await readdir(folder)).toEqual(['corpus']);
      if (!failed) break;
      if (stories === 300) await make(10);
    }
    expect(seen).toEqual(new Set([10, 300]));
  },
);
