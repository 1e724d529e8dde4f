/**
 * How much a run limited by minutes has time for. The speed is measured once, before the first step, with
 * batches of the run's own shape and without touching the weights; from then on the run is one by steps.
 */

import type { Program } from '../models/compiled.ts';
import { throwIfAborted } from '../runtime/abort.ts';
import type { Update } from './training-data.ts';

export interface MeasureOptions {
  /** Of the whole run. */
  minutes: number;
  /** Seconds that went by already. */
  spent: number;
  seed: number;
  signal: AbortSignal | undefined;
  /** Share done, 0 to 1. */
  onProgress(done: number): void;
  /** Milliseconds from any moment; default: of the process. */
  now?(): number;
}

/** Of the time: for evaluations, checkpoints and samples, and for a machine that slows down as it gets warm. */
const RESERVE = 0.1;

/**
 * Tokens that fit into the time. The batches are computed again and again: one round to warm up, then timed
 * rounds for 3 % of the time, at least two rounds and at most 10 seconds of them.
 */
export async function tokensInTime(
  program: Program,
  update: Update,
  options: MeasureOptions,
): Promise<number> {
  const { minutes, spent, seed, signal, onProgress, now = () => performance.now() } = options;
  const budget = minutes * 60;
  const enough = Math.min(10, 0.03 * budget);
  const tokens = update.batches.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const began = now();
  await program.gradients(update.batches, seed, 1);
  const started = now();
  let rounds = 0;
  let seconds = 0;
  while (rounds < 2 || seconds < enough) {
    throwIfAborted(signal, 'training was aborted while its speed was measured');
    await program.gradients(update.batches, seed, 1);
    rounds++;
    seconds = (now() - started) / 1000;
    onProgress(Math.min(1, seconds / enough));
  }
  const left = budget - spent - (now() - began) / 1000;
  return Math.max(0, left * (1 - RESERVE) * ((rounds * tokens) / seconds));
}
