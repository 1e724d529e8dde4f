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
const PETS = ['cat', 'dog', 'parrot', 'hamster', 'goldfish', 'rabbit', 'turtle', 'guinea pig', 'mouse'];
const PET_NAMES =
  `Fluffy Spot Coco Bubbles Sunny Biscuit Pepper Muffin Patches Ginger Rocky Snowy Bean Cookie Tiger Noodle Pickles
  Smokey Waffle Peanut Tofu Mango Socks Pumpkin Domino`.split(/\s+/);
const PET_HABITS: Readonly<Record<string, readonly string[]>> = {
  cat: ['slept on the sofa all day', 'came home late every night', 'liked to sit in boxes'],
  dog: ['barked at the postman', 'had very big ears', 'slept at the foot of the bed'],
  parrot: ['could say good morning', 'laughed like grandpa', 'said hello to everyone'],
  hamster: ['ran in its wheel all night', 'had fat cheeks', 'slept in a little house of wood'],
  goldfish: ['swam around and around all day', 'shone like gold in the sun'],
  rabbit: ['ate more carrots than anybody', 'had soft gray ears'],
  turtle: ['took an hour to cross the room', 'was older than grandma'],
  'guinea pig': ['squeaked when the fridge was opened', 'had hair like a brush'],
  mouse: ['lived in a box of straw', 'loved cheese more than anything'],
};
const HAIR = ['brown', 'black', 'red', 'curly', 'long', 'short', 'dark', 'wild', 'straight', 'soft'];
const PLAIN = ['plain', 'spotted', 'striped'];

/** Words but for the one the story is about. */
function others(t: Tale, words: readonly string[]): readonly string[] {
  return words.filter((word) => word !== t.choice.required.noun.word);
}

/** Something about the hero. */
export function person(t: Tale): void {
  t.say(t.pick(t.character('h').sort === 'child' ? t.random.pick(CHILD) : t.random.pick(ANYBODY))(t));
}

type Detail = (t: Tale) => string;

/** Each group is as likely as the others. */
const ANYBODY: readonly (readonly Detail[])[] = [
  [
    (t) => `[h] {always|often} wore a(n) ${worn(t)}{| that [h.his] {mom|dad|grandma|aunt} had made}.`,
    (t) => `[h] had a(n) ${worn(t)} and took good care of it.`,
    (t) => `On cold days, [h] wore a(n) ${worn(t)}.`,
    (t) => `A(n) ${worn(t)} was what [h] wore, summer and winter.`,
  ],
  [
    () => '[h] had {a little|a big|one} {brother|sister} and {two|three|four} {cousins|good neighbors}.',
    () => '[h] was the {youngest|oldest} of {three|four|five} at home.',
    () => '[h] shared a room with [h.his] {big|little|baby} {brother|sister}.',
    () => '[h] loved the stories that an old neighbor told.',
  ],
  [
    () => 'In summer, [h] {slept under the stars|ate berries all day|walked in the cool stream}.',
    () => 'In winter, [h] {watched the snow fall|stayed close to the fire|looked for tracks in the snow}.',
    () => '[h] knew every {path|tree|stone|corner} near [h.his] home.',
    () =>
      '[h] could {whistle very loudly|stand on one leg for a long time|count to twenty|say the days of the week backward}.',
    () => '[h] had a {secret|favorite} place {by an old wall|behind a bush|on a flat stone}.',
    () => 'What [h] did not like was {going to bed|getting up early|wet feet|cold soup}.',
  ],
];

const CHILD: readonly (readonly Detail[])[] = [
  ...ANYBODY,
  [
    (t) =>
      `[h] had ${t.random.pick(HAIR)} hair and ${t.random.pick(['green', 'blue', 'brown', 'big', 'bright', 'dark'])} eyes.`,
    (t) => `[h] had ${t.random.pick(HAIR)} hair that {was never neat|shone in the sun|stood up at the back}.`,
    () =>
      '[h] had {many freckles|a gap between [h.his] front teeth|a little scar on one knee|dimples when [h.he] smiled}.',
    () => '[h] wore {round glasses|two different socks|big boots} {almost every day|and was proud of them}.',
  ],
  [
    (t) =>
      `[h] had a {${t.random.pick(['little', 'small', 'fat', 'funny', 'lazy', 'gentle'])} |}${pet(t)} {named|called} ${petName(t)}.`,
    (t) => `At home there was also a ${pet(t)}, and its name was ${petName(t)}.`,
    (t) => petHabit(t),
    (t) => petHabit(t),
  ],
];

function worn(t: Tale): string {
  const what = t.random.pick(others(t, WORN));
  t.bind({ detail: 'garment', worn: what });
  return `${t.random.pick(COLORS)} ${what}`;
}

function pet(t: Tale): string {
  return t.random.pick(others(t, PETS));
}

/** How it is called, which the end of the story may take up. */
function petName(t: Tale): string {
  const name = t.random.pick(PET_NAMES);
  t.bind({ detail: 'pet', pet: name });
  return name;
}

function petHabit(t: Tale): string {
  const animal = pet(t);
  return `[h.s] ${animal}, ${petName(t)}, ${t.random.pick(PET_HABITS[animal]!)}.`;
}

/** What the thing in a role looks like, now and then. */
export function look(t: Tale, role: string, chance = 0.6): void {
  const { noun, adjective } = t.thing(role);
  if (!['toy', 'fragile', 'clothes', 'gear'].includes(noun.kind) || PLAIN.includes(adjective?.word ?? ''))
    return;
  if (!t.unhurried || !t.room || !t.random.chance(chance)) return;
  const color = t.random.pick(COLORS.filter((word) => word !== adjective?.word));
  const mark = t.random.pick(others(t, MARKS));
  const side = t.random.pick(SIDES);
  const lines = [
    `It had a {small|little|big|tiny} ${color} ${mark} ${side}.`,
    `On the ${noun.word} there was a {small|little|big|tiny} ${color} ${mark}.`,
    `One knew it at once by the ${color} ${mark} ${side}.`,
    `There was no other like it, with its ${color} ${mark} ${side}.`,
  ];
  if (noun.kind !== 'clothes')
    lines.push(
      `Somebody had painted a(n) ${color} ${mark} ${side}.`,
      `It smelled {a little of paint|of wood|of {home|soap}|like new}, and there was a {small|tiny} scratch on one side.`,
    );
  t.say(lines);
}
