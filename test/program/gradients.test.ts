import { afterEach, describe, expect, test } from '@jest/globals';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { Model } from '../../lib/models/model.ts';
import type { ProgramDocument } from '../../lib/models/program.ts';
import { parallelBlocks, tangle } from './architectures.ts';
import { expectClose, randomBatch, readGradients, references } from './compare.ts';

let model: Model;
afterEach(() => model[Symbol.asyncDispose]());

const neo = gptNeo(
  { vocab: 41, hidden: 20, layers: 3, heads: 5, maxPositions: 16, window: 4, initRange: 0.2 },
  'neo',
);
const documents: ProgramDocument[] = [parallelBlocks(), tangle(), neo];

describe.each(documents.map((document) => [document.name, document] as const))('%s', (_name, document) => {
  test('outputs, losses and gradients follow the float64 reference', async () => {
    model = await Model.create(document, { seed: 5 });
    const program = model.compile({ mode: 'train', maxSequences: 4, maxLength: 16, maxRows: 40 });
    const batch = randomBatch(document.vocab, [7, 1, 13, 9], { weights: true, first: true });
    const { exact, naive } = await references(model, batch);

    const forward = await program.forward(batch, { losses: true, logits: 'all' });
    expect(forward.weight).toBe(exact.weight);
    expectClose([forward.loss], [exact.loss], [naive.loss]);
    expectClose(forward.losses!, exact.losses, naive.losses);
    expectClose(forward.logits!, exact.logits, naive.logits);

    const result = await program.gradients([batch], 1, 1);
    expect(result.loss).toBe(forward.loss);
    const ours = await readGradients(model);
    for (const [name, gradient] of exact.gradients) {
      expectClose(ours.get(name)!, gradient, naive.gradients.get(name)!);
    }
  });

  test('micro-batches weigh as one batch', async () => {
    model = await Model.create(document, { seed: 6 });
    const program = model.compile({ mode: 'train', maxSequences: 4, maxLength: 16, maxRows: 40 });
    const whole = randomBatch(document.vocab, [7, 1, 13, 9], { weights: true });
    const { exact, naive } = await references(model, whole);
    const cut = (begin: number, end: number, lengths: number[]) => ({
      tokens: whole.tokens.slice(begin, end),
      targets: whole.targets!.slice(begin, end),
      lossWeights: whole.lossWeights!.slice(begin, end),
      lengths: Int32Array.from(lengths),
    });
    const parts = [cut(0, 8, [7, 1]), cut(8, 21, [13]), cut(21, 30, [9])];
    const { loss, weight } = await program.gradients(parts, 1, 1);
    expect(weight).toBe(exact.weight);
    expectClose([loss], [exact.loss], [naive.loss]);
    const ours = await readGradients(model);
    for (const [name, gradient] of exact.gradients) {
      expectClose(ours.get(name)!, gradient, naive.gradients.get(name)!);
    }
  });
});

test('frozen parameters have no gradient and stay; the others have the same as before', async () => {
  const frozen = ['shared', 'positions', 'bias', 'c.1', 'e'];
  model = await Model.create(tangle(23, frozen), { seed: 7 });
  const program = model.compile({ mode: 'train', maxLength: 16 });
  const batch = randomBatch(23, [16]);
  const { exact, naive } = await references(model, batch);
  await program.gradients([batch], 1, 1);
  const ours = await readGradients(model);
  for (const [name, gradient] of exact.gradients) {
    if (frozen.includes(name)) expect(ours.get(name)!.every((v) => v === 0)).toBe(true);
    else expectClose(ours.get(name)!, gradient, naive.gradients.get(name)!);
  }
  const before = await Promise.all(frozen.map((name) => model.readParameter(name)));
  const optimizer = { learningRate: 0.1, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.5, clip: 1 };
  await program.trainStep([batch], 1, { step: 1, ...optimizer });
  expect(await Promise.all(frozen.map((name) => model.readParameter(name)))).toEqual(before);
});

test('nothing below the lowest trained parameter is differentiated', async () => {
  const all = tangle().parameters.map(({ name }) => name);
  model = Model.empty(
    tangle(
      23,
      all.filter((name) => name !== 'f.gain'),
    ),
  );
  const program = model.compile({ mode: 'train', maxLength: 16 });
  const { steps } = JSON.parse(program.native.plan());
  const backward = steps.filter(({ kind }: { kind: string }) => kind === 'backward');
  expect(backward.map(({ op }: { op: string }) => op)).toEqual(['linear', 'norm']);
});

test('a batch without a scored token has no loss and no gradient', async () => {
  model = await Model.create(tangle(), { seed: 8 });
  const program = model.compile({ mode: 'train', maxLength: 16 });
  const batch = { ...randomBatch(23, [9]), targets: new Int32Array(9).fill(-1) };
  expect(await program.gradients([batch], 1, 1)).toEqual({ loss: 0, weight: 0 });
  for (const gradient of (await readGradients(model)).values())
    expect(gradient.every((v) => v === 0)).toBe(true);
});
