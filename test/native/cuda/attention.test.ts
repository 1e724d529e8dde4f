import { describe, expect, test } from '@jest/globals';
import * as reference from '../../reference/operations.ts';
import {
  type Arrays,
  batchArrays,
  expectSameBits,
  type Floats,
  Numbers,
  poison,
  sequencesOf,
} from '../operations/harness.ts';
import { bf16, type Compute, expectNear, given, places, runOn } from './harness.ts';

interface Case {
  name: string;
  lengths: number[];
  heads: number;
  kvHeads?: number;
  headSize: number;
  window?: number;
  scale?: number;
  ropeTheta?: number;
  documents?: boolean;
  cached?: boolean;
}

const CASES: Case[] = [
  { name: 'a single token', lengths: [1], heads: 3, headSize: 4 },
  { name: 'head size 4', lengths: [33, 1, 70], heads: 5, headSize: 4, cached: true },
  { name: 'head size 4, grouped keys', lengths: [70, 20], heads: 6, kvHeads: 2, headSize: 4 },
  { name: 'head size 8, window', lengths: [65], heads: 2, headSize: 8, window: 20, cached: true },
  { name: 'head size 8, grouped keys', lengths: [40], heads: 6, kvHeads: 3, headSize: 8, scale: 0.3 },
  { name: 'head size 12, window 1', lengths: [40], heads: 2, headSize: 12, window: 1, cached: true },
  {
    name: 'head size 16, window past the end',
    lengths: [37, 64],
    heads: 3,
    headSize: 16,
    window: 100,
    cached: true,
  },
  { name: 'head size 24, negative scale', lengths: [30], heads: 1, headSize: 24, scale: -0.2 },
  { name: 'head size 32, scale 0', lengths: [20], heads: 1, headSize: 32, scale: 0 },
  { name: 'head size 48', lengths: [50], heads: 2, headSize: 48, scale: 1 / Math.sqrt(48), cached: true },
  {
    name: 'head size 64, grouped keys',
    lengths: [67],
    heads: 4,
    kvHeads: 2,
    headSize: 64,
    scale: 0.125,
    cached: true,
  },
  { name: 'head size 65', lengths: [35], heads: 2, headSize: 65, scale: 0.12 },
  { name: 'head size 96', lengths: [20], heads: 1, headSize: 96, scale: 0.1 },
  { name: 'head size 128', lengths: [66], heads: 1, headSize: 128, scale: 0.09, window: 40, cached: true },
  { name: 'head size 384', lengths: [19], heads: 1, headSize: 384, scale: 1 / Math.sqrt(384), window: 7 },
  {
    name: 'rotary, grouped keys',
    lengths: [21, 34],
    heads: 4,
    kvHeads: 1,
    headSize: 24,
    scale: 0.2,
    ropeTheta: 10000,
    cached: true,
  },
  { name: 'document mask', lengths: [90, 17], heads: 2, headSize: 4, documents: true },
  {
    name: 'document mask and window',
    lengths: [75],
    heads: 4,
    kvHeads: 2,
    headSize: 16,
    documents: true,
    window: 30,
  },
  { name: 'many keys, window', lengths: [150], heads: 4, headSize: 4, window: 70 },
  { name: 'head size 4, negative scale', lengths: [200], heads: 5, headSize: 4, scale: -0.7 },
  { name: 'head size 4, scale 0', lengths: [70], heads: 2, headSize: 4, scale: 0 },
  { name: 'head size 8, many keys', lengths: [150, 67], heads: 3, headSize: 8, scale: 0.5 },
  { name: 'head size 16, many keys', lengths: [200], heads: 2, headSize: 16, scale: -0.3 },
  { name: 'head size 16, documents', lengths: [130], heads: 1, headSize: 16, documents: true },
  {
    name: 'head size 16, rotary, window',
    lengths: [170],
    heads: 1,
    headSize: 16,
    ropeTheta: 1e4,
    window: 75,
  },
  { name: 'head size 16, more keys', lengths: [330], heads: 1, headSize: 16 },
  // Longer than two heads of a block have room for.
  { name: 'head size 16, one head a block', lengths: [833], heads: 1, headSize: 16, window: 40 },
  { name: 'head size 8, more tiles than warps', lengths: [600], heads: 2, headSize: 8, window: 90 },
  { name: 'head size 4, more keys, window', lengths: [301], heads: 1, headSize: 4, window: 130 },
  { name: 'head size 8, more keys, window', lengths: [401], heads: 1, headSize: 8, window: 190 },
  { name: 'many keys', lengths: [139], heads: 1, headSize: 64, scale: 0.125 },
  {
    name: 'head size 48, three tiles and more',
    lengths: [193, 64, 128],
    heads: 2,
    headSize: 48,
    scale: -0.15,
  },
  { name: 'head size 64, five tiles', lengths: [290, 65], heads: 1, headSize: 64, scale: 0.1, window: 130 },
  { name: 'head size 32, narrow window', lengths: [260], heads: 2, headSize: 32, scale: 0.2, window: 20 },
  { name: 'head size 40, documents', lengths: [257], heads: 1, headSize: 40, scale: 0.2, documents: true },
  // Exponentials of these scores are no numbers, so some rows are computed beside a maximum.
  { name: 'head size 4, great scores', lengths: [70, 18], heads: 4, headSize: 4, scale: 13, cached: true },
  { name: 'head size 8, great scores', lengths: [100], heads: 2, headSize: 8, scale: -11, window: 40 },
  { name: 'head size 16, great scores', lengths: [90], heads: 1, headSize: 16, scale: 8, cached: true },
  {
    name: 'head size 24, as many keys as there is room for',
    lengths: [512],
    heads: 1,
    headSize: 24,
    scale: 0.2,
  },
];

type Setting = ReturnType<typeof setting>;

function setting(c: Case, seed: number, compute: Compute) {
  const data = new Numbers(seed);
  const sequences = sequencesOf(c.lengths);
  const rows = c.lengths.reduce((a, b) => a + b);
  const shape = {
    heads: c.heads,
    kvHeads: c.kvHeads ?? c.heads,
    headSize: c.headSize,
    window: c.window ?? 0,
    scale: Math.fround(c.scale ?? 1),
    ropeTheta: c.ropeTheta ?? 0,
  };
  const width = (shape.heads + 2 * shape.kvHeads) * shape.headSize;
  const qkv = given(compute, data.floats(rows * width, c.headSize <= 16 ? 1.5 : 1));
  // Documents of 1 to 40 tokens: each row may see back to where its own begins.
  const first = c.documents ? new Int32Array(rows) : null;
  if (first) {
    for (const s of sequences) {
      let start = 0;
      let length = 11;
      for (let i = 0; i < s.length; i++) {
        if (i >= start + length) {
          start = i;
          length = 1 + data.integers(1, 40)[0]!;
        }
        first[s.row + i] = start;
      }
    }
  }
  const batch: Arrays = first ? { ...batchArrays(sequences), first } : batchArrays(sequences);
  return { data, sequences, rows, shape, width, out: shape.heads * shape.headSize, qkv, first, batch };
}

/** What a naive version stores in the kind of the activations; sums are float32 in both. */
function stored(compute: Compute, values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, compute === 'bf16' ? bf16 : Math.fround);
}

/** The rows that a kernel goes on with: as it rotated and stored them. */
function rotated(s: Setting, r: reference.Round): ArrayLike<number> {
  return s.shape.ropeTheta ? reference.rotate(s.qkv, s.sequences, s.shape, 1, r) : s.qkv;
}

/**
 * The gradient as a naive version in bfloat16 gets it: float32 sums, but y, the probabilities and the gradients of the
 * scores are rounded where they are stored.
 */
function naiveBackward(s: Setting, qkv: Float32Array, dy: Float32Array, r: reference.Round): Float64Array {
  const { heads, kvHeads, headSize: HD, scale, window } = s.shape;
  const forward = reference.attention(qkv, s.sequences, s.shape, s.first, reference.exact);
  const y = forward.y.map(r);
  const d = new Float64Array(qkv.length);
  const dot = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number) => {
    let sum = 0;
    for (let c = 0; c < HD; c++) sum += a[i + c]! * b[j + c]!;
    return sum;
  };
  for (const one of s.sequences) {
    for (let h = 0; h < heads; h++) {
      const kAt = (heads + Math.floor(h / (heads / kvHeads))) * HD;
      for (let i = 0; i < one.length; i++) {
        const q = (one.row + i) * s.width + h * HD;
        const out = ((one.row + i) * heads + h) * HD;
        const mixed = dot(dy, out, y, out);
        for (let j = 0; j <= i; j++) {
          if (!reference.sees(one, i, j, window, s.first)) continue;
          const k = (one.row + j) * s.width + kAt;
          const v = k + kvHeads * HD;
          const p = Math.exp(dot(qkv, q, qkv, k) * scale - forward.lse[(one.row + i) * heads + h]!);
          const ds = r(p * (dot(dy, out, qkv, v) - mixed)) * scale;
          for (let c = 0; c < HD; c++) {
            d[v + c]! += r(p) * dy[out + c]!;
            d[k + c]! += ds * qkv[q + c]!;
            d[q + c]! += ds * qkv[k + c]!;
          }
        }
      }
    }
  }
  return d.map(r);
}

describe.each(places)('%s, %s', (place, compute) => {
  // In float32 all head sizes and lengths go the same way.
  const plain = (c: Case) => ![8, 32, 48, 96, 128].includes(c.headSize) && c.lengths[0]! < 600;
  const cases = compute === 'bf16' ? CASES : CASES.filter(plain);
  const run = (name: string, attributes: Record<string, number>, arrays: Arrays): Floats =>
    runOn(place, compute, name, attributes, arrays);

  test.each(cases)('$name: forward and its probabilities', (c) => {
    const s = setting(c, 11, compute);
    const squares = c.lengths.reduce((total, length) => total + c.heads * length * length, 0);
    const arrays = { ...s.batch, qkv: s.qkv, y: poison(s.rows * s.out), lse: poison(s.rows * c.heads) };
    const attributes = { rows: s.rows, ...s.shape };
    const got = run('attention', attributes, arrays);
    if (s.shape.ropeTheta) {
      const [turned, naive] = [rotated(s, reference.exact), rotated(s, reference.single)];
      expectNear('qkv', compute, got.qkv!, turned, stored(compute, naive));
    } else {
      expectSameBits({ qkv: got.qkv! }, { qkv: s.qkv });
    }
    const forward = (r: reference.Round) => reference.attention(got.qkv!, s.sequences, s.shape, s.first, r);
    const [exact, naive] = [forward(reference.exact), forward(reference.single)];
    expectNear('y', compute, got.y!, exact.y, stored(compute, naive.y));
    const amplification = 4 * (1 + Math.max(...got.lse!.map(Math.abs)));
    expectNear('lse', 'float32', got.lse!, exact.lse, naive.lse, amplification);

    const slow = run('attention', attributes, { ...arrays, probabilities: poison(squares) });
    expectNear(
      'probabilities',
      'float32',
      slow.probabilities!,
      exact.probabilities,
      naive.probabilities,
      amplification,
    );
    expectSameBits({ y: slow.y!, lse: slow.lse! }, { y: got.y!, lse: got.lse! });
    const { lse: _, ...without } = arrays;
    const bare = run('attention', attributes, { ...without, probabilities: poison(squares) });
    expectSameBits(
      { y: bare.y!, probabilities: bare.probabilities! },
      { y: got.y!, probabilities: slow.probabilities! },
    );
  });

  test.each(cases)('$name: backward', (c) => {
    const s = setting(c, 12, compute);
    const attributes = { rows: s.rows, ...s.shape };
    const dy = given(compute, s.data.floats(s.rows * s.out));
    const forward = run('attention', attributes, {
      ...s.batch,
      qkv: s.qkv,
      y: poison(s.rows * s.out),
      lse: poison(s.rows * c.heads),
    });
    const got = run('attentionBackward', attributes, {
      ...s.batch,
      qkv: forward.qkv!,
      y: forward.y!,
      lse: forward.lse!,
      dy,
      dQkv: poison(s.rows * s.width),
    });
    const back = (d: Float64Array, r: reference.Round) =>
      s.shape.ropeTheta ? reference.rotate(d, s.sequences, s.shape, -1, r) : d;
    const backward = (r: reference.Round) =>
      reference.attentionBackward(forward.qkv!, s.sequences, s.shape, s.first, dy, r);
    const exact = back(backward(reference.exact), reference.exact);
    const naive =
      compute === 'bf16'
        ? back(naiveBackward(s, forward.qkv!, dy, bf16), bf16)
        : back(backward(reference.single), reference.single);
    // The probabilities are e^(score - lse).
    const amplification = compute === 'bf16' ? 1 : 4 * (1 + Math.max(...forward.lse!.map(Math.abs)));
    const parts = [s.out, s.shape.kvHeads * s.shape.headSize, s.shape.kvHeads * s.shape.headSize];
    let from = 0;
    for (const [part, width] of parts.entries()) {
      const begin = from;
      const columns = (all: ArrayLike<number>) =>
        Float32Array.from({ length: s.rows * width }, (_, i) => {
          return all[Math.floor(i / width) * s.width + begin + (i % width)]!;
        });
      const what = ['dq', 'dk', 'dv'][part]!;
      if (columns(exact).some((x) => Math.abs(x) > 1e-12)) {
        expectNear(what, compute, columns(got.dQkv!), columns(exact), columns(naive), amplification);
      } else {
        // A softmax over one key passes nothing on, but for roundings.
        const largest = Math.max(...exact.map(Math.abs));
        expect(Math.max(...columns(got.dQkv!).map(Math.abs))).toBeLessThan(2 ** -18 * largest);
      }
      from += width;
    }
  });

  test.each(cases)('$name: a sequence has the same bits alone and in a batch', (c) => {
    const s = setting({ ...c, lengths: [...c.lengths, 45] }, 13, compute);
    const attributes = { rows: s.rows, ...s.shape };
    const whole = run('attention', attributes, { ...s.batch, qkv: s.qkv, y: poison(s.rows * s.out) });
    for (const one of s.sequences) {
      const arrays: Arrays = {
        ...batchArrays([{ ...one, row: 0 }]),
        qkv: s.qkv.slice(one.row * s.width, (one.row + one.length) * s.width),
        y: poison(one.length * s.out),
      };
      if (s.first) arrays.first = s.first.slice(one.row, one.row + one.length);
      const alone = run('attention', { ...attributes, rows: one.length }, arrays);
      expectSameBits({ y: alone.y! }, { y: whole.y!.slice(one.row * s.out, (one.row + one.length) * s.out) });
    }
  });

  // Chunks of a prompt, then single tokens; the ring is as short as the table allows (window + rows - 1).
  test.each(cases.filter((c) => c.cached))('$name: with a cache the same bits as without', (c) => {
    const length = 100;
    const s = setting({ ...c, lengths: [length, length] }, 14, compute);
    const whole = run(
      'attention',
      { rows: s.rows, ...s.shape },
      { ...s.batch, qkv: s.qkv, y: poison(s.rows * s.out) },
    );
    const chunks = [37, 1, 7, 40, 1, 12, 1, 1];
    expect(chunks.reduce((a, b) => a + b)).toBe(length);
    const needed = s.shape.window ? Math.min(length, s.shape.window + 40 - 1) : length;
    const capacity = Math.ceil(needed / 64) * 64;
    const kv = s.shape.kvHeads * s.shape.headSize;
    let keys = poison(3 * capacity * kv);
    let values = poison(3 * capacity * kv);
    let position = 0;
    for (const chunk of chunks) {
      const slots = [2, 0];
      const sequences = slots.map((slot, i) => ({ row: i * chunk, length: chunk, position, slot }));
      const qkv = new Float32Array(2 * chunk * s.width);
      for (let i = 0; i < 2; i++) {
        const from = (i * length + position) * s.width;
        qkv.set(s.qkv.subarray(from, from + chunk * s.width), i * chunk * s.width);
      }
      const got = run(
        'attention',
        { rows: 2 * chunk, ...s.shape, slots: 3, capacity },
        { ...batchArrays(sequences), qkv, keys, values, y: poison(2 * chunk * s.out) },
      );
      for (let i = 0; i < 2; i++) {
        const from = (i * length + position) * s.out;
        expectSameBits(
          { y: got.y!.slice(i * chunk * s.out, (i + 1) * chunk * s.out) },
          { y: whole.y!.slice(from, from + chunk * s.out) },
        );
      }
      keys = got.keys!;
      values = got.values!;
      position += chunk;
    }
    // The slot that no sequence used is untouched.
    expect(keys.subarray(capacity * kv, 2 * capacity * kv).every(Number.isNaN)).toBe(true);
  });

  test('a head too wide is refused with what is supported', () => {
    const wide = { rows: 1, heads: 1, kvHeads: 1, headSize: 400, window: 0, scale: 1, ropeTheta: 0 };
    const arrays = { ...batchArrays(sequencesOf([1])), qkv: new Float32Array(1200), y: poison(400) };
    expect(() => run('attention', wide, arrays)).toThrow(/head size 400.*up to 384/);
  });
});
