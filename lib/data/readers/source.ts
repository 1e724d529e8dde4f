/** What readers of files have in common: stories, what cuts them out of text, and which text a record tells. */
import { FormatError } from '../../runtime/errors.ts';

/** A story as its file has it. */
export interface SourceStory {
  text: string;
  /** All that the file says of the story, where it is a record: an object of JSON, a row. Not checked. */
  record?: Readonly<Record<string, unknown>>;
}

/** Cuts the stories out of the text of a file that comes in parts. */
export interface Cutter {
  push(text: string): SourceStory[];
  end(text: string): SourceStory[];
}

/** UTF-16 code units. A longer story is a file of another kind. */
export const LONGEST: number = 1 << 26;

/** Where a record has its text, unless told otherwise: the first of these that it has. */
export const TEXT_FIELDS: readonly string[] = ['story', 'text'];

/** The text of a record; undefined where it has none. */
export function textOf(
  record: Readonly<Record<string, unknown>>,
  field: string | undefined,
): string | undefined {
  for (const name of field === undefined ? TEXT_FIELDS : [field]) {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    if (typeof value === 'string') return value;
  }
  return undefined;
}

/** How the fields that `textOf` looks at are named in messages. */
export function fieldNames(field: string | undefined): string {
  return field === undefined ? TEXT_FIELDS.map((name) => `\`${name}\``).join(' or ') : `\`${field}\``;
}

/** The column of a table that holds the stories. @throws FormatError that lists those there are. */
export function textColumn(path: string, columns: readonly string[], field: string | undefined): string {
  const wanted = field === undefined ? TEXT_FIELDS : [field];
  const found = wanted.find((name) => columns.includes(name));
  if (found !== undefined) return found;
  const listed = columns.slice(0, 20).join(', ');
  throw new FormatError(
    path,
    `no column ${fieldNames(field)}; there are: ${listed}. Name the one with stories`,
  );
}
