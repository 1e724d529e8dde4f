/** A report on runs and gradings as Markdown. Text from outside is shown as it is and marks nothing up. */
import { count } from '../../data/report/figures.ts';
import { withoutControls } from '../../data/text/controls.ts';
import { basis } from './basis.ts';
import { checkReport, type GradingReport } from './report.ts';
import type { Table } from './table.ts';
import { allTables } from './tables.ts';
import { type ToldCompletion, type ToldPrompt, toldGradings } from './told.ts';

/** The tables and completions without the plots; the same report gives the same bytes. @throws InvalidArgumentError */
export function gradingReportMarkdown(report: GradingReport): string {
  checkReport(report);
  const heading = `# Grades of ${report.runs.map(({ name }) => inline(name)).join(', ')}`;
  const parts = [heading, inline(basis(report)), ...report.notes.map((note) => `> ${inline(note)}`)];
  parts.push(...allTables(report).map(table));
  if (report.completions > 0) {
    for (const { title, prompts, omitted } of toldGradings(report)) {
      parts.push(`## Told by ${inline(title)}`);
      if (omitted > 0) parts.push(`${count(omitted)} more completions are not printed.`);
      parts.push(...prompts.flatMap(promptParts));
    }
  }
  return `${parts.join('\n\n')}\n`;
}

function table({ title, says, head, rows }: Table): string {
  const lines = [head, head.map(() => '---'), ...rows.map(({ cells }) => cells)].map(
    (cells, i) => `| ${cells.map((cell) => (i === 1 ? cell : inline(cell))).join(' | ')} |`,
  );
  for (const [i, row] of rows.entries())
    if (row.ours)
      lines[i + 2] =
        `| ${row.cells.map((cell, at) => (at === 0 ? `**${inline(cell)}**` : inline(cell))).join(' | ')} |`;
  return [`## ${inline(title)}`, ...(says === undefined ? [] : [inline(says)]), lines.join('\n')].join(
    '\n\n',
  );
}

function promptParts({ prompt, completions }: ToldPrompt): string[] {
  const asked = prompt.instruction ? [fenced(prompt.text)] : [];
  return [
    `### ${inline(`${prompt.category}, ${prompt.id}`)}`,
    ...asked,
    ...completions.flatMap((one) => completionParts(prompt.text, one)),
  ];
}

function completionParts(
  beginning: string,
  { continues, text, failure, verdicts, checks }: ToldCompletion,
): string[] {
  const told =
    text === null
      ? inline(`Nothing was told: ${failure ?? 'no reason is given'}`)
      : fenced(continues ? `${beginning}***${text}` : text);
  const said = verdicts.map(({ judge, marks }) => `- ${inline(`${judge}: ${marks}`)}`);
  if (checks !== null) said.push(`- ${inline(`rules: ${checks}`)}`);
  const assessments = verdicts.flatMap(({ assessment }) => (assessment === null ? [] : [fenced(assessment)]));
  return [told, said.join('\n'), ...assessments].filter(Boolean);
}

/** One line in which no character of the text means anything to Markdown, and nothing becomes a link. */
function inline(text: string): string {
  return harmless(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>|~&@]/g, '\\$&')
    .replace(/\b(?:https?|ftp|mailto|www)(?=[:.])/gi, '$&\\')
    .replace(/^[-+=#]/, '\\$&')
    .replace(/^\d+(?=[.)](?:\s|$))/, '$&\\');
}

/** A block that ends with a fence longer than any in the text. */
function fenced(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}text\n${harmless(text).replace(/\n+$/, '')}\n${fence}`;
}

/** Without control characters; every kind of line break is a newline. */
function harmless(text: string): string {
  return withoutControls(text.replace(/\r\n?|[\u2028\u2029]/g, '\n'));
}
