/** Runs limited by time fix their steps before the first one, and are runs by steps from then on. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Program } from '../../lib/models/compiled.ts';
import { AbortedError, InvalidArgumentError } from '../../lib/runtime/errors.ts';
import type { TrainEvent } from '../../lib/training/events.ts';
import { tokensInTime } from '../../lib/training/measure.ts';
import type { TrainOptions } from '../../lib/training/options.ts';
import { readRunFile } from '../../lib/training/run-file.ts';
import { train } from '../../lib/training/trainer.ts';
import type { Update } from '../../lib/training/training-data.ts';
import { makeData, tinyRun } from './fixture.ts';
import { trace } from './processes.ts';

let folder = '';
let data = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'minutes-'));
  data = join(folder, 'data');
  await makeData(data, { count: 60 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const timed = (out: string): TrainOptions => ({
  ...tinyRun(data, out, 1),
  steps: undefined,
  minutes: 0.02,
  evalEvery: 0,
  checkpointEvery: 0,
});

test('the number of steps is in run.json before the first step; the same run by steps gives the same bits', async () => {
  const out = join(folder, 'timed');
  const events: TrainEvent[] = [];
  const result = await train({ ...timed(out), onEvent: (event) => events.push(event) });
  const { settings } = await readRunFile(join(out, 'run.json'));
  expect(settings).toMatchObject({ length: { unit: 'minutes', amount: 0.02 }, steps: result.step });
  const kinds = events.map(({ type }) => type);
  expect(kinds.lastIndexOf('measure')).toBeLessThan(kinds.indexOf('start'));
  expect(kinds.indexOf('start')).toBeLessThan(kinds.indexOf('step'));

  const again = join(folder, 'by-steps');
  await train({ ...timed(again), minutes: undefined, steps: settings.steps });
  expect(await trace(again)).toEqual(await trace(out));

  // Asked for again with the same limit, it is done; another limit is no limit of this run.
  expect(await train({ ...timed(out), resume: 'auto' })).toMatchObject({ wasDone: true });
  const other = train({ ...timed(out), minutes: 0.03, resume: true });
  await expect(other).rejects.toThrow(InvalidArgumentError);
});

test('aborted while the speed is measured: no run has begun', async () => {
  const out = join(folder, 'aborted');
  const controller = new AbortController();
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'measure') controller.abort();
  };
  const training = train({ ...timed(out), minutes: 0.2, onEvent, signal: controller.signal });
  await expect(training).rejects.toThrow(AbortedError);
  expect(await readdir(out)).toEqual(['checkpoints']);
});

test('what fits is the time that is left, less the reserve, at the speed measured', async () => {
  let clock = 0;
  let rounds = 0;
  const program = {
    // The first one warms up, and takes longer.
    gradients: async () => {
      clock += rounds++ === 0 ? 500 : 100;
      return { loss: 1, weight: 1 };
    },
  } as unknown as Program;
  const batches = [{ tokens: new Int32Array(50), lengths: Int32Array.of(50) }];
  const update = { batches, cursor: null } as unknown as Update;
  const shares: number[] = [];
  const options = { minutes: 1, spent: 20, seed: 1, signal: undefined, now: () => clock };
  const tokens = await tokensInTime(program, update, { ...options, onProgress: (done) => shares.push(done) });
  // 3 % of a minute are 18 rounds of 50 tokens; 60 - 20 - 0.5 - 1.8 seconds are left.
  expect(rounds).toBe(19);
  expect(shares.at(-1)).toBe(1);
  expect(tokens).toBeCloseTo(0.9 * 37.7 * 500, 6);
  const late = { ...options, minutes: 0.01, spent: 99, onProgress() {} };
  expect(await tokensInTime(program, update, late)).toBe(0);
});
