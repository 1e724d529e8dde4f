/** A whole CSV file by the names of its columns, each of which may stand there once. */
import { CsvRows } from '../../data/readers/csv-rows.ts';
import { FormatError } from '../../runtime/errors.ts';

export interface CsvRecord {
  /** Where the row begins, from 1. */
  line: number;
  /** By column. */
  fields: ReadonlyMap<string, string>;
}

/** @throws FormatError for stray quotes, rows of another length, columns that stand twice. */
export function parseCsv(text: string, path: string): CsvRecord[] {
  const table = new CsvRows(path, [',']);
  const rows = table.end(text.replace(/^\uFEFF/, ''));
  const columns = table.columns ?? [];
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) throw new FormatError(path, `the column ${JSON.stringify(twice)} stands twice`);
  return rows.map(({ line, cells }) => ({
    line,
    fields: new Map(columns.map((name, i) => [name, cells[i] as string])),
  }));
}
