/**
 * Small scenes that are complete in themselves and have no part in the plot. In each, one thing follows from another:
 * places where it can be tried whether a model has understood.
 */
import type { Tale } from '../tale.ts';
import { ANYWHERE, EVENING, type Interlude, OUTSIDE } from './interludes-scenes.ts';

/** How often one is told where it may be, a third of that in a story that is long enough; the small variety tells no other details. */
const CHANCE = { out: 0.36, evening: 0.15 };
const CHANCE_IN_BRIEF = { out: 0.3, evening: 0.2 };

/** Tells one now and then, once in a story; whether it did. */
export function interlude(t: Tale, when: 'out' | 'evening'): boolean {
  if (t.interluded) return false;
  const likely = t.brief ? CHANCE_IN_BRIEF[when] : t.room ? CHANCE[when] : CHANCE[when] / 3;
  if (!t.random.chance(likely)) return false;
  const indoors = t.character('h').place?.indoors ?? true;
  const scenes: readonly Interlude[] = when === 'evening' ? EVENING : indoors ? ANYWHERE : OUTSIDE;
  t.interluded = t.random.pick(scenes)(t);
  return t.interluded;
}
