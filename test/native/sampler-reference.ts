/** The sampler's distribution, computed plainly in float64, and the chi-square test that compares draws with it. */
import type { SamplingInput } from '../../lib/runtime/addon.ts';

export const NEUTRAL: SamplingInput = {
  repetitionPenalty: 1,
  temperature: 1,
  topK: 0,
  topP: 1,
  minP: 0,
  seed: 1,
  stream: 0,
  stop: new Int32Array(0),
  maxTokens: 1,
  logprobs: 0,
};

/** Probability of each token; `seen` holds the ids that the repetition penalty applies to. */
export function distribution(logits: Float32Array, sampling: SamplingInput, seen: number[]): number[] {
  const values = Array.from(logits, (x, i) => {
    if (!seen.includes(i)) return x;
    return x > 0 ? x / sampling.repetitionPenalty : x * sampling.repetitionPenalty;
  });
  const ranked = values.map((_, i) => i).sort((a, b) => values[b] - values[a] || a - b);
  if (sampling.temperature === 0) return values.map((_, i) => (i === ranked[0] ? 1 : 0));

  const weight = values.map((x) => Math.exp((x - values[ranked[0]]) / sampling.temperature));
  let kept = sampling.topK > 0 ? ranked.slice(0, sampling.topK) : ranked;
  const mass = kept.reduce((sum, i) => sum + weight[i], 0);
  let reached = 0;
  const nucleus: number[] = [];
  for (const i of kept) {
    nucleus.push(i);
    reached += weight[i];
    if (sampling.topP < 1 && reached >= sampling.topP * mass) break;
  }
  kept = nucleus.filter((i) => weight[i] >= sampling.minP * weight[ranked[0]]);
  const total = kept.reduce((sum, i) => sum + weight[i], 0);
  return values.map((_, i) => (kept.includes(i) ? weight[i] / total : 0));
}

/**
 * Pearson's statistic of `draws` against `expected`, with cells expected fewer than five times joined, and the
 * value it exceeds by chance once in a million (Wilson & Hilferty 1931). A token that cannot occur but did makes
 * the statistic infinite.
 */
export function chiSquare(draws: Int32Array, expected: number[]): { statistic: number; limit: number } {
  const observed = new Array<number>(expected.length).fill(0);
  for (const id of draws) observed[id]++;
  let statistic = 0;
  let cells = 0;
  let rareExpected = 0;
  let rareObserved = 0;
  const cell = (seen: number, mean: number) => {
    statistic += (seen - mean) ** 2 / mean;
    cells++;
  };
  expected.forEach((probability, id) => {
    const mean = probability * draws.length;
    if (probability === 0) {
      if (observed[id] > 0) statistic = Number.POSITIVE_INFINITY;
    } else if (mean < 5) {
      rareExpected += mean;
      rareObserved += observed[id];
    } else {
      cell(observed[id], mean);
    }
  });
  if (rareExpected > 0) cell(rareObserved, Math.max(rareExpected, 1));
  const freedom = Math.max(1, cells - 1);
  const spread = 2 / (9 * freedom);
  return { statistic, limit: freedom * (1 - spread + 4.753 * Math.sqrt(spread)) ** 3 };
}
