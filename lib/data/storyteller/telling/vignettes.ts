/** Places in a story for a noun that was asked for and has no part in the plot: in passing, at home, in the evening. */
import type { Tale } from '../tale.ts';
import type { Noun, Scene } from '../words/entries.ts';
import {
  AT_HOME,
  AT_NIGHT,
  ELSEWHERE,
  IMAGINED,
  KEPT,
  NO_COMFORT,
  NO_STORY,
  ONCE,
  PUT_AWAY,
  SHOWN,
  SUPPER,
} from './shown.ts';

/** Of which there is one in the world. */
const ONE_ALONE = new Set(['sun', 'moon', 'sky', 'wind']);
/** Who is met in stories and at play alone. */
const LEGENDS = new Set(
  'king queen wizard fairy pirate princess prince knight soldier witch hunter captain clown magician astronaut'.split(
    ' ',
  ),
);
/** Kinds of what one can have and put away. */
const OF_USE: ReadonlySet<string> = new Set(['toy', 'clothes', 'garment', 'treasure', 'tool', 'gear']);
const EATEN: ReadonlySet<string> = new Set(['fruit', 'vegetable', 'baked', 'meal', 'drink']);
/** Kinds that can cheer somebody up. */
const COMFORTING: ReadonlySet<string> = new Set([...OF_USE, ...EATEN, 'fragile', 'instrument', 'event']);
/** Kinds that stay where they are by nature. */
const OF_NATURE: ReadonlySet<string> = new Set(
  'beast bird fish bug plant land building place vehicle'.split(' '),
);
/** What is of no use to an animal. */
const OF_CHILDREN: readonly string[] = ['tool', 'gear', 'clothes', 'garment'];

const WHERE: Readonly<Record<Scene, string>> = {
  town: 'in the town',
  wood: 'in the woods',
  field: 'in the fields',
  water: 'by a lake',
  farm: 'on a farm',
  sea: 'by the sea',
  home: 'at home',
};
/** What the list of nouns writes in the sentences of a noun. */
const SIGNS: Readonly<Record<string, string>> = { '': '[n]', A: 'a(n) [n]', P: '[p]' };

/** Says something about the noun in one of the frames that the story has not had; where a pair is meant, of a pair. */
function tell(t: Tale, noun: Noun, who: string, frames: readonly string[], pair = noun.pluralOnly): void {
  const adjective = t.choice.describe(noun);
  const before = adjective ? `${adjective.word} ` : '';
  const suiting = adjective?.word === 'stuffed' ? SHOWN.toy! : frames;
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
    them: both ? 'them' : 'it',
    where: WHERE[noun.found[0] ?? 'town'],
  });
}

/** Shows a noun in passing where somebody is. */
export function show(t: Tale, noun: Noun, who: string): void {
  const { kind, sentences, found } = noun;
  if (sentences.length > 0) {
    const source = t.random.pick(sentences);
    tell(t, noun, who, [source.replace(/([AP]?)_/g, (_, sign: string) => SIGNS[sign]!)], false);
    return;
  }
  if (LEGENDS.has(noun.word) || t.lexicon.hasTag(noun, 'imagined')) {
    tell(t, noun, who, IMAGINED);
    return;
  }
  const scene = t.character(who).place?.scene;
  const here = scene !== undefined && (found.length === 0 || found.includes(scene));
  if (here || !OF_NATURE.has(kind))
    tell(t, noun, who, SHOWN[kind] ?? IMAGINED, t.lexicon.hasTag(noun, 'pair'));
  else if (t.lexicon.hasTag(noun, 'pet')) tell(t, noun, who, KEPT);
  else tell(t, noun, who, AT_HOME[kind] ?? ELSEWHERE);
}

/** Early in the story, something about the hero's home or likes, where the noun asked for suits; whether it was told. */
export function homely(t: Tale, who: string): boolean {
  const { choice } = t;
  if (choice.nounUsed) return false;
  const { noun } = choice.required;
  const known = LEGENDS.has(noun.word) || t.lexicon.hasTag(noun, 'imagined');
  const home = known ? IMAGINED : AT_HOME[noun.kind];
  if (home === undefined || noun.sentences.length > 0) return false;
  // Food has a part in many plots.
  if (!t.random.chance(EATEN.has(noun.kind) ? 0.08 : 0.85)) return false;
  tell(t, choice.takeNoun(), who, home);
  return true;
}

/**
 * At the end, what was asked for and has found no place yet; whether that tells of the evening, as a last sentence
 * can.
 * @param later whether the story has left the day on which it began
 */
export function atTheEnd(t: Tale, who: string, later: boolean): boolean {
  const { choice } = t;
  const one = t.cast[who];
  const person = typeof one === 'object' && one.type === 'character' ? who : 'h';
  let evening = false;
  if (!choice.nounUsed) evening = showLate(t, choice.takeNoun(), person, later);
  const noun = choice.adjectiveUsed ? null : choice.nounForAdjective(LATE);
  return noun === null ? evening : showLate(t, noun, person, later) || evening;
}

/** Kinds of nouns for an adjective that waits until the end. */
const LATE: readonly string[] = (
  'baked fruit meal toy beast building land treasure clothes plant vehicle tool place bird garment gear fragile ' +
  'furniture drink vegetable paper instrument shape event sound role people fish bug zoo fabled'
)
  .split(' ')
  .map((kind) => `kind:${kind}`);

/** Shows it as something of the evening, or else in passing; which, it returns. */
function showLate(t: Tale, noun: Noun, who: string, later: boolean): boolean {
  if (noun.sentences.length > 0) {
    show(t, noun, who);
    return false;
  }
  tell(t, noun, who, lateFrames(t, noun, who, later));
  return true;
}

function lateFrames(t: Tale, noun: Noun, who: string, later: boolean): readonly string[] {
  const { kind, countable } = noun;
  if (t.has('BadEnding')) return COMFORTING.has(kind) ? NO_COMFORT : NO_STORY;
  if (later) return ONCE;
  if (EATEN.has(kind)) return SUPPER;
  const usable = OF_USE.has(kind) && countable && !t.lexicon.hasTag(noun, 'big');
  return usable && (t.character(who).sort === 'child' || !OF_CHILDREN.includes(kind)) ? PUT_AWAY : AT_NIGHT;
}
