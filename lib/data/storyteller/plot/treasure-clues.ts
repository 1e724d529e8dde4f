/** Riddles that lead from place to place, and what can be in the box at the end. */

export interface Clue {
  /** What the paper asks for: "Look for …". */
  readonly riddle: string;
  /** What it means, and what it does not mean. */
  readonly answer: string;
  readonly wrong: readonly string[];
  /** Where the next paper is. */
  readonly spot: string;
}

function clue(riddle: string, answer: string, wrong: string, spot: string): Clue {
  return { riddle, answer, wrong: wrong.split(', '), spot };
}

export const CLUES: Readonly<Record<'child' | 'animal', readonly Clue[]>> = {
  child: [
    clue(
      'what has two hands but cannot clap',
      'town clock',
      'garden gate, old bench',
      'behind the clock, where the wall was loose',
    ),
    clue('what runs all day and never gets tired', 'river', 'church, oak', 'under a flat stone by the water'),
    clue(
      'what wears a green coat in summer and none in winter',
      'oak tree',
      'mailbox, stone wall',
      'in a hole in the trunk',
    ),
    clue(
      'what stands in the field on one leg and scares the birds',
      'scarecrow',
      'farmer, haystack',
      'in the pocket of its old coat',
    ),
    clue(
      'what eats letters all day and is never full',
      'mailbox',
      'well, bridge',
      'behind the mailbox, pinned to the post',
    ),
    clue(
      'what goes over the river and never gets wet',
      'bridge',
      'fish, water wheel',
      'under the bridge, between two beams',
    ),
    clue(
      'what is deep and dark and gives a drink to all who are thirsty',
      'well',
      'chimney, barn',
      'on a nail inside the rim of the well',
    ),
    clue(
      'what has four arms, and they turn in the wind',
      'windmill',
      'church, fountain',
      'beside the door of the mill',
    ),
    clue(
      'the house where bread is born',
      'bakery',
      'school, library',
      'under the mat at the door of the bakery',
    ),
    clue(
      'the house that is full of stories',
      'library',
      'bakery, barn',
      'inside an old book with a green back',
    ),
    clue(
      'the house where breakfast is laid every morning, and nobody lays a table',
      'hen house',
      'bakery, school',
      'in the straw, next to a warm egg',
    ),
    clue(
      'what has a tongue of iron and can be heard by everyone',
      'church bell',
      'clock, fence',
      'on the lowest step of the bell tower',
    ),
    clue(
      'what has many eyes and never sees',
      'potato field',
      'pond, bench',
      'at the end of the last row of potatoes',
    ),
    clue(
      'what has a roof and walls but no door, and birds go in and out',
      'bird house',
      'barn, tent',
      'on top of the bird house',
    ),
    clue(
      'what eats wood and gives warmth',
      'old oven in the yard',
      'well, swing',
      'under the ashes, in a tin',
    ),
    clue(
      'what flies back and forth all day and never leaves the tree',
      'swing',
      'fence, mailbox',
      'under the seat of the swing',
    ),
  ],
  animal: [
    clue(
      'what runs all day and never gets tired',
      'stream',
      'hill, old stump',
      'under a flat stone by the water',
    ),
    clue(
      'what falls all day and never gets hurt',
      'waterfall',
      'pine, big rock',
      'behind the water, in a dry little hole',
    ),
    clue(
      'the house that is full of honey',
      'hollow tree of the bees',
      'nest of the robins, burrow of the mole',
      'at the foot of the tree, far enough from the bees',
    ),
    clue(
      'the hill that was built by a thousand tiny feet',
      'anthill',
      'molehill, big rock',
      'next to the ants, who took no notice',
    ),
    clue(
      'the tree that hangs its hair into the water',
      'willow',
      'pine, oak',
      'between the long branches of the willow',
    ),
    clue(
      'what has one leg and a red hat with white dots',
      'toadstool',
      'robin, stork',
      'under the wide red hat',
    ),
    clue(
      'the piece of sky that lies on the ground',
      'pond',
      'anthill, meadow',
      'in the reeds at the edge of the pond',
    ),
    clue(
      'the net that was never used for fish',
      'spider web',
      'nest, hollow log',
      'right below the web, under a leaf',
    ),
    clue(
      'the round bed made of twigs, high up',
      'nest',
      'anthill, cave',
      'on the branch beside the empty nest',
    ),
    clue('who wears needles and is not a hedgehog', 'pine tree', 'willow, toadstool', 'among the pine cones'),
    clue(
      'the dark room in the rock where every word is said twice',
      'cave',
      'pond, nest',
      'on a ledge in the cave',
    ),
    clue(
      'what was a tree, then a bed for mushrooms',
      'old stump',
      'stream, big rock',
      'in a crack of the stump',
    ),
  ],
};

/** Where the map turns up. */
export const MAPS: Readonly<Record<'child' | 'animal', readonly string[]>> = {
  child: [
    'One day, [h] was up in the attic. Out of an old book fell a yellow piece of paper.',
    'One morning, the waves had left a bottle on the beach. Inside was a roll of paper.',
    'One day, [h] pulled a loose board from the floor of the shed. Under it lay a paper with a drawing on it.',
    'One day, when [h] turned over the old picture in the hall, a paper was stuck to its back.',
    'One morning, [h] reached into the pocket of an old coat, and something rustled.',
    'One day, [h] helped to clean the cellar. In a broken jug lay a rolled paper.',
  ],
  animal: [
    'One morning, the stream brought a bottle. It rolled onto the bank, and inside was a paper.',
    'One day, [h] looked into a hollow log and found a roll of birch bark with strange lines on it.',
    'One windy day, an old yellow paper flew right against [h.ns] nose.',
    'One day, [h] turned over a flat stone. Under it lay a piece of bark with a drawing on it.',
    'After a night of rain, something stuck out of the ground. [h] pulled, and it was a small tin with a paper inside.',
  ],
};

export interface Prize {
  readonly name: 'thing' | 'seeds' | 'letter' | 'marbles' | 'cookies';
  /** Whether it was hidden a short time ago, long ago, or nobody knows when. */
  readonly hidden: 'now' | 'long' | 'any';
  readonly opened: readonly string[];
  readonly after: readonly string[];
  readonly short: string;
  readonly lessons: readonly string[];
  /** Whether it takes weeks until one can see what it is. */
  readonly grows?: boolean;
}

export const PRIZES: readonly Prize[] = [
  {
    name: 'thing',
    hidden: 'any',
    opened: [
      'There, wrapped in a soft cloth, lay [o.a].',
      'Inside was straw, and in the straw lay [o.a], as if somebody had put it there only yesterday.',
      'It was not gold. It was [o.a], and it was much better than gold.',
    ],
    after: [
      '[h.n] held it up into the light and could not stop looking at it.',
      'Very carefully, [h.n] blew off the dust.',
      '[h.n] had never owned anything that had been a treasure.',
    ],
    short: '[o.a]',
    lessons: ['those who look carefully find much', 'it is worth it to keep on looking'],
  },
  {
    name: 'seeds',
    hidden: 'any',
    opened: [
      'There was no gold in it, only a little bag of seeds and a note that said to plant them.',
      'It was full of brown seeds, hundreds of them. Was that all?',
      'Inside were seeds, round and striped, and nothing else.',
    ],
    after: [
      'So [us] planted the seeds, every single one, and by summer, a whole field of sunflowers stood there.',
      '[us] put the seeds into the earth. Two weeks later, the ground was full of green tips, and then it was full of flowers.',
    ],
    grows: true,
    short: 'seeds, which become a sea of flowers',
    lessons: ['some treasures need time to grow', 'not every treasure shines'],
  },
  {
    name: 'letter',
    hidden: 'long',
    opened: [
      'In it were a green marble and a letter. The letter said to take one thing out, put one thing in, and hide the box again.',
      'There lay a silver button and a note. It said to take the button, leave something else, and hide the box again.',
    ],
    after: [
      'So [h.n] ran home for [g.a] and laid it in the box in place of what was there. Then [us] hid the box again and drew a new map.',
      'So [h.n] took that out, got [g.a] from home, and laid it in the box. Then [us] hid the box in a new place.',
    ],
    short: 'a letter from somebody who wants the game to go on',
    lessons: ['it is as good to hide a treasure as to find one', 'a good thing should be passed on'],
  },
  {
    name: 'marbles',
    hidden: 'any',
    opened: [
      'It was full of old toys: marbles, a tin horse, a wooden top.',
      'Inside were twelve glass marbles, and no two were the same.',
      'There were little animals in it, carved out of wood, a whole farm of them.',
    ],
    after: [
      '[us] sat down right there and played until the sun was low.',
      '[h.n] put them in a row, and [us] looked at them one by one.',
      'What could be better? [us] played with them all afternoon.',
    ],
    short: 'old toys that are still fun to play with',
    lessons: ['old things can still bring joy', 'a treasure is what somebody loves'],
  },
  {
    name: 'cookies',
    hidden: 'now',
    opened: [
      'What a smell! It was full of honey cookies in the shape of stars.',
      'Inside, under a checked cloth, were nuts, dried plums and a very big ginger cake.',
      'There was no gold in it. There were raisin buns, and they were still warm.',
    ],
    after: [
      '[us] ate until nothing was left but crumbs, and the crumbs were for the birds.',
      '[h.n] took one bite. No gold in the world tasted like that.',
      'After such a long way, nothing could have been better.',
    ],
    short: 'something very good to eat',
    lessons: ['the way to a treasure is half the fun', 'not every treasure shines'],
  },
];
