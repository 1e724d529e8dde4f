/** The report of a cleaning as text. */
import { checkObject } from '../../runtime/arguments.ts';
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { count } from '../report/figures.ts';
import type { CleanReport } from './clean.ts';
import { CLEANING_STEPS, drops } from './steps.ts';

/**
 * A line for each step that was on, with what it did, and the totals.
 * @throws InvalidArgumentError for what is no report of a cleaning
 */
export function cleanText(report: CleanReport): string {
  checkObject('report', report);
  checkObject('memory of the report', report.memory);
  if (!Array.isArray(report.steps))
    throw new InvalidArgumentError('steps of the report', 'a list', report.steps);
  const { read, kept, otherSource, memory } = report;
  const rows = report.steps
    .filter(({ on }) => on)
    .map(({ name, kind, stories, places }) => {
      const does = drops({ name, kind }) ? 'dropped' : 'mended';
      const where = places === stories ? '' : `at ${count(places)} places`;
      return [name, does, count(stories), share(stories, read), where];
    });
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((row) => (row[i] as string).length)));
  const lines = rows.map(([name, does, stories, part, where]) =>
    [
      (name as string).padEnd(widths[0] as number),
      (does as string).padEnd(widths[1] as number),
      (stories as string).padStart(widths[2] as number),
      (part as string).padStart(widths[3] as number),
      where,
    ]
      .join('  ')
      .trimEnd(),
  );
  if (otherSource > 0) lines.push(`left out, of another source: ${count(otherSource)}`);
  lines.push(`${count(read)} stories read, ${count(kept)} stay (${share(kept, read)})`);
  if (memory.stories > 0)
    lines.push(
      `duplicates: ${(memory.peakBytes / memory.stories).toFixed(0)} bytes of memory for each of ` +
        `${count(memory.stories)} stories`,
    );
  return `${lines.join('\n')}\n`;
}

/** What there is to turn on and off, a line each. */
export function stepsText(): string {
  const width = Math.max(...CLEANING_STEPS.map(({ name }) => name.length));
  return CLEANING_STEPS.map(
    ({ name, kind, what }) => `  ${name.padEnd(width)}  ${kind.padEnd(7)}  ${what}`,
  ).join('\n');
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(2)}%`;
}
