// Rows as a table, on the terminal and in documents.
import { amount, bytes, columns, figures, markdownTable, percent } from './format.mjs';

const HEADINGS = ['measurement', 'median', 'middle half', 'GFLOP/s', 'GB/s', 'of ceiling', 'peak memory', ''];
const RIGHT = [false, true, true, true, true, true, true, false];

/** @param {import('./rows.mjs').Row} row */
export function cells(row) {
  if (row.notShown !== undefined) return [row.id, '', '', '', '', '', '', `not shown: ${row.notShown}`];
  const spread = `±${percent((row.high - row.low) / 2 / row.value)}`;
  return [
    row.id,
    amount(row.value, row.unit),
    spread,
    row.gflops === undefined ? '' : figures(row.gflops),
    row.gbps === undefined ? '' : figures(row.gbps),
    row.share === undefined ? '' : `${percent(row.share)} of ${row.by}`,
    row.peakBytes === undefined ? '' : bytes(row.peakBytes),
    row.note ?? '',
  ];
}

/** One line at a time, for a terminal on which rows appear as they are measured. */
export function rowLine(row) {
  if (row.notShown !== undefined) return `${row.id.padEnd(44)}  not shown: ${row.notShown}`;
  const [id, median, spread, gflops, gbps, share, memory] = cells(row);
  const parts = [id.padEnd(44), median.padStart(18), spread.padStart(7)];
  if (gflops && row.unit !== 'FLOP/s') parts.push(`${gflops} GFLOP/s`);
  if (gbps && row.unit !== 'B/s') parts.push(`${gbps} GB/s`);
  if (share) parts.push(share);
  if (memory) parts.push(memory);
  if (row.note) parts.push(row.note);
  return parts.join('  ');
}

/** @param {import('./rows.mjs').Row[]} rows */
export function textTable(rows) {
  return columns([HEADINGS, ...rows.map(cells)], RIGHT).join('\n');
}

/** @param {import('./rows.mjs').Row[]} rows */
export function rowsMarkdown(rows) {
  return markdownTable([HEADINGS, ...rows.map(cells)], RIGHT).join('\n');
}
