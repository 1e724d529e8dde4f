/** Row-wise operations of the CUDA backend: norms, dropout, add. */
import { describe, expect, test } from '@jest/globals';
import * as reference from '../../reference/operations.ts';
import { type Arrays, expectSameBits, levels, Numbers, poison, run } from '../operations/harness.ts';
import { bf16, expectNear, given, places, runOn } from './harness.ts';

// A width for each way in which rows are spread over threads, some not filled; odd ones; one wider than registers.
const SHAPES = [
  { rows: 1, width: 1 },
  { rows: 9, width: 20 },
  { rows: 150, width: 64 },
  { rows: 131, width: 67 },
  { rows: 70, width: 128 },
  { rows: 37, width: 200 },
  { rows: 33, width: 256 },
  { rows: 19, width: 512 },
  { rows: 11, width: 768 },
  { rows: 9, width: 1024 },
  { rows: 3, width: 1048 },
];

describe.each(places)('%s in %s', (backend, compute) => {
  const rounded = (values: ArrayLike<number>) =>
    compute === 'bf16' ? Float64Array.from(values, bf16) : Float64Array.from(values);

  const norms = SHAPES.flatMap((shape) => [
    { ...shape, kind: 'layer' as const, residual: true },
    { ...shape, kind: 'layer' as const, residual: false },
    { ...shape, kind: 'rms' as const, residual: true },
  ]);
  test.each(norms)('$kind norm $rows x $width, residual $residual', ({ rows, width, kind, residual }) => {
    const data = new Numbers(22);
    const count = rows * width;
    const arrays: Arrays = {
      x: given(
        compute,
        data.floats(count, 3).map((v) => v + 1),
      ),
      gain: data.floats(width),
      y: poison(count),
      mean: poison(rows),
      rstd: poison(rows),
    };
    if (kind === 'layer') arrays.bias = data.floats(width);
    if (residual) {
      arrays.residual = given(compute, data.floats(count));
      arrays.sum = poison(count);
    }
    const epsilon = Math.fround(1e-5);
    const attributes = { rows, width, kind: kind === 'layer' ? 0 : 1, epsilon };
    const got = runOn(backend, compute, 'norm', attributes, arrays);
    // What is normalised is the sum as it is stored.
    const sum = residual ? rounded(arrays.x!.map((v, i) => v + arrays.residual![i]!)) : arrays.x!;
    if (residual) expectSameBits({ sum: got.sum! }, { sum: Float32Array.from(sum) });
    const forward = (r: reference.Round) =>
      reference.norm(kind, sum, null, arrays.gain!, arrays.bias ?? null, epsilon, r);
    const [exact, naive] = [forward(reference.exact), forward(reference.single)];
    expectNear('y', compute, got.y!, exact.y, rounded(naive.y));
    expectNear('rstd', 'float32', got.rstd!, exact.rstd, naive.rstd, 4);
    if (kind === 'layer') expectNear('mean', 'float32', got.mean!, exact.mean, naive.mean, 4);
    if (residual) {
      for (const name of ['x', 'residual'] as const) {
        const swapped = { ...arrays, x: arrays[name]!, residual: arrays[name === 'x' ? 'residual' : 'x']! };
        const inPlace = runOn(backend, compute, 'norm', { ...attributes, inPlace: 1 }, swapped);
        expectSameBits({ sum: inPlace.x!, y: inPlace.y! }, { sum: got.sum!, y: got.y! });
      }
    }
    const last = (values: Float32Array) => values.slice((rows - 1) * width);
    const alone: Arrays = { ...arrays, x: last(arrays.x as Float32Array), y: poison(width) };
    if (residual) {
      alone.residual = last(arrays.residual as Float32Array);
      alone.sum = poison(width);
    }
    alone.mean = poison(1);
    alone.rstd = poison(1);
    const one = runOn(backend, compute, 'norm', { ...attributes, rows: 1 }, alone);
    expectSameBits({ y: one.y! }, { y: last(got.y!) });

    const gradients: Arrays = {
      sum: Float32Array.from(sum),
      gain: arrays.gain!,
      mean: got.mean!,
      rstd: got.rstd!,
      dy: given(compute, data.floats(count)),
      dSum: given(compute, data.floats(count)),
      dGain: data.floats(width),
      dBias: data.floats(width),
    };
    const back = runOn(backend, compute, 'normBackward', { ...attributes, accumulate: 1 }, gradients);
    const backward = (r: reference.Round) => {
      const d = reference.normBackward(kind, sum, arrays.gain!, got.mean!, got.rstd!, gradients.dy!, r);
      return {
        written: d.dSum,
        dSum: d.dSum.map((v, i) => r(v + gradients.dSum![i]!)),
        dGain: d.dGain.map((v, i) => r(v + gradients.dGain![i]!)),
        dBias: d.dBias.map((v, i) => r(v + gradients.dBias![i]!)),
      };
    };
    const [exactBack, naiveBack] = [backward(reference.exact), backward(reference.single)];
    // On a GPU multiply and add are one, so of a single number what cancels leaves a rounding, times 1 / sqrt(epsilon).
    const remains = backend === 'cuda' && width === 1;
    const roundings = remains ? 4 / Math.sqrt(1e-5) : 4;
    expectNear('dSum', compute, back.dSum!, exactBack.dSum, rounded(naiveBack.dSum), roundings);
    expectNear('dGain', 'float32', back.dGain!, exactBack.dGain, naiveBack.dGain, 4);
    expectNear('dBias', 'float32', back.dBias!, exactBack.dBias, naiveBack.dBias, 4);
    const { dGain, dBias, ...frozen } = gradients;
    const written = { ...frozen, dSum: poison(count) };
    const plain = runOn(backend, compute, 'normBackward', attributes, written).dSum!;
    if (!remains)
      expectNear('dSum written', compute, plain, exactBack.written, rounded(naiveBack.written), 4);
    for (const some of [{ dGain }, { dBias }] as Arrays[]) {
      const half = runOn(backend, compute, 'normBackward', attributes, { ...written, ...some });
      const [name] = Object.keys(some) as ['dGain' | 'dBias'];
      expectSameBits({ d: half[name]!, dSum: half.dSum! }, { d: back[name]!, dSum: plain });
    }
  });

  test.each([24, 21])('a row range of a norm of width %d is that range alone', (width) => {
    const data = new Numbers(23);
    const rows = 70;
    const arrays = {
      x: given(compute, data.floats(rows * width)),
      gain: data.floats(width),
      y: poison(rows * width),
    };
    const attributes = { rows, width, kind: 1, epsilon: 1e-5 };
    const whole = runOn(backend, compute, 'norm', attributes, arrays).y!;
    const part = runOn(backend, compute, 'norm', { ...attributes, begin: 3, end: 68 }, arrays).y!;
    expectSameBits({ y: part.slice(3 * width, 68 * width) }, { y: whole.slice(3 * width, 68 * width) });
    expect(part.slice(0, 3 * width).every(Number.isNaN)).toBe(true);
    expect(part.slice(68 * width).every(Number.isNaN)).toBe(true);
  });

  test('many rows: the gradients of gain and bias, of more rows than the blocks of one round', () => {
    const data = new Numbers(27);
    const [rows, width] = [26_000, 8];
    const arrays = {
      sum: given(compute, data.floats(rows * width)),
      gain: data.floats(width),
      rstd: data.floats(rows).map((v) => 2 + v),
      mean: data.floats(rows),
      dy: given(compute, data.floats(rows * width)),
      dSum: poison(rows * width),
      dGain: data.floats(width),
      dBias: data.floats(width),
    };
    const got = runOn(backend, compute, 'normBackward', { rows, width, kind: 0 }, arrays);
    const backward = (r: reference.Round) =>
      reference.normBackward('layer', arrays.sum, arrays.gain, arrays.mean, arrays.rstd, arrays.dy, r);
    const [exact, naive] = [backward(reference.exact), backward(reference.single)];
    expectNear('dSum', compute, got.dSum!, exact.dSum, rounded(naive.dSum), 4);
    const added = (d: Float64Array, before: Float32Array) => d.map((v, i) => v + before[i]!);
    for (const name of ['dGain', 'dBias'] as const) {
      expectNear(
        name,
        'float32',
        got[name]!,
        added(exact[name], arrays[name]),
        added(naive[name], arrays[name]),
      );
    }
  });

  test.each(SHAPES)('add $rows x $width', ({ rows, width }) => {
    const data = new Numbers(24);
    const count = rows * width;
    const arrays = {
      a: given(compute, data.floats(count)),
      b: given(compute, data.floats(count)),
      y: poison(count),
    };
    const expected = Float32Array.from(rounded(arrays.a.map((v, i) => v + arrays.b[i]!)));
    expectSameBits({ y: runOn(backend, compute, 'add', { rows, width }, arrays).y! }, { y: expected });
    const inPlace = runOn(backend, compute, 'add', { rows, width, inPlace: 1 }, arrays);
    expectSameBits({ y: inPlace.b! }, { y: expected });
    const part = runOn(backend, compute, 'add', { rows, width, begin: 1 }, arrays).y!;
    expectSameBits({ y: part.slice(width) }, { y: expected.slice(width) });
    expect(part.slice(0, width).every(Number.isNaN)).toBe(true);
  });

  describe.each([67, 64])('dropout of width %d', (width) => {
    const [rows, probability] = [90, 0.3];
    const data = new Numbers(25);
    const x = given(
      compute,
      data.floats(rows * width).map((v) => v + 2),
    );
    const attributes = { rows, width, probability, seed: 2 ** 40 + 77, operation: 3 };
    const onCpu = run(levels[0]!, 'dropout', attributes, { x, y: poison(rows * width) }).y!;
    const expected = Float32Array.from(rounded(onCpu));

    test('is that of the CPU, whole, in ranges and in place', () => {
      const whole = runOn(backend, compute, 'dropout', attributes, { x, y: poison(rows * width) }).y!;
      expectSameBits({ y: whole }, { y: expected });
      const range = { ...attributes, begin: 11, end: 80 };
      const part = runOn(backend, compute, 'dropout', range, { x, y: poison(rows * width) }).y!;
      expectSameBits(
        { y: part.slice(11 * width, 80 * width) },
        { y: expected.slice(11 * width, 80 * width) },
      );
      expect(part.slice(0, 11 * width).every(Number.isNaN)).toBe(true);
      expect(part.slice(80 * width).every(Number.isNaN)).toBe(true);
      const inPlace = runOn(backend, compute, 'dropout', { ...attributes, inPlace: 1 }, { x }).x!;
      expectSameBits({ y: inPlace }, { y: expected });
    });

    test('adds to what is there when asked to', () => {
      const y = given(compute, data.floats(rows * width));
      const added = runOn(backend, compute, 'dropout', { ...attributes, accumulate: 1 }, { x, y }).y!;
      const sum = onCpu.map((v, i) => y[i]! + v);
      expectNear('y', compute, added, sum, rounded(sum));
    });
  });
});
