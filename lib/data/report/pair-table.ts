/**
 * Numbers pairs of 32-bit numbers in the order in which they are first met: 0, 1, 2 … Eight bytes an entry and four
 * a slot. The table is parted by hash, so that growing it never takes long at a time.
 */
import { mix } from './text-hash.ts';

// A name of this module: found at once, whatever the global object is.
const { imul } = Math;
const PARTS = 256;
const SMALLEST = 16;

export class PairTable {
  /** Entry by entry, its two numbers. */
  #pairs: Uint32Array = new Uint32Array(2048);
  #size = 0;
  readonly #slots: Uint32Array[] = Array.from({ length: PARTS }, () => new Uint32Array(SMALLEST));
  readonly #used: Uint32Array = new Uint32Array(PARTS);

  /** How many different pairs there are. */
  get size(): number {
    return this.#size;
  }

  /** The number of the pair, which is a new one (the old size) when it was not there. */
  add(first: number, second: number): number {
    const hash = hashPair(first, second);
    const part = hash & (PARTS - 1);
    let slots = this.#slots[part] as Uint32Array;
    if (((this.#used[part] as number) + 1) * 4 > slots.length * 3) slots = this.#grow(part);
    const mask = slots.length - 1;
    for (let at = (hash >>> 8) & mask; ; at = (at + 1) & mask) {
      const entry = slots[at] as number;
      if (entry === 0) {
        slots[at] = this.#size + 1;
        this.#used[part] = (this.#used[part] as number) + 1;
        return this.#append(first, second);
      }
      const pair = 2 * (entry - 1);
      if (this.#pairs[pair] === first >>> 0 && this.#pairs[pair + 1] === second >>> 0) return entry - 1;
    }
  }

  #append(first: number, second: number): number {
    const pair = 2 * this.#size;
    if (pair === this.#pairs.length) this.#pairs = grown(this.#pairs);
    this.#pairs[pair] = first;
    this.#pairs[pair + 1] = second;
    return this.#size++;
  }

  #grow(part: number): Uint32Array {
    const old = this.#slots[part] as Uint32Array;
    const slots = new Uint32Array(old.length * 2);
    const mask = slots.length - 1;
    for (const entry of old) {
      if (entry === 0) continue;
      const pair = 2 * (entry - 1);
      const hash = hashPair(this.#pairs[pair] as number, this.#pairs[pair + 1] as number);
      let at = (hash >>> 8) & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = entry;
    }
    this.#slots[part] = slots;
    return slots;
  }
}

/** A copy of twice the length, the second half zero. */
export function grown(array: Uint32Array): Uint32Array {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function hashPair(first: number, second: number): number {
  return mix(imul(first, 0x85ebca77) ^ imul(second, 0x9e3779b1) ^ (first >>> 15));
}
