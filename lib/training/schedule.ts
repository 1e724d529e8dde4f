/**
 * Learning rate as a function of the step alone, so that a resumed run needs no state for it.
 */
import { InvalidArgumentError } from '../runtime/errors.ts';

export const SCHEDULES = ['constant', 'cosine', 'linear', 'wsd'] as const;
export type ScheduleKind = (typeof SCHEDULES)[number];

export interface Schedule {
  kind: ScheduleKind;
  /** Learning rate after the warm-up. */
  peak: number;
  /** Steps of the run. */
  steps: number;
  /** Steps in which the rate rises in a straight line to the peak; the last of them has it. */
  warmup: number;
  /** Share of the peak at which the fall ends. `constant` stays at the peak and takes no notice of it. */
  finalShare: number;
  /** `wsd` (warm-up, stable, decay): the share of the run, at its end, in which the rate falls. */
  decayShare: number;
}

/**
 * Learning rate of a step, counted from 1. After the warm-up it falls as the kind says; `cosine` as in SGDR
 * (Loshchilov & Hutter 2017) without restarts, `wsd` in a straight line over the last `decayShare` of the steps
 * (Hu et al. 2024, MiniCPM). The step after the last one would reach `finalShare` of the peak, so that no step is
 * wasted on a rate of 0.
 */
export function learningRate(step: number, schedule: Schedule): number {
  const { kind, peak, steps, warmup, finalShare } = schedule;
  if (!(step >= 1 && step <= steps)) {
    throw new InvalidArgumentError('step', `a step from 1 to ${steps}`, step);
  }
  if (step <= warmup) return (peak * step) / warmup;
  if (kind === 'constant') return peak;
  const begin = kind === 'wsd' ? Math.max(warmup, decayBegin(schedule)) : warmup;
  if (step <= begin) return peak;
  const progress = (step - begin) / (steps + 1 - begin);
  const left = kind === 'cosine' ? (1 + Math.cos(Math.PI * progress)) / 2 : 1 - progress;
  return peak * (finalShare + (1 - finalShare) * left);
}

/** Last step at the peak of a `wsd` schedule. */
function decayBegin({ steps, decayShare }: Schedule): number {
  return steps - Math.round(steps * decayShare);
}

/**
 * First step at or before `through` at which two schedules give another rate; 0 when they agree so far. A run
 * may be made longer when its new schedule leaves the steps already taken as they were.
 */
export function firstDifference(a: Schedule, b: Schedule, through: number): number {
  for (let step = 1; step <= through; step++) {
    if (learningRate(step, a) !== learningRate(step, b)) return step;
  }
  return 0;
}
