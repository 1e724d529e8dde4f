/** Rows of a report against each other, two by two. */
import { MismatchError } from '../../runtime/errors.ts';
import { type Comparison, compareGradings } from '../statistics/compare.ts';
import type { ReportRow } from './rows.ts';

export interface RowComparison extends Comparison {
  /** Names of the rows; differences are the second less the first. */
  first: string;
  second: string;
  kind: 'story' | 'instruct';
}

export interface Compared {
  comparisons: RowComparison[];
  /** Why rows could not be compared. */
  refused: string[];
}

/** Of every two rows before the same judge. */
export async function compareAll(rows: readonly ReportRow[], signal?: AbortSignal): Promise<Compared> {
  const comparisons: RowComparison[] = [];
  const refused: string[] = [];
  for (const [i, first] of rows.entries()) {
    for (const second of rows.slice(i + 1)) {
      const { judge } = first;
      if (!judge || judge.id !== second.judge?.id || judge.model !== second.judge.model) continue;
      for (const kind of ['story', 'instruct'] as const) {
        const [one, two] = [first[kind]?.grading, second[kind]?.grading];
        if (!one || !two || one === two) continue;
        const names = { first: first.name, second: second.name, kind };
        try {
          const options = { judge: judge.id, ...(signal ? { signal } : {}) };
          for (const comparison of await compareGradings(one, two, options))
            comparisons.push({ ...comparison, ...names });
        } catch (error) {
          if (!(error instanceof MismatchError)) throw error;
          refused.push(`${names.first} and ${names.second} are not compared: ${error.message}.`);
        }
      }
    }
  }
  return { comparisons, refused };
}
