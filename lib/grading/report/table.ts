/** Tables as a page and a text of Markdown both show them. */

export interface Table {
  title: string;
  /** Said below the title; plain text. */
  says?: string;
  head: readonly string[];
  rows: readonly TableRow[];
}

export interface TableRow {
  cells: readonly string[];
  /** Name of the row of the report that it belongs to; default: its first cell. */
  of?: string;
  /** Ours among those of the paper. */
  ours?: boolean;
}

/** What stands where nothing is known. */
export const NONE = '–';

export function score(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : value.toFixed(2);
}

/** The first digits of a hash: enough to tell two apart by eye. */
export function shortHash(hash: string | null): string {
  return hash === null ? NONE : hash.slice(0, 12);
}
