/**
 * Small scenes that are complete in themselves and have no part in the plot. In each, one thing follows from another:
 * places where it can be tried whether a model has understood.
 */
import type { Tale } from '../tale.ts';
import { ANYWHERE, EVENING, FEW, type Interlude, OUTSIDE } from './interludes-scenes.ts';

/** How often one is told where it may be, in a story that takes its time; and in a small one, which has no other details. */
const CHANCE = { out: 0.6, evening: 0.35 };
const CHANCE_IN_BRIEF = { out: 0.25, evening: 0.2 };

/** Tells one now and then, where nothing else stands beside the plot; whether it did. */
export function interlude(t: Tale, when: 'out' | 'evening'): boolean {
  if (t.interluded || !(t.unhurried || t.brief)) return false;
  if (!t.random.chance((t.brief ? CHANCE_IN_BRIEF : CHANCE)[when])) return false;
  t.interluded = t.random.pick(scenes(t, when))(t);
  return t.interluded;
}

function scenes(t: Tale, when: 'out' | 'evening'): readonly Interlude[] {
  if (when === 'evening') return EVENING;
  if (t.character('h').place?.indoors ?? true) return ANYWHERE;
  return t.brief ? FEW : OUTSIDE;
}
