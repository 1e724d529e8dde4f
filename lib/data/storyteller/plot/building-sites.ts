/** What is built out of what, what can ruin it, and how it is built better. */
import type { Scene } from '../words/entries.ts';
import { SHORE_SITES } from './building-shore.ts';

export interface Ruin {
  /** What somebody who knows says before, and that it was true. */
  readonly warned: { readonly direct: string; readonly indirect: string; readonly true: string };
  readonly happens: readonly string[];
  /** It is not all gone; what is made anew: "a new roof". */
  readonly mild?: string;
  /** Where this does not happen. */
  readonly notAt?: Scene;
  /** It is built again, so that this cannot ruin it. */
  readonly again: readonly string[];
  /** For the summary: "the wind blows it down". */
  readonly short: string;
}

export interface Site {
  /** "a den" and "the den" */
  readonly a: string;
  readonly the: string;
  readonly for: 'all' | 'child';
  readonly scenes: readonly Scene[];
  /** Places of these scenes where nobody can build it. */
  readonly notAt?: readonly string[];
  readonly begins: readonly string[];
  /** Of what it is made and where that comes from; the first `needs` of them are always told. */
  readonly needs: number;
  readonly parts: readonly (readonly string[])[];
  readonly up: readonly string[];
  /** After how many of its parts it stands, if not after all. */
  readonly upAfter?: number;
  readonly ruins: readonly Ruin[];
  readonly used: readonly string[];
}

export const SITES: readonly Site[] = [
  ...SHORE_SITES,
  {
    a: 'a den',
    the: 'the den',
    for: 'all',
    scenes: ['wood', 'field'],
    begins: [
      'It was a good day to build something [at], and [h] knew what: a den, just big enough to sit in.',
      'One morning, [h] had an idea. [h.he] would build a den [at]!',
      'All week it had been windy, and there were fallen branches [at]. What a fine den they would make!',
    ],
    needs: 2,
    upAfter: 1,
    parts: [
      [
        'Long branches lay under an old beech.',
        '[us] dragged long branches out of the bushes, one after the other.',
      ],
      ['The roof was made of fern, in thick layers.', 'For the roof, [us] broke off wide ferns.'],
      [
        'There was moss for the floor, as soft as a bed.',
        '[us] scratched moss off the stones, to make the floor soft.',
      ],
      ['A piece of an old fence became the door.', 'An old sack that hung on a branch became the door.'],
    ],
    up: [
      '[us] leaned the branches against a thick trunk, close together, until nobody could look in.',
      'First the den fell over, then it stood crooked, and then it stood.',
    ],
    ruins: [
      {
        warned: {
          direct: 'The ground is soft here. Put the poles in deep, or the wind will take it all.',
          indirect: '[m] had said that poles must stand deep in the ground, or the wind takes them.',
          true: 'The branches had not stood deep in the ground. [h.s] [m.kind] had said what the wind would do.',
        },
        happens: [
          'That night there was a storm. In the morning, the branches lay all over the place.',
          'Then a gust of wind came, and the whole den fell flat on the ground.',
        ],
        again: [
          'This time [us] dug holes for the poles and put stones around them. Let the wind blow now!',
          '[us] tied the branches together with strips of bark, as tight as could be, and they held.',
        ],
        short: 'the wind blows it down',
      },
      {
        warned: {
          direct: 'Mind the goats. They eat everything that is green.',
          indirect: '[m] had said that the goats nearby ate everything that was green.',
          true: '[h.s] [m.kind] had been right about the goats.',
        },
        happens: [
          'When [us] came back after lunch, two goats stood in the den and chewed. The whole roof was eaten!',
          'Munch, munch, munch. Two goats had found the fern, and there was no roof any more.',
        ],
        again: [
          'This time, the roof was made of pine branches, because no goat likes to bite into needles.',
          '[us] made a new roof of fern and put thorns all around the den. Now the goats had to find their lunch somewhere else.',
        ],
        mild: 'a new roof',
        short: 'two goats eat the roof',
      },
    ],
    used: [
      'Inside, it was dark and smelled of leaves. Nobody in the world knew where [us] [us.was].',
      'When it began to rain, [us] sat in the den and listened, and not one drop came in.',
    ],
  },
  {
    a: 'a snowman',
    the: 'the snowman',
    for: 'all',
    scenes: ['field', 'wood', 'farm'],
    begins: [
      'One winter morning, everything [at] was white. It was snow for a snowman!',
      'It had snowed all night. In the morning, the snow lay deep [at], and [h] knew at once what to do with it.',
      'The first deep snow of the winter lay [at], and [h] began to roll a snowball.',
    ],
    needs: 1,
    upAfter: 0,
    parts: [
      ['The nose was a carrot from the cellar.', 'A long carrot became the nose.'],
      [
        'The eyes were two black stones from the stream.',
        'For the eyes, [us] dug two pieces of coal out of the ash.',
      ],
      [
        'Twigs from the apple tree became the arms.',
        'Two forked sticks from the hedge made the arms, with fingers and all.',
      ],
      ['The mouth was a row of red berries.', 'An old pot from the shed became the hat.'],
    ],
    up: [
      'The first ball was heavy. The second one went on top, and the third was the head.',
      'One ball, two balls, three balls, and there it stood, round and white.',
    ],
    ruins: [
      {
        warned: {
          direct: 'The sun will be strong at noon. Snow does not like that.',
          indirect: '[m] had said that the sun would be strong at noon.',
          true: '[h.s] [m.kind] had been right about the sun.',
        },
        happens: [
          'At noon, when the sun came out, the snow began to <knowledge?melt|freeze|grow>, and soon only a small wet heap was left.',
          'Drip, drip, drip. In the sun, the snowman grew thinner and thinner, until it fell over.',
        ],
        again: [
          'In the night it snowed again. This time, [us] built in the shade, where the sun never came.',
          'The next cold morning, [us] made a new one in the deep shade. It was even bigger.',
        ],
        short: 'the sun melts it',
      },
      {
        warned: {
          direct: 'If the nose is a carrot, mind the rabbits. They are hungry in winter.',
          indirect: '[m] had said that rabbits were hungry in winter.',
          true: '[h.s] [m.kind] had been right about the rabbits.',
        },
        happens: [
          'The next morning, the snowman had no nose. There were rabbit tracks all around it, and the head had fallen down.',
        ],
        again: [
          '[us] put the head back on. The new nose was a pine cone, because no rabbit eats that.',
          'This time, a pine cone became the nose, and a new carrot lay in the snow for whoever was hungry.',
        ],
        mild: 'a new nose',
        short: 'rabbits eat its nose',
      },
    ],
    used: [
      'The snowman stood there until spring and greeted everyone who came by.',
      'In the evening, the moon shone on the snowman, and it looked as if it smiled.',
    ],
  },
  {
    a: 'a tower of stones',
    the: 'the tower',
    for: 'all',
    scenes: ['field', 'water', 'sea'],
    begins: [
      'There were so many flat stones [at] that [h] put one on top of another, and then one more.',
      '[h] wanted to build a tower [at] that everyone could see from far away.',
    ],
    needs: 1,
    parts: [
      [
        'The stones lay all around, big ones and small ones.',
        'It took two good pushes to move the first stone.',
      ],
      [
        'Flat gray ones went up, one after the other.',
        'Round ones rolled off again. Only flat ones stayed where they were.',
      ],
      ['Small ones filled the gaps.', 'There were red stones and white stones, and they made stripes.'],
      [
        'A ladder of two branches helped with the upper ones.',
        'For the upper stones, [us] stood on an old box.',
      ],
    ],
    up: [
      'The tower was as high as a table, then as high as a door. One hardly dared to sneeze.',
      'Stone by stone it rose, and it hardly swayed.',
    ],
    ruins: [
      {
        warned: {
          direct: 'Put the biggest stones at the bottom, or it will not stand.',
          indirect: '[m] had said that the biggest stones belong at the bottom.',
          true: 'The stones at the bottom had not been the biggest ones. Now [h.n] knew what [h.his] [m.kind] had meant.',
        },
        happens: [
          'One more stone, just one! The tower leaned a little and came down with a great rumble.',
          'A bird sat down on the top. Clack, clack, rumble, and nothing was left but a heap.',
        ],
        again: [
          '[us] began again and did it slowly: the biggest and widest stones at the <reasoning?bottom|top>, the light ones above.',
          'The new tower was wide below and narrow above, like a mountain, and it did not move.',
        ],
        short: 'it falls down',
      },
      {
        warned: {
          direct: 'The cows walk along here in the evening, and they do not look where they go.',
          indirect: '[m] had said that the cows walked along there every evening.',
          true: '[h.s] [m.kind] had been right about the cows.',
        },
        happens: [
          'In the evening, the cows came home. One of them scratched its back on the tower, and down it came.',
        ],
        again: [
          '[us] built it again, ten steps away, and the next evening the cows walked past it.',
          'The new tower stood on a little hill, where no cow ever walked.',
        ],
        notAt: 'sea',
        short: 'a cow scratches its back on it',
      },
    ],
    used: [
      'From far away, everyone could see the tower and knew where they were.',
      'A lizard moved in on the very first day.',
    ],
  },
  {
    a: 'a scarecrow',
    the: 'the scarecrow',
    for: 'child',
    scenes: ['farm', 'field'],
    begins: [
      'The crows had eaten half of the corn [at], so [h] wanted to make a scarecrow.',
      'Every morning, the birds ate the seeds [at], so [h] set to work on a scarecrow.',
    ],
    needs: 3,
    parts: [
      ['Two poles from the shed made a cross.', 'A rake without teeth was the backbone.'],
      [
        'It got a coat that had been hanging behind the stove for years.',
        'There was an old striped coat in the attic, with big pockets.',
      ],
      ['It was stuffed with straw from the barn.', 'Handfuls of hay went into the sleeves.'],
      ['The head was a pumpkin with a grin.', 'A sack full of leaves became the head, with a painted face.'],
    ],
    up: [
      'When it stood there, its sleeves waved in the wind.',
      '[us] put it up in the middle of the field. It almost looked alive.',
    ],
    ruins: [
      {
        warned: {
          direct: 'Put the pole deep into the ground. The wind is strong out here.',
          indirect: '[m] had said that the wind was strong out in the field.',
          true: '[h.s] [m.kind] had been right about the wind.',
        },
        happens: [
          'In the night the wind threw it over, and the crows walked about on its back.',
          'A storm came and threw it down, and in the morning a crow sat on each arm.',
        ],
        again: [
          '[us] dug a deep hole for the pole and stamped the earth down hard.',
          '[us] put it up again, with stones around the pole, and little bells at the sleeves.',
          '[us] set it up once more, and now thick ropes held it on all sides.',
        ],
        short: 'the wind throws it over',
      },
    ],
    used: [
      'From then on, the crows stayed on the fence and only looked.',
      'The corn grew high that year, and people took off their hats to the scarecrow.',
    ],
  },
];
