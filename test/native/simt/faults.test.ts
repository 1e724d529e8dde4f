/** Every planted fault ends its launch with words that say what and where, whatever order the threads run in. */
import { describe, expect, test } from '@jest/globals';
import { addon, inOrder, orders } from './trial.ts';

const numbers = Float32Array.from({ length: 130 }, (_, i) => i - 31);

/** The fault, and what must be said of it. */
const faults: [string, RegExp][] = [
  ['missing-barrier', /shared memory with no __syncthreads in between/],
  ['missing-declared-barrier', /declared shared memory with no __syncthreads in between/],
  ['missing-second-barrier', /shared memory with no __syncthreads in between/],
  ['two-writers', /writes over what another thread wrote to .* no __syncthreads in between/],
  ['warp-for-block', /no __syncthreads in between/],
  ['missing-warp-barrier', /no __syncwarp in between/],
  ['missing-barrier-before-ldmatrix', /reads what another thread wrote .* no __syncwarp in between/],
  ['divergent-barrier', /wait at different __syncthreads: thread 0 in line \d+, thread \d+ in line \d+/],
  ['early-end', /40 at __syncthreads .* 24 have ended/],
  ['divergent-shuffle', /lanes of a warp wait at different places: lane 0 at a shuffle .* lane 16 at mma/],
  ['shuffle-or-barrier', /32 at a shuffle .* 32 at __syncthreads/],
  ['shuffle-with-ended', /takes the value of lane 31, which has ended/],
  ['product-of-some', /mma by 24 lanes; it needs all 32/],
  ['product-of-small-block', /mma by (24|16) lanes; it needs all 32/],
  ['read-behind', /thread \(63,0,0\): reads 4 bytes that end 4 bytes behind an allocation of 520 bytes/],
  ['read-before', /thread \(0,0,0\): reads 4 bytes 4 bytes before an allocation of 520 bytes/],
  ['write-behind', /thread \(63,0,0\): writes 4 bytes that end 4 bytes behind an allocation of 256 bytes/],
  ['vector-behind', /reads 4 bytes that end \d bytes behind an allocation/],
  ['far-copy', /touches memory (that ends? .* behind an allocation|in device memory where nothing is)/],
  ['nowhere', /reads 4 bytes at .* which is no device memory/],
  ['memory-of-the-host', /reads 4 bytes at 0x[0-9a-f]+, which is no device memory/],
  ['misaligned-vector', /planted\.cc:\d+: an address 4 bytes off a multiple of 16/],
  [
    'behind-shared',
    /thread \(63,0,0\): writes shared memory outside of the 252 bytes asked for, at byte 252/,
  ],
  ['behind-array', /planted\.cc:\d+: index \d+ is outside of its array/],
  ['endless-recursion', /more than 64 KiB of local memory/],
  ['missing-wait', /while a cp\.async of thread \d+ writes it: no wait has let it end/],
  ['missing-commit', /while a cp\.async of thread \d+ writes it: no wait has let it end/],
  ['wait-without-barrier', /(while a cp\.async of thread|no __syncwarp in between)/],
  ['misaligned-copy', /an address of cp\.async is no multiple of 16/],
  ['copy-behind', /cp\.async reads 4 bytes that end 4 bytes behind an allocation/],
  ['missing-arrival', /32 at a gate .* 32 have ended/],
  ['phase-left-out', /waits for phase 1 of a gate .* where phase 0 comes next/],
  ['phase-gone-by', /waits for phase 0 of a gate .* of which 2 are over/],
  ['gate-prepared-again', /prepares a gate again/],
  ['unprepared-gate', /uses a gate that was not prepared/],
  ['bytes-not-announced', /a copy brings 8192 bytes to a barrier that 0 are announced to/],
  ['bytes-that-do-not-come', /\d+ at a gate/],
  ['arrival-too-many', /arrives at a barrier at which all have/],
  ['phase-of-wrong-parity', /waits for phase 0 of a gate .* of which 2 are over/],
  ['box-behind', /a box touches 16 bytes that .* behind an allocation of 520 bytes/],
  ['box-off', /a box begins 512 bytes off a multiple of 1024/],
  ['load-without-wait', /ends while a box may still be written to shared memory/],
  ['sent-without-wait', /ends while what another block has sent may still be written/],
  ['sent-to-nobody', /writes to block 1 of a cluster of 1/],
  ['store-without-wait', /ends while a box that it stored may still be read/],
  ['product-without-wait', /ends before a product that it began/],
  [
    'copy-over-operands',
    /begins to write to byte 0 of shared memory, where a product of thread \d+ may still read/,
  ],
  [
    'copy-over-stored',
    /begins to write to byte 0 of shared memory, where a box that thread 0 stores may still be read/,
  ],
  ['narrow-box-off', /a box begins 128 bytes off a multiple of 256/],
  ['operand-off', /an operand of a product begins at byte 512/],
  ['barrier-of-others', /comes to barrier 1 of (64|32) threads .* as one of (32|64)/],
  ['barrier-of-too-few', /32 at a barrier by number .* 32 have ended/],
  ['misaligned-ldmatrix', /a row of ldmatrix begins \d+ bytes off a multiple of 16/],
  ['ldmatrix-of-global', /a row of ldmatrix is not in shared memory/],
];

describe.each(orders)('threads in order %s', (order) => {
  test.each(faults)('%s', (name, words) => {
    const { failure } = inOrder(order, () => addon.simulatorTrial(name, numbers, 64));
    expect(failure).toMatch(new RegExp(`^kernel ${name}, block \\([01],0,0\\)`));
    expect(failure).toMatch(words);
  });
});

test.each(orders)(
  'operands handed back too early are written again before the product, in order %s',
  (order) => {
    const { output, failure } = inOrder(order, () =>
      addon.simulatorTrial('operands-handed-back', numbers, 64),
    );
    expect(failure).toBe('');
    expect([...output]).toEqual([...new Array(32).fill(16), ...new Array(32).fill(0)]);
  },
);

test('who is told by another that a block has read what it was sent is found out where that block is behind', () => {
  const told = (order: string) => inOrder(order, () => addon.simulatorTrial('told-by-another', numbers, 64));
  expect(told('ascending')).toEqual({ output: new Float32Array(64).fill(10), failure: '' });
  const failures = Array.from({ length: 6 }, (_, seed) => told(String(seed)).failure).filter(Boolean);
  expect(failures).not.toEqual([]);
  for (const failure of failures) {
    expect(failure).toMatch(/a copy brings 16 bytes to a barrier that 0 are announced to/);
  }
});

test.each([
  ['what a copy brings', 'load-without-wait'],
  ['what another block has sent', 'sent-without-wait'],
])('%s is no number before it is waited for', (_what, name) => {
  const { output } = addon.simulatorTrial(name, numbers, 64);
  expect([...output]).toEqual(new Array(64).fill(NaN));
});

test('what failed leaves nothing behind', () => {
  for (let i = 0; i < 200; i++) {
    expect(addon.simulatorTrial('missing-commit', numbers, 64).failure).not.toBe('');
    expect(addon.simulatorTrial('endless-recursion', numbers, 64).failure).not.toBe('');
  }
  const lanes = Float32Array.from({ length: 64 }, (_, i) => i);
  expect(addon.simulatorTrial('turned-rows', lanes, 64)).toEqual({
    output: lanes.slice().reverse(),
    failure: '',
  });
});

test('an order that there is not is refused', () => {
  expect(() => addon.simulate({ order: 'sideways' })).toThrow(/ascending/);
});
