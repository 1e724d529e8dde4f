/** Places in a story for a noun that has no part in the plot: at home, where one goes, and in the evening. */
import type { Tale } from '../tale.ts';
import type { Noun } from '../words/lexicon.ts';
import { IMAGINED, PLACE_NOUNS, SHOWN } from './phrases.ts';
import {
  AT_HOME,
  AT_NIGHT,
  FAR_AWAY,
  NO_COMFORT,
  ON_THE_SHELF,
  PUT_AWAY,
  SUPPER,
  VIGNETTES,
  type Vignettes,
} from './vignettes-phrases.ts';

const PAIRS = new Set(['shoe', 'boot', 'sock', 'mitten', 'glove', 'slipper', 'sandal']);
/** Of which there is one in the world. */
const ONE_ALONE = new Set(['sun', 'moon', 'sky', 'wind']);
const LEGENDS = new Set(
  'king queen wizard fairy pirate princess prince knight soldier witch giant dragon hunter captain'.split(
    ' ',
  ),
);
/** Kinds that plots themselves have a use for; they wait longer for one. */
const OF_USE = new Set([
  'toy',
  'clothes',
  'garment',
  'treasure',
  'tool',
  'gear',
  'fruit',
  'baked',
  'fragile',
]);

/** Kinds that one does not meet in a house. */
const OUTSIDE = new Set(['beast', 'bug', 'plant', 'land', 'building', 'vehicle', 'role']);

function kindOf(noun: Noun): string {
  if (PAIRS.has(noun.word)) return 'pair';
  return LEGENDS.has(noun.word) ? 'legend' : noun.kind;
}

/** Says something about the noun in one of the frames. */
function tell(t: Tale, noun: Noun, who: string, frames: readonly string[]): void {
  const adjective = t.choice.describe(noun);
  const before = adjective ? `${adjective.word} ` : '';
  let source = t.pick(frames);
  if (ONE_ALONE.has(noun.word)) source = source.replaceAll('a(n)', 'the').replaceAll('A(n)', 'The');
  else if (!noun.countable) source = source.replaceAll('a(n)', 'some').replaceAll('A(n)', 'Some');
  const pair = PAIRS.has(noun.word);
  t.say(source, {
    h: t.cast[who]!,
    n: before + noun.word,
    p: before + noun.plural,
    own: before + (pair ? noun.plural : noun.word),
    it: pair ? 'they were' : 'it was',
    them: pair ? 'them' : 'it',
  });
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
    t.say(source, { h: t.cast[who]!, n: t.choice.described(noun) });
    return;
  }
  const scene = t.character(who).place?.scene;
  const away = scene !== undefined || t.cast.at !== undefined;
  if (!away && (OUTSIDE.has(noun.kind) || noun.kind === 'furniture')) {
    const home = AT_HOME[kindOf(noun)];
    const at = home === undefined ? [] : framesOf(t, home, noun, who);
    tell(t, noun, who, noun.kind === 'furniture' ? at : [...at, ...framesOf(t, FAR_AWAY, noun, who)]);
    return;
  }
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

/** In the evening, what has found no place yet; whether there was anything. */
export function atTheEnd(t: Tale, who: string): boolean {
  const { choice } = t;
  const one = t.cast[who];
  const person = typeof one === 'object' && one.type === 'character' ? who : 'h';
  const waited = !choice.nounUsed;
  if (waited) showLate(t, choice.takeNoun(), person);
  if (choice.adjectiveUsed) return waited;
  const { word } = choice.required.adjective;
  const noun = choice.nounForAdjective(LATE);
  if (noun !== null) {
    showLate(t, noun, person);
    return true;
  }
  const places = PLACE_NOUNS[word];
  if (places === undefined) return waited;
  choice.adjectiveUsed = true;
  t.say(nightFrames(t), { h: t.cast[person]!, n: `${word} ${t.random.pick(places)}` });
  return true;
}

function nightFrames(t: Tale): readonly string[] {
  return t.has('BadEnding') ? NO_COMFORT : AT_NIGHT.any;
}

/** Kinds of nouns for an adjective that waits until the end. */
const LATE: readonly string[] = [
  'baked',
  'fruit',
  'meal',
  'toy',
  'beast',
  'building',
  'land',
  'treasure',
  'clothes',
  'plant',
  'vehicle',
  'tool',
].map((kind) => `kind:${kind}`);

function showLate(t: Tale, noun: Noun, who: string): void {
  if (noun.kind === 'body') show(t, noun, who);
  else if (t.has('BadEnding')) tell(t, noun, who, NO_COMFORT);
  else if (['fruit', 'baked', 'meal'].includes(noun.kind)) tell(t, noun, who, SUPPER);
  else if (noun.kind === 'fragile') tell(t, noun, who, ON_THE_SHELF);
  else if (OF_USE.has(noun.kind) && noun.countable) tell(t, noun, who, PUT_AWAY);
  else tell(t, noun, who, framesOf(t, AT_NIGHT, noun, who));
}
