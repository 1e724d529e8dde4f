import { describe, expect, test } from '@jest/globals';
import {
  mlpGradients as gradients,
  type MlpArrays,
  type MlpShape,
  mlpAttributes,
} from '../../reference/mlp.ts';
import * as reference from '../../reference/operations.ts';
import { type Arrays, expectSameBits, Numbers, poison } from '../operations/harness.ts';
import { backends, bf16, expectNear, given, runOn } from './harness.ts';

const { ACTIVATIONS } = reference;

interface Case extends MlpShape {
  bias: boolean;
  aligned: number;
}

/**
 * Fewer rows than a warp has, more than a tile, and several tiles a block; hidden numbers that stay in shared memory and
 * that come and go.
 */
const CASES: Case[] = [
  { rows: 1, width: 64, hidden: 256, activation: 'gelu_tanh', bias: true, aligned: 1 },
  { rows: 417, width: 64, hidden: 256, activation: 'gelu_tanh', bias: true, aligned: 1 },
  { rows: 70, width: 64, hidden: 256, activation: 'silu', bias: false, aligned: 0 },
  { rows: 45, width: 64, hidden: 512, activation: 'relu', bias: true, aligned: 1 },
  { rows: 5, width: 128, hidden: 256, activation: 'gelu_erf', bias: false, aligned: 0 },
  { rows: 301, width: 128, hidden: 512, activation: 'gelu_tanh', bias: true, aligned: 1 },
  { rows: 40, width: 128, hidden: 384, activation: 'relu', bias: true, aligned: 1 },
  { rows: 301, width: 128, hidden: 512, activation: 'gelu_tanh', bias: true, aligned: 0 },
  ...[64, 128].flatMap((width) =>
    [600, 1301].map(
      (rows): Case => ({
        ...{ rows, width, hidden: 4 * width, activation: 'gelu_tanh' },
        ...{ bias: rows === 600, aligned: 1 },
      }),
    ),
  ),
];

/**
 * For the gradients, whose reference is slow: several tiles of rows, hidden numbers that stay in shared memory and that come
 * and go, by way of a warp's products (any activation) and of a warpgroup's, alone and in a cluster.
 */
const SUMS: Case[] = [
  ...CASES.slice(0, 4).map((c) => ({ ...c, rows: Math.min(c.rows, 200) })),
  ...[130, 330].map((rows): Case => ({ ...CASES[1]!, rows })),
  ...[3, 330].map((rows): Case => ({ ...CASES[5]!, rows })),
  { ...CASES[5]!, rows: 70, bias: false, aligned: 0 },
];

const attributes = (c: Case) => ({ ...mlpAttributes(c), aligned: c.aligned });

function weights(c: Case, data: Numbers): Arrays {
  const arrays: Arrays = {
    weight1: given('bf16', data.floats(c.hidden * c.width, 2 / Math.sqrt(c.width))),
    weight2: given('bf16', data.floats(c.width * c.hidden, 2 / Math.sqrt(c.hidden))),
  };
  if (c.bias) Object.assign(arrays, { bias1: data.floats(c.hidden), bias2: data.floats(c.width) });
  return arrays;
}

function forwardArrays(c: Case): Arrays {
  const data = new Numbers(1);
  return {
    x: given('bf16', data.floats(c.rows * c.width, 2)),
    y: poison(c.rows * c.width),
    ...weights(c, data),
  };
}

function backwardArrays(c: Case): Arrays {
  const data = new Numbers(2);
  const arrays: Arrays = {
    x: given('bf16', data.floats(c.rows * c.width, 2)),
    dy: given('bf16', data.floats(c.rows * c.width)),
    dx: given('bf16', data.floats(c.rows * c.width)),
    ...weights(c, data),
    dWeight1: data.floats(c.hidden * c.width),
    dBias1: data.floats(c.hidden),
    dWeight2: data.floats(c.hidden * c.width),
    dBias2: data.floats(c.width),
  };
  delete arrays.bias2;
  return arrays;
}

const PARAMETERS = ['dWeight1', 'dBias1', 'dWeight2', 'dBias2'] as const;

describe.each(backends)('%s', (backend) => {
  test.each(CASES)(
    '$rows x $width, $hidden hidden, $activation, aligned $aligned: the bits of two linears',
    (c) => {
      const arrays = forwardArrays(c);
      const got = runOn(backend, 'bf16', 'mlp', attributes(c), arrays);
      const linear = (inner: number, out: number, activation: number, x: Arrays[string], which: string) =>
        runOn(
          backend,
          'bf16',
          'linear',
          { rows: c.rows, in: inner, activation, aligned: 1 },
          {
            x,
            y: poison(c.rows * out),
            weight0: arrays[`weight${which}`]!,
            ...(arrays[`bias${which}`] && { bias0: arrays[`bias${which}`]! }),
          },
        ).y!;
      const act = linear(c.width, c.hidden, ACTIVATIONS.indexOf(c.activation), arrays.x!, '1');
      expectSameBits({ y: got.y! }, { y: linear(c.hidden, c.width, 0, act, '2') });
    },
  );

  test('only the rows of a range are computed, with the bits they have in a batch', () => {
    const c = CASES[1]!;
    const arrays = forwardArrays(c);
    const whole = runOn(backend, 'bf16', 'mlp', attributes(c), arrays).y!;
    const part = runOn(backend, 'bf16', 'mlp', { ...attributes(c), begin: 5, end: 44 }, arrays).y!;
    const [first, last] = [5 * c.width, 44 * c.width];
    expectSameBits({ y: part.slice(first, last) }, { y: whole.slice(first, last) });
    expect(part.slice(0, first).every(Number.isNaN)).toBe(true);
    expect(part.slice(last).every(Number.isNaN)).toBe(true);
  });

  test.each(SUMS)('gradients of $rows x $width, $hidden hidden, $activation, aligned $aligned', (c) => {
    const arrays = backwardArrays(c);
    const got = runOn(backend, 'bf16', 'mlpBackward', { ...attributes(c), accumulate: 1 }, arrays);
    const exact = gradients(c, arrays as unknown as MlpArrays, reference.exact, reference.exact);
    const naive = gradients(c, arrays as unknown as MlpArrays, reference.single, bf16);
    // Slices of hidden numbers add roundings to dx.
    const slices = c.width === 64 ? c.hidden / 256 : c.hidden / 128;
    const added = (all: ArrayLike<number>, to: Arrays[string], keep: reference.Round) =>
      Float64Array.from(all, (v, i) => keep(v + to[i]!));
    const { dx } = arrays;
    expectNear(
      'dx',
      'bf16',
      got.dx!,
      added(exact.dx, dx!, reference.exact),
      added(naive.dx, dx!, bf16),
      slices,
    );
    for (const name of PARAMETERS) {
      const [right, rounded] = [exact, naive].map((g) => added(g[name], arrays[name]!, reference.exact));
      expectNear(name, 'float32', got[name]!, right!, rounded!, 4);
    }
    const fresh = runOn(backend, 'bf16', 'mlpBackward', attributes(c), {
      ...arrays,
      dx: poison(c.rows * c.width),
    });
    expectNear('dx, not added to', 'bf16', fresh.dx!, exact.dx, naive.dx.map(bf16), slices);
  });

  test.each([CASES[1]!, CASES[5]!])(
    'what is frozen gets nothing and changes nothing of the rest: $width',
    (one) => {
      const c = { ...one, rows: one.width === 64 ? 600 : 200 };
      const arrays = backwardArrays(c);
      const got = runOn(backend, 'bf16', 'mlpBackward', attributes(c), arrays);
      const { dWeight1: _, dBias2: __, dx: ___, ...frozen } = arrays;
      const rest = runOn(backend, 'bf16', 'mlpBackward', attributes(c), frozen);
      for (const name of Object.keys(rest)) expectSameBits({ [name]: rest[name]! }, { [name]: got[name]! });
    },
  );

  test('other widths and kinds are left to the two linears', () => {
    const arrays = forwardArrays(CASES[0]!);
    expect(() => runOn(backend, 'float32', 'mlp', attributes(CASES[0]!), arrays)).toThrow(
      'keeps 0 of this MLP',
    );
    const c: Case = { ...CASES[0]!, width: 72 };
    expect(() => runOn(backend, 'bf16', 'mlp', attributes(c), forwardArrays(c))).toThrow(
      'keeps 0 of this MLP',
    );
  });
});
