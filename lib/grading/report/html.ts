/** A report on runs and gradings as one page: no script, nothing from elsewhere. */
import { escapeHtml } from '../../data/report/escape.ts';
import { count } from '../../data/report/figures.ts';
import { figure, key, legend, pageHtml } from '../../data/report/page.ts';
import { basis } from './basis.ts';
import { plots } from './plots.ts';
import { checkReport, type GradingReport } from './report.ts';
import type { Table } from './table.ts';
import { allTables } from './tables.ts';
import { type ToldCompletion, type ToldGrading, type ToldPrompt, toldGradings } from './told.ts';

/** The page; the same report gives the same bytes. @throws InvalidArgumentError */
export function gradingReportHtml(report: GradingReport): string {
  checkReport(report);
  const { series, notes } = report;
  const heading = `Grades of ${report.runs.map(({ name }) => name).join(', ')}`;
  const [first, ...others] = allTables(report).map((one) => table(one, report));
  const told = toldGradings(report);
  const content = `<h1>${escapeHtml(heading)}</h1>
<p class="soft">${escapeHtml(basis(report))}</p>
${legend(series)}
${notes.length > 0 ? `<div class="card note">\n${notes.map((note) => `<p>${escapeHtml(note)}</p>`).join('\n')}\n</div>` : ''}
${first ?? ''}
<h2>Plots</h2>
<div class="grid-of">
${plots(report).map(figure).join('\n')}
</div>
${others.join('\n')}
${told.length > 0 && report.completions > 0 ? `<h2>What was told</h2>\n<div class="stack">\n${told.map(gradingHtml).join('\n')}\n</div>` : ''}`;
  return pageHtml(heading, content);
}

function table({ title, says, head, rows }: Table, { series }: GradingReport): string {
  const cells = rows.map(({ cells: [name = '', ...rest], ours, of = name }) => {
    const place = series.indexOf(of);
    const mark = place >= 0 && series.length > 1 ? key(place) : '';
    return `<tr${ours ? ' class="ours"' : ''}><th scope="row">${mark}${escapeHtml(name)}</th>${rest.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
  });
  return `<h2>${escapeHtml(title)}</h2>
${says === undefined ? '' : `<p class="soft">${escapeHtml(says)}</p>\n`}<div class="card wide" tabindex="0">
<table class="figures"><thead><tr>${head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('')}</tr></thead>
<tbody>
${cells.join('\n')}
</tbody></table>
</div>`;
}

function gradingHtml({ title, prompts, omitted }: ToldGrading): string {
  const left = omitted === 0 ? '' : `<p class="soft">${count(omitted)} more completions are not printed.</p>`;
  return `<section class="card"><h3>${escapeHtml(title)}</h3>
${left}${prompts.map(promptHtml).join('\n')}
</section>`;
}

function promptHtml({ prompt, completions }: ToldPrompt): string {
  const head = `${prompt.category}: ${shorten(prompt.text)}`;
  const asked = prompt.instruction ? `<p class="story begin" dir="auto">${escapeHtml(prompt.text)}</p>` : '';
  return `<details><summary>${escapeHtml(head)}</summary>
${asked}${completions.map((one) => completionHtml(prompt.text, one)).join('\n')}
</details>`;
}

function completionHtml(
  beginning: string,
  { continues, text, failure, verdicts, checks }: ToldCompletion,
): string {
  const begin = continues ? `<span class="begin">${escapeHtml(beginning)}</span><b>***</b>` : '';
  const told =
    text === null
      ? `<p class="bad">nothing was told: ${escapeHtml(failure ?? 'no reason is given')}</p>`
      : `<p class="story" dir="auto">${begin}${escapeHtml(text)}</p>`;
  const judged = verdicts.map(
    ({ judge, marks, missing, assessment }) =>
      `<p class="marks${missing ? ' bad' : ''}">${escapeHtml(`${judge}: ${marks}`)}</p>${assessment === null ? '' : `<p class="assessment" dir="auto">${escapeHtml(assessment)}</p>`}`,
  );
  const rules = checks === null ? '' : `<p class="soft marks">rules: ${escapeHtml(checks)}</p>`;
  return `<div class="told">${told}${judged.join('')}${rules}</div>`;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 90 ? `…${line.slice(-89)}` : line;
}
