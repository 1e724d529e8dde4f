/**
 * Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011), the twin of native/program/philox.h. The
 * numbers are a function of (seed, stream, position) alone: the same on every machine and in any order.
 */

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;

/** High 32 bits of the 64-bit product of two 32-bit words. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** One block: four 32-bit words of the counter (c0..c3) under the key (k0, k1), written to `out`. */
export function philox(
  key0: number,
  key1: number,
  counter: readonly [number, number, number, number],
  out: Uint32Array,
): void {
  let k0 = key0 >>> 0;
  let k1 = key1 >>> 0;
  let [c0, c1, c2, c3] = counter;
  for (let round = 0; round < 10; round++) {
    const n0 = multiplyHigh(M1, c2) ^ c1 ^ k0;
    const n1 = Math.imul(M1, c2);
    const n2 = multiplyHigh(M0, c0) ^ c3 ^ k1;
    const n3 = Math.imul(M0, c0);
    c0 = n0 >>> 0;
    c1 = n1 >>> 0;
    c2 = n2 >>> 0;
    c3 = n3 >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** A stream of random numbers. `seed` and `stream` are whole numbers in [0, 2^53). */
export class Random {
  readonly #key: [number, number];
  readonly #stream: [number, number];
  readonly #block: Uint32Array = new Uint32Array(4);
  #position = 0;

  constructor(seed: number, stream = 0) {
    this.#key = split(seed);
    this.#stream = split(stream);
  }

  /** The next 32 random bits. */
  uint32(): number {
    const lane = this.#position & 3;
    if (lane === 0) {
      const [low, high] = split(Math.floor(this.#position / 4));
      philox(this.#key[0], this.#key[1], [low, high, this.#stream[0], this.#stream[1]], this.#block);
    }
    this.#position++;
    return this.#block[lane] as number;
  }

  /** Uniform in [0, 1), 32 bits. */
  float(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A whole number in [0, n), without bias, for n in [1, 2^32]. */
  int(n: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % n);
    let value = this.uint32();
    while (value >= limit) value = this.uint32();
    return value % n;
  }

  /** True with probability `p`. */
  chance(p: number): boolean {
    return this.float() < p;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('cannot pick from an empty list');
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
  const [low, high] = split(seed);
  const out = new Uint32Array(4);
  // The last word of the counter is above any that a stream has.
  philox(low, high, [purpose, 0, 0, 0xffff_ffff], out);
  return (out[0] as number) + ((out[1] as number) & 0x1f_ffff) * 0x1_0000_0000;
}

function split(value: number): [number, number] {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`expected a whole number in [0, 2^53), got ${value}`);
  }
  return [value >>> 0, Math.floor(value / 0x1_0000_0000)];
}
