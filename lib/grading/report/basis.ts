/** What a report was made of, in a sentence or two. */
import { count } from '../../data/report/figures.ts';
import type { GradingReport } from './report.ts';
import { gradedOf } from './tables.ts';

export function basis({ rows, curves }: GradingReport): string {
  const gradings = [...new Set(rows.flatMap((row) => gradedOf(row).map(({ grading }) => grading)))];
  const texts = gradings.reduce((sum, { completions }) => sum + completions.length, 0);
  const grades = gradings.reduce((sum, { file }) => sum + file.counts.grades - file.counts.missing, 0);
  const judges = [...new Set(rows.flatMap(({ judge }) => judge?.model ?? []))];
  const dates = gradings
    .flatMap(({ file }) => [file.dates.first, file.dates.last].filter((date) => date !== null))
    .sort();
  const parts = [`${count(texts)} texts, ${count(grades)} grades`];
  if (judges.length > 0) parts.push(`graded by ${judges.join(', ')}`);
  if (dates.length > 0) parts.push(`from ${dates[0]} to ${dates.at(-1)}`);
  if (curves.length > 0)
    parts.push(
      `${count(curves.reduce((sum, { points }) => sum + points.length, 0))} checkpoints graded while training`,
    );
  return `${parts.join('; ')}.`;
}
