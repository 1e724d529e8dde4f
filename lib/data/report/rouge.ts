/**
 * How like stories are to each other, as in section 4.4 of the paper: R_2 of two stories is the F score of their sets
 * of word bigrams, and r_i is the largest R_2 of story i with another of its group of 100.
 */
import type { Pace } from '../../runtime/pace.ts';
import { PairTable } from './pair-table.ts';

const GROUP = 100;
const MOST_GROUPS = 50;
const BIN = 0.02;

export interface RougeFigures {
  /** Random groups compared within, and stories in each; fewer than 100 where the sample has fewer. */
  groups: number;
  groupSize: number;
  /** Of r_i; null, like all the others, where there is one story and so no pair. */
  mean: number | null;
  median: number | null;
  /** The middle of the fullest bin. */
  mode: number | null;
  p95: number | null;
  /** r_i in bins of 0.02 from 0 to 1. */
  histogram: number[];
  /** R_2 over all pairs of each group. */
  pairMean: number | null;
  /** The two stories, by place in the sample, with the largest R_2 below 1; null where there is none. */
  nearest: { first: number; second: number; score: number } | null;
}

/** `stories` are word numbers in random order; groups are taken from the front. */
export async function rougeFigures(stories: readonly Uint32Array[], pace: Pace): Promise<RougeFigures> {
  const groups = Math.min(MOST_GROUPS, Math.max(1, Math.floor(stories.length / GROUP)));
  const groupSize = Math.min(GROUP, stories.length);
  const bigrams = new PairTable();
  const largest: number[] = [];
  const all = { sum: 0, pairs: 0 };
  let nearest: RougeFigures['nearest'] = null;
  for (let from = 0; from < groups * groupSize; from += groupSize) {
    const sets = stories.slice(from, from + groupSize).map((words) => bigramSet(words, bigrams));
    const best = new Float64Array(sets.length);
    for (let i = 0; i < sets.length; i++) {
      for (let j = 0; j < i; j++) {
        const score = fScore(sets[i] as Uint32Array, sets[j] as Uint32Array);
        all.sum += score;
        all.pairs++;
        if (score > (best[i] as number)) best[i] = score;
        if (score > (best[j] as number)) best[j] = score;
        if (score < 1 && score > (nearest?.score ?? 0))
          nearest = { first: from + j, second: from + i, score };
      }
      if (pace.due) await pace.rest();
    }
    if (best.length > 1) largest.push(...best);
  }
  return {
    groups,
    groupSize,
    ...summary(largest),
    pairMean: all.pairs ? all.sum / all.pairs : null,
    nearest,
  };
}

/** R_2 of two sets of bigrams, sorted; 0 where one is empty. */
export function fScore(one: Uint32Array, other: Uint32Array): number {
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
  // With precision c/|A| and recall c/|B| this is their harmonic mean.
  return common === 0 ? 0 : (2 * common) / (one.length + other.length);
}

/** The different bigrams of a story by number, sorted. */
export function bigramSet(words: Uint32Array, table: PairTable): Uint32Array {
  const numbers = new Set<number>();
  for (let at = 1; at < words.length; at++)
    numbers.add(table.add(words[at - 1] as number, words[at] as number));
  return Uint32Array.from(numbers).sort();
}

function summary(
  values: readonly number[],
): Pick<RougeFigures, 'mean' | 'median' | 'mode' | 'p95' | 'histogram'> {
  const sorted = Float64Array.from(values).sort();
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  const histogram = new Array<number>(Math.round(1 / BIN)).fill(0);
  for (const value of sorted) {
    const bin = Math.min(histogram.length - 1, Math.floor(value / BIN));
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  if (sorted.length === 0) return { mean: null, median: null, mode: null, p95: null, histogram };
  const mode = (histogram.indexOf(Math.max(...histogram)) + 0.5) * BIN;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { mean, median: rank(0.5), mode, p95: rank(0.95), histogram };
}
