/**
 * Rows of tables as text (RFC 4180) that come in parts. Strictly: what a quotation mark out of place would do to a cell
 * is not guessed at but refused with its line.
 */
import { FormatError } from '../../runtime/errors.ts';
import { LONGEST } from './source.ts';

export interface CsvRow {
  /** Where the row begins, from 1. */
  line: number;
  /** As many as there are columns. */
  cells: string[];
}

/** What parts cells, where a table may choose. */
export const DELIMITERS: readonly string[] = [',', ';', '\t'];
const ROW_SIGN = /["\n]/g;

export class CsvRows {
  readonly #path: string;
  readonly #delimiters: readonly string[];
  #held = '';
  #at = 0;
  #quoted = false;
  /** Lines looked at so far, and where the row that is not complete yet begins. */
  #line = 1;
  #rowLine = 1;
  #columns: string[] | null = null;
  #delimiter = ',';

  /** @param delimiters the one that parts the first row into most cells parts all of them */
  constructor(path: string, delimiters: readonly string[]) {
    this.#path = path;
    this.#delimiters = delimiters;
  }

  /** What the first row says; null before it has come. */
  get columns(): readonly string[] | null {
    return this.#columns;
  }

  /** Rows below the first that are complete; a line of white space alone is none. */
  push(text: string): CsvRow[] {
    this.#held += text;
    const rows: CsvRow[] = [];
    let begin = 0;
    ROW_SIGN.lastIndex = this.#at;
    for (let found = ROW_SIGN.exec(this.#held); found !== null; found = ROW_SIGN.exec(this.#held)) {
      // A doubled quotation mark closes and opens again.
      if (found[0] === '"') this.#quoted = !this.#quoted;
      else {
        this.#line++;
        if (this.#quoted) continue;
        this.#row(this.#held.slice(begin, found.index), rows);
        begin = found.index + 1;
        this.#rowLine = this.#line;
      }
    }
    this.#held = this.#held.slice(begin);
    this.#at = this.#held.length;
    if (this.#held.length > LONGEST)
      this.#refuse(`a row of more than ${LONGEST} characters; is a quotation mark never closed?`);
    return rows;
  }

  end(text: string): CsvRow[] {
    const rows = this.push(text);
    if (this.#quoted) this.#refuse('a quotation mark that is never closed');
    this.#row(this.#held, rows);
    if (this.#columns === null)
      throw new FormatError(this.#path, 'is empty; expected a line with the names of the columns');
    return rows;
  }

  #row(raw: string, rows: CsvRow[]): void {
    const row = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (row.trim() === '') return;
    if (this.#columns === null) {
      this.#delimiter = delimiterOf(row, this.#delimiters);
      this.#columns = this.#cells(row).map((name) => name.trim());
      return;
    }
    const cells = this.#cells(row);
    if (cells.length !== this.#columns.length)
      this.#refuse(`${cells.length} cells, where the first row has ${this.#columns.length}`);
    rows.push({ line: this.#rowLine, cells });
  }

  /** Of one row, whose quotation marks are in pairs. */
  #cells(row: string): string[] {
    const cells: string[] = [];
    for (let at = 0; ; at += this.#delimiter.length) {
      const end = row[at] === '"' ? endOfQuoted(row, at) : endOfPlain(row, at, this.#delimiter);
      const cell = row.slice(at, end);
      cells.push(row[at] === '"' ? cell.slice(1, -1).replaceAll('""', '"') : this.#plain(cell));
      if (end === row.length) return cells;
      if (!row.startsWith(this.#delimiter, end))
        this.#refuse(`${JSON.stringify(row[end])} after a closing quotation mark`);
      at = end;
    }
  }

  #plain(cell: string): string {
    if (cell.includes('"')) this.#refuse('a quotation mark inside a cell that does not begin with one');
    if (cell.includes('\r')) this.#refuse('a carriage return inside a row');
    return cell;
  }

  #refuse(what: string): never {
    throw new FormatError(
      this.#path,
      `line ${this.#rowLine}: ${what}; expected a table with the names of its columns first`,
    );
  }
}

/** Not those inside quotation marks. */
function delimiterOf(row: string, delimiters: readonly string[]): string {
  const plain = row.replaceAll(/"[^"]*"/g, '');
  const count = (delimiter: string): number => plain.split(delimiter).length;
  return delimiters.toSorted((a, b) => count(b) - count(a))[0] as string;
}

/** Past the closing mark; a doubled one is part of the cell. */
function endOfQuoted(row: string, begin: number): number {
  let close = row.indexOf('"', begin + 1);
  while (row[close + 1] === '"') close = row.indexOf('"', close + 2);
  return close + 1;
}

function endOfPlain(row: string, begin: number, delimiter: string): number {
  const end = row.indexOf(delimiter, begin);
  return end < 0 ? row.length : end;
}
