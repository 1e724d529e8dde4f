/** What ends by a signal says why: the signal's reason is the cause. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cleanStories, makeStories, prepare, readStories, Tokenizer } from '../../lib/index.ts';

let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abort-'));
  path = join(folder, 'a.txt');
  await writeFile(path, 'Once upon a time there was a cat.\n');
});
afterAll(() => rm(folder, { recursive: true }));

const out = () => join(folder, 'out');

test.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
  ['reading', (signal) => readStories([path], { signal }).next()],
  ['training a tokenizer', (signal) => Tokenizer.train(['one two'], { vocab: 257, signal })],
  ['preparing', (signal) => prepare({ inputs: [path], out: out(), vocab: 257, signal })],
  ['cleaning', (signal) => cleanStories({ inputs: [path], out: out(), signal })],
  ['making', (signal) => makeStories({ stories: 1, out: out(), workers: 1, signal })],
])('%s', async (_name, work) => {
  const reason = new Error('no more');
  await expect(work(AbortSignal.abort(reason))).rejects.toMatchObject({ code: 'ABORTED', cause: reason });
});
