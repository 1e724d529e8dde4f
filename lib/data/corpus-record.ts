/** Records of other files as the lines of `stories.jsonl`. */
import { TEXT_FIELDS } from './readers/source.ts';

type SourceRecord = Readonly<Record<string, unknown>>;

/** The story first, then whatever else was said of it; `field`: where the record has its text. */
export function corpusRecord(
  story: string,
  record: SourceRecord,
  field: string | undefined,
): Record<string, unknown> {
  return Object.fromEntries([['story', story], ...others(record, field)]);
}

/** Whether a record says anything besides its text. */
export function saysMore(record: SourceRecord, field: string | undefined): boolean {
  return others(record, field).length > 0;
}

/** Not the text, which would be there twice, nor __proto__, which would set what it names. */
function others(record: SourceRecord, field: string | undefined): [string, unknown][] {
  return Object.entries(record).filter(
    ([name]) => !TEXT_FIELDS.includes(name) && name !== field && name !== '__proto__',
  );
}
