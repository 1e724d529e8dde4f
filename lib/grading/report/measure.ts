/** Grades of a row as figures: means with their intervals, and which rows differ by more than chance. */
import { Pace } from '../../data/report/pace.ts';
import { Random } from '../../runtime/random.ts';
import { AXES, type Axis, type GradeRecord } from '../record.ts';
import { type Estimate, estimateMean, mean } from '../statistics/bootstrap.ts';
import { holm, signFlipTest } from '../statistics/paired.ts';
import type { ReportRow } from './rows.ts';

/** The same dice for every report, so that it comes out the same. */
const SEED = 1;
const STREAM = 0x5c0e5;

export interface Measure extends Estimate {
  /** Grades it is made of, those that are missing, and the prompts they belong to. */
  grades: number;
  missing: number;
  prompts: number;
}

/** Null where every grade is missing. */
export async function measure(
  grades: readonly GradeRecord[],
  axis: Axis,
  signal?: AbortSignal,
): Promise<Measure | null> {
  const byPrompt = valuesByPrompt(grades, axis);
  if (byPrompt.size === 0) return null;
  const means = [...byPrompt.values()].map(mean);
  const options = { random: new Random(SEED, STREAM), pace: new Pace('measuring grades', signal) };
  const estimate = await estimateMean(means, options);
  const given = grades.filter(({ scores }) => scores !== null).length;
  return { ...estimate, grades: given, missing: grades.length - given, prompts: byPrompt.size };
}

/** Two rows, and on which axes they differ by more than the prompts and dice explain. */
export interface Comparison {
  first: string;
  second: string;
  /** Prompts that both were graded on. */
  prompts: number;
  axes: { axis: Axis; difference: number; p: number; differs: boolean }[];
}

const LEVEL = 0.05;

/** Of every two rows of stories before the same judge; p-values are adjusted for all axes of a pair (Holm). */
export async function compareRows(rows: readonly ReportRow[], signal?: AbortSignal): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  const pace = new Pace('comparing rows', signal);
  for (const [i, first] of rows.entries()) {
    for (const second of rows.slice(i + 1)) {
      if (!first.story || !second.story || first.judge?.model !== second.judge?.model) continue;
      const found = await compared(first, second, pace);
      if (found) comparisons.push(found);
    }
  }
  return comparisons;
}

async function compared(first: ReportRow, second: ReportRow, pace: Pace): Promise<Comparison | null> {
  const random = new Random(SEED, STREAM + 1);
  const tests: { axis: Axis; difference: number; p: number }[] = [];
  let prompts = 0;
  for (const axis of AXES) {
    const one = valuesByPrompt(first.story!.grades, axis);
    const two = valuesByPrompt(second.story!.grades, axis);
    const common = [...one.keys()].filter((id) => two.has(id));
    if (common.length < 2) return null;
    prompts = common.length;
    const differences = common.map((id) => mean(one.get(id)!) - mean(two.get(id)!));
    tests.push({ axis, difference: mean(differences), p: await signFlipTest(differences, { random, pace }) });
  }
  const adjusted = holm(tests.map(({ p }) => p));
  const axes = tests.map((test, i) => ({ ...test, p: adjusted[i]!, differs: adjusted[i]! < LEVEL }));
  return { first: first.name, second: second.name, prompts, axes };
}

function valuesByPrompt(grades: readonly GradeRecord[], axis: Axis): Map<string, number[]> {
  const values = new Map<string, number[]>();
  for (const { prompt, scores } of grades) {
    if (!scores) continue;
    const list = values.get(prompt) ?? [];
    values.set(prompt, list);
    list.push(scores[axis]);
  }
  return values;
}
