/** Places in a story for a noun that has no part in the plot: at home, where one goes, and in the evening. */
import type { Tale } from '../tale.ts';
import type { Noun } from '../words/lexicon.ts';
import { IMAGINED, KEPT, SHOWN } from './shown.ts';
import {
  AT_HOME,
  AT_NIGHT,
  FAR_AWAY,
  NO_COMFORT,
  NO_COMFORT_OF_TWO,
  NO_STORY,
  ON_THE_SHELF,
  ONCE,
  PUT_AWAY,
  SUPPER,
  TWO_AT_NIGHT,
  TWO_ONCE,
  VIGNETTES,
  type Vignettes,
} from './vignettes-phrases.ts';

/** Of which there is one in the world. */
const ONE_ALONE = new Set(['sun', 'moon', 'sky', 'wind']);
const LEGENDS = new Set(
  'king queen wizard fairy pirate princess prince knight soldier witch hunter captain'.split(' '),
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
  'vegetable',
  'baked',
  'fragile',
]);

/** Kinds that can cheer somebody up. */
const COMFORTING: ReadonlySet<string> = new Set([...OF_USE, 'meal', 'drink', 'instrument', 'event']);

/** Kinds that one does not meet in a house. */
const OUTSIDE = new Set('beast bird fish bug plant land building place vehicle role people'.split(' '));
/** Kinds that are spoken of like another. */
const ALIKE: Readonly<Record<string, string>> = { bird: 'beast', people: 'role', vegetable: 'fruit' };
/** What the list of nouns writes in the sentences of a noun. */
const SIGNS: Readonly<Record<string, string>> = { '': '[n]', A: 'a(n) [n]', P: '[p]' };

function kindOf(t: Tale, noun: Noun): string {
  if (t.lexicon.hasTag(noun, 'pair') && !noun.pluralOnly) return 'pair';
  return LEGENDS.has(noun.word) ? 'legend' : (ALIKE[noun.kind] ?? noun.kind);
}

/**
 * Says something about the noun in one of the frames that the story has not had; where a pair is meant, of a pair.
 * @param lifeless frames for an animal that only looks like one
 */
function tell(
  t: Tale,
  noun: Noun,
  who: string,
  frames: readonly string[],
  pair = noun.pluralOnly,
  lifeless: readonly string[] = SHOWN.toy!,
): void {
  const adjective = t.choice.describe(noun);
  const before = adjective ? `${adjective.word} ` : '';
  const suiting = adjective?.word === 'stuffed' && lifeless.length > 0 ? lifeless : frames;
  const left = suiting.filter((frame) => !t.told.has(frame));
  let source = t.pick(left.length > 0 ? left : suiting);
  t.told.add(source);
  // A favorite chair is somebody's.
  if (adjective?.word === 'favorite') source = source.replaceAll('the [n]', '[h.his] [n]');
  if (ONE_ALONE.has(noun.word))
    source = source.replaceAll('a(n) [n]', 'the [n]').replaceAll('A(n) [n]', 'The [n]');
  else if (!noun.countable && !pair)
    source = source.replaceAll('a(n) [n]', 'some [n]').replaceAll('A(n) [n]', 'Some [n]');
  const both = t.lexicon.hasTag(noun, 'pair');
  t.say(source, {
    h: t.cast[who]!,
    n: pair ? `pair of ${before}${noun.plural}` : before + noun.word,
    p: before + noun.plural,
    own: before + (both ? noun.plural : noun.word),
    it: both ? 'they were' : 'it was',
    them: both ? 'them' : 'it',
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
  const { sentences, found } = noun;
  if (sentences.length > 0) {
    const source = t.random.pick(sentences);
    tell(t, noun, who, [source.replace(/([AP]?)_/g, (_, sign: string) => SIGNS[sign]!)], false);
    return;
  }
  const kind = kindOf(t, noun);
  const scene = t.character(who).place?.scene;
  if (scene === undefined && t.cast.at === undefined && (OUTSIDE.has(noun.kind) || kind === 'furniture')) {
    const home = AT_HOME[noun.kind === 'people' ? noun.kind : kind];
    const at = home === undefined ? [] : framesOf(t, home, noun, who);
    tell(t, noun, who, kind === 'furniture' ? at : [...at, ...framesOf(t, FAR_AWAY, noun, who)]);
    return;
  }
  const strange = found.length > 0 && scene !== undefined && !found.includes(scene);
  if (t.lexicon.hasTag(noun, 'imagined') || (strange && !found.includes('home') && kind !== 'legend')) {
    tell(t, noun, who, [...framesOf(t, FAR_AWAY, noun, who), ...IMAGINED]);
    return;
  }
  const plain =
    kind === 'legend' ? undefined : strange && t.lexicon.hasTag(noun, 'pet') ? KEPT : SHOWN[noun.kind];
  const vignettes = plain === KEPT ? undefined : VIGNETTES[kind];
  const own = vignettes === undefined ? [] : framesOf(t, vignettes, noun, who);
  if (plain !== undefined && (t.brief || own.length === 0 || t.random.chance(0.35)))
    tell(t, noun, who, around(plain, scene), t.lexicon.hasTag(noun, 'pair'));
  else tell(t, noun, who, around(own.length > 0 ? own : IMAGINED, scene));
}

/** Where there are no houses. */
const WILD: readonly string[] = ['wood', 'sea', 'water', 'field'];
const IN_STREETS = /\b(?:window|shop|scarecrow|washing)\b/;

/** Those of the frames that can be seen in such a scene; where there is none, what is only imagined. */
function around(frames: readonly string[], scene: string | undefined): readonly string[] {
  if (scene === undefined || !WILD.includes(scene)) return frames;
  const left = frames.filter((frame) => !IN_STREETS.test(frame));
  return left.length > 0 ? left : IMAGINED;
}

/** Early in the story, something about the hero's home or likes, where the required noun suits; whether it was told. */
export function homely(t: Tale, who: string): boolean {
  const { choice } = t;
  if (choice.nounUsed) return false;
  const { noun } = choice.required;
  const home = AT_HOME[noun.kind === 'people' ? noun.kind : kindOf(t, noun)];
  if (home === undefined || noun.sentences.length > 0) return false;
  if (!t.random.chance(OF_USE.has(noun.kind) ? 0.08 : 0.3)) return false;
  const frames = framesOf(t, home, noun, who);
  if (frames.length === 0) return false;
  tell(t, choice.takeNoun(), who, frames);
  return true;
}

/**
 * At the end, what has found no place yet, two words in one sentence where they go together; whether that tells of the
 * evening, as a last sentence can.
 * @param later whether the story has left the day on which it began
 */
export function atTheEnd(t: Tale, who: string, later: boolean): boolean {
  const { choice } = t;
  const one = t.cast[who];
  const person = typeof one === 'object' && one.type === 'character' ? who : 'h';
  if (choice.nounUsed) {
    const noun = choice.adjectiveUsed ? null : choice.nounForAdjective(LATE);
    return noun !== null && showLate(t, noun, person, later);
  }
  const noun = choice.takeNoun();
  const other =
    choice.adjectiveUsed || t.lexicon.fits(choice.required.adjective, noun)
      ? null
      : choice.nounForAdjective(LATE);
  if (other === null) return showLate(t, noun, person, later);
  if (noun.sentences.length > 0) {
    show(t, noun, person);
    return showLate(t, other, person, later);
  }
  const roles = { h: t.cast[person]!, x1: aOrSome(t, noun), x2: aOrSome(t, other) };
  t.say(t.has('BadEnding') ? NO_COMFORT_OF_TWO : later ? TWO_ONCE : TWO_AT_NIGHT, roles);
  return true;
}

/** "a(n) red ball", "some milk", "the moon". */
export function aOrSome(t: Tale, noun: Noun): string {
  const words = t.choice.described(noun);
  if (ONE_ALONE.has(noun.word)) return `the ${words}`;
  if (noun.pluralOnly) return t.lexicon.hasTag(noun, 'pair') ? `a pair of ${words}` : `some ${words}`;
  return noun.countable ? `a(n) ${words}` : `some ${words}`;
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
  'place',
  'bird',
  'garment',
  'gear',
  'fragile',
  'furniture',
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

const EATEN: readonly string[] = ['fruit', 'vegetable', 'baked', 'meal', 'drink'];
/** What is of no use to an animal. */
const OF_CHILDREN: readonly string[] = ['tool', 'gear', 'clothes', 'garment'];

/** Shows it as something of the evening, or else in passing; which, it returns. */
function showLate(t: Tale, noun: Noun, who: string, later: boolean): boolean {
  if (noun.sentences.length > 0) {
    show(t, noun, who);
    return false;
  }
  const frames = lateFrames(t, noun, who, later);
  tell(t, noun, who, frames, noun.pluralOnly, frames);
  return true;
}

function lateFrames(t: Tale, noun: Noun, who: string, later: boolean): readonly string[] {
  const hero = t.cast[who];
  const child = typeof hero === 'object' && hero.type === 'character' && hero.sort === 'child';
  if (t.has('BadEnding')) return COMFORTING.has(noun.kind) ? NO_COMFORT : NO_STORY;
  if (later) return ONCE;
  if (EATEN.includes(noun.kind)) return SUPPER;
  if (noun.kind === 'fragile' && child) return ON_THE_SHELF;
  if (OF_USE.has(noun.kind) && noun.countable && (child || !OF_CHILDREN.includes(noun.kind))) return PUT_AWAY;
  return framesOf(t, AT_NIGHT, noun, who);
}
