/** Loss and grades over the steps of a run. */
import type { Point } from '../../data/report/chart-frame.ts';
import type { StepMetrics } from '../../training/metrics.ts';
import { checkCompletions } from '../checks/grading.ts';
import { summariseChecks } from '../checks/summary.ts';
import type { Axis } from '../record.ts';
import type { Estimate } from '../statistics/bootstrap.ts';
import { summarise } from '../statistics/summary.ts';
import { type ReportedRun, stepOf } from './runs.ts';

export interface Curve {
  run: ReportedRun;
  points: CurvePoint[];
}

export interface CurvePoint {
  step: number;
  valLoss: number | null;
  /** By the first judge of the grading; null where none graded. */
  axes: Record<Axis, Estimate> | null;
  /** The order without a judge, 0 to 1. */
  order: number;
}

/** Points of a line of training losses: more would not be seen. */
const MOST_POINTS = 200;

export async function gradeCurves(runs: readonly ReportedRun[], signal?: AbortSignal): Promise<Curve[]> {
  const curves: Curve[] = [];
  for (const run of runs) {
    const points: CurvePoint[] = [];
    for (const grading of run.whileTraining) {
      const step = stepOf(grading);
      const options = signal ? { signal } : {};
      const { judges } = await summarise(grading, options);
      const checked = await checkCompletions(grading.file.prompts.items, grading.completions, options);
      points.push({
        step,
        valLoss: run.metrics.find((line) => line.step === step)?.valLoss ?? null,
        axes: judges[0]?.axes ?? null,
        order: summariseChecks(checked).order.value,
      });
    }
    if (points.length > 0) curves.push({ run, points });
  }
  return curves;
}

/** Means over stretches of steps of the same length. */
export function trainingLosses(metrics: readonly StepMetrics[]): Point[] {
  const stretch = Math.max(1, Math.ceil(metrics.length / MOST_POINTS));
  const points: Point[] = [];
  for (let begin = 0; begin < metrics.length; begin += stretch) {
    const part = metrics
      .slice(begin, begin + stretch)
      .flatMap(({ step, loss }) => (loss === null ? [] : { step, loss }));
    if (part.length === 0) continue;
    const y = part.reduce((sum, { loss }) => sum + loss, 0) / part.length;
    points.push({ x: part.at(-1)!.step, y });
  }
  return points;
}

export function validationLosses(metrics: readonly StepMetrics[]): Point[] {
  return metrics.flatMap(({ step, valLoss }) =>
    typeof valLoss === 'number' && Number.isFinite(valLoss) ? { x: step, y: valLoss } : [],
  );
}
