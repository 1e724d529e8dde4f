/** Sentences that every plot may use, with places for the words that a story must use. */
import type { Moment } from '../words/lexicon.ts';

/** Weather that a fine day may have. */
export const FAIR: readonly string[] = ['sunny', 'windy', 'cloudy', 'mild', 'breezy'];

/** How a verb with its complement is told at a moment; `h` stands for whoever does it. */
export const FRAMES: Readonly<Record<Moment, readonly string[]>> = {
  fun: [
    '[h] {loved|liked} to <base>.',
    'Most of all, [h] {loved|liked} to <base>.',
    'Every {day|morning|afternoon}, [h] <past>.',
    '[h] was very good at <ing>.',
    '[h] never got tired of <ing>.',
    '[h] often <past>.',
    '{Nothing was better for [h.o] than to|There was nothing that [h] liked more than to} <base>.',
    '{On most days|When the sun was out|After lunch}, [h] <past>.',
    '[h] <past> {almost every day|whenever [h.he] could}.',
  ],
  way: [
    'On the way, [h] <past>.',
    '[h] <past>.',
    'There, [h] <past>.',
    'Along the way, [h] <past>.',
    'Before long, [h] <past>.',
    'After a few steps, [h] <past>.',
    '{A little later|Soon}, [h] <past>.',
  ],
  think: ['[h] <past>.', 'Then [h] <past>.', 'Before doing anything else, [h] <past>.'],
  rest: [
    'Later, [h] <past>.',
    'In the evening, [h] <past>.',
    'Back at home, [h] <past>.',
    'After all that, [h] <past>.',
    'When the {day|adventure} was over, [h] <past>.',
  ],
  joy: [
    '[h] <past>.',
    '[h] [h.was] so happy that [h.he] <past>.',
    'Full of joy, [h] <past>.',
    '{At once|Right away}, [h] <past>.',
  ],
  sad: [
    '[h] <past>.',
    'All [h] could do was <base>.',
    '[h] began to <base>.',
    '[h] could not help it and <past>.',
  ],
  fear: ['[h] <past>.', '[h] [h.was] so scared that [h.he] <past>.', 'Full of fear, [h] <past>.'],
  say: ['[h] <past>.'],
  game: [
    'Together, [h] <past>.',
    'That day, [h] <past>.',
    '[h] <past> for hours.',
    'They {laughed and |}<past> together.',
    'First, [h] <past>.',
  ],
};

/** Where an adjective of place belongs. */
export const PLACE_NOUNS: Readonly<Record<string, readonly string[]>> = {
  peaceful: ['pond', 'village', 'garden'],
  crowded: ['bus', 'shop', 'square'],
  empty: ['house', 'barn', 'boat'],
  hidden: ['path', 'door'],
  dark: ['tunnel', 'cave', 'corner'],
  deep: ['hole', 'well', 'ditch'],
  distant: ['hill', 'tower'],
  famous: ['old tree', 'statue', 'bridge'],
  narrow: ['bridge', 'path', 'street'],
  steep: ['hill', 'path'],
  open: ['gate', 'window', 'field'],
  secret: ['garden', 'path', 'door'],
};

/** How the lesson is put. */
export const LESSONS: readonly string[] = [
  '[h] learned that [lesson].',
  'That day, [h] learned that [lesson].',
  'From that day on, [h] knew that [lesson].',
  '[h] never forgot what [h.he] had learned: [lesson].',
  'And so [h] learned that [lesson].',
  'The lesson is that [lesson].',
  '{In the end|That evening|After all this}, [h] had learned that [lesson].',
];

/** Sentences for a noun that is not found where the hero is. */
export const IMAGINED: readonly string[] = [
  'That morning, [h] had seen a(n) [n] in a book.',
  'The night before, [h] had dreamed of a(n) [n].',
  'At home, [h] had a picture of a(n) [n] on the wall.',
  'The day before, [h] had drawn a(n) [n].',
  'Once, [h] had heard a story about a(n) [n].',
];

/** Sentences that show a noun of a kind in passing; `n` is the noun with its describing word. */
export const SHOWN: Readonly<Record<string, readonly string[]>> = {
  toy: [
    'Earlier that day, [h] had played with a(n) [n].',
    'Through a window, [h] saw a(n) [n].',
    'A child ran past with a(n) [n].',
  ],
  fragile: ['At breakfast that day, there had been a(n) [n] on the table.', 'In a window, [h] saw a(n) [n].'],
  clothes: [
    '[h] wore a(n) [n] that day.',
    'An old man with a(n) [n] went by.',
    'Somebody had left a(n) [n] on a fence.',
  ],
  garment: [
    '[h] wore a(n) [n] that day.',
    'An old man in a(n) [n] went by.',
    'Somebody had hung a(n) [n] on a fence to dry.',
  ],
  treasure: ['[h] had a(n) [n] in [h.his] pocket for good luck.', 'Once, [h] had found a(n) [n] near there.'],
  gear: [
    '[h] had a(n) [n] with [h.him] that day.',
    'Somebody had left a(n) [n] by the wall.',
    'Somebody with a(n) [n] went by.',
  ],
  tool: [
    'Somebody had left a(n) [n] by the wall.',
    'A man with a(n) [n] went by.',
    'A(n) [n] leaned on a fence nearby.',
  ],
  fruit: [
    '[h] had brought a(n) [n] to eat and enjoyed every bite.',
    'For breakfast, [h] had eaten a(n) [n].',
    '[h] had a(n) [n] in [h.his] bag for later.',
  ],
  baked: [
    '[h] had brought a(n) [n] to eat and enjoyed every bite.',
    'At home, [h] had eaten a(n) [n].',
    '[h] had a(n) [n] in [h.his] bag for later.',
  ],
  meal: ['For breakfast, [h] had eaten a(n) [n].', '[h] had brought a(n) [n] along and had a little.'],
  beast: [
    'A(n) [n] looked at [h.o] for a moment and went on.',
    '{Not far away|Near a fence|Under a bush|Behind a tree}, [h] saw a(n) [n]{| that was looking for food| that was fast asleep| with its little one}.',
    'A(n) [n] was {resting in the sun|looking for food|sitting very still|drinking from a puddle|scratching its ear} {by the path|near a fence|close by|next to a rock|under a tree}.',
    'A(n) [n] came by, but it did not stay.',
  ],
  bug: [
    'A(n) [n] sat on a {leaf|flower|blade of grass|warm stone|small branch}{| and did not move| in the sun}.',
    '[h] saw a(n) [n] on a {stone|log|leaf|flower} {by the path|near the gate|in the shade}.',
    'A(n) [n] went by, and [h] watched it {for a while|until it was gone|with big eyes}.',
  ],
  plant: [
    '[h] saw a(n) [n] {in the sun|in the shade|by the path}.',
    'Nearby, there was a(n) [n] {with drops of water on it|in the warm light|next to a stone}.',
    'There was a(n) [n] {by the path|near a wall|next to an old stump}{|, and it smelled good|, full of tiny bugs}.',
  ],
  land: [
    'Not far away, there was a(n) [n].',
    '[h] went past a(n) [n]{| and looked at it for a while| where {birds|frogs|bees} lived}.',
    '[h] came to a(n) [n] and {looked around|stopped for a moment|listened}.',
  ],
  building: [
    '[h] went past a(n) [n]{| and wondered who had made it| and looked at it for a while}.',
    'Not far away stood a(n) [n].',
    'There was a(n) [n] {close by|at the end of the path|behind the trees}.',
  ],
  vehicle: [
    'A(n) [n] {went by|went by very slowly|went by with a lot of noise}.',
    'Far away, [h] saw a(n) [n] {full of boxes|on its way home|with two people in it}.',
    '[h] stopped to look at a(n) [n].',
  ],
  furniture: ['At home, the [n] had just been cleaned.', 'Before [h] left home, [h.he] had cleaned the [n].'],
  role: ['A(n) [n] waved at [h.o].', '[h] met a(n) [n] and said hello.', 'A(n) [n] was at work nearby.'],
};
