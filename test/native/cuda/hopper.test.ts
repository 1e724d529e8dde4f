/**
 * Hopper's kernels (bulk copies, barriers in shared memory, products of a warpgroup) by their twins on the CPU, beside the
 * kernels of all devices, which the other tests hold against references.
 */
import { describe, expect, test } from '@jest/globals';
import { mlpAttributes } from '../../reference/mlp.ts';
import { type Arrays, expectSameBits, type Floats, Numbers, poison } from '../operations/harness.ts';
import { type Call, encode, runCalls } from './calls.ts';
import { expectNear, given } from './harness.ts';

const HOPPER = { TINYSTORIES_CUDA_HOPPER: '1', TINYSTORIES_CUDA_NORMED: '3' };
const KEEPS = 2;
const bf16 = (values: Float32Array) => given('bf16', values);
const call = (name: string, attributes: Record<string, number>, arrays: Arrays): Call => ({
  name,
  attributes: { ...attributes, aligned: 1 },
  arrays: encode(arrays),
});
/** Weights of so many numbers a row that sums of products are about 1. */
const weight = (data: Numbers, rows: number, columns: number) =>
  bf16(data.floats(rows * columns, 2 / Math.sqrt(columns)));

/** Both ways; that they are two shows in how much they multiply. */
function bothWays(calls: Call[]): [Floats[], Floats[]] {
  const plain = runCalls(calls, { TINYSTORIES_CUDA_HOPPER: '0' });
  const hopper = runCalls(calls, HOPPER);
  expect(hopper.map(({ mma }) => mma)).not.toEqual(plain.map(({ mma }) => mma));
  return [plain.map(({ arrays }) => arrays), hopper.map(({ arrays }) => arrays)];
}

/** Sums of thousands of terms, in another order; what is kept in bfloat16 may be rounded to the other side. */
function expectAllNear(ours: Floats, theirs: Floats, float32: RegExp, roundings = 2) {
  for (const [name, values] of Object.entries(ours)) {
    if (float32.test(name)) expectNear(name, 'float32', values, theirs[name]!, theirs[name]!, 1 << 17);
    else expectNear(name, 'bf16', values, theirs[name]!, theirs[name]!, roundings);
  }
}

// Rows that fill no tile, and more tiles than there are blocks; columns and depths that end within one; three parts.
const LINEARS = [
  { rows: 1, inner: 256, outs: [256], activation: 0 },
  { rows: 70, inner: 264, outs: [520], activation: 1 },
  { rows: 130, inner: 512, outs: [256, 256, 256], activation: 0 },
  { rows: 700, inner: 256, outs: [512], activation: 1 },
  { rows: 900, inner: 320, outs: [264], activation: 0 },
];

describe('against the kernels of all devices', () => {
  test('linear', () => {
    const calls = LINEARS.map(({ rows, inner, outs, activation }) => {
      const data = new Numbers(rows);
      const out = outs.reduce((a, b) => a + b);
      const arrays: Arrays = { x: bf16(data.floats(rows * inner, 2)), y: poison(rows * out) };
      outs.forEach((size, i) => {
        arrays[`weight${i}`] = weight(data, size, inner);
        if (i !== 1) arrays[`bias${i}`] = data.floats(size);
      });
      if (activation) arrays.pre = poison(rows * out);
      return call('linear', { rows, in: inner, activation, parts: outs.length }, arrays);
    });
    const [plain, hopper] = bothWays(calls);
    for (const i of calls.keys()) expectAllNear(hopper[i]!, plain[i]!, /weight|bias/);
  });

  test('linearBackward', () => {
    const calls = LINEARS.map(({ rows, inner, outs }, at) => {
      const data = new Numbers(rows + 1);
      const out = outs.reduce((a, b) => a + b);
      const arrays: Arrays = {
        x: bf16(data.floats(rows * inner, 2)),
        dy: bf16(data.floats(rows * out)),
        dx: at % 2 ? bf16(data.floats(rows * inner)) : poison(rows * inner),
      };
      outs.forEach((size, i) => {
        arrays[`weight${i}`] = weight(data, size, inner);
        arrays[`dWeight${i}`] = data.floats(size * inner);
        if (i !== 1) arrays[`dBias${i}`] = data.floats(size);
      });
      return call('linearBackward', { rows, in: inner, parts: outs.length, accumulate: at % 2 }, arrays);
    });
    const [plain, hopper] = bothWays(calls);
    for (const i of calls.keys()) expectAllNear(hopper[i]!, plain[i]!, /[wW]eight|Bias/);
  });

  test('crossEntropy, of one chunk of rows and of several', () => {
    const shapes = [
      { rows: 70, width: 264, vocab: 331 },
      { rows: 300, width: 256, vocab: 600 },
      { rows: 150, width: 136, vocab: 259 },
    ];
    const calls = shapes.map(({ rows, width, vocab }) => {
      const data = new Numbers(vocab);
      return call(
        'crossEntropy',
        { rows, width, vocab, scale: Math.fround(1 / rows) },
        {
          x: bf16(data.floats(rows * width, 2)),
          weight: weight(data, vocab, width),
          targets: Int32Array.from({ length: rows }, (_, i) => (i === 3 ? -1 : (i * 37) % vocab)),
          lossWeights: Float32Array.from({ length: rows }, (_, i) => (i % 5 ? 1.5 : 0)),
          losses: poison(rows),
          dx: poison(rows * width),
          dWeight: new Float32Array(vocab * width),
        },
      );
    });
    const several = runCalls(calls, { ...HOPPER, TINYSTORIES_CUDA_HEAD_ROWS: '128' });
    const apart = runCalls(calls, { ...HOPPER, TINYSTORIES_CUDA_HEAD_SCALED_ROWS: '4096' });
    const [plain, hopper] = bothWays(calls);
    for (const i of calls.keys()) {
      // Both form exponentials and scaled rows of 8 bits before they multiply.
      for (const { losses, dx, dWeight } of [hopper[i]!, several[i]!.arrays, apart[i]!.arrays] as Floats[]) {
        const theirs = plain[i]!;
        expectNear('losses', 'float32', losses!, theirs.losses!, theirs.losses!, 256);
        expectNear('dx', 'bf16', dx!, theirs.dx!, theirs.dx!, 2);
        expectNear('dWeight', 'bf16', dWeight!, theirs.dWeight!, theirs.dWeight!, 2);
      }
    }
  });
});

interface Joined {
  rows: number;
  width: number;
  inner: number;
  parts?: number;
  rms?: boolean;
}
// Rows of one tile to four; tiles that nobody has all rows of, and more of them than blocks.
const JOINED: Joined[] = [
  { rows: 70, width: 256, inner: 256 },
  { rows: 700, width: 256, inner: 264, rms: true },
  { rows: 1, width: 512, inner: 320 },
  { rows: 300, width: 768, inner: 256 },
  { rows: 330, width: 1024, inner: 256, rms: true },
  { rows: 517, width: 512, inner: 384, parts: 3 },
];

function normArrays(data: Numbers, { rows, width, rms }: Joined): Arrays {
  return {
    other: bf16(data.floats(rows * width, 6)),
    between: poison(rows * width),
    gain: data.floats(width, 2),
    y: poison(rows * width),
    rstd: poison(rows),
    ...(rms ? {} : { shift: data.floats(width), mean: poison(rows) }),
  };
}

/** Of `norm`, the two of it that joined operations name otherwise. */
function normCall(c: Joined, arrays: Arrays, made: Float32Array): Call {
  const { other, gain, shift, y, rstd, mean } = arrays;
  const { rows, width, rms } = c;
  return call(
    'norm',
    { rows, width, kind: Number(rms ?? false), epsilon: Math.fround(1e-5) },
    {
      x: other!,
      residual: made,
      gain: gain!,
      ...(shift && { bias: shift, mean: mean! }),
      sum: poison(rows * width),
      y: y!,
      rstd: rstd!,
    },
  );
}

function expectNormed(joined: Floats, apart: Floats) {
  // The product's sums are the same, and so is what is added to.
  expectSameBits({ sum: joined.sum ?? joined.other! }, { sum: apart.sum! });
  if (apart.mean) expectNear('mean', 'float32', joined.mean!, apart.mean, apart.mean, 8);
  expectNear('rstd', 'float32', joined.rstd!, apart.rstd!, apart.rstd!, 8);
  expectNear('y', 'bf16', joined.y!, apart.y!, apart.y!);
}

describe('a product and the norm beside it as one', () => {
  test('linearNorm', () => {
    const cases = JOINED.map((c, i) => {
      const data = new Numbers(c.rows + c.width);
      const arrays = normArrays(data, c);
      const product: Arrays = {
        x: bf16(data.floats(c.rows * c.inner, 2)),
        weight0: weight(data, c.width, c.inner),
        ...(i % 2 ? {} : { bias0: data.floats(c.width, 3) }),
      };
      return { c, arrays, product, inPlace: i % 3 === 1 };
    });
    const joined = runCalls(
      cases.map(({ c, arrays, product, inPlace }, i) =>
        call(
          'linearNorm',
          {
            rows: c.rows,
            in: c.inner,
            kind: Number(c.rms ?? false),
            epsilon: Math.fround(1e-5),
            swapped: i % 2,
            inPlace: Number(inPlace),
          },
          { ...arrays, ...product, ...(inPlace ? {} : { sum: poison(c.rows * c.width) }) },
        ),
      ),
      HOPPER,
    );
    const products = runCalls(
      cases.map(({ c, product }) =>
        call('linear', { rows: c.rows, in: c.inner }, { ...product, y: poison(c.rows * c.width) }),
      ),
      HOPPER,
    );
    const apart = runCalls(
      cases.map(({ c, arrays }, i) => normCall(c, arrays, products[i]!.arrays.y!)),
      HOPPER,
    );
    for (const i of cases.keys()) expectNormed(joined[i]!.arrays, apart[i]!.arrays);
  });

  test('mlpNorm', () => {
    const c: Joined = { rows: 200, width: 256, inner: 256 };
    const hidden = 1024;
    const data = new Numbers(9);
    const arrays = normArrays(data, c);
    const mlp: Arrays = {
      x: bf16(data.floats(c.rows * c.width, 2)),
      weight1: weight(data, hidden, c.width),
      bias1: data.floats(hidden),
      weight2: weight(data, c.width, hidden),
      bias2: data.floats(c.width),
      pre: poison(c.rows * hidden),
      act: poison(c.rows * hidden),
    };
    const shape = mlpAttributes({ rows: c.rows, width: c.width, hidden, activation: 'gelu_tanh' });
    const [made, joined] = runCalls(
      [
        call('mlp', { ...shape, train: 1, keeps: KEEPS }, { ...mlp, y: poison(c.rows * c.width) }),
        call(
          'mlpNorm',
          { ...shape, epsilon: Math.fround(1e-5) },
          { ...arrays, ...mlp, sum: poison(c.rows * c.width) },
        ),
      ],
      HOPPER,
    );
    const [apart] = runCalls([normCall(c, arrays, made!.arrays.y!)], HOPPER);
    expectNormed(joined!.arrays, apart!.arrays);
    const { pre, act } = made!.arrays;
    expectSameBits({ pre: joined!.arrays.pre!, act: joined!.arrays.act! }, { pre: pre!, act: act! });
  });

  /** What a norm kept and what its gradient is added to; `between` gets the gradient of its result. */
  const backwardArrays = (data: Numbers, { rows, width, rms }: Joined): Arrays => ({
    sum: bf16(data.floats(rows * width, 4)),
    rstd: data.floats(rows).map((v) => 0.5 + 0.1 * v),
    ...(rms ? {} : { mean: data.floats(rows, 0.2), dShift: data.floats(width) }),
    gain: data.floats(width, 2),
    dSum: bf16(data.floats(rows * width)),
    dGain: data.floats(width),
  });
  const normBackwardCall = (c: Joined, arrays: Arrays, dy: Float32Array): Call => {
    const { dShift, ...rest } = arrays;
    const { rows, width, rms } = c;
    return call(
      'normBackward',
      { rows, width, kind: Number(rms ?? false), accumulate: 1 },
      {
        ...rest,
        ...(dShift && { dBias: dShift }),
        dy,
      },
    );
  };
  function expectGradients(joined: Floats, apart: Floats, rows: number) {
    expectNear('dSum', 'bf16', joined.dSum!, apart.dSum!, apart.dSum!);
    expectNear('dGain', 'float32', joined.dGain!, apart.dGain!, apart.dGain!, 64 + rows);
    if (apart.dBias) expectNear('dShift', 'float32', joined.dShift!, apart.dBias, apart.dBias, 64 + rows);
  }

  test('linearNormBackward', () => {
    const cases = JOINED.map((c) => {
      const data = new Numbers(c.rows + c.inner);
      const parts = c.parts ?? 1;
      const product: Arrays = {
        x: bf16(data.floats(c.rows * c.width, 2)),
        dy: bf16(data.floats(c.rows * c.inner)),
      };
      for (let i = 0; i < parts; i++) {
        product[`weight${i}`] = bf16(data.floats((c.inner / parts) * c.width, 2 / Math.sqrt(c.inner)));
        product[`dWeight${i}`] = data.floats((c.inner / parts) * c.width);
        product[`dBias${i}`] = data.floats(c.inner / parts);
      }
      return { c, parts, arrays: backwardArrays(data, c), product };
    });
    const of = (c: Joined, parts: number) => ({ rows: c.rows, in: c.width, parts });
    const joined = runCalls(
      cases.map(({ c, parts, arrays, product }) =>
        call(
          'linearNormBackward',
          { ...of(c, parts), kind: Number(c.rms ?? false) },
          { ...arrays, ...product, between: poison(c.rows * c.width) },
        ),
      ),
      HOPPER,
    );
    const products = runCalls(
      cases.map(({ c, parts, product }) =>
        call('linearBackward', of(c, parts), { ...product, dx: poison(c.rows * c.width) }),
      ),
      HOPPER,
    );
    const apart = runCalls(
      cases.map(({ c, arrays }, i) => normBackwardCall(c, arrays, products[i]!.arrays.dx!)),
      HOPPER,
    );
    for (const [i, { c, parts }] of cases.entries()) {
      expectGradients(joined[i]!.arrays, apart[i]!.arrays, c.rows);
      for (let part = 0; part < parts; part++) {
        for (const name of [`dWeight${part}`, `dBias${part}`]) {
          expectSameBits({ [name]: joined[i]!.arrays[name]! }, { [name]: products[i]!.arrays[name]! });
        }
      }
    }
  });

  test('mlpNormBackward', () => {
    const c: Joined = { rows: 150, width: 256, inner: 1024 };
    const data = new Numbers(11);
    const arrays = backwardArrays(data, c);
    const mlp: Arrays = {
      x: bf16(data.floats(c.rows * c.width, 2)),
      weight1: weight(data, c.inner, c.width),
      weight2: weight(data, c.width, c.inner),
      pre: bf16(data.floats(c.rows * c.inner, 2)),
      act: bf16(data.floats(c.rows * c.inner)),
      dy: bf16(data.floats(c.rows * c.width)),
      dWeight1: data.floats(c.inner * c.width),
      dBias1: data.floats(c.inner),
      dWeight2: data.floats(c.inner * c.width),
      dBias2: data.floats(c.width),
    };
    const shape = mlpAttributes({ rows: c.rows, width: c.width, hidden: c.inner, activation: 'gelu_tanh' });
    const [made, joined] = runCalls(
      [
        call('mlpBackward', { ...shape, keeps: KEEPS }, { ...mlp, dx: poison(c.rows * c.width) }),
        call('mlpNormBackward', shape, { ...arrays, ...mlp, between: poison(c.rows * c.width) }),
      ],
      HOPPER,
    );
    const [apart] = runCalls([normBackwardCall(c, arrays, made!.arrays.dx!)], HOPPER);
    expectGradients(joined!.arrays, apart!.arrays, c.rows);
    const { dWeight1, dBias1, dWeight2, dBias2 } = made!.arrays;
    const theirs = { dWeight1: dWeight1!, dBias1: dBias1!, dWeight2: dWeight2!, dBias2: dBias2! };
    const { arrays: ours } = joined!;
    expectSameBits(
      { dWeight1: ours.dWeight1!, dBias1: ours.dBias1!, dWeight2: ours.dWeight2!, dBias2: ours.dBias2! },
      theirs,
    );
  });
});
