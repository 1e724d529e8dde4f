// What the benchmarks share: medians over repetitions, and the delay of the event loop while something runs.
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Quantile of unsorted numbers, by nearest rank. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Repeats `work` for `seconds` (at least three times); returns what each repetition took, in seconds. */
export async function repeat(work, seconds) {
  const times = [];
  const end = performance.now() + 1000 * seconds;
  while (times.length < 3 || performance.now() < end) {
    const began = performance.now();
    await work();
    times.push((performance.now() - began) / 1000);
  }
  return times;
}

/** Amount per second in the middle, and the span of the middle half. */
export function rate(times, amount) {
  const per = (share) => amount / quantile(times, share);
  return { median: per(0.5), low: per(0.75), high: per(0.25), repetitions: times.length };
}

/**
 * How long the event loop takes from one turn of a timer of 1 ms to the next while `work` runs, in milliseconds, as
 * Node's own `monitorEventLoopDelay` tells it: a loop with nothing else to do shows 1.
 */
export async function eventLoopDelay(work) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await work();
  histogram.disable();
  const ms = (nanoseconds) => Math.round(nanoseconds / 1e4) / 100;
  return {
    p50: ms(histogram.percentile(50)),
    p99: ms(histogram.percentile(99)),
    max: ms(histogram.max),
    samples: histogram.count,
  };
}
