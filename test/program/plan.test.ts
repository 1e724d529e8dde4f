/** The memory plan: what is alive at the same time never shares memory, and the rest does. */
import { describe, expect, test } from '@jest/globals';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { Model } from '../../lib/models/model.ts';
import type { ProgramDocument } from '../../lib/models/program.ts';
import type { ProgramOptions } from '../../lib/runtime/addon.ts';
import { OutOfMemoryError } from '../../lib/runtime/errors.ts';
import { parallelBlocks, tangle } from './architectures.ts';

interface Plan {
  steps: { kind: string; op: string; operation: number; accumulate: boolean; buffers: number[] }[];
  buffers: { name: string; rowFloats: number; first: number; last: number; offset: number }[];
  buckets: { step: number; ranges: [number, number][] }[];
}

const ROWS = 48;
const shape = { maxSequences: 3, maxLength: 16, maxRows: ROWS };
const neo = (dropout: number) =>
  gptNeo(
    { vocab: 50, hidden: 24, layers: 4, heads: 4, maxPositions: 32, window: 8, dropout },
    `neo ${dropout}`,
  );

function plan(document: ProgramDocument, options: Partial<ProgramOptions>): { plan: Plan; bytes: number } {
  const model = Model.empty(document);
  const program = model.compile({ ...shape, ...options });
  const result = { plan: JSON.parse(program.native.plan()) as Plan, bytes: program.memory().activations };
  model.dispose();
  return result;
}

const size = (rowFloats: number) => Math.ceil((rowFloats * ROWS * 4) / 64) * 64;

describe.each([neo(0), neo(0.1), parallelBlocks(), tangle()].map((d) => [d.name, d] as const))(
  '%s',
  (_, document) => {
    test.each(['train', 'evaluate'] as const)('%s: buffers alive together lie apart', (mode) => {
      const { plan: p, bytes } = plan(document, { mode });
      for (const [i, a] of p.buffers.entries()) {
        expect(a.offset % 64).toBe(0);
        expect(a.offset + size(a.rowFloats)).toBeLessThanOrEqual(bytes);
        for (const b of p.buffers.slice(i + 1)) {
          const together = a.first <= b.last && b.first <= a.last && a.first >= 0 && b.first >= 0;
          const apart = a.offset + size(a.rowFloats) <= b.offset || b.offset + size(b.rowFloats) <= a.offset;
          expect(!together || apart).toBe(true);
        }
      }
    });

    test.each(['train', 'evaluate'] as const)(
      '%s: lifetimes cover every step that touches a buffer',
      (mode) => {
        const { plan: p } = plan(document, { mode });
        p.steps.forEach((step, i) => {
          for (const id of step.buffers) {
            expect(p.buffers[id].first).toBeLessThanOrEqual(i);
            expect(p.buffers[id].last).toBeGreaterThanOrEqual(i);
          }
        });
      },
    );

    test('every trained parameter is in one gradient bucket, in the order of completion', () => {
      const { plan: p } = plan(document, { mode: 'train' });
      const model = Model.empty(document);
      const reached = p.buckets.flatMap(({ ranges }) => ranges.map(([begin]) => begin)).sort((a, b) => a - b);
      expect(reached).toEqual(model.weights.layout().map(({ offset }) => offset));
      const steps = p.buckets.map(({ step }) => step);
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
      model.dispose();
    });
  },
);

test('evaluation takes memory for a few layers, whatever their number; training for all of them', () => {
  const bytes = (layers: number, mode: 'train' | 'evaluate') =>
    plan(gptNeo({ vocab: 50, hidden: 24, layers, heads: 4, maxPositions: 32, window: 8 }), { mode }).bytes;
  expect(bytes(12, 'evaluate')).toBe(bytes(2, 'evaluate'));
  expect(bytes(12, 'train')).toBeGreaterThan(4 * bytes(2, 'train'));
});

test('GPT-Neo needs no copies and no additions of its own for its gradients', () => {
  const { plan: p } = plan(neo(0), { mode: 'train' });
  expect(p.steps.filter(({ kind }) => kind === 'add' || kind === 'zero')).toEqual([]);
});

test('in training nothing is kept that can be made again for little', () => {
  const { plan: p } = plan(neo(0), { mode: 'train' });
  const loss = p.steps.findIndex(({ kind }) => kind === 'loss');
  const waiting = p.buffers.filter(({ first, last }) => first < loss && last > loss);
  const count = (name: RegExp) => waiting.filter((one) => name.test(one.name)).length;
  // Of three layers of eight what is activated is not kept either: the last ones, whose gradients come first.
  expect(count(/mlp\.act \(before activation\)$/)).toBe(2);
  expect(count(/mlp\.act$/)).toBe(0);
  const norms = neo(0).operations.flatMap((o) => (o.op === 'norm' ? [neo(0).values[o.y]!.name] : []));
  expect(waiting.filter(({ name }) => norms.includes(name))).toEqual([]);
  // Each norm runs once more for what read it, but the last, which the head has read already.
  const again = p.steps.slice(loss).filter(({ kind, op }) => kind === 'forward' && op === 'norm');
  expect(again).toHaveLength(norms.length - 1);
});

test('a plan beyond the limit says what is needed, what is allowed, and what fits', () => {
  const model = Model.empty(neo(0));
  const options = { mode: 'train', maxSequences: 64, maxLength: 32 } as const;
  const { activations, workspace } = (() => {
    const program = model.compile(options);
    const memory = program.memory();
    program.dispose();
    return memory;
  })();
  const memoryLimit = Math.floor((activations + workspace) / 3);
  let message = '';
  try {
    model.compile({ ...options, memoryLimit });
  } catch (error) {
    expect(error).toBeInstanceOf(OutOfMemoryError);
    message = (error as Error).message;
  }
  expect(message).toMatch(/needs [\d.]+ MiB for 2048 rows.*(KiB|MiB) were allowed \(memoryLimit\)/);
  const fits = Number(/largest maxRows that fits is (\d+)/.exec(message)![1]);
  model.compile({ ...options, memoryLimit, maxRows: fits }).dispose();
  expect(() => model.compile({ ...options, memoryLimit, maxRows: fits + 1 })).toThrow(OutOfMemoryError);
  expect(() => model.compile({ ...options, memoryLimit: 1 })).toThrow(/not even one row fits/);
  model.dispose();
});

test('a plan beyond the machine is refused before anything is taken', () => {
  const model = Model.empty(neo(0));
  const rows = 2 ** 31 - 1;
  expect(() => model.compile({ mode: 'train', maxRows: rows, maxSequences: rows, maxLength: 32 })).toThrow(
    /are available.*the largest maxRows that fits is \d+/,
  );
  model.dispose();
});
