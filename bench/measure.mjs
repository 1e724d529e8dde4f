// Repeating work for a while, in turns where two sides are compared, and watching the event loop meanwhile.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from './statistics.mjs';

/**
 * Repeats `work` for `seconds` (at least `least` times); returns what each repetition took, in seconds.
 * @param {() => unknown} work
 * @param {number} seconds
 * @param {number} [least]
 * @returns {Promise<number[]>}
 */
export async function repeat(work, seconds, least = 3) {
  /** @type {number[]} */
  const times = [];
  const end = performance.now() + 1000 * seconds;
  while (times.length < least || performance.now() < end) {
    const began = performance.now();
    await work();
    times.push((performance.now() - began) / 1000);
  }
  return times;
}

/** Milliseconds that threads of a library go on waiting for work, on a CPU that the other side wants. */
const QUIET = 100;

/**
 * Measures two sides in turns: ours, theirs, ours, theirs. Each side is a function of the seconds it may take that
 * returns what its repetitions took; the median of them stands for the half of the pair. Which side comes first
 * changes from pair to pair.
 * @param {(seconds: number) => Promise<number[]>} ours
 * @param {(seconds: number) => Promise<number[]>} theirs
 * @param {number} seconds for each side, all pairs together
 * @returns {Promise<{ ours: number[], theirs: number[] }>} one number of seconds a pair
 */
export async function inTurns(ours, theirs, seconds) {
  const pairs = Math.min(15, Math.max(3, Math.round(seconds)));
  const middle = async (side) => {
    await pause(QUIET);
    return quantile(await side(seconds / pairs), 0.5);
  };
  /** @type {{ ours: number[], theirs: number[] }} */
  const times = { ours: [], theirs: [] };
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2 === 0) {
      times.ours.push(await middle(ours));
      times.theirs.push(await middle(theirs));
    } else {
      times.theirs.push(await middle(theirs));
      times.ours.push(await middle(ours));
    }
  }
  return times;
}

/**
 * How long the event loop takes from one turn of a timer of 1 ms to the next while `work` runs, in milliseconds, as
 * Node's own `monitorEventLoopDelay` tells it: a loop with nothing else to do shows 1.
 * @param {() => Promise<unknown>} work
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
