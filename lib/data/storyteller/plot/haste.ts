/** Shorter ways to tell something, for stories that do not take their time. */
import type { Tale } from '../tale.ts';

/** Characters of a template that a story in a hurry still has time for. */
const LONG = 90;
const FEWEST = 3;

/** The variants for which there is time: all of them, or the short ones; where hardly any is short, the shorter half. */
export function timely(t: Tale, variants: readonly string[]): readonly string[] {
  if (t.unhurried) return variants;
  const short = variants.filter(({ length }) => length <= LONG);
  if (short.length >= FEWEST || short.length * 2 >= variants.length) return short;
  return variants
    .toSorted((one, other) => one.length - other.length)
    .slice(0, Math.ceil(variants.length / 2));
}
