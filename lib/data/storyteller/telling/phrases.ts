/** Sentences that show nouns and adjectives that have no part in the plot. */

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
