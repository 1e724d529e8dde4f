/** What is seen in passing: the place where a required noun or adjective is at home when the plot has no use for it. */
import type { Tale } from '../tale.ts';
import type { Noun } from '../words/lexicon.ts';
import { aOrSome, show } from './vignettes.ts';

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

/** How often two required words that do not go together stand in one sentence. */
const TWO_AT_ONCE = 0.6;

/** Says what `who` sees, has or goes past; by chance, or because a required word waits. */
export function scenery(t: Tale, who: string, chance: number): void {
  const scene = t.character(who).place?.scene ?? 'town';
  const { choice } = t;
  const { noun, adjective } = choice.required;
  if (!choice.nounUsed) {
    const at = t.brief || noun.sentences.length > 0 || t.random.chance(AT_ONCE);
    const parted = !choice.adjectiveUsed && noun.sentences.length === 0 && !t.lexicon.fits(adjective, noun);
    if (at && parted && (t.brief || t.random.chance(TWO_AT_ONCE)) && both(t, who, scene)) return;
    if (at) show(t, choice.takeNoun(), who);
  } else if (t.unhurried && t.room && !t.interluded && t.random.chance(chance * UNASKED)) {
    t.interluded = true;
    if (t.random.chance(0.4)) pass(t, scene, who);
    else show(t, choice.fresh(`at:${scene}`), who);
  }
  if (!choice.adjectiveUsed && t.random.chance(AT_ONCE)) {
    const other = choice.nounForAdjective([`at:${scene}`, ...DESCRIBED]);
    if (other !== null) show(t, other, who);
  }
}

/** The required noun, and the required adjective with another noun, in one sentence; whether there is such a noun. */
function both(t: Tale, who: string, scene: string): boolean {
  const { noun } = t.choice.required;
  const still = (one: Noun): boolean =>
    t.lexicon.hasTag(one, 'still') && t.lexicon.hasTag(one, `at:${scene}`);
  const other = t.choice.nounForAdjective([`at:${scene}`, ...DESCRIBED]);
  if (other === null) return false;
  const [x1, x2] = t.random.shuffle([aOrSome(t, t.choice.takeNoun()), aOrSome(t, other)]);
  const there = t.character(who).place !== null && still(noun) && still(other);
  t.say(there ? [...PASSED, ...HEARD_OF] : HEARD_OF, { h: t.cast[who]!, x1: x1!, x2: x2! });
  return true;
}

const PASSED: readonly string[] = [
  'The {way|path} {led|went} past [x1] and [x2].',
  '[h] went past [x1], and then past [x2].',
  'There was [x1] on one side and [x2] on the other.',
  'First came [x1], then [x2].',
];
const HEARD_OF: readonly string[] = [
  'The night before, [h] had dreamed of [x1] and [x2].',
  '[h] knew a song about [x1] and [x2] and hummed it.',
  'The day before, [h] had heard a funny story about [x1] and [x2].',
  '[h] had a picture of [x1] and [x2] at home.',
  '[h] had made up a riddle about [x1] and [x2].',
  'In one of [h.s] favorite stories, there were [x1] and [x2].',
  'Once, [h] had seen a picture with [x1] and [x2] in it.',
  '[h] tried to make a rhyme about [x1] and [x2], but it was too hard.',
  'One cloud looked like [x1], and the next one looked like [x2].',
];

/** Two things that one goes past. */
function pass(t: Tale, scene: string, who: string): void {
  const one = (): string =>
    aOrSome(
      t,
      t.choice.fresh(`at:${scene}`, (noun) => t.lexicon.hasTag(noun, 'still')),
    );
  t.say(PASSED, { h: t.cast[who]!, x1: one(), x2: one() });
}
