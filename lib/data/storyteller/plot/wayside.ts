/** Whoever is met on the way, and animals as heroes: what the plots of adventure share. */
import type { Tale } from '../tale.ts';
import { more, sadEnd } from '../telling/beats.ts';
import { HERO_ANIMALS } from '../words/people.ts';
import { HOMES_OF_ANIMALS } from '../words/places.ts';
import type { Character } from '../world.ts';

const PEOPLE = [
  'farmer',
  'baker',
  'gardener',
  'shepherd',
  'painter',
  'builder',
  'carpenter',
  'miller',
  'driver',
  'woodcutter',
];
const ANIMALS = [
  'badger',
  'heron',
  'toad',
  'crow',
  'mole',
  'hare',
  'woodpecker',
  'goose',
  'magpie',
  'lizard',
  'deer',
  'weasel',
];
const TRAITS = ['old', 'kind', 'friendly', 'quiet', 'busy', 'jolly', 'wise', 'tired', 'thin', 'little'];

/** Of those who are not kind. */
export const GRIM: readonly string[] = ['rude', 'proud', 'grumpy', 'loud', 'cross', 'thin'];

/** Whether nobody of a kind is in the story yet. */
export function absent(t: Tale, kind: string): boolean {
  for (const person of t.people) if (person.kind === kind) return false;
  return true;
}

/** Somebody known by kind alone in a role, one of the kinds that is not in the story yet. */
export function meet(
  t: Tale,
  role: string,
  among?: readonly string[],
  traits: readonly string[] = TRAITS,
): Character {
  const hero = t.character('h');
  const kinds = among ?? (hero.sort === 'animal' || t.random.chance(0.25) ? ANIMALS : PEOPLE);
  const kind = t.random.pick(kinds.filter((other) => absent(t, other)));
  const sort = PEOPLE.includes(kind) ? 'adult' : 'animal';
  const who = t.stranger(kind, t.random.pick(traits), hero, sort);
  who.place = hero.place;
  t.bind({ [role]: who });
  return who;
}

const TEMPERS = ['little', 'young', 'cheerful', 'curious', 'shy', 'clever', 'friendly', 'brave', 'playful'];

/** An animal of one of the kinds as the hero in role `h`, introduced. */
export function animalHero(t: Tale, kinds: readonly string[]): Character {
  const hero = t.named('animal', undefined, kinds);
  hero.trait = t.choice.quality('trait', TEMPERS);
  const { home = 'wood' } = HERO_ANIMALS.find(({ kind }) => kind === hero.kind) ?? {};
  t.bind({
    h: hero,
    trait: hero.trait,
    home: t.random.pick(HOMES_OF_ANIMALS[home as keyof typeof HOMES_OF_ANIMALS]),
  });
  t.say([
    'Once upon a time, there was [h.a], who lived [home].',
    'Once upon a time, there lived [h.a] [home].',
    '[home], there lived [h.a].',
    'There once was [h.a] who lived [home].',
    'This is the story of [h.a] who lived [home].',
    'Not so long ago, [home], there lived [h.a].',
    'Do you know [h.n], the [trait] [h.kind]? [h.he] lived [home], and this is what happened to [h.him].',
  ]);
  const restful = t.choice.due('rest') && t.has('BadEnding');
  if (restful) t.moment('rest', 'h', 1, ['Every {evening|night}, [h] <past>.']);
  else if (t.choice.due('joy') && t.has('BadEnding')) t.moment('joy', 'h', 1, ['[h] often <past>.']);
  else if (t.moment('fun', 'h', 0.4) && !t.unhurried) return hero;
  more(t);
  return hero;
}

/** The last sentences of a story that ends badly for somebody who is at home already. */
export function sadAtHome(t: Tale, who = 'h'): void {
  t.character('h').place = null;
  sadEnd(t, who);
}
