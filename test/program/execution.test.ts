/** What a call computes does not depend on what surrounds it; what may be asked of a program besides a loss. */
import { setFlagsFromString } from 'node:v8';
import { afterEach, describe, expect, test } from '@jest/globals';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { Model } from '../../lib/models/model.ts';
import type { ProgramDocument } from '../../lib/models/program.ts';
import { Recorder } from '../../lib/models/recorder.ts';
import type { BatchInput } from '../../lib/runtime/addon.ts';
import { interpret } from '../reference/interpreter.ts';
import { single } from '../reference/operations.ts';
import { parallelBlocks, tangle } from './architectures.ts';
import { expectClose, randomBatch, readAll, readGradients } from './compare.ts';

let model: Model;
afterEach(() => model[Symbol.asyncDispose]());

const neo = gptNeo({
  vocab: 300,
  hidden: 48,
  layers: 2,
  heads: 4,
  maxPositions: 96,
  window: 16,
  initRange: 0.1,
});
const optimizer = { learningRate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };

/** What a transfer does to an array, which not every version of Node lets memory of native code undergo. */
function detach(array: Float32Array): void {
  setFlagsFromString('--allow-natives-syntax');
  new Function('buffer', '%ArrayBufferDetach(buffer)')(array.buffer);
  setFlagsFromString('--no-allow-natives-syntax');
  expect(array).toHaveLength(0);
}

/** Losses and weights of a few steps; every bit counts. */
async function trainOn(document: ProgramDocument, threads: number, lengths: number[]) {
  const run = await Model.create(document, { seed: 11 });
  try {
    const rows = lengths.reduce((a, b) => a + b, 0);
    const program = run.compile({ mode: 'train', threads, maxSequences: 8, maxLength: 96, maxRows: rows });
    const steps: unknown[] = [];
    for (let step = 1; step <= 3; step++) {
      const batches = [
        randomBatch(document.vocab, lengths, { seed: step }),
        randomBatch(document.vocab, lengths, { seed: 10 + step }),
      ];
      steps.push(await program.trainStep(batches, 3, { step, ...optimizer }));
    }
    return { steps, weights: await run.weights.read('parameters', 0, run.weights.count) };
  } finally {
    await run[Symbol.asyncDispose]();
  }
}

describe('the same bits', () => {
  const dropping = gptNeo(
    { vocab: 300, hidden: 48, layers: 2, heads: 4, maxPositions: 96, window: 16, dropout: 0.1 },
    'dropping',
  );
  test.each([neo, dropping])('of $name on every rerun and for any number of threads', async (document) => {
    model = Model.empty(document);
    const first = await trainOn(document, 1, [96, 17, 96, 1, 40]);
    for (const threads of [1, 2, 3]) {
      const again = await trainOn(document, threads, [96, 17, 96, 1, 40]);
      expect(again.steps).toEqual(first.steps);
      expect(Buffer.compare(Buffer.from(again.weights.buffer), Buffer.from(first.weights.buffer))).toBe(0);
    }
  });

  test.each([neo, parallelBlocks(300)])('of a sequence in $name, whatever is beside it', async (document) => {
    model = await Model.create(document, { seed: 4 });
    const program = model.compile({ maxSequences: 6, maxLength: 96, maxRows: 300 });
    const alone = randomBatch(300, [61]);
    const options = { logits: 'all', losses: true } as const;
    const reference = await program.forward(alone, options);
    for (const [before, after] of [
      [[3], []],
      [[96, 1], [5]],
      [[], [64, 64]],
      [[7, 11, 13], [96]],
    ]) {
      const skip = before.reduce((a, b) => a + b, 0);
      const surround = randomBatch(300, [...before, 61, ...after], { seed: 9 });
      surround.tokens.set(alone.tokens, skip);
      surround.targets!.set(alone.targets!, skip);
      const whole = await program.forward(surround, options);
      expect(whole.logits!.slice(skip * 300, (skip + 61) * 300)).toEqual(reference.logits);
      expect(whole.losses!.slice(skip, skip + 61)).toEqual(reference.losses);
    }
  });

  test('of a token, whatever follows it', async () => {
    model = await Model.create(neo, { seed: 4 });
    const program = model.compile();
    const whole = randomBatch(300, [80]);
    const { logits } = await program.forward(whole, { logits: 'all' });
    for (const length of [1, 15, 16, 17, 33, 79]) {
      const prefix = { tokens: whole.tokens.slice(0, length), lengths: Int32Array.of(length) };
      const last = await program.forward(prefix, { logits: 'last' });
      expect(last.logits).toEqual(logits!.slice((length - 1) * 300, length * 300));
      expect(last).toMatchObject({ loss: 0, weight: 0, outputs: {} });
    }
  });

  test('of logits that stand in memory used again', async () => {
    model = await Model.create(neo, { seed: 4 });
    const program = model.compile();
    const [one, two, short] = [80, 80, 20].map((length, i) => randomBatch(300, [length], { seed: i }));
    const fresh = async (batch: BatchInput) => (await program.forward(batch, { logits: 'all' })).logits!;
    const reused = async (batch: BatchInput) =>
      (await program.forward(batch, { logits: 'all', reuse: true })).logits!;
    const first = await reused(one!);
    expect(first).toEqual(await fresh(one!));
    const kept = first.slice();
    const second = await reused(two!);
    expect(second).toBe(first);
    expect(second).toEqual(await fresh(two!));
    expect(second).not.toEqual(kept);
    // Another size leaves the memory as it is.
    const third = await reused(short!);
    expect(third).toEqual(await fresh(short!));
    expect(first).toEqual(await fresh(two!));
    expect((await program.forward(short!, { reuse: true })).logits).toBeUndefined();
  });

  test('of logits whose memory was taken away, before a call or during it', async () => {
    model = await Model.create(neo, { seed: 4 });
    const program = model.compile();
    const batch = randomBatch(300, [20], { seed: 1 });
    const reused = () => program.forward(batch, { logits: 'all', reuse: true });
    const { logits: expected } = await program.forward(batch, { logits: 'all' });
    const first = (await reused()).logits!;
    detach(first);
    const second = (await reused()).logits!;
    expect(second).toEqual(expected);
    const call = reused();
    detach(second);
    expect((await call).logits).toEqual(expected);
    // Calls of two sizes at once: each answer has memory of its own.
    const [short, long] = [20, 40].map((length) => randomBatch(300, [length], { seed: length }));
    const answers = await Promise.all(
      [short!, long!].map((one) => program.forward(one, { logits: 'all', reuse: true })),
    );
    for (const [i, one] of [short!, long!].entries()) {
      expect(answers[i]!.logits).toEqual((await program.forward(one, { logits: 'all' })).logits);
    }
  });

  test('of fresh weights, for a seed', async () => {
    model = await Model.create(neo, { seed: 2 ** 53 - 1 });
    const other = await Model.create(neo, { seed: 1 });
    const name = 'transformer.h.0.mlp.c_fc.weight';
    const [a, b] = await Promise.all([model.readParameter(name), other.readParameter(name)]);
    expect(a).not.toEqual(b);
    await other.weights.initialise(2 ** 53 - 1);
    expect(await other.weights.read('parameters', 0, other.weights.count)).toEqual(
      await model.weights.read('parameters', 0, model.weights.count),
    );
    await other[Symbol.asyncDispose]();
    // Written down, so that another machine or compiler cannot differ unnoticed.
    expect(Array.from(a.slice(0, 4))).toEqual(FIRST_WEIGHTS);
  });
});

const FIRST_WEIGHTS = [
  -0.017066193744540215, -0.034179285168647766, -0.06761107593774796, 0.00905114971101284,
];

test('fresh weights are normal, with the deviation asked for, and independent', async () => {
  const r = new Recorder('normal');
  const big = { init: { kind: 'normal', std: 0.02 } } as const;
  const document = r.head(
    r.embedding('x', r.parameter('a', [1000, 100], big)),
    r.parameter('b', [1000, 100], big),
  );
  model = await Model.create(document, { seed: 1 });
  const [a, b] = await Promise.all([model.readParameter('a'), model.readParameter('b')]);
  const n = a.length;
  const moment = (f: (v: number, i: number) => number) => a.reduce((s, v, i) => s + f(v / 0.02, i), 0) / n;
  // Five standard errors each.
  expect(Math.abs(moment((v) => v))).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(moment((v) => v ** 2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  expect(Math.abs(moment((v) => v ** 4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  expect(Math.abs(moment((v, i) => v * (b[i] / 0.02)))).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(moment((v, i) => v * (a[(i + 1) % n] / 0.02)))).toBeLessThan(5 / Math.sqrt(n));
});

describe('dropout', () => {
  const r = new Recorder('dropout');
  const wide = { init: { kind: 'constant', value: 1 } } as const;
  const x = r.embedding('x', r.parameter('table', [4, 64], wide));
  const document = r.head(
    r.dropout('dropped', x, 0.25),
    r.parameter('head', [4, 64], { init: { kind: 'normal', std: 0.3 } }),
  );
  const batch: BatchInput = {
    tokens: new Int32Array(50).fill(2),
    targets: new Int32Array(50).fill(1),
    lengths: Int32Array.of(50),
  };

  test('is off outside of training, another at every step, the same again for a seed and step', async () => {
    model = await Model.create(document, { seed: 1 });
    const program = model.compile({ mode: 'train', maxLength: 50, outputs: ['dropped'] });
    const plain = await program.forward(batch);
    expect(plain.outputs.dropped.every((v) => v === 1)).toBe(true);
    const loss = async (seed: number, step: number) => (await program.gradients([batch], seed, step)).loss;
    const first = await loss(1, 1);
    expect(first).not.toBe(plain.loss);
    expect(await loss(1, 2)).not.toBe(first);
    expect(await loss(2, 1)).not.toBe(first);
    expect(await loss(1, 1)).toBe(first);
    const [one] = [await program.gradients([batch, batch], 1, 1)];
    expect(one.loss).not.toBe(first);
  });

  test('has the mask of the forward pass in the gradient', async () => {
    const deep = gptNeo({
      vocab: 30,
      hidden: 16,
      layers: 2,
      heads: 2,
      maxPositions: 32,
      window: 8,
      dropout: 0.3,
      initRange: 0.3,
    });
    model = await Model.create(deep, { seed: 2 });
    const program = model.compile({ mode: 'train', maxLength: 32, maxSequences: 2 });
    const scored = randomBatch(30, [32, 20]);
    await program.gradients([scored], 5, 1);
    const gradients = await readGradients(model);
    // Along the gradient, the loss changes by its squared length.
    const names = [
      'transformer.wte.weight',
      'transformer.h.0.mlp.c_fc.weight',
      'transformer.h.1.attn.attention.out_proj.weight',
    ];
    for (const name of names) {
      const before = await model.readParameter(name);
      const gradient = gradients.get(name)!;
      const squared = gradient.reduce((s, v) => s + v * v, 0);
      const h = 1e-3 / Math.sqrt(squared);
      const at = async (t: number) => {
        await model.writeParameter(
          name,
          before.map((v, i) => v + t * gradient[i]),
        );
        return (await program.gradients([scored], 5, 1)).loss;
      };
      const slope = ((await at(h)) - (await at(-h))) / (2 * h);
      await model.writeParameter(name, before);
      // Central differences err by h² times the third derivative, and by the loss's float32 roundings.
      expect(Math.abs(slope / squared - 1)).toBeLessThan(0.01);
    }
  });
});

describe('outputs and replacements', () => {
  const names = (document: ProgramDocument) => document.values.map(({ name }) => name);

  test.each([parallelBlocks(), tangle()])('every value of $name can be handed out', async (document) => {
    model = await Model.create(document, { seed: 3 });
    const attentions = document.operations.flatMap((o) =>
      o.op === 'attention' ? [document.values[o.y].name] : [],
    );
    const outputs = [...names(document), ...attentions.map((name) => `${name}.probabilities`)];
    const program = model.compile({ maxSequences: 3, maxLength: 16, outputs });
    const batch = randomBatch(document.vocab, [5, 1, 12], { first: true });
    const result = await program.forward(batch);
    const parameters = await readAll(model);
    const exact = interpret(document, parameters, batch);
    const naive = interpret(document, parameters, batch, { round: single });
    expect(Object.keys(result.outputs)).toEqual(outputs);
    for (const name of outputs)
      expectClose(result.outputs[name], exact.outputs.get(name)!, naive.outputs.get(name)!);
  });

  test.each([parallelBlocks(), tangle(), neo])('every value of $name can be replaced', async (document) => {
    model = await Model.create(document, { seed: 3 });
    const batch = randomBatch(document.vocab, [5, 1, 10]);
    const parameters = await readAll(model);
    const program = model.compile({ maxSequences: 3, maxLength: 16, replace: names(document) });
    for (const { name, width } of document.values.slice(0, 30)) {
      const values = Float32Array.from({ length: 16 * width }, (_, i) => Math.sin(i * 0.37 + width));
      const replace = { [name]: values };
      const result = await program.forward(batch, { logits: 'all', replace });
      const exact = interpret(document, parameters, batch, { replace });
      const naive = interpret(document, parameters, batch, { replace, round: single });
      expectClose(result.logits!, exact.logits, naive.logits);
    }
    const plain = await program.forward(batch, { logits: 'all' });
    expectClose(
      plain.logits!,
      interpret(document, parameters, batch).logits,
      interpret(document, parameters, batch, { round: single }).logits,
    );
  });

  test('dropout that does nothing can be replaced without touching its input', async () => {
    const r = new Recorder('apart');
    const x = r.embedding('x', r.parameter('table', [5, 8]));
    const dropped = r.dropout('dropped', x, 0.5);
    const document = r.head(r.add('both', x, dropped), r.parameter('head', [5, 8]));
    model = await Model.create(document, { seed: 1 });
    const program = model.compile({ maxLength: 4, replace: ['dropped'], outputs: ['x', 'dropped', 'both'] });
    const batch = { tokens: Int32Array.of(1, 2), lengths: Int32Array.of(2) };
    const plain = (await program.forward(batch)).outputs;
    expect(plain.dropped).toEqual(plain.x);
    expect(plain.both).toEqual(plain.x.map((v) => v + v));
    const { outputs } = await program.forward(batch, { replace: { dropped: new Float32Array(16) } });
    expect(outputs.x).toEqual(plain.x);
    expect(outputs.both).toEqual(plain.x);
  });
});

test('gradients that are not finite change nothing', async () => {
  model = await Model.create(neo, { seed: 1 });
  const program = model.compile({ mode: 'train' });
  const batch = randomBatch(300, [40]);
  const spoiled = await model.readParameter('transformer.ln_f.bias');
  await model.writeParameter(
    'transformer.ln_f.bias',
    spoiled.map(() => Number.POSITIVE_INFINITY),
  );
  const before = await model.weights.read('parameters', 0, model.weights.count);
  const step = await program.trainStep([batch], 1, { step: 1, ...optimizer });
  expect(step.skipped).toBe(true);
  expect(await model.weights.read('parameters', 0, model.weights.count)).toEqual(before);
  expect((await model.weights.read('moment1', 0, model.weights.count)).every((v) => v === 0)).toBe(true);
  await model.writeParameter('transformer.ln_f.bias', spoiled);
  expect(await program.trainStep([batch], 1, { step: 1, ...optimizer })).toMatchObject({ skipped: false });
});
