/** A thing hangs high up in a tree. */
import type { Problem } from '../problem.ts';
import { thrown } from '../things.ts';

const TREES = [
  'a tall tree',
  'an old oak',
  'a big pine tree',
  'a tall birch',
  'a big apple tree',
  'the tallest tree',
];

/** What no wind and no bird carries up into a tree. */
const TOO_HEAVY: readonly string[] = ['coconut', 'pineapple', 'melon', 'watermelon', 'pumpkin'];

export const stuck: Problem = {
  name: 'stuck',
  things: ['stuck', 'light'],
  treasures: ['light', 'kind:fruit'],
  accept: (noun) => thrown(noun) && !TOO_HEAVY.includes(noun.word),
  scenes: ['town', 'wood', 'farm', 'field'],
  notAt: ['barn', 'flower shop', 'train station', 'market'],
  notFor: ['squirrel', 'raccoon', 'kitten', 'bear', 'duck'],
  prepare: (t) => t.bind({ tree: t.random.pick(TREES) }),
  happens: [
    [
      'light',
      'Suddenly, a strong wind took [o.the] and carried it up into [tree]. There it hung, far above the ground.',
    ],
    '[h] threw [o.the] up as high as [h.he] could. It did not come down again: it was stuck in [tree].',
    ['light', 'A big gust of wind came. Up went [o.the], higher and higher, until it got stuck in [tree].'],
    ['light', 'For one moment, [h] did not hold [o.o] tight. The wind blew it right into the top of [tree].'],
    '[h] swung [o.the] around and around, and then let go. It flew into [tree] and stayed there.',
    '[h] wanted to see how high [o.the] could fly. One, two, three! It flew into [tree] and did not come down.',
  ],
  plight: {
    direct: [
      'My [o.word] is stuck in [tree], and I cannot get it down!',
      'Look, there hangs my [o.word], up in [tree]!',
      'I threw my [o.word] too high, and now it is stuck in [tree].',
    ],
    indirect: [
      '[p.s] [o.word] was stuck high up in [tree].',
      '[p.s] [o.word] had flown into [tree], and [p.he] could not reach it.',
    ],
  },
  seen: [
    "High up in [tree] hung [o.a]. It was nobody's, and who knows how it had got there.",
    '[h] looked up and saw [o.a] in [tree]. How had that come there?',
    'Something moved in the top of [tree]. It was [o.a]! Somebody or something had carried it up there.',
    'A crow flew out of [tree], and where it had been was [o.a].',
  ],
  cries: [
    'Oh no! The [o.word]!',
    'Oh dear! What now?',
    'No, no, no!',
    'How will it ever come down again?',
    'Come down, [o.word]! Please, come down!',
  ],
  promises: [
    'We will get it down!',
    'No tree is too high for us.',
    'That is not so bad. We can do something.',
  ],
  ways: [
    {
      name: 'jump',
      by: 'self',
      fails: [
        '[h] jumped and jumped, but the branch was much too <reasoning?high|low|short>.',
        '[h] took a long run and jumped. [o.the] hung much higher than that.',
        '[h] stood on [h.his] toes and reached up, but that was not nearly enough.',
        '[h] jumped until [h.his] legs were tired. The branch was still too <reasoning?high|low|thin>.',
      ],
    },
    {
      name: 'throw',
      by: 'self',
      fails: [
        '[h] threw a stick at it. The stick came down, but [o.the] did not.',
        '[h] threw a nut, then another. Both of them missed.',
        '[h] threw a small stone, but it flew past and landed in the grass.',
        '[h] threw an old shoe at it. Now the shoe was stuck as well!',
      ],
      works: [
        '[h] took a stick, aimed well and threw. The stick hit the branch, and down came [o.the].',
        '[h] threw a small stone with all [h.his] might. It hit the right branch, and [o.the] fell down at [h.his] feet.',
      ],
      short: 'with a good throw',
    },
    {
      name: 'shake',
      by: 'self',
      idea: {
        direct: ['Maybe it comes down if I shake the tree.', 'Let us shake the tree!'],
        indirect: ['Perhaps shaking the tree would help.'],
      },
      fails: [
        '[h] shook the tree, but only {leaves|a few leaves|an old nut|two beetles} came down.',
        '[h] pushed against the trunk with all [h.his] might. The tree did not move at all.',
        '[h] kicked the trunk. That hurt, and nothing fell down.',
      ],
    },
    {
      name: 'climb',
      by: 'self',
      fails: [
        '[h] tried to climb up, but the trunk was smooth and [h.he] slid down again.',
        '[h] climbed a little way. Then a thin branch broke with a crack, and [h.he] had to come down.',
        '[h] got as far as the first branch. It was so high that [h.his] knees shook, and [h.he] climbed down again.',
      ],
      works: [
        'Branch by branch, [h] climbed up, pulled [o.the] free and came down with it.',
        '[h] took a deep breath and climbed, one branch after the other. At the top [h.he] reached out, and there it was in [h.his] [hand].',
        '[h] looked for the strongest branches and climbed up slowly. Very carefully, [h.he] pulled [o.the] free and came down with it.',
      ],
      lessons: ['it is good to be careful and brave at the same time'],
      short: 'after a careful climb',
    },
    {
      name: 'shoulders',
      by: 'together',
      friends: true,
      idea: {
        direct: [
          'You can stand on my shoulders.',
          'One of us is too small, but two of us are tall!',
          'Climb on my back. Then you can reach it.',
        ],
        indirect: ['Perhaps they would be tall enough together.', 'One of them could stand on the other.'],
      },
      fails: [
        '[h] stood on [f.s] shoulders, but the two of them began to sway, and both fell into the grass.',
        '[f.n] lifted [h.n] up, but the branch was still too high for them.',
      ],
      works: [
        '[h.n] climbed on [f.ns] shoulders, reached up and pulled [o.the] down.',
        '[f.n] stood close to the trunk, and [h.n] climbed on [f.his] shoulders. Now [h] could reach the branch. One pull, and [o.the] was free!',
        '[f.n] knelt down, [h.n] stepped on [f.his] back, and slowly [f.n] stood up. [h] stretched out one [arm] and pulled [o.the] down.',
      ],
      short: 'by standing on [f.s] shoulders',
    },
    {
      name: 'tool',
      by: 'tool',
      needs: 'does:reach',
      idea: {
        direct: [
          'What we need is [x.one].',
          'With [x.one], it would be easy.',
          'Something like [x.one] would do it!',
        ],
        indirect: ['What was needed was [x.one].', 'With [x.one], it would be easy to reach.'],
      },
      works: [
        'With [x.the], it was easy. A moment later, [h] had [o.the] in [h.his] [hands].',
        '[h] used [x.the], reached up, and gave [o.the] a careful push. Down it came, slowly turning.',
        'Now the branch was not too high any more. Thanks to [x.the], [h] got hold of [o.the] at last.',
      ],
      short: 'with [x.a]',
    },
    {
      name: 'elder',
      by: 'elder',
      idea: {
        direct: ['Let me try.', 'Step back a little. I will get it.', 'That is not so high for me.'],
        indirect: ['[m] wanted to try it.'],
      },
      works: [
        '[m] reached up with one long arm, shook the branch, and caught [o.the] as it fell.',
        '[m] took off [m.his] shoes and climbed the tree like a child. Soon [m.he] was back, with [o.the] in one hand.',
        '[m] lifted [h.n] high up into the air. Now [h] could pull [o.the] off the branch.',
      ],
      short: 'with the help of [h.his] [m.kind]',
    },
    {
      name: 'creature',
      by: 'creature',
      needs: 'can:climb',
      unfit: ['goat', 'rat', 'bear'],
      works: [
        '[c] climbed up as if it were nothing and pushed [o.the] off the branch.',
        '[c] ran up the trunk, jumped from branch to branch and gave [o.the] a push. It fell right at [h.s] feet.',
        'Quick as the wind, [c] was at the top. [c] pulled [o.the] free with [c.his] teeth and brought it down.',
      ],
      short: 'with the help of [c.a]',
    },
    {
      name: 'flyer',
      by: 'creature',
      needs: 'can:fly',
      works: [
        '[c] flew up, took [o.the] in [c.his] [beak] and dropped it into [h.s] [hands].',
        'With a few strokes of [c.his] wings, [c] was up there. [c] pulled and pulled until [o.the] came loose.',
      ],
      short: 'with the help of [c.a]',
    },
  ],
  lost: [
    '[us] tried until it was dark. Then the wind grew stronger and carried [o.the] even higher, where nobody could ever reach it.',
    'In the end there was nothing more to try. [o.the] stayed up in the tree, where [h] could see it every day and not have it.',
    'That night there was a storm. In the morning, [o.the] was gone, and nobody ever found it.',
  ],
  robbed: [
    'But then something unexpected happened. A big crow flew down, took [o.the] in its beak and carried it away over the roofs.',
    [
      'light',
      'And then, out of nowhere, a strong wind came. Before anyone could move, [o.the] flew off over the hills and was gone.',
    ],
  ],
  itself: [
    'Then something happened that nobody had expected. [us] had just turned to go when a gust of wind shook the tree, and [o.the] fell down all by itself!',
    'And then came the surprise. A little bird sat down next to [o.the], the branch moved, and [o.the] slid down, right to [h.ns] feet!',
  ],
  warning: {
    direct: [
      'Hold on to your [o.word] today, [h.n]. The trees like to keep what flies into them.',
      'Mind the trees, [h.n]. They like to keep what flies into them.',
    ],
    indirect: ['[m] told [h.o] to mind the trees, because they like to keep what flies into them.'],
  },
  short: 'gets stuck in a tree',
  won: 'gets it down',
  wonItself: 'Then it comes down in a way that nobody has expected.',
  failed: 'Nothing helps, and it is gone for good.',
  lessons: ['it is better to hold on to what we love', 'some things are easy to lose and hard to get back'],
};
