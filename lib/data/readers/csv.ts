/** Stories of tables as text: columns named in the first row, parted by commas, semicolons or tabs. */
import { type CsvRow, CsvRows, DELIMITERS } from './csv-rows.ts';
import { type Cutter, type SourceStory, textColumn } from './source.ts';

export class CsvCutter implements Cutter {
  readonly #path: string;
  readonly #field: string | undefined;
  readonly #rows: CsvRows;
  /** Which column holds the stories; null before the first row has come. */
  #column: number | null = null;

  constructor(path: string, field?: string) {
    this.#path = path;
    this.#field = field;
    this.#rows = new CsvRows(path, DELIMITERS);
  }

  push(text: string): SourceStory[] {
    return this.#stories(this.#rows.push(text));
  }

  end(text: string): SourceStory[] {
    return this.#stories(this.#rows.end(text));
  }

  #stories(rows: readonly CsvRow[]): SourceStory[] {
    const { columns } = this.#rows;
    if (columns === null) return [];
    this.#column ??= columns.lastIndexOf(textColumn(this.#path, columns, this.#field));
    const column = this.#column;
    return rows.map(({ cells }) => ({
      text: cells[column] as string,
      record: Object.fromEntries(columns.map((name, i) => [name, cells[i]])),
    }));
  }
}
