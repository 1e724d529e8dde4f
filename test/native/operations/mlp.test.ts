import { describe, expect, test } from '@jest/globals';
import {
  mlpAttributes as attributes,
  type MlpArrays,
  type MlpShape,
  mlpGradients,
} from '../../reference/mlp.ts';
import * as reference from '../../reference/operations.ts';
import {
  type Arrays,
  expectClose,
  expectSameBits,
  levels,
  Numbers,
  poison,
  run as runAt,
} from './harness.ts';

const { ACTIVATIONS } = reference;
const RECOMPUTES = 1;
const KEEPS_PRE = 3;

interface Case extends MlpShape {
  bias: boolean;
}

/** One row, rows and columns that fill no tile, weights narrow and wide enough for AMX, and rows for two chunks. */
const CASES: Case[] = [
  { rows: 1, width: 4, hidden: 16, activation: 'gelu_tanh', bias: true },
  { rows: 35, width: 33, hidden: 70, activation: 'gelu_tanh', bias: true },
  { rows: 35, width: 33, hidden: 70, activation: 'silu', bias: false },
  { rows: 50, width: 64, hidden: 131, activation: 'relu', bias: true },
  { rows: 20, width: 20, hidden: 49, activation: 'gelu_erf', bias: true },
  { rows: 37, width: 260, hidden: 275, activation: 'gelu_tanh', bias: true },
  { rows: 33, width: 520, hidden: 260, activation: 'gelu_tanh', bias: true },
  { rows: 672, width: 64, hidden: 320, activation: 'gelu_tanh', bias: true },
  { rows: 64, width: 128, hidden: 288, activation: 'silu', bias: false },
  { rows: 35, width: 72, hidden: 96, activation: 'gelu_tanh', bias: true },
  { rows: 140, width: 630, hidden: 420, activation: 'gelu_tanh', bias: true },
  { rows: 4200, width: 8, hidden: 12, activation: 'gelu_tanh', bias: true },
];

/** The last of two that are not wide recomputes the activation's argument; one alone keeps it. */
const PLACES = [
  { place: 1, count: 2, keeps: RECOMPUTES },
  { place: 0, count: 1, keeps: KEEPS_PRE },
];

function forwardArrays(c: Case, data: Numbers): Arrays {
  const arrays: Arrays = {
    x: data.floats(c.rows * c.width, 2),
    y: poison(c.rows * c.width),
    weight1: data.floats(c.hidden * c.width, 2 / Math.sqrt(c.width)),
    weight2: data.floats(c.width * c.hidden, 2 / Math.sqrt(c.hidden)),
  };
  if (c.bias) Object.assign(arrays, { bias1: data.floats(c.hidden), bias2: data.floats(c.width) });
  return arrays;
}

const PARAMETERS = ['dWeight1', 'dBias1', 'dWeight2', 'dBias2'] as const;

function backwardArrays(c: Case): Arrays {
  const data = new Numbers(2);
  const { y: _, bias2: __, ...arrays } = forwardArrays(c, data);
  return {
    ...arrays,
    dy: data.floats(c.rows * c.width),
    dx: data.floats(c.rows * c.width),
    dWeight1: data.floats(c.hidden * c.width),
    dBias1: data.floats(c.hidden),
    dWeight2: data.floats(c.hidden * c.width),
    dBias2: data.floats(c.width),
  };
}

describe.each(levels)('%s', (level) => {
  const run = (name: string, attributes: Record<string, number>, arrays: Arrays) =>
    runAt(level, name, attributes, arrays, { wholeTexts: true });
  const linear = (c: Case, inner: number, activation: number, arrays: Arrays) =>
    run('linear', { rows: c.rows, in: inner, activation }, arrays);

  test.each(CASES)('$rows x $width, $hidden hidden, $activation: the bits of two linears', (c) => {
    const arrays = forwardArrays(c, new Numbers(1));
    const first = linear(c, c.width, ACTIVATIONS.indexOf(c.activation), {
      x: arrays.x!,
      y: poison(c.rows * c.hidden),
      pre: poison(c.rows * c.hidden),
      weight0: arrays.weight1!,
      ...(c.bias && { bias0: arrays.bias1! }),
    });
    const second = linear(c, c.hidden, 0, {
      x: first.y!,
      y: poison(c.rows * c.width),
      weight0: arrays.weight2!,
      ...(c.bias && { bias0: arrays.bias2! }),
    });
    for (const place of PLACES) {
      const kept = place.keeps === KEEPS_PRE ? { pre: poison(c.rows * c.hidden) } : undefined;
      const got = run('mlp', { ...attributes(c), train: 1, ...place }, { ...arrays, ...kept });
      expectSameBits({ y: got.y! }, { y: second.y! });
      if (kept) expectSameBits({ pre: got.pre! }, { pre: first.pre! });
    }
  });

  test('without AMX the last of four wide ones keeps the argument as well', () => {
    const c: Case = { rows: 9, width: 640, hidden: 66, activation: 'gelu_tanh', bias: true };
    const arrays = forwardArrays(c, new Numbers(3));
    const recomputes = level === 'amx';
    const last = { place: 3, count: 4, keeps: recomputes ? RECOMPUTES : KEEPS_PRE };
    const kept = recomputes ? undefined : { pre: poison(c.rows * c.hidden) };
    const got = run('mlp', { ...attributes(c), train: 1, ...last }, { ...arrays, ...kept });
    const alone = run(
      'mlp',
      { ...attributes(c), train: 1, ...PLACES[1]! },
      { ...arrays, pre: poison(c.rows * c.hidden) },
    );
    expectSameBits({ y: got.y! }, { y: alone.y! });
  });

  test('only the rows of a range are computed, with the bits they have in a batch', () => {
    const c = { ...CASES[1]!, rows: 61 };
    const arrays = forwardArrays(c, new Numbers(1));
    const train = { ...attributes(c), train: 1, ...PLACES[0]! };
    const whole = run('mlp', train, arrays).y!;
    const part = run('mlp', { ...train, begin: 5, end: 44 }, arrays).y!;
    const [first, last] = [5 * c.width, 44 * c.width];
    expectSameBits({ y: part.slice(first, last) }, { y: whole.slice(first, last) });
    expect(part.slice(0, first).every(Number.isNaN)).toBe(true);
    expect(part.slice(last).every(Number.isNaN)).toBe(true);
  });

  test.each(CASES)('gradients of $rows x $width, $hidden hidden, $activation', (c) => {
    const arrays = backwardArrays(c);
    const given = arrays as unknown as MlpArrays;
    const exact = mlpGradients(c, given, reference.exact, reference.exact);
    const naive = mlpGradients(c, given, reference.single, reference.single);
    const added = (all: ArrayLike<number>, to: Arrays[string], r: reference.Round) =>
      Float64Array.from(all, (v, i) => r(v + to[i]!));
    const recomputed = run('mlpBackward', { ...attributes(c), accumulate: 1, ...PLACES[0]! }, arrays);
    for (const name of ['dx', ...PARAMETERS] as const) {
      const [right, rounded] = [
        added(exact[name], arrays[name]!, reference.exact),
        added(naive[name], arrays[name]!, reference.single),
      ];
      expectClose(name, recomputed[name]!, right, rounded, 2);
    }
    // What was kept gives the bits of what is made again.
    const { pre } = linear(c, c.width, ACTIVATIONS.indexOf(c.activation), {
      x: arrays.x!,
      y: poison(c.rows * c.hidden),
      pre: poison(c.rows * c.hidden),
      weight0: arrays.weight1!,
      ...(c.bias && { bias0: arrays.bias1! }),
    });
    const kept = run(
      'mlpBackward',
      { ...attributes(c), accumulate: 1, ...PLACES[1]! },
      { ...arrays, pre: pre! },
    );
    for (const name of ['dx', ...PARAMETERS])
      expectSameBits({ [name]: kept[name]! }, { [name]: recomputed[name]! });
    const fresh = run(
      'mlpBackward',
      { ...attributes(c), ...PLACES[0]! },
      { ...arrays, dx: poison(c.rows * c.width) },
    );
    expectClose('dx, not added to', fresh.dx!, exact.dx, naive.dx, 2);
  });

  test.each([
    [33, 70],
    [72, 96],
  ])('what is frozen gets nothing and changes nothing of the rest, %d x %d', (width, hidden) => {
    const c = { ...CASES[1]!, rows: 600, width, hidden };
    const arrays = backwardArrays(c);
    const all = run('mlpBackward', { ...attributes(c), ...PLACES[0]! }, arrays);
    const without = (...names: string[]) => {
      const some = Object.fromEntries(Object.entries(arrays).filter(([name]) => !names.includes(name)));
      const rest = run('mlpBackward', { ...attributes(c), ...PLACES[0]! }, some);
      for (const name of Object.keys(rest)) expectSameBits({ [name]: rest[name]! }, { [name]: all[name]! });
    };
    without('dWeight1', 'dx');
    without('dWeight1', 'dBias1', 'dx');
    without('dWeight2', 'dBias2');
  });

  test('results too wide for slopes are left to two linears', () => {
    const wide = { ...attributes(CASES[0]!), out: 4097, train: 1, ...PLACES[0]! };
    const arrays = {
      ...forwardArrays(CASES[0]!, new Numbers(1)),
      weight2: new Float32Array(4097 * 16),
      bias2: new Float32Array(4097),
      y: poison(4097),
    };
    expect(() => run('mlp', wide, arrays)).toThrow('keeps 0 of this MLP');
  });

  test('who does not train runs two linears', () => {
    const arrays = forwardArrays(CASES[0]!, new Numbers(1));
    expect(() => run('mlp', { ...attributes(CASES[0]!), train: 0, keeps: RECOMPUTES }, arrays)).toThrow(
      'keeps 0 of this MLP',
    );
  });
});
