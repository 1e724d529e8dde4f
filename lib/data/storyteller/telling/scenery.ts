/** What is seen in passing: the place where a required noun or adjective is at home when the plot has no use for it. */
import { MismatchError } from '../../../runtime/errors.ts';
import type { Tale } from '../tale.ts';
import type { Noun } from '../words/lexicon.ts';
import { IMAGINED, PLACE_NOUNS, SHOWN } from './phrases.ts';

/** Kinds of nouns for an adjective that waits, the most natural first. */
const DESCRIBED: readonly string[] = [
  'furniture',
  'building',
  'beast',
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
  'bug',
  'meal',
].map((kind) => `kind:${kind}`);

/** Says what `who` sees, has or goes past; by chance, or because a required word waits. */
export function scenery(t: Tale, who: string, chance: number): void {
  const scene = t.character(who).place?.scene ?? 'town';
  if (!t.choice.nounUsed) show(t, t.choice.takeNoun(), who);
  else if (t.room && t.random.chance(chance)) {
    if (t.random.chance(0.4)) pass(t, scene, who);
    else show(t, t.choice.fresh(`at:${scene}`), who);
  }
  if (!t.choice.adjectiveUsed) placeAdjective(t, scene, who);
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
  const n = t.choice.described(noun);
  if (noun.sentences.length > 0) {
    const source = t.random
      .pick(noun.sentences)
      .replace('A_', noun.countable ? 'a(n) [n]' : 'some [n]')
      .replace('_', '[n]');
    t.say(source.replaceAll('[h', `[${who}`), { n });
    return;
  }
  const scene = t.character(who).place?.scene;
  const strange = noun.found.length > 0 && scene !== undefined && !noun.found.includes(scene);
  const frames = strange ? IMAGINED : SHOWN[noun.kind];
  if (frames === undefined) throw new MismatchError(`nothing shows a noun of kind "${noun.kind}"`);
  const source = t.random.pick(frames).replaceAll('[h', `[${who}`);
  t.say(noun.countable ? source : source.replaceAll('a(n)', 'some'), { n });
}

function placeAdjective(t: Tale, scene: string, who: string): void {
  const noun = t.choice.nounForAdjective([`at:${scene}`, ...DESCRIBED]);
  if (noun !== null) {
    show(t, noun, who);
    return;
  }
  const a = t.choice.required.adjective.word;
  const places = PLACE_NOUNS[a];
  if (places === undefined) return;
  t.choice.adjectiveUsed = true;
  t.say([`[${who}] went past a(n) [a] [p].`, 'On the way, there was a(n) [a] [p].'], {
    a,
    p: t.random.pick(places),
  });
}
