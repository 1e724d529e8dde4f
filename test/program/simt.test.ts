/**
 * Whole programs on the CUDA backend's kernels, run as fibers on the CPU, beside the CPU backend: losses, gradients,
 * weights after some steps, and texts. The bounds are those of docs/gpu.md.
 */
import { runInThisContext } from 'node:vm';
import { afterEach, describe, expect, test } from '@jest/globals';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { Model } from '../../lib/models/model.ts';
import type { ProgramDocument } from '../../lib/models/program.ts';
import type { ArenaName, Compute, OptimizerInput, SlotOutput } from '../../lib/runtime/addon.ts';
import { type ChosenDevice, resolveDevice } from '../../lib/runtime/devices.ts';
import { loadAddon } from '../../lib/runtime/native.ts';
import { parallelBlocks, squareLayers, tangle } from './architectures.ts';
import { randomBatch } from './compare.ts';

const LENGTHS = [7, 1, 13, 9];
const STEPS = 4;
const neo = gptNeo(
  { vocab: 41, hidden: 20, layers: 3, heads: 5, maxPositions: 32, window: 4, initRange: 0.2 },
  'neo',
);
const documents: ProgramDocument[] = [neo, parallelBlocks(), tangle()];

const cpu = resolveDevice({ device: 'cpu' });
const simt = (compute: Compute): ChosenDevice => resolveDevice({ device: 'simt', compute });

/** Largest distance from the CPU's result, relative to its size. */
const BOUNDS: Record<Compute, { loss: number; gradients: number; weights: number; change: number }> = {
  float32: { loss: 1e-6, gradients: 1e-5, weights: 1e-5, change: 1e-3 },
  bf16: { loss: 0.02, gradients: 0.06, weights: 0.03, change: 0.25 },
};

const models: Model[] = [];
afterEach(async () => {
  for (const model of models.splice(0)) await model[Symbol.asyncDispose]();
});

async function create(document: ProgramDocument, device: ChosenDevice): Promise<Model> {
  const model = await Model.create(document, { seed: 5, device });
  models.push(model);
  return model;
}

const norm = (values: ArrayLike<number>) => Math.sqrt(Array.from(values).reduce((s, v) => s + v * v, 0));

/** Distance of `ours` from `theirs`, relative to the size of `theirs`. */
function distance(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  expect(ours.length).toBe(theirs.length);
  return norm(Array.from(ours, (value, i) => value - theirs[i]!)) / norm(theirs);
}

async function arena(model: Model, name: ArenaName): Promise<Float32Array> {
  return model.weights.read(name, 0, model.weights.count);
}

function optimizer(step: number, learningRate: number): OptimizerInput {
  return { step, learningRate, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };
}

interface Trained {
  losses: Float32Array;
  gradients: Float32Array;
  course: number[];
  norms: number[];
  before: Float32Array;
  after: Float32Array;
}

/** Losses of every token and gradients at the beginning, then some steps of two micro-batches each. */
async function train(document: ProgramDocument, device: ChosenDevice, learningRate = 0.01): Promise<Trained> {
  const model = await create(document, device);
  const program = model.compile({ mode: 'train', maxSequences: 4, maxLength: 16, maxRows: 40 });
  const batch = randomBatch(document.vocab, LENGTHS, { weights: true, first: true });
  const other = randomBatch(document.vocab, [16, 5], { seed: 2 });
  const { losses } = await program.forward(batch, { losses: true });
  await program.gradients([batch, other], 1, 1);
  const gradients = await arena(model, 'gradients');
  const before = await arena(model, 'parameters');
  const course: number[] = [];
  const norms: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const { loss, gradNorm, skipped } = await program.trainStep(
      [batch, other],
      1,
      optimizer(step, learningRate),
    );
    expect(skipped).toBe(false);
    course.push(loss);
    norms.push(gradNorm);
  }
  return { losses: losses!, gradients, course, norms, before, after: await arena(model, 'parameters') };
}

/** The process' environment, of which Jest shows tests a copy. */
const environment = runInThisContext('process.env') as NodeJS.ProcessEnv;

function expectAlike(ours: Trained, theirs: Trained, compute: Compute) {
  const bound = BOUNDS[compute];
  // The same seed draws the same bits everywhere.
  expect(Buffer.from(ours.before.buffer).equals(Buffer.from(theirs.before.buffer))).toBe(true);
  expect(distance(ours.losses, theirs.losses)).toBeLessThan(bound.loss);
  expect(distance(ours.gradients, theirs.gradients)).toBeLessThan(bound.gradients);
  expect(distance(ours.course, theirs.course)).toBeLessThan(bound.loss);
  expect(distance(ours.norms, theirs.norms)).toBeLessThan(bound.gradients);
  expect(distance(ours.after, theirs.after)).toBeLessThan(bound.weights);
  // It has learnt, and much the same: the first steps of Adam are signs of gradients, whatever their size.
  const change = (run: Trained) => run.after.map((value, i) => value - run.before[i]!);
  expect(ours.course.at(-1)!).toBeLessThan(ours.course[0]!);
  expect(distance(change(ours), change(theirs))).toBeLessThan(bound.change);
}

describe.each(documents.map((document) => [document.name, document] as const))('%s', (_name, document) => {
  let theirs: Trained | undefined;

  test.each(['float32', 'bf16'] as const)('trains as on the CPU, in %s', async (compute) => {
    theirs ??= await train(document, cpu);
    expectAlike(await train(document, simt(compute)), theirs, compute);
  });
});

// Wide enough for products by the means of Hopper, which are left to other tests unless they are asked for.
describe("Hopper's kernels", () => {
  const wide = gptNeo(
    { vocab: 270, hidden: 256, layers: 2, heads: 4, maxPositions: 32, window: 4, initRange: 0.05 },
    'neo-wide',
  );
  const RATE = 0.001;
  const launched = () => (loadAddon() as unknown as { simulate(): { launches: number } }).simulate().launches;
  let theirs: Trained | undefined;
  afterEach(() => {
    delete environment.TINYSTORIES_CUDA_HOPPER;
    delete environment.TINYSTORIES_CUDA_NORMED;
  });

  test.each(['0', '1', '2', '3'])('train as on the CPU, norms joined with products: %s', async (normed) => {
    environment.TINYSTORIES_CUDA_HOPPER = '1';
    environment.TINYSTORIES_CUDA_NORMED = normed;
    theirs ??= await train(wide, cpu, RATE);
    const ours = await train(wide, simt('bf16'), RATE);
    expectAlike(ours, theirs, 'bf16');
    if (normed !== '3') return;
    const again = await train(wide, simt('bf16'), RATE);
    expect(Buffer.from(again.after.buffer).equals(Buffer.from(ours.after.buffer))).toBe(true);
  });

  test('a gradient that a product still reads is not added to while it does', async () => {
    environment.TINYSTORIES_CUDA_HOPPER = '1';
    environment.TINYSTORIES_CUDA_NORMED = '3';
    const document = squareLayers(256);
    expectAlike(await train(document, simt('bf16'), RATE), await train(document, cpu, RATE), 'bf16');
  });

  test('what is joined is one launch', async () => {
    environment.TINYSTORIES_CUDA_HOPPER = '1';
    const batch = randomBatch(wide.vocab, LENGTHS);
    const launches: number[] = [];
    for (const normed of ['0', '1', '2', '3']) {
      environment.TINYSTORIES_CUDA_NORMED = normed;
      const model = await create(wide, simt('bf16'));
      const program = model.compile({ mode: 'train', maxSequences: 4, maxLength: 16, maxRows: 40 });
      const before = launched();
      await program.gradients([batch], 1, 1);
      launches.push(launched() - before);
    }
    // Four norms are behind products, and four gradients of norms before them.
    expect(launches.map((count) => launches[0]! - count)).toEqual([0, 4, 4, 8]);
  });
});

test.each(['float32', 'bf16'] as const)('the same bits on a rerun, in %s', async (compute) => {
  const once = await train(parallelBlocks(), simt(compute));
  const again = await train(parallelBlocks(), simt(compute));
  expect(again.course).toEqual(once.course);
  expect(Buffer.from(again.after.buffer).equals(Buffer.from(once.after.buffer))).toBe(true);
});

test('dropout is keyed by seed and step: the same losses as on the CPU', async () => {
  const document = gptNeo(
    { vocab: 41, hidden: 20, layers: 2, heads: 5, maxPositions: 16, window: 4, initRange: 0.2, dropout: 0.3 },
    'neo-dropout',
  );
  const batch = randomBatch(41, [16, 9]);
  const losses = async (device: ChosenDevice) => {
    const program = (await create(document, device)).compile({
      mode: 'train',
      maxSequences: 2,
      maxLength: 16,
      maxRows: 32,
    });
    const all: number[] = [];
    for (let step = 1; step <= 3; step++) all.push((await program.gradients([batch], 7, step)).loss);
    return all;
  };
  const theirs = await losses(cpu);
  expect(new Set(theirs).size).toBe(3);
  expect(distance(await losses(simt('float32')), theirs)).toBeLessThan(1e-5);
});

/** What the likeliest tokens say after some prompts, with the cache of a session. */
async function tell(device: ChosenDevice, prompts: number[][]): Promise<SlotOutput[]> {
  const program = (await create(neo, device)).compile({ maxSequences: 1, maxLength: 1, maxRows: 1 });
  const session = new (loadAddon().Session)(program.native, { slots: prompts.length, capacity: 32 });
  try {
    const greedy = {
      repetitionPenalty: 1,
      temperature: 0,
      topK: 0,
      topP: 1,
      minP: 0,
      seed: 1,
      stream: 0,
      stop: new Int32Array(0),
      maxTokens: 20,
      logprobs: 3,
    };
    for (const prompt of prompts) session.add(Int32Array.from(prompt), greedy);
    const told = await session.run(20);
    return told.sort((a, b) => a.slot - b.slot);
  } finally {
    session.dispose();
  }
}

const PROMPTS = [[3], [5, 8, 13, 21, 34], [40, 1, 40, 1, 40, 1, 40, 1, 40]];

test('the same text as on the CPU at temperature 0, in float32, with the cache', async () => {
  const theirs = await tell(cpu, PROMPTS);
  const ours = await tell(simt('float32'), PROMPTS);
  expect(ours.map(({ ids }) => [...ids])).toEqual(theirs.map(({ ids }) => [...ids]));
  expect(ours.every(({ ids }) => ids.length === 20)).toBe(true);
  for (const [i, { logprobs }] of ours.entries()) {
    expect(distance(logprobs, theirs[i]!.logprobs)).toBeLessThan(1e-4);
  }
});

test.each(['float32', 'bf16'] as const)(
  'what one tells does not depend on the others, in %s',
  async (compute) => {
    const together = await tell(simt(compute), PROMPTS);
    for (const [i, prompt] of PROMPTS.entries()) {
      const [alone] = await tell(simt(compute), [prompt]);
      expect(alone!.ids).toEqual(together[i]!.ids);
      expect(alone!.logprobs).toEqual(together[i]!.logprobs);
    }
  },
);
