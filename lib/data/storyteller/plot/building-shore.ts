/** What is built by the water: a castle of sand, a raft. */
import type { Site } from './building-sites.ts';

export const SHORE_SITES: readonly Site[] = [
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
    upAfter: 1,
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
      '[us] made four tall towers and dripped wet sand on them, until they had pointed roofs.',
    ],
    ruins: [
      {
        warned: {
          direct: 'The sea will come higher this afternoon. Build it farther up!',
          indirect: '[m] had said that the sea would come higher in the afternoon.',
          true: '[h.s] [m.kind] had been right: the sea had come higher.',
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
          true: '[h.s] [m.kind] had been right about the dogs.',
        },
        happens: [
          'A big wet dog ran straight through the middle. Where the towers had been, there were four paw prints.',
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
    a: 'a raft',
    the: 'the raft',
    for: 'all',
    scenes: ['water'],
    begins: [
      '[h] sat [at] and looked at the water. With a raft, one could sail across!',
      'Some old logs lay [at]. Logs float, and that gave [h.o] an idea.',
      'One day, [h] made up [h.his] mind to build a raft [at] and sail on it.',
    ],
    needs: 2,
    upAfter: 2,
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
          true: 'Nobody had tested the knots. Now [h.n] knew what [h.his] [m.kind] had meant.',
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
          true: 'The raft had not been tied to a tree. Now [h.n] knew what [h.his] [m.kind] had meant.',
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
];
