/** What to doubt about grades: a judge that does not judge, grades that are missing, texts that speak to the judge. */
import { percent } from '../../data/report/figures.ts';
import { AXES, type Axis, FULL_MARKS, type Grading } from '../record.ts';
import { isCorrelated, spearman } from './correlation.ts';
import { mean } from './moments.ts';
import type { Row, Rows } from './rows.ts';
import type { AxisSummary } from './summary.ts';

/** Fewer grades say nothing of a judge. */
const FEW = 20;
/** Rank correlation with the length from which on it is named. */
const LENGTHY = 0.5;
/** Rank correlation of two judges below which they hardly agree, however many texts show that it is not 0. */
const AGREED = 0.3;
const MISSING = 0.05;
const FULL = 0.9;
/** Prompts below which an interval is a rough one. */
const FEW_PROMPTS = 10;

/** About one judge (or all together). */
export function doubtsOf(
  { graded, completions, missing, judge }: Rows,
  axes: Partial<Record<Axis, AxisSummary>>,
  { file, grades }: Grading,
): string[] {
  const doubts: string[] = [];
  const rate = completions === 0 ? 0 : 1 - graded.length / completions;
  if (rate > MISSING) {
    const reasons = Object.entries(missing).map(([reason, count]) => `${count} ${reason}`);
    const why = reasons.length > 0 ? ` (${reasons.join(', ')})` : '';
    doubts.push(
      `${percent(rate)} of the grades are missing${why}: where hard texts are missing more often, the means are wrong`,
    );
  }
  const prompts = new Set(graded.map(({ prompt }) => prompt)).size;
  if (graded.length > 0) doubts.push(...doubtsOfFew('grades', prompts));
  const spoken = grades.filter((grade) => grade.judge === judge && grade.neutralised > 0).length;
  if (spoken > 0)
    doubts.push(
      `${spoken} ${spoken === 1 ? 'text' : 'texts'} held something like a mark, a verdict or a message to the judge, or characters ` +
        'that are not seen; it was made harmless',
    );
  const answered = file.judges.find(({ id }) => id === judge)?.answered ?? [];
  if (answered.length > 1) doubts.push(`several models have answered as this judge: ${answered.join(', ')}`);
  if (graded.length < FEW) return doubts;
  const known = AXES.flatMap((axis) => {
    const summary = axes[axis];
    return summary ? [{ axis, summary }] : [];
  });
  const constant = known.filter(({ summary }) => summary.deviation === 0);
  if (constant.length > 0)
    doubts.push(
      `the same grade for all ${graded.length} texts in ${named(constant)}: the judge does not tell them apart, and ` +
        'the width of the intervals, 0, says nothing',
    );
  const full = known.filter(
    ({ summary }) => summary.deviation > 0 && (summary.distribution[FULL_MARKS] ?? 0) > FULL * graded.length,
  );
  if (full.length > 0)
    doubts.push(`full marks for nearly all texts in ${named(full)}: better ones would not show`);
  const lengthy = known.filter(
    ({ summary: { length } }) => isCorrelated(length, graded.length) && Math.abs(length ?? 0) >= LENGTHY,
  );
  if (lengthy.length > 0)
    doubts.push(
      `grades go with the length of the text (rank correlation ${lengthy
        .map(({ axis, summary }) => `${axis} ${summary.length?.toFixed(2)}`)
        .join(', ')}): the judge may count words`,
    );
  if (isRandom(graded, axes))
    doubts.push(
      'grades follow neither the prompts nor each other: they are as a judge would give them who draws them by lot',
    );
  return doubts;
}

/** About intervals of so many prompts. */
export function doubtsOfFew(what: string, prompts: number): string[] {
  return prompts < FEW_PROMPTS ? [`${what} of only ${prompts} of the prompts: the intervals are rough`] : [];
}

/** About judges beside each other. */
export function doubtsOfJudges({ file }: Grading, shared: readonly Row[][]): string[] {
  const doubts: string[] = [];
  if (shared.length < FEW) return doubts;
  file.judges.forEach((judge, i) => {
    for (let j = i + 1; j < file.judges.length; j++) {
      const rho = spearman(
        shared.map((rows) => total(rows[i]!)),
        shared.map((rows) => total(rows[j]!)),
      );
      if (isCorrelated(rho, shared.length) && (rho ?? 0) >= AGREED) continue;
      const other = file.judges[j]!.id;
      doubts.push(
        `${judge.id} and ${other} hardly agree on which texts are better than others${rho === null ? '' : ` (rank correlation ${rho.toFixed(2)})`}`,
      );
    }
  });
  return doubts;
}

/** A text that is bad at one thing is mostly bad at others, and some beginnings are harder than others. */
function isRandom(rows: readonly Row[], axes: Partial<Record<Axis, AxisSummary>>): boolean {
  const varying = AXES.filter((axis) => (axes[axis]?.deviation ?? 0) > 0);
  if (varying.length < 2) return false;
  // Some axis in twenty would show prompts by chance: as many tests, as much stricter each.
  const level = 0.05 / varying.length;
  if (varying.some((axis) => (axes[axis]?.spread.p ?? 1) < level)) return false;
  const pairs = varying.flatMap((a, i) => varying.slice(i + 1).map((b) => [a, b] as const));
  const together = mean(pairs.map(([a, b]) => spearman(column(rows, a), column(rows, b)) ?? 0));
  // Twice the standard error of a mean of correlations that are 0.
  return together < 2 / Math.sqrt(rows.length * pairs.length);
}

function column(rows: readonly Row[], axis: Axis): number[] {
  return rows.map(({ scores }) => scores[axis]);
}

function total({ scores }: Row): number {
  return AXES.reduce((sum, axis) => sum + scores[axis], 0);
}

function named(axes: readonly { axis: Axis }[]): string {
  return axes.map(({ axis }) => axis).join(', ');
}
