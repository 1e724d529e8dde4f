/**
 * A report on runs and their gradings: everything that the page and the Markdown show. It follows from the files in the
 * folders alone, without clock, locale or network, so that it is made again byte for byte, on any machine.
 */
import { MOST_SERIES } from '../../data/report/page-style.ts';
import { checkObject, checkOptions } from '../../runtime/arguments.ts';
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { checkList } from '../arguments.ts';
import { compareAll, type RowComparison } from './comparisons.ts';
import { type Curve, gradeCurves } from './curves.ts';
import { notesOn } from './notes.ts';
import { type ReportRow, reportRows } from './rows.ts';
import { type ReportedRun, readRuns } from './runs.ts';

export interface GradingReportOptions {
  /** Completions of each prompt to print. Default 3. */
  completions?: number;
  signal?: AbortSignal;
}

export interface GradingReport {
  runs: ReportedRun[];
  rows: ReportRow[];
  /** Grades over steps, of each run that was graded while it was trained. */
  curves: Curve[];
  comparisons: RowComparison[];
  /** What a reader has to know before the figures. */
  notes: string[];
  /** Completions of each prompt to print. */
  completions: number;
  /** What has a colour, in their order: the rows, then runs without any. */
  series: string[];
}

/**
 * Reads run directories, folders with `grades/`, or single gradings.
 * @throws InvalidArgumentError for more than a page has colours for; FileError, FormatError; AbortedError.
 */
export async function gradingReport(
  paths: readonly string[],
  options: GradingReportOptions = {},
): Promise<GradingReport> {
  checkOptions<GradingReportOptions>('gradingReport', options, { completions: true, signal: true });
  const { completions = 3, signal } = options;
  if (!Number.isSafeInteger(completions) || completions < 0)
    throw new InvalidArgumentError('completions', 'a whole number from 0 on', completions);
  const runs = await readRuns(paths);
  const rows = await reportRows(runs, signal);
  const alone = runs.filter((run) => !rows.some((row) => row.run === run));
  const series = [...rows, ...alone].map(({ name }) => name);
  if (series.length > MOST_SERIES)
    throw new InvalidArgumentError(
      'runs',
      `at most ${MOST_SERIES} tellers (times judges) in a report, for more cannot be told apart; name gradings ` +
        '(RUN/grades/NAME) instead of whole runs',
      series.length,
    );
  const { comparisons, refused } = await compareAll(rows, signal);
  return {
    runs,
    rows,
    curves: await gradeCurves(runs, signal),
    comparisons,
    notes: [...notesOn(rows, comparisons), ...refused],
    completions,
    series,
  };
}

/** @throws InvalidArgumentError unless the value is a report, as far as can be seen at once */
export function checkReport(report: GradingReport): void {
  checkObject('report', report);
  for (const part of ['runs', 'rows', 'curves', 'comparisons', 'notes', 'series'] as const)
    checkList(`report.${part}`, report[part]);
}

/** The colour of a run: that of its first row. */
export function seriesOf({ rows, series }: Pick<GradingReport, 'rows' | 'series'>, run: ReportedRun): number {
  const row = rows.findIndex((one) => one.run === run);
  return row >= 0 ? row : series.indexOf(run.name);
}
