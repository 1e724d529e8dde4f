/** Every method while running, aborted and disposed of. */
import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CallOptions, Program } from '../../lib/models/compiled.ts';
import { Model } from '../../lib/models/model.ts';
import { AbortedError, DisposedError } from '../../lib/runtime/errors.ts';
import { loadAddon } from '../../lib/runtime/native.ts';
import { begun, busyModel, document, long, optimizer, short } from './busy.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Finalizers run in a later turn, and what they release may free more. */
async function collectAll(): Promise<void> {
  for (let i = 0; i < 5; i++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

let model: Model;
let program: Program;
beforeEach(async () => {
  ({ model, program } = await busyModel());
});
afterEach(() => model[Symbol.asyncDispose]());

type Call = (options?: CallOptions) => Promise<unknown>;
const calls: [string, Call, Call][] = [
  ['forward', (o) => program.forward(short, o), (o) => program.forward(long, o)],
  ['gradients', (o) => program.gradients([short], 1, 1, o), (o) => program.gradients([long, long], 1, 1, o)],
  [
    'trainStep',
    (o) => program.trainStep([short], 1, optimizer, o),
    (o) => program.trainStep([long, long], 1, optimizer, o),
  ],
];
const snapshot = async () => ({
  parameters: await model.weights.read('parameters', 0, model.weights.count),
  moment1: await model.weights.read('moment1', 0, model.weights.count),
});

test('many calls that share a signal put one listener on it, and all end with it', async () => {
  const controller = new AbortController();
  const many = Array.from({ length: 20 }, () => program.forward(long, { signal: controller.signal }));
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
  controller.abort();
  for (const { status } of await Promise.allSettled(many)) expect(status).toBe('rejected');
});

describe.each(calls)('%s', (_name, quick, slow) => {
  test('runs after what was asked for before it', async () => {
    const order: string[] = [];
    await Promise.all([
      program.trainStep([long], 1, optimizer).then(() => order.push('first')),
      quick().then(() => order.push('second')),
      quick().then(() => order.push('third')),
    ]);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  test('is not begun with a signal that has fired', async () => {
    const before = program.native.calls;
    const reason = new Error('no more');
    const call = quick({ signal: AbortSignal.abort(reason) });
    await expect(call).rejects.toBeInstanceOf(AbortedError);
    await expect(call).rejects.toMatchObject({ name: 'AbortError', code: 'ABORTED', cause: reason });
    expect(program.native.calls).toBe(before);
  });

  test('stops in the middle, leaves the weights whole and the program usable', async () => {
    const before = await snapshot();
    const controller = new AbortController();
    const call = slow({ signal: controller.signal });
    await begun();
    controller.abort();
    await expect(call).rejects.toBeInstanceOf(AbortedError);
    expect(await snapshot()).toEqual(before);
    await quick();
  });

  test('is aborted while it waits without disturbing the others', async () => {
    const controller = new AbortController();
    const first = program.trainStep([long], 1, optimizer);
    const second = quick({ signal: controller.signal });
    const third = quick();
    controller.abort();
    await expect(second).rejects.toBeInstanceOf(AbortedError);
    await expect(first).resolves.toBeDefined();
    await expect(third).resolves.toBeDefined();
  });

  test('a signal that fires after the end does nothing', async () => {
    const controller = new AbortController();
    await quick({ signal: controller.signal });
    const next = slow();
    controller.abort();
    await expect(next).resolves.toBeDefined();
  });

  test('is aborted when the program goes, and refused afterwards', async () => {
    const both = Promise.allSettled([slow(), slow()]);
    await begun();
    program.dispose();
    for (const settled of await both) expect(settled).toMatchObject({ reason: { code: 'ABORTED' } });
    await expect(quick()).rejects.toBeInstanceOf(DisposedError);
    program.dispose();
  });

  test('is aborted when the model goes, and refused afterwards', async () => {
    const running = slow();
    await begun();
    const gone = model[Symbol.asyncDispose]();
    await expect(running).rejects.toBeInstanceOf(AbortedError);
    await gone;
    await expect(quick()).rejects.toBeInstanceOf(DisposedError);
    model.dispose();
  });

  test('is refused when only the weights have gone', async () => {
    model.weights.dispose();
    await expect(quick()).rejects.toBeInstanceOf(DisposedError);
  });

  test('keeps alive what it needs when nobody else does', async () => {
    const running = (() => {
      const other = model.compile({ mode: 'train', maxSequences: 16, maxLength: 128 });
      return other.native.trainStep([long], 1, optimizer);
    })();
    await begun();
    collect();
    await expect(running).resolves.toMatchObject({ skipped: false });
  });
});

test('what needs no thread throws once disposed of', async () => {
  program.dispose();
  expect(() => program.memory()).toThrow(DisposedError);
  expect(() => program.native.plan()).toThrow(DisposedError);
  model.dispose();
  expect(() => model.weights.layout()).toThrow(DisposedError);
  expect(() => model.weights.count).toThrow(DisposedError);
  expect(() => model.compile()).toThrow(DisposedError);
  await expect(model.readParameter('transformer.ln_f.bias')).rejects.toBeInstanceOf(DisposedError);
  await expect(model.weights.read('parameters', 0, 1)).rejects.toBeInstanceOf(DisposedError);
  await expect(model.weights.write('parameters', 0, new Float32Array(1))).rejects.toBeInstanceOf(
    DisposedError,
  );
  await expect(model.weights.initialise(1)).rejects.toBeInstanceOf(DisposedError);
});

test('two models and two programs of one model work side by side with the results they have alone', async () => {
  const step = (p: Program) => p.trainStep([long], 1, optimizer);
  const alone = await step(program);
  const [one, two] = await Promise.all([busyModel(), busyModel()]);
  const evaluate = one.model.compile({ maxSequences: 16, maxLength: 128 });
  const before = await evaluate.forward(long);
  const [a, b, during] = await Promise.all([step(one.program), step(two.program), evaluate.forward(long)]);
  expect([a, b]).toEqual([alone, alone]);
  const after = await evaluate.forward(long);
  expect(after.loss).toBeLessThan(before.loss);
  expect([before.loss, after.loss]).toContain(during.loss);
  await one.model[Symbol.asyncDispose]();
  await two.model[Symbol.asyncDispose]();
});

test('arguments may be changed as soon as a call has been made', async () => {
  const expected = await program.forward(long);
  const tokens = long.tokens.slice();
  const running = program.forward({ ...long, tokens });
  tokens.fill(0);
  expect((await running).loss).toBe(expected.loss);
});

test('V8 hears of the memory that it cannot see, and collects models that nobody holds', async () => {
  const { liveAllocations } = loadAddon();
  const before = liveAllocations();
  let most = 0;
  // A third of a gigabyte, if none were collected.
  for (let i = 0; i < 200; i++) {
    Model.empty(document);
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, liveAllocations() - before);
  }
  expect(most).toBeLessThan(150);
});

test('what nobody holds is collected, programs and gradients included', async () => {
  const { liveAllocations } = loadAddon();
  const before = liveAllocations();
  for (let i = 0; i < 20; i++) Model.empty(document).compile({ mode: 'train' });
  expect(liveAllocations()).toBeGreaterThan(before + 20);
  await collectAll();
  expect(liveAllocations()).toBeLessThanOrEqual(before);
});

test('every allocation may fail: a typed error, nothing kept, and the next attempt succeeds', async () => {
  const addon = loadAddon();
  const attempt = async () => {
    const tried = Model.empty(document);
    try {
      await tried.weights.initialise(1);
      const train = tried.compile({ mode: 'train', maxLength: 64, outputs: ['h.0.attn.probabilities'] });
      const evaluated = await train.forward(short, { logits: 'all' });
      await train.trainStep([short], 1, optimizer);
      return evaluated.loss;
    } finally {
      await tried[Symbol.asyncDispose]();
    }
  };
  await collectAll();
  const live = addon.liveAllocations();
  addon.failAllocation(0);
  const expected = await attempt();
  const allocations = addon.failAllocation(0);
  expect(allocations).toBeGreaterThan(8);
  expect(addon.liveAllocations()).toBe(live);
  for (let nth = 1; nth <= allocations; nth++) {
    addon.failAllocation(nth);
    await expect(attempt()).rejects.toMatchObject({ name: 'OutOfMemoryError', code: 'OUT_OF_MEMORY' });
    addon.failAllocation(0);
    expect(addon.liveAllocations()).toBe(live);
  }
  expect(await attempt()).toBe(expected);
});
