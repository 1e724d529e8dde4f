// Numbers as people read them: three figures, and a unit that keeps them short.

const PREFIXES = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** @param {number} value */
export function figures(value) {
  if (!Number.isFinite(value)) return '–';
  const digits = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(3, Math.max(0, 2 - digits)));
}

/** `1.23 M tokens/s`; FLOP/s and B/s take the prefix without a space before the unit. */
export function amount(value, unit) {
  if (unit === '×') return `${figures(value)} ×`;
  const found = PREFIXES.find(([size]) => Math.abs(value) >= size);
  if (!found || (!/^(FLOP|B)\/s$/.test(unit) && value < 1e6)) return `${figures(value)} ${unit}`;
  const [size, prefix] = found;
  return /^(FLOP|B)\/s$/.test(unit)
    ? `${figures(value / size)} ${prefix}${unit}`
    : `${figures(value / size)} ${prefix} ${unit}`;
}

/** Bytes in binary units. */
export function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let size = value;
  let unit = 0;
  for (; Math.abs(size) >= 1024 && unit < units.length - 1; unit++) size /= 1024;
  return `${unit === 0 ? size : figures(size)} ${units[unit]}`;
}

export const percent = (share) => `${(100 * share).toFixed(Math.abs(share) < 0.1 ? 1 : 0)} %`;

/**
 * Columns under one another; numbers stand to the right.
 * @param {string[][]} lines the first one the headings
 * @param {boolean[]} right which columns
 * @returns {string[]}
 */
export function columns(lines, right) {
  const widths = lines[0].map((_, i) => Math.max(...lines.map((cells) => cells[i].length)));
  return lines.map((cells) =>
    cells
      .map((cell, i) => (right[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd(),
  );
}

/** The same as a Markdown table. */
export function markdownTable(lines, right) {
  const text = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    text(lines[0]),
    `| ${right.map((r) => (r ? '---:' : '---')).join(' | ')} |`,
    ...lines.slice(1).map(text),
  ];
}
