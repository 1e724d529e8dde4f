/** Rank correlation. */

import { normalQuantile } from './distributions.ts';
import { mean } from './moments.ts';

/** Spearman's: Pearson's of the ranks. null where one of the two never changes, or of fewer than three pairs. */
export function spearman(a: readonly number[], b: readonly number[]): number | null {
  return a.length < 3 ? null : pearson(ranks(a), ranks(b));
}

/**
 * Whether a rank correlation of n pairs is more than chance, by Fisher's transformation with the variance of Bonett
 * & Wright 2000, at the 95 % level.
 */
export function isCorrelated(rho: number | null, n: number): boolean {
  if (rho === null || n < 5) return false;
  const spread = Math.sqrt((1 + (rho * rho) / 2) / (n - 3));
  return Math.abs(Math.atanh(Math.min(1 - 1e-12, Math.abs(rho)))) > normalQuantile(0.975) * spread;
}

function pearson(a: readonly number[], b: readonly number[]): number | null {
  const meanA = mean(a);
  const meanB = mean(b);
  let both = 0;
  let ofA = 0;
  let ofB = 0;
  a.forEach((value, i) => {
    both += (value - meanA) * (b[i]! - meanB);
    ofA += (value - meanA) ** 2;
    ofB += (b[i]! - meanB) ** 2;
  });
  return ofA > 0 && ofB > 0 ? both / Math.sqrt(ofA * ofB) : null;
}

/** From 1; equal values share the mean of their places. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranked = new Array<number>(values.length);
  for (let begin = 0, end = 0; begin < order.length; begin = end) {
    while (end < order.length && values[order[end]!] === values[order[begin]!]) end++;
    for (let at = begin; at < end; at++) ranked[order[at]!] = (begin + end + 1) / 2;
  }
  return ranked;
}
