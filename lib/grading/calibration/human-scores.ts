/**
 * Scores that people gave, from CSV. The first line names the columns, in any order:
 *
 *     model        who told (default: `model`)
 *     prompt, sample             which completion of a grading (its prompt's id, and the sample from 0), or
 *     beginning, completion      the texts themselves, for a judge to grade
 *     grammar, creativity, consistency, plot    at least one; numbers from 0 to the scale, empty where not scored
 *     notes        anything
 */
import { checkPath } from '../../runtime/arguments.ts';
import { FormatError, InvalidArgumentError } from '../../runtime/errors.ts';
import { readBytes } from '../../runtime/files.ts';
import { decodeUtf8 } from '../../runtime/utf8.ts';
import { idOfText } from '../prompts/prompt-set.ts';
import { AXES, type Axis, FULL_MARKS } from '../record.ts';
import { type CsvRecord, parseCsv } from './csv.ts';

export interface HumanScore {
  model: string;
  prompt: string;
  sample: number;
  /** The text itself, where the file has it. */
  text: { beginning: string; completion: string } | null;
  /** Out of 10, whatever the scale was. */
  scores: Partial<Record<Axis, number>>;
}

const LIMIT = 64 << 20;
const KEYS = ['prompt', 'sample'] as const;
const TEXTS = ['beginning', 'completion'] as const;
const KNOWN: readonly string[] = ['model', ...KEYS, ...TEXTS, ...AXES, 'notes'];

/**
 * @param scale what the best text got: 10, or 1 for scores of 0, 0.5 and 1
 * @throws InvalidArgumentError; FileError; FormatError with the line.
 */
export async function readHumanScores(path: string, scale: number = FULL_MARKS): Promise<HumanScore[]> {
  checkPath('path', path);
  if (!(typeof scale === 'number' && scale > 0 && scale <= 1e6))
    throw new InvalidArgumentError('scale', 'a number above 0', scale);
  const bytes = await readBytes(path, { limit: LIMIT, pipe: true });
  return parseHumanScores(decodeUtf8(bytes, path, 'CSV'), path, scale);
}

export function parseHumanScores(text: string, path: string, scale: number): HumanScore[] {
  const rows = parseCsv(text, path);
  const columns = [...(rows[0]?.fields.keys() ?? [])];
  if (rows.length === 0) throw new FormatError(path, 'holds no scores below its first line');
  const unknown = columns.find((name) => !KNOWN.includes(name));
  if (unknown !== undefined)
    throw new FormatError(path, `unknown column ${JSON.stringify(unknown)}; expected ${KNOWN.join(', ')}`);
  const has = (names: readonly string[]): boolean => names.every((name) => columns.includes(name));
  if (has(KEYS) === has(TEXTS))
    throw new FormatError(path, `expected either the columns ${KEYS.join(', ')} or ${TEXTS.join(', ')}`);
  if (!AXES.some((axis) => columns.includes(axis)))
    throw new FormatError(path, `expected at least one column of ${AXES.join(', ')}`);
  const counts = new Map<string, number>();
  const met = new Set<string>();
  const scores = rows.map((row) => {
    const score = scoreOf(row, path, scale, has(TEXTS), counts);
    const key = JSON.stringify([score.model, score.prompt, score.sample]);
    if (met.has(key))
      throw new FormatError(path, `line ${row.line}: ${score.prompt}, sample ${score.sample}, stands twice`);
    met.add(key);
    return score;
  });
  if (scores.every((score) => Object.keys(score.scores).length === 0))
    throw new FormatError(path, 'holds no score at all: every cell of an axis is empty');
  return scores;
}

function scoreOf(
  { line, fields }: CsvRecord,
  path: string,
  scale: number,
  withTexts: boolean,
  counts: Map<string, number>,
): HumanScore {
  const where = (what: string): FormatError => new FormatError(path, `line ${line}: ${what}`);
  const model = fields.get('model') ?? 'model';
  if (model.trim() === '') throw where('an empty model');
  const scores: Partial<Record<Axis, number>> = {};
  for (const axis of AXES) {
    const cell = fields.get(axis) ?? '';
    if (cell === '') continue;
    const value = /^\d{1,9}(\.\d{1,9})?$/.test(cell) ? Number(cell) : Number.NaN;
    if (!(value <= scale))
      throw where(`${axis}: expected a number from 0 to ${scale}, got ${JSON.stringify(cell)}`);
    scores[axis] = (value / scale) * FULL_MARKS;
  }
  if (!withTexts) {
    const sample = fields.get('sample')!;
    const prompt = fields.get('prompt')!;
    if (prompt === '') throw where('an empty prompt');
    if (!/^\d{1,6}$/.test(sample))
      throw where(`sample: expected a whole number from 0 on, got ${JSON.stringify(sample)}`);
    return { model, prompt, sample: Number(sample), text: null, scores };
  }
  const text = { beginning: fields.get('beginning')!, completion: fields.get('completion')! };
  if (text.beginning.trim() === '') throw where('an empty beginning');
  const prompt = idOfText(text.beginning);
  const key = JSON.stringify([model, prompt]);
  const sample = counts.get(key) ?? 0;
  counts.set(key, sample + 1);
  return { model, prompt, sample, text, scores };
}
