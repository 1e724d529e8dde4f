/** Steps that a story could do without: most stories leave most of them out. */
import type { Tale } from '../tale.ts';

/** Whether there is time for such a step: always in a story that takes its time, else now and then. */
export function leisure(t: Tale, chance = 0.25): boolean {
  return t.unhurried || (!t.brief && t.random.chance(chance));
}

/** How it feels that something went wrong, if there is time for it or a word of feeling waits. */
export function pang(t: Tale, who: string, chance: number, favorites?: readonly string[]): void {
  if (leisure(t) || t.choice.waits('hurt') || t.choice.due('sad')) t.sorrow(who, chance, favorites);
}
