/** A 64-bit hash of a text's words: two lanes of 32 bits that multiply by different constants. */

// A name of this module: found at once, whatever the global object is.
const { imul } = Math;
const SEED_A = 0x9e3779b9;
const SEED_B = 0x85ebca6b;

export class TextHash {
  #a = SEED_A;
  #b = SEED_B;

  /** Takes in the code units of `text` from `begin` to `end`, as one word. */
  word(text: string, begin: number, end: number): void {
    let a = this.#a;
    let b = this.#b;
    for (let at = begin; at < end; at++) {
      const unit = text.charCodeAt(at);
      a = step(a, unit, 0x2c1b3c6d);
      b = step(b, unit, 0x297a2d39);
    }
    // A unit that no text has closes the word: `a b` is not `ab`.
    this.#a = step(a, 0x10000, 0x2c1b3c6d);
    this.#b = step(b, 0x10000, 0x297a2d39);
  }

  /** The hash as two numbers of 32 bits, and a new beginning. */
  take(): [number, number] {
    const high = mix(this.#a ^ imul(this.#b, 0x7feb352d));
    const low = mix(this.#b ^ imul(this.#a, 0x846ca68b));
    this.#a = SEED_A;
    this.#b = SEED_B;
    return [high, low];
  }
}

/** Bijective in `hash` for every unit: texts that differ stay apart however they go on. */
function step(hash: number, unit: number, factor: number): number {
  const product = imul(hash ^ unit, factor);
  return (product << 13) | (product >>> 19);
}

/** Spreads 32 bits over 32 bits (the finalizer of MurmurHash3). */
export function mix(value: number): number {
  let hash = value;
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
