/**
 * The rows of a report: one teller before one judge. What a teller made of the beginnings of stories and what it made
 * of instructions are one row, as in the paper's figure 4.
 */
import { checkCompletions } from '../checks/grading.ts';
import { type ChecksSummary, summarise } from '../checks/summary.ts';
import {
  AGE_GROUPS,
  type AgeGroup,
  type Axis,
  type GradeRecord,
  type Grading,
  type JudgeRecord,
} from '../record.ts';
import type { PaperColumn } from '../statistics/normalised.ts';
import { type Measure, measure } from './measure.ts';
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
  scores: Record<PaperColumn, Measure | null>;
  /** How often the judge guessed each age, stories first. */
  ages: Record<AgeGroup, number>;
}

/** A grading as one judge sees it. */
export interface Graded {
  grading: Grading;
  grades: GradeRecord[];
  checks: ChecksSummary;
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
    const checks = summarise(
      await checkCompletions(grading.file.prompts.items, grading.completions, signal ? { signal } : {}),
    );
    const judges = grading.file.judges.length > 0 ? grading.file.judges : [null];
    for (const judge of judges)
      views.push({
        judge,
        graded: { grading, checks, grades: grading.grades.filter((one) => one.judge === judge?.id) },
      });
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
  const rows: ReportRow[] = [];
  for (const pair of pairs) {
    const figures = { scores: await scoresOf(pair, signal), ages: agesOf(pair) };
    rows.push({ ...pair, name: nameOf(run, pair, pairs), run, shape: shapeOf(run, pair), ...figures });
  }
  return rows;
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
async function scoresOf(
  { story, instruct }: Pair,
  signal: AbortSignal | undefined,
): Promise<ReportRow['scores']> {
  const of = async (graded: Graded | null, axis: Axis): Promise<Measure | null> =>
    graded ? measure(graded.grades, axis, signal) : null;
  return {
    creativity: await of(story ?? instruct, 'creativity'),
    grammar: await of(story ?? instruct, 'grammar'),
    consistency: await of(story, 'consistency'),
    instruct: await of(instruct, 'consistency'),
    plot: await of(instruct ?? story, 'plot'),
  };
}

function agesOf({ story, instruct }: Pair): ReportRow['ages'] {
  const ages = Object.fromEntries(AGE_GROUPS.map((group) => [group, 0])) as Record<AgeGroup, number>;
  for (const { scores } of (story ?? instruct)!.grades) if (scores) ages[scores.age]++;
  return ages;
}
