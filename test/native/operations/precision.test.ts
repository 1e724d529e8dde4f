/** Products whose weights are kept as bfloat16 or as 8-bit numbers with a scale for each row. */
import { describe, expect, test } from '@jest/globals';
import * as reference from '../../reference/operations.ts';
import {
  type Arrays,
  addon,
  expectClose,
  expectSameBits,
  type Floats,
  levels,
  Numbers,
  poison,
} from './harness.ts';

const PRECISIONS = { bf16: 1, int8: 2 } as const;
type Precision = keyof typeof PRECISIONS;
const EACH = Object.keys(PRECISIONS) as Precision[];

const SIZES = [
  { inner: 1, out: 1 },
  { inner: 33, out: 65 },
  { inner: 64, out: 200 },
  { inner: 129, out: 31 },
  { inner: 257, out: 160 },
];

/** The weights as the backend keeps them, and half a step of each: how far that may be from what they were. */
function kept(weight: Float32Array, inner: number, precision: Precision) {
  const values = new Float32Array(weight.length);
  const half = new Float64Array(weight.length);
  for (let row = 0; row < weight.length; row += inner) {
    const own = weight.subarray(row, row + inner);
    const scale = Math.fround(own.reduce((most, w) => Math.max(most, Math.abs(w)), 0) / 127);
    own.forEach((w, k) => {
      // float32 has 16 bits more than bfloat16, whose step is 2^-7 of the power of two below.
      const step = precision === 'int8' ? scale : 2 ** (Math.floor(Math.log2(Math.abs(w))) - 7);
      const steps = roundEven(precision === 'int8' ? Math.fround(w / step) : w / step);
      values[row + k] = w === 0 ? 0 : steps * step;
      half[row + k] = w === 0 ? 0 : step / 2;
    });
  }
  return { values, half };
}

function roundEven(x: number): number {
  const down = Math.floor(x);
  const over = x - down;
  return over > 0.5 || (over === 0.5 && down % 2 !== 0) ? down + 1 : down;
}

/** With 1 and 2 threads, to the same bits. */
function run(
  level: string,
  precision: Precision,
  name: string,
  attributes: Record<string, number>,
  arrays: Arrays,
): Floats {
  const [one, two] = [1, 2].map((threads) =>
    addon.runOperation(name, attributes, arrays, { level, threads, precision: PRECISIONS[precision] }),
  );
  expectSameBits(two, one);
  return one as Floats;
}

describe.each(levels)('%s', (level) => {
  describe.each(EACH)('%s', (precision) => {
    test.each(SIZES)('linear $inner -> $out: the rounded weights, exactly', ({ inner, out }) => {
      const data = new Numbers(61);
      const most = 5;
      const x = data.floats(most * inner, 2);
      const weight0 = data.floats(out * inner, 2 / Math.sqrt(inner));
      const bias0 = data.floats(out);
      const { values, half } = kept(weight0, inner, precision);
      const product = (w: Float32Array, r: reference.Round) =>
        reference.product(x, w, bias0, most, out, inner, r);
      const [exact, naive] = [product(values, reference.exact), product(values, reference.single)];
      const full = product(weight0, reference.exact);
      let single: Float32Array | undefined;
      for (let rows = 1; rows <= most; rows++) {
        const arrays = { x: x.slice(0, rows * inner), weight0, bias0, y: poison(rows * out) };
        const { y } = run(level, precision, 'linear', { rows, in: inner }, arrays);
        expectClose('y', y, exact.slice(0, rows * out), naive.slice(0, rows * out));
        // A row is the same alone and beside others.
        single ??= y;
        expectSameBits({ y: y.slice(0, out) }, { y: single });
        // Beside the model's own weights: at most half a step for each, and what float32 rounds anyway.
        y.forEach((got, i) => {
          const [row, column] = [Math.floor(i / out), i % out];
          let allowed = 4 * inner * 2 ** -24 * Math.abs(full[i]);
          for (let k = 0; k < inner; k++) {
            const [input, w] = [Math.abs(x[row * inner + k]), column * inner + k];
            allowed += input * (half[w] * (1 + 2 ** -16) + 2 * inner * 2 ** -24 * Math.abs(weight0[w]));
          }
          expect(Math.abs(got - full[i])).toBeLessThanOrEqual(allowed + 2 ** -22 * Math.abs(bias0[column]));
        });
      }
    });

    test('linear in parts, with an activation, many rows, and deeper than one step of the sum', () => {
      const data = new Numbers(62);
      const outs = [17, 5, 40];
      const all = outs.reduce((a, b) => a + b);
      for (const [rows, inner] of [
        [37, 48],
        [3, 4099],
      ] as const) {
        const arrays: Arrays = {
          x: data.floats(rows * inner),
          y: poison(rows * all),
          pre: poison(rows * all),
        };
        outs.forEach((size, i) => {
          arrays[`weight${i}`] = data.floats(size * inner, 2 / Math.sqrt(inner));
        });
        const attributes = { rows, in: inner, parts: outs.length, activation: 1 };
        const got = run(level, precision, 'linear', attributes, arrays);
        const values = outs.flatMap((_, i) =>
          Array.from(kept(arrays[`weight${i}`] as Float32Array, inner, precision).values),
        );
        const sums = (r: reference.Round) => reference.product(arrays.x, values, null, rows, all, inner, r);
        const activated = (r: reference.Round) => sums(r).map((v) => reference.activate('gelu_tanh', v, r));
        expectClose('pre', got.pre, sums(reference.exact), sums(reference.single));
        expectClose('y', got.y, activated(reference.exact), activated(reference.single));
      }
    });

    test('gated linear and logits', () => {
      const data = new Numbers(63);
      const [rows, inner, out] = [5, 33, 41];
      const x = data.floats(rows * inner);
      const [gate, up] = [data.floats(out * inner), data.floats(out * inner)];
      const by = (w: Float32Array, r: reference.Round) =>
        reference.product(x, kept(w, inner, precision).values, null, rows, out, inner, r);
      const attributes = { rows, in: inner, out, activation: 2 };
      const { y } = run(level, precision, 'gatedLinear', attributes, { x, gate, up, y: poison(rows * out) });
      const both = (r: reference.Round) => {
        const other = by(up, r);
        return by(gate, r).map((v, i) => r(reference.activate('silu', v, r) * other[i]));
      };
      expectClose('y', y, both(reference.exact), both(reference.single));

      const rowIndex = Int32Array.of(3, 0);
      const arrays = { x, weight: gate, rowIndex, y: poison(2 * out) };
      const logits = run(level, precision, 'logits', { width: inner, vocab: out }, arrays).y;
      const chosen = (r: reference.Round) => {
        const every = Array.from(by(gate, r));
        return Array.from(rowIndex).flatMap((row) => every.slice(row * out, (row + 1) * out));
      };
      expectClose('logits', logits, chosen(reference.exact), chosen(reference.single));
    });

    test('training and losses read the weights as they are', () => {
      const data = new Numbers(64);
      const [rows, inner, out] = [9, 20, 33];
      const back = {
        x: data.floats(rows * inner),
        weight0: data.floats(out * inner),
        dy: data.floats(rows * out),
        dx: poison(rows * inner),
        dWeight0: new Float32Array(out * inner),
      };
      const head = {
        x: back.x,
        weight: back.weight0,
        targets: data.integers(rows, out),
        losses: poison(rows),
        dx: poison(rows * inner),
        dWeight: new Float32Array(out * inner),
      };
      for (const [name, attributes, arrays] of [
        ['linearBackward', { rows, in: inner }, back],
        ['crossEntropy', { rows, width: inner, vocab: out }, head],
      ] as const) {
        const whole = addon.runOperation(name, attributes, arrays, { level, threads: 1 });
        expectSameBits(run(level, precision, name, attributes, arrays), whole);
      }
    });

    test('broken weights are not hidden, and tiny ones are zero', () => {
      const inner = 37;
      const out = 40;
      const x = new Float32Array(inner).fill(1);
      for (const broken of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const weight0 = new Numbers(65).floats(out * inner);
        weight0[5 * inner + 36] = broken;
        weight0.fill(0, 6 * inner, 7 * inner);
        weight0.fill(1e-42, 7 * inner, 8 * inner);
        const arrays = { x, weight0, y: poison(out) };
        const { y } = run(level, precision, 'linear', { rows: 1, in: inner }, arrays);
        expect(Array.from(y, Number.isFinite)).toEqual(Array.from(y, (_, column) => column !== 5));
        expect(y[6]).toBe(0);
        expect(y[7]).toBeLessThan(1e-40);
      }
    });
  });
});

test('bfloat16 rounds to nearest, ties to even', () => {
  const weight0 = Float32Array.of(
    1 + 2 ** -8, // between 1 and 1 + 2^-7: to the even one below
    1 + 3 * 2 ** -8, // to the even one above
    1 + 2 ** -8 + 2 ** -20,
    -(1 + 2 ** -8 - 2 ** -20),
    3.4028234e38, // beyond the largest bfloat16
  );
  const x = Float32Array.of(1);
  for (const level of levels) {
    const { y } = run(level, 'bf16', 'linear', { rows: 1, in: 1 }, { x, weight0, y: poison(5) });
    expect(Array.from(y)).toEqual([1, 1 + 2 ** -6, 1 + 2 ** -7, -1, Number.POSITIVE_INFINITY]);
  }
});
