/** AdamW of the CUDA backend, against its reference and the CPU. */
import { describe, expect, test } from '@jest/globals';
import * as reference from '../../reference/operations.ts';
import { expectSameBits, levels, Numbers, poison, run } from '../operations/harness.ts';
import { expectNear, places, runOn } from './harness.ts';

const options = {
  step: 3,
  learningRate: Math.fround(0.01),
  beta1: Math.fround(0.9),
  beta2: Math.fround(0.95),
  epsilon: Math.fround(1e-8),
  weightDecay: Math.fround(0.1),
};

function optimizerState(count: number) {
  const data = new Numbers(43);
  return {
    parameters: data.floats(count),
    gradients: data.floats(count, 0.1),
    moment1: data.floats(count, 0.1),
    moment2: data.floats(count, 0.1).map((v) => v * v),
  };
}

// Segments as [begin, end, decay, trainable]; many: more than go with one launch.
const LAYOUTS: { name: string; segments: number[][] }[] = [
  { name: 'one number', segments: [[0, 1, 1, 1]] },
  {
    name: 'odd borders, frozen ones between',
    segments: [
      [0, 3, 1, 1],
      [3, 4, 0, 1],
      [4, 9001, 1, 1],
      [9001, 9500, 0, 0],
      [9500, 13_003, 0, 1],
      [13_003, 13_010, 1, 0],
    ],
  },
  {
    name: 'many segments',
    segments: Array.from({ length: 160 }, (_, i) => [i * 13, i * 13 + 13, i % 2, i % 7 === 0 ? 0 : 1]),
  },
  { name: 'nothing trainable', segments: [[0, 100, 1, 0]] },
];

describe.each(places)('%s in %s', (backend, compute) => {
  test.each(
    LAYOUTS.flatMap((layout) =>
      (layout.segments.length === 6 ? [0, 1, 0.001] : [1]).map((clip) => ({ ...layout, clip })),
    ),
  )('$name, clip $clip', ({ segments, clip }) => {
    const state = optimizerState(segments.at(-1)![1]!);
    const arrays = { ...state, segments: Int32Array.from(segments.flat()), norm: poison(2) };
    const got = runOn(backend, compute, 'adamw', { ...options, clip }, arrays);
    const { parameters, gradients, moment1, moment2 } = state;
    const step = (r: reference.Round) =>
      reference.adamw(parameters, gradients, moment1, moment2, segments, { ...options, clip }, r);
    const [exact, naive] = [step(reference.exact), step(reference.single)];
    const onCpu = run(levels.at(-1)!, 'adamw', { ...options, clip }, arrays);
    for (const name of ['parameters', 'moment1', 'moment2'] as const) {
      expectNear(name, 'float32', got[name]!, exact[name], naive[name], 4);
      // The arithmetic is the CPU's: what may differ is the last bit of a division or of a power.
      got[name]!.forEach((value, i) => {
        const size = Math.max(Math.abs(value), Math.abs(state[name][i]!));
        expect(Math.abs(value - onCpu[name]![i]!)).toBeLessThanOrEqual(4 * 2 ** -24 * size);
      });
    }
    for (const [begin, end, , trainable] of segments) {
      if (trainable) continue;
      const kept = (values: Float32Array) => values.slice(begin, end);
      expectSameBits(
        { p: kept(got.parameters!), m: kept(got.moment1!), v: kept(got.moment2!) },
        { p: kept(parameters), m: kept(moment1), v: kept(moment2) },
      );
    }
    expect(Math.abs(got.norm![0]! - exact.norm)).toBeLessThanOrEqual(2 ** -23 * exact.norm);
    expect(got.norm![1]).toBe(0);
  });

  test.each([Number.NaN, Infinity, -Infinity])('a gradient of %p leaves everything as it is', (bad) => {
    const state = optimizerState(5000);
    state.gradients[4417] = bad;
    const segments = Int32Array.from([0, 5000, 1, 1]);
    const got = runOn(
      backend,
      compute,
      'adamw',
      { ...options, clip: 1 },
      { ...state, segments, norm: poison(2) },
    );
    expect(got.norm![1]).toBe(1);
    const { parameters, moment1, moment2 } = state;
    expectSameBits(
      { parameters: got.parameters!, moment1: got.moment1!, moment2: got.moment2! },
      { parameters, moment1, moment2 },
    );
  });

  test('a gradient that is not finite counts only where it is trained', () => {
    const state = optimizerState(50);
    state.gradients[10] = Number.NaN;
    const segments = Int32Array.from([0, 10, 1, 1, 10, 11, 1, 0, 11, 50, 1, 1]);
    const got = runOn(
      backend,
      compute,
      'adamw',
      { ...options, clip: 1 },
      { ...state, segments, norm: poison(2) },
    );
    expect(got.norm![1]).toBe(0);
    expect(got.parameters!.filter((v, i) => v !== state.parameters[i]).length).toBe(49);
  });
});
