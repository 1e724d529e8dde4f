/** What is seen in passing: the place where a required noun or adjective is at home when the plot has no use for it. */
import type { Tale } from '../tale.ts';
import { show } from './vignettes.ts';

/** Kinds of nouns for an adjective that waits, the most natural first. */
const DESCRIBED: readonly string[] = [
  'furniture',
  'building',
  'beast',
  'bird',
  'toy',
  'clothes',
  'garment',
  'tool',
  'gear',
  'treasure',
  'fruit',
  'baked',
  'land',
  'plant',
  'fragile',
  'vehicle',
  'place',
  'bug',
  'meal',
  'drink',
  'vegetable',
  'paper',
  'instrument',
  'shape',
  'event',
  'sound',
  'role',
  'people',
  'fish',
  'zoo',
  'fabled',
].map((kind) => `kind:${kind}`);

/** How often a required noun that waits is shown at once; else it stands later in the story. */
const AT_ONCE = 0.75;
/** How often something is shown that nobody asked for, of the times that a plot would allow it. */
const UNASKED = 0.5;

/** Says what `who` sees, has or goes past; by chance, or because a required word waits. */
export function scenery(t: Tale, who: string, chance: number): void {
  const scene = t.character(who).place?.scene ?? 'town';
  if (!t.choice.nounUsed) {
    const at = t.choice.required.noun.sentences.length > 0 || t.random.chance(AT_ONCE);
    if (at) show(t, t.choice.takeNoun(), who);
  } else if (t.unhurried && t.room && !t.interluded && t.random.chance(chance * UNASKED)) {
    t.interluded = true;
    if (t.random.chance(0.4)) pass(t, scene, who);
    else show(t, t.choice.fresh(`at:${scene}`), who);
  }
  if (!t.choice.adjectiveUsed && t.random.chance(AT_ONCE)) {
    const noun = t.choice.nounForAdjective([`at:${scene}`, ...DESCRIBED]);
    if (noun !== null) show(t, noun, who);
  }
}

/** Two things that one goes past. */
function pass(t: Tale, scene: string, who: string): void {
  const one = (): string =>
    t.choice.described(t.choice.fresh(`at:${scene}`, (noun) => t.lexicon.hasTag(noun, 'still')));
  t.say(
    [
      'The {way|path} {led|went} past a(n) [n] and a(n) [m].',
      `[${who}] went past a(n) [n], and then past a(n) [m].`,
      'There was a(n) [n] on one side and a(n) [m] on the other.',
      `Between a(n) [n] and a(n) [m], [${who}] stopped {for a moment|and looked around}.`,
      'First came a(n) [n], then a(n) [m].',
    ],
    { n: one(), m: one() },
  );
}
