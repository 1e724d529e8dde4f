/** A run that is killed, or whose disk is full, at any change of the disk. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { FileError } from '../../lib/runtime/errors.ts';
import { exists, faults } from '../../lib/runtime/files.ts';
import type { TrainEvent } from '../../lib/training/events.ts';
import { newestWhole } from '../../lib/training/keeping.ts';
import type { TrainOptions } from '../../lib/training/options.ts';
import { RunDirectory } from '../../lib/training/run-directory.ts';
import { train } from '../../lib/training/trainer.ts';
import { makeData, tinyRun } from './fixture.ts';
import { trace, trainElsewhere } from './processes.ts';

let folder = '';
let data = '';
/** A run of 3 steps, the same after 2 of them, and what the whole run leaves. */
let half = '';
let expected: Awaited<ReturnType<typeof trace>>;
const path = (name: string) => join(folder, name);
const options = (out: string): TrainOptions => ({
  ...tinyRun(data, out, 3),
  evalEvery: 1,
  checkpointEvery: 1,
  keep: 1,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kill-'));
  data = path('data');
  half = path('half');
  await makeData(data, { count: 60 });
  const whole = path('whole');
  await train(options(whole));
  expected = await trace(whole);
  const controller = new AbortController();
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'checkpoint' && event.step === 2) controller.abort();
  };
  await train({ ...options(half), onEvent, signal: controller.signal }).catch(() => {});
  expect(await new RunDirectory(half).steps()).toEqual([2]);
});
afterEach(() => faults.failWrite(0));
afterAll(() => rm(folder, { recursive: true, force: true }));

test('killed at every change of the disk: a whole checkpoint is there, and the run ends with the same bits', async () => {
  let finished = 0;
  let next = 1;
  const worker = async () => {
    while (finished === 0) {
      const n = next++;
      const out = path(`kill-${n}`);
      await cp(half, out, { recursive: true });
      const { killed, error } = await trainElsewhere(
        { out, resume: true, threads: 1, tensorboard: false },
        `${n}:kill`,
      );
      expect(error).toBeUndefined();
      if (!killed) finished = n;
      const run = new RunDirectory(out);
      expect(await newestWhole(run, (at, why) => expect(`${at} is damaged: ${why}`).toBe(''))).not.toBeNull();
      for (const name of ['last', 'best'] as const) {
        const pointer = await run.readPointer(name);
        expect([n, name, await exists(run.checkpoint(pointer.step))]).toEqual([n, name, true]);
      }
      await train({ out, resume: true, threads: 1 });
      expect([n, await trace(out)]).toEqual([n, expected]);
      await rm(out, { recursive: true });
    }
  };
  await Promise.all([worker(), worker()]);
  expect(finished).toBeGreaterThan(45);
}, 600_000);

test('the disk is full at every change: a typed error, nothing damaged, and the run goes on', async () => {
  const out = path('full');
  for (let n = 1; ; n++) {
    await rm(out, { recursive: true, force: true });
    await cp(half, out, { recursive: true });
    faults.failWrite(n, 'ENOSPC');
    const failure = await train({ out, resume: true, threads: 1 }).catch((error: unknown) => error);
    const reached = faults.count >= n;
    faults.failWrite(0);
    if (!reached) {
      expect(n).toBeGreaterThan(50);
      break;
    }
    // Removing what is no longer needed is part of a run as well; its failure is told like any other.
    expect([n, failure]).toEqual([n, expect.any(FileError)]);
    expect((failure as FileError).message).toMatch(/the disk is full; free some space/);
    const run = new RunDirectory(out);
    expect(await newestWhole(run, (at, why) => expect(`${at} is damaged: ${why}`).toBe(''))).not.toBeNull();
    await train({ out, resume: true, threads: 1 });
    expect([n, await trace(out)]).toEqual([n, expected]);
  }
}, 600_000);

test('killed before the first checkpoint: the run begins anew', async () => {
  for (const n of [1, 9, 17, 25, 33]) {
    const out = path(`first-${n}`);
    await trainElsewhere({ ...options(out), resume: 'auto' }, `${n}:kill`);
    await train({ ...options(out), resume: 'auto' });
    expect(await trace(out)).toEqual(expected);
  }
}, 120_000);

test('files that a killed process left aside are cleared away, those of the user are not', async () => {
  const out = path('leftovers');
  await cp(half, out, { recursive: true });
  const aside = join(out, 'checkpoints', '.step-000003.0123456789ab.partial');
  await cp(join(out, 'checkpoints', 'step-000002'), aside, { recursive: true });
  await writeFile(join(out, 'notes.txt'), 'mine');
  await train({ out, resume: true, threads: 1 });
  expect(await exists(aside)).toBe(false);
  expect(await exists(join(out, 'notes.txt'))).toBe(true);
});
