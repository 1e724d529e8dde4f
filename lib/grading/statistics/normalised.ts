/**
 * The paper's normalised score: where a score lies between the row of its smallest model (hidden 64, 2 layers), which is
 * 0, and the row of GPT-4, which is 1 (Figure 4). The paper's rows were given by its judge to its prompts: against
 * another judge or other prompts, take rows of your own (gradings of a weak and of a strong model).
 */
import type { Axis, GradingKind } from '../record.ts';

/** Columns of Figure 4. `instruct` and `plot` are of Instruct models: consistency with what was asked, and plot. */
export const PAPER_COLUMNS = ['creativity', 'grammar', 'consistency', 'instruct', 'plot'] as const;
export type PaperColumn = (typeof PAPER_COLUMNS)[number];

/** Scores out of 10 of the paper's smallest model: hidden 64, 2 layers (figure 4). */
export const PAPER_LOW: Readonly<Record<PaperColumn, number>> = {
  creativity: 2.94,
  grammar: 4.33,
  consistency: 2.41,
  instruct: 2.86,
  plot: 3.4,
};

/** Scores out of 10 of GPT-4 in the paper (figure 4). */
export const PAPER_HIGH: Readonly<Record<PaperColumn, number>> = {
  creativity: 8.21,
  grammar: 8.75,
  consistency: 9.93,
  instruct: 9.31,
  plot: 8.26,
};

/** Which column an axis stands in, if any: the paper's table has no plot of beginnings, and no grammar of Instruct. */
export function paperColumn(kind: GradingKind, axis: Axis): PaperColumn | null {
  if (kind === 'story') return axis === 'plot' ? null : axis;
  return axis === 'consistency' ? 'instruct' : axis === 'plot' ? 'plot' : null;
}

/** Not bounded: below 0 is worse than the weak row. null where the two rows are one. */
export function normalised(score: number, low: number, high: number): number | null {
  return high === low ? null : (score - low) / (high - low);
}
