/**
 * Products of linear by cuBLASLt: whether it is called as NVIDIA documents it. On the CPU its part is played by
 * native/simt/cublaslt.cc, which reads arrays by those rules and refuses what they do not allow.
 */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../../lib/runtime/here.ts';
import * as reference from '../../reference/operations.ts';
import { type Arrays, expectSameBits, type Floats, Numbers, poison } from '../operations/harness.ts';
import { type Call, encode, runCalls } from './calls.ts';
import { bf16, expectNear, given } from './harness.ts';

const FORWARD = 1;
const INPUT = 2;
const WEIGHTS = 4;
const GELU = 8;
const HEAD = 16;

const ACTIVATIONS = ['identity', 'gelu_tanh', 'silu'] as const;
interface Case {
  rows: number;
  inner: number;
  outs: number[];
  activation: (typeof ACTIVATIONS)[number];
}

const total = (sizes: number[]): number => sizes.reduce((a, b) => a + b);

/** One process a sum of choices. */
function runAll(
  products: number,
  calls: { name: string; c: Case; arrays: Arrays; more?: object }[],
  environment: Record<string, string> = {},
) {
  const input: Call[] = calls.map(({ name, c, arrays, more }) => ({
    name,
    attributes: {
      rows: c.rows,
      in: c.inner,
      parts: c.outs.length,
      activation: ACTIVATIONS.indexOf(c.activation),
      aligned: 1,
      ...more,
    },
    arrays: encode(arrays),
  }));
  return runCalls(input, {
    TINYSTORIES_CUBLASLT: join(packageRoot, 'build/Release/libtinystories_simt.so'),
    TINYSTORIES_CUDA_CUBLASLT: String(products),
    ...environment,
  }).map(({ arrays, mma }) => ({ got: arrays, mma }));
}

function forwardArrays(c: Case): Arrays {
  const data = new Numbers(1);
  const out = total(c.outs);
  const arrays: Arrays = {
    x: given('bf16', data.floats(c.rows * c.inner, 2)),
    y: poison(c.rows * out),
    pre: poison(c.rows * out),
  };
  c.outs.forEach((size, i) => {
    arrays[`weight${i}`] = given('bf16', data.floats(size * c.inner, 2 / Math.sqrt(c.inner)));
    if (i !== 1) arrays[`bias${i}`] = given('bf16', data.floats(size));
  });
  return arrays;
}

function backwardArrays(c: Case): Arrays {
  const data = new Numbers(2);
  const out = total(c.outs);
  const { x, y: _, pre: __, ...others } = forwardArrays(c);
  const arrays: Arrays = {
    x: x!,
    dy: given('bf16', data.floats(c.rows * out)),
    dx: given('bf16', data.floats(c.rows * c.inner)),
    pre: given('bf16', data.floats(c.rows * out, 5)),
  };
  c.outs.forEach((size, i) => {
    arrays[`weight${i}`] = others[`weight${i}`]!;
    arrays[`dWeight${i}`] = data.floats(size * c.inner);
    arrays[`dBias${i}`] = data.floats(size);
  });
  return arrays;
}

const weightOf = (c: Case, arrays: Arrays) => c.outs.flatMap((_, i) => Array.from(arrays[`weight${i}`]!));

function expectForward(c: Case, arrays: Arrays, got: Floats): void {
  const bias = c.outs.flatMap((size, i) => Array.from(arrays[`bias${i}`] ?? new Float32Array(size)));
  const pre = (r: reference.Round) =>
    reference.product(arrays.x!, weightOf(c, arrays), bias, c.rows, total(c.outs), c.inner, r);
  const [exact, naive] = [pre(reference.exact), pre(reference.single)];
  const active = (v: number, r: reference.Round) => reference.activate(c.activation, v, r);
  if (got.pre) expectNear('pre', 'bf16', got.pre, exact, naive.map(bf16));
  const y = exact.map((v) => active(v, reference.exact));
  // What is kept is rounded before the activation too.
  expectNear(
    'y',
    'bf16',
    got.y!,
    y,
    naive.map((v) => bf16(active(bf16(v), reference.single))),
  );
}

function expectBackward(c: Case, arrays: Arrays, got: Floats): void {
  const out = total(c.outs);
  const turned = (a: ArrayLike<number>, columns: number) => reference.transpose(a, c.rows, columns);
  const dx = (r: reference.Round) => {
    const sums = reference.product(
      got.dy!,
      reference.transpose(weightOf(c, arrays), out, c.inner),
      null,
      c.rows,
      c.inner,
      out,
      r,
    );
    return sums.map((v, i) => v + arrays.dx![i]!);
  };
  expectNear('dx', 'bf16', got.dx!, dx(reference.exact), dx(reference.single).map(bf16));
  const sums = (r: reference.Round) => ({
    dWeight: reference.product(
      turned(got.dy!, out),
      turned(arrays.x!, c.inner),
      null,
      out,
      c.inner,
      c.rows,
      r,
    ),
    dBias: reference.columnSums(got.dy!, out, r),
  });
  const [exact, naive] = [sums(reference.exact), sums(reference.single)];
  let from = 0;
  c.outs.forEach((size, i) => {
    for (const [name, width] of [
      ['dWeight', c.inner],
      ['dBias', 1],
    ] as const) {
      const before = arrays[`${name}${i}`] as Float32Array;
      const added = (all: ArrayLike<number>) =>
        Float64Array.from(before, (v, j) => v + all[from * width + j]!);
      expectNear(`${name}${i}`, 'float32', got[`${name}${i}`]!, added(exact[name]), added(naive[name]), 4);
    }
    from += size;
  });
}

const CASES: Case[] = [
  { rows: 1024, inner: 16, outs: [24], activation: 'gelu_tanh' },
  { rows: 1033, inner: 24, outs: [40], activation: 'silu' },
  { rows: 1030, inner: 16, outs: [136], activation: 'identity' },
];
const PARTS: Case = { rows: 1025, inner: 32, outs: [8, 16, 24], activation: 'gelu_tanh' };

describe.each([FORWARD + INPUT + WEIGHTS, FORWARD + INPUT + WEIGHTS + GELU])('products %d', (products) => {
  test('y, with what the gradient needs and without, is that of plain sums', () => {
    const calls = [...CASES, PARTS].flatMap((c) => {
      const arrays = forwardArrays(c);
      const { pre: _, ...without } = arrays;
      return [
        { name: 'linear', c, arrays },
        { name: 'linear', c, arrays: without },
      ];
    });
    for (const [i, { got, mma }] of runAll(products, calls).entries()) {
      expectForward(calls[i]!.c, calls[i]!.arrays, got);
      expect(mma).toBe(0);
    }
  });

  test('rows outside of a range stay as they are', () => {
    const c: Case = { rows: 1100, inner: 16, outs: [24], activation: 'gelu_tanh' };
    const calls = [undefined, { begin: 7, end: 1040 }].map((more) => ({
      name: 'linear',
      c,
      arrays: forwardArrays(c),
      ...(more ? { more } : {}),
    }));
    const [whole, part] = runAll(products, calls);
    for (const name of ['y', 'pre']) {
      const [a, b] = [whole!.got[name]!, part!.got[name]!];
      expectSameBits({ [name]: b.slice(7 * 24, 1040 * 24) }, { [name]: a.slice(7 * 24, 1040 * 24) });
      expect(b.slice(0, 7 * 24).every(Number.isNaN)).toBe(true);
      expect(b.slice(1040 * 24).every(Number.isNaN)).toBe(true);
    }
  });
});

test('gradients are those of plain sums, and are added to', () => {
  const calls = [...CASES, PARTS].map((c) => ({
    name: 'linearBackward',
    c,
    arrays: backwardArrays(c),
    more: { accumulate: 1 },
  }));
  for (const [i, { got, mma }] of runAll(INPUT + WEIGHTS, calls).entries()) {
    const { c, arrays } = calls[i]!;
    expectBackward(c, arrays, got);
    // Parts that lie apart would be rounded between their products: dx stays with our kernels.
    if (c === PARTS) expect(mma).toBeGreaterThan(0);
    else expect(mma).toBe(0);
  }
});

test('each choice is of its own, and what is not chosen is as without the library', () => {
  const c = CASES[1]!;
  const calls = [
    { name: 'linear', c, arrays: forwardArrays(c) },
    { name: 'linearBackward', c, arrays: backwardArrays(c) },
  ];
  const [none, input, weights] = [0, INPUT, WEIGHTS].map((products) => runAll(products, calls));
  expectSameBits(input![0]!.got, none![0]!.got);
  expectSameBits(weights![0]!.got, none![0]!.got);
  const { dx: dxOfInput, ...restOfInput } = input![1]!.got;
  const { dx, dWeight0, dBias0, ...rest } = none![1]!.got;
  expectSameBits(restOfInput, { dWeight0: dWeight0!, dBias0: dBias0!, ...rest });
  expectSameBits({ dx: weights![1]!.got.dx! }, { dx: dx! });
  for (const half of [input![1]!, weights![1]!]) {
    expect(half.mma).toBeGreaterThan(0);
    expect(half.mma).toBeLessThan(none![1]!.mma);
  }
});

test('few rows, and widths that are not multiples of 8, stay with our kernels', () => {
  const calls = [
    { rows: 1023, inner: 16, outs: [24] },
    { rows: 1024, inner: 20, outs: [24] },
    { rows: 1024, inner: 16, outs: [20] },
  ].flatMap((shape) => {
    const c: Case = { ...shape, activation: 'gelu_tanh' };
    return [
      { name: 'linear', c, arrays: forwardArrays(c) },
      { name: 'linearBackward', c, arrays: backwardArrays(c) },
    ];
  });
  const ours = runAll(0, calls);
  runAll(15, calls).forEach(({ got, mma }, i) => {
    expectSameBits(got, ours[i]!.got);
    expect(mma).toBe(ours[i]!.mma);
  });
});

// Where the head is wide enough, Hopper forms the exponentials.
test.each([
  [136, '0'],
  [256, '1'],
])("the gradients of a head of %p, by Hopper's means: %s", (width, hopper) => {
  const [rows, vocab] = [1030, 72];
  const data = new Numbers(3);
  const [x, weight] = [
    given('bf16', data.floats(rows * width, 2)),
    given('bf16', data.floats(vocab * width)),
  ];
  const [targets, dWeight] = [data.integers(rows, vocab), data.floats(vocab * width)];
  const arrays = { x, weight, targets, losses: poison(rows), dx: poison(rows * width), dWeight };
  const c: Case = { rows, inner: width, outs: [], activation: 'identity' };
  const call = { name: 'crossEntropy', c, arrays, more: { width, vocab, scale: 0.25, aligned: 1 } };
  const [ours, theirs] = [0, HEAD].map(
    (products) => runAll(products, [call], { TINYSTORIES_CUDA_HOPPER: hopper })[0]!,
  );
  const exact = reference.crossEntropy(x, weight, targets, null, 0.25, width, dWeight, reference.exact);
  expectNear('losses', 'float32', theirs!.got.losses!, exact.losses, ours!.got.losses!, 4);
  expectNear('dx', 'bf16', theirs!.got.dx!, exact.dx, ours!.got.dx!);
  expectNear('dWeight', 'float32', theirs!.got.dWeight!, exact.dWeight, ours!.got.dWeight!);
  expect(theirs!.mma).toBeLessThan(ours!.mma);
});
