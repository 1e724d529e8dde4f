/** Fears of places: the old bridge, the big cave, the big slide. */
import type { Fear } from './fears.ts';

export const OF_PLACES: readonly Fear[] = [
  {
    of: 'the old bridge',
    scenes: ['water', 'wood', 'field'],
    notFor: ['water'],
    imagined: [
      'It moved a little with every step, and it creaked.',
      'Between the boards, one could see the water far below.',
      '[h] always took the long way around.',
    ],
    shows: [
      '[h.s] friends ran over the old bridge. [h] stopped in front of it.',
      'At the old bridge, [h] turned around and went home.',
    ],
    need: [
      '[f] was on the other side of the old bridge and had hurt one foot.',
      '[f] stood in the middle of the old bridge and could not go on or back.',
      'In the middle of the old bridge, a board had broken under [f]. Now [f.he] held on to the rope and did not dare to move.',
    ],
    deed: [
      '[h] took a deep breath and walked over the bridge, step by step, to [f.o]. Together they came back.',
      '[h] held on tight, went out on the bridge and led [f.o] back.',
      '[h] looked straight ahead and walked. The bridge creaked, but it held, and soon [h.he] could lead [f.o] back.',
    ],
    steps: [
      [
        'First they only sat at the end of the bridge and let their feet hang down.',
        'To begin with, they took three steps on the bridge and went back again.',
      ],
      [
        'The next day they held on to the rope and went to the middle.',
        'Then they counted the boards. There were forty, and every one of them was strong.',
      ],
    ],
    done: [
      '[h] walked across, all alone, and called from the other side.',
      '[h] went over the bridge and back, and did not hold on to anything.',
    ],
    truth: [
      'the miller went over the old bridge every day, with a heavy sack',
      'the water under the bridge was not deep at all',
    ],
    after: 'the bridge',
  },
  {
    of: 'the big cave',
    scenes: ['wood', 'field', 'sea'],
    notAt: [
      ...['beach', 'sandy beach', 'dunes', 'harbor', 'lighthouse'],
      ...['meadow', 'field', 'daisy field'],
    ],
    notFor: ['bear', 'badger', 'fox'],
    imagined: [
      'A cold wind came out of it, and sometimes a strange sound.',
      'Everybody said that something lived in there.',
      'It looked like a big open mouth.',
    ],
    shows: [
      'Not far away was the big cave. [h.s] friends went in to play. [h] stayed outside.',
      'There was the big cave. In front of it, [h] turned around and ran.',
    ],
    need: [
      'Not far away was the big cave. [f] had gone in and could not find the way out.',
      'There was the big cave. [f] had gone in too far and had lost the way.',
      '[f] had gone into the big cave with a lamp. Now the lamp was out, and [f.he] could not find the way back.',
    ],
    deed: [
      '[h] went into the cave with a small light and found [f.o] in a corner. Side by side, they came out.',
      '[h] walked into the cave, found [f.o] and led [f.him] out.',
      '[h] tied a long string to a tree outside and took the other end into the cave. So [h.he] found [f.n], and the way back as well.',
    ],
    steps: [
      [
        'First they stood in front of the cave and called. The cave called back.',
        'To begin with, they only looked in. There was nothing but stones.',
      ],
      [
        'Then they took a lamp and went in, a little farther each day.',
        'The next day, they went in ten steps. It was cool, and water dripped from above.',
      ],
    ],
    done: [
      '[h] went right into the cave, all alone, and came back with a white stone.',
      '[h] took the lamp and walked right to the end of the cave.',
    ],
    truth: [
      'the cave had a second way out, as wide as a door',
      'nobody lived in the cave but one little frog',
    ],
    after: 'the cave',
  },
  {
    of: 'the big slide',
    scenes: ['town'],
    notAt: [
      'market',
      'flower shop',
      'train station',
      'street corner',
      'bus stop',
      'zoo gate',
      'village square',
      'garden',
      'yard',
    ],
    notFor: ['wood', 'field', 'water', 'farm'],
    imagined: [
      'It was as high as a house, and very steep.',
      'All the others flew down and shouted with joy, but [h] only watched.',
      'Once [h] had gone up, and then down again by the ladder.',
    ],
    shows: [
      '[h.s] friends went down the big slide. [h] only watched.',
      'There was a big slide, too. [h] shook [h.his] head and sat down on a bench.',
    ],
    need: [
      '[f] had gone up the big slide, and now [f.he] sat at the top and did not dare to move.',
      '[f] had climbed up to the top of the big slide, and now [f.he] held on to the rail and cried.',
    ],
    deed: [
      '[h] climbed up the ladder and sat down behind [f.n]. One, two, three, and they slid down together!',
      '[h] climbed to the top and sat down next to [f.n]. Side by side, they slid down, very slowly.',
    ],
    steps: [
      [
        'First they tried the little slide for the small ones.',
        'To begin with, they only climbed the ladder.',
      ],
      [
        'Then they slid down together, [h] in front. It was over so fast!',
        'Next, they let a ball roll down, to see how it got there. It was fine.',
      ],
    ],
    done: [
      '[h] sat down at the top, let go and flew down with a loud cry of joy.',
      '[h] slid down all alone, and then nine times more.',
    ],
    truth: ['the slide was not nearly as high as it looked from below'],
    after: 'the slide',
  },
];
