/** Chooses the things of a quest: a noun with a tag that can be had and carried about. */
import type { Tale } from '../tale.ts';
import type { Noun } from '../words/lexicon.ts';
import type { Thing } from '../world.ts';
import type { Way } from './problem.ts';

/** How nothing is that is dear to somebody or good for something. */
export const POOR: readonly string[] = [
  'torn',
  'broken',
  'leaky',
  'dirty',
  'muddy',
  'dusty',
  'cracked',
  'stinky',
  'smelly',
  'rotten',
  'rusty',
  'messy',
  'filthy',
  'worn',
  'useless',
  'stained',
  'sour',
  'ugly',
  'empty',
];

/** What nobody throws into the air, although it could get stuck up there. */
const NEVER_THROWN: readonly string[] = [
  'cabbage',
  'pumpkin',
  'melon',
  'watermelon',
  'pineapple',
  'pinwheel',
  'toy train',
  'toy truck',
  'toy car',
  'toy boat',
  'robot',
  'drum',
  'key',
  'chain',
  'compass',
  'locket',
  'magnifying glass',
  'treasure',
  'egg',
];

/** Whether somebody might throw such a thing into the air. */
export const thrown = ({ tags, word }: Noun): boolean => tags.has('own') && !NEVER_THROWN.includes(word);

/** Kinds of what one can have, although nobody owns it. */
const PLANTS = ['plant'];

/** Whether somebody can have it, or pick it up in the wood. */
export function handy(t: Tale, noun: Noun, way: Way | null): boolean {
  return (
    noun.countable &&
    !t.lexicon.hasTag(noun, 'big') &&
    !way?.unfit?.includes(noun.word) &&
    (t.lexicon.hasTag(noun, 'own') || PLANTS.includes(noun.kind))
  );
}

/**
 * The required noun, where it fits and still waits; else another one with one of the tags.
 * @param unlike adjectives that such a thing cannot have there
 */
export function thingWith(
  t: Tale,
  tags: readonly string[],
  accept: (noun: Noun) => boolean,
  unlike: readonly string[] = [],
): Thing {
  const { required, nounUsed } = t.choice;
  const wanted =
    !nounUsed && accept(required.noun) && tags.some((tag) => t.lexicon.hasTag(required.noun, tag));
  const noun = wanted ? t.choice.takeNoun() : t.choice.fresh(t.random.pick(tags), accept);
  const adjective = unlike.includes(required.adjective.word) ? null : t.choice.describe(noun);
  return {
    type: 'thing',
    noun,
    adjective: adjective && unlike.includes(adjective.word) ? null : adjective,
    owner: null,
    holder: null,
    spot: '',
    state: 'whole',
  };
}

/** Sees to it that a required adjective that went to the thing in a role is told. */
export function described(t: Tale, role: string): void {
  const { adjective } = t.thing(role);
  if (adjective !== t.choice.required.adjective || t.text.includes(` ${adjective.word} `)) return;
  t.say([
    `It was [${role}.a].`,
    `It was [${role}.a], and there was no other like it.`,
    `And what [${role}.a] it was!`,
  ]);
}
