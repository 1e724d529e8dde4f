/** Reads and writes the files of a grading. What is read may come from anywhere: every field is checked. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Fields } from '../formats/fields.ts';
import { checkPath } from '../runtime/arguments.ts';
import { FormatError } from '../runtime/errors.ts';
import { FileLock } from '../runtime/file-lock.ts';
import { exists, fileError, readBytes, writeFileAtomic } from '../runtime/files.ts';
import { parseJson, readJson, writeJson } from '../runtime/json.ts';
import { Pace } from '../runtime/pace.ts';
import { completionKey, gradeKey } from './completion-key.ts';
import {
  AGE_GROUPS,
  AXES,
  type CompletionFinish,
  type CompletionRecord,
  FULL_MARKS,
  type GradeRecord,
  type Grading,
  type GradingFile,
  MISSING_REASONS,
  type Scores,
} from './record.ts';
import { checkGradingFile } from './record-check.ts';

/** Bytes; some hundred times what 50 prompts with 10 samples take. */
const LIMIT = 512 << 20;
const FINISHES: readonly CompletionFinish[] = [
  'end',
  'stop',
  'length',
  'context',
  'refusal',
  'content_filter',
];

/** Names of the files in the folder of a grading. */
export const GRADING_FILES = {
  grading: 'grading.json',
  completions: 'completions.jsonl',
  grades: 'grades.jsonl',
} as const;

/** To be held by whoever writes into the folder of a grading. @throws LockedError */
export function lockGrading(folder: string): Promise<FileLock> {
  return FileLock.acquire(join(folder, 'lock.json'), folder, 'grades into this folder');
}

/** Folder of a grading in a run directory. @throws InvalidArgumentError */
export function gradingFolder(run: string, name: string): string {
  checkPath('run', run);
  checkPath('name', name);
  return join(run, 'grades', name);
}

/** Folders of the gradings that a run directory holds, by name. @throws InvalidArgumentError; FileError */
export async function listGradings(run: string): Promise<string[]> {
  checkPath('run', run);
  const grades = join(run, 'grades');
  const names = await readdir(grades).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw fileError(grades, cause, 'listed');
  });
  const folders: string[] = [];
  for (const name of names.sort()) {
    const folder = join(grades, name);
    if (!name.startsWith('.') && (await exists(join(folder, GRADING_FILES.grading)))) folders.push(folder);
  }
  return folders;
}

/**
 * Reads a grading, complete or not.
 * @throws InvalidArgumentError, FileError, FormatError (with the line, or with what was cut off).
 */
export async function readGrading(folder: string): Promise<Grading> {
  checkPath('folder', folder);
  const grading = await readForRebuild(folder);
  const { grades, file } = grading;
  const there = new Set(grades.map(gradeKey)).size;
  if (there < file.counts.grades) {
    throw new FormatError(
      join(folder, GRADING_FILES.grades),
      `holds ${there} of ${file.counts.grades} grades: the rest was lost. \`grade rebuild\` makes them again from the journals`,
    );
  }
  return grading;
}

/** The same where the grades, which follow from the rest, may have lost their end, or be gone. */
export async function readForRebuild(folder: string): Promise<Grading> {
  const file = await readGradingFile(folder);
  const completions = await readCompletions(folder);
  const grades = await readGrades(folder);
  const there = new Set(completions.map(completionKey));
  const all = Math.max(file.counts.completions, new Set([...there, ...grades.map(completionKey)]).size);
  if (there.size < all) {
    throw new FormatError(
      join(folder, GRADING_FILES.completions),
      `holds ${there.size} of ${all} completions: the rest was lost, and nothing was made of these. Bring the whole file, ` +
        'or go on with the command that made the grading, which tells what is missing',
    );
  }
  return { folder, file, completions, grades };
}

export async function readGradingFile(folder: string): Promise<GradingFile> {
  const path = join(folder, GRADING_FILES.grading);
  return checkGradingFile(await readJson(path), path);
}

/** The completions so far; none when the file is not there yet. */
export function readCompletions(folder: string): Promise<CompletionRecord[]> {
  return readRecords(join(folder, GRADING_FILES.completions), completionOf);
}

/** The grades so far; none when the file is not there yet. */
export function readGrades(folder: string): Promise<GradeRecord[]> {
  return readRecords(join(folder, GRADING_FILES.grades), gradeOf);
}

export async function writeGradingFile(folder: string, file: GradingFile): Promise<void> {
  const path = join(folder, GRADING_FILES.grading);
  // As it will be read: the same fields in the same order, wherever the value comes from.
  await writeJson(path, checkGradingFile(JSON.parse(JSON.stringify(file)), path));
}

export async function writeGrades(folder: string, grades: readonly GradeRecord[]): Promise<void> {
  await writeFileAtomic(join(folder, GRADING_FILES.grades), lines(grades));
}

export async function writeCompletions(
  folder: string,
  completions: readonly CompletionRecord[],
): Promise<void> {
  await writeFileAtomic(join(folder, GRADING_FILES.completions), lines(completions));
}

async function* lines(records: readonly object[]): AsyncGenerator<string> {
  const pace = new Pace('writing', undefined);
  for (const record of records) {
    yield `${JSON.stringify(record)}\n`;
    if (pace.due) await pace.rest();
  }
}

/** A last line without its newline was being written when the process ended, and does not count. */
async function readRecords<T>(path: string, parse: (fields: Fields) => T): Promise<T[]> {
  if (!(await exists(path))) return [];
  const bytes = Buffer.from(await readBytes(path, { limit: LIMIT }));
  const records: T[] = [];
  const pace = new Pace(`reading ${path}`, undefined);
  let begin = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, begin)) {
    const where = `${path}, line ${records.length + 1}`;
    records.push(parse(new Fields(parseJson(where, bytes.subarray(begin, end)), where)));
    begin = end + 1;
    if (pace.due) await pace.rest();
  }
  return records;
}

function completionOf(fields: Fields): CompletionRecord {
  const failure = fields.absent('failure') ? undefined : fields.text('failure');
  return {
    prompt: fields.text('prompt'),
    sample: fields.whole('sample', -1, 0, 1e6),
    text: fields.absent('text') ? null : fields.text('text'),
    finish: fields.absent('finish') ? null : fields.choice('finish', FINISHES),
    seed: fields.absent('seed') ? null : fields.whole('seed', 0, 0, Number.MAX_SAFE_INTEGER),
    tokens: fields.absent('tokens') ? null : fields.whole('tokens', 0, 0, 1e9),
    perplexity: fields.absent('perplexity') ? null : fields.number('perplexity', 0, 0, Number.MAX_VALUE),
    ...(failure === undefined ? {} : { failure }),
  };
}

function gradeOf(fields: Fields): GradeRecord {
  const scores = fields.absent('scores') ? null : scoresOf(fields.inner('scores'));
  const missing = fields.absent('missing') ? null : fields.choice('missing', MISSING_REASONS);
  if ((scores === null) === (missing === null))
    throw new FormatError(fields.path, 'expected either scores or the reason why they are missing');
  return {
    prompt: fields.text('prompt'),
    sample: fields.whole('sample', -1, 0, 1e6),
    judge: fields.text('judge'),
    scores,
    missing,
    assessment: fields.absent('assessment') ? null : fields.text('assessment'),
    attempts: fields.whole('attempts', -1, 0, 1e6),
    faults: fields.texts('faults'),
    replies: fields.texts('replies'),
    neutralised: fields.whole('neutralised', 0, 0, 1e9),
    cost: fields.number('cost', 0, 0, 1e9),
    at: fields.absent('at') ? null : fields.text('at'),
  };
}

function scoresOf(fields: Fields): Scores {
  const points = AXES.map((axis) => [axis, fields.number(axis, Number.NaN, 0, FULL_MARKS)] as const);
  return {
    ...(Object.fromEntries(points) as Omit<Scores, 'age'>),
    age: fields.choice('age', AGE_GROUPS),
  };
}
