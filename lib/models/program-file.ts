/**
 * Recorded programs that came from outside: `program.json` in the folder of a model that is no GPT-Neo, or a document
 * that a caller gives. Here they get the shape that TypeScript relies on; the native side checks every number of them
 * before anything is computed.
 */
import { Fields } from '../formats/fields.ts';
import { isJsonObject } from '../formats/strict-json.ts';
import { FormatError, InvalidArgumentError } from '../runtime/errors.ts';
import { PROGRAM_FORMAT, PROGRAM_VERSION, type ProgramDocument } from './program.ts';

export const PROGRAM_FILE = 'program.json';

const LARGEST = 2 ** 31 - 1;
const LISTS = ['parameters', 'values', 'operations'] as const;
/** A document holds lists of objects with lists in them; what nests without end would end the stack. */
const DEEPEST = 6;

/**
 * @param path names the document in errors
 * @throws FormatError naming the field
 */
export function parseDocument(value: unknown, path: string): ProgramDocument {
  const f = new Fields(value, path);
  if (f.value('format') !== PROGRAM_FORMAT || f.value('version') !== PROGRAM_VERSION) {
    throw new FormatError(path, `expected a ${PROGRAM_FORMAT} of version ${PROGRAM_VERSION}`);
  }
  if (deeperThan(DEEPEST, value))
    throw new FormatError(path, 'it is nested too deeply for a recorded program');
  f.text('name');
  f.whole('vocab', -1, 1, LARGEST);
  f.whole('maxPositions', -1, 0, LARGEST);
  for (const name of LISTS) {
    if (!f.list(name).every(isJsonObject)) throw f.error(name, 'a list of objects', f.value(name));
  }
  return value as ProgramDocument;
}

/** @throws InvalidArgumentError for what is no recorded program at all */
export function checkDocument(value: unknown): void {
  const fits = isJsonObject(value) && LISTS.every((name) => Array.isArray(value[name]));
  if (!fits)
    throw new InvalidArgumentError('document', 'a recorded program, as gptNeo or a Recorder makes', value);
}

function deeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => deeperThan(levels - 1, inner));
}
