/**
 * The forward pass of MLPs of 128 numbers by the products of a warpgroup, beside that by single warps: they add in the
 * same order, so they have the same bits. mlp.test.ts holds the usual one against the two linears.
 */
import { expect, test } from '@jest/globals';
import { mlpAttributes } from '../../reference/mlp.ts';
import { type Arrays, expectSameBits, Numbers, poison } from '../operations/harness.ts';
import { type Call, encode, runCalls } from './calls.ts';
import { given } from './harness.ts';

/** Fewer rows than a warp has, a tile and a part, and several tiles a block. */
const ROWS = [5, 301, 1301];

function callOf(rows: number): Call {
  const width = 128;
  const data = new Numbers(rows + width);
  const hidden = 4 * width;
  const activation = 'gelu_tanh';
  const arrays: Arrays = {
    x: given('bf16', data.floats(rows * width, 2)),
    y: poison(rows * width),
    weight1: given('bf16', data.floats(hidden * width, 2 / Math.sqrt(width))),
    weight2: given('bf16', data.floats(width * hidden, 2 / Math.sqrt(hidden))),
  };
  if (rows !== 301) Object.assign(arrays, { bias1: data.floats(hidden), bias2: data.floats(width) });
  const attributes = { ...mlpAttributes({ rows, width, hidden, activation }), aligned: 1 };
  return { name: 'mlp', attributes, arrays: encode(arrays) };
}

test('both ways have the same bits', () => {
  const calls = ROWS.map(callOf);
  const single = runCalls(calls, { TINYSTORIES_CUDA_MLP_FORWARD: '0' });
  const group = runCalls(calls, { TINYSTORIES_CUDA_MLP_FORWARD: '1' });
  for (const [i, { arrays, mma }] of single.entries()) {
    expectSameBits({ y: group[i]!.arrays.y! }, { y: arrays.y! });
    // Tiles are of other sizes: these were two ways.
    expect(group[i]!.mma).not.toBe(mma);
  }
});
