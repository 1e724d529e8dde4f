/** A thing is carried off by running water: it can be waited for further down. */
import type { Tale } from '../../tale.ts';
import type { Problem } from '../problem.ts';
import { floats, SWIMMERS } from './water.ts';

const STREAMS: Readonly<Record<string, string>> = {
  river: 'the river',
  'old mill': 'the mill stream',
  brook: 'the brook',
};

function prepare(t: Tale): void {
  const { holder } = t.thing('o');
  const told = holder !== null && holder === t.cast.p && holder !== t.cast.h;
  // In the fields, one does not know of a stream until it is told; a friend in trouble tells it.
  if (t.character('h').place?.scene === 'field' && !told)
    t.say([
      'A stream ran through [the].',
      'There was a quick little stream.',
      'A clear stream went by there.',
    ]);
  t.bind({ river: STREAMS[t.character('h').place?.id ?? ''] ?? 'the stream' });
}

export const river: Problem = {
  name: 'river',
  things: ['float'],
  accept: floats,
  scenes: ['water', 'field'],
  notAt: [
    'lake',
    'pond',
    'duck pond',
    'mill pond',
    'waterfall',
    'hill',
    'field',
    'daisy field',
    'grassy slope',
  ],
  notFor: SWIMMERS,
  prepare,
  happens: [
    '[o.the] fell into [river], and the water carried it off.',
    '[h] held [o.the] into [river] to see how fast the water was. It was faster than [h.he] had thought. Swish! [o.the] was gone.',
    '[h] stood on a stone in [river] and slipped. One foot got wet, and [o.the] went off with the water.',
    '[h] put [o.the] down on the bank, and it slid right into [river]. At once, the water carried it away.',
    '[h] wanted to jump to the other side of [river] and threw [o.the] across first. It nearly got there. But nearly is not enough, and the water took it along.',
    '[h] built a little harbor of stones and put [o.the] into it. The water pushed one stone away, and [o.the] sailed off.',
    '[h] sat on the bank and let [o.the] swim at the end of a long string. Then the string broke, and the water took [o.the] along.',
  ],
  plight: {
    direct: [
      'My [o.word] fell into [river], and the water is taking it away!',
      'There it goes! My [o.word] is swimming down [river]!',
      'I only looked away for a moment, and now [river] has my [o.word].',
    ],
    indirect: [
      '[p.s] [o.word] had fallen into [river], and the water was carrying it away.',
      '[river] was carrying off [p.ns] [o.word], and [p.he] did not know how to stop it.',
    ],
  },
  seen: [
    'Down [river] came [o.a], turning around and around.',
    'Something swam in the middle of [river]. It was [o.a]. Somebody must have lost it far up in the hills.',
    'There was [o.a] in [river]! It bumped into a stone, turned around, and swam on.',
  ],
  cries: [
    'Stop! Come back!',
    'Oh no! The water is taking it away!',
    'It is so fast!',
    'Wait, [o.word]! Wait for me!',
    'Oh dear! Where is it going?',
  ],
  promises: [
    'We are faster than the water!',
    'Come, we will run after it.',
    'All water goes somewhere, and we will find it there.',
  ],
  ways: [
    {
      name: 'run',
      by: 'self',
      fails: [
        '[h] ran along the bank, but the water was faster.',
        '[h] ran along the bank. But there were thorns and stones in the way, and the water had none. It was always a little faster.',
        '[h] ran and ran, until a big bush stood on the bank. When [h.he] had got around it, [o.the] was even farther away.',
      ],
    },
    {
      name: 'twig',
      by: 'self',
      fails: [
        '[h] fished for it with a long twig and even touched it. The water was stronger and pulled it off again.',
        '[h] bent down and reached out with a reed. [o.the] swam past, just where the reed was too <reasoning?short|long|wet>.',
        '[h] threw a stick to stop it. Now two things swam down [river], one behind the other.',
      ],
    },
    {
      name: 'wade',
      by: 'self',
      fails: [
        '[h] put one foot into the water. It pulled so hard that [h.he] quickly took it out again.',
        '[h] went in up to the knees. The water was cold and fast, and [h.he] had to hold on to a branch to get out.',
      ],
    },
    {
      name: 'dam',
      by: 'self',
      fails: [
        '[h] rolled a stone into the water to stop it. The water just went around the stone, and so did [o.the].',
        '[h] shouted at the water to stop. Water does not <knowledge?listen|run|flow>.',
      ],
      works: [
        'Farther down, [h] laid branches from stone to stone, and there it <reasoning?got stuck|flew away|fell asleep>. [h] bent down and took it out.',
        'A little farther down, [river] was narrow. [h] took the short way across the grass and laid branches from stone to stone. When [o.the] came along, it <reasoning?got stuck|flew away|fell asleep> in the branches, and [h] only had to pick it up.',
      ],
      short: 'with a fence of branches',
    },
    {
      name: 'bridge',
      by: 'self',
      idea: {
        direct: [
          'I know where the water goes! Down there is a bridge.',
          'I will not run behind it. I will get there before it!',
        ],
        indirect: ['Where did the water go? It went under a little bridge, and [h] knew a short way to it.'],
      },
      works: [
        'Farther down was a little bridge. [h] was there first, lay down, and lifted [o.the] out as it came by.',
        'The water made a big bend. [h] ran straight across the grass, lay down on a little bridge, and waited with one [arm] in the water. Here it came! [o.the] swam <reasoning?right to [h.o]|far away from [h.o]>.',
        'Farther down was a little bridge, and all that swims must come by there. [h] was there first, out of breath, and looked up the stream. First came a leaf, then a feather, and then [o.the], and [h] lifted it out.',
      ],
      short: 'by waiting for it at the bridge',
    },
    {
      name: 'bay',
      by: 'self',
      works: [
        'In a quiet corner behind a root, where all the leaves came to rest, [h] found [o.the].',
        '[h] threw a leaf into the water and watched where it went. It turned to the left and came to rest in a quiet corner behind a big root. And what lay there, right next to the leaf? [o.the]!',
      ],
      short: 'in a quiet corner behind a root',
    },
    {
      name: 'two banks',
      by: 'together',
      idea: {
        direct: [
          'You run ahead, and I will stay behind it!',
          'One of us must be faster than the water. Run, [f.n]!',
        ],
        indirect: ['One could run ahead while the other one watched where it went.'],
      },
      fails: [
        '[f.n] ran ahead and [h.n] came behind. But [f.n] watched [h.n], and [h.n] watched [f.n], and nobody watched [o.the].',
      ],
      works: [
        '[f.n] ran ahead, and [h.n] called out where it was. At the next bend, they had it.',
        '[f.n] ran ahead to the next bend, and [h.n] kept an eye on [o.the] and showed where it was. To the left! More to the left! There, [f.n] stopped it with a branch until [h.n] came and lifted it out.',
        '[f.n] ran like the wind, and [h.n] called from behind which way it went. At a narrow place, [f.n] lay down on the bank and put a branch across the water. [o.the] swam against it and stopped.',
      ],
      short: 'together with [f.n]',
    },
    {
      name: 'catch',
      by: 'tool',
      needs: 'does:catch',
      unfit: ['magnet'],
      idea: {
        direct: ['What swims can be caught. We need [x.one]!', 'With [x.one], I could catch it.'],
        indirect: ['What swims can be caught, for example with [x.one].'],
      },
      works: [
        'With [x.the], [h] fished [o.the] out at a place where the water was slow.',
        '[o.the] had come to a place where the water turns around and around. There, [h] held [x.the] into the water. Around came [o.the], once, twice, and the third time, it swam right in.',
        '[o.the] hung behind a stone, where the water was wild. With [x.the], [h] fished it out before it could get away again.',
      ],
      short: 'with [x.a]',
    },
    {
      name: 'reach',
      by: 'tool',
      needs: 'does:reach',
      unfit: ['ladder', 'umbrella', 'chair', 'stool'],
      idea: {
        direct: [
          'It has stopped behind that stone! With [x.one], I could reach it.',
          'Look, it is stuck behind that stone! We need [x.one].',
        ],
        indirect: ['[o.the] had stopped behind a stone. With [x.one], one could reach it.'],
      },
      works: [
        '[o.the] was still behind the stone, dancing up and down. [h] reached out with [x.the] and pulled it to the bank.',
        '[h] lay down on the bank and reached out with [x.the]. A little to the left, a little to the right, and [o.the] came along.',
      ],
      short: 'with [x.a]',
    },
    {
      name: 'elder',
      by: 'elder',
      idea: {
        direct: ['Not so fast. Water likes to take the long way.', 'Come with me. I know where it will be.'],
        indirect: ['[m] knew [river] very well.'],
      },
      works: [
        '[m] knew a place where everything comes to rest, and there lay [o.the].',
        '[m] did not run at all. [m.he] walked with [h.n] to an old fallen tree that lay across the water. There, between two branches, sat [o.the] and waited.',
        '[m] stepped into the water with long boots, stood still like a heron, and caught [o.the] as it came by.',
      ],
      short: 'with the help of [h.his] [m.kind]',
    },
    {
      name: 'swimmer',
      by: 'creature',
      needs: 'can:swim',
      works: [
        '[c] swam after [o.the], faster than the water, and brought it to the bank.',
        '[c] jumped in and swam faster than the water. It took hold of [o.the] and came to the bank with it, far down at the next bend.',
        'For [c.the], that was only a game. It dived, came up in front of [o.the], and pushed it to the side until it lay in the grass.',
      ],
      short: 'with the help of [c.a]',
    },
  ],
  lost: [
    'Around a bend it went, and nobody ever saw it again.',
    '[river] goes down to the sea, and so did [o.the]. [us] stood on the last little hill and saw how it got smaller and smaller.',
    'Then came the rocks, and the water became white. It roared once, and there was nothing left of [o.the] but a few pieces.',
    'Behind a bend, the water went under the ground. Nobody knows where it comes out again, and nobody ever saw [o.the] again.',
  ],
  robbed: [
    'But then came a bad surprise. A huge fish swallowed [o.the] and was gone.',
    'Then [o.the] stopped at a stone, so close that one could touch it. But what a bad surprise! The stone opened one eye. It was a huge old fish, and it swallowed [o.the] and was gone.',
    'And then something unexpected happened. A stork came walking through the water, took [o.the] in its long beak, and flew away to line its nest.',
  ],
  itself: [
    'And then came the surprise. A wave threw [o.the] on the bank, just like that!',
    'Then something happened that nobody had expected. A family of otters came up the stream and played with something. It was [o.the]! They threw it to each other, and at last they threw it on the bank.',
    'And then came the surprise. On the way back, [us] saw something wet under a willow. The water had made a big turn and had put [o.the] down, just like that.',
  ],
  warning: {
    direct: [
      'Hold on to [o.the] near the water, [h.n]. Running water does not wait.',
      'What falls into running water is gone faster than you can run.',
    ],
    indirect: [
      '[m] said that running water does not wait for anybody.',
      '[m] told [h.o] to hold on to [h.his] things near the water.',
    ],
  },
  short: 'is carried off by the water',
  won: 'gets it out of the water',
  wonItself: 'To the surprise of everyone, the water gives it back.',
  failed: 'Nobody can stop it, and it never comes back.',
  lessons: ['it is wise to be careful near the water', 'running water does not give back what it takes'],
};
