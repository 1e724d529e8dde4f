/** Strange noises: how they sound, what they are taken for, what can be seen before one knows, and what makes them. */
export interface Noise {
  readonly sound: string;
  readonly where: 'night' | 'attic' | 'bush';
  /** What it is taken for. */
  readonly guesses: readonly string[];
  /** A sign seen on the way, and what it shows. */
  readonly sign: string;
  /** What it is, with something like it that could not make that noise. */
  readonly cause: string;
  readonly not: readonly [string, string];
  /** How it is seen. */
  readonly seen: readonly string[];
  /** What is done about it. */
  readonly done: readonly string[];
  /** Early in the day, something that explains it. */
  readonly hint: string;
  readonly surprise: string;
  readonly pity: readonly string[];
}

export const NOISES: readonly Noise[] = [
  {
    sound: 'tap, tap, tap',
    where: 'night',
    guesses: ['a ghost that wanted to come in', 'a robber', 'a skeleton with long fingers'],
    sign: 'Each time the wind blew, the noise came again. When the wind was still, it was quiet.',
    cause: 'a branch',
    not: ['a fish', 'the moon'],
    seen: ['A branch of the old tree swung in the wind and tapped on the window.'],
    done: [
      'In the morning, [us] cut off the end of the branch.',
      '[h] waved at the branch and closed the curtain.',
    ],
    hint: 'That day, the wind had been strong, and the old tree in front of the window had swung from side to side.',
    surprise: 'on the branch sat a little owl that wanted to come in from the rain',
    pity: [
      'nobody cut off the branch. It broke in the next storm and fell through the window, and all the picture books got wet',
    ],
  },
  {
    sound: 'scratch, scratch',
    where: 'attic',
    guesses: ['a monster with long claws', 'a dragon', 'a witch with long nails'],
    sign: 'On the floor lay empty nut shells, one after the other.',
    cause: 'a squirrel',
    not: ['a goldfish', 'a cow'],
    seen: ['In a corner, on an old coat, sat a squirrel and cracked nuts.'],
    done: [
      '[h] left a bowl of nuts there and closed the door softly.',
      '[us] opened the little window, so that the squirrel could come and go.',
    ],
    hint: 'That morning, [h] had seen something with a bushy tail run up the wall of the house.',
    surprise: 'there were four tiny squirrels in a nest made of old socks',
    pity: ['the squirrel ate holes into the box with the winter coats, and nothing could be worn any more'],
  },
  {
    sound: 'drip, drop, drip, drop',
    where: 'attic',
    guesses: [
      'somebody who walked around in tiny shoes',
      'an old clock that had begun to tick',
      'a ghost that was crying',
    ],
    sign: 'It was raining outside, and the floor of the attic was wet.',
    cause: 'rain',
    not: ['sand', 'smoke'],
    seen: ['Rain came through a hole in the roof and dripped into an old pan.'],
    done: [
      '[us] put a bucket under the hole, and the next day the roof was mended.',
      '[us] put a bucket under the hole. Plink, plonk, it went now, and it was almost a song.',
    ],
    hint: 'That morning, a tile had lain on the steps, broken in two. The storm had blown it down from the roof.',
    surprise: 'right behind the pan stood an old painted horse that nobody had known about',
    pity: [
      'nobody saw that the box with all the old photos stood right under the hole, and the pictures were gone for ever',
    ],
  },
  {
    sound: 'hoo, hoo',
    where: 'night',
    guesses: ['a ghost in a long white shirt', 'a wolf', 'somebody who was lost in the dark'],
    sign: 'In front of the window stood the old tree, and two round eyes shone in it.',
    cause: 'an owl',
    not: ['a hen', 'a rabbit'],
    seen: ['On a branch sat an owl. It turned its head all the way around and blinked.'],
    done: [
      '[us] said good night to the owl and closed the window.',
      'From then on, the owl sang [h.o] to sleep.',
    ],
    hint: 'On the way home, [h] had found a long brown feather under the tree in front of the house.',
    surprise: 'the owl held a lost red mitten in its claws, the one that [h.n] had looked for all winter',
    pity: [
      'somebody threw a shoe out into the dark. The owl flew off for good, and after that the mice ate all the corn',
    ],
  },
  {
    sound: 'rustle, rustle, snuff',
    where: 'bush',
    guesses: ['a bear', 'a wild pig', 'a snake as long as a rope'],
    sign: 'On the ground were tiny footprints, no longer than a bean.',
    cause: 'a hedgehog',
    not: ['a horse', 'an elephant'],
    seen: [
      'Out of the leaves came a round hedgehog with an apple leaf on its back. It snuffed, and went on looking for worms.',
    ],
    done: [
      '[h] put down a little bowl of water, because hedgehogs get thirsty as well.',
      '[h] sat quite still and watched until it was gone.',
    ],
    hint: 'Under some bushes, somebody small had made a nest of dry leaves. [h] saw it on the way.',
    surprise: 'behind it, in a row, came three baby hedgehogs, no bigger than nuts',
    pity: ['nobody helped the little hedgehog, which was caught in an old net and got very sick'],
  },
  {
    sound: 'meow, meow',
    where: 'bush',
    guesses: ['a lost baby', 'a fairy', 'a talking flower'],
    sign: 'Between the leaves, something soft and striped moved. It had whiskers.',
    cause: 'a kitten',
    not: ['a puppy', 'a duck'],
    seen: ['Deep in the bush sat a kitten and blinked at the light.'],
    done: [
      '[h] stroked it very gently, and the kitten purred.',
      '[h] held the thorns apart, and the kitten crept out and rubbed its head on [h.his] leg.',
    ],
    hint: 'That morning, there had been a note on a tree: somebody was looking for a small striped pet.',
    surprise: 'around its neck was a ribbon with a tiny bell and an address, and it was the house next door',
    pity: ['the kitten sat there all night, all alone, and got very sick in the cold'],
  },
  {
    sound: 'bzzz, bzzz',
    where: 'bush',
    guesses: ['a little machine', 'a snoring old man', 'a tiny plane'],
    sign: 'It smelled sweet there, and the bush was full of flowers.',
    cause: 'bees',
    not: ['cows', 'snails'],
    seen: [
      'A whole cloud of bees flew from flower to flower. Behind the bush, in a hollow log, they had their home.',
    ],
    done: [
      '[h] went back two steps and watched how they brought home what they needed for their <knowledge?honey|butter|bread>.',
      '[h] stood still, as one should, and not one of them stung [h.him].',
    ],
    hint: 'There had been no jam that morning, but a new jar of honey on the table. It came from somewhere near, people said.',
    surprise: 'a man in a white suit came out from behind the bush and gave [h.o] a piece of honey bread',
    pity: [
      'nobody could warn the others. Somebody who came by later hit the bush with a stick, and the bees came out and stung',
    ],
  },
  {
    sound: 'rrrr, rrrr',
    where: 'night',
    guesses: ['a big bear', 'a wolf with a bad cold', 'a lion'],
    sign: 'The noise came from the next room. It went up, and down, and up again, like somebody breathing.',
    cause: 'somebody fast asleep',
    not: ['somebody hard at work', 'somebody deep in a book'],
    seen: ['There in the big chair lay [h.s] grandpa with open mouth. All that noise came out of it!'],
    done: [
      '[h] put a blanket over the big chair and tiptoed back to bed.',
      'A feather on the nose, a sneeze, and it was quiet.',
    ],
    hint: 'After dinner, [h.ns] grandpa had sat down in the big chair, only for a moment, with heavy eyes.',
    surprise: 'a cat lay in the same chair and snored as well, in just the same way',
    pity: ['nobody got any sleep that night, and the next morning everybody was tired and cross'],
  },
  {
    sound: 'cling, cling',
    where: 'attic',
    guesses: ['a ghost with a chain', 'a robber who was counting gold', 'an elf with a hammer'],
    sign: 'A cold wind blew through the attic, for the little window was open.',
    cause: 'the wind',
    not: ['the dust', 'the dark'],
    seen: ['Under the open window hung some old spoons on a string, and the wind made them ring.'],
    done: [
      '[us] closed the window, and it was still.',
      '[us] hung the spoons in the garden, where everyone could hear them.',
    ],
    hint: 'That morning, somebody had opened the attic window to let in fresh air, and had forgotten it.',
    surprise: "between the spoons hung a small silver bell with [h.ns] grandma's name on it",
    pity: [
      'nobody saw that a window was open. A storm tore it off in the night, and it fell on the roses below',
    ],
  },
];
