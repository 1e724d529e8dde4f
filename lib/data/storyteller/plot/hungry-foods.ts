/** Who eats what: the heroes who look for food, and those at whose doors they knock. */

export interface Eater {
  readonly kind: string;
  /** What it eats, one of which is found in the end. */
  readonly eats: readonly string[];
  /** Foods of others that it cannot or does not eat, and so are of no use to it. */
  readonly not: readonly string[];
}

export const EATERS: readonly Eater[] = [
  {
    kind: 'rabbit',
    eats: ['clover', 'carrots'],
    not: ['honey', 'fish', 'worms', 'nuts', 'bones', 'flies'],
  },
  { kind: 'bear', eats: ['honey', 'berries'], not: ['hay', 'worms', 'thistles', 'flies', 'corn', 'bones'] },
  {
    kind: 'squirrel',
    eats: ['nuts', 'pine seeds'],
    not: ['hay', 'honey', 'fish', 'worms', 'bones', 'flies', 'thistles'],
  },
  {
    kind: 'kitten',
    eats: ['milk', 'fish'],
    not: ['hay', 'nuts', 'honey', 'worms', 'thistles', 'corn', 'pond weed'],
  },
  { kind: 'duck', eats: ['pond weed', 'corn'], not: ['hay', 'honey', 'nuts', 'bones', 'thistles'] },
  {
    kind: 'hedgehog',
    eats: ['beetles', 'worms'],
    not: ['hay', 'nuts', 'fish', 'thistles', 'corn', 'bones', 'honey'],
  },
  {
    kind: 'lamb',
    eats: ['grass', 'clover'],
    not: ['honey', 'fish', 'worms', 'nuts', 'bones', 'flies'],
  },
  {
    kind: 'mouse',
    eats: ['corn', 'cheese'],
    not: ['hay', 'fish', 'honey', 'bones', 'flies', 'thistles', 'worms'],
  },
  {
    kind: 'puppy',
    eats: ['bones', 'sausages'],
    not: ['hay', 'nuts', 'worms', 'flies', 'thistles', 'corn', 'honey', 'pond weed'],
  },
  {
    kind: 'frog',
    eats: ['flies', 'bugs'],
    not: ['hay', 'nuts', 'honey', 'corn', 'bones', 'thistles'],
  },
  { kind: 'goat', eats: ['thistles', 'hay'], not: ['honey', 'fish', 'worms', 'bones', 'flies'] },
  {
    kind: 'beaver',
    eats: ['bark', 'willow twigs'],
    not: ['hay', 'honey', 'fish', 'worms', 'nuts', 'bones', 'flies'],
  },
];

export interface Host {
  readonly kind: string;
  readonly food: string;
  /** Where it lives. */
  readonly door: string;
}

/** What else they would eat, so that it is not offered as a wrong answer. */
export const DIETS: Readonly<Record<string, readonly string[]>> = {
  horse: ['hay', 'grass', 'clover', 'corn', 'thistles'],
  donkey: ['hay', 'grass', 'clover', 'corn', 'thistles'],
  cow: ['hay', 'grass', 'clover', 'corn', 'thistles'],
  rabbit: ['hay', 'grass', 'clover', 'thistles', 'corn'],
  bear: ['honey', 'fish', 'nuts', 'grass', 'clover', 'corn', 'worms'],
  bee: ['honey', 'clover'],
  hen: ['corn', 'worms', 'flies', 'grass', 'clover', 'nuts'],
  robin: ['worms', 'flies', 'nuts'],
  mole: ['worms', 'flies'],
  squirrel: ['nuts', 'corn'],
  swan: ['pond weed', 'grass', 'corn', 'clover', 'flies'],
  toad: ['flies', 'worms'],
  dog: ['bones', 'fish', 'worms'],
  heron: ['fish', 'worms', 'flies'],
  otter: ['fish', 'worms'],
};

export const HOSTS: readonly Host[] = [
  { kind: 'horse', food: 'hay', door: 'the stable' },
  { kind: 'bee', food: 'honey', door: 'the beehive' },
  { kind: 'bear', food: 'honey', door: 'the cave' },
  { kind: 'heron', food: 'fish', door: 'the reeds' },
  { kind: 'otter', food: 'fish', door: 'the river bank' },
  { kind: 'mole', food: 'worms', door: 'the molehill' },
  { kind: 'robin', food: 'worms', door: 'the hedge' },
  { kind: 'squirrel', food: 'nuts', door: 'the hollow oak' },
  { kind: 'dog', food: 'bones', door: 'the doghouse' },
  { kind: 'toad', food: 'flies', door: 'the old well' },
  { kind: 'donkey', food: 'thistles', door: 'the shed' },
  { kind: 'hen', food: 'corn', door: 'the hen house' },
  { kind: 'swan', food: 'pond weed', door: 'the lake' },
  { kind: 'rabbit', food: 'clover', door: 'the burrow' },
  { kind: 'cow', food: 'grass', door: 'the cow shed' },
];

/** How one comes to a door; `@` stands for what is eaten there. */
export const FIRST_DOOR: readonly string[] = [
  '[h.n] went to [door], where [d.a] lived. [d.he] was having a meal of @.',
  'Not far away was the home of [d.a]. On the table was what [d.the] liked best, a plate of @.',
  'Close by lived [d.a]. [h.n] looked in and saw [d.him] at the table, with a bowl of @.',
];
export const NEXT_DOOR: readonly string[] = [
  'Then [h.n] came to [door]. There sat [d.a], and in front of [d.him] was a big bowl of @.',
  'Then [h.n] stopped at [door]. There was [d.a], with [d.his] mouth full of @.',
  'After that, it was not far to [door]. [d.a] was just getting dinner ready, and it was @.',
  'Next, [h.n] met [d.a] near [door], on the way home with a bag of @.',
];

/** The same in few words, with the offer. */
export const HASTY_DOOR: readonly string[] = [
  'At [door], [d.a] wanted to share dinner. But it was @.',
  '[h.n] stopped at [door]. [d.a] had something to share, and it was @.',
  '[h.n] asked [d.a], who was glad to share a meal. But it was a bowl of @.',
  '[d.a] asked [h.n] to come in and eat. On the table was a plate of @.',
];

/** Who has such food and can share it in the end. */
export const GIVERS: Readonly<Record<string, readonly string[]>> = {
  clover: ['goose', 'hare', 'deer'],
  carrots: ['goose', 'hare', 'badger'],
  honey: ['badger'],
  berries: ['badger', 'goose', 'crow', 'fox'],
  nuts: ['crow', 'badger'],
  'pine seeds': ['crow'],
  milk: ['goat'],
  fish: ['stork', 'badger'],
  'pond weed': ['goose'],
  corn: ['goose', 'crow', 'hare'],
  beetles: ['crow', 'badger', 'stork'],
  worms: ['crow', 'badger', 'stork'],
  grass: ['goose', 'hare', 'deer'],
  cheese: ['crow', 'fox', 'badger'],
  bones: ['fox', 'crow'],
  sausages: ['fox', 'crow', 'badger'],
  flies: ['stork', 'lizard'],
  bugs: ['stork', 'lizard', 'crow'],
  thistles: ['hare', 'goose'],
  hay: ['hare', 'deer'],
  bark: ['hare', 'deer'],
  'willow twigs': ['hare', 'deer'],
};

/** What is not there yet when the winter is over. */
export const RIPE: readonly string[] = ['berries', 'nuts', 'clover', 'carrots', 'flies', 'bugs'];

/** What is found in the end is little: nothing that one can call others to. */
export const SCARCE: readonly string[] = ['fish', 'cheese', 'bones', 'sausages', 'milk'];

/** Where food is found in the end when nobody has it. */
export const SOURCES: Readonly<Record<string, readonly string[]>> = {
  clover: ['Behind a fence, where nobody had looked, a whole patch of clover was in bloom.'],
  carrots: [
    'At the edge of a field somebody had left a row of carrots, and their green tops waved in the wind.',
  ],
  honey: ['High up in a hollow tree something hummed, and golden honey dripped down the bark.'],
  berries: ['Behind some rocks was a slope, and it was blue with berries.'],
  nuts: ['Under a hazel bush the ground was brown with nuts. The wind had shaken them down that night.'],
  'pine seeds': ['The wind had thrown down a hundred pine cones, and each was full of seeds.'],
  milk: [
    'In front of a barn stood a bowl, full to the rim with milk. The farmer saw [h.o] and did not mind at all.',
  ],
  fish: [
    'In a puddle near the river, a fat fish splashed. That was dinner!',
    'On the bank lay a fish that had jumped too far.',
  ],
  'pond weed': ['Behind an old mill was a quiet pond, green all over with the finest weed.'],
  corn: [
    'A sack on the cart of a farmer had a hole, and all along the road there lay yellow corn. The farmer only laughed. It was for whoever found it!',
  ],
  beetles: ['Under an old log there was such a crawling and running of fat beetles!'],
  worms: ['After the rain, the path was full of worms.'],
  grass: ['On the other side of a hill, the grass was high and wet and green.'],
  cheese: ['Under a bench, where people had eaten, lay a piece of cheese with three holes.'],
  bones: ['Just then, a butcher opened the back door of the shop and threw out a big bone.'],
  sausages: [
    'On a wall sat a boy with two sausages in one hand, and plop, they fell right in front of [h.ns] nose. The boy only laughed.',
  ],
  flies: ['Over a warm dung heap the air was black with flies.'],
  bugs: ['On the wet grass, bugs were sitting everywhere, as thick as crumbs.'],
  thistles: ['Along an old wall, thistles grew as high as a door.'],
  hay: ['The barn door was open, and it smelled of new hay.'],
  bark: ['By a river, a young tree had fallen, with the sweetest bark on it.'],
  'willow twigs': ['By a stream stood a whole row of willows, and their fresh twigs hung into the water.'],
};
