/**
 * MinHashes of a set of 32-bit numbers: of each of some hashes the smallest value that it takes on the set. Two sets
 * agree in one with a probability that is their Jaccard index. The sets here are a story's runs of five words; what
 * report and generation keep of the minima differs, and cleaning, native, has hashes of its own, for tens of millions
 * of stories at once.
 */
import { Random } from '../../runtime/random.ts';

// A name of this module: found at once, whatever the global object is.
const { imul } = Math;
/** Words of a run; a shorter story is one run. */
export const RUN = 5;
/** What a minimum is before there is any number. */
export const NONE = 0x7fffffff;

export class MinHash {
  /** Of each hash: an odd factor and a summand, always the same. */
  readonly #factors: Int32Array;
  readonly #summands: Int32Array;

  /** @param shift added to every value before they are compared, as signed numbers: 2^31 makes it the order of unsigned ones */
  constructor(count: number, seed: number, shift = 0) {
    const random = new Random(seed);
    this.#factors = new Int32Array(count);
    this.#summands = new Int32Array(count);
    for (let k = 0; k < count; k++) {
      this.#factors[k] = random.uint32() | 1;
      this.#summands[k] = random.uint32() + shift;
    }
  }

  /** One more number of the set. */
  take(number: number, minima: Int32Array): void {
    const factors = this.#factors;
    const summands = this.#summands;
    for (let k = 0; k < factors.length; k++) {
      // Signed numbers throughout: these are compared without becoming floating-point numbers.
      const value = (imul(number, factors[k] as number) + (summands[k] as number)) | 0;
      if (value < (minima[k] as number)) minima[k] = value;
    }
  }
}
