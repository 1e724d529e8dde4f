/**
 * Training on a device that is asked for a step while it computes the one before: the CUDA kernels on the CPU, with
 * streams that work as late as they may. A sample that is due after every step makes it one step at a time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { AbortedError, DeviceError, NonFiniteError } from '../../lib/runtime/errors.ts';
import { verifyCheckpoint } from '../../lib/training/checkpoint.ts';
import type { TrainEvent } from '../../lib/training/events.ts';
import { readMetrics } from '../../lib/training/metrics.ts';
import type { SampleContext, TrainOptions } from '../../lib/training/options.ts';
import { RunDirectory } from '../../lib/training/run-directory.ts';
import { train } from '../../lib/training/trainer.ts';
import { simulate } from '../native/simt/lateness.ts';
import { makeData, tinyRun } from './fixture.ts';
import { trace } from './processes.ts';

const STEPS = 10;
const BIAS = 'transformer.ln_f.bias';

let folder = '';
let data = '';
let whole: Awaited<ReturnType<typeof trace>>;
const run = (name: string) => join(folder, name);
const base = (name: string): TrainOptions => ({
  ...tinyRun(data, run(name), STEPS),
  device: 'simt',
  dropout: 0.1,
  evalEvery: 5,
  checkpointEvery: 5,
  keep: 9,
});
const oneAtATime = { sampleEvery: 1, sample: async () => [] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ahead-'));
  data = run('data');
  await makeData(data, { count: 60 });
  await train({ ...base('whole'), ...oneAtATime });
  whole = await trace(run('whole'));
});
afterEach(() => {
  simulate({});
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(['all', 'kernels'] as const)(
  'the same losses and weights as one step at a time: %s late',
  async (late) => {
    simulate({ late });
    const steps: number[] = [];
    const onEvent = (event: TrainEvent) => {
      if (event.type === 'step') steps.push(event.step);
    };
    const result = await train({ ...base(late), onEvent });
    expect(result).toMatchObject({ step: STEPS, skipped: 0 });
    expect(steps).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));
    expect(await trace(run(late))).toEqual(whole);
  },
);

test('aborted: the step that was asked for is made too, and resuming gives the same run', async () => {
  simulate({ late: 'all' });
  const controller = new AbortController();
  const steps: number[] = [];
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'step') steps.push(event.step);
    if (event.type === 'step' && event.step === 2) controller.abort();
  };
  const training = train({ ...base('aborted'), onEvent, signal: controller.signal });
  await expect(training).rejects.toThrow(AbortedError);
  await expect(training).rejects.toThrow(/after step 3;/);
  expect(steps).toEqual([1, 2, 3]);
  expect(await new RunDirectory(run('aborted')).steps()).toEqual([3]);
  await train({ out: run('aborted'), resume: true, device: 'simt' });
  expect(await trace(run('aborted'))).toEqual(whole);
});

test('a device that fails with a step under way: a typed error, and the run goes on from its checkpoint', async () => {
  simulate({ late: 'all' });
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'step' && event.step === 7) simulate({ late: 'all', failing: 1 });
  };
  const training = train({ ...base('failed'), onEvent });
  await expect(training).rejects.toThrow(DeviceError);
  await expect(training).rejects.toThrow(/a failure that was asked for/);
  const metrics = await readMetrics(join(run('failed'), 'metrics.jsonl'));
  expect(metrics.at(-1)).toMatchObject({ step: 7 });
  await train({ out: run('failed'), resume: true, device: 'simt' });
  expect(await trace(run('failed'))).toEqual(whole);
});

/** The final norm is poisoned after step 4 and, perhaps, healed after step 6; sampling is the way in. */
function poisoned(name: string, healed: boolean, sampleEvery: number): TrainOptions {
  let sound: Float32Array;
  const sample = async ({ model, step }: SampleContext) => {
    if (step === 4) {
      sound = await model.readParameter(BIAS);
      await model.writeParameter(BIAS, new Float32Array(sound.length).fill(Number.NaN));
    } else if (step === 6 && healed) {
      await model.writeParameter(BIAS, sound);
    }
    return [];
  };
  return { ...base(name), evalEvery: 0, checkpointEvery: 4, maxSkipped: 2, sampleEvery, sample };
}

test('skipped steps are counted and change nothing', async () => {
  await train(poisoned('skipped', true, 1));
  simulate({ late: 'all' });
  expect(await train(poisoned('skipped-ahead', true, 2))).toMatchObject({ step: STEPS, skipped: 2 });
  const ours = await trace(run('skipped-ahead'));
  expect(ours.metrics.map((line) => (line as { skipped?: true }).skipped ?? false)).toEqual(
    Array.from({ length: STEPS }, (_, i) => i === 4 || i === 5),
  );
  expect(ours).toEqual(await trace(run('skipped')));
  const state = await verifyCheckpoint(new RunDirectory(run('skipped-ahead')).checkpoint(STEPS));
  expect(state).toMatchObject({ updates: STEPS - 2, skipped: 2 });
});

test('too many skipped in a row end the run, and the step asked for ahead leaves no trace', async () => {
  simulate({ late: 'all' });
  await expect(train(poisoned('ended', false, 4))).rejects.toThrow(NonFiniteError);
  const directory = new RunDirectory(run('ended'));
  expect((await readMetrics(directory.metrics)).at(-1)).toMatchObject({ step: 7, skipped: true });
  expect(await directory.steps()).toEqual([4]);
});
