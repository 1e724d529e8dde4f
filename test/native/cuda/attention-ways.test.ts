/**
 * Attention by the products of a warpgroup and by those of single warps: a device has one of them, so each is held
 * against the other, whichever of them attention.test.ts sees. Forward a warpgroup's products have two ways, which give the
 * same bits.
 */
import { expect, test } from '@jest/globals';
import {
  type Arrays,
  batchArrays,
  expectSameBits,
  type Floats,
  Numbers,
  poison,
  sequencesOf,
} from '../operations/harness.ts';
import { type Call, encode, runCalls } from './calls.ts';
import { expectNear, given } from './harness.ts';

interface Case {
  lengths: number[];
  heads: number;
  headSize: number;
  window?: number;
  scale?: number;
  documents?: boolean;
}

const CASES: Case[] = [
  { lengths: [65, 130], heads: 2, headSize: 24, scale: -0.3 },
  { lengths: [140], heads: 2, headSize: 32, window: 50, scale: 0.2 },
  { lengths: [193], heads: 1, headSize: 48, scale: 0.15, documents: true },
  { lengths: [200, 7], heads: 1, headSize: 64, window: 100, scale: 0.125 },
  { lengths: [330], heads: 1, headSize: 40, scale: 0.16 },
  { lengths: [129, 260, 140, 200], heads: 2, headSize: 24, window: 90, scale: 0.2 },
  { lengths: [70, 300], heads: 2, headSize: 40, scale: 0.25 },
  { lengths: [131, 260, 199], heads: 3, headSize: 32, window: 70, scale: -0.4 },
  { lengths: [150], heads: 2, headSize: 24, scale: 0.25, documents: true },
  { lengths: [200, 500, 140], heads: 2, headSize: 64, scale: 0.125 },
  { lengths: [400, 193, 330], heads: 2, headSize: 48, window: 200, scale: 0.15 },
];

/** All calls in one process; `ways`: what stands in the variables that choose. */
const outcomes = (calls: Call[], ways: string) =>
  runCalls(calls, {
    TINYSTORIES_CUDA_ATTENTION_WIDE: ways,
    TINYSTORIES_CUDA_ATTENTION_WIDE_BACKWARD: ways,
    TINYSTORIES_CUDA_ATTENTION_LINES: ways,
  });
const runAll = (calls: Call[], ways: string): Floats[] => outcomes(calls, ways).map(({ arrays }) => arrays);

function setting(c: Case) {
  const data = new Numbers(21);
  const sequences = sequencesOf(c.lengths);
  const rows = c.lengths.reduce((a, b) => a + b);
  const out = c.heads * c.headSize;
  const batch: Arrays = batchArrays(sequences);
  if (c.documents) {
    batch.first = Int32Array.from(
      c.lengths.flatMap((n) => Array.from({ length: n }, (_, i) => i - (i % 45))),
    );
  }
  const attributes = {
    rows,
    heads: c.heads,
    kvHeads: c.heads,
    headSize: c.headSize,
    window: c.window ?? 0,
    scale: Math.fround(c.scale ?? 1),
    ropeTheta: 0,
  };
  return { batch, attributes, rows, out, qkv: given('bf16', data.floats(rows * 3 * out)), data };
}

const forwardOf = ({ batch, attributes, rows, out, qkv }: ReturnType<typeof setting>): Call => ({
  name: 'attention',
  attributes,
  arrays: encode({ ...batch, qkv, y: poison(rows * out), lse: poison(rows * attributes.heads) }),
});

const backwardOf = (
  { batch, attributes, rows, out, qkv, data }: ReturnType<typeof setting>,
  { y, lse }: Floats,
): Call => ({
  name: 'attentionBackward',
  attributes,
  arrays: encode({
    ...batch,
    qkv,
    y: y!,
    lse: lse!,
    dy: given('bf16', data.floats(rows * out)),
    dQkv: poison(rows * 3 * out),
  }),
});

test('all ways agree', () => {
  const settings = CASES.map(setting);
  const forward = settings.map(forwardOf);
  const [single, wide] = ['0', '1'].map((ways) => runAll(forward, ways)) as [Floats[], Floats[]];
  const backward = settings.map((setting, i) => backwardOf(setting, single[i]!));
  const [singleBack, wideBack] = ['0', '1'].map((ways) => runAll(backward, ways)) as [Floats[], Floats[]];
  let differ = 0;
  for (const i of CASES.keys()) {
    expectNear('y', 'bf16', wide[i]!.y!, single[i]!.y!, single[i]!.y!);
    expectNear('lse', 'float32', wide[i]!.lse!, single[i]!.lse!, single[i]!.lse!, 16);
    const { dQkv } = wideBack[i]!;
    expectNear('dQkv', 'bf16', dQkv!, singleBack[i]!.dQkv!, singleBack[i]!.dQkv!, 2);
    differ += singleBack[i]!.dQkv!.filter((x, at) => x !== dQkv![at]).length;
  }
  // Sums are rounded elsewhere: these were two ways.
  expect(differ).toBeGreaterThan(0);
});

const tilesOf = ({ lengths }: Case) => lengths.reduce((sum, length) => sum + Math.ceil(length / 64), 0);

// Blocks that have several heads of sequences, shorter and longer ones behind one another; a sequence too long to stay.
const MANY: Case = {
  lengths: [129, 1, 260, 64, 640, 65, 31, 192, 448],
  heads: 2,
  headSize: 32,
  window: 90,
  scale: 0.2,
};
const LONG: Case = { lengths: [800], heads: 1, headSize: 24, window: 40 };

test('sequences that stay in shared memory get the same bits, each tile of theirs brought once', () => {
  const cases = [...CASES, MANY, { ...MANY, headSize: 40, documents: true, window: 0 }, LONG];
  const calls = cases.map((c) => forwardOf(setting(c)));
  const [wide, staying] = ['1', '2'].map((ways) => outcomes(calls, ways)) as ReturnType<typeof outcomes>[];
  cases.forEach((c, i) => {
    expectSameBits(staying![i]!.arrays, wide![i]!.arrays);
    expect(wide![i]!.boxes).toBe(0);
    expect(staying![i]!.boxes).toBe(c === LONG ? 0 : 3 * c.heads * tilesOf(c));
  });
});

const LINES: Case[] = [
  { lengths: [512], heads: 2, headSize: 16, scale: 0.25 },
  { lengths: [130, 1, 64, 500, 65, 300, 16], heads: 5, headSize: 16, scale: 0.25 },
  { lengths: [512, 33, 448], heads: 4, headSize: 16, window: 256, scale: -0.25 },
  { lengths: [200, 384], heads: 3, headSize: 16, window: 40, scale: 0.25 },
  { lengths: [70, 300, 129], heads: 2, headSize: 16, window: 1, scale: 0.25 },
  { lengths: [330, 150], heads: 2, headSize: 16, scale: 0.25, documents: true },
  { lengths: [513], heads: 2, headSize: 16, scale: 0.25 },
];

test('blocks that stay give gradients the same bits, each tile of theirs brought once', () => {
  const settings = LINES.map(setting);
  const forward = runAll(settings.map(forwardOf), '0');
  const backward = settings.map((setting, i) => backwardOf(setting, forward[i]!));
  const [whole, lines] = ['0', '1'].map((ways) => outcomes(backward, ways)) as ReturnType<typeof outcomes>[];
  LINES.forEach((c, i) => {
    expectSameBits(lines![i]!.arrays, whole![i]!.arrays);
    expect(whole![i]!.boxes).toBe(0);
    // Queries, keys, values, y and dy.
    expect(lines![i]!.boxes).toBe(c.lengths[0]! > 512 ? 0 : 5 * c.heads * tilesOf(c));
  });
});
