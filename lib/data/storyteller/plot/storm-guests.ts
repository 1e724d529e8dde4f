/** Bad weather, and those who look for a dry place in it. */

export interface StormKind {
  readonly name: string;
  readonly cold: boolean;
  readonly comes: readonly string[];
  readonly goes: readonly string[];
}

export const STORMS: readonly StormKind[] = [
  {
    name: 'thunderstorm',
    cold: false,
    comes: [
      'One evening, the sky turned as black as ink. First there was a flash, then a bang, and then the rain came down like a waterfall.',
      'One day at noon it became so dark that the birds stopped singing. Then the thunder rolled, and the storm was there.',
      'All day it had been hot and still. In the evening, the first lightning cut through the clouds, and it began to pour.',
    ],
    goes: [
      'In the morning, the air was clean, and every puddle had a piece of blue sky in it.',
      'By morning, the thunder was only a soft grumble behind the hills.',
      'When the sun came up, a rainbow stood over the house.',
    ],
  },
  {
    name: 'snowstorm',
    cold: true,
    comes: [
      'One winter evening, it began to snow, softly at first. Then the wind came, and nobody could see as far as the fence.',
      'One night in winter, the wind howled around the house and the snow flew sideways.',
      'It was the coldest day of the year. The snow rose higher and higher, up to the window sill.',
    ],
    goes: [
      'In the morning, the world was white and still, and the sun glittered on the snow.',
      'The next day, the wind was gone. They dug a path from the door to the gate.',
      'When it grew light, the snow lay there like a big clean blanket.',
    ],
  },
  {
    name: 'flood',
    cold: false,
    comes: [
      'It had rained for seven days. On the eighth day, the stream came over its banks and ran across the fields.',
      'After a week of rain, the meadow was a lake. Only the hill with the house of [h.n] stood out like an island.',
      'One night, the river rose and rose. The low fields were under water, but the little house stood on high ground.',
    ],
    goes: [
      'In the morning, the rain stopped at last, and slowly the water went back to where it belonged.',
      'The next day, the sun came out, and one could see the tops of the fences again.',
      'By noon of the next day, the water was going down, and there were fish in the puddles.',
    ],
  },
  {
    name: 'gale',
    cold: true,
    comes: [
      'One autumn day, a wind came up that tore the last leaves off the trees. Then it tore off branches.',
      'One evening, the wind began to sing in the chimney. Soon it was not singing any more but roaring.',
      'In the autumn came a storm such as nobody had ever seen. Hats, buckets and whole bushes flew past the window.',
    ],
    goes: [
      'In the morning, everything was quiet, and the ground was covered with branches.',
      'At sunrise the wind lay down like a tired dog.',
      'The next day, not one leaf moved, as if nothing had happened.',
    ],
  },
];

/** Where a house stands by itself, with a door on the ground. */
export const HOUSES: readonly string[] = [
  'in a little house',
  'on a farm',
  'in a small house near the woods',
  'in a yellow house',
  'at the end of a long road',
  'in a house on a hill',
  'in a red house with a green door',
  'at the edge of a big forest',
  'in a white house behind a hedge',
];

export const GUESTS: readonly string[] = [
  'hare',
  'hen',
  'cat',
  'hedgehog',
  'goose',
  'owl',
  'toad',
  'mole',
  'weasel',
  'marten',
  'stork',
  'crow',
  'lizard',
  'dormouse',
];

/** Those who are out and about in winter. */
export const HARDY: readonly string[] = [
  'hare',
  'hen',
  'cat',
  'goose',
  'owl',
  'weasel',
  'marten',
  'crow',
  'robin',
  'wren',
];

/** Big for somebody who lives in a burrow or a hollow tree. */
export const BIG_IN_A_BURROW: readonly string[] = ['badger', 'goat', 'ram', 'sheep', 'dog', 'boar'];

/** Those who live where a cow gets in as well. */
export const ROOMY: readonly string[] = ['bear', 'pony', 'donkey', 'goat', 'lamb', 'pig', 'horse', 'cow'];

export const BIG: readonly string[] = ['bear', 'cow', 'donkey', 'horse', 'moose', 'elk', 'buffalo'];

export const CORNERS: readonly string[] = [
  'under the table',
  'next to the stove',
  'in the wood basket',
  'behind the door',
  'on the window seat',
  'on the lowest shelf',
  'in the laundry basket',
  'under the bench',
];
