/** A report as one page of HTML: no script, nothing from elsewhere; two corpora share their plots. */
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { barChart, histogramChart, lineChart, rankChart } from './charts.ts';
import { escapeHtml } from './escape.ts';
import { count, percent, round } from './figures.ts';
import { key, legend, pageHtml } from './page.ts';
import type { CorpusReport, ShownStory } from './report.ts';
import { sections } from './sections.ts';
import type { Histogram } from './tally.ts';
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
${plots(reports).join('\n')}
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

function plots(reports: readonly CorpusReport[]): string[] {
  const lengths = sameWidth(reports.map((report) => report.lengths.words.histogram));
  const width = lengths[0]?.width ?? 1;
  const longest = Math.max(...lengths.map(({ counts }) => counts.length)) * width;
  const likeness = reports.map(({ rouge }) => shares(rouge.histogram));
  const most = Math.max(...likeness.map((bins) => bins.findLastIndex((share) => share > 0) + 1));
  const read = Math.max(...reports.map(({ vocabulary }) => vocabulary.total));
  return [
    histogramChart(
      'Length of stories',
      lengths.map((histogram, i) => shares(histogram.counts, reports[i]?.stories)),
      width,
      { label: `words in a story, in steps of ${width}`, max: longest, format: round },
      { label: '', format: percentTick },
    ),
    histogramChart(
      'Likeness to the nearest story of 100 (r_i)',
      likeness,
      0.02,
      { label: 'largest Rouge-2 with another story of the group', max: most * 0.02, format: tenths },
      { label: '', format: percentTick },
    ),
    lineChart(
      'Growth of the vocabulary',
      reports.map(({ vocabulary }) => ({
        points: [
          { x: 0, y: 0 },
          ...vocabulary.growth.map(({ words, distinct }) => ({ x: words, y: distinct })),
        ],
      })),
      { label: 'words read', max: read, format: round },
      { label: '', format: round },
    ),
    barChart(
      'Distinct n-grams of words',
      [1, 2, 3, 4].map((n) => ({
        label: `n = ${n}`,
        values: reports.map(({ ngrams }) => ngrams.words[n - 1]?.share ?? 0),
      })),
      {
        label: '',
        max: Math.max(...reports.flatMap(({ ngrams }) => ngrams.words.map(({ share }) => share))),
        format: percentTick,
      },
    ),
    ...openings(reports),
  ];
}

function openings(reports: readonly CorpusReport[]): string[] {
  const lists = reports.map((report) => report.openings.at(-1)?.frequent ?? []);
  const most = Math.max(...lists.map((list) => list[0]?.share ?? 0));
  return lists.map((list, i) =>
    rankChart(
      reports.length === 1 ? 'Most frequent openings' : `Most frequent openings: ${reports[i]?.name}`,
      list.slice(0, 8).map(({ opening, share }) => ({ label: cut(opening, 56), value: share })),
      most,
      percent,
      i,
    ),
  );
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

/** Histograms with the widest bins among them. */
function sameWidth(histograms: readonly Histogram[]): Histogram[] {
  const width = Math.max(...histograms.map((histogram) => histogram.width));
  return histograms.map((histogram) => {
    const counts: number[] = [];
    histogram.counts.forEach((n, bin) => {
      const place = Math.floor((bin * histogram.width) / width);
      counts[place] = (counts[place] ?? 0) + n;
    });
    return { width, counts, beyond: histogram.beyond };
  });
}

function shares(
  counts: readonly number[],
  whole: number = counts.reduce((sum, value) => sum + value, 0),
): number[] {
  return counts.map((value) => (whole === 0 ? 0 : value / whole));
}

function percentTick(share: number): string {
  return `${Number((share * 100).toFixed(share < 0.1 ? 1 : 0))} %`;
}

function tenths(value: number): string {
  return String(Number(value.toFixed(2)));
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
