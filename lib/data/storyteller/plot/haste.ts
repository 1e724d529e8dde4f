/** Shorter ways to tell something, for stories that do not take their time. */
import type { Tale } from '../tale.ts';

/** Characters of a template that a story in a hurry still has time for. */
const LONG = 80;
const FEWEST = 3;

/** So many features leave time for more. */
const FEW = 2;

/** Whether the story takes its time; one that was asked to contain much does not. */
export function leisure(t: Tale): boolean {
  return t.unhurried && t.features.size <= FEW;
}

/** Whether there is time for what the story could do without; by chance in one that is in a hurry. */
export function timeFor(t: Tale, chance: number): boolean {
  return leisure(t) || t.random.chance(chance / Math.max(1, t.features.size));
}

/** The variants for which there is time: all of them, or the short ones; where hardly any is short, the shorter half. */
export function timely(t: Tale, variants: readonly string[]): readonly string[] {
  if (leisure(t)) return variants;
  const short = variants.filter(({ length }) => length <= LONG);
  if (short.length >= FEWEST || short.length * 2 >= variants.length) return short;
  return variants
    .toSorted((one, other) => one.length - other.length)
    .slice(0, Math.ceil(variants.length / 2));
}
