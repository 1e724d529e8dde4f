/** The float64 references themselves: their gradients against central differences. */
import { describe, expect, test } from '@jest/globals';
import * as reference from '../../reference/operations.ts';
import { Numbers, sequencesOf } from './harness.ts';

const r = reference.exact;

/** d(sum of weights · f(x)) / dx by central differences; error of order step², rounding of order 1e-16 / step. */
function difference(
  f: (x: Float64Array) => ArrayLike<number>,
  x: ArrayLike<number>,
  weights: ArrayLike<number>,
) {
  const step = 1e-5;
  return Float64Array.from(x, (_, i) => {
    const at = (shift: number) => {
      const moved = Float64Array.from(x);
      moved[i] += shift;
      const y = f(moved);
      let total = 0;
      for (let j = 0; j < y.length; j++) total += y[j] * weights[j];
      return total;
    };
    return (at(step) - at(-step)) / (2 * step);
  });
}

function expectGradient(actual: ArrayLike<number>, expected: ArrayLike<number>) {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) expect(actual[i]).toBeCloseTo(expected[i], 7);
}

describe('references', () => {
  test.each(reference.ACTIVATIONS)('slope of %s', (kind) => {
    const x = [-7, -2.5, -1, -0.3, 0.2, 1, 2.5, 7];
    const slopes = difference(
      (v) => v.map((value) => reference.activate(kind, value, r)),
      x,
      new Array(8).fill(1),
    );
    expectGradient(
      x.map((value) => reference.slope(kind, value, r)),
      slopes,
    );
  });

  test('erfc at known points', () => {
    // Abramowitz & Stegun, tables 7.1 and 7.3.
    expect(reference.erfc(0.5)).toBeCloseTo(0.4795001221869535, 14);
    expect(reference.erfc(3)).toBeCloseTo(2.209049699858544e-5, 18);
    expect(reference.erfc(-1)).toBeCloseTo(1.8427007929497148, 14);
  });

  test.each(['layer', 'rms'] as const)('%s norm', (kind) => {
    const data = new Numbers(41);
    const [width, rows] = [5, 3];
    const x = data.floats(rows * width);
    const gain = data.floats(width);
    const bias = data.floats(width);
    const dy = data.floats(rows * width);
    const forward = reference.norm(kind, x, null, gain, bias, 1e-5, r);
    const d = reference.normBackward(kind, x, gain, forward.mean, forward.rstd, dy, r);
    const y = (a: ArrayLike<number>, b: ArrayLike<number>, c: ArrayLike<number>) =>
      reference.norm(kind, a, null, b, c, 1e-5, r).y;
    expectGradient(
      d.dSum,
      difference((v) => y(v, gain, bias), x, dy),
    );
    expectGradient(
      d.dGain,
      difference((v) => y(x, v, bias), gain, dy),
    );
    expectGradient(
      d.dBias,
      difference((v) => y(x, gain, v), bias, dy),
    );
  });

  test.each([
    { window: 0, kvHeads: 4, first: null },
    { window: 3, kvHeads: 2, first: null },
    { window: 0, kvHeads: 1, first: [0, 0, 2, 2, 2, 5, 6, 0, 1, 1] },
  ])('attention, window $window, $kvHeads key heads', ({ window, kvHeads, first }) => {
    const data = new Numbers(42);
    const sequences = sequencesOf([7, 3]);
    const shape = { heads: 4, kvHeads, headSize: 2, window, scale: 0.7, ropeTheta: 100 };
    const qkv = data.floats(10 * (4 + 2 * kvHeads) * 2);
    const dy = data.floats(10 * 8);
    const forward = (v: ArrayLike<number>) => {
      const rotated = reference.rotate(v, sequences, shape, 1, r);
      return reference.attention(rotated, sequences, shape, first, r).y;
    };
    const rotated = reference.rotate(qkv, sequences, shape, 1, r);
    const inner = reference.attentionBackward(rotated, sequences, shape, first, dy, r);
    expectGradient(reference.rotate(inner, sequences, shape, -1, r), difference(forward, qkv, dy));
  });

  test('cross-entropy', () => {
    const data = new Numbers(43);
    const [width, vocab] = [3, 5];
    const x = data.floats(4 * width);
    const weight = data.floats(vocab * width);
    const targets = [1, 4, -1, 0];
    const lossWeights = [1, 0.5, 1, 2];
    const zeros = new Float32Array(weight.length);
    const all = (a: ArrayLike<number>, w: ArrayLike<number>) =>
      reference.crossEntropy(a, w, targets, lossWeights, 0.25, width, zeros, r);
    const scaled = lossWeights.map((w) => 0.25 * w);
    const { dx, dWeight } = all(x, weight);
    expectGradient(
      dx,
      difference((v) => all(v, weight).losses, x, scaled),
    );
    expectGradient(
      dWeight,
      difference((v) => all(x, v).losses, weight, scaled),
    );
  });
});
