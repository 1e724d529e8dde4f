/** Steps that a story could do without: most stories leave most of them out, the more so the more they must contain. */
import type { Tale } from '../tale.ts';

/** Whether there is time for such a step: mostly in a story that takes its time, else now and then. */
export function leisure(t: Tale, chance = 0.25): boolean {
  if (t.brief) return false;
  const asked = t.features.size;
  return t.random.chance(
    t.unhurried ? Math.max(chance, 0.5 - 0.1 * asked) : chance * Math.max(0.1, 0.5 - 0.12 * asked),
  );
}

/** How it feels that something went wrong, if there is time for it or a word of feeling waits. */
export function pang(t: Tale, who: string, chance: number, favorites?: readonly string[]): void {
  if (leisure(t) || t.choice.waits('hurt') || t.choice.due('sad')) t.sorrow(who, chance, favorites);
}

/** How often a story without time takes one of the longer ways all the same. */
const LONGER = 0.2;
/** How often one that has time does not look at the length. */
const UNHURRIED = 0.4;

/** The shorter half of several ways to put something, for a story that has no time for the longer ones. */
export function brisk(t: Tale, variants: readonly string[]): readonly string[] {
  if (t.brief || t.random.chance(t.unhurried ? UNHURRIED : LONGER)) return variants;
  return variants
    .toSorted((one, other) => one.length - other.length)
    .slice(0, Math.ceil(variants.length / 2));
}

/** Says one of the variants, where there is time for something that the story does not need. */
export function aside(t: Tale, variants: string | readonly string[]): void {
  if (leisure(t)) t.say(variants);
}

/** Says one of the variants, mostly one of the shorter ones. */
export function tersely(t: Tale, variants: readonly string[]): void {
  t.say(brisk(t, variants));
}
