import { philox } from '../runtime/random.ts';

const ROUNDS = 6;
/** Keeps these numbers apart from others drawn with the same seed. */
const PURPOSE = 0x73746f72;

/**
 * A shuffled order of `count` stories, one for each epoch: a keyed permutation (a Feistel network over Philox,
 * walked until it falls inside), so that no list is kept and any place is found at once.
 */
export class StoryOrder {
  readonly #count: number;
  readonly #seed: number;
  readonly #epoch: number;
  readonly #bits: number;
  readonly #words: Uint32Array = new Uint32Array(4);

  /** `count` in [1, 2^30], `seed` a whole number in [0, 2^53). */
  constructor(count: number, seed: number, epoch: number) {
    this.#count = count;
    this.#seed = seed;
    this.#epoch = epoch;
    this.#bits = Math.max(1, Math.ceil(Math.log2(count) / 2));
  }

  /** The story at a place, both in [0, count). */
  at(place: number): number {
    let value = place;
    do {
      value = this.#permute(value);
    } while (value >= this.#count);
    return value;
  }

  #permute(value: number): number {
    const mask = 2 ** this.#bits - 1;
    let left = value >>> this.#bits;
    let right = value & mask;
    for (let round = 0; round < ROUNDS; round++) {
      const next = left ^ (this.#random(right, round) & mask);
      left = right;
      right = next;
    }
    return left * (mask + 1) + right;
  }

  #random(half: number, round: number): number {
    const low = this.#seed >>> 0;
    const high = Math.floor(this.#seed / 2 ** 32);
    philox(low, high, [half, round, this.#epoch, PURPOSE], this.#words);
    return this.#words[0] as number;
  }
}
