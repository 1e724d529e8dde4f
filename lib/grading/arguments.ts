/** Arguments of calls about gradings, which may come from untyped code. */
import { checkNumber, checkObject, checkOptions, checkText } from '../runtime/arguments.ts';
import { InvalidArgumentError } from '../runtime/errors.ts';
import { checkWhole } from '../runtime/whole.ts';
import type { Grading, GradingKind, PromptRecord } from './record.ts';
import type { TellingSettings } from './telling/teller.ts';

const KINDS: readonly GradingKind[] = ['story', 'instruct'];
/** What the file of a grading may hold (record-check.ts). */
const MOST_SAMPLES = 1e6;
const MOST_TEMPERATURE = 1e6;

/** @throws InvalidArgumentError unless the value is a grading as `readGrading` and `grade` give it, as far as can be seen at once */
export function checkGrading(name: string, value: Grading): void {
  checkObject(name, value);
  const { file, completions, grades } = value;
  checkObject(`${name}.file`, file);
  checkList(`${name}.completions`, completions);
  checkList(`${name}.grades`, grades);
  checkList(`${name}.file.judges`, file.judges);
  checkObject(`${name}.file.prompts`, file.prompts);
  checkList(`${name}.file.prompts.items`, file.prompts.items);
  checkObject(`${name}.file.settings`, file.settings);
}

/** @throws InvalidArgumentError unless the value is a kind of prompts */
export function checkKind(kind: unknown): void {
  if (!KINDS.includes(kind as GradingKind))
    throw new InvalidArgumentError('kind', `one of ${KINDS.join(', ')}`, kind);
}

/** @throws InvalidArgumentError unless the value is an array of prompts, each with an id of its own */
export function checkPrompts(name: string, prompts: readonly PromptRecord[]): void {
  checkList(name, prompts);
  const ids = new Set<string>();
  for (const prompt of prompts) {
    checkObject(name, prompt);
    for (const field of ['id', 'category', 'text'] as const) checkText(`${name}.${field}`, prompt[field]);
    if (ids.has(prompt.id)) throw new InvalidArgumentError(`${name}.id`, 'one of its own', prompt.id);
    ids.add(prompt.id);
  }
}

/** @throws InvalidArgumentError for a setting that there is not, that is missing, or that cannot be meant */
export function checkTelling(telling: TellingSettings): void {
  checkOptions<TellingSettings>('telling', telling, {
    samples: true,
    temperature: true,
    topP: true,
    maxTokens: true,
    seed: true,
  });
  const { samples, temperature, topP, maxTokens, seed } = telling;
  checkWhole('telling.samples', samples, 1, MOST_SAMPLES);
  checkNumber('telling.temperature', temperature, 0, MOST_TEMPERATURE);
  checkNumber('telling.topP', topP, 0, 1);
  if (maxTokens !== null) checkWhole('telling.maxTokens', maxTokens, 1);
  checkWhole('telling.seed', seed, 0);
}

/** @throws InvalidArgumentError unless the value is a number above 0 */
export function checkPositive(name: string, value: unknown): void {
  if (!(typeof value === 'number' && value > 0 && value < Infinity))
    throw new InvalidArgumentError(name, 'a number above 0', value);
}

/** @throws InvalidArgumentError unless the value is a set, of words */
export function checkWords(name: string, value: unknown): void {
  if (!(value instanceof Set)) throw new InvalidArgumentError(name, 'a Set of words', value);
}

/** @throws InvalidArgumentError unless the value is an array */
export function checkList(name: string, value: unknown): void {
  if (!Array.isArray(value)) throw new InvalidArgumentError(name, 'an array', value);
}
