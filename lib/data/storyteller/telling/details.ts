/** Small things that make one story unlike the next: what somebody wears, what a thing looks like, who lives at home. */
import type { Tale } from '../tale.ts';

const COLORS = ['red', 'blue', 'green', 'yellow', 'orange', 'purple', 'pink', 'white', 'brown', 'gray'];
const WORN = ['hat', 'scarf', 'cap', 'coat', 'sweater', 'ribbon', 'vest', 'jacket'];
const MARKS = [
  'star',
  'heart',
  'dot',
  'flower',
  'stripe',
  'moon',
  'leaf',
  'bird',
  'fish',
  'sun',
  'cloud',
  'tree',
];
const SIDES = ['on it', 'on one side', 'on the front', 'on the back', 'near the top', 'in the middle'];
const PETS = ['cat', 'dog', 'parrot', 'hamster', 'goldfish', 'rabbit', 'turtle', 'pony'];
const PET_NAMES = [
  'Fluffy',
  'Spot',
  'Coco',
  'Bubbles',
  'Sunny',
  'Biscuit',
  'Pepper',
  'Muffin',
  'Patches',
  'Ginger',
  'Rocky',
  'Pip',
  'Snowy',
  'Bean',
  'Cookie',
  'Tiger',
];
const HAIR = ['brown', 'black', 'red', 'curly', 'long', 'short', 'dark'];
const PLAIN = ['plain', 'spotted', 'striped'];

/** Something about the hero, now and then. */
export function person(t: Tale, chance = 0.45): void {
  if (!t.room || !t.random.chance(chance)) return;
  const color = t.random.pick(COLORS);
  const worn = t.random.pick(WORN.filter((word) => word !== t.choice.required.noun.word));
  const lines = [
    `[h] {always|often} wore a(n) ${color} ${worn}{| that [h.his] {mom|dad|grandma|aunt} had made}.`,
    `Everybody knew [h.him] by [h.his] ${color} ${worn}.`,
    `[h] had {a little|a big|one} {brother|sister} and {two|three|four} {cousins|good neighbors}.`,
  ];
  if (t.character('h').sort === 'child') {
    const pet = t.random.pick(PETS.filter((word) => word !== t.choice.required.noun.word));
    lines.push(
      `[h] had ${t.random.pick(HAIR)} hair and ${t.random.pick(['green', 'blue', 'brown', 'big', 'bright'])} eyes.`,
      `[h] had a {${t.random.pick(['little', 'small', 'fat', 'funny', 'lazy', 'gentle'])} |}${pet} {named|called} ${t.random.pick(PET_NAMES)}.`,
      `At home, there was also a ${pet}, and its name was ${t.random.pick(PET_NAMES)}.`,
    );
  }
  t.say(lines);
}

/** What the thing in a role looks like, now and then. */
export function look(t: Tale, role: string, chance = 0.6): void {
  const { noun, adjective } = t.thing(role);
  if (!['toy', 'fragile', 'clothes', 'gear'].includes(noun.kind) || PLAIN.includes(adjective?.word ?? ''))
    return;
  if (!t.room || !t.random.chance(chance)) return;
  const color = t.random.pick(COLORS.filter((word) => word !== adjective?.word));
  const mark = t.random.pick(MARKS.filter((word) => word !== t.choice.required.noun.word));
  const side = t.random.pick(SIDES);
  const lines = [
    `It had a {small|little|big|tiny} ${color} ${mark} ${side}.`,
    `On the ${noun.word} there was a {small|little|big|tiny} ${color} ${mark}.`,
  ];
  if (noun.kind !== 'clothes') lines.push(`Somebody had painted a(n) ${color} ${mark} ${side}.`);
  t.say(lines);
}
