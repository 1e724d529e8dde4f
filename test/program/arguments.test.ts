/** What a caller may get wrong: refused with the argument's name, and the program goes on. */
import { afterEach, expect, test } from '@jest/globals';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { Model } from '../../lib/models/model.ts';
import type { BatchInput } from '../../lib/runtime/addon.ts';
import { InvalidArgumentError, MismatchError } from '../../lib/runtime/errors.ts';
import { loadAddon } from '../../lib/runtime/native.ts';
import { tangle } from './architectures.ts';
import { randomBatch } from './compare.ts';

let model: Model;
afterEach(() => model[Symbol.asyncDispose]());

const neo = gptNeo({ vocab: 300, hidden: 48, layers: 2, heads: 4, maxPositions: 96, window: 16 });
const optimizer = { learningRate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };

const good = () => randomBatch(300, [3, 2]);
const batches: [string, (batch: BatchInput) => BatchInput, RegExp][] = [
  ['no tokens', () => ({ tokens: new Int32Array(0), lengths: new Int32Array(0) }), /at least one token/],
  [
    'a token beyond the vocabulary',
    (b) => ({ ...b, tokens: Int32Array.of(0, 300, 0, 0, 0) }),
    /token 1 is 300/,
  ],
  ['a negative token', (b) => ({ ...b, tokens: Int32Array.of(-1, 0, 0, 0, 0) }), /token 0 is -1/],
  [
    'a target beyond the vocabulary',
    (b) => ({ ...b, targets: Int32Array.of(0, 0, 0, 0, 300) }),
    /target 4 is 300/,
  ],
  ['a target below -1', (b) => ({ ...b, targets: Int32Array.of(-2, 0, 0, 0, 0) }), /target 0 is -2/],
  ['targets for other tokens', (b) => ({ ...b, targets: Int32Array.of(1) }), /`targets` has 1/],
  ['weights for other tokens', (b) => ({ ...b, lossWeights: new Float32Array(6) }), /`lossWeights` has 6/],
  [
    'a negative weight',
    (b) => ({ ...b, lossWeights: Float32Array.of(1, 1, -1, 1, 1) }),
    /loss weight 2 is -1/,
  ],
  [
    'a weight that is no number',
    (b) => ({ ...b, lossWeights: new Float32Array(5).fill(Number.NaN) }),
    /weight 0 is -?nan/,
  ],
  ['a mask for other tokens', (b) => ({ ...b, first: new Int32Array(4) }), /`first` has 4/],
  [
    'a mask that hides the token itself',
    (b) => ({ ...b, first: Int32Array.of(0, 2, 0, 0, 0) }),
    /`first` of token 1 is 2/,
  ],
  ['lengths of another total', (b) => ({ ...b, lengths: Int32Array.of(3, 3) }), /sum to 6.*5 tokens/],
  ['an empty sequence', (b) => ({ ...b, lengths: Int32Array.of(5, 0) }), /sequence 1 has length 0/],
  ['a negative length', (b) => ({ ...b, lengths: Int32Array.of(6, -1) }), /sequence 1 has length -1/],
  ['too many sequences', () => randomBatch(300, [1, 1, 1, 1]), /4 sequences.*maxSequences/],
  ['too many rows', () => randomBatch(300, [10, 10, 1]), /21 tokens.*maxRows/],
  ['a sequence too long', () => randomBatch(300, [13]), /13 tokens.*maxLength/],
  [
    'tokens as plain numbers',
    (b) => ({ ...b, tokens: [1, 2] as never }),
    /batch.tokens: expected an Int32Array, got an object/,
  ],
  [
    'tokens of another width',
    (b) => ({ ...b, tokens: new Uint16Array(5) as never }),
    /typed array of another kind/,
  ],
  ['no lengths', (b) => ({ ...b, lengths: undefined as never }), /batch.lengths.*undefined/],
];

test.each(batches)('%s', async (_name, change, message) => {
  model = await Model.create(neo, { seed: 1 });
  const program = model.compile({ mode: 'train', maxSequences: 3, maxRows: 20, maxLength: 12 });
  const bad = change(good());
  await expect(program.forward(bad)).rejects.toThrow(message);
  await expect(program.forward(bad)).rejects.toBeInstanceOf(InvalidArgumentError);
  await expect(program.trainStep([good(), bad], 1, { step: 1, ...optimizer })).rejects.toThrow(message);
  expect((await program.forward(good())).loss).toBeGreaterThan(0);
});

test('calls, options and names', async () => {
  model = await Model.create(neo, { seed: 1 });
  const evaluate = model.compile({ maxSequences: 2, replace: ['ln_f'] });
  const refused = async (call: Promise<unknown>, message: RegExp) => {
    await expect(call).rejects.toBeInstanceOf(InvalidArgumentError);
    await expect(call).rejects.toThrow(message);
  };
  await refused(evaluate.gradients([good()], 1, 1), /mode "train"/);
  await refused(evaluate.forward({ ...good(), targets: undefined }, { losses: true }), /no `targets`/);
  await refused(
    evaluate.forward(good(), { replace: { embedding: new Float32Array(1) } }),
    /"embedding" was not among/,
  );
  await refused(
    evaluate.forward(good(), { replace: { ln_f: new Float32Array(1) } }),
    /has 1 numbers, expected 240/,
  );
  await refused(evaluate.forward(good(), { logits: 'some' as never }), /logits/);
  const train = model.compile({ mode: 'train', maxSequences: 2 });
  await refused(train.trainStep([], 1, { step: 1, ...optimizer }), /at least one micro-batch/);
  await refused(
    train.trainStep([{ ...good(), targets: undefined }], 1, { step: 1, ...optimizer }),
    /`targets` are needed/,
  );
  await refused(train.trainStep([good()], -1, { step: 1, ...optimizer }), /seed/);
  await refused(train.trainStep([good()], 1, { ...optimizer, step: 0 }), /step/);
  await refused(train.trainStep([good()], 1, { step: 1, ...optimizer, beta1: 1 }), /beta1/);
  await refused(
    train.trainStep([good()], 1, { step: 1, ...optimizer, learningRate: Number.NaN }),
    /learningRate/,
  );
  await refused(model.readParameter('nobody'), /nobody/);
  await refused(model.writeParameter('transformer.ln_f.bias', new Float32Array(2)), /48 numbers/);
  await refused(model.weights.read('parameters', model.weights.count, 1), /count/);
  await refused(
    model.weights.write('parameters', model.weights.count, new Float32Array(1)),
    /outside the arena/,
  );
  await refused(model.weights.read('moments' as never, 0, 1), /no arena "moments"/);
  for (const options of [
    { outputs: ['nobody'] },
    { outputs: ['ln_f.probabilities'] },
    { replace: ['nobody'] },
    { maxLength: 97 },
    { maxRows: 0 },
    { mode: 'run' as never },
    { threads: -1 },
    { memoryLimit: 0.5 },
  ]) {
    expect(() => model.compile(options)).toThrow(InvalidArgumentError);
  }
});

test('a program for other weights', () => {
  model = Model.empty(neo);
  const options = {
    mode: 'evaluate',
    maxSequences: 1,
    maxRows: 4,
    maxLength: 4,
    threads: 1,
    outputs: [],
    replace: [],
    memoryLimit: 0,
    matchGeneration: true,
  } as const;
  const make = () =>
    new (loadAddon().Program)(JSON.stringify(tangle()), model.weights, {
      ...options,
      outputs: [],
      replace: [],
    });
  expect(make).toThrow(MismatchError);
  expect(make).toThrow(/parameter 0 is "table" in the program and "transformer.wte.weight"/);
});
