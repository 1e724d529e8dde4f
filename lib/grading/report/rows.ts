/**
 * The rows of a report: one teller before one judge. What a teller made of the beginnings of stories and what it made
 * of instructions are one row, as in the paper's figure 4.
 */
import { type CheckedCompletion, checkCompletions } from '../checks/grading.ts';
import { readSecond, type SecondModelRecord } from '../checks/second-file.ts';
import { type ChecksSummary, summariseChecks } from '../checks/summary.ts';
import type { Axis, GradeRecord, Grading, JudgeRecord } from '../record.ts';
import type { Estimate } from '../statistics/bootstrap.ts';
import type { PaperColumn } from '../statistics/normalised.ts';
import { type GradingSummary, type JudgeSummary, summarise } from '../statistics/summary.ts';
import type { ReportedRun } from './runs.ts';
import { type Shape, shapeOf } from './shape.ts';

export interface ReportRow {
  /** Tells the row from all others of the report. */
  name: string;
  run: ReportedRun;
  shape: Shape;
  /** Null where none was asked. */
  judge: JudgeRecord | null;
  /** What was told from beginnings, and from instructions; at least one is there. */
  story: Graded | null;
  instruct: Graded | null;
  /** Means over prompts; null where nothing was graded. */
  scores: Record<PaperColumn, Estimate | null>;
}

/** A grading as one judge sees it. */
export interface Graded {
  grading: Grading;
  grades: GradeRecord[];
  checks: ChecksSummary;
  /** The checks of each text. */
  checked: readonly CheckedCompletion[];
  /** How likely another model finds its texts; null where none was asked. */
  second: SecondModelRecord | null;
  /** Of this judge; null without one. */
  statistics: JudgeSummary | null;
  /** Of all its judges. */
  whole: GradingSummary;
}

/** @throws AbortedError */
export async function reportRows(runs: readonly ReportedRun[], signal?: AbortSignal): Promise<ReportRow[]> {
  const rows: ReportRow[] = [];
  for (const run of runs) rows.push(...(await rowsOf(run, signal)));
  return rows;
}

async function rowsOf(run: ReportedRun, signal: AbortSignal | undefined): Promise<ReportRow[]> {
  // A run without a grading of its own is shown by the last one made while it was trained.
  const gradings = run.gradings.length > 0 ? run.gradings : run.whileTraining.slice(-1);
  const views: { graded: Graded; judge: JudgeRecord | null }[] = [];
  for (const grading of gradings) {
    const checked = await checkCompletions(
      grading.file.prompts.items,
      grading.completions,
      signal ? { signal } : {},
    );
    const checks = summariseChecks(checked);
    const second = await readSecond(grading.folder);
    const whole = await summarise(grading, signal ? { signal } : {});
    const judges = grading.file.judges.length > 0 ? grading.file.judges : [null];
    for (const judge of judges) {
      const grades = grading.grades.filter((one) => one.judge === judge?.id);
      const statistics = whole.judges.find((one) => one.judge === judge?.id) ?? null;
      views.push({ judge, graded: { grading, grades, checks, checked, second, statistics, whole } });
    }
  }
  const pairs: { story: Graded | null; instruct: Graded | null; judge: JudgeRecord | null }[] = [];
  for (const { graded, judge } of views.filter((view) => view.graded.grading.file.kind === 'story'))
    pairs.push({ story: graded, instruct: null, judge });
  for (const { graded, judge } of views.filter((view) => view.graded.grading.file.kind === 'instruct')) {
    const other = pairs.find(
      (pair) => pair.instruct === null && pair.story !== null && together(pair, graded, judge),
    );
    if (other) other.instruct = graded;
    else pairs.push({ story: null, instruct: graded, judge });
  }
  return pairs.map((pair) => ({
    ...pair,
    name: nameOf(run, pair, pairs),
    run,
    shape: shapeOf(run, pair),
    scores: scoresOf(pair),
  }));
}

/** Whether two gradings are of one teller, by the same judge. */
function together(
  { story, judge }: { story: Graded | null; judge: JudgeRecord | null },
  instruct: Graded,
  other: JudgeRecord | null,
): boolean {
  const one = story!.grading.file.teller;
  const two = instruct.grading.file.teller;
  const same =
    one.hash === null ? one.name === two.name && one.baseURL === two.baseURL : one.hash === two.hash;
  return same && judge?.id === other?.id && judge?.model === other?.model;
}

type Pair = Pick<ReportRow, 'story' | 'instruct' | 'judge'>;

function nameOf(run: ReportedRun, pair: Pair, all: readonly Pair[]): string {
  const gradings = new Set(all.map(gradingName));
  const judges = new Set(all.map(({ judge }) => judge?.id));
  const parts = [run.name];
  if (gradings.size > 1) parts.push(gradingName(pair));
  if (judges.size > 1) parts.push(pair.judge?.id ?? 'no judge');
  return parts.join(' · ');
}

function gradingName({ story, instruct }: Pair): string {
  return (story ?? instruct)!.grading.file.name;
}

/** Plot is that of instructions, as in the paper; without any, that of beginnings. */
function scoresOf({ story, instruct }: Pair): ReportRow['scores'] {
  const of = (graded: Graded | null, axis: Axis): Estimate | null => graded?.statistics?.axes?.[axis] ?? null;
  return {
    creativity: of(story ?? instruct, 'creativity'),
    grammar: of(story ?? instruct, 'grammar'),
    consistency: of(story, 'consistency'),
    instruct: of(instruct, 'consistency'),
    plot: of(instruct ?? story, 'plot'),
  };
}

/** What the ages and distributions of a row are of: beginnings, or else instructions. */
export function firstOf({ story, instruct }: Pair): Graded {
  return (story ?? instruct)!;
}
