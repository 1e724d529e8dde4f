/** The embedding of the CUDA backend and its gradient, which sorts the rows of a batch. */
import { describe, test } from '@jest/globals';
import * as reference from '../../reference/operations.ts';
import {
  type Arrays,
  batchArrays,
  expectSameBits,
  Numbers,
  poison,
  sequencesOf,
} from '../operations/harness.ts';
import { bf16, expectNear, given, places, runOn } from './harness.ts';

const SHAPES = [
  { lengths: [1], width: 1, vocab: 1 },
  { lengths: [7, 2], width: 20, vocab: 13 },
  { lengths: [33], width: 64, vocab: 5 },
  { lengths: [90, 60], width: 67, vocab: 1000 },
  { lengths: [40, 30], width: 256, vocab: 300 },
  { lengths: [3], width: 1000, vocab: 4 },
  { lengths: [5, 5], width: 1024, vocab: 40 },
];

describe.each(places)('%s in %s', (backend, compute) => {
  test.each(SHAPES)('$lengths rows of width $width', ({ lengths, width, vocab }) => {
    const data = new Numbers(21);
    const batch = batchArrays(sequencesOf(lengths));
    const rows = batch.positions.length;
    const maxPositions = Math.max(...lengths) + 2;
    const tokens = data.integers(rows, vocab);
    const table = data.floats(vocab * width);
    const positionTable = data.floats(maxPositions * width);
    for (const positions of [positionTable, null]) {
      const arrays: Arrays = { ...batch, tokens, table, y: poison(rows * width) };
      if (positions) arrays.positionTable = positions;
      const got = runOn(backend, compute, 'embedding', { rows, width }, arrays);
      const exact = reference.embedding(tokens, batch.positions, table, positions, width, reference.exact);
      const naive = reference.embedding(tokens, batch.positions, table, positions, width, reference.single);
      expectNear('y', compute, got.y!, exact, compute === 'bf16' ? naive.map(bf16) : naive);
    }
    backward(batch, tokens, width, vocab, maxPositions);
  });

  // Most rows are of few tokens, so that runs of many tiles stand beside such of few and of one row.
  function skewed(rows: number, vocab: number): Int32Array {
    const data = new Numbers(31);
    return Int32Array.from({ length: rows }, () => {
      const kind = data.next();
      if (kind < 0.5) return vocab - 2;
      if (kind < 0.6) return 1;
      return Math.floor(data.next() ** 3 * vocab);
    });
  }

  test.each([
    { rows: 5000, width: 8, vocab: 700, length: 50 },
    { rows: 5120, width: 40, vocab: 200, length: 512 },
    { rows: 4097, width: 3, vocab: 66_000, length: 4097 },
    { rows: 2200, width: 5, vocab: 2, length: 1 },
  ])('$rows rows of skewed tokens, $vocab of them', ({ rows, width, vocab, length }) => {
    const lengths = Array.from({ length: Math.ceil(rows / length) }, (_, i) =>
      Math.min(length, rows - i * length),
    );
    backward(batchArrays(sequencesOf(lengths)), skewed(rows, vocab), width, vocab, length);
  });

  test('one token only', () => {
    const rows = 4500;
    backward(batchArrays(sequencesOf([rows])), new Int32Array(rows).fill(6), 16, 7, rows);
  });

  function backward(
    batch: { sequences: Int32Array; positions: Int32Array },
    tokens: Int32Array,
    width: number,
    vocab: number,
    maxPositions: number,
  ): void {
    const data = new Numbers(33);
    const rows = tokens.length;
    const dy = given(compute, data.floats(rows * width));
    const dTable = data.floats(vocab * width);
    const dPositions = data.floats(maxPositions * width);
    const attributes = { rows, width, vocab, maxPositions };
    const inputs = { ...batch, tokens, dy };
    const got = runOn(backend, compute, 'embeddingBackward', attributes, { ...inputs, dTable, dPositions });
    const check = (name: string, ours: Float32Array, index: Int32Array, before: Float32Array) => {
      const exact = reference.scatterAdd(index, dy, before, width, reference.exact);
      const naive = reference.scatterAdd(index, dy, before, width, reference.single);
      expectNear(name, 'float32', ours, exact, naive);
    };
    check('dTable', got.dTable!, tokens, dTable);
    check('dPositions', got.dPositions!, batch.positions, dPositions);
    const table = runOn(backend, compute, 'embeddingBackward', attributes, { ...inputs, dTable });
    const positions = runOn(backend, compute, 'embeddingBackward', attributes, { ...inputs, dPositions });
    expectSameBits(
      { dTable: table.dTable!, dPositions: positions.dPositions! },
      { dTable: got.dTable!, dPositions: got.dPositions! },
    );
  }
});
