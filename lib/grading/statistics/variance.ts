/** Where the spread of grades comes from: prompts, samples of a prompt, judges. Analysis of variance, by moments. */

import { fisherTail } from './distributions.ts';
import { mean } from './moments.ts';

export interface SpreadOfPrompts {
  /** Variance between prompts, beyond what their samples explain. */
  prompts: number;
  /** Variance between samples of the same prompt. */
  samples: number;
  /** How likely prompts were to differ as much by chance; null where it cannot be said. */
  p: number | null;
}

/** Of grades by prompt, which may have different numbers of samples (one-way, random effects). */
export function spreadOfPrompts(groups: readonly (readonly number[])[]): SpreadOfPrompts {
  const filled = groups.filter((group) => group.length > 0);
  const all = filled.flat();
  const n = all.length;
  const k = filled.length;
  const center = mean(all);
  let between = 0;
  let within = 0;
  let squares = 0;
  for (const group of filled) {
    const middle = mean(group);
    between += group.length * (middle - center) ** 2;
    within += group.reduce((sum, value) => sum + (value - middle) ** 2, 0);
    squares += group.length ** 2;
  }
  if (k < 2) return { prompts: 0, samples: n > k ? within / (n - k) : 0, p: null };
  const betweenMean = between / (k - 1);
  // One sample of each: the two cannot be told apart.
  if (n === k) return { prompts: betweenMean, samples: 0, p: null };
  const withinMean = within / (n - k);
  const each = (n - squares / n) / (k - 1);
  const p = withinMean > 0 ? fisherTail(betweenMean / withinMean, k - 1, n - k) : between > 0 ? 0 : null;
  return { prompts: Math.max(0, (betweenMean - withinMean) / each), samples: withinMean, p };
}

export interface SpreadOfJudges {
  /** Completions that all judges graded. */
  completions: number;
  /** Variance between completions, which the judges agree on. */
  shared: number;
  /** Variance between the judges' means: some are harsher. */
  judges: number;
  /** What is left: where they disagree on single completions. */
  residual: number;
  /**
   * Intraclass correlation, ICC(2,1) of Shrout & Fleiss 1979: which share of the spread of one judge's grade is the
   * completion's own; null where nothing spreads.
   */
  agreement: number | null;
}

/** Of a row of grades for each completion, one of each judge (two-way, random effects); null of fewer than two of either. */
export function spreadOfJudges(rows: readonly (readonly number[])[]): SpreadOfJudges | null {
  const n = rows.length;
  const k = rows[0]?.length ?? 0;
  if (n < 2 || k < 2) return null;
  const center = mean(rows.flat());
  const rowMeans = rows.map(mean);
  const columns = Array.from({ length: k }, (_, judge) => mean(rows.map((row) => row[judge]!)));
  const ofRows = (k * rowMeans.reduce((sum, value) => sum + (value - center) ** 2, 0)) / (n - 1);
  const ofColumns = (n * columns.reduce((sum, value) => sum + (value - center) ** 2, 0)) / (k - 1);
  let rest = 0;
  rows.forEach((row, i) => {
    row.forEach((value, judge) => {
      rest += (value - rowMeans[i]! - columns[judge]! + center) ** 2;
    });
  });
  const residual = rest / ((n - 1) * (k - 1));
  const shared = Math.max(0, (ofRows - residual) / k);
  const judges = Math.max(0, (ofColumns - residual) / n);
  const total = shared + judges + residual;
  return { completions: n, shared, judges, residual, agreement: total > 0 ? shared / total : null };
}
