/**
 * Two linears run as one operation by a backend that has it: the bits of the losses stay what they are, gradients and
 * the course of training stay as near to the CPU's as those of two linears, and values that somebody asks for are there.
 */
import { afterEach, describe, expect, test } from '@jest/globals';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { Model } from '../../lib/models/model.ts';
import type { ProgramDocument } from '../../lib/models/program.ts';
import { type ParameterOptions, Recorder } from '../../lib/models/recorder.ts';
import type { ProgramOptions } from '../../lib/runtime/addon.ts';
import { resolveDevice } from '../../lib/runtime/devices.ts';
import { randomBatch, readGradients } from './compare.ts';

const neo = gptNeo(
  { vocab: 41, hidden: 64, layers: 2, heads: 4, maxPositions: 16, window: 4, initRange: 0.1 },
  'neo',
);

/** An MLP whose hidden numbers go on to a sum as well, beside one that stands alone; some parameters may be frozen. */
function mixed(frozen: string[] = []): ProgramDocument {
  const r = new Recorder('mixed');
  const options = (name: string): ParameterOptions => ({
    init: { kind: 'normal', std: 0.1 },
    frozen: frozen.includes(name),
  });
  const matrix = (name: string, rows: number, columns: number) =>
    r.parameter(name, [rows, columns], options(name));
  const vector = (name: string, size: number) => r.parameter(name, [size], options(name));
  const x = r.embedding('x', matrix('table', 23, 64));
  const open = r.linear('open.act', x, matrix('open.w1', 256, 64), vector('open.b1', 256), 'silu');
  const one = r.linear('open.out', open, matrix('open.w2', 64, 256));
  const wide = r.linear('wide', open, matrix('wide.w', 64, 256));
  const stream = r.add('stream', r.add('both', one, wide), x);
  const act = r.linear('closed.act', stream, matrix('closed.w1', 256, 64), vector('closed.b1', 256), 'relu');
  const out = r.linear('closed.out', act, matrix('closed.w2', 64, 256), vector('closed.b2', 64));
  return r.head(r.add('last', out, stream), matrix('head', 23, 64));
}

const cpu = resolveDevice({ device: 'cpu' });
const simt = resolveDevice({ device: 'simt', compute: 'bf16' });
const shape = { maxSequences: 130, maxLength: 16, maxRows: 1100 };

const models: Model[] = [];
afterEach(async () => {
  for (const model of models.splice(0)) await model[Symbol.asyncDispose]();
});
async function create(document: ProgramDocument, device = simt): Promise<Model> {
  const model = await Model.create(document, { seed: 5, device });
  models.push(model);
  return model;
}

/** The name of what an operation makes. */
function made(document: ProgramDocument, operation: number): string {
  const one = document.operations[operation]!;
  return 'y' in one ? document.values[one.y]!.name : '';
}

/** Steps of the plan that are two linears in one. */
function fused(model: Model, options: Partial<ProgramOptions>): string[] {
  const program = model.compile({ ...shape, ...options });
  const plan = JSON.parse(program.native.plan()) as {
    steps: { kind: string; op: string; operation: number }[];
  };
  const names = plan.steps
    .filter(({ op }) => op === 'mlp')
    .map(({ kind, operation }) => `${kind} ${made(model.document, operation)}`);
  program.dispose();
  return names;
}

describe('which linears are run together', () => {
  test('those of a model, forward and backward, where the backend has the operation', async () => {
    const model = await create(neo);
    const forward = ['forward h.0.mlp.out', 'forward h.1.mlp.out'];
    expect(fused(model, { mode: 'evaluate' })).toEqual(forward);
    const backward = ['backward h.1.mlp.out', 'backward h.0.mlp.out'];
    expect(fused(model, { mode: 'train' })).toEqual([...forward, ...backward]);
    const onCpu = await create(neo, cpu);
    expect(fused(onCpu, { mode: 'train' })).toEqual([...forward, ...backward]);
    expect(fused(onCpu, { mode: 'evaluate' })).toEqual([]);
  });

  test('not where somebody else reads what stands between', async () => {
    const names = ['forward closed.out', 'backward closed.out'];
    expect(fused(await create(mixed()), { mode: 'train' })).toEqual(names);
  });

  test('not where a caller asks for what stands between, or supplies it', async () => {
    const model = await create(neo);
    for (const options of [{ outputs: ['h.0.mlp.act'] }, { replace: ['h.0.mlp.act'] }]) {
      expect(fused(model, options)).toEqual(['forward h.1.mlp.out']);
    }
  });
});

/** A program that keeps the linears apart, for it hands out what stands between. */
const apart = (model: Model) => model.compile({ ...shape, outputs: ['h.0.mlp.act', 'h.1.mlp.act'] });

test.each([40, 1040])('the losses of %i rows have the bits of two linears', async (rows) => {
  const model = await create(neo);
  const batch = randomBatch(41, Array<number>(rows / 8).fill(8));
  const together = await model.compile(shape).forward(batch, { losses: true });
  const theirs = await apart(model).forward(batch, { losses: true });
  expect(theirs.outputs!['h.0.mlp.act']!.some((value) => value !== 0)).toBe(true);
  expect(together.losses).toEqual(theirs.losses);
});

test('so have those of training', async () => {
  const model = await create(neo);
  const batch = randomBatch(41, [16, 7, 1, 12], { weights: true });
  const { loss } = await model.compile({ ...shape, mode: 'train' }).gradients([batch], 1, 1);
  expect(loss).toBe((await apart(model).forward(batch)).loss);
});

const norm = (values: ArrayLike<number>) => Math.sqrt(Array.from(values).reduce((s, v) => s + v * v, 0));

test.each([
  ['neo', neo],
  ['mixed', mixed()],
  ['mixed, the first weight frozen', mixed(['closed.w1', 'closed.b1'])],
  ['mixed, the second weight frozen', mixed(['closed.w2'])],
  ['mixed, what comes before frozen', mixed(['table', 'open.w1', 'open.b1', 'open.w2', 'wide.w'])],
])('gradients of %s are those of the CPU, as near as bfloat16 is', async (_, document) => {
  const batches = [randomBatch(23, [16, 7, 1, 12], { weights: true }), randomBatch(23, [9, 3], { seed: 2 })];
  const [ours, theirs] = await Promise.all(
    [simt, cpu].map(async (device) => {
      const model = await create(document, device);
      await model.compile({ ...shape, mode: 'train' }).gradients(batches, 1, 1);
      return readGradients(model);
    }),
  );
  for (const [name, right] of theirs!) {
    const got = ours!.get(name)!;
    const off = norm(got.map((value, i) => value - right[i]!));
    expect({ name, near: off <= 0.06 * norm(right) }).toEqual({ name, near: true });
  }
});
