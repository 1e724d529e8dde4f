/** Arguments of public calls, which may come from untyped code. */
import { InvalidArgumentError } from './errors.ts';
import { likest } from './spelling.ts';

/** The names of all options there are: the compiler sees to it that none is missing. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/**
 * @param what the call, for messages
 * @throws InvalidArgumentError for options that are no object, and for one that there is not, with the name most like it
 */
export function checkOptions<Options>(what: string, options: unknown, names: OptionNames<Options>): void {
  checkObject(`options of ${what}`, options);
  for (const name of Object.keys(options as object)) {
    if (Object.hasOwn(names, name)) continue;
    const [near] = likest(name, Object.keys(names), 1);
    throw new InvalidArgumentError(`option of ${what}`, `one such as ${near}`, name);
  }
}

/** @throws InvalidArgumentError unless the value is an object and no array */
export function checkObject(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidArgumentError(name, 'an object', value);
}

/** What a value must be to be a number of [low, high]; null: it is one. */
export function numberProblem(value: unknown, low: number, high: number): string | null {
  if (typeof value === 'number' && value >= low && value <= high) return null;
  return high === Infinity ? `a number of ${low} or more` : `a number from ${low} to ${high}`;
}

/** @throws InvalidArgumentError unless the value is a number of [low, high] */
export function checkNumber(name: string, value: unknown, low: number, high: number = Infinity): void {
  const expected = numberProblem(value, low, high);
  if (expected !== null) throw new InvalidArgumentError(name, expected, value);
}

/** @throws InvalidArgumentError unless the value is an array of strings; it may be empty */
export function checkTexts(name: string, value: unknown): void {
  // A copy has no holes, which `every` would pass over.
  const fits = Array.isArray(value) && [...value].every((one) => typeof one === 'string');
  if (!fits) throw new InvalidArgumentError(name, 'an array of strings', value);
}

/** @throws InvalidArgumentError unless the value is a string; it may be empty */
export function checkText(name: string, value: unknown): void {
  if (typeof value !== 'string') throw new InvalidArgumentError(name, 'a string', value);
}

/** @throws InvalidArgumentError unless the value is an array of paths, and has one */
export function checkPaths(name: string, value: unknown): void {
  const fits = Array.isArray(value) && value.length > 0 && [...value].every(isPath);
  if (!fits) throw new InvalidArgumentError(name, 'an array of at least one file or folder', value);
}

/** @throws InvalidArgumentError unless the value is a path */
export function checkPath(name: string, value: unknown): void {
  if (!isPath(value)) throw new InvalidArgumentError(name, 'a path', value);
}

/** @throws InvalidArgumentError unless the value is an AbortSignal, by the method it would have, or undefined */
export function checkSignal(value: unknown): void {
  if (value === undefined || typeof (value as AbortSignal | null)?.addEventListener === 'function') return;
  throw new InvalidArgumentError('signal', 'an AbortSignal', value);
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
