import { describe, expect, test } from '@jest/globals';
import * as reference from '../../reference/operations.ts';
import { type Arrays, expectSameBits, Numbers, poison } from '../operations/harness.ts';
import { bf16, type Compute, expectNear, given, places, runOn } from './harness.ts';

const { ACTIVATIONS } = reference;

interface Case {
  rows: number;
  inner: number;
  outs: number[];
  activation: (typeof ACTIVATIONS)[number];
  bias: boolean;
  aligned: number;
}

/** Odd sizes, and for each tile of y and of dx one that gets it, with weights that stay and that do not. */
const CASES: Case[] = [
  { rows: 1, inner: 1, outs: [1], activation: 'identity', bias: false, aligned: 0 },
  { rows: 7, inner: 33, outs: [65], activation: 'gelu_tanh', bias: true, aligned: 0 },
  { rows: 33, inner: 20, outs: [17, 5, 40], activation: 'identity', bias: true, aligned: 0 },
  { rows: 70, inner: 137, outs: [31], activation: 'silu', bias: true, aligned: 0 },
  { rows: 3, inner: 200, outs: [72, 24], activation: 'gelu_tanh', bias: true, aligned: 1 },
  { rows: 50, inner: 72, outs: [88], activation: 'gelu_erf', bias: true, aligned: 1 },
  { rows: 130, inner: 64, outs: [64, 64, 64], activation: 'identity', bias: false, aligned: 1 },
  { rows: 130, inner: 96, outs: [256], activation: 'gelu_tanh', bias: true, aligned: 1 },
  { rows: 130, inner: 200, outs: [264], activation: 'relu', bias: true, aligned: 1 },
  { rows: 130, inner: 328, outs: [160, 104], activation: 'silu', bias: false, aligned: 1 },
  { rows: 130, inner: 264, outs: [200], activation: 'identity', bias: true, aligned: 1 },
  { rows: 130, inner: 256, outs: [96], activation: 'identity', bias: true, aligned: 1 },
  { rows: 390, inner: 40, outs: [64], activation: 'identity', bias: true, aligned: 1 },
  { rows: 390, inner: 64, outs: [256], activation: 'gelu_tanh', bias: true, aligned: 1 },
  { rows: 330, inner: 64, outs: [32, 16, 16], activation: 'silu', bias: true, aligned: 1 },
  { rows: 130, inner: 128, outs: [128], activation: 'gelu_tanh', bias: true, aligned: 1 },
  { rows: 170, inner: 128, outs: [512], activation: 'gelu_tanh', bias: true, aligned: 1 },
];

/** Many rows, and one for each tile of sums over them; the first two have several splits. */
const SUMS = [
  { rows: 1600, inner: 16, outs: [24], aligned: 1 },
  { rows: 1030, inner: 15, outs: [13, 6], aligned: 0 },
  { rows: 1100, inner: 64, outs: [72], aligned: 1 },
  { rows: 1100, inner: 72, outs: [40, 24], aligned: 1 },
  { rows: 1100, inner: 104, outs: [40, 40], aligned: 1 },
  { rows: 1100, inner: 136, outs: [72], aligned: 1 },
  { rows: 1100, inner: 64, outs: [64], aligned: 1 },
  { rows: 1030, inner: 64, outs: [64, 64, 64], aligned: 1 },
  { rows: 600, inner: 256, outs: [64], aligned: 1 },
  { rows: 1100, inner: 256, outs: [104, 40], aligned: 1 },
  { rows: 600, inner: 128, outs: [96, 32], aligned: 1 },
  { rows: 270, inner: 128, outs: [128, 128, 128], aligned: 1 },
  { rows: 170, inner: 512, outs: [128], aligned: 1 },
];

/** In float32 there is one tile for all shapes. */
const casesOf = (compute: Compute) => (compute === 'bf16' ? CASES : CASES.slice(0, 6));

const total = (sizes: number[]): number => sizes.reduce((a, b) => a + b);

function forwardArrays(c: Case, compute: Compute, data: Numbers): Arrays {
  const out = total(c.outs);
  const arrays: Arrays = {
    x: given(compute, data.floats(c.rows * c.inner, 2)),
    y: poison(c.rows * out),
    pre: poison(c.rows * out),
  };
  c.outs.forEach((size, i) => {
    arrays[`weight${i}`] = given(compute, data.floats(size * c.inner, 2 / Math.sqrt(c.inner)));
    if (c.bias && i !== 1) arrays[`bias${i}`] = data.floats(size);
  });
  return arrays;
}

function joined(c: Case, arrays: Arrays) {
  const weight = c.outs.flatMap((_, i) => Array.from(arrays[`weight${i}`]!));
  const bias = c.outs.flatMap((size, i) => Array.from(arrays[`bias${i}`] ?? new Float32Array(size)));
  return { weight, bias };
}

const attributes = (c: Case) => ({
  rows: c.rows,
  in: c.inner,
  parts: c.outs.length,
  activation: ACTIVATIONS.indexOf(c.activation),
  aligned: c.aligned,
});

/** What a naive version keeps: numbers of the kind. */
const kept = (compute: Compute) => (compute === 'bf16' ? bf16 : Math.fround);

describe.each(places)('%s %s', (backend, compute) => {
  test.each(casesOf(compute))('linear $rows x $inner -> $outs $activation, aligned $aligned', (c) => {
    const arrays = forwardArrays(c, compute, new Numbers(1));
    const got = runOn(backend, compute, 'linear', attributes(c), arrays);
    const { weight, bias } = joined(c, arrays);
    const forward = (r: reference.Round, keep: reference.Round) => {
      const pre = reference.product(arrays.x!, weight, bias, c.rows, total(c.outs), c.inner, r);
      return { pre: pre.map(keep), y: pre.map((v) => keep(reference.activate(c.activation, v, r))) };
    };
    const exact = forward(reference.exact, reference.exact);
    const naive = forward(reference.single, kept(compute));
    expectNear('y', compute, got.y!, exact.y, naive.y);
    expectNear('pre', compute, got.pre!, exact.pre, naive.pre);
    const { pre: _, ...without } = arrays;
    expectSameBits({ y: runOn(backend, compute, 'linear', attributes(c), without).y! }, { y: got.y! });
  });

  test.each([
    { rows: 131, inner: 104, outs: [256, 16], activation: 'gelu_tanh', bias: true, aligned: 1 },
    { rows: 131, inner: 280, outs: [264], activation: 'silu', bias: true, aligned: 1 },
    { rows: 61, inner: 67, outs: [70, 9], activation: 'gelu_tanh', bias: true, aligned: 0 },
  ] as Case[])('a row of $inner -> $outs has the same bits alone, in a range and in a batch', (c) => {
    const arrays = forwardArrays(c, compute, new Numbers(3));
    const out = total(c.outs);
    const whole = runOn(backend, compute, 'linear', attributes(c), arrays);
    const rowsOf = (first: number, count: number) =>
      runOn(
        backend,
        compute,
        'linear',
        { ...attributes(c), rows: count },
        {
          ...arrays,
          x: arrays.x!.slice(first * c.inner, (first + count) * c.inner),
          y: poison(count * out),
          pre: poison(count * out),
        },
      ).y!;
    for (const [first, count] of [
      [0, 1],
      [60, 1],
      [c.rows - 1, 1],
      [5, 30],
    ] as const) {
      expectSameBits({ y: rowsOf(first, count) }, { y: whole.y!.slice(first * out, (first + count) * out) });
    }
    const part = runOn(backend, compute, 'linear', { ...attributes(c), begin: 5, end: 44 }, arrays);
    expectSameBits({ y: part.y!.slice(5 * out, 44 * out) }, { y: whole.y!.slice(5 * out, 44 * out) });
    expect(part.y!.slice(0, 5 * out).every(Number.isNaN)).toBe(true);
    expect(part.y!.slice(44 * out).every(Number.isNaN)).toBe(true);
  });

  /** What the gradients should be, from the arrays handed in and the gradient before the activation. */
  function backward(c: Case, arrays: Arrays, dPre: ArrayLike<number>, r: reference.Round) {
    const [out, { weight }] = [total(c.outs), joined(c, arrays)];
    const turned = (a: ArrayLike<number>, columns: number) => reference.transpose(a, c.rows, columns);
    return {
      dx: reference.product(dPre, reference.transpose(weight, out, c.inner), null, c.rows, c.inner, out, r),
      dWeight: reference.product(
        turned(dPre, out),
        turned(arrays.x!, c.inner),
        null,
        out,
        c.inner,
        c.rows,
        r,
      ),
      dBias: reference.columnSums(dPre, out, r),
    };
  }

  function backwardArrays(c: Case, data: Numbers): Arrays {
    const out = total(c.outs);
    const { x, ...others } = forwardArrays(c, compute, data);
    const arrays: Arrays = {
      x: x!,
      dy: given(compute, data.floats(c.rows * out)),
      dx: given(compute, data.floats(c.rows * c.inner)),
    };
    if (c.activation !== 'identity') arrays.pre = given(compute, data.floats(c.rows * out, 5));
    c.outs.forEach((size, i) => {
      arrays[`weight${i}`] = others[`weight${i}`]!;
      arrays[`dWeight${i}`] = data.floats(size * c.inner);
      arrays[`dBias${i}`] = data.floats(size);
    });
    return arrays;
  }

  /** The weights' gradients are sums of exact products in float32, whatever the kind of the activations. */
  function expectWeightGradients(
    c: Case,
    before: Arrays,
    got: Arrays,
    exact: ReturnType<typeof backward>,
    naive: ReturnType<typeof backward>,
  ): void {
    let from = 0;
    c.outs.forEach((size, i) => {
      for (const [name, width] of [
        ['dWeight', c.inner],
        ['dBias', 1],
      ] as const) {
        const given = before[`${name}${i}`]!;
        const added = (all: ArrayLike<number>) =>
          Float64Array.from(given, (v, j) => v + all[from * width + j]!);
        const ours = got[`${name}${i}`] as Float32Array;
        // A GPU's matrix units cut off what they add, and do not round it.
        const roundings = backend === 'cuda' && compute === 'bf16' ? 16 : 4;
        expectNear(`${name}${i}`, 'float32', ours, added(exact[name]), added(naive[name]), roundings);
      }
      from += size;
    });
  }

  test.each(casesOf(compute))('backward of $rows x $inner -> $outs $activation, aligned $aligned', (c) => {
    const arrays = backwardArrays(c, new Numbers(2));
    const got = runOn(backend, compute, 'linearBackward', { ...attributes(c), accumulate: 1 }, arrays);
    if (c.activation === 'identity') expectSameBits({ dy: got.dy! }, { dy: arrays.dy! });
    const dPre = (r: reference.Round) =>
      Float64Array.from(arrays.dy!, (d, i) => r(d * reference.slope(c.activation, arrays.pre?.[i] ?? 0, r)));
    const exact = backward(c, arrays, dPre(reference.exact), reference.exact);
    const naive = backward(c, arrays, dPre(reference.single).map(kept(compute)), reference.single);
    const added = (dx: Float64Array, keep: reference.Round) => dx.map((v, i) => keep(v + arrays.dx![i]!));
    expectNear('dx', compute, got.dx!, added(exact.dx, reference.exact), added(naive.dx, kept(compute)));
    expectWeightGradients(c, arrays, got, exact, naive);

    const fresh = runOn(backend, compute, 'linearBackward', attributes(c), {
      ...arrays,
      dx: poison(c.rows * c.inner),
    });
    expectNear('dx, not added to', compute, fresh.dx!, exact.dx, naive.dx.map(kept(compute)));
  });

  test.each(compute === 'bf16' ? SUMS : SUMS.slice(0, 2))(
    'sums over $rows rows of $inner -> $outs are split by the shape alone',
    (shape) => {
      const c: Case = { ...shape, activation: 'identity', bias: false };
      const arrays = backwardArrays(c, new Numbers(4));
      const got = runOn(backend, compute, 'linearBackward', attributes(c), arrays);
      const exact = backward(c, arrays, arrays.dy!, reference.exact);
      expectWeightGradients(c, arrays, got, exact, backward(c, arrays, arrays.dy!, reference.single));

      // Frozen parts get nothing and change nothing of the others.
      const { dWeight0: _, dx: __, ...frozen } = arrays;
      const rest = runOn(backend, compute, 'linearBackward', attributes(c), frozen);
      for (const name of Object.keys(rest)) expectSameBits({ [name]: rest[name]! }, { [name]: got[name]! });
    },
  );
});
