/** What the grades of a model come to: means with intervals, where their spread comes from, and what to doubt. */
import { checkOptions } from '../../runtime/arguments.ts';
import { Pace } from '../../runtime/pace.ts';
import { checkWhole } from '../../runtime/whole.ts';
import { checkGrading, checkPositive } from '../arguments.ts';
import {
  AGE_GROUPS,
  type AgeGroup,
  AXES,
  type Axis,
  FULL_MARKS,
  type Grading,
  type MissingReason,
} from '../record.ts';
import { Bootstrap, type Estimate } from './bootstrap.ts';
import { spearman } from './correlation.ts';
import { doubtsOf, doubtsOfJudges } from './doubts.ts';
import { mean, variance } from './moments.ts';
import { type Needed, neededFor } from './precision.ts';
import { byPrompt, type Row, type Rows, rowsOf, sharedRows } from './rows.ts';
import { type SpreadOfJudges, type SpreadOfPrompts, spreadOfJudges, spreadOfPrompts } from './variance.ts';

export interface SummaryOptions {
  /** For the bootstrap. Default 1. */
  seed?: number;
  /** Half of the width that an interval is wanted to have, points. Default 0.25. */
  precision?: number;
  signal?: AbortSignal;
}

/** What `summarise` makes of a grading; points are out of 10. */
export interface GradingSummary {
  /** One for each judge; with several, a last one of all together. */
  judges: JudgeSummary[];
  /** Of each axis, with several judges. */
  betweenJudges: Record<Axis, SpreadOfJudges> | null;
  /** What to doubt, in sentences. */
  doubts: string[];
}

/** The grades of one judge, or the means of all judges over the completions that each of them graded. */
export interface JudgeSummary {
  judge: string;
  /** Completions that should have been graded, and those that were. */
  completions: number;
  graded: number;
  missing: Partial<Record<MissingReason, number>>;
  /** Share of the completions without a grade. */
  missingRate: number;
  /** null where nothing was graded. */
  axes: Record<Axis, AxisSummary> | null;
  /** How many texts were put into each age group; null for several judges together. */
  ages: Record<AgeGroup, number> | null;
  doubts: string[];
}

/** Means are of prompts, each of which counts alike however many of its samples were graded. */
export interface AxisSummary extends Estimate {
  prompts: { id: string; graded: number; estimate: Estimate }[];
  categories: { category: string; prompts: number; graded: number; estimate: Estimate }[];
  /** Grades rounded to whole points, 0 to 10. */
  distribution: number[];
  /** Standard deviation of single grades. */
  deviation: number;
  spread: SpreadOfPrompts;
  /** Rank correlation of the grade with the length of the text, in words. */
  length: number | null;
  /** Completions for an interval of ± `precision`; null where one prompt alone was graded. */
  needed: Needed | null;
}

/**
 * Deterministic for a seed. The event loop is not held up.
 * @throws InvalidArgumentError; AbortedError
 */
export async function summarise(grading: Grading, options: SummaryOptions = {}): Promise<GradingSummary> {
  checkGrading('grading', grading);
  checkOptions<SummaryOptions>('summarise', options, { seed: true, precision: true, signal: true });
  const { seed = 1, precision = 0.25, signal } = options;
  checkWhole('seed', seed, 0);
  checkPositive('precision', precision);
  const pace = new Pace('the statistics', signal);
  const rows = rowsOf(grading);
  const categories = new Map(grading.file.prompts.items.map(({ id, category }) => [id, category]));
  const single = rows.filter(({ judge }) => grading.file.judges.some(({ id }) => id === judge));
  const judges: JudgeSummary[] = [];
  const bootstrap = new Bootstrap(seed, pace);
  for (const of of rows) judges.push(await summariseJudge(of, grading, categories, bootstrap, precision));
  const shared = sharedRows(single);
  const between = Object.fromEntries(
    AXES.map((axis) => [axis, spreadOfJudges(shared.map((row) => row.map(({ scores }) => scores[axis])))]),
  ) as Record<Axis, SpreadOfJudges | null>;
  const betweenJudges = between.grammar === null ? null : (between as Record<Axis, SpreadOfJudges>);
  return { judges, betweenJudges, doubts: doubtsOfJudges(grading, shared) };
}

async function summariseJudge(
  rows: Rows,
  grading: Grading,
  categories: ReadonlyMap<string, string>,
  bootstrap: Bootstrap,
  precision: number,
): Promise<JudgeSummary> {
  const { judge, graded, completions, missing } = rows;
  const axes: Partial<Record<Axis, AxisSummary>> = {};
  if (graded.length > 0)
    for (const axis of AXES) axes[axis] = await summariseAxis(graded, axis, categories, bootstrap, precision);
  const hasAges = graded.some(({ age }) => age !== null);
  return {
    judge,
    completions,
    graded: graded.length,
    missing,
    missingRate: completions === 0 ? 0 : 1 - graded.length / completions,
    axes: graded.length > 0 ? (axes as Record<Axis, AxisSummary>) : null,
    ages: hasAges ? agesOf(graded) : null,
    doubts: doubtsOf(rows, axes, grading),
  };
}

async function summariseAxis(
  rows: readonly Row[],
  axis: Axis,
  categories: ReadonlyMap<string, string>,
  bootstrap: Bootstrap,
  precision: number,
): Promise<AxisSummary> {
  const groups = byPrompt(rows, axis);
  const means = [...groups].map(([id, grades]) => ({ id, grades, mean: mean(grades) }));
  const all = rows.map(({ scores }) => scores[axis]);
  const spread = spreadOfPrompts([...groups.values()]);
  const names = [...new Set(means.map(({ id }) => categories.get(id) ?? ''))];
  const prompts: AxisSummary['prompts'] = [];
  for (const { id, grades } of means)
    prompts.push({ id, graded: grades.length, estimate: await bootstrap.mean(grades) });
  const ofCategories: AxisSummary['categories'] = [];
  for (const category of names) {
    const inside = means.filter(({ id }) => categories.get(id) === category);
    const estimate = await bootstrap.mean(inside.map((prompt) => prompt.mean));
    const graded = inside.reduce((sum, { grades }) => sum + grades.length, 0);
    ofCategories.push({ category, prompts: inside.length, graded, estimate });
  }
  const samples = all.length / means.length;
  return {
    ...(await bootstrap.mean(means.map((prompt) => prompt.mean))),
    prompts,
    categories: ofCategories,
    distribution: distributionOf(all),
    deviation: Math.sqrt(variance(all)),
    spread,
    length: spearman(
      rows.map(({ words }) => words),
      all,
    ),
    needed: means.length < 2 ? null : neededFor(precision, spread, means.length, samples),
  };
}

function distributionOf(grades: readonly number[]): number[] {
  const counts = new Array<number>(FULL_MARKS + 1).fill(0);
  for (const grade of grades) counts[Math.round(grade)]!++;
  return counts;
}

function agesOf(rows: readonly Row[]): Record<AgeGroup, number> {
  const counts = Object.fromEntries(AGE_GROUPS.map((group) => [group, 0])) as Record<AgeGroup, number>;
  for (const { age } of rows) if (age !== null) counts[age]++;
  return counts;
}
