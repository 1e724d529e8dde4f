import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openSplit, readDataInfo } from '../../lib/data/dataset.ts';
import { prepare } from '../../lib/data/prepare.ts';
import { FileLock } from '../../lib/runtime/file-lock.ts';
import { faults } from '../../lib/runtime/files.ts';
import { someStories } from '../tokenizer/corpus.ts';

let folder = '';
let out = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
  out = join(folder, 'data');
  await writeFile(join(folder, 'a.txt'), someStories(30).join('<|endoftext|>'));
  await writeFile(join(folder, 'b.txt'), someStories(50).join('<|endoftext|>'));
});
afterEach(async () => {
  faults.failWrite(0);
  await rm(folder, { recursive: true, force: true });
});

const run = (name: string, force = false) =>
  prepare({ inputs: [join(folder, name)], out, vocab: 300, shardTokens: 1, force });

/** The whole data set of an input, or nothing that passes for one. */
async function stateOf(): Promise<string> {
  const info = await readDataInfo(out).catch((error: unknown) => error);
  if (info instanceof Error) return 'unfinished';
  for (const split of ['train', 'validation'] as const) {
    for (const shard of await openSplit(out, split)) shard.dispose();
  }
  return (info as { recipe: { inputs: { name: string }[] } }).recipe.inputs[0]!.name;
}

test('whichever write fails, the folder holds the old data, the new, or says that it is unfinished', async () => {
  await run('a.txt');
  const seen = new Set<string>();
  for (let nth = 1; ; nth++) {
    faults.failWrite(nth);
    const failed = await run('b.txt', true).then(
      () => false,
      (error: unknown) => {
        expect(error).toMatchObject({ code: 'FILE' });
        return true;
      },
    );
    faults.failWrite(0);
    const state = await stateOf();
    seen.add(state);
    if (!failed) {
      expect(state).toBe('b.txt');
      break;
    }
    // Going on is always possible, whatever stands there.
    if (state !== 'a.txt') await run('a.txt', state !== 'unfinished');
    expect(await stateOf()).toBe('a.txt');
    expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual([]);
  }
  expect(seen).toEqual(new Set(['a.txt', 'unfinished', 'b.txt']));
});

test('where another process writes nothing is touched', async () => {
  await run('a.txt');
  const lock = await FileLock.acquire(join(out, 'lock.json'), out, 'prepares data in this folder');
  await expect(run('b.txt', true)).rejects.toMatchObject({ code: 'LOCKED' });
  expect(await stateOf()).toBe('a.txt');
  await expect(run('a.txt')).resolves.toMatchObject({ unchanged: true });
  await lock.release();
  await run('b.txt', true);
  expect((await readdir(out)).includes('lock.json')).toBe(false);
});

test('of two at once one is told that the other was there', async () => {
  const ended = await Promise.allSettled([run('a.txt'), run('b.txt')]);
  const lost = ended.findIndex(({ status }) => status === 'rejected');
  expect(ended[1 - lost]!.status).toBe('fulfilled');
  expect(['LOCKED', 'MISMATCH']).toContain((ended[lost] as PromiseRejectedResult).reason.code);
  expect(await stateOf()).toBe(lost === 0 ? 'b.txt' : 'a.txt');
});
