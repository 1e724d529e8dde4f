/** What threads do together computes what CUDA says: shuffles, votes, products, matrix loads, staged copies. */
import { expect, test } from '@jest/globals';
import { Numbers } from '../operations/harness.ts';
import { addon, inOrder, outputOf } from './trial.ts';

test('shuffles', () => {
  const mine = Float32Array.from({ length: 32 }, (_, i) => 100 + i);
  const output = outputOf('shuffles', mine, 7 * 32);
  const lanes = Array.from({ length: 32 }, (_, i) => i);
  const eighth = (i: number) => i - (i % 8);
  const sources = [
    (i: number) => (i * 7 + 3) % 32,
    (i: number) => i ^ 5,
    (i: number) => (i + 3 < 32 ? i + 3 : i),
    (i: number) => (i >= 3 ? i - 3 : i),
    (i: number) => i ^ 4,
    (i: number) => ((i % 8) + 2 < 8 ? i + 2 : i),
    (i: number) => eighth(i) + 1,
  ];
  expect([...output]).toEqual(sources.flatMap((source) => lanes.map((i) => mine[source(i)]!)));
});

test.each([
  ['some', (i: number) => (i % 3 ? 1 : -1)],
  ['none', () => -1],
  ['all', () => 1],
])('votes: %s', (_, vote) => {
  const mine = Float32Array.from({ length: 64 }, (_, i) => vote(i));
  const output = outputOf('votes', mine, 5 * 64);
  for (let i = 0; i < 64; i++) {
    const warp = mine.subarray(i - (i % 32), i - (i % 32) + 32);
    const bits = [...warp].reduce((sum, one, lane) => sum + (one > 0 ? 2 ** lane : 0), 0);
    const heard = [0, 1, 2, 3, 4].map((k) => output[64 * k + i]);
    expect(heard).toEqual([
      bits % 65536,
      Math.floor(bits / 65536),
      warp.some((one) => one > 0) ? 1 : 0,
      warp.every((one) => one > 0) ? 1 : 0,
      mine.filter((one) => one > 0).length,
    ]);
  }
});

test('mma is the product', () => {
  // Whole numbers below 256 are exact in bfloat16, and so are their sums in float32.
  const whole = new Numbers(7);
  const numbers = Float32Array.from(whole.integers(256 + 128 + 128, 201), (n) => n - 100);
  const output = outputOf('product', numbers, 128);
  const expected = Array.from({ length: 128 }, (_, at) => {
    const [row, column] = [Math.floor(at / 8), at % 8];
    let sum = numbers[384 + at]!;
    for (let k = 0; k < 16; k++) sum += numbers[row * 16 + k]! * numbers[256 + k * 8 + column]!;
    return sum;
  });
  expect([...output]).toEqual(expected);
});

test('mma instructions are counted', () => {
  const before = addon.simulate();
  addon.simulatorTrial('many-products', Float32Array.of(3), 4 * 128);
  const after = addon.simulate();
  expect(after.launches - before.launches).toBe(1);
  expect(after.mma - before.mma).toBe(3 * 4 * 4);
});

test('ldmatrix, straight and turned', () => {
  const numbers = Float32Array.from({ length: 256 }, (_, i) => i * 251);
  const output = outputOf('matrices', numbers, 12 * 64);
  const at = (matrix: number, row: number, column: number) => numbers[matrix * 64 + row * 8 + column]!;
  const expected: number[] = [];
  for (const [turned, count] of [
    [false, 4],
    [true, 4],
    [false, 2],
    [true, 2],
  ] as const) {
    for (let m = 0; m < count; m++) {
      for (let lane = 0; lane < 32; lane++) {
        const [g, t] = [Math.floor(lane / 4), lane % 4];
        for (const k of [2 * t, 2 * t + 1]) expected.push(turned ? at(m, k, g) : at(m, g, k));
      }
    }
  }
  expect([...output]).toEqual(expected);
});

test('copies in stages, with zeros where there is nothing', () => {
  const numbers = new Numbers(3).floats(700);
  const output = outputOf('staged-copies', numbers, 128 * 7);
  expect([...output]).toEqual(Array.from({ length: 128 * 7 }, (_, i) => numbers[i] ?? 0));
});

test('declared shared memory', () => {
  const numbers = new Numbers(4).floats(256);
  const output = outputOf('turned-rows', numbers, 256);
  expect([...output]).toEqual(Array.from({ length: 256 }, (_, i) => numbers[i - (i % 64) + 63 - (i % 64)]!));
});

test('threads that write the same to one place are no fault', () => {
  const numbers = new Numbers(5).floats(32);
  expect([...outputOf('agreeing-writers', numbers, 64)]).toEqual([...numbers, ...numbers]);
});

test('shared memory begins without numbers', () => {
  addon.simulatorTrial('turned-rows', new Float32Array(64).fill(1), 64);
  expect([...outputOf('unwritten', new Float32Array(1), 64)].every(Number.isNaN)).toBe(true);
});

test('orders: ascending, descending, and seeds of their own', () => {
  const total = 5 * 70;
  const come = (order: string) =>
    inOrder(
      order,
      () => [...addon.simulatorTrial('arrivals', new Float32Array(1), 1 + total).output.subarray(1)],
      1,
    );
  const ascending = Array.from({ length: total }, (_, i) => i);
  expect(come('ascending')).toEqual(ascending);
  expect(come('descending')).toEqual(ascending.slice().reverse());
  expect(come('1')).not.toEqual(ascending);
  expect(come('1')).toEqual(come('1'));
  expect(come('2')).not.toEqual(come('1'));
  expect(come('2').sort((a, b) => a - b)).toEqual(ascending);
});
