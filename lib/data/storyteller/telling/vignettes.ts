/** Places in a story for a noun that has no part in the plot: at home, where one goes, and in the evening. */
import type { Tale } from '../tale.ts';
import type { Noun } from '../words/lexicon.ts';
import { IMAGINED, SHOWN } from './phrases.ts';
import { AT_HOME, AT_NIGHT, FAR_AWAY, SUPPER, type Vignettes, VIGNETTES } from './vignettes-phrases.ts';

const PAIRS = new Set(['shoe', 'boot', 'sock', 'mitten', 'glove', 'slipper', 'sandal']);
const LEGENDS = new Set(
  'king queen wizard fairy pirate princess prince knight soldier witch giant dragon hunter captain'.split(' '),
);
/** Kinds that plots themselves have a use for; they wait longer for one. */
const OF_USE = new Set(['toy', 'clothes', 'garment', 'treasure', 'tool', 'gear', 'fruit', 'baked', 'fragile']);

function kindOf(noun: Noun): string {
  if (PAIRS.has(noun.word)) return 'pair';
  return LEGENDS.has(noun.word) ? 'legend' : noun.kind;
}

/** Says something about the noun in one of the frames. */
function tell(t: Tale, noun: Noun, who: string, frames: readonly string[]): void {
  const adjective = t.choice.describe(noun);
  const before = adjective ? `${adjective.word} ` : '';
  let source = t.pick(frames);
  if (who !== 'h') source = source.replaceAll('[h', `[${who}`);
  if (!noun.countable) source = source.replaceAll('a(n)', 'some').replaceAll('A(n)', 'Some');
  t.say(source, { n: before + noun.word, p: before + noun.plural });
}

function framesOf(t: Tale, { any, child = [], talk = [] }: Vignettes, noun: Noun, who: string): string[] {
  const hero = t.cast[who];
  const frames = [...any];
  if (typeof hero === 'object' && hero.type === 'character') {
    if (hero.sort === 'child') frames.push(...child);
    if (t.has('Dialogue') && who === 'h') frames.push(...talk);
  }
  return noun.countable ? frames : frames.filter((frame) => !frame.includes('[p]'));
}

/** Shows a noun in passing where somebody is. */
export function show(t: Tale, noun: Noun, who: string): void {
  if (noun.sentences.length > 0) {
    const source = t.random
      .pick(noun.sentences)
      .replace('A_', noun.countable ? 'a(n) [n]' : 'some [n]')
      .replace('_', '[n]');
    t.say(source.replaceAll('[h', `[${who}`), { n: t.choice.described(noun) });
    return;
  }
  const scene = t.character(who).place?.scene;
  const strange = noun.found.length > 0 && scene !== undefined && !noun.found.includes(scene);
  const kind = kindOf(noun);
  const vignettes = strange && kind !== 'legend' && kind !== 'furniture' ? FAR_AWAY : VIGNETTES[kind];
  const frames = vignettes === undefined ? [] : framesOf(t, vignettes, noun, who);
  const plain = strange || kind !== noun.kind ? undefined : SHOWN[kind];
  if (plain !== undefined && t.random.chance(0.35)) frames.splice(0, frames.length, ...plain);
  tell(t, noun, who, frames.length > 0 ? frames : IMAGINED);
}

/** Early in the story, something about the hero's home or likes; places the required noun now and then. */
export function homely(t: Tale, who: string): void {
  const { choice } = t;
  if (choice.nounUsed) return;
  const { noun } = choice.required;
  const home = AT_HOME[kindOf(noun)];
  if (home === undefined || noun.sentences.length > 0) return;
  if (!t.random.chance(OF_USE.has(noun.kind) ? 0.08 : 0.3)) return;
  const frames = framesOf(t, home, noun, who);
  if (frames.length > 0) tell(t, choice.takeNoun(), who, frames);
}

/** In the evening, or on the way home, what has found no place yet. */
export function atTheEnd(t: Tale, who: string): void {
  const { choice } = t;
  const one = t.cast[who];
  const person = typeof one === 'object' && one.type === 'character' ? who : 'h';
  if (!choice.nounUsed) showLate(t, choice.takeNoun(), person);
  if (choice.adjectiveUsed) return;
  const noun = choice.nounForAdjective(LATE.map((kind) => `kind:${kind}`));
  if (noun !== null) showLate(t, noun, person);
}

/** Kinds of nouns for an adjective that waits until the end. */
const LATE = ['baked', 'fruit', 'meal', 'toy', 'beast', 'building', 'land', 'treasure', 'clothes', 'plant', 'vehicle', 'tool'];

function showLate(t: Tale, noun: Noun, who: string): void {
  if (noun.sentences.length > 0) show(t, noun, who);
  else if (['fruit', 'baked', 'meal'].includes(noun.kind)) tell(t, noun, who, SUPPER);
  else tell(t, noun, who, framesOf(t, AT_NIGHT, noun, who));
}
