/**
 * Prompts from a file of YAML (or JSON, which is YAML): a list of texts, as `Evaluation prompts.yaml` of the paper is, or
 * of objects with `text` (for Instruct models: `words`, `features`, `summary`, `sentence`), and `id` and `category` where
 * wanted. Texts are used byte for byte. The file may be hostile: size, count and depth have limits, and nothing in it
 * can refer to anything else.
 */
import { basename } from 'node:path';
import { Fields } from '../../formats/fields.ts';
import { parseStrictYaml } from '../../formats/strict-yaml.ts';
import { checkPath } from '../../runtime/arguments.ts';
import { FormatError } from '../../runtime/errors.ts';
import { readBytes } from '../../runtime/files.ts';
import { END_OF_TEXT } from '../../tokenizer/end-of-text.ts';
import { checkKind } from '../arguments.ts';
import type { GradingKind, PromptRecord } from '../record.ts';
import { instructionOf } from '../record-check.ts';
import { idOfText, instructionPrompt, type PromptSet } from './prompt-set.ts';

const LIMIT = 4 << 20;
const MOST_PROMPTS = 10_000;
/** Characters of a prompt. */
const LONGEST = 20_000;
const ID = /^[\p{L}\p{N}_.-]{1,64}$/u;
/** What a text of UTF-8 has no use for: control characters but newline and tab, and halves of characters. */
const FOREIGN = /[^\P{Cc}\n\t]|\p{Surrogate}/u;
const OTHERS = 'uncategorised';

/** @throws InvalidArgumentError; FileError; FormatError saying which prompt is not what it should be. */
export async function readPromptFile(path: string, kind: GradingKind): Promise<PromptSet> {
  checkPath('path', path);
  checkKind(kind);
  const bytes = await readBytes(path, { limit: LIMIT, pipe: true });
  const value = parseStrictYaml(bytes, path);
  if (!Array.isArray(value) || value.length === 0)
    throw new FormatError(path, 'expected a list of prompts, such as `- Once upon a time there was`');
  if (value.length > MOST_PROMPTS)
    throw new FormatError(path, `${value.length} prompts, more than the ${MOST_PROMPTS} allowed`);
  const prompts = value.map((item, i) => promptOf(item, kind, `${path}, prompt ${i + 1}`));
  const met = new Map<string, number>();
  prompts.forEach(({ id }, i) => {
    const before = met.get(id);
    if (before !== undefined)
      throw new FormatError(
        path,
        `prompts ${before + 1} and ${i + 1} are the same, or have the same id ${id}`,
      );
    met.set(id, i);
  });
  return { kind, source: basename(path), prompts };
}

function promptOf(item: unknown, kind: GradingKind, where: string): PromptRecord {
  if (typeof item === 'string') {
    if (kind === 'instruct')
      throw new FormatError(where, 'expected what is asked for: words, features, summary or sentence');
    return { id: idOfText(item), category: OTHERS, text: checked(item, where) };
  }
  const fields = new Fields(item, where);
  const category = checked(fields.text('category', OTHERS), where);
  const prompt =
    kind === 'story'
      ? { id: '', category, text: checked(fields.text('text', ''), where) }
      : instructionPrompt('', category, instructionOf(fields));
  checked(prompt.text, where);
  const id = fields.text('id', idOfText(prompt.text));
  if (!ID.test(id)) throw fields.error('id', 'letters, digits, dots, dashes and underscores', id);
  return { ...prompt, id };
}

function checked(text: string, where: string): string {
  if (text.trim() === '') throw new FormatError(where, 'an empty text');
  if (text.length > LONGEST)
    throw new FormatError(where, `${text.length} characters, more than the ${LONGEST} allowed`);
  if (text.includes(END_OF_TEXT)) throw new FormatError(where, `${END_OF_TEXT}, which ends a story`);
  if (FOREIGN.test(text)) throw new FormatError(where, 'control characters, or a character cut in two');
  return text;
}
