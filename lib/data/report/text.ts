/** A report as plain text; several side by side in columns. */
import { count, shorten } from './figures.ts';
import type { CorpusReport } from './report.ts';
import { isWhole, sections } from './sections.ts';

const WIDEST_NAME = 40;
const LABEL = 34;

/** The figures in columns, one for each report, for a terminal or a log. */
export function reportText(reports: readonly CorpusReport[]): string {
  const parts = sections(reports);
  const widths = reports.map(({ name }, i) =>
    Math.max(
      shorten(name, WIDEST_NAME).length,
      ...parts.flatMap(({ rows }) => rows.map(({ cells }) => cells[i]?.length ?? 0)),
    ),
  );
  const line = (label: string, cells: readonly string[]) =>
    `${label.padEnd(LABEL)}${cells.map((cell, i) => cell.padEnd((widths[i] ?? 0) + 2)).join('')}`.trimEnd();
  const lines = [
    basis(reports),
    '',
    line(
      '',
      reports.map(({ name }) => shorten(name, WIDEST_NAME)),
    ),
  ];
  for (const { title, rows } of parts) {
    lines.push('', title);
    for (const { label, cells } of rows) lines.push(line(`  ${label}`, cells));
  }
  const pairs = reports.flatMap(nearestPair);
  if (pairs.length > 0) lines.push('', 'Nearest stories found', ...pairs);
  return `${lines.join('\n')}\n`;
}

/** What was counted on what. */
export function basis(reports: readonly CorpusReport[]): string {
  const { stories = 0, seed = 0 } = reports[0]?.sample ?? {};
  const of = reports.length > 1 ? ' of each' : '';
  return isWhole(reports)
    ? `everything is counted on all stories${of}`
    : `counted on all stories; what is marked * on a random sample of ${count(stories)}${of} (seed ${seed})`;
}

function nearestPair({ name, duplicates, rouge }: CorpusReport): string[] {
  const { nearest } = duplicates.near;
  const found = nearest
    ? { stories: nearest.stories, how: `Jaccard ${nearest.jaccard.toFixed(2)}` }
    : rouge.nearest && { stories: rouge.nearest.stories, how: `R_2 ${rouge.nearest.score.toFixed(2)}` };
  if (!found) return [];
  const [one, other] = found.stories.map(({ index }) => count(index + 1));
  return [`  ${shorten(name, WIDEST_NAME)}: no. ${one} and no. ${other}, ${found.how}`];
}
