/**
 * How a noun that has no part in the plot is told of, by its kind: the hero has it, wears it, eats it, hears it, plays
 * with it or sees it where it belongs. `n` is the noun with its describing word and `p` its plural; for what is not
 * counted, "a(n)" becomes "some".
 */

const WORN: readonly string[] = [
  '[h] wore a(n) [n] that day.',
  'That day, [h] had put on a(n) [n].',
  '[h.s] grandma had made a(n) [n] for [h.him].',
  'For [h.his] birthday, [h] had got a(n) [n].',
];
const EATEN: readonly string[] = [
  '[h] had a(n) [n] with [h.him] and ate it bite by bite.',
  'For breakfast, [h] had eaten a(n) [n].',
  'On the table at home, there was a(n) [n] for [h.him].',
  '[h.s] grandma had given [h.him] a(n) [n], and [h] had eaten it at once.',
];
const SEEN: readonly string[] = [
  'Not far away, there was a(n) [n].',
  '[h] stopped for a moment to look at a(n) [n].',
  '[h] went past a(n) [n].',
];

/** Where it is found by nature, or anywhere if it is a thing. */
export const SHOWN: Readonly<Record<string, readonly string[]>> = {
  toy: [
    'At home, [h] had a(n) [n] and played with it every day.',
    '[h] had played with a(n) [n] all morning.',
    'For [h.his] last birthday, [h] had got a(n) [n].',
    '[h] had a(n) [n] and took good care of it.',
  ],
  fragile: [
    'At breakfast, there had been a(n) [n] on the table.',
    'At home, a(n) [n] stood on the shelf next to [h.his] bed.',
    'That morning, [h] had helped to clean a(n) [n].',
    '[h.s] grandma had a(n) [n], and [h] was always careful with it.',
  ],
  clothes: WORN,
  garment: WORN,
  treasure: [
    '[h] had a(n) [n] in [h.his] pocket.',
    'In a box at home, [h] kept a(n) [n].',
    '[h] had once found a(n) [n] and kept it.',
    '[h] had a(n) [n] and was proud of it.',
  ],
  paper: [
    '[h] had a(n) [n] in [h.his] bag.',
    'At home, [h] had a(n) [n] next to the bed.',
    'That morning, [h] had looked at a(n) [n] for a long time.',
    '[h.s] grandma had given [h.him] a(n) [n].',
  ],
  instrument: [
    'Somewhere, somebody was playing a(n) [n].',
    'At home, [h] had a(n) [n] and could play one song on it.',
    '[h.s] grandpa had a(n) [n] and often played on it.',
  ],
  gear: [
    'The day before, [h] had helped to carry a(n) [n].',
    'At home, there was a(n) [n] behind the door.',
    '[h.s] mom had a(n) [n], and sometimes [h] was allowed to use it.',
  ],
  tool: [
    'At home, [h] had a(n) [n] of [h.his] own.',
    '[h.s] dad had a(n) [n], and sometimes [h] was allowed to use it.',
    '[h.s] grandma had given [h.him] a(n) [n].',
  ],
  fruit: EATEN,
  baked: EATEN,
  vegetable: [
    'There would be a(n) [n] for lunch.',
    'On the table at home, there was a(n) [n].',
    '[h.s] grandma had a(n) [n] in her garden.',
  ],
  meal: [
    'For breakfast, [h] had eaten some [n].',
    'The evening before, there had been [n] on the table.',
    'There would be [n] for lunch, and [h] looked forward to it.',
  ],
  drink: [
    'At breakfast, [h] had drunk a(n) [n].',
    'There would be a(n) [n] with lunch.',
    '[h] had a(n) [n] with [h.him] and drank it.',
  ],
  beast: [
    'A(n) [n] looked at [h.o] for a moment and went on.',
    '{Not far away|Near a fence|Under a bush|Behind a tree}, [h] saw a(n) [n]{| that was looking for food| that was fast asleep| with its little one}.',
    'A(n) [n] was {resting in the sun|looking for food|sitting very still|scratching its ear} {by the path|close by|next to a rock|under a tree}.',
    'A(n) [n] crossed the path, looked at [h.o], and went on.',
    'When [h] held still, a(n) [n] came quite close.',
    'In the shade slept a(n) [n], and [h] went by very quietly.',
  ],
  bird: [
    'A(n) [n] was {looking for food|sitting very still|cleaning its feathers} {by the path|close by|under a tree}.',
    'A(n) [n] called {twice|three times} and was quiet again.',
    '[h] saw a(n) [n] with a bit of straw in its beak.',
    'Not far away, [h] saw a(n) [n] with its little ones.',
    '[h] held still, and a(n) [n] came quite close.',
  ],
  fish: [
    'In the clear water, there was a(n) [n].',
    '[h] watched a(n) [n] in the water {for a while|until it was gone}.',
    'For a moment, [h] saw a(n) [n] near the shore.',
  ],
  bug: [
    'A(n) [n] sat on a {leaf|blade of grass|warm stone|small branch}.',
    '[h] saw a(n) [n] on a {stone|log|leaf} {by the path|in the shade}.',
    'A(n) [n] went by, and [h] watched it {for a while|until it was gone}.',
    'On [h.his] arm, [h] found a(n) [n] and put it on a leaf.',
    '[h] bent down to look at a(n) [n].',
  ],
  plant: [
    '[h] saw a(n) [n] {in the sun|in the shade|by the path}.',
    'Nearby, there was a(n) [n] {in the warm light|next to a stone}.',
    '[h] stopped to look at a(n) [n].',
    'A snail had climbed on a(n) [n].',
  ],
  land: SEEN,
  place: SEEN,
  building: [...SEEN, 'A cat slept in front of a(n) [n].', 'The sun shone on a(n) [n].'],
  vehicle: [
    'A(n) [n] went by{| very slowly}.',
    'Far away, [h] saw a(n) [n].',
    '[h] stopped to look at a(n) [n].',
    'A(n) [n] passed, and [h] waved to it.',
  ],
  furniture: [
    '[h.s] favorite place at home was next to the [n].',
    'When it rained, [h] liked to play next to the [n].',
    'That morning, [h] had helped to clean the [n].',
  ],
  role: [
    '[h] met a(n) [n] and said hello.',
    'A(n) [n] waved at [h.o], and [h] waved back.',
    'Close to [h.his] home lived a(n) [n], who was always friendly to [h.o].',
  ],
  people: [
    '[h] met a(n) [n] and said hello.',
    'A(n) [n] waved at [h.o], and [h] waved back.',
    'On a bench sat a(n) [n], and [h] said hello.',
  ],
  shape: [
    '[h] drew a(n) [n] in the dust with a stick.',
    'With one foot, [h] made a(n) [n] on the ground.',
    'With white stones, [h] made a(n) [n] on the ground.',
  ],
  event: [
    'The week before, [h] had been to a(n) [n].',
    'Soon there would be a(n) [n], and [h] looked forward to it.',
    '[h] still liked to think of a(n) [n] last summer.',
  ],
  sound: [
    'Somewhere far away, there was a(n) [n].',
    '[h] heard a(n) [n] and stopped to listen.',
    'For a moment, there was a(n) [n], and then all was quiet.',
  ],
};

/** For an animal that lives with people, where it is not found outdoors. */
export const KEPT: readonly string[] = [
  'At home, [h] had a(n) [n].',
  'That morning, [h] had played with a(n) [n].',
  '[h.s] neighbors had a(n) [n], and [h] often went to see it.',
];

/** For what is not found where the hero is, but in the place `where`. */
export const ELSEWHERE: readonly string[] = [
  'Once, [where], [h] had seen a(n) [n].',
  'The week before, [h] had seen a(n) [n] [where].',
  '[h] hoped to see a(n) [n] one day.',
];

/** For what is in stories and games alone. */
export const IMAGINED: readonly string[] = [
  'In the story that [h] liked best, there was a(n) [n].',
  '[h] knew a story about a(n) [n].',
  '[h] liked to play that [h.he] was a(n) [n].',
];

/** For what is at home or near it, said before the story begins. */
export const AT_HOME: Readonly<Record<string, readonly string[]>> = {
  furniture: [
    'At home, [h.his] favorite place was next to the [n].',
    'When it rained, [h] liked to play next to the [n].',
  ],
  building: [
    'Not far from [h.his] home, there was a(n) [n].',
    'From [h.his] window, one could see a(n) [n].',
  ],
  place: ['Not far from [h.his] home, there was a(n) [n].', '[h] lived close to a(n) [n].'],
  land: ['Not far from [h.his] home, there was a(n) [n].'],
  vehicle: ['[h.s] uncle had a(n) [n], and sometimes [h] was allowed to sit in it.'],
  role: ['[h.s] uncle was a(n) [n] and knew many stories.', 'Next door lived a(n) [n].'],
  meal: ['There was nothing that tasted better to [h.o] than [n].'],
  fruit: ['There was nothing that tasted better to [h.o] than a(n) [n].'],
  baked: ['There was nothing that tasted better to [h.o] than a(n) [n].'],
};

/** At the end of the day; a story can end with any of these. */
export const AT_NIGHT: readonly string[] = [
  'Before [h] fell asleep, [h.he] heard a story about a(n) [n].',
  'That evening, [h] was told a funny story about a(n) [n] and laughed.',
  'At bedtime, there was a song about a(n) [n].',
];
/** Where days or weeks have gone by. */
export const ONCE: readonly string[] = [
  'And later, [h] liked to tell a story about a(n) [n].',
  'One evening, [h] heard a story about a(n) [n] and laughed.',
];
/** For what one has of one's own; `own` is singular or plural. */
export const PUT_AWAY: readonly string[] = [
  'At home, [h] put away [h.his] [own] and was ready for dinner.',
  'Before bed, [h] put [h.his] [own] where [h.he] could find [them] the next day.',
];
export const SUPPER: readonly string[] = [
  'At dinner, there was a(n) [n] for [h.o], and [h.he] ate every bit of it.',
  'Back home, a(n) [n] was waiting on the table for [h.o].',
  'That evening, there was a(n) [n] for dinner.',
];
/** At the end of a story that ends badly, for what might cheer somebody up. */
export const NO_COMFORT: readonly string[] = [
  'Not even a(n) [n] could cheer [h.o] up.',
  'On another day, [h] would have been glad about a(n) [n].',
];
/** The same for what does not. */
export const NO_STORY: readonly string[] = [
  'Not even a story about a(n) [n] could cheer [h.o] up.',
  'At bedtime there was a story about a(n) [n], but [h] hardly listened.',
];
