/**
 * Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011), the twin of native/program/philox.h. The
 * numbers are a function of (seed, stream, position) alone: the same on every machine and in any order.
 */

import { InvalidArgumentError } from './errors.ts';
import { checkWhole } from './whole.ts';

// A name of this module: found at once, whatever the global object is.
const { imul } = Math;
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;

/** High 32 bits of the 64-bit product of two 32-bit words, as a signed number; every step fits into 32 bits. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (imul(aHigh, bLow) + (imul(aLow, bLow) >>> 16)) | 0;
  const carry = (imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}

/** One block: four 32-bit words of the counter (c0..c3) under the key (k0, k1), written to `out`. */
export function philox(
  key0: number,
  key1: number,
  counter: readonly [number, number, number, number],
  out: Uint32Array,
): void {
  block(key0, key1, counter[0], counter[1], counter[2], counter[3], out);
}

/** The same without a tuple. Words are signed within, which takes whole numbers only and no others. */
function block(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  out: Uint32Array,
): void {
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  let c0 = counter0 | 0;
  let c1 = counter1 | 0;
  let c2 = counter2 | 0;
  let c3 = counter3 | 0;
  for (let round = 0; round < 10; round++) {
    const n0 = multiplyHigh(M1, c2) ^ c1 ^ k0;
    const n2 = multiplyHigh(M0, c0) ^ c3 ^ k1;
    c1 = imul(M1, c2);
    c3 = imul(M0, c0);
    c0 = n0;
    c2 = n2;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/**
 * A stream of random numbers. `seed` and `stream` are whole numbers in [0, 2^53).
 * @throws InvalidArgumentError for others, and where one of nothing is to be picked.
 */
export class Random {
  readonly #key0: number;
  readonly #key1: number;
  readonly #stream0: number;
  readonly #stream1: number;
  readonly #block: Uint32Array = new Uint32Array(4);
  /** Blocks so far. */
  #blocks = 0;
  /** The next word of the block; 4 when none is left. */
  #lane = 4;

  constructor(seed: number, stream = 0) {
    [this.#key0, this.#key1] = split('seed', seed);
    [this.#stream0, this.#stream1] = split('stream', stream);
  }

  /** The next 32 random bits. */
  uint32(): number {
    if (this.#lane === 4) this.#refill();
    return this.#block[this.#lane++] as number;
  }

  #refill(): void {
    const count = this.#blocks++;
    const high = Math.floor(count / 0x1_0000_0000);
    block(this.#key0, this.#key1, count, high, this.#stream0, this.#stream1, this.#block);
    this.#lane = 0;
  }

  /** Uniform in [0, 1), 32 bits. */
  float(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A whole number in [0, n), without bias, for n in [1, 2^32]. */
  int(n: number): number {
    let value = this.uint32();
    // Most values are below the last multiple of n, whichever it is, and n is a word then.
    if (value < 0x1_0000_0000 - n) return value % (n >>> 0);
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % n);
    while (value >= limit) value = this.uint32();
    return value % n;
  }

  /** True with probability `p`. */
  chance(p: number): boolean {
    return this.float() < p;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new InvalidArgumentError('items', 'at least one to pick from', items);
    return items[this.int(items.length)] as T;
  }

  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
    return items;
  }
}

/** A seed of its own for a purpose (32 bits), for numbers that must be others than those of the seed itself. */
export function seedFor(seed: number, purpose: number): number {
  const [low, high] = split('seed', seed);
  const out = new Uint32Array(4);
  // The last word of the counter is above any that a stream has.
  philox(low, high, [purpose, 0, 0, 0xffff_ffff], out);
  return (out[0] as number) + ((out[1] as number) & 0x1f_ffff) * 0x1_0000_0000;
}

function split(name: string, value: number): [number, number] {
  checkWhole(name, value, 0);
  return [value >>> 0, Math.floor(value / 0x1_0000_0000)];
}
