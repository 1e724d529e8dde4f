/** The plots of a report as one picture: an SVG that stands alone. */
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { WIDTH as CHART_WIDTH } from './chart-frame.ts';
import { escapeHtml } from './escape.ts';
import { shorten } from './figures.ts';
import { plots } from './plots.ts';
import type { CorpusReport } from './report.ts';
import { basis } from './text.ts';

const COLUMNS = 2;
const MARGIN = 24;
const GAP = 28;
/** Above the plots: the name, and what was counted on what. */
const HEAD = 84;
const TITLE = 26;
const LONGEST_NAME = 60;

const STYLE = `text { font: 11px system-ui, "Segoe UI", sans-serif; fill: #5c6268; }
.head { font-size: 18px; font-weight: 600; fill: #1d1f21; }
.title { font-size: 13px; font-weight: 600; fill: #1d1f21; }
.label { fill: #1d1f21; }
.tick-x, .axis, .value { text-anchor: middle; }
.value { font-size: 9.5px; }
.tick-y { text-anchor: end; }
.grid { stroke: #dcdcd6; }
.line { fill: none; stroke-width: 2.2; }
.area { fill-opacity: .22; stroke-width: 1.6; }
.line.series-0, .area.series-0 { stroke: #2166ac; }
.line.series-1, .area.series-1 { stroke: #c8551b; }
.area.series-0, .bar.series-0, .key-0 { fill: #2166ac; }
.area.series-1, .bar.series-1, .key-1 { fill: #c8551b; }`;

/** @throws InvalidArgumentError unless there are one or two reports. */
export function reportSvg(reports: readonly CorpusReport[]): string {
  if (reports.length < 1 || reports.length > 2)
    throw new InvalidArgumentError('reports', 'one or two', reports.length);
  const charts = plots(reports);
  const parts: string[] = [];
  let top = HEAD;
  for (let first = 0; first < charts.length; first += COLUMNS) {
    const row = charts.slice(first, first + COLUMNS);
    for (const [column, { title, height, content }] of row.entries()) {
      const x = MARGIN + column * (CHART_WIDTH + GAP);
      parts.push(`<text class="title" x="${x}" y="${top + 14}">${escapeHtml(shorten(title, LONGEST_NAME))}</text>
<svg x="${x}" y="${top + TITLE}" width="${CHART_WIDTH}" height="${height}">${content}</svg>`);
    }
    top += TITLE + Math.max(...row.map(({ height }) => height)) + GAP;
  }
  const width = 2 * MARGIN + COLUMNS * CHART_WIDTH + (COLUMNS - 1) * GAP;
  const title = `Corpus report: ${reports.map(({ name }) => shorten(name, LONGEST_NAME)).join(' and ')}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" role="img" aria-label="${escapeHtml(title)}">
<style>${STYLE}</style>
<rect width="${width}" height="${top}" fill="#ffffff"/>
<text class="head" x="${MARGIN}" y="36">${escapeHtml(title)}</text>
${legend(reports)}
<text x="${MARGIN}" y="58">${escapeHtml(basis(reports))}</text>
${parts.join('\n')}
</svg>
`;
}

function legend(reports: readonly CorpusReport[]): string {
  if (reports.length === 1) return '';
  const keys = reports.map(
    (
      { name },
      i,
    ) => `<rect class="key-${i}" x="${MARGIN + i * (CHART_WIDTH + GAP)}" y="66" width="10" height="10"/>
<text x="${MARGIN + 16 + i * (CHART_WIDTH + GAP)}" y="75">${escapeHtml(shorten(name, LONGEST_NAME))}</text>`,
  );
  return keys.join('\n');
}
