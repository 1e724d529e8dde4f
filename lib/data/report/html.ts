/** A report as one page of HTML: no script, nothing from elsewhere; two corpora share their plots. */
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { escapeHtml } from './escape.ts';
import { count, percent } from './figures.ts';
import { figure, key, legend, pageHtml } from './page.ts';
import { plots } from './plots.ts';
import type { CorpusReport, ShownStory } from './report.ts';
import { sections } from './sections.ts';
import { basis } from './text.ts';

/** @throws InvalidArgumentError unless there are one or two reports. */
export function reportHtml(reports: readonly CorpusReport[]): string {
  if (reports.length < 1 || reports.length > 2)
    throw new InvalidArgumentError('reports', 'one or two', reports.length);
  const title = reports.map(({ name }) => name).join(' and ');
  const content = `<h1>Corpus report: ${escapeHtml(title)}</h1>
<p class="soft">${escapeHtml(`${basis(reports)}.`)}</p>
${legend(reports.map(({ name }) => name))}
<h2>Plots</h2>
<div class="grid-of">
${plots(reports).map(figure).join('\n')}
</div>
<h2>Figures</h2>
<div class="card wide">
${table(reports)}
</div>
<h2>Nearest stories</h2>
<div class="stack">
${reports.map(nearest).join('\n')}
</div>
<h2>Some stories, drawn at random</h2>
<div class="grid-of">
${reports.map(drawn).join('\n')}
</div>`;
  return pageHtml(`Corpus report: ${title}`, content);
}

function table(reports: readonly CorpusReport[]): string {
  const head =
    reports.length === 1
      ? ''
      : `<thead><tr><th></th>${reports.map(({ name }, i) => `<th>${key(i)}${escapeHtml(name)}</th>`).join('')}</tr></thead>`;
  const body = sections(reports).map(({ title, rows }) => {
    const heading = escapeHtml(title);
    const lines = rows.map(
      ({ label, cells }) =>
        `<tr><th scope="row">${escapeHtml(label)}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`,
    );
    return `<tr class="title"><th colspan="${reports.length + 1}">${heading}</th></tr>\n${lines.join('\n')}`;
  });
  return `<table>${head}<tbody>\n${body.join('\n')}\n</tbody></table>`;
}

function nearest({ name, duplicates, rouge }: CorpusReport, series: number): string {
  const { exact, near } = duplicates;
  const blocks: string[] = [];
  if (exact.example) {
    const { first, again, text } = exact.example;
    blocks.push(
      `<p>The story found most often, ${count(exact.largest)} times; such as no. ${count(first + 1)} and no. ${count(again + 1)}:</p>
<div class="card">${story({ index: first, text })}</div>`,
    );
  }
  const pair = near.nearest
    ? {
        says: `share ${percent(near.nearest.jaccard)} of their runs of five words (Jaccard index)`,
        stories: near.nearest.stories,
      }
    : rouge.nearest && {
        says: `have a Rouge-2 of ${rouge.nearest.score.toFixed(2)}, the largest met; no pair is a near duplicate`,
        stories: rouge.nearest.stories,
      };
  if (pair) {
    blocks.push(`<p>These two ${pair.says}:</p>
<div class="grid-of">${pair.stories.map((one) => `<div class="card">${story(one)}</div>`).join('')}</div>`);
  }
  if (blocks.length === 0) blocks.push('<p>No two stories have a pair of words in common.</p>');
  return `<section><h3>${key(series)}${escapeHtml(name)}</h3>${blocks.join('\n')}</section>`;
}

function drawn({ name, shown }: CorpusReport, series: number): string {
  const cards = shown.map((one) => `<div class="card">${story(one)}</div>`);
  return `<section><h3>${key(series)}${escapeHtml(name)}</h3>${cards.join('\n')}</section>`;
}

function story({ index, text }: ShownStory): string {
  return `<p class="soft">no. ${count(index + 1)}</p><p class="story" dir="auto">${escapeHtml(text)}</p>`;
}
