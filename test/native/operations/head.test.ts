/** The vocabulary head (cross-entropy, logits) and the optimizer. */
import { describe, expect, test } from '@jest/globals';
import * as reference from '../../reference/operations.ts';
import {
  type Arrays,
  expectClose,
  expectSameBits,
  levels,
  Numbers,
  plainly,
  poison,
  run,
} from './harness.ts';

const SHAPES = [
  { rows: 1, width: 1, vocab: 1 },
  { rows: 7, width: 20, vocab: 1 },
  { rows: 33, width: 17, vocab: 1003 },
  { rows: 250, width: 12, vocab: 1100 },
  { rows: 150, width: 260, vocab: 1100 },
  { rows: 70, width: 64, vocab: 50 },
  { rows: 600, width: 8, vocab: 33 },
  // More of the vocabulary than there are panels for at a time, by either way to multiply.
  { rows: 3, width: 800, vocab: 5501 },
  // Several bands of rows; odd numbers of panels; more rows in a band's last group than one tile has; wide.
  { rows: 1100, width: 64, vocab: 203 },
  { rows: 533, width: 72, vocab: 1090 },
  { rows: 290, width: 130, vocab: 65 },
  { rows: 140, width: 530, vocab: 160 },
  { rows: 1100, width: 800, vocab: 70 },
];

function inputs({ rows, width, vocab }: (typeof SHAPES)[number], seed: number) {
  const data = new Numbers(seed);
  const targets = data.integers(rows, vocab);
  const lossWeights = data.floats(rows).map(Math.abs);
  if (rows > 5) {
    targets[3] = -1;
    lossWeights[4] = 0;
  }
  return {
    x: data.floats(rows * width, 2),
    weight: data.floats(vocab * width),
    targets,
    lossWeights,
    losses: poison(rows),
    dx: poison(rows * width),
    dWeight: data.floats(vocab * width),
  };
}

describe.each(levels)('%s', (level) => {
  test.each(SHAPES)('cross-entropy $rows x $width, vocabulary $vocab', (shape) => {
    const arrays = inputs(shape, 31);
    const scale = Math.fround(1 / shape.rows);
    const got = run(level, 'crossEntropy', { ...shape, scale }, arrays);
    const all = (r: reference.Round) => {
      const { x, weight, targets, lossWeights, dWeight } = arrays;
      return reference.crossEntropy(x, weight, targets, lossWeights, scale, shape.width, dWeight, r);
    };
    const [exact, naive] = plainly('cross-entropy', shape, all);
    for (const name of ['losses', 'dx', 'dWeight'] as const) {
      expectClose(name, got[name], exact[name], naive[name]);
    }
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
    const losses = run(level, 'crossEntropy', { ...shape, scale }, evaluation);
    expectSameBits({ losses: losses.losses }, { losses: got.losses });
    const frozen = run(
      level,
      'crossEntropy',
      { ...shape, scale },
      { ...evaluation, dx: poison(arrays.dx.length) },
    );
    expectSameBits({ dx: frozen.dx }, { dx: got.dx });
  });

  test.each([24, 96])('a loss has the same bits alone and in a batch, width %d', (width) => {
    const shape = { rows: 100, width, vocab: 301 };
    const { x, weight, targets } = inputs(shape, 32);
    const whole = run(level, 'crossEntropy', shape, { x, weight, targets, losses: poison(100) });
    for (const row of [0, 13, 14, 57, 99]) {
      const alone = run(
        level,
        'crossEntropy',
        { ...shape, rows: 1 },
        {
          x: x.slice(row * width, (row + 1) * width),
          weight,
          targets: targets.slice(row, row + 1),
          losses: poison(1),
        },
      );
      expectSameBits({ loss: alone.losses }, { loss: whole.losses.slice(row, row + 1) });
    }
  });

  // Narrow and wide enough for every way to multiply; of the latter only three tokens count.
  test.each([
    { width: 1, vocab: 3 },
    { width: 64, vocab: 80 },
  ])('logits far apart neither overflow nor vanish, width $width', ({ width, vocab }) => {
    const weight = new Float32Array(vocab * width);
    [400, -400, 0].forEach((logit, v) => {
      weight[v * width] = logit;
    });
    for (let v = 3; v < vocab; v++) weight[v * width] = -1000;
    const x = Float32Array.from({ length: 3 * width }, (_, i) => (i % width ? 0 : 1));
    const targets = Int32Array.from([0, 1, 2]);
    const arrays = { x, weight, targets, losses: poison(3), dx: poison(3 * width) };
    const got = run(level, 'crossEntropy', { rows: 3, width, vocab }, arrays);
    expect(Array.from(got.losses)).toEqual([0, 800, 400]);
    [0, 800, 400].forEach((expected, i) => {
      expect(got.dx[i * width]).toBeCloseTo(expected, 20);
    });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('a logit of %d is told by the loss', (logit) => {
    const [rows, width, vocab] = [40, 64, 100];
    const x = new Numbers(35).floats(rows * width);
    const weight = new Numbers(36).floats(vocab * width);
    const targets = new Numbers(37).integers(rows, vocab - 1);
    const finite = (from: Arrays) => {
      const arrays = { weight, x, ...from, targets, losses: poison(rows) };
      const { losses } = run(level, 'crossEntropy', { rows, width, vocab }, arrays);
      return Array.from(losses, Number.isFinite);
    };
    const wrong = x.slice();
    wrong[7 * width] = logit;
    expect(finite({ x: wrong })).toEqual(Array.from({ length: rows }, (_, row) => row !== 7));
    // Of a token that is nobody's target.
    const wrongWeight = weight.slice();
    wrongWeight[(vocab - 1) * width] = Number.NaN;
    expect(finite({ weight: wrongWeight })).toEqual(Array.from({ length: rows }, () => false));
  });

  test('sums out of bounds are done again for their rows alone', () => {
    const [rows, width, vocab] = [600, 64, 700];
    const x = new Numbers(38).floats(rows * width, 2);
    const weight = new Numbers(39).floats(vocab * width, 0.2);
    const targets = new Numbers(40).integers(rows, vocab);
    for (const row of [3, 250, 599]) for (let c = 0; c < width; c++) x[row * width + c]! *= 100;
    const arrays = {
      ...{ x, weight, targets, losses: poison(rows), dx: poison(rows * width) },
      dWeight: new Float32Array(vocab * width),
    };
    const got = run(level, 'crossEntropy', { rows, width, vocab, scale: 1 }, arrays);
    const all = (r: reference.Round) =>
      reference.crossEntropy(x, weight, targets, null, 1, width, arrays.dWeight, r);
    const [exact, naive] = plainly('sums out of bounds', {}, all);
    for (const name of ['losses', 'dx', 'dWeight'] as const)
      expectClose(name, got[name]!, exact[name], naive[name]);
    for (const row of [3, 4]) {
      const alone = run(
        level,
        'crossEntropy',
        { rows: 1, width, vocab },
        {
          x: x.slice(row * width, (row + 1) * width),
          weight,
          targets: targets.slice(row, row + 1),
          losses: poison(1),
        },
      );
      expectSameBits({ loss: alone.losses! }, { loss: got.losses!.slice(row, row + 1) });
    }
  });

  test.each(SHAPES)('logits of chosen rows, $width x $vocab', (shape) => {
    const { x, weight } = inputs(shape, 33);
    const rowIndex = Int32Array.from([shape.rows - 1, 0, shape.rows >> 1]);
    const got = run(level, 'logits', shape, { x, weight, rowIndex, y: poison(3 * shape.vocab) });
    const chosen = Array.from(rowIndex).flatMap((row) =>
      Array.from(x.slice(row * shape.width, (row + 1) * shape.width)),
    );
    const logits = (r: reference.Round) =>
      reference.product(chosen, weight, null, 3, shape.vocab, shape.width, r);
    expectClose('y', got.y, ...plainly('logits', shape, logits));
  });

  const options = {
    step: 3,
    learningRate: Math.fround(1e-2),
    beta1: Math.fround(0.9),
    beta2: Math.fround(0.95),
    epsilon: Math.fround(1e-8),
    weightDecay: Math.fround(0.1),
    clip: 0,
  };
  function optimizerState(count: number): Record<string, Float32Array> {
    const data = new Numbers(34);
    return {
      parameters: data.floats(count),
      gradients: data.floats(count),
      moment1: data.floats(count, 0.1),
      moment2: data.floats(count, 0.1).map(Math.abs),
    };
  }
  test.each([
    { count: 1, clip: 0 },
    { count: 1003, clip: 1 },
    { count: 40000, clip: 1e9 },
  ])('AdamW on $count numbers, clip $clip', ({ count, clip }) => {
    const state = optimizerState(count);
    const [a, b, c] = [0.2, 0.5, 0.9].map((share) => Math.floor(share * count));
    const segments = [
      [0, a, 1, 1],
      [a, b, 0, 1],
      [b, c, 1, 0],
      [c, count, 1, 1],
    ];
    const arrays: Arrays = { ...state, segments: Int32Array.from(segments.flat()), norm: poison(2) };
    const got = run(level, 'adamw', { ...options, clip }, arrays);
    const step = (r: reference.Round) =>
      reference.adamw(
        state.parameters,
        state.gradients,
        state.moment1,
        state.moment2,
        segments,
        { ...options, clip },
        r,
      );
    const [exact, naive] = [step(reference.exact), step(reference.single)];
    for (const name of ['parameters', 'moment1', 'moment2'] as const) {
      expectClose(name, got[name], exact[name], naive[name]);
    }
    expect(got.norm[0]).toBeCloseTo(exact.norm, 3);
    expect(got.norm[1]).toBe(0);
  });

  test.each([Number.NaN, Infinity, -Infinity])('a gradient of %p leaves everything as it is', (bad) => {
    const state = optimizerState(500);
    state.gradients[417] = bad;
    const segments = Int32Array.from([0, 500, 1, 1]);
    const got = run(level, 'adamw', { ...options, clip: 1 }, { ...state, segments, norm: poison(2) });
    expect(got.norm[1]).toBe(1);
    const { parameters, moment1, moment2 } = state;
    expectSameBits(
      { parameters: got.parameters, moment1: got.moment1, moment2: got.moment2 },
      { parameters, moment1, moment2 },
    );
  });
});
