// Medians and spreads of repeated measurements, and ratios of paired ones.

/**
 * The value below which `share` of the numbers lie, interpolated between neighbours.
 * @param {ArrayLike<number>} values
 * @param {number} share from 0 to 1
 * @returns {number}
 */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/**
 * Median and quartiles.
 * @param {ArrayLike<number>} values
 * @returns {{ median: number, low: number, high: number, samples: number }}
 */
export function summary(values) {
  return {
    median: quantile(values, 0.5),
    low: quantile(values, 0.25),
    high: quantile(values, 0.75),
    samples: values.length,
  };
}

/**
 * Amount a second, of repetitions that took `seconds` each.
 * @param {ArrayLike<number>} seconds
 * @param {number} amount done by one repetition
 */
export function rate(seconds, amount) {
  return summary(Array.from(seconds, (one) => amount / one));
}

/**
 * How many times faster the first side was, from pairs measured one right after the other: what slows the machine
 * for a while slows both halves of a pair.
 * @param {number[]} ours seconds of each pair's first half
 * @param {number[]} theirs seconds of its second half
 */
export function pairedRatio(ours, theirs) {
  if (ours.length !== theirs.length) {
    throw new RangeError(`pairs need as many of each: ${ours.length} and ${theirs.length}`);
  }
  return summary(ours.map((seconds, i) => theirs[i] / seconds));
}
