/** What is built out of what, what can ruin it, and how it is built better. */
import type { Scene } from '../words/entries.ts';

export interface Ruin {
  /** What somebody who knows says before. */
  readonly warned: { readonly direct: string; readonly indirect: string };
  readonly happens: readonly string[];
  /** It is not all gone. */
  readonly mild?: boolean;
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
  /** Whether it stands before its parts are put on. */
  readonly upFirst?: boolean;
  readonly ruins: readonly Ruin[];
  readonly used: readonly string[];
}

export const SITES: readonly Site[] = [
  {
    a: 'a den',
    the: 'the den',
    for: 'all',
    scenes: ['wood', 'field'],
    begins: [
      'It was a good day to build something, and [h] knew what: a den, just big enough to sit in.',
      'One morning, [h] had an idea. [h.he] would build a den [at]!',
      'All week it had been windy, and there were fallen branches [at]. What a fine den they would make!',
    ],
    needs: 2,
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
          direct: 'The ground is soft there. Put the poles in deep, or the wind will take it all.',
          indirect: '[m] had said that poles must stand deep in the ground, or the wind takes them.',
        },
        happens: [
          'That night there was a storm. In the morning, the branches lay all over the place.',
          'Then a gust of wind came, and the whole den sat down flat on the ground.',
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
        },
        happens: [
          'When [us] came back after lunch, a goat stood in it and chewed. The whole roof was eaten!',
          'Munch, munch, munch. Two goats had found the fern, and there was no roof any more.',
        ],
        again: [
          'This time, the roof was made of pine branches, because no goat likes to bite into needles.',
          'Now [us] put thorns around it, and the goats had to find their lunch somewhere else.',
        ],
        mild: true,
        short: 'a goat eats the roof',
      },
    ],
    used: [
      'Inside, it was dark and smelled of leaves. Nobody in the world knew where [us] [us.was].',
      'When it began to rain, [us] sat in the den and listened, and not one drop came in.',
    ],
  },
  {
    a: 'a sandcastle',
    the: 'the castle',
    for: 'all',
    scenes: ['sea'],
    notAt: ['dunes', 'harbor', 'lighthouse', 'rock pools'],
    begins: [
      'The sand [at] was fine and clean, and there was enough of it for a castle.',
      'It was warm [at], and [h] wanted to build the biggest sandcastle of all.',
      '[h] drew a big circle in the sand [at]. Here the castle would stand!',
    ],
    needs: 2,
    parts: [
      [
        'Dry sand does not hold, so [us] fetched water from the sea, again and again.',
        '[us] carried wet sand from the edge of the waves until there was a great heap.',
      ],
      [
        'For the windows, [us] pressed in shells, white ones and blue ones.',
        'Along the rocks there were blue shells for the windows.',
      ],
      ['Driftwood became the gate.', 'Two flat pieces of wood, smooth from the sea, became the gate.'],
      ['A ring of round stones became the wall.', 'Seaweed made a fine green garden around it.'],
    ],
    up: [
      'Tower by tower it grew, with stairs and a bridge.',
      '[us] dripped wet sand on the towers, until they had pointed roofs.',
    ],
    ruins: [
      {
        warned: {
          direct: 'The tide is coming in. Build it farther up!',
          indirect: '[m] had said that the sea would come higher in the afternoon.',
        },
        happens: [
          'Then a long wave came. It ran through the gate, and the towers sank down, one by one.',
          'The sea came closer and closer. One wave licked the wall away, and the next one took the rest.',
        ],
        again: [
          'So [us] went up the beach, where the waves did not reach, and built a new one.',
          '[us] built it again, with a deep ditch around it, and now the waves ran into the ditch.',
        ],
        short: 'a wave takes it away',
      },
      {
        warned: {
          direct: 'There are so many dogs on the beach today. Put a wall around it.',
          indirect: '[m] had said that there were many dogs on the beach that day.',
        },
        happens: [
          'A big wet dog ran straight through the middle. Where the tower had been, there were four paw prints.',
          'Then a dog came and began to dig, exactly there. Sand flew everywhere.',
        ],
        again: [
          '[us] built it up again, between two rocks, where no dog could run through.',
          'The new castle had a wall of stones, and the dog looked over it and wagged its tail.',
        ],
        short: 'a dog runs right through it',
      },
    ],
    used: [
      'A little crab marched through the gate as if it were the king.',
      'The evening sun shone through the shell windows, and the castle glowed.',
    ],
  },
  {
    a: 'a snowman',
    the: 'the snowman',
    for: 'all',
    scenes: ['field', 'wood', 'farm'],
    begins: [
      'One winter morning, everything [at] was white. It was snow for a snowman!',
      'It had snowed all night. In the morning, [h] knew at once what to do with so much snow.',
      'The first deep snow of the winter lay [at], and [h] began to roll a snowball.',
    ],
    needs: 1,
    upFirst: true,
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
        },
        happens: [
          'At noon, when the sun came out, the snow began to <knowledge?melt|freeze|grow>, and soon only a small wet heap was left.',
          'Drip, drip, drip. In the sun, the snowman grew thinner and thinner, until it fell over.',
        ],
        again: [
          'In the night it snowed again. This time, [us] built in the shade, where the sun never came.',
          'The next cold morning, [us] made a new one behind a barn, in the shade. It was even bigger.',
        ],
        short: 'the sun melts it',
      },
      {
        warned: {
          direct: 'A carrot? Mind the rabbits. They are hungry in winter.',
          indirect: '[m] had said that rabbits were hungry in winter.',
        },
        happens: [
          'The next morning it had no nose. There were rabbit tracks all around it, and the head had fallen down.',
        ],
        again: [
          '[us] put the head back on. The new nose was a pine cone, because no rabbit eats that.',
          'This time, a pine cone became the nose, and a new carrot lay in the snow for whoever was hungry.',
        ],
        mild: true,
        short: 'rabbits eat its nose',
      },
    ],
    used: [
      'It stood there until spring and greeted everyone who came by.',
      'In the evening, the moon shone on it, and it looked as if it smiled.',
    ],
  },
  {
    a: 'a raft',
    the: 'the raft',
    for: 'all',
    scenes: ['water'],
    begins: [
      '[h] sat [at] and looked at the water. With a raft, one could sail across!',
      'Some old logs lay [at]. Logs float, and that gave [h.o] an idea.',
      'One day, [h] made up [h.his] mind to build a raft and sail on it.',
    ],
    needs: 2,
    parts: [
      ['[us] rolled six logs together, all of the same length.'],
      ['An old rope hung on a post, and nobody needed it.', 'Long, tough vines served as ropes.'],
      ['The sail was a blue cloth with a patch.', 'A big leaf, as wide as a door, became the sail.'],
      ['A straight young branch became the mast.', 'Two flat boards became the paddles.'],
    ],
    up: [
      'Log next to log, with a knot at every end. It took the whole morning.',
      '[us] tied and pulled until the knots were as hard as stones.',
    ],
    ruins: [
      {
        warned: {
          direct: 'Test your knots before you trust them.',
          indirect: '[m] had said that one should test a knot before one trusts it.',
        },
        happens: [
          'It floated! But then one knot slipped, and another, and with a splash [us] fell into the water.',
          'Just off the bank, the ropes came loose. One log went left, one went right, and [us] sat in the water.',
        ],
        again: [
          '[us] pulled the logs together again. This time every knot was tied twice, and tested with a good pull.',
          '[us] brought more rope from home, and now the logs held together as if they had grown that way.',
        ],
        short: 'the knots come loose',
      },
      {
        warned: {
          direct: 'Tie it to a tree at night. The water rises after rain.',
          indirect: '[m] had said that the water rises after rain.',
        },
        happens: [
          'That night it rained. In the morning, the water was high, and the raft had floated off and broken apart on a rock.',
        ],
        again: ['[us] collected the logs and built it up again. In the evening, [us] tied it to a tree.'],
        short: 'the high water takes it',
      },
    ],
    used: [
      'Then [us] sat down on it, pushed off, and sailed right across the water.',
      'On the raft, [us] lay down and let the clouds go by.',
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
          direct: 'The cows walk along there in the evening, and they do not look where they go.',
          indirect: '[m] had said that the cows walked along there every evening.',
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
      'From far away, everyone could see it and knew where they were.',
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
          direct: 'Put it deep into the ground. The wind is strong out there.',
          indirect: '[m] had said that the wind was strong out in the field.',
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
