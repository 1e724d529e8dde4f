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
}

const CASES: Case[] = [
  { name: 'a single token', lengths: [1], heads: 3, headSize: 4 },
  { name: 'head size 4', lengths: [33, 1, 70], heads: 5, headSize: 4 },
  { name: 'head size 8, window', lengths: [65], heads: 2, headSize: 8, window: 20 },
  { name: 'head size 12, window 1', lengths: [40], heads: 2, headSize: 12, window: 1 },
  { name: 'head size 16, window past the end', lengths: [37, 64], heads: 3, headSize: 16, window: 100 },
  { name: 'head size 48', lengths: [50], heads: 2, headSize: 48, scale: 1 / Math.sqrt(48) },
  { name: 'head size 64, grouped keys', lengths: [67], heads: 6, kvHeads: 2, headSize: 64, scale: 0.125 },
  { name: 'head size 32, many keys', lengths: [150, 1], heads: 1, headSize: 32, scale: 0.18 },
  {
    name: 'head size 48, document mask and window',
    lengths: [75, 64],
    heads: 4,
    kvHeads: 2,
    headSize: 48,
    scale: 1 / Math.sqrt(48),
    documents: true,
    window: 30,
  },
  { name: 'head size 65', lengths: [35], heads: 2, headSize: 65, scale: 0.12 },
  { name: 'head size 384', lengths: [39], heads: 1, headSize: 384, scale: 1 / Math.sqrt(384), window: 33 },
  {
    name: 'rotary, grouped keys',
    lengths: [21, 34],
    heads: 4,
    kvHeads: 1,
    headSize: 24,
    scale: 0.2,
    ropeTheta: 10000,
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
  { name: 'a few queries of many narrow heads', lengths: [3, 1, 8], heads: 32, headSize: 4 },
  { name: 'sixteen narrow heads, window', lengths: [50], heads: 16, headSize: 4, window: 23 },
  { name: 'a few queries, grouped keys', lengths: [5, 2], heads: 4, kvHeads: 2, headSize: 20, scale: 0.3 },
  { name: 'many keys', lengths: [259], heads: 1, headSize: 4 },
  { name: 'narrow heads, grouped keys', lengths: [70, 5], heads: 6, kvHeads: 2, headSize: 8 },
  // Some sums of exponentials are too large or too small to be formed without a maximum, those beside them not.
  { name: 'large scores', lengths: [70, 3], heads: 2, headSize: 4, scale: 25 },
  { name: 'large scores, sixteen narrow heads', lengths: [37], heads: 16, headSize: 4, scale: 25 },
  {
    name: 'large scores, head size 8, window',
    lengths: [50, 7],
    heads: 4,
    headSize: 8,
    scale: 25,
    window: 9,
  },
  { name: 'large scores, grouped keys', lengths: [45], heads: 4, kvHeads: 2, headSize: 24, scale: 30 },
];

function setting(c: Case, seed: number) {
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
  const qkv = data.floats(rows * width, c.headSize <= 16 ? 1.5 : 1);
  // Documents of 1 to 40 tokens: each row may see back to where its own begins.
  const first = c.documents ? new Int32Array(rows) : null;
  if (first) {
    for (const s of sequences) {
      let start = 0;
      let length = 11;
      for (let i = 0; i < s.length; i++) {
        if (i >= start + length) {
          start = i;
          length = 1 + data.integers(1, 40)[0];
        }
        first[s.row + i] = start;
      }
    }
  }
  const batch: Arrays = first ? { ...batchArrays(sequences), first } : batchArrays(sequences);
  return { data, sequences, rows, shape, width, qkv, first, batch };
}

type Setting = ReturnType<typeof setting>;

function rotated(s: Setting, r: reference.Round) {
  return s.shape.ropeTheta ? reference.rotate(s.qkv, s.sequences, s.shape, 1, r) : s.qkv;
}

describe.each(levels)('%s', (level) => {
  test.each(CASES)('$name: forward and its probabilities', (c) => {
    const s = setting(c, 11);
    const out = s.shape.heads * s.shape.headSize;
    const squares = c.lengths.reduce((total, length) => total + c.heads * length * length, 0);
    const arrays = { ...s.batch, qkv: s.qkv, y: poison(s.rows * out), lse: poison(s.rows * c.heads) };
    const attributes = { rows: s.rows, ...s.shape };
    const got = run(level, 'attention', attributes, arrays);
    const forward = (r: reference.Round) =>
      reference.attention(rotated(s, r), s.sequences, s.shape, s.first, r);
    const [exact, naive] = [forward(reference.exact), forward(reference.single)];
    expectClose('qkv', got.qkv, rotated(s, reference.exact), rotated(s, reference.single));
    expectClose('y', got.y, exact.y, naive.y);
    expectClose('lse', got.lse, exact.lse, naive.lse);

    const slow = run(level, 'attention', attributes, { ...arrays, probabilities: poison(squares) });
    expectClose('probabilities', slow.probabilities, exact.probabilities, naive.probabilities);
    expectSameBits({ y: slow.y, lse: slow.lse }, { y: got.y, lse: got.lse });
  });

  test.each(CASES)('$name: backward', (c) => {
    const s = setting(c, 12);
    const out = s.shape.heads * s.shape.headSize;
    const attributes = { rows: s.rows, ...s.shape };
    const dy = s.data.floats(s.rows * out);
    const forward = run(level, 'attention', attributes, {
      ...s.batch,
      qkv: s.qkv,
      y: poison(s.rows * out),
      lse: poison(s.rows * c.heads),
    });
    const got = run(level, 'attentionBackward', attributes, {
      ...s.batch,
      qkv: forward.qkv,
      y: forward.y,
      lse: forward.lse,
      dy,
      dQkv: poison(s.rows * s.width),
    });
    const backward = (r: reference.Round) => {
      const d = reference.attentionBackward(rotated(s, r), s.sequences, s.shape, s.first, dy, r);
      return s.shape.ropeTheta ? reference.rotate(d, s.sequences, s.shape, -1, r) : d;
    };
    // The probabilities are e^(score - lse).
    const amplification = 1 + Math.max(...forward.lse.map(Math.abs));
    expectClose('dQkv', got.dQkv, backward(reference.exact), backward(reference.single), amplification);
  });

  test.each(CASES)('$name: a sequence has the same bits alone and in a batch', (c) => {
    const s = setting({ ...c, lengths: [...c.lengths, 45] }, 13);
    const out = s.shape.heads * s.shape.headSize;
    const attributes = { rows: s.rows, ...s.shape };
    const whole = run(level, 'attention', attributes, { ...s.batch, qkv: s.qkv, y: poison(s.rows * out) });
    for (const one of s.sequences) {
      const arrays: Arrays = {
        ...batchArrays([{ ...one, row: 0 }]),
        qkv: s.qkv.slice(one.row * s.width, (one.row + one.length) * s.width),
        y: poison(one.length * out),
      };
      if (s.first) arrays.first = s.first.slice(one.row, one.row + one.length);
      const alone = run(level, 'attention', { ...attributes, rows: one.length }, arrays);
      expectSameBits({ y: alone.y }, { y: whole.y.slice(one.row * out, (one.row + one.length) * out) });
    }
  });

  // Chunks of a prompt, then single tokens; the ring is as short as the table allows (window + rows - 1).
  test.each(CASES.filter((c) => !c.documents))('$name: with a cache the same bits as without', (c) => {
    const length = 140;
    const s = setting({ ...c, lengths: [length, length] }, 14);
    const out = s.shape.heads * s.shape.headSize;
    const whole = run(
      level,
      'attention',
      { rows: s.rows, ...s.shape },
      {
        ...s.batch,
        qkv: s.qkv,
        y: poison(s.rows * out),
      },
    );
    const chunks = [37, 1, 1, 40, 1, 3, 1, 1, 50, 1, 1, 1, 1, 1];
    expect(chunks.reduce((a, b) => a + b)).toBe(length);
    const needed = s.shape.window ? Math.min(length, s.shape.window + 50 - 1) : length;
    const capacity = Math.ceil(needed / 32) * 32;
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
        level,
        'attention',
        { rows: 2 * chunk, ...s.shape, slots: 3, capacity },
        {
          ...batchArrays(sequences),
          qkv,
          keys,
          values,
          y: poison(2 * chunk * out),
        },
      );
      for (let i = 0; i < 2; i++) {
        const from = (i * length + position) * out;
        expectSameBits(
          { y: got.y.slice(i * chunk * out, (i + 1) * chunk * out) },
          { y: whole.y.slice(from, from + chunk * out) },
        );
      }
      keys = got.keys;
      values = got.values;
      position += chunk;
    }
    // The slot that no sequence used is untouched.
    expect(keys.subarray(capacity * kv, 2 * capacity * kv).every(Number.isNaN)).toBe(true);
  });

  test('a head too wide is refused with what is supported', () => {
    const wide = { rows: 1, heads: 1, kvHeads: 1, headSize: 400, window: 0, scale: 1, ropeTheta: 0 };
    const arrays = { ...batchArrays(sequencesOf([1])), qkv: new Float32Array(1200), y: poison(400) };
    expect(() => run(level, 'attention', wide, arrays)).toThrow(/head size 400.*up to 384/);
  });
});
