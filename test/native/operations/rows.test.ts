/** Row-wise operations: embedding, norms, dropout, add. */
import { describe, expect, test } from '@jest/globals';
import * as reference from '../../reference/operations.ts';
import {
  type Arrays,
  batchArrays,
  expectClose,
  expectSameBits,
  levels,
  Numbers,
  poison,
  run,
  sequencesOf,
} from './harness.ts';

const SHAPES = [
  { rows: 1, width: 1 },
  { rows: 7, width: 20 },
  { rows: 33, width: 64 },
  { rows: 150, width: 67 },
  { rows: 3, width: 1000 },
];

describe.each(levels)('%s', (level) => {
  test.each(SHAPES)('embedding and its gradient, $rows x $width', ({ rows, width }) => {
    const data = new Numbers(21);
    const vocab = 13;
    const batch = batchArrays(sequencesOf([rows]));
    const tokens = data.integers(rows, vocab);
    const table = data.floats(vocab * width);
    const positionTable = data.floats(rows * width);
    for (const positions of [positionTable, null]) {
      const arrays: Arrays = { ...batch, tokens, table, y: poison(rows * width) };
      if (positions) arrays.positionTable = positions;
      const got = run(level, 'embedding', { rows, width }, arrays);
      const forward = (r: reference.Round) =>
        reference.embedding(tokens, batch.positions, table, positions, width, r);
      expectClose('y', got.y, forward(reference.exact), forward(reference.single));
    }
    const dy = data.floats(rows * width);
    const dTable = data.floats(vocab * width);
    const dPositions = data.floats(rows * width);
    const attributes = { rows, width, vocab, maxPositions: rows };
    const got = run(level, 'embeddingBackward', attributes, { ...batch, tokens, dy, dTable, dPositions });
    const scatter = (index: Int32Array, d: Float32Array, r: reference.Round) =>
      reference.scatterAdd(index, dy, d, width, r);
    expectClose(
      'dTable',
      got.dTable,
      scatter(tokens, dTable, reference.exact),
      scatter(tokens, dTable, reference.single),
    );
    expectClose(
      'dPositions',
      got.dPositions,
      scatter(batch.positions, dPositions, reference.exact),
      scatter(batch.positions, dPositions, reference.single),
    );
    const frozen = run(level, 'embeddingBackward', attributes, { ...batch, tokens, dy, dPositions });
    expectSameBits({ d: frozen.dPositions }, { d: got.dPositions });
  });

  const norms = SHAPES.flatMap((shape) => [
    { ...shape, kind: 'layer' as const, residual: true },
    { ...shape, kind: 'layer' as const, residual: false },
    { ...shape, kind: 'rms' as const, residual: true },
  ]);
  test.each(norms)('$kind norm $rows x $width, residual $residual', ({ rows, width, kind, residual }) => {
    const data = new Numbers(22);
    const count = rows * width;
    const arrays: Arrays = {
      x: data.floats(count, 3).map((v) => v + 1),
      gain: data.floats(width),
      y: poison(count),
      mean: poison(rows),
      rstd: poison(rows),
    };
    if (kind === 'layer') arrays.bias = data.floats(width);
    if (residual) {
      arrays.residual = data.floats(count);
      arrays.sum = poison(count);
    }
    const epsilon = Math.fround(1e-5);
    const attributes = { rows, width, kind: kind === 'layer' ? 0 : 1, epsilon };
    const got = run(level, 'norm', attributes, arrays);
    const forward = (r: reference.Round) =>
      reference.norm(kind, arrays.x, arrays.residual ?? null, arrays.gain, arrays.bias ?? null, epsilon, r);
    const [exact, naive] = [forward(reference.exact), forward(reference.single)];
    for (const name of ['y', 'rstd'] as const) expectClose(name, got[name], exact[name], naive[name]);
    if (kind === 'layer') expectClose('mean', got.mean, exact.mean, naive.mean);
    if (residual) {
      expectClose('sum', got.sum, exact.sum, naive.sum);
      const inPlace = run(level, 'norm', { ...attributes, inPlace: 1 }, arrays);
      expectSameBits({ sum: inPlace.x, y: inPlace.y }, { sum: got.sum, y: got.y });
    }

    const dSum = data.floats(count);
    const gradients = {
      sum: residual ? got.sum : got.x,
      gain: arrays.gain,
      mean: got.mean,
      rstd: got.rstd,
      dy: data.floats(count),
      dSum,
      dGain: data.floats(width),
      dBias: data.floats(width),
    };
    const back = run(level, 'normBackward', { ...attributes, accumulate: 1 }, gradients);
    const backward = (r: reference.Round) => {
      const from = r === reference.exact ? exact : naive;
      const d = reference.normBackward(kind, from.sum, arrays.gain, from.mean, from.rstd, gradients.dy, r);
      return {
        dSum: d.dSum.map((v, i) => r(v + dSum[i])),
        dGain: d.dGain.map((v, i) => r(v + gradients.dGain[i])),
        dBias: d.dBias.map((v, i) => r(v + gradients.dBias[i])),
      };
    };
    const [exactBack, naiveBack] = [backward(reference.exact), backward(reference.single)];
    for (const name of ['dSum', 'dGain', 'dBias'] as const) {
      expectClose(name, back[name], exactBack[name], naiveBack[name]);
    }
    const written = run(level, 'normBackward', attributes, { ...gradients, dSum: poison(count) });
    const through = (r: reference.Round) => backward(r).dSum.map((v, i) => v - dSum[i]);
    expectClose('dSum written', written.dSum, through(reference.exact), through(reference.single));
  });

  test('a row range of a norm is that range alone', () => {
    const data = new Numbers(23);
    const [rows, width] = [70, 24];
    const arrays = { x: data.floats(rows * width), gain: data.floats(width), y: poison(rows * width) };
    const attributes = { rows, width, kind: 1, epsilon: 1e-5 };
    const whole = run(level, 'norm', attributes, arrays);
    const part = run(level, 'norm', { ...attributes, begin: 3, end: 68 }, arrays);
    expectSameBits({ y: part.y.slice(3 * width, 68 * width) }, { y: whole.y.slice(3 * width, 68 * width) });
    expect(part.y.slice(0, 3 * width).every(Number.isNaN)).toBe(true);
    expect(part.y.slice(68 * width).every(Number.isNaN)).toBe(true);
  });

  test.each(SHAPES)('add $rows x $width', ({ rows, width }) => {
    const data = new Numbers(24);
    const arrays = { a: data.floats(rows * width), b: data.floats(rows * width), y: poison(rows * width) };
    const expected = arrays.a.map((v, i) => v + arrays.b[i]);
    expectSameBits({ y: run(level, 'add', { rows, width }, arrays).y }, { y: expected });
    expectSameBits({ y: run(level, 'add', { rows, width, inPlace: 1 }, arrays).b }, { y: expected });
  });
});

describe('dropout', () => {
  const [rows, width, probability] = [90, 67, 0.3];
  const data = new Numbers(25);
  const x = data.floats(rows * width).map((v) => v + 2);
  const attributes = { rows, width, probability, seed: 2 ** 40 + 77, operation: 3 };

  test('has the same mask on every level, whole or in ranges, and scales what it keeps', () => {
    const results = levels.map(
      (level) => run(level, 'dropout', attributes, { x, y: poison(rows * width) }).y,
    );
    for (const y of results) expectSameBits({ y }, { y: results[0] });
    const scale = Math.fround(1 / Math.fround(1 - Math.fround(probability)));
    results[0].forEach((y, i) => {
      if (y !== 0) expect(y).toBe(Math.fround(x[i] * scale));
    });
    for (const level of levels) {
      const part = run(
        level,
        'dropout',
        { ...attributes, begin: 11, end: 80 },
        { x, y: poison(rows * width) },
      ).y;
      expectSameBits(
        { y: part.slice(11 * width, 80 * width) },
        { y: results[0].slice(11 * width, 80 * width) },
      );
      expect(part.slice(0, 11 * width).every(Number.isNaN)).toBe(true);
    }
  });

  test('drops the share it was asked for, differently for another operation', () => {
    const dropped = (operation: number) =>
      run(levels[0], 'dropout', { ...attributes, operation }, { x, y: poison(rows * width) }).y.map((y) =>
        y === 0 ? 1 : 0,
      );
    const [one, two] = [dropped(5), dropped(6)];
    const share = one.reduce((a, b) => a + b, 0) / one.length;
    // Six standard deviations of a binomial share.
    const spread = Math.sqrt((probability * (1 - probability)) / one.length);
    expect(Math.abs(share - probability)).toBeLessThan(6 * spread);
    const both = one.reduce((total, value, i) => total + value * two[i], 0) / one.length;
    const expected = probability ** 2;
    expect(Math.abs(both - expected)).toBeLessThan(6 * Math.sqrt((expected * (1 - expected)) / one.length));
  });

  test('follows Philox4x32-10 as documented', () => {
    const philox = (key: bigint, counter: bigint, purpose = 0n): number[] => {
      const low = (value: bigint) => value & 0xffffffffn;
      let [k0, k1] = [low(key), key >> 32n];
      let [c0, c1, c2, c3] = [low(counter), low(counter >> 32n), 0n, purpose];
      for (let round = 0; round < 10; round++) {
        const [a, b] = [0xd2511f53n * c0, 0xcd9e8d57n * c2];
        [c0, c1, c2, c3] = [(b >> 32n) ^ c1 ^ k0, low(b), (a >> 32n) ^ c3 ^ k1, low(a)];
        [k0, k1] = [low(k0 + 0x9e3779b9n), low(k1 + 0xbb67ae85n)];
      }
      return [c0, c1, c2, c3].map(Number);
    };
    // Known answer of the generator's authors for key 0 and counter 0.
    expect(philox(0n, 0n)).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    const [low, high] = philox(BigInt(attributes.seed), BigInt(attributes.operation), 2n);
    const key = (BigInt(high) << 32n) | BigInt(low);
    const y = run(levels[0], 'dropout', attributes, { x, y: poison(rows * width) }).y;
    for (let e = 0; e < y.length; e++) {
      const counter = BigInt(Math.floor(e / 64) * 16 + (e % 16));
      const word = philox(key, counter)[Math.floor(e / 16) % 4];
      expect(y[e] !== 0).toBe((word >>> 8) / 2 ** 24 >= Math.fround(probability));
    }
  });

  test('adds to what is there when asked to, and works in place', () => {
    for (const level of levels) {
      const plain = run(level, 'dropout', attributes, { x, y: poison(rows * width) }).y;
      const base = data.floats(rows * width);
      const added = run(level, 'dropout', { ...attributes, accumulate: 1 }, { x, y: base }).y;
      expectSameBits({ y: added }, { y: base.map((v, i) => v + plain[i]) });
      expectSameBits({ y: run(level, 'dropout', { ...attributes, inPlace: 1 }, { x }).x }, { y: plain });
    }
  });
});
