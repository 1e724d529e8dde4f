/**
 * Near duplicates in the sample. Two stories are as near as the Jaccard index of their sets of five words in a row:
 * common ones over all. Candidates are found by MinHash (126 hashes, 42 bands of three: a pair at 0.5 is found with
 * 99.6 %, one at 0.8 always but for one in 10^13), and each is then counted out.
 */

import type { Pace } from '../../runtime/pace.ts';
import { MinHash, NONE, RUN } from '../text/min-hash.ts';
import { PairTable } from './pair-table.ts';
import { mix } from './text-hash.ts';

// A name of this module: found at once, whatever the global object is.
const { imul } = Math;
const ROWS = 3;
const BANDS = 42;
const HASHES = ROWS * BANDS;
/** Earlier stories of the same bucket that a story is compared with: what bounds the work on templated text. */
const WINDOW = 16;
export const NEAR_THRESHOLDS: readonly number[] = [0.5, 0.8];

export interface NearDuplicateFigures {
  /** Stories looked at: those of the sample that are not exact duplicates of another in it. */
  stories: number;
  levels: {
    /** Pairs from this Jaccard index on are near; what is near to the same story is one cluster. */
    jaccard: number;
    /** Stories in clusters of two or more. */
    clustered: number;
    share: number;
    /** Stories that would go if each cluster kept one. */
    repeats: number;
    largest: number;
  }[];
  /** The nearest pair, by place in the sample; null where no pair reached the lowest threshold. */
  nearest: { first: number; second: number; jaccard: number } | null;
}

/** `stories` are word numbers. */
export async function nearDuplicateFigures(
  stories: readonly Uint32Array[],
  pace: Pace,
): Promise<NearDuplicateFigures> {
  const met = new Set<number>();
  /** Of those that are not word for word one before them. */
  const places: number[] = [];
  const sets: Float64Array[] = [];
  const signatures = new Int32Array(stories.length * HASHES).fill(NONE);
  const hashes = new MinHash(HASHES, 0, 2 ** 31);
  for (const [place, words] of stories.entries()) {
    const whole = hashWords(words, 0, words.length);
    if (met.has(whole)) continue;
    met.add(whole);
    const set = shingles(words);
    const signature = signatures.subarray(sets.length * HASHES, (sets.length + 1) * HASHES);
    for (const hash of set) hashes.take((hash % 2 ** 32) | 0, signature);
    sets.push(set);
    places.push(place);
    if (pace.due) await pace.rest();
  }
  const levels = NEAR_THRESHOLDS.map((jaccard) => ({ jaccard, clusters: new Clusters(places.length) }));
  const compared = new PairTable();
  let nearest: NearDuplicateFigures['nearest'] = null;
  for (let band = 0; band < BANDS; band++) {
    const latest = new Map<number, number>();
    const before = new Int32Array(places.length).fill(-1);
    for (let i = 0; i < places.length; i++) {
      const key = bucket(signatures, i * HASHES + band * ROWS);
      let j = latest.get(key) ?? -1;
      before[i] = j;
      latest.set(key, i);
      for (let seen = 0; j >= 0 && seen < WINDOW; seen++, j = before[j] as number) {
        if (levels.at(-1)?.clusters.together(i, j)) continue;
        const pairs = compared.size;
        if (compared.add(j, i) < pairs) continue;
        const jaccard = jaccardIndex(sets[i] as Float64Array, sets[j] as Float64Array);
        for (const level of levels) if (jaccard >= level.jaccard) level.clusters.join(i, j);
        if (jaccard >= (NEAR_THRESHOLDS[0] as number) && jaccard > (nearest?.jaccard ?? 0))
          nearest = { first: places[j] as number, second: places[i] as number, jaccard };
      }
      if (pace.due) await pace.rest();
    }
  }
  return {
    stories: places.length,
    levels: levels.map(({ jaccard, clusters }) => ({ jaccard, ...clusters.figures() })),
    nearest,
  };
}

/** Common elements over all elements of two sorted sets. */
export function jaccardIndex(one: Float64Array, other: Float64Array): number {
  let common = 0;
  let i = 0;
  let j = 0;
  while (i < one.length && j < other.length) {
    const a = one[i] as number;
    const b = other[j] as number;
    if (a === b) common++;
    if (a <= b) i++;
    if (b <= a) j++;
  }
  const all = one.length + other.length - common;
  return all === 0 ? 0 : common / all;
}

/** The different runs of five words as sorted hashes of 52 bits; a shorter story is one run. */
export function shingles(words: Uint32Array): Float64Array {
  const set = new Set<number>();
  for (let from = 0; from === 0 || from + RUN <= words.length; from++)
    set.add(hashWords(words, from, Math.min(words.length, from + RUN)));
  return Float64Array.from(set).sort();
}

function hashWords(words: Uint32Array, from: number, to: number): number {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let at = from; at < to; at++) {
    a = mix(a ^ (words[at] as number));
    b = imul((b << 7) | (b >>> 25), 0x2c1b3c6d) ^ mix((words[at] as number) + 0x51ed27);
  }
  return mix(b ^ a) * 2 ** 20 + (mix(imul(a, 0x297a2d39) ^ (b >>> 3)) >>> 12);
}

function bucket(signatures: Int32Array, at: number): number {
  let a = 1;
  let b = 2;
  for (let row = 0; row < ROWS; row++) {
    a = mix(a ^ (signatures[at + row] as number));
    b = mix(imul(b, 31) ^ (signatures[at + row] as number));
  }
  return a * 2 ** 20 + (b >>> 12);
}

/** Union–find: which stories hang together. */
class Clusters {
  readonly #parent: Int32Array;

  constructor(size: number) {
    this.#parent = Int32Array.from({ length: size }, (_, i) => i);
  }

  together(i: number, j: number): boolean {
    return this.#root(i) === this.#root(j);
  }

  join(i: number, j: number): void {
    this.#parent[this.#root(i)] = this.#root(j);
  }

  figures(): { clustered: number; share: number; repeats: number; largest: number } {
    const sizes = new Uint32Array(this.#parent.length);
    for (let i = 0; i < sizes.length; i++) {
      const root = this.#root(i);
      sizes[root] = (sizes[root] as number) + 1;
    }
    let clustered = 0;
    let repeats = 0;
    let largest = 0;
    for (const size of sizes) {
      if (size > 1) {
        clustered += size;
        repeats += size - 1;
      }
      largest = Math.max(largest, size);
    }
    return { clustered, share: sizes.length === 0 ? 0 : clustered / sizes.length, repeats, largest };
  }

  #root(i: number): number {
    let at = i;
    while (this.#parent[at] !== at) {
      this.#parent[at] = this.#parent[this.#parent[at] as number] as number;
      at = this.#parent[at] as number;
    }
    return at;
  }
}
