import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../lib/runtime/here.ts';
import { inWorkers } from '../../lib/runtime/worker-pool.ts';
import { ensureDist } from '../small-model.ts';

interface Task {
  number: number;
  milliseconds?: number;
  deed?: 'throw' | 'mismatch' | 'exit' | 'escape' | 'hang';
}

let folder: string;
let script: string;
beforeAll(async () => {
  ensureDist();
  folder = await mkdtemp(join(tmpdir(), 'pool-'));
  script = join(folder, 'worker.mjs');
  const from = (name: string) => pathToFileURL(join(packageRoot, 'dist', 'runtime', name)).href;
  await writeFile(
    script,
    `import { threadId } from 'node:worker_threads';
import { serveTasks } from '${from('worker-tasks.js')}';
import { MismatchError } from '${from('errors.js')}';
serveTasks(({ number, milliseconds = 0, deed }) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  if (deed === 'throw') throw new Error('no such number');
  if (deed === 'mismatch') throw new MismatchError('numbers differ');
  if (deed === 'exit') process.exit(7);
  if (deed === 'escape') setTimeout(() => { throw new Error('from nowhere'); });
  if (deed === 'hang' || deed === 'escape') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, deed === 'hang' ? 1e9 : 1);
  return { square: new Uint8Array([number * number]), threadId };
}, ({ square }) => [square.buffer]);
`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Result {
  square: Uint8Array;
  threadId: number;
}

const run = (tasks: Iterable<Task>, workers: number, signal?: AbortSignal) =>
  inWorkers<Task, Result>(tasks, { script, workers, what: 'squaring', signal });

async function all(tasks: Iterable<Task>, workers: number, signal?: AbortSignal): Promise<number[]> {
  const squares: number[] = [];
  for await (const { square } of run(tasks, workers, signal)) squares.push(square[0]!);
  return squares;
}

const numbers = (count: number, more: Record<number, Partial<Task>> = {}): Task[] =>
  Array.from({ length: count }, (_, number) => ({ number, ...more[number] }));

describe('results', () => {
  test('come in the order of the tasks, whoever is slow', async () => {
    const slow = numbers(15, { 0: { milliseconds: 150 }, 5: { milliseconds: 50 }, 14: { milliseconds: 20 } });
    expect(await all(slow, 3)).toEqual(slow.map(({ number }) => number ** 2));
  });

  test('come from several threads', async () => {
    const threads = new Set<number>();
    const tasks = numbers(8, { 0: { milliseconds: 100 }, 1: { milliseconds: 100 } });
    for await (const { threadId } of run(tasks, 2)) threads.add(threadId);
    expect(threads.size).toBe(2);
  });

  test('no tasks, fewer tasks than workers', async () => {
    expect(await all([], 2)).toEqual([]);
    expect(await all(numbers(1), 3)).toEqual([0]);
  });

  test('wait for whoever takes them: few tasks are begun ahead', async () => {
    let begun = 0;
    function* tasks(): Generator<Task> {
      for (; begun < 200; ) yield { number: begun++ % 10 };
    }
    let taken = 0;
    for await (const _ of run(tasks(), 2)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect(begun - ++taken).toBeLessThanOrEqual(8);
    }
    expect(taken).toBe(200);
  });
});

describe('endings', () => {
  test.each([
    [
      'exit',
      'WORKER',
      /^squaring: a worker thread ended before its work was done \(exit code 7\); run it again/,
    ],
    ['escape', 'WORKER', /^squaring: a worker thread ended .*from nowhere/],
    ['throw', 'WORKER', /^squaring: a worker thread failed: no such number$/],
    ['mismatch', 'MISMATCH', /^numbers differ$/],
  ] as const)('a worker that does this: %s', async (deed, code, message) => {
    const failing = all(numbers(400, { 5: { deed } }), 2);
    await expect(failing).rejects.toThrow(expect.objectContaining({ code }));
    await expect(failing).rejects.toThrow(message);
  });

  test('of two that fail, the first task in order is reported', async () => {
    const tasks = numbers(10, { 4: { deed: 'mismatch', milliseconds: 60 }, 5: { deed: 'throw' } });
    await expect(all(tasks, 2)).rejects.toThrow('numbers differ');
  });

  test('a script that is not there', async () => {
    const lost = inWorkers([1], { script: join(folder, 'none.mjs'), workers: 1, what: 'squaring' });
    await expect(lost.next()).rejects.toThrow(/^squaring: a worker thread ended .*none\.mjs/);
  });

  test('aborted while a worker hangs', async () => {
    const controller = new AbortController();
    const hanging = all(numbers(6, { 2: { deed: 'hang' } }), 2, controller.signal);
    setTimeout(() => controller.abort(), 100);
    await expect(hanging).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await expect(hanging).rejects.toThrow('squaring was aborted');
    await expect(all(numbers(3), 2, controller.signal)).rejects.toThrow('squaring was aborted');
  });

  test('who stops taking ends the threads', async () => {
    for await (const { square } of run(numbers(1000, { 7: { deed: 'hang' } }), 2)) if (square[0] === 4) break;
  });
});
