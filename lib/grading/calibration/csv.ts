/** Reads CSV (RFC 4180) strictly: a file that is not what it should be is refused with its line, never guessed at. */
import { FormatError } from '../../runtime/errors.ts';

export interface CsvRow {
  /** Where the row begins, from 1. */
  line: number;
  /** By column. */
  fields: ReadonlyMap<string, string>;
}

/** @throws FormatError for stray quotes, rows of another length, columns that stand twice. */
export function parseCsv(text: string, path: string): CsvRow[] {
  const [header, ...rows] = records(text.replace(/^\uFEFF/, ''), path);
  if (!header || header.cells.every((cell) => cell === ''))
    throw new FormatError(path, 'is empty; expected a line with the names of the columns');
  const columns = header.cells.map((name) => name.trim());
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) throw new FormatError(path, `the column ${JSON.stringify(twice)} stands twice`);
  return rows.map(({ line, cells }) => {
    if (cells.length !== columns.length)
      throw new FormatError(
        path,
        `line ${line}: ${cells.length} fields, expected ${columns.length} as in the first line`,
      );
    return { line, fields: new Map(columns.map((name, i) => [name, cells[i]!])) };
  });
}

interface Record {
  line: number;
  cells: string[];
}

function records(text: string, path: string): Record[] {
  const all: Record[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const record: Record = { line, cells: [] };
    for (let open = true; open; ) {
      if (text[at] === '"') {
        const { cell, end } = quoted(text, at, path, line);
        line += cell.split('\n').length - 1;
        record.cells.push(cell);
        at = end;
        if (at < text.length && !/[,\r\n]/.test(text[at]!))
          throw new FormatError(
            path,
            `line ${line}: ${JSON.stringify(text[at])} after a closing quotation mark`,
          );
      } else {
        const end = endOfCell(text, at);
        const cell = text.slice(at, end);
        if (cell.includes('"'))
          throw new FormatError(
            path,
            `line ${line}: a quotation mark inside a field that does not begin with one`,
          );
        record.cells.push(cell);
        at = end;
      }
      open = text[at] === ',';
      if (open) at++;
    }
    if (text[at] === '\r') at++;
    if (at < text.length && text[at] !== '\n')
      throw new FormatError(path, `line ${line}: a carriage return inside a row`);
    at++;
    line++;
    // A line of nothing is not a row, unless there is one column alone.
    if (record.cells.length > 1 || record.cells[0] !== '') all.push(record);
  }
  return all;
}

function quoted(text: string, begin: number, path: string, line: number): { cell: string; end: number } {
  let cell = '';
  for (let at = begin + 1; ; ) {
    const close = text.indexOf('"', at);
    if (close < 0) throw new FormatError(path, `line ${line}: a quotation mark that is never closed`);
    cell += text.slice(at, close);
    if (text[close + 1] !== '"') return { cell, end: close + 1 };
    cell += '"';
    at = close + 2;
  }
}

function endOfCell(text: string, begin: number): number {
  let at = begin;
  while (at < text.length && text[at] !== ',' && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}
