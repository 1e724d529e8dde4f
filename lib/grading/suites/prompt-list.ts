/**
 * Lists of prompts with rules: the package's own, and those of a user, the paper's for instance (its figures 9 to 11).
 * A file is YAML or JSON: an object with `category` and `prompts`; an object with a list of prompts for each category;
 * or a list alone. A prompt is an object with `prompt` and rules, or text alone, which is completed and left to the
 * reader. What a file says is checked before it is used.
 */
import { basename, extname, join } from 'node:path';
import { Fields } from '../../formats/fields.ts';
import { isJsonObject, parseStrictJson } from '../../formats/strict-json.ts';
import { parseStrictYaml } from '../../formats/strict-yaml.ts';
import { checkPath } from '../../runtime/arguments.ts';
import { sha256 } from '../../runtime/digest.ts';
import { FormatError, InvalidArgumentError } from '../../runtime/errors.ts';
import { readBytes } from '../../runtime/files.ts';
import { packageRoot } from '../../runtime/here.ts';
import { type Phrase, parsePhrase, type Rules, VERDICTS } from './rules.ts';

export interface ListedPrompt {
  /** Tells it from the others of its category. */
  id: string;
  category: string;
  /** Text that breaks off where only some continuations are right. */
  prompt: string;
  /** Null: nothing says what is right, a reader has to. */
  rules: Rules | null;
  /** Words of the completion that rules look at. */
  within: number;
}

export interface PromptList {
  /** `own`, or the name of the file. */
  source: string;
  /** SHA-256 (hex) of the prompts and their rules. */
  hash: string;
  prompts: ListedPrompt[];
}

export const SUITES = ['knowledge', 'reasoning', 'context'] as const;

const FILE_LIMIT = 1 << 20;
const MOST_PROMPTS = 10_000;
const MOST_PHRASES = 64;
const LONGEST_PROMPT = 10_000;
const WITHIN = 10;
const MOST_WITHIN = 500;

/** The package's own prompts, of the kinds of the paper's section 4.2. */
export async function ownSuitePrompts(): Promise<PromptList> {
  const folder = join(packageRoot, 'lib', 'grading', 'suites', 'en');
  const lists = await Promise.all(SUITES.map((name) => readPromptList(join(folder, `${name}.yaml`))));
  return listOf(
    'own',
    lists.flatMap(({ prompts }) => prompts),
  );
}

/**
 * Reads a list of prompts.
 * @throws InvalidArgumentError; FileError; FormatError that names the prompt and what is wrong with it.
 */
export async function readPromptList(path: string): Promise<PromptList> {
  checkPath('path', path);
  const bytes = await readBytes(path, { limit: FILE_LIMIT, pipe: true });
  const value =
    extname(path).toLowerCase() === '.json'
      ? parseStrictJson(bytes, path, 'the file')
      : parseStrictYaml(bytes, path);
  const category = basename(path, extname(path));
  const prompts = promptsOf(value, category, path);
  if (prompts.length === 0) throw new FormatError(path, 'holds no prompts');
  if (prompts.length > MOST_PROMPTS)
    throw new FormatError(path, `${prompts.length} prompts, more than the ${MOST_PROMPTS} that are read`);
  const seen = new Set<string>();
  for (const { category: of, id } of prompts) {
    const name = JSON.stringify([of, id]);
    if (seen.has(name)) throw new FormatError(path, `the id ${JSON.stringify(id)} stands twice in ${of}`);
    seen.add(name);
  }
  return listOf(basename(path), prompts);
}

function listOf(source: string, prompts: ListedPrompt[]): PromptList {
  const told = prompts.map(({ rules, ...rest }) => [
    rest,
    rules && VERDICTS.map((verdict) => rules[verdict].map(({ text }) => text)),
  ]);
  return { source, hash: sha256(JSON.stringify(told)), prompts };
}

function promptsOf(value: unknown, category: string, path: string): ListedPrompt[] {
  if (Array.isArray(value))
    return value.map((item, i) => promptOf(item, category, `${path}: prompt ${i + 1}`, i));
  if (!isJsonObject(value))
    throw new FormatError(path, 'expected a list of prompts, or an object with such lists');
  if (Object.hasOwn(value, 'prompts')) {
    const fields = new Fields(value, path);
    fields.whole('version', 1, 1, 1);
    return promptsOf(fields.list('prompts'), fields.text('category', category), path);
  }
  return Object.entries(value).flatMap(([name, list]) => {
    if (!Array.isArray(list)) throw new FormatError(path, `${name}: expected a list of prompts`);
    return promptsOf(list, name, `${path}: ${name}`);
  });
}

function promptOf(item: unknown, category: string, path: string, place: number): ListedPrompt {
  const otherwise = String(place + 1);
  if (typeof item === 'string')
    return { id: otherwise, category, prompt: checkedPrompt(item, path), rules: null, within: WITHIN };
  const fields = new Fields(item, path);
  const known = ['id', 'prompt', 'within', ...VERDICTS];
  const strange = fields.names().find((name) => !known.includes(name));
  if (strange !== undefined)
    throw new FormatError(
      path,
      `${JSON.stringify(strange)} is no field of a prompt; expected ${known.join(', ')}`,
    );
  const rules: Rules = {
    success: phrasesOf(fields, 'success'),
    partial: phrasesOf(fields, 'partial'),
    failure: phrasesOf(fields, 'failure'),
  };
  const ruled = VERDICTS.some((verdict) => rules[verdict].length > 0);
  if (ruled && rules.success.length === 0 && rules.failure.length === 0)
    throw new FormatError(path, 'its rules say neither what is right nor what is wrong');
  return {
    id: fields.text('id', otherwise),
    category,
    prompt: checkedPrompt(fields.text('prompt', ''), path),
    rules: ruled ? rules : null,
    within: fields.whole('within', WITHIN, 1, MOST_WITHIN),
  };
}

function checkedPrompt(prompt: string, path: string): string {
  if (prompt.trim() === '') throw new FormatError(path, 'its prompt is empty');
  if (prompt.length > LONGEST_PROMPT)
    throw new FormatError(
      path,
      `a prompt of ${prompt.length} characters; expected at most ${LONGEST_PROMPT}`,
    );
  return prompt;
}

function phrasesOf(fields: Fields, verdict: string): Phrase[] {
  if (fields.absent(verdict)) return [];
  const list = fields.list(verdict);
  if (list.length > MOST_PHRASES) throw fields.error(verdict, `at most ${MOST_PHRASES} phrases`, list.length);
  return list.map((phrase) => {
    if (typeof phrase !== 'string') throw fields.error(verdict, 'a list of phrases', phrase);
    try {
      return parsePhrase(phrase);
    } catch (cause) {
      if (!(cause instanceof InvalidArgumentError)) throw cause;
      throw new FormatError(fields.path, `${verdict}: ${cause.message}`, { cause });
    }
  });
}
