/** Stories of tables as text (RFC 4180): columns named in the first row, parted by commas, semicolons or tabs. */
import { FormatError } from '../../runtime/errors.ts';
import { type Cutter, LONGEST, type SourceStory, textColumn } from './source.ts';

const DELIMITERS = [',', ';', '\t'];
const ROW_SIGN = /["\n]/g;

export class CsvCutter implements Cutter {
  readonly #path: string;
  readonly #field: string | undefined;
  #held = '';
  #at = 0;
  #quoted = false;
  /** Lines looked at so far, and where the row that is not complete yet begins. */
  #line = 1;
  #rowLine = 1;
  #columns: string[] | null = null;
  #column = '';
  #delimiter = ',';

  constructor(path: string, field?: string) {
    this.#path = path;
    this.#field = field;
  }

  push(text: string): SourceStory[] {
    this.#held += text;
    const stories: SourceStory[] = [];
    let begin = 0;
    ROW_SIGN.lastIndex = this.#at;
    for (let found = ROW_SIGN.exec(this.#held); found !== null; found = ROW_SIGN.exec(this.#held)) {
      // A doubled quotation mark closes and opens again.
      if (found[0] === '"') this.#quoted = !this.#quoted;
      else {
        this.#line++;
        if (this.#quoted) continue;
        stories.push(...this.#row(this.#held.slice(begin, found.index)));
        begin = found.index + 1;
        this.#rowLine = this.#line;
      }
    }
    this.#held = this.#held.slice(begin);
    this.#at = this.#held.length;
    if (this.#held.length > LONGEST)
      this.#refuse(`a row of more than ${LONGEST} characters; is a quotation mark never closed?`);
    return stories;
  }

  end(text: string): SourceStory[] {
    const stories = this.push(text);
    if (this.#quoted) this.#refuse('a quotation mark that is never closed');
    stories.push(...this.#row(this.#held));
    if (this.#columns === null) this.#refuse('no names of columns');
    return stories;
  }

  #row(raw: string): SourceStory[] {
    const row = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (row.trim() === '') return [];
    if (this.#columns === null) {
      this.#delimiter = DELIMITERS.toSorted(
        (a, b) => cells(row, b).length - cells(row, a).length,
      )[0] as string;
      this.#columns = cells(row, this.#delimiter).map((name) => name.trim());
      this.#column = textColumn(this.#path, this.#columns, this.#field);
      return [];
    }
    const values = cells(row, this.#delimiter);
    if (values.length !== this.#columns.length)
      this.#refuse(`${values.length} cells, where the first row has ${this.#columns.length}`);
    const record = Object.fromEntries(this.#columns.map((name, i) => [name, values[i]]));
    return [{ text: record[this.#column] as string, record }];
  }

  #refuse(what: string): never {
    throw new FormatError(
      this.#path,
      `line ${this.#rowLine}: ${what}; expected a table with the names of its columns first`,
    );
  }
}

/** Of one row, whose quotation marks are in pairs. */
function cells(row: string, delimiter: string): string[] {
  const all: string[] = [];
  let cell = '';
  let at = 0;
  for (;;) {
    if (row[at] === '"') {
      const close = row.indexOf('"', at + 1);
      const end = close < 0 ? row.length : close;
      cell += row.slice(at + 1, end);
      at = end + 1;
      // Doubled: the sign itself.
      if (row[at] === '"') cell += '"';
      continue;
    }
    const next = row.indexOf(delimiter, at);
    const quote = row.indexOf('"', at);
    if (quote >= 0 && (next < 0 || quote < next)) {
      cell += row.slice(at, quote);
      at = quote;
      continue;
    }
    all.push(cell + row.slice(at, next < 0 ? row.length : next));
    cell = '';
    if (next < 0) return all;
    at = next + delimiter.length;
  }
}
