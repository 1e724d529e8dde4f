import { describe, expect, test } from '@jest/globals';
import * as reference from '../../reference/operations.ts';
import { expectSameBits, Numbers, poison } from '../operations/harness.ts';
import { expectNear, given, places, runOn } from './harness.ts';

describe.each(places)('%s %s', (backend, compute) => {
  test.each([
    { width: 20, vocab: 1, rows: 7, chosen: [6, 0, 3], aligned: 0 },
    { width: 17, vocab: 203, rows: 33, chosen: [32, 0, 16, 16], aligned: 0 },
    { width: 72, vocab: 203, rows: 33, chosen: [32, 0, 16, 16], aligned: 1 },
    {
      width: 64,
      vocab: 200,
      rows: 90,
      chosen: Array.from({ length: 90 }, (_, i) => (i * 7) % 90),
      aligned: 1,
    },
  ])(
    'logits of chosen rows, $width x $vocab, aligned $aligned',
    ({ width, vocab, rows, chosen, aligned }) => {
      const data = new Numbers(33);
      const x = given(compute, data.floats(rows * width, 2));
      const weight = given(compute, data.floats(vocab * width));
      const attributes = { width, vocab, rows, aligned };
      const logitsOf = (rowIndex: number[]) =>
        runOn(backend, compute, 'logits', attributes, {
          x,
          weight,
          rowIndex: Int32Array.from(rowIndex),
          y: poison(rowIndex.length * vocab),
        }).y!;
      const got = logitsOf(chosen);
      const taken = chosen.flatMap((row) => Array.from(x.slice(row * width, (row + 1) * width)));
      const logits = (r: reference.Round) =>
        reference.product(taken, weight, null, chosen.length, vocab, width, r);
      // Exact products, summed and kept in float32.
      expectNear('y', 'float32', got, logits(reference.exact), logits(reference.single), 4);
      expectSameBits({ y: logitsOf([chosen[1]!]) }, { y: got.slice(vocab, 2 * vocab) });
    },
  );

  test('no rows, no logits', () => {
    const got = runOn(
      backend,
      compute,
      'logits',
      { width: 8, vocab: 4 },
      { x: new Float32Array(8), weight: new Float32Array(32), rowIndex: new Int32Array(0), y: poison(4) },
    );
    expect(got.y!.every(Number.isNaN)).toBe(true);
  });
});
