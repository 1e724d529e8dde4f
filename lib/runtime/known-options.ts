/** Options that callers give by name: one that is misspelt is refused, for it would be as if it had not been given. */
import { InvalidArgumentError } from './errors.ts';
import { likest } from './spelling.ts';

/** The names of all options of a kind; the type sees to it that none is left out. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/** @throws InvalidArgumentError for what is no object, and for an option that `names` does not have. */
export function checkKnown<Options extends object>(
  of: string,
  options: unknown,
  names: OptionNames<Options>,
): asserts options is Options {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new InvalidArgumentError(`options of ${of}`, 'an object', options);
  }
  const known = Object.keys(names);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new InvalidArgumentError(`option of ${of}`, `one such as ${likest(unknown, known, 1)[0]}`, unknown);
}
