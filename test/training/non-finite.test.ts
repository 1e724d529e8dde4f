/** Weights that stop being numbers in the middle of a run. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SafetensorsFile } from '../../lib/formats/safetensors.ts';
import { NonFiniteError } from '../../lib/runtime/errors.ts';
import { verifyCheckpoint } from '../../lib/training/checkpoint.ts';
import type { TrainEvent } from '../../lib/training/events.ts';
import { readMetrics } from '../../lib/training/metrics.ts';
import type { SampleContext, TrainOptions } from '../../lib/training/options.ts';
import { RunDirectory } from '../../lib/training/run-directory.ts';
import { train } from '../../lib/training/trainer.ts';
import { makeData, tinyRun } from './fixture.ts';

let folder = '';
let data = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'non-finite-'));
  data = join(folder, 'data');
  await makeData(data, { count: 60 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const BIAS = 'transformer.ln_f.bias';

/** A run whose final norm is poisoned after one step and healed after another; sampling is the way in. */
function poisoned(out: string, after: number, healedAfter: number): TrainOptions {
  let sound: Float32Array;
  return {
    ...tinyRun(data, out, 10),
    evalEvery: 2,
    checkpointEvery: 1,
    keep: 3,
    sampleEvery: 1,
    maxSkipped: 2,
    async sample({ model, step }: SampleContext) {
      if (step === after) {
        sound = await model.readParameter(BIAS);
        await model.writeParameter(BIAS, new Float32Array(sound.length).fill(Number.NaN));
      } else if (step === healedAfter) {
        await model.writeParameter(BIAS, sound);
      }
      return [];
    },
  };
}

async function allFinite(file: string): Promise<boolean> {
  const tensors = await SafetensorsFile.open(file);
  try {
    for (const name of tensors.tensors.keys()) {
      if (!(await tensors.read(name)).every(Number.isFinite)) return false;
    }
    return true;
  } finally {
    await tensors.close();
  }
}

test('too many in a row end the run; the last healthy checkpoint is kept and the run can go on', async () => {
  const out = join(folder, 'ended');
  const events: TrainEvent[] = [];
  const onEvent = (event: TrainEvent) => events.push(event);
  const training = train({ ...poisoned(out, 4, 99), onEvent });
  await expect(training).rejects.toThrow(NonFiniteError);
  expect(events.flatMap((event) => (event.type === 'skipped' ? [event.step] : []))).toEqual([5, 6, 7]);

  const run = new RunDirectory(out);
  expect(await run.steps()).toEqual([2, 3, 4]);
  expect((await run.readPointer('last')).step).toBe(4);
  for (const step of await run.steps()) {
    await verifyCheckpoint(run.checkpoint(step));
    expect(await allFinite(join(run.checkpoint(step), 'model.safetensors'))).toBe(true);
    expect(await allFinite(join(run.checkpoint(step), 'training', 'moments.safetensors'))).toBe(true);
  }
  expect(await readdir(out)).not.toContain('lock.json');
  expect((await readMetrics(run.metrics)).at(-1)).toMatchObject({ step: 7, loss: null, skipped: true });

  const result = await train({ out, resume: true, threads: 1 });
  expect(result).toMatchObject({ step: 10, skipped: 0 });
});

test('a few are skipped and counted, and change nothing', async () => {
  const out = join(folder, 'borne');
  const result = await train(poisoned(out, 4, 6));
  expect(result).toMatchObject({ step: 10, skipped: 2 });
  const run = new RunDirectory(out);
  const metrics = await readMetrics(run.metrics);
  expect(metrics.map(({ skipped = false }) => skipped)).toEqual(
    Array.from({ length: 10 }, (_, i) => i === 4 || i === 5),
  );
  // No evaluation of a skipped step, and no checkpoint.
  expect(metrics.flatMap(({ step, valLoss }) => (valLoss === undefined ? [] : [step]))).toEqual([
    2, 4, 8, 10,
  ]);
  expect(await run.steps()).toEqual([8, 9, 10]);
  const state = await verifyCheckpoint(run.checkpoint(10));
  expect(state).toMatchObject({ step: 10, updates: 8, skipped: 2, tokens: 10 * 4 * 32 });
});

test('weights that went bad without a step being skipped are never written as a checkpoint', async () => {
  const out = join(folder, 'unseen');
  // The last step is healthy, and then the weights are spoilt before its checkpoint.
  const options = poisoned(out, 99, 99);
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'step' && event.step === 6) spoil();
  };
  let model: SampleContext['model'];
  const sample = async (context: SampleContext) => {
    model = context.model;
    return [];
  };
  const spoil = () => {
    void model.writeParameter(BIAS, new Float32Array(16).fill(Number.POSITIVE_INFINITY));
  };
  await expect(train({ ...options, sample, onEvent })).rejects.toThrow(
    /parameters of transformer\.ln_f\.bias/,
  );
  const run = new RunDirectory(out);
  expect(await run.steps()).toEqual([3, 4, 5]);
  expect((await readdir(run.checkpoints)).filter((name) => name.startsWith('.'))).toEqual([]);
});
