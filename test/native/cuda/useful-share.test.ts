/** How much of what the matrix units multiply is of use: the rest are zeros around odd sizes, and masked keys. */
import { describe, expect, test } from '@jest/globals';
import { Numbers, poison } from '../operations/harness.ts';
import { multiplyAdds, runOn } from './harness.ts';

const random = new Numbers(11);
const runs = 3; // of `runOn`

function linear(rows: number, width: number, out: number): number {
  const arrays = {
    x: random.floats(rows * width),
    weight0: random.floats(out * width),
    y: poison(rows * out),
  };
  const done = multiplyAdds(() => runOn('simt', 'bf16', 'linear', { rows, in: width, aligned: 1 }, arrays));
  return (runs * rows * width * out) / done;
}

/** Of one sequence, with all keys up to one's own. */
function attention(rows: number, headSize: number): number {
  const heads = 16;
  const width = heads * headSize;
  const arrays = {
    sequences: Int32Array.of(0, rows, 0, 0),
    tokens: new Int32Array(rows),
    positions: Int32Array.from({ length: rows }, (_, i) => i),
    first: new Int32Array(rows),
    qkv: random.floats(rows * 3 * width),
    y: poison(rows * width),
  };
  const done = multiplyAdds(() =>
    runOn('simt', 'bf16', 'attention', { rows, heads, headSize, scale: 1 }, arrays),
  );
  return (runs * 2 * ((rows * (rows + 1)) / 2) * width) / done;
}

describe('products', () => {
  test('whole tiles waste nothing', () => {
    expect(linear(128, 64, 128)).toBe(1);
  });
  test('what is beyond the edges is wasted', () => {
    const share = linear(200, 96, 136);
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(1);
  });
});

// Half of a square of keys is masked; heads of 4 and 8 fill a part of the 16 numbers that a step multiplies.
test.each([
  [4, 0.1],
  [8, 0.2],
  [16, 0.4],
  [48, 0.4],
  [64, 0.4],
])('attention, heads of %d', (headSize, least) => {
  const share = attention(128, headSize);
  expect(share).toBeGreaterThan(least);
  expect(share).toBeLessThanOrEqual(1);
});
