/** Things of which a plot asks more than one tag can say. */
import type { Tale } from '../tale.ts';
import type { Noun } from '../words/lexicon.ts';
import type { Thing } from '../world.ts';
import { decent, unbroken } from './presents.ts';

/** A thing with one of the tags that is fit for the plot and not broken yet: the required noun where it is. */
export function thingFit(t: Tale, tags: readonly string[], accept: (noun: Noun) => boolean): Thing {
  return decent(
    t,
    unbroken(t, () => anyThing(t, tags, accept)),
  );
}

function anyThing(t: Tale, tags: readonly string[], accept: (noun: Noun) => boolean): Thing {
  const { noun } = t.choice.required;
  const tag = tags.find((each) => t.lexicon.hasTag(noun, each));
  if (!t.choice.nounUsed && noun.countable && tag !== undefined && accept(noun)) return t.choice.object(tag);
  const chosen = t.choice.fresh(t.random.pick(tags), (other) => other.countable && accept(other));
  const adjective = t.choice.describe(chosen);
  return { type: 'thing', noun: chosen, adjective, owner: null, holder: null, spot: '', state: 'whole' };
}

/** What a fall may dent, but does not break in pieces. */
export const SOLID: readonly string[] = 'trumpet horn harmonica whistle top marble block yo-yo pot'.split(
  ' ',
);

/** Words for one and the same thing: nobody gives one of them for the other. */
const SAME: readonly (readonly string[])[] = [
  ['coin', 'penny'],
  ['gem', 'jewel'],
];

/** A small thing that somebody can be fond of for years: nothing to eat. */
export function dearThing(t: Tale, ...others: string[]): Thing {
  return dearThingUnlike(t, null, ...others);
}

/** The same, and not another word for `first`. */
export function dearThingUnlike(t: Tale, first: Thing | null, ...others: string[]): Thing {
  const same = SAME.find((words) => first !== null && words.includes(first.noun.word)) ?? [];
  return thingFit(
    t,
    ['small', 'kind:treasure', ...others],
    (noun) =>
      !same.includes(noun.word) &&
      !t.lexicon.hasTag(noun, 'pair') &&
      t.lexicon.hasTag(noun, 'like') &&
      t.lexicon.hasTag(noun, 'gift') &&
      noun.kind !== 'paper' &&
      (noun.kind !== 'toy' || t.lexicon.hasTag(noun, 'lose')) &&
      !t.lexicon.hasTag(noun, 'eat'),
  );
}
