/** Exact duplicates among all stories: the same words in the same order, whatever the case, marks and white space. */
import { grown, PairTable } from './pair-table.ts';

/** Characters kept of the example. */
const EXAMPLE = 2000;

export interface ExactDuplicateFigures {
  /** Different stories. */
  distinct: number;
  /** Stories that repeat an earlier one; `distinct + repeats` is the number of all. */
  repeats: number;
  /** Repeats among all stories. */
  share: number;
  /** How often the story occurs that occurs most often. */
  largest: number;
  /** The story of `largest`: where it occurs first, one place where it occurs again; null where none repeats. */
  example: { first: number; again: number; text: string } | null;
}

/** About 24 bytes a story: two words of a 64-bit hash, a slot, the count and the first place. */
export class ExactDuplicates {
  readonly #table = new PairTable();
  #counts: Uint32Array = new Uint32Array(1024);
  #firsts: Uint32Array = new Uint32Array(1024);
  #stories = 0;
  #largest = 0;
  #example: { entry: number; again: number; text: string } | null = null;

  /** The next story, by the hash of its words. */
  add(hash: readonly [number, number], text: string): void {
    const index = this.#stories++;
    const before = this.#table.size;
    const entry = this.#table.add(hash[0], hash[1]);
    if (entry === this.#counts.length) {
      this.#counts = grown(this.#counts);
      this.#firsts = grown(this.#firsts);
    }
    const count = (this.#counts[entry] as number) + 1;
    this.#counts[entry] = count;
    if (entry === before) this.#firsts[entry] = index;
    if (count <= this.#largest) return;
    this.#largest = count;
    if (count < 2 || this.#example?.entry === entry) return;
    // Joined and cut anew: a piece of a string would keep the part of the file that it was cut from.
    const kept = Buffer.from(text.slice(0, EXAMPLE)).toString();
    this.#example = { entry, again: index, text: kept };
  }

  figures(): ExactDuplicateFigures {
    const distinct = this.#table.size;
    const repeats = this.#stories - distinct;
    const example = this.#example;
    return {
      distinct,
      repeats,
      share: this.#stories === 0 ? 0 : repeats / this.#stories,
      largest: this.#largest,
      example: example && {
        first: this.#firsts[example.entry] as number,
        again: example.again,
        text: example.text,
      },
    };
  }
}
