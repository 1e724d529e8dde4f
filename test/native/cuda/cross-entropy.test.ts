/** The head on CUDA: losses and both gradients from products that are never stored whole. */
import { runInThisContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as reference from '../../reference/operations.ts';
import { expectSameBits, Numbers, poison } from '../operations/harness.ts';
import { bf16, type Compute, expectNear, given, places, runOn } from './harness.ts';

interface Shape {
  rows: number;
  width: number;
  vocab: number;
  /** Whether the weight begins at a multiple of 16 bytes. */
  aligned?: number;
}

const SHAPES: Shape[] = [
  { rows: 1, width: 1, vocab: 1 },
  { rows: 7, width: 5, vocab: 1 },
  { rows: 33, width: 17, vocab: 103 },
  { rows: 70, width: 104, vocab: 97 },
  { rows: 140, width: 64, vocab: 131, aligned: 1 },
  { rows: 30, width: 40, vocab: 65, aligned: 1 },
  { rows: 70, width: 128, vocab: 70, aligned: 1 },
  { rows: 40, width: 133, vocab: 131 },
  { rows: 33, width: 200, vocab: 67, aligned: 1 },
];

function inputs(compute: Compute, { rows, width, vocab }: Shape, seed: number, spread = 2) {
  const data = new Numbers(seed);
  const targets = data.integers(rows, vocab);
  const lossWeights = data.floats(rows).map(Math.abs);
  if (rows > 5) {
    targets[3] = -1;
    lossWeights[4] = 0;
  }
  return {
    x: given(compute, data.floats(rows * width, spread)),
    weight: given(compute, data.floats(vocab * width)),
    targets,
    lossWeights,
    losses: poison(rows),
    dx: poison(rows * width),
    dWeight: data.floats(vocab * width),
  };
}

type Inputs = Omit<ReturnType<typeof inputs>, 'lossWeights'> & { lossWeights?: Float32Array };

/**
 * A naive version of the same precision: gradients of logits are rounded to what products take, and exponentials, told
 * in the target's, where they are stored.
 */
function naive(compute: Compute, arrays: Inputs, scale: number, width: number, stored: boolean) {
  const { x, weight, targets, dWeight } = arrays;
  const weights = arrays.lossWeights ?? null;
  const plain = reference.crossEntropy(x, weight, targets, weights, scale, width, dWeight, reference.single);
  if (compute === 'float32') return plain;
  const [rows, vocab] = [targets.length, weight.length / width];
  const logits = reference.product(x, weight, null, rows, vocab, width, reference.exact);
  const gradients = new Float64Array(logits.length);
  for (let n = 0; n < rows; n++) {
    if (targets[n]! < 0) continue;
    const z = logits.subarray(n * vocab, (n + 1) * vocab);
    const top = stored ? z[targets[n]!]! : Math.max(...z);
    const total = z.reduce((sum, one) => sum + Math.exp(one - top), 0);
    for (let v = 0; v < vocab; v++) {
      const e = Math.exp(z[v]! - top);
      const p = (stored && v !== targets[n] ? bf16(e) : e) / total - (v === targets[n] ? 1 : 0);
      gradients[n * vocab + v] = bf16(p * scale * (weights ? weights[n]! : 1));
    }
  }
  const byWord = reference.transpose(gradients, rows, vocab);
  const [w, inputsByColumn] = [
    reference.transpose(weight, vocab, width),
    reference.transpose(x, rows, width),
  ];
  return {
    losses: plain.losses,
    dx: reference.product(gradients, w, null, rows, width, vocab, reference.exact).map(bf16),
    dWeight: reference.product(byWord, inputsByColumn, null, vocab, width, rows, reference.single, dWeight),
  };
}

function expectRight(
  compute: Compute,
  arrays: Inputs,
  scale: number,
  width: number,
  got: Inputs,
  stored = false,
): void {
  const { x, weight, targets, dWeight } = arrays;
  const weights = arrays.lossWeights ?? null;
  const exact = reference.crossEntropy(x, weight, targets, weights, scale, width, dWeight, reference.exact);
  const rough = naive(compute, arrays, scale, width, stored);
  // Losses and the gradient of W are float32 in both kinds.
  expectNear('losses', 'float32', got.losses, exact.losses, rough.losses, 4);
  expectNear('dx', compute, got.dx, exact.dx, rough.dx, compute === 'bf16' ? 0.5 : 4);
  expectNear('dWeight', 'float32', got.dWeight, exact.dWeight, rough.dWeight, 4);
}

/** The process' environment, of which Jest shows tests a copy. */
const environment = runInThisContext('process.env') as NodeJS.ProcessEnv;

/** Other ways to work than the usual one: what chooses them. */
const choices: Record<string, Record<string, string>> = {
  usual: {},
  folded: { TINYSTORIES_CUDA_HEAD: '2' },
  warpgroups: { TINYSTORIES_CUDA_HEAD_WARPGROUP: '128' },
};
const ways = places.flatMap(([backend, compute]) =>
  Object.keys(choices)
    .filter((way) => way === 'usual' || compute === 'bf16')
    .map((way): [...(typeof places)[number], string] => [backend, compute, way]),
);

describe.each(ways)('%s %s, %s', (backend, compute, way) => {
  beforeAll(() => {
    Object.assign(environment, choices[way]);
  });
  afterAll(() => {
    for (const name of Object.keys(choices[way]!)) delete environment[name];
  });
  const run = (shape: Shape, scale: number, arrays: Partial<Inputs>) =>
    runOn(backend, compute, 'crossEntropy', { ...shape, scale }, arrays as Inputs) as unknown as Inputs;

  test.each(SHAPES)('$rows x $width, vocabulary $vocab', (shape) => {
    const arrays = inputs(compute, shape, 41);
    const scale = Math.fround(1 / shape.rows);
    const got = run(shape, scale, arrays);
    expectRight(compute, arrays, scale, shape.width, got, way === 'folded');
    // A target of -1 counts for nothing; weight 0 only for the gradient.
    if (shape.rows > 5) {
      expect(got.losses[3]).toBe(0);
      expect(got.losses[4]).toBeGreaterThanOrEqual(shape.vocab > 1 ? Number.MIN_VALUE : 0);
      for (const row of [3, 4]) {
        const dx = got.dx.subarray(row * shape.width, (row + 1) * shape.width);
        expect(dx.every((v) => v === 0)).toBe(true);
      }
    }
    const { dx: _dx, dWeight: _dWeight, ...evaluation } = arrays;
    expectSameBits({ losses: run(shape, scale, evaluation).losses }, { losses: got.losses });
    const frozen = run(shape, scale, { ...evaluation, dx: poison(arrays.dx.length) });
    expectSameBits({ dx: frozen.dx, losses: frozen.losses }, { dx: got.dx, losses: got.losses });
  });

  test.each([24, 72, 136])('width %p: without weights of the rows', (width) => {
    const shape = { rows: 30, width, vocab: 50 };
    const { lossWeights: _weights, ...arrays } = inputs(compute, shape, 46);
    expectRight(compute, arrays, 2, width, run(shape, 2, arrays), way === 'folded');
  });

  test.each([
    { rows: 1100, width: 8, vocab: 20, aligned: 1 },
    { rows: 4130, width: 129, vocab: 3 },
  ])('$rows rows: the gradient of W comes in parts', (shape) => {
    const arrays = inputs(compute, shape, 42);
    const got = run(shape, 0.5, arrays);
    expectRight(compute, arrays, 0.5, shape.width, got);
  });

  if (way === 'folded') {
    test('rows in several chunks', () => {
      environment.TINYSTORIES_CUDA_HEAD_ROWS = '128';
      try {
        const shape = { rows: 300, width: 72, vocab: 70, aligned: 1 };
        const arrays = inputs(compute, shape, 47);
        expectRight(compute, arrays, 0.5, shape.width, run(shape, 0.5, arrays));
      } finally {
        delete environment.TINYSTORIES_CUDA_HEAD_ROWS;
      }
    });
  }

  test('rows whose logits are as far apart as is possible in between', () => {
    // Some words are out of reach of what is guessed from the target, by turns above and below it; in a few rows all are.
    const shape = { rows: 60, width: 8, vocab: 200, aligned: 1 };
    const arrays = inputs(compute, shape, 48, 24);
    expectRight(compute, arrays, 1, shape.width, run(shape, 1, arrays));
  });

  test.each([24, 128, 136])('width %p: a row has the same bits alone and in a batch', (width) => {
    const shape = { rows: 150, width, vocab: 81, aligned: 1 };
    const { x, weight, targets, lossWeights } = inputs(compute, shape, 43, 6);
    const outputs = (rows: number) => ({ losses: poison(rows), dx: poison(rows * width) });
    const whole = run(shape, 1, { x, weight, targets, lossWeights, ...outputs(150) });
    for (const row of [0, 70, 149]) {
      const alone = run({ ...shape, rows: 1 }, 1, {
        x: x.slice(row * width, (row + 1) * width),
        weight,
        targets: targets.slice(row, row + 1),
        lossWeights: lossWeights.slice(row, row + 1),
        ...outputs(1),
      });
      const dx = whole.dx.slice(row * width, (row + 1) * width);
      expectSameBits(
        { losses: alone.losses, dx: alone.dx },
        { losses: whole.losses.slice(row, row + 1), dx },
      );
    }
  });

  test('logits far apart neither overflow nor vanish', () => {
    for (const size of [400, 1e4]) {
      const weight = given(compute, Float32Array.from([size, -size, 0]));
      const large = weight[0]!;
      const arrays = {
        x: new Float32Array(3).fill(1),
        weight,
        targets: Int32Array.from([0, 1, 2]),
        losses: poison(3),
        dx: poison(3),
        dWeight: new Float32Array(3),
      };
      const got = run({ rows: 3, width: 1, vocab: 3 }, 1, arrays);
      expect(Array.from(got.losses)).toEqual([0, 2 * large, large]);
      const dx = [0, 2 * large, large].map((v) => (compute === 'bf16' ? bf16(v) : v));
      expect(Array.from(got.dx)).toEqual(dx);
      const dWeight = Array.from(got.dWeight);
      [2, -1, -1].forEach((expected, v) => {
        expect(dWeight[v]).toBeCloseTo(expected, 2);
      });
    }
  });

  test('a reference is moved late, when the largest logit comes last', () => {
    const shape = { rows: 20, width: 2, vocab: 300 };
    // Logits rise (or fall) by 0.25 a word, so that the reference has to move again and again; in every other pair of
    // rows two words stick out so far that nothing before them counts.
    const weight = new Float32Array(600);
    for (let v = 0; v < 300; v++) weight[2 * v] = 0.25 * v - 30;
    weight[2 * 161 + 1] = 200;
    weight[2 * 234 + 1] = 400;
    const arrays: Inputs = {
      x: Float32Array.from({ length: 40 }, (_, at) => {
        const row = at >> 1;
        if (at % 2) return row % 4 > 1 ? 1 : 0;
        return row % 2 ? -1 : 1;
      }),
      weight: given(compute, weight),
      targets: Int32Array.from({ length: 20 }, (_, n) => 15 * n),
      losses: poison(20),
      dx: poison(40),
      dWeight: new Float32Array(600),
    };
    expectRight(compute, arrays, 1, 2, run(shape, 1, arrays));
  });

  test('a nearly certain target leaves a small gradient with all its digits', () => {
    const shape = { rows: 1, width: 2, vocab: 40 };
    const weight = new Float32Array(80);
    for (let v = 0; v < 40; v++) weight[2 * v + 1] = v % 3;
    weight[2 * 7] = 16;
    const arrays: Inputs = {
      x: Float32Array.from([1, 0]),
      weight,
      targets: Int32Array.from([7]),
      losses: poison(1),
      dx: poison(2),
      dWeight: new Float32Array(80),
    };
    const got = run(shape, 1, arrays);
    const exact = reference.crossEntropy(
      arrays.x,
      weight,
      arrays.targets,
      null,
      1,
      2,
      arrays.dWeight,
      reference.exact,
    );
    const digits = compute === 'bf16' ? 2 ** -8 : 1e-5;
    for (let c = 0; c < 2; c++) expect(Math.abs(got.dx[c]! / exact.dx[c]! - 1)).toBeLessThan(digits);
    expect(got.losses[0]! / exact.losses[0]!).toBeCloseTo(1, compute === 'bf16' ? 5 : 1);
  });

  test.each([Number.NaN, Infinity])('a row with %p has no loss, the others have theirs', (bad) => {
    const shape = { rows: 40, width: 9, vocab: 70 };
    const { x, weight, targets } = inputs(compute, shape, 45);
    const before = run(shape, 1, { x, weight, targets, losses: poison(40) });
    const spoilt = x.slice();
    spoilt[9 * 5] = bad;
    const after = run(shape, 1, { x: spoilt, weight, targets, losses: poison(40) });
    expect(after.losses[5]).toBeNaN();
    before.losses[5] = after.losses[5]!;
    expectSameBits({ losses: after.losses }, { losses: before.losses });
  });
});
