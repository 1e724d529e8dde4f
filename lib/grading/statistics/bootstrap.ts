/**
 * How sure a mean over prompts is.
 *
 * Prompts are clusters: what is told of the same beginning is alike, so that 500 completions of 50 prompts know less
 * than 500 completions of as many. Whole prompts are drawn, with all of their samples. Drawing the samples within them
 * once more would count their spread twice, for it is in the means of the prompts already (Davison & Hinkley 1997,
 * section 3.8, strategy 2), and the intervals would be too wide: with little between prompts and much between samples
 * they would hold the truth in 99 of 100 cases, where 95 are promised.
 *
 * With few prompts percentiles are too narrow, as an interval by the normal instead of Student's distribution is. They
 * are taken further out by just as much (the expanded percentile interval: Hesterberg 2015, section 5.4). Of very few
 * that does not help: no percentile lies beyond the most extreme of the means that can be drawn, and of five prompts
 * that promises 95 and holds 91, of two 49. There the interval is Student's own, the mean ± t·s/√n. It may reach beyond
 * the scale of what is measured and is left so: that little is known.
 */

import { InvalidArgumentError } from '../../runtime/errors.ts';
import type { Pace } from '../../runtime/pace.ts';
import { Random } from '../../runtime/random.ts';
import { normalCdf, studentQuantile } from './distributions.ts';
import { mean, variance } from './moments.ts';

const LEVEL = 0.95;
/** Values below which the interval is Student's. */
const FEW = 8;
const REPLICATES = 2000;
/** Replicates between two looks at the clock. */
const REST = 32;
/** Values of a mean: their draws are held, 2 bytes each. */
const MOST = 10_000;

/** At the 95 % level, in the units of what it is an interval of. */
export interface Interval {
  low: number;
  high: number;
}

/** A mean and where it may lie; the interval is null of fewer than two values, which say nothing of their spread. */
export interface Estimate {
  mean: number;
  interval: Interval | null;
}

/** Draws again and again, the same for a seed: every figure of a summary is made from the same draws of prompts. */
export class Bootstrap {
  readonly #seed: number;
  readonly #pace: Pace;
  readonly #replicates: number;
  /** By how many values: the places drawn, one replicate after another. */
  readonly #draws: Map<number, Uint16Array> = new Map();
  /** By how many values: how many standard errors an interval reaches by Student's distribution. Found by halving, slowly. */
  readonly #reaches: Map<number, number> = new Map();

  /** @param pace gives the event loop its turn */
  constructor(seed: number, pace: Pace, replicates: number = REPLICATES) {
    this.#seed = seed;
    this.#pace = pace;
    this.#replicates = replicates;
  }

  /** Of values that are independent of each other: the means of prompts. */
  async mean(values: readonly number[]): Promise<Estimate> {
    const n = values.length;
    const center = mean(values);
    if (n < 2) return { mean: center, interval: null };
    const errors = this.#reachOf(n);
    if (n < FEW) {
      const reach = errors * Math.sqrt(variance(values) / n);
      return { mean: center, interval: { low: center - reach, high: center + reach } };
    }
    const draws = await this.#drawsOf(n);
    const means = new Float64Array(this.#replicates);
    for (let replicate = 0, at = 0; replicate < means.length; replicate++) {
      let sum = 0;
      for (const end = at + n; at < end; at++) sum += values[draws[at]!]!;
      means[replicate] = sum / n;
      if (replicate % REST === 0 && this.#pace.due) await this.#pace.rest();
    }
    means.sort();
    // How far out the percentiles are taken, instead of 2.5 %.
    const tail = normalCdf(-Math.sqrt(n / (n - 1)) * errors);
    return { mean: center, interval: { low: percentile(means, tail), high: percentile(means, 1 - tail) } };
  }

  #reachOf(n: number): number {
    const known = this.#reaches.get(n);
    if (known !== undefined) return known;
    const reach = studentQuantile((1 + LEVEL) / 2, n - 1);
    this.#reaches.set(n, reach);
    return reach;
  }

  async #drawsOf(n: number): Promise<Uint16Array> {
    if (n > MOST) throw new InvalidArgumentError('prompts', `at most ${MOST} for statistics`, n);
    const known = this.#draws.get(n);
    if (known) return known;
    const random = new Random(this.#seed, n);
    const draws = new Uint16Array(n * this.#replicates);
    for (let at = 0; at < draws.length; at++) {
      draws[at] = random.int(n);
      if (at % (REST * REST) === 0 && this.#pace.due) await this.#pace.rest();
    }
    this.#draws.set(n, draws);
    return draws;
  }
}

/** Between the two nearest of sorted values. */
function percentile(sorted: Float64Array, share: number): number {
  const at = Math.min(sorted.length - 1, Math.max(0, share * (sorted.length + 1) - 1));
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
