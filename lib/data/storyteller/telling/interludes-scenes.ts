/** The scenes of interludes.ts: out of doors, anywhere, in the evening, and at home before the story begins. */
import type { Tale } from '../tale.ts';

/** Tells its scene, if it fits the story; whether it did. */
export type Interlude = (t: Tale) => boolean;

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven'];

/** Two things to eat, and one is eaten. */
function twoInBag(t: Tale): boolean {
  const food = (): string =>
    t.choice.fresh('food', ({ countable, tags }) => countable && !tags.has('heavy')).word;
  const [x1, x2] = [food(), food()];
  t.say(
    [
      '[h] had a(n) [x1] and a(n) [x2] in [h.his] bag. [h.he] ate the [x1], and then there was only the <context?[x2]|[x1]> left.',
      '[h] had a(n) [x1] and a(n) [x2] to eat. First [h.he] ate the [x1], and then [h.he] ate the <context?[x2]|[x1]>.',
      '[h] had packed a(n) [x1] and a(n) [x2]. The [x1] fell into a puddle, so all that was left to eat was the <context?[x2]|[x1]>.',
      'There were a(n) [x1] and a(n) [x2] in [h.s] bag. [h] gave the [x1] to a hungry bird and kept the <context?[x2]|[x1]>.',
    ],
    { x1, x2 },
  );
  return true;
}

/** One thing in each pocket. */
function twoPockets(t: Tale): boolean {
  if (t.character('h').sort !== 'child') return false;
  const small = (): string =>
    t.choice.fresh('kind:treasure', ({ countable, tags }) => countable && tags.has('small')).word;
  const [x1, x2] = [small(), small()];
  t.say(
    [
      'In [h.his] left pocket, [h.n] had a(n) [x1], and in the right one a(n) [x2]. [h.he] reached into the right pocket and held the <context?[x2]|[x1]> for luck.',
      '[h] had a(n) [x1] in one pocket and a(n) [x2] in the other. The pocket with the [x2] had a hole, and plop, out fell the <context?[x2]|[x1]>. [h] picked it up.',
    ],
    { x1, x2 },
  );
  return true;
}

const WAYS: readonly (readonly [ways: string, because: string, taken: string, other: string])[] = [
  ['one short and muddy, the other long and dry', 'did not want to get wet feet', 'long', 'short'],
  ['one up a steep hill, the other along a flat meadow', 'did not feel like climbing', 'flat', 'steep'],
  ['one through dark trees, the other over a sunny meadow', 'was a little cold', 'sunny', 'dark'],
  ['one narrow and full of thorns, the other wide', 'did not want to be scratched', 'wide', 'narrow'],
  ['one loud and full of carts, the other quiet', 'wanted to hear the birds', 'quiet', 'loud'],
  ['one long, the other short', 'wanted to be there soon', 'short', 'long'],
];

function fork(t: Tale): boolean {
  if (t.stage !== 'way') return false;
  const [ways, because, taken, other] = t.random.pick(WAYS);
  t.say([
    `There were two ways, ${ways}. [h] ${because}, so [h.he] took the <reasoning?${taken}|${other}> way.`,
    `The path split in two: ${ways}. [h] thought about it. [h.he] ${because}, and so [h.he] chose the <reasoning?${taken}|${other}> one.`,
    `At a big stone, there were two ways, ${ways}. Because [h] ${because}, it had to be the <reasoning?${taken}|${other}> one.`,
  ]);
  return true;
}

const NEEDS: readonly string[] = [
  'The sun was hot, so [h] sat down in the <reasoning?shade|sun> for a while to get cool.',
  'There was a wide puddle in the way. [h] wanted to stay dry, so [h.he] walked <reasoning?around|through> it.',
  'A ripe plum hung too high, so [h] climbed on a big <reasoning?rock|leaf> to reach it. It was sweet.',
  '[h] was thirsty but had no cup, so [h.he] folded one out of a big <reasoning?leaf|stone> and drank from a stream.',
  'A cool wind came up. [h] ran a little to get <reasoning?warm|cold> again.',
  'There were two logs to rest on, one wet and one dry. [h] sat down for a moment on the <reasoning?dry|wet> one.',
];

function need(t: Tale): boolean {
  t.say(t.pick(NEEDS));
  return true;
}

/** Two animals, one up and one down; one of them moves. */
function upAndDown(t: Tale): boolean {
  const [high, low] = t.random.pick([
    ['cat', 'dog'],
    ['squirrel', 'hedgehog'],
    ['bird', 'hen'],
    ['cat', 'goose'],
    ['owl', 'mouse'],
    ['squirrel', 'rabbit'],
  ] as const);
  if ([high, low].some((kind) => t.character('h').kind === kind || t.choice.required.noun.word === kind))
    return false;
  t.say([
    `A(n) ${high} sat on a wall, and a(n) ${low} sat under a bush. One of them came down from the wall. It was the <context?${high}|${low}>.`,
    `Up on a branch sat a(n) ${high}. Down in the grass sat a(n) ${low}. [h] looked up and waved to the <context?${high}|${low}>.`,
    `There was a(n) ${high} on a branch and a(n) ${low} on the ground. [h] bent down to look at the <context?${low}|${high}>.`,
  ]);
  return true;
}

const SOUNDS: readonly (readonly [sound: string, animal: string, wrong: string])[] = [
  ['moo', 'cow', 'duck|cat'],
  ['quack', 'duck', 'cow|dog'],
  ['meow', 'cat', 'hen|cow'],
  ['woof', 'dog', 'cat|duck'],
  ['oink', 'pig', 'cat|hen'],
  ['baa', 'sheep', 'dog|duck'],
  ['cluck', 'hen', 'cow|pig'],
];

function sound(t: Tale): boolean {
  const [call, animal, wrong] = t.random.pick(SOUNDS);
  if (t.character('h').kind === animal) return false;
  t.say([
    `From behind a hedge came a loud ${call}. [h] did not have to look. It was a <knowledge?${animal}|${wrong}>.`,
    `Somewhere, somebody said ${call}. Of course, it was a <knowledge?${animal}|${wrong}>.`,
    `[h] heard a(n) ${call} and knew at once: over there was a <knowledge?${animal}|${wrong}>.`,
  ]);
  return true;
}

function floating(t: Tale): boolean {
  if (!['water', 'sea'].includes(t.character('h').place?.scene ?? '')) return false;
  t.say([
    '[h] threw a leaf and a stone into the water. The leaf stayed on top, but the <reasoning?stone|leaf> went down at once.',
    '[h] put a stick and a stone on the water. One of them floated, and that was the <reasoning?stick|stone>.',
    'What floats better, a feather or a stone? [h] tried it, and only the <reasoning?feather|stone> stayed on the water.',
  ]);
  return true;
}

function shopping(t: Tale): boolean {
  const hero = t.character('h');
  if (hero.sort !== 'child' || hero.place?.scene !== 'town') return false;
  const goods = t.choice.fresh('kind:fruit', ({ countable }) => countable);
  const had = 2 + t.random.int(4);
  const [coins, left] = [NUMBERS[had], NUMBERS[had - 1]];
  const plural = had - 1 === 1 ? 'coin' : 'coins';
  t.say(
    [
      `[h] had ${coins} coins and bought a(n) [x1] for one coin. Now [h.he] had <reasoning?${left}|${NUMBERS[had + 1]}> ${plural} left.`,
      `By the road, somebody sold [x2] for one coin each. [h] had ${coins} coins and bought one, and then there ${had === 2 ? 'was' : 'were'} <reasoning?${left}|${NUMBERS[had + 1]}> ${plural} left.`,
    ],
    { x1: goods.word, x2: goods.plural },
  );
  return true;
}

const BEDTIME: readonly string[] = [
  'That evening, [h] was so tired that [h.he] went straight to <reasoning?bed|school|breakfast>.',
  'In the evening, it was dark in the house, so somebody turned on the <reasoning?light|water>.',
  'At dinner, [h] had a bowl of soup and kept some bread for the end. When the bowl was empty, [h.he] ate the <context?bread|soup>.',
  'That night, the moon was full and as round as a <knowledge?ball|banana|stick>.',
  'In the evening, [h.s] hands were dirty. Before dinner, they had to be <reasoning?washed|eaten|painted>.',
  'That night, the moon was very thin. It looked like a <knowledge?banana|ball|plate>.',
  'At dinner, the soup was too hot. So there was time to tell everything, until the soup was not so <reasoning?hot|cold> any more.',
  'It was a cold night. [h] pulled the blanket <reasoning?up|off> and was warm.',
  'That night, the sky was clear, and one could see the moon and many <knowledge?stars|clouds|rainbows>.',
  'At dinner, there was a big bowl and a small one. [h] was very hungry and took the <reasoning?big|small> one.',
  'That evening, [h.s] eyes would not stay open. [h.he] was very <reasoning?tired|hungry|angry>.',
];

/** What only people have and do. */
const OF_PEOPLE = /house|hands|blanket|school/;

function bedtime(t: Tale): boolean {
  const child = t.character('h').sort === 'child';
  t.say(t.random.pick(child ? BEDTIME : BEDTIME.filter((one) => !OF_PEOPLE.test(one))));
  return true;
}

/** What somebody has at home, and what follows from it. */
const AT_HOME: readonly string[] = [
  'By the house stood a green bench and a white bench. The green one was broken, so [h] sat on the <context?white|green> one.',
  '[h] always woke up early, so in the evening [h.he] went to bed <reasoning?early|late>.',
  '[h] had a big pillow and a small pillow. The cat took the big one, so [h] slept on the <context?small|big> one.',
  'Two paths led away from home, a wide one and one full of thorns. [h] always took the <reasoning?wide|thorny> one.',
  'The nights were cold at home, so [h] slept under a <reasoning?thick|thin> blanket.',
];

export function atHome(t: Tale): void {
  t.say(t.pick(AT_HOME));
}

export const ANYWHERE: readonly Interlude[] = [twoInBag, twoPockets];
export const OUTSIDE: readonly Interlude[] = [
  twoInBag,
  twoPockets,
  fork,
  fork,
  fork,
  need,
  need,
  floating,
  floating,
  shopping,
  shopping,
];
export const EVENING: readonly Interlude[] = [bedtime];
/** Those of the small variety, out of doors. */
export const FEW: readonly Interlude[] = [twoInBag, need, upAndDown, sound];
