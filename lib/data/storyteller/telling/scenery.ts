/** What is seen in passing: the place where a required noun or adjective is at home when the plot has no use for it. */
import { MismatchError } from '../../../runtime/errors.ts';
import type { Tale } from '../tale.ts';
import type { Noun } from '../words/lexicon.ts';
import { IMAGINED, KEPT, SHOWN } from './shown.ts';

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

/** What the list of nouns writes in the sentences of a noun. */
const SIGNS: Readonly<Record<string, string>> = { '': '[n]', A: 'a(n) [n]', P: '[p]' };

/** Says what `who` sees, has or goes past; by chance, or because a required word waits. */
export function scenery(t: Tale, who: string, chance: number): void {
  const scene = t.character(who).place?.scene ?? 'town';
  if (!t.choice.nounUsed) show(t, t.choice.takeNoun(), who);
  else if (t.room && t.random.chance(chance)) {
    if (t.random.chance(0.4)) pass(t, scene, who);
    else show(t, t.choice.fresh(`at:${scene}`), who);
  }
  if (!t.choice.adjectiveUsed) {
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
    ],
    { n: one(), m: one() },
  );
}

function show(t: Tale, noun: Noun, who: string): void {
  const adjective = t.choice.describe(noun);
  const described = (word: string): string => (adjective ? `${adjective.word} ${word}` : word);
  const source = t.random
    .pick(sentencesFor(t, noun, who))
    .replaceAll('[h', `[${who}`)
    .replace(/([AP]?)_/g, (_, sign: string) => SIGNS[sign]!);
  // One sock is not worn, and pants are not counted: a pair of them is.
  const pair = t.lexicon.hasTag(noun, 'pair');
  const n = pair ? `pair of ${described(noun.plural)}` : described(noun.word);
  const counted = noun.countable || pair;
  t.say(counted ? source : source.replaceAll('a(n) [n]', 'some [n]').replaceAll('A(n) [n]', 'Some [n]'), {
    n,
    p: described(noun.plural),
  });
}

function sentencesFor(t: Tale, noun: Noun, who: string): readonly string[] {
  if (noun.sentences.length > 0) return noun.sentences;
  const scene = t.character(who).place?.scene;
  const strange = noun.found.length > 0 && scene !== undefined && !noun.found.includes(scene);
  if (strange && t.lexicon.hasTag(noun, 'pet')) return KEPT;
  // What belongs to a house is spoken of as being at home wherever one is.
  if ((strange && !noun.found.includes('home')) || t.lexicon.hasTag(noun, 'imagined')) return IMAGINED;
  const frames = SHOWN[noun.kind];
  if (frames === undefined)
    throw new MismatchError(
      `nothing shows a noun of kind "${noun.kind}"; give "${noun.word}" sentences of its own in the list of nouns`,
    );
  return frames;
}
