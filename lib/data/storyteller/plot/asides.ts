/**
 * What a story can do without: most stories keep to what matters, and the more one was asked to contain, the fewer
 * asides it has.
 */
import type { Tale } from '../tale.ts';

/** Whether there is place for something that the story does not need. */
export function spare(t: Tale): boolean {
  return t.random.chance(t.unhurried ? 0.85 - 0.2 * t.features.size : 0.2 - 0.05 * t.features.size);
}

/** Whether a step is told that only a story in a hurry leaves out, and not every one of those. */
export function leisure(t: Tale): boolean {
  return t.unhurried || t.random.chance(0.15);
}

/** Says one of the variants, if there is place for it. */
export function aside(t: Tale, variants: string | readonly string[]): void {
  if (spare(t)) t.say(variants);
}

/** Says one of the variants, and in a story in a hurry the shorter of two, so that the long ones are rarer there. */
export function tersely(t: Tale, variants: readonly string[]): void {
  const one = t.pick(variants);
  if (t.unhurried || t.brief) {
    t.say(one);
    return;
  }
  const other = t.pick(variants);
  t.say(other.length < one.length ? other : one);
}

/** How it feels that something went wrong, if there is place for it or a word of feeling waits. */
export function grief(t: Tale, chance: number, favorites: readonly string[]): void {
  if (spare(t) || t.choice.waits('hurt') || t.choice.due('sad')) t.sorrow('h', chance, favorites);
}
