/** Those who live nearby and have tools, or know how to do something. */
import { absent } from '../plot/wayside.ts';
import type { Tale } from '../tale.ts';

const NEAR_CHILDREN = [
  'farmer',
  'baker',
  'gardener',
  'neighbor',
  'painter',
  'builder',
  'shopkeeper',
  'postman',
  'fisherman',
  'carpenter',
  'miller',
  'tailor',
  'shepherd',
  'potter',
  'ferryman',
];
const NEAR_ANIMALS = [
  'badger',
  'beaver',
  'mole',
  'goose',
  'donkey',
  'heron',
  'raccoon',
  'toad',
  'old hare',
  'crow',
  'ram',
  'hamster',
  'stork',
];
const TRAITS = [
  'old',
  'kind',
  'busy',
  'friendly',
  'tall',
  'quiet',
  'jolly',
  'wise',
  'tired',
  'round',
  'cheerful',
  'sleepy',
  'merry',
];

/** Puts somebody who lives nearby into a role: the required noun, where it is such a one, or one of the kinds. */
export function lender(t: Tale, role: 'l' | 'k', kinds?: readonly string[]): void {
  const animals = t.character('h').sort === 'animal';
  const all = kinds ?? (animals ? NEAR_ANIMALS : NEAR_CHILDREN);
  const { noun } = t.choice.required;
  const wanted = !kinds && !animals && !t.choice.nounUsed && noun.kind === 'role';
  const free = all.filter((other) => absent(t, other.replace('old ', '')));
  const kind = wanted ? t.choice.takeNoun().word : t.random.pick(free);
  const who = t.stranger(
    kind,
    kind.includes(' ') ? '' : t.random.pick(TRAITS),
    t.character('h'),
    animals ? 'animal' : 'adult',
  );
  t.bind({ [role]: who });
}
