/** How many of the n-grams of the sample are different, and how much a story repeats itself. */
import type { Pace } from '../../runtime/pace.ts';
import { grown, PairTable } from './pair-table.ts';

const LONGEST = 4;

export interface DistinctShare {
  n: number;
  /** n-grams of all stories; none goes over the end of a story. */
  total: number;
  distinct: number;
  share: number;
}

export interface NgramFigures {
  /** Of words alone, n = 1 to 4. */
  words: DistinctShare[];
  /** Of words and marks, n = 1 to 4. */
  tokens: DistinctShare[];
  selfRepetition: {
    /** Share of the stories in which some four words in a row occur twice. */
    stories: number;
    /** Share of the 4-grams of words that occurred earlier in the same story: mean over stories that have any. */
    mean: number;
  };
}

export async function ngramFigures(
  stories: readonly { words: Uint32Array; tokens: Uint32Array }[],
  pace: Pace,
): Promise<NgramFigures> {
  const words = new NgramCounter();
  const tokens = new NgramCounter();
  let repeating = 0;
  let having = 0;
  let sum = 0;
  for (const story of stories) {
    const repeated = words.add(story.words);
    const all = story.words.length - LONGEST + 1;
    if (repeated > 0) repeating++;
    if (all > 0) {
      having++;
      sum += repeated / all;
    }
    tokens.add(story.tokens);
    if (pace.due) await pace.rest();
  }
  return {
    words: words.shares(),
    tokens: tokens.shares(),
    selfRepetition: { stories: share(repeating, stories.length), mean: share(sum, having) },
  };
}

/**
 * An n-gram is the pair of an (n − 1)-gram and a word, both by number, so that each gets a number of its own and no
 * hash need be trusted.
 */
class NgramCounter {
  readonly #words = new Set<number>();
  /** Of pairs, triples and runs of four. */
  readonly #tables = [new PairTable(), new PairTable(), new PairTable()];
  readonly #totals = [0, 0, 0, 0];
  /** By 4-gram: the last story it was in, from 1. */
  #lastIn: Uint32Array = new Uint32Array(1024);
  #stories = 0;

  /** Returns how many 4-grams of the story occurred in it before. */
  add(story: Uint32Array): number {
    this.#stories++;
    const [pairs, triples, fours] = this.#tables as [PairTable, PairTable, PairTable];
    let repeated = 0;
    // What ends at the place before.
    let word = 0;
    let pair = 0;
    let triple = 0;
    for (let at = 0; at < story.length; at++) {
      const next = story[at] as number;
      if (at >= 3 && this.#metHere(fours.add(triple, next))) repeated++;
      if (at >= 2) triple = triples.add(pair, next);
      if (at >= 1) pair = pairs.add(word, next);
      this.#words.add(next);
      word = next;
    }
    this.#totals.forEach((total, i) => {
      this.#totals[i] = total + Math.max(0, story.length - i);
    });
    return repeated;
  }

  shares(): DistinctShare[] {
    return [this.#words, ...this.#tables].map(({ size }, i) => {
      const total = this.#totals[i] as number;
      return { n: i + 1, total, distinct: size, share: share(size, total) };
    });
  }

  #metHere(four: number): boolean {
    while (four >= this.#lastIn.length) this.#lastIn = grown(this.#lastIn);
    const met = this.#lastIn[four] === this.#stories;
    this.#lastIn[four] = this.#stories;
    return met;
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
