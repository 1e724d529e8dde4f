import { describe, expect, test } from '@jest/globals';
import * as reference from '../../reference/operations.ts';
import {
  type Arrays,
  addon,
  expectClose,
  expectSameBits,
  levels,
  Numbers,
  plainly,
  poison,
  run as runAt,
} from './harness.ts';

const { ACTIVATIONS } = reference;

interface Case {
  rows: number;
  inner: number;
  outs: number[];
  activation: (typeof ACTIVATIONS)[number];
  bias: boolean;
}

const CASES: Case[] = [
  { rows: 1, inner: 1, outs: [1], activation: 'identity', bias: false },
  { rows: 1, inner: 64, outs: [64, 64, 64], activation: 'identity', bias: false },
  { rows: 7, inner: 33, outs: [65], activation: 'gelu_tanh', bias: true },
  { rows: 33, inner: 20, outs: [17, 5, 40], activation: 'identity', bias: true },
  { rows: 33, inner: 257, outs: [31], activation: 'silu', bias: true },
  { rows: 130, inner: 48, outs: [200], activation: 'relu', bias: false },
  { rows: 29, inner: 64, outs: [128], activation: 'gelu_erf', bias: true },
  { rows: 1, inner: 257, outs: [256], activation: 'identity', bias: true },
  { rows: 33, inner: 300, outs: [259], activation: 'silu', bias: false },
  { rows: 45, inner: 256, outs: [128, 64, 69], activation: 'identity', bias: true },
  { rows: 270, inner: 530, outs: [262, 9], activation: 'gelu_tanh', bias: true },
  // Deep and large: steps of the inner numbers, panels that are asked for ahead.
  { rows: 70, inner: 1100, outs: [400], activation: 'relu', bias: true },
  { rows: 150, inner: 600, outs: [417], activation: 'identity', bias: true },
  // More rows to a share of the weight's gradient than are multiplied at a time.
  { rows: 4300, inner: 72, outs: [20], activation: 'identity', bias: true },
];

function forwardArrays(c: Case, data: Numbers) {
  const out = c.outs.reduce((a, b) => a + b);
  const arrays: Arrays = {
    x: data.floats(c.rows * c.inner, 2),
    y: poison(c.rows * out),
    pre: poison(c.rows * out),
  };
  c.outs.forEach((size, i) => {
    arrays[`weight${i}`] = data.floats(size * c.inner, 2 / Math.sqrt(c.inner));
    if (c.bias && i !== 1) arrays[`bias${i}`] = data.floats(size);
  });
  return { arrays, out };
}

function joined(c: Case, arrays: Arrays) {
  const weight = c.outs.flatMap((_, i) => Array.from(arrays[`weight${i}`]));
  const bias = c.outs.flatMap((size, i) => Array.from(arrays[`bias${i}`] ?? new Float32Array(size)));
  return { weight, bias };
}

const attributes = (c: Case) => ({
  rows: c.rows,
  in: c.inner,
  parts: c.outs.length,
  activation: ACTIVATIONS.indexOf(c.activation),
});

// A context for whole texts may take other kernels for the same products.
const EACH = levels.flatMap((level) => [
  { level, wholeTexts: false },
  { level, wholeTexts: true },
]);

describe.each(EACH)('$level, whole texts: $wholeTexts', ({ level, wholeTexts }) => {
  const run = (name: string, attributes: Record<string, number>, arrays: Arrays) =>
    runAt(level, name, attributes, arrays, { wholeTexts });

  test.each(CASES)('linear $rows x $inner -> $outs $activation', (c) => {
    const { arrays, out } = forwardArrays(c, new Numbers(1));
    const got = run('linear', attributes(c), arrays);
    const { weight, bias } = joined(c, arrays);
    const forward = (r: reference.Round) => {
      const pre = reference.product(arrays.x, weight, bias, c.rows, out, c.inner, r);
      return { pre, y: pre.map((v) => reference.activate(c.activation, v, r)) };
    };
    const [exact, naive] = plainly('linear', c, forward);
    expectClose('y', got.y, exact.y, naive.y);
    if (c.activation !== 'identity') expectClose('pre', got.pre, exact.pre, naive.pre);
  });

  test.each(CASES)('linear backward $rows x $inner -> $outs $activation', (c) => {
    const data = new Numbers(2);
    const { arrays, out } = forwardArrays(c, data);
    const { weight } = joined(c, arrays);
    const dx = data.floats(c.rows * c.inner);
    const inputs: Arrays = { x: arrays.x, dy: data.floats(c.rows * out), dx };
    if (c.activation !== 'identity') inputs.pre = data.floats(c.rows * out, 5);
    c.outs.forEach((size, i) => {
      inputs[`weight${i}`] = arrays[`weight${i}`];
      inputs[`dWeight${i}`] = data.floats(size * c.inner);
      inputs[`dBias${i}`] = data.floats(size);
    });
    const got = run('linearBackward', { ...attributes(c), accumulate: 1 }, inputs);
    const backward = (r: reference.Round) => {
      const dPre = Float64Array.from(inputs.dy, (d, i) =>
        r(d * (inputs.pre ? reference.slope(c.activation, inputs.pre[i], r) : 1)),
      );
      const through = reference.product(
        dPre,
        reference.transpose(weight, out, c.inner),
        null,
        c.rows,
        c.inner,
        out,
        r,
      );
      const dWeight = reference.product(
        reference.transpose(dPre, c.rows, out),
        reference.transpose(arrays.x, c.rows, c.inner),
        null,
        out,
        c.inner,
        c.rows,
        r,
      );
      return {
        dPre,
        dx: through.map((v, i) => r(v + dx[i])),
        dWeight,
        dBias: reference.columnSums(dPre, out, r),
      };
    };
    const [exact, naive] = plainly('linear backward', c, backward);
    expectClose('dPre', got.dy, exact.dPre, naive.dPre);
    expectClose('dx', got.dx, exact.dx, naive.dx);
    let from = 0;
    c.outs.forEach((size, i) => {
      const before = { weight: inputs[`dWeight${i}`], bias: inputs[`dBias${i}`] };
      const part = (all: Float64Array, start: number, given: ArrayLike<number>) =>
        all.subarray(start, start + given.length).map((v, j) => v + given[j]);
      expectClose(
        `dWeight${i}`,
        got[`dWeight${i}`],
        part(exact.dWeight, from * c.inner, before.weight),
        part(naive.dWeight, from * c.inner, before.weight),
      );
      expectClose(
        `dBias${i}`,
        got[`dBias${i}`],
        part(exact.dBias, from, before.bias),
        part(naive.dBias, from, before.bias),
      );
      from += size;
    });
  });

  test('a row has the same bits alone, in a range and in a batch', () => {
    const c: Case = { rows: 61, inner: 270, outs: [260, 9], activation: 'gelu_tanh', bias: true };
    const { arrays, out } = forwardArrays(c, new Numbers(3));
    const whole = run('linear', attributes(c), arrays);
    for (const row of [0, 1, 13, 14, 33, 60]) {
      const alone = run(
        'linear',
        { ...attributes(c), rows: 1 },
        {
          ...arrays,
          x: arrays.x.slice(row * c.inner, (row + 1) * c.inner),
          y: poison(out),
          pre: poison(out),
        },
      );
      expectSameBits({ y: alone.y }, { y: whole.y.slice(row * out, (row + 1) * out) });
    }
    const part = run('linear', { ...attributes(c), begin: 5, end: 44 }, arrays);
    expectSameBits({ y: part.y.slice(5 * out, 44 * out) }, { y: whole.y.slice(5 * out, 44 * out) });
    expect(part.y.slice(0, 5 * out).every(Number.isNaN)).toBe(true);
    expect(part.y.slice(44 * out).every(Number.isNaN)).toBe(true);
  });

  test('numbers of any size keep their precision', () => {
    const data = new Numbers(6);
    const [rows, inner, out] = [18, 260, 280];
    // Rows and columns of very different size, whose products all stay within float32.
    const x = data.floats(rows * inner).map((v, i) => v * 2 ** (6 * (Math.floor(i / inner) % 7) - 18));
    const weight = data.floats(out * inner).map((v, i) => v * 2 ** (5 * (Math.floor(i / inner) % 9) - 30));
    const { y } = run('linear', { rows, in: inner, parts: 1 }, { x, weight0: weight, y: poison(rows * out) });
    const exact = reference.product(x, weight, null, rows, out, inner, reference.exact);
    const magnitude = reference.product(
      x.map(Math.abs),
      weight.map(Math.abs),
      null,
      rows,
      out,
      inner,
      reference.exact,
    );
    for (let i = 0; i < y.length; i++) {
      expect(Math.abs(y[i] - exact[i])).toBeLessThanOrEqual(magnitude[i] * inner * 2 ** -24);
    }
  });

  test('long sums are as exact as those of float32 one after another', () => {
    const data = new Numbers(8);
    const [rows, inner, out] = [16, 1024, 256];
    const x = data.floats(rows * inner);
    const weight = data.floats(out * inner);
    const { y } = run('linear', { rows, in: inner, parts: 1 }, { x, weight0: weight, y: poison(rows * out) });
    const product = (r: reference.Round) => reference.product(x, weight, null, rows, out, inner, r);
    const [exact, naive] = plainly('long sums', {}, product);
    const squares = (of: ArrayLike<number>) => exact.reduce((sum, e, i) => sum + (of[i] - e) ** 2, 0);
    expect(squares(y)).toBeLessThan(1.1 * squares(naive));
  });

  test('weights that are read again without having changed give the same bits', () => {
    const c: Case = { rows: 20, inner: 260, outs: [257], activation: 'identity', bias: true };
    const { arrays } = forwardArrays(c, new Numbers(9));
    const [once, thrice] = [1, 3].map((repeat) =>
      addon.runOperation('linear', attributes(c), arrays, { level, threads: 2, wholeTexts, repeat }),
    );
    expectSameBits({ y: thrice.y }, { y: once.y });
  });

  test('what is no number or infinite does not get lost', () => {
    const data = new Numbers(7);
    const [rows, inner, out] = [18, 260, 280];
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const x = data.floats(rows * inner);
      x[5 * inner + 7] = odd;
      const weight0 = data.floats(out * inner);
      const { y } = run('linear', { rows, in: inner, parts: 1 }, { x, weight0, y: poison(rows * out) });
      y.forEach((v, i) => {
        expect(Number.isFinite(v)).toBe(Math.floor(i / out) !== 5);
      });
    }
  });

  test.each([
    [2100, 16, 24],
    [520, 258, 262],
  ])('sums over many rows are split by the shape alone: %i rows, %i -> %i', (rows, inner, out) => {
    const data = new Numbers(4);
    const inputs = {
      x: data.floats(rows * inner),
      dy: data.floats(rows * out),
      weight0: data.floats(out * inner),
      dWeight0: new Float32Array(out * inner),
      dBias0: new Float32Array(out),
    };
    const got = run('linearBackward', { rows, in: inner }, inputs);
    const dWeight = (r: reference.Round) =>
      reference.product(
        reference.transpose(inputs.dy, rows, out),
        reference.transpose(inputs.x, rows, inner),
        null,
        out,
        inner,
        rows,
        r,
      );
    expectClose('dWeight', got.dWeight0, dWeight(reference.exact), dWeight(reference.single));
    const dBias = (r: reference.Round) => reference.columnSums(inputs.dy, out, r);
    expectClose('dBias', got.dBias0, dBias(reference.exact), dBias(reference.single));
  });

  test.each([
    [1, 19, 37],
    [7, 19, 37],
    [33, 19, 37],
    [40, 257, 261],
  ])('gated linear, %i rows, %i -> %i, and its gradient', (rows, inner, out) => {
    const data = new Numbers(5);
    const gate = data.floats(out * inner);
    const up = data.floats(out * inner);
    const x = data.floats(rows * inner);
    const silu = { rows, in: inner, out, activation: ACTIVATIONS.indexOf('silu') };
    const forward = (r: reference.Round) => {
      const gatePre = reference.product(x, gate, null, rows, out, inner, r);
      const upPre = reference.product(x, up, null, rows, out, inner, r);
      return { gatePre, upPre, y: gatePre.map((g, i) => r(reference.activate('silu', g, r) * upPre[i])) };
    };
    const [exact, naive] = [forward(reference.exact), forward(reference.single)];
    const kept = run('gatedLinear', silu, {
      gate,
      up,
      x,
      y: poison(rows * out),
      gatePre: poison(rows * out),
      upPre: poison(rows * out),
    });
    for (const name of ['gatePre', 'upPre', 'y'] as const)
      expectClose(name, kept[name], exact[name], naive[name]);
    const plain = run('gatedLinear', silu, { gate, up, x, y: poison(rows * out) });
    expectSameBits({ y: plain.y }, { y: kept.y });

    const dy = data.floats(rows * out);
    const got = run('gatedLinearBackward', silu, {
      gate,
      up,
      x,
      dy,
      gatePre: kept.gatePre,
      upPre: kept.upPre,
      dx: poison(rows * inner),
      dGate: new Float32Array(out * inner),
      dUp: new Float32Array(out * inner),
    });
    const backward = (r: reference.Round) => {
      const { gatePre, upPre } = kept;
      const dGatePre = Float64Array.from(dy, (d, i) =>
        r(r(d * upPre[i]) * reference.slope('silu', gatePre[i], r)),
      );
      const dUpPre = Float64Array.from(dy, (d, i) => r(d * reference.activate('silu', gatePre[i], r)));
      const through = (d: Float64Array, w: Float32Array) =>
        reference.product(d, reference.transpose(w, out, inner), null, rows, inner, out, r);
      const byWeight = (d: Float64Array) =>
        reference.product(
          reference.transpose(d, rows, out),
          reference.transpose(x, rows, inner),
          null,
          out,
          inner,
          rows,
          r,
        );
      const throughUp = through(dUpPre, up);
      return {
        gatePre: dGatePre,
        upPre: dUpPre,
        dx: through(dGatePre, gate).map((v, i) => r(v + throughUp[i])),
        dGate: byWeight(dGatePre),
        dUp: byWeight(dUpPre),
      };
    };
    const [exactBack, naiveBack] = [backward(reference.exact), backward(reference.single)];
    for (const name of ['gatePre', 'upPre', 'dx', 'dGate', 'dUp'] as const) {
      expectClose(name, got[name], exactBack[name], naiveBack[name]);
    }
  });
});
