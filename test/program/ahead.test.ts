/**
 * Steps that are asked for before the step before was answered: the same bits as one at a time, also where a step is
 * skipped, on streams that work as late as they may (native/simt); failures, and whoever wants the weights meanwhile.
 */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Program } from '../../lib/models/compiled.ts';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { Model } from '../../lib/models/model.ts';
import type { BatchInput, OptimizerInput, TrainStepResult } from '../../lib/runtime/addon.ts';
import { type ChosenDevice, resolveDevice } from '../../lib/runtime/devices.ts';
import { DeviceError, InvalidArgumentError } from '../../lib/runtime/errors.ts';
import { simulate } from '../native/simt/lateness.ts';
import { randomBatch } from './compare.ts';

const STEPS = 5;
const SKIPPED = 3;
const ROWS = 337;
const document = gptNeo(
  { vocab: 19, hidden: 8, layers: 1, heads: 2, maxPositions: 64, window: 16, initRange: 0.2, dropout: 0.2 },
  'neo-ahead',
);

const models: Model[] = [];
afterEach(async () => {
  simulate({});
  for (const model of models.splice(0)) await model[Symbol.asyncDispose]();
});

async function open(device: ChosenDevice): Promise<{ model: Model; program: Program }> {
  const model = await Model.create(document, { seed: 5, device });
  models.push(model);
  const program = model.compile({ mode: 'train', maxSequences: 64, maxLength: 64, maxRows: ROWS });
  return { model, program };
}

/** Batches of other sizes from step to step, as a step's micro-batches; those of one step give no finite gradients. */
function batchesOf(step: number, micro: number): BatchInput[] {
  return Array.from({ length: micro }, (_, i) => {
    const lengths = [64, 17, ...new Array<number>(step === 2 ? 1 : 4).fill(64)];
    const batch = randomBatch(document.vocab, lengths, { seed: 10 * step + i });
    // Divided by their sum, which a float cannot hold, weights are infinite.
    return step === SKIPPED
      ? { ...batch, lossWeights: new Float32Array(batch.tokens.length).fill(1e-45, 0, 1) }
      : batch;
  });
}

function optimizer(step: number, ahead = false): OptimizerInput {
  const rest = { learningRate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };
  return { step, ...rest, ahead };
}

interface Course {
  results: TrainStepResult[];
  weights: Buffer;
  moments: Buffer;
  /** Uploads that overtook computation. */
  overtook: number;
}

/** `STEPS` steps, each asked for when the one before was answered, or (`ahead`) when the one before that was. */
async function course(
  device: ChosenDevice,
  { ahead = false, micro = 1 }: { ahead?: boolean; micro?: number },
): Promise<Course> {
  const { model, program } = await open(device);
  const before = simulate().ahead;
  const results: TrainStepResult[] = [];
  let running: Promise<TrainStepResult> | null = null;
  for (let step = 1; step <= STEPS; step++) {
    const updates = results.filter(({ skipped }) => !skipped).length;
    const asked: Promise<TrainStepResult> = program.trainStep(
      batchesOf(step, micro),
      3,
      running ? optimizer(updates + 2, true) : optimizer(updates + 1),
    );
    if (running) results.push(await running);
    if (ahead) running = asked;
    else results.push(await asked);
  }
  if (running) results.push(await running);
  const read = async (arena: 'parameters' | 'moment1') =>
    Buffer.from((await model.weights.read(arena, 0, model.weights.count)).buffer);
  return {
    results,
    weights: await read('parameters'),
    moments: await read('moment1'),
    overtook: simulate().ahead - before,
  };
}

function expectSame(ours: Course, theirs: Course): void {
  expect(ours.results).toEqual(theirs.results);
  expect(ours.weights.equals(theirs.weights)).toBe(true);
  expect(ours.moments.equals(theirs.moments)).toBe(true);
}

const simt = resolveDevice({ device: 'simt', compute: 'bf16' });

describe('the same bits as one at a time', () => {
  test.each([[1, 'all'] as const, [1, 'kernels'] as const, [2, 'all'] as const])(
    'with %d micro-batches, %s late',
    async (micro, late) => {
      const one = await course(simt, { micro });
      expect(one.results.map(({ skipped }) => skipped)).toEqual(
        Array.from({ length: STEPS }, (_, i) => i + 1 === SKIPPED),
      );
      expect(one.overtook).toBe(0);
      simulate({ late });
      const ours = await course(simt, { ahead: true, micro });
      expectSame(ours, one);
      // All but the first step's, for nothing stood before it, and the second's, which is small.
      expect(ours.overtook).toBeGreaterThanOrEqual(STEPS - 2);
    },
  );

  test('on the CPU, which computes one after the other', async () => {
    const cpu = resolveDevice({ device: 'cpu' });
    expectSame(await course(cpu, { ahead: true }), await course(cpu, {}));
  });
});

test.each(['cpu', 'simt'] as const)('%s: what there is nothing ahead of is refused', async (device) => {
  const { program } = await open(resolveDevice({ device }));
  const ask = (step: number, ahead = true) => program.trainStep(batchesOf(2, 1), 3, optimizer(step, ahead));
  await expect(ask(2)).rejects.toThrow(InvalidArgumentError);
  await expect(ask(2)).rejects.toThrow(/`ahead`: the step before this one was not made/);
  await ask(1, false);
  await expect(ask(3)).rejects.toThrow(/`ahead`/);
  await ask(2);
});

test.each([1, 2])('settings that change hold at once, with %d micro-batches', async (micro) => {
  const losses = async (device: ChosenDevice) => {
    const { program } = await open(device);
    const losses: number[] = [];
    // The third like step is a replay of the second.
    for (let step = 1; step <= 6; step++) {
      const changed = step > 3 ? { epsilon: 1, weightDecay: 20 } : {};
      losses.push((await program.trainStep(batchesOf(1, micro), 3, { ...optimizer(step), ...changed })).loss);
    }
    return losses;
  };
  const ours = await losses(resolveDevice({ device: 'simt', compute: 'float32' }));
  const theirs = await losses(resolveDevice({ device: 'cpu' }));
  for (const [i, loss] of ours.entries()) expect(Math.abs(loss - theirs[i]!)).toBeLessThan(1e-4);
});

test('a failure on the device rejects the step and the one that was to follow, in order', async () => {
  const { program } = await open(simt);
  simulate({ late: 'all', failing: 20 });
  const order: string[] = [];
  const fails = async (name: string, call: Promise<unknown>) => {
    await expect(call).rejects.toThrow(DeviceError);
    await expect(call).rejects.toThrow(/a failure that was asked for/);
    order.push(name);
  };
  const first = program.trainStep(batchesOf(1, 1), 3, optimizer(1));
  const second = program.trainStep(batchesOf(2, 1), 3, optimizer(2, true));
  await Promise.all([fails('second', second), fails('first', first)]);
  expect(order).toEqual(['first', 'second']);
  await expect(program.trainStep(batchesOf(4, 1), 3, optimizer(2, true))).rejects.toThrow(
    InvalidArgumentError,
  );
});

test('whoever wants the weights gets them between two steps', async () => {
  const { model, program } = await open(simt);
  simulate({ late: 'all' });
  const order: string[] = [];
  let running = program.trainStep(batchesOf(1, 1), 3, optimizer(1));
  let reading: Promise<unknown> = Promise.resolve();
  for (let step = 2; step <= 6; step++) {
    const next = program.trainStep(batchesOf(2, 1), 3, optimizer(step, true));
    if (step === 3) reading = model.weights.read('parameters', 0, 8).then(() => order.push('read'));
    await running;
    order.push(`step ${step - 1}`);
    running = next;
  }
  await Promise.all([running, reading]);
  expect(order.indexOf('read')).toBeLessThan(order.indexOf('step 5'));
});

test('a program that is disposed of with steps under way ends them, and the weights are free', async () => {
  const { model, program } = await open(simt);
  simulate({ late: 'all' });
  const running = [1, 2, 3].map((step) => program.trainStep(batchesOf(2, 1), 3, optimizer(step, step > 1)));
  program.dispose();
  for (const { status, ...rest } of await Promise.allSettled(running)) {
    if (status === 'rejected') expect(rest).toMatchObject({ reason: { code: 'ABORTED' } });
  }
  const read = await model.weights.read('parameters', 0, model.weights.count);
  expect(read.every(Number.isFinite)).toBe(true);
});
