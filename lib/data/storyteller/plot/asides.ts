/** What a story can do without: the more it was asked to contain, the fewer asides it has. */
import type { Tale } from '../tale.ts';

/** Whether there is place for something that the story does not need. */
export function spare(t: Tale): boolean {
  return t.random.chance(0.75 - 0.22 * t.features.size);
}

/** Says one of the variants, if there is place for it. */
export function aside(t: Tale, variants: string | readonly string[]): void {
  if (spare(t)) t.say(variants);
}

/** How it feels that something went wrong, if there is place for it or a word of feeling waits. */
export function grief(t: Tale, chance: number, favorites: readonly string[]): void {
  if (spare(t) || t.choice.waits('hurt') || t.choice.due('sad')) t.sorrow('h', chance, favorites);
}
