/** A small thing rolls or falls into a hole in the ground, or into a gap between stones. */
import type { Tale } from '../../tale.ts';
import type { Problem, Way } from '../problem.ts';

const HOLES: readonly (readonly [hole: string, theHole: string])[] = [
  ['a deep, narrow hole in the ground', 'the hole'],
  ['an old rabbit hole', 'the hole'],
  ['a dark hole under the roots of a tree', 'the hole'],
  ['a hole that some animal had dug', 'the hole'],
];
const GAPS: readonly (readonly [hole: string, theHole: string])[] = [
  ['a gap between two big stones', 'the gap'],
  ['a crack in a big rock', 'the crack'],
  ['a gap between the roots of an old tree', 'the gap'],
  ['an old stone pipe', 'the pipe'],
];

function choose(holes: typeof HOLES): (t: Tale) => void {
  return (t) => {
    const [hole, theHole] = t.random.pick(holes);
    t.bind({ hole, theHole });
  };
}

/** Animals that live in the ground. */
const BURROWERS: readonly string[] = ['rabbit', 'fox', 'mole', 'badger'];

/** The animal in role `c` goes in and gets it. */
function digs(t: Tale): void {
  t.say([
    '[c] went in without any fear and came out with [o.the] in its mouth.',
    '[c] began to dig, and the earth flew high into the air. In no time, [c.the] was gone in the ground. Then it came out again backward, and it pulled [o.the] behind it.',
    '[c] put its nose into [theHole], sniffed, and went in. For a moment, only the tip of its tail could be seen. Then [o.the] came up, and behind it came [c.the].',
    ...(BURROWERS.includes(t.character('c').kind)
      ? [
          'For one who lives in the ground, a hole is like a house. [c] went in without any fear, turned around down there, and came up with [o.the] in its mouth.',
        ]
      : []),
  ]);
}

const COMMON: readonly Way[] = [
  {
    name: 'arm',
    by: 'self',
    fails: [
      '[h] lay down flat and put one [arm] into [theHole], but it was much too deep. [h.he] felt only {cold air|something wet|a spider web}.',
      '[h] reached in as far as [h.he] could, up to the shoulder. Not even the tip of [h.his] [hand] touched [o.the].',
      '[h] tried with the left side, and then with the right side. Neither was long enough.',
      'With one cheek on the ground, [h] stretched and stretched. No, [h.he] could not reach the bottom.',
    ],
  },
  {
    name: 'poke',
    by: 'self',
    idea: {
      direct: ['Maybe I can get it out with a twig.', 'A twig is longer than my [arm]!'],
      indirect: ['A twig would be longer, [h] thought.', ''],
    },
    fails: [
      '[h] poked around with a twig. There was a small sound: [o.the] had slipped down even <reasoning?deeper|higher|closer>.',
      'With two twigs, [h] tried to pick [o.the] up. Each time, it slipped and fell back.',
      '[h] stuck a twig into [theHole]. Crack! It broke, and now there was a twig down there as well.',
      '[h] tried it with a twig. The first twig was too short, and the second one was too thick for [theHole].',
    ],
  },
  {
    name: 'look',
    by: 'self',
    fails: [
      '[h] looked in, but it was so dark that [h.he] saw nothing at all.',
      '[h] called into [theHole]. Only a hollow sound came back.',
      '[h] waited for a while. But nothing comes out of a hole just because one waits.',
    ],
  },
  {
    name: 'gum',
    by: 'self',
    // Nobody wants to eat it after that.
    unless: 'eat',
    idea: {
      direct: ['I know! I need something sticky.', 'If the twig were sticky, it would hold on to it!'],
      indirect: ['The twig only had to be sticky, [h] thought.'],
    },
    works: [
      'From a pine tree nearby, [h] took some sticky gum and put it on a twig. Up came [o.the]!',
      '[h] ran home for some <reasoning?honey|water|sand> and put it on the end of a long twig. Then [h.he] let it down into [theHole], pressed, and waited. [o.the] stuck to it, and up it came!',
      'From the bark of a pine tree nearby, [h] took a lump of sticky gum. [h.he] pressed it on the end of a thin branch and let it down. When [h] pulled it up again, [o.the] was stuck to it.',
      'There was still some jam from breakfast in [h.ns] bag. [h] put it on the end of a long reed, let it down and pulled it up very, very slowly. There it was!',
    ],
    short: 'with something sticky on a twig',
  },
  {
    name: 'water',
    by: 'self',
    only: 'float',
    idea: {
      direct: ['It can swim! We only have to pour in water.', 'What floats comes up with the water!'],
      indirect: ['[h] remembered that such a thing floats on water.'],
    },
    works: [
      '[h] poured in water, and [o.the] came <reasoning?up|down> with it.',
      '[h] carried water and poured it in, again and again. [o.the] can float, so it came <reasoning?up|down> with the water, higher and higher, until [h] could pick it up.',
      'Bucket by bucket, [h] filled [theHole] with water. And what floats comes up: soon [o.the] was swimming right at the top.',
    ],
    short: 'with a lot of water',
  },
  {
    name: 'flood',
    by: 'self',
    unless: 'float',
    idea: {
      direct: ['Maybe it comes up if we pour in water.', 'I will fill it with water!'],
      indirect: ['Perhaps water would bring it up.'],
    },
    fails: [
      '[h] poured in some water to make [o.the] come up. The earth drank it up, and nothing came back.',
      '[h] fetched water and poured it in, again and again. Only what floats comes up with the water, and [o.the] stayed where it was.',
    ],
  },
  {
    name: 'string',
    by: 'tool',
    needs: 'does:pull',
    idea: {
      direct: [
        'If I make a loop in [x.one] and let it down, it might work.',
        'We need something long, like [x.one]!',
      ],
      indirect: ['What was needed was something long, like [x.one].'],
    },
    works: [
      '[h] made a loop in [x.the], let it down, and pulled [o.the] up.',
      '[h] made a loop at the end of [x.the] and let it down. It took a long time and a quiet [hand], but then the loop held [o.the], and [h] pulled it up.',
      '[h] made a loop in [x.the] and let it down into the dark. Three times, it came up empty. The fourth time, [o.the] hung in it.',
    ],
    short: 'with [x.a]',
  },
  {
    name: 'elder',
    by: 'elder',
    idea: {
      direct: [
        'Let me see. Yes, I know what to do.',
        'I once lost a ring like that. I know a trick.',
        'That is easy, if one knows how.',
      ],
      indirect: ['[m] knew a trick for that.'],
    },
    works: [
      '[m] bent a wire into a hook, let it down, and fished [o.the] out.',
      '[m] bent a piece of wire into a hook. With that, [m.he] fished around in [theHole], and at last [o.the] hung on it.',
      '[m] took a lump of wet clay and pressed it on the end of a long stick. The stick went down into the dark, and when it came up again, [o.the] was stuck to it.',
      '[m] chewed a piece of gum, stuck it on the end of a long stick, and let the stick down. Up came [o.the].',
    ],
    short: 'with the help of [h.his] [m.kind]',
  },
];

const TEXTS = {
  things: ['small'],
  treasures: ['kind:treasure'],
  notFor: ['mouse', 'frog', 'rabbit', 'badger'],
  unlike: ['big', 'huge', 'large', 'giant', 'enormous'],
  plight: {
    direct: [
      'My [o.word] fell into [hole], and I cannot reach it!',
      'There was [hole], and I did not see it. Now my [o.word] is down there!',
      'Over there is [hole], and my [o.word] is in it, far down.',
    ],
    indirect: [
      '[p.s] [o.word] had fallen into [hole].',
      '[p.s] [o.word] was at the bottom of [hole], and [p.he] could not reach it.',
    ],
  },
  seen: [
    'There was [hole]. [h] looked in, and far down lay [o.a]!',
    'The sun shone into [hole], and something was down there. It was [o.a].',
    '[h] found [hole] and looked to see who lived there. Nobody lived there, but at the bottom lay [o.a].',
    'As [h] walked along, [h.he] almost stepped into [hole]. [h] bent down to look. What was that down there? [o.a]!',
  ],
  cries: [
    'Oh no! It is down there!',
    'It is so dark in there!',
    'Oh dear! How deep is it?',
    'Where did it go?',
    'Gone! Just like that!',
  ],
  promises: ['We will get it out of there!', 'No hole is that deep.', 'What falls in must come out again.'],
  lost: [
    '[us] tried until it was dark. But [theHole] did not give back [o.the], not that day and not the next.',
    'In the end, some stones slid down and closed [theHole]. Now nobody could ever get [o.the] out.',
    'There was one last small sound from far, far down. [o.the] had slipped so deep that nobody could even see it any more.',
  ],
  robbed: [
    'But then came a bad surprise. A rat shot out of the dark with [o.the] in its teeth and ran off with it.',
    'Then something moved down there, and everyone jumped. Two eyes shone in the dark! A rat took [o.the] in its teeth and ran off with it through a tunnel.',
    'But then, to the surprise of everyone, it began to rain like never before. The water ran into [theHole] and washed [o.the] away under the ground for ever.',
  ],
  short: 'falls into [hole]',
  won: 'gets it out',
  wonItself: 'Then it comes out in a way that nobody has expected.',
  failed: 'Nobody can get it out, and it is lost for ever.',
  lessons: ['small things are easy to lose', 'one must take good care of small things'],
} as const;

export const hole: Problem = {
  ...TEXTS,
  name: 'hole',
  scenes: ['town', 'wood', 'field', 'farm'],
  notAt: ['market', 'village square', 'flower shop', 'train station', 'barn'],
  prepare: choose(HOLES),
  happens: [
    [
      'roll',
      '[o.the] slipped away from [h.n] and rolled over the grass, faster and faster, right into [hole].',
    ],
    '[o.the] slipped away and fell into [hole].',
    '[h] stumbled over a stone, and [o.the] flew in a high arc. It came down with a small thud, in [hole].',
    '[h] did not look where [h.he] was going. There was [hole]! [h] did not fall in, but [o.the] did.',
    '[h] sat down to rest and put [o.the] next to [h.him]. It slid over the leaves, slid a little more, and dropped into [hole].',
    '[h] threw [o.the] into the air and caught it, threw it and caught it, threw it and missed. Down it went, into [hole].',
    'Plop! [o.the] was gone. Where was it? There was [hole], and something lay at the bottom.',
  ],
  ways: [
    ...COMMON,
    {
      name: 'scratch',
      by: 'self',
      fails: [
        '[h] scratched at the earth to make [theHole] bigger. The ground was dry and as hard as stone.',
        '[h] began to dig. Soon there came a root, and then another one, and then so many that [h.he] had to stop.',
        '[h] pulled out a stone at the edge. Sand ran down and covered [o.the]. That was worse than before!',
      ],
    },
    {
      name: 'legs',
      by: 'together',
      idea: {
        direct: [
          'Hold me by the legs, and I will go in head first!',
          'Can you hold me, [f.n]? Then I can reach deeper.',
        ],
        indirect: ['If [f.n] held [h.n] by the legs, it could work.'],
      },
      fails: [
        '[f.n] held [h.n] by the legs, and [h.n] went in head first. It was still too deep, and it smelled of old mushrooms.',
      ],
      works: [
        '[f.n] held [h.n] by the legs, and [h.n] reached down and got it.',
        '[f.n] held [h.n] by the legs, and [h.n] went down head first. One more stretch, and [h.he] had it. [f.n] pulled [h.o] out again, black with earth from ear to ear.',
        '[f.n] sat down and held on to [h.n] with all [f.his] might. Deeper and deeper [h.n] went, until only two feet could be seen. Then there was a shout of joy, and up [h.he] came with [o.the].',
      ],
      short: 'together with [f.n]',
    },
    {
      name: 'dig',
      by: 'tool',
      needs: 'does:dig',
      idea: {
        direct: ['We need [x.one] to dig it out.', 'With [x.one], I could make the hole bigger.'],
        indirect: ['With [x.one], one could make the hole bigger.'],
      },
      works: [
        'With [x.the], [h] dug until [h.he] could reach [o.the].',
        'With [x.the], [h] dug and dug. The pile of earth grew, and [theHole] became so wide that [h] could climb in and get [o.the].',
        '[h] did not dig from above, because the earth would have fallen on [o.the]. With [x.the], [h.he] dug from the side, and soon there it was.',
        '[h] took [x.the] and made [theHole] wider, bit by bit. A worm looked out and went away again. Then something showed in the earth: [o.the]!',
      ],
      short: 'with [x.a]',
    },
    {
      name: 'digger',
      by: 'creature',
      needs: 'can:dig',
      unfit: ['pig', 'dog'],
      narrow: true,
      works: digs,
      short: 'with the help of [c.a]',
    },
  ],
  itself: [
    'And then came the surprise. A rabbit came out of another hole and kicked out [o.the]!',
    'Then something happened that nobody had expected. The ground began to move, and up came a mole, with earth on its nose. On its head sat [o.the]!',
    'And then came the surprise. A rabbit shot out of another hole, close by, and kicked out sand and stones and, at last, [o.the]! It must have been in its way.',
  ],
  warning: {
    direct: [
      'Look at the ground when you walk, [h.n]. There are holes everywhere.',
      'Keep [o.the] in your bag. What is small gets lost in the smallest hole.',
    ],
    indirect: [
      '[m] told [h.o] to look at the ground, because there were holes everywhere.',
      '[m] told [h.o] to keep [o.the] in the bag, because small things get lost.',
    ],
  },
};

export const gap: Problem = {
  ...TEXTS,
  name: 'gap',
  scenes: ['wood', 'field', 'farm', 'town', 'water'],
  notAt: ['market', 'flower shop', 'train station', 'barn'],
  prepare: choose(GAPS),
  happens: [
    ['roll', '[h] put [o.the] down on a stone. It began to roll, jumped once, and fell right into [hole].'],
    'Suddenly, [o.the] slipped away from [h.n] and fell into [hole].',
    '[h] climbed on a rock and wanted to wave. That was when [o.the] slipped away. Click, clack, it went, and then it lay deep down in [hole].',
    '[h] put [o.the] down next to [h.him] to look at a bug. When [h.he] stood up, [h.he] bumped it, and it fell into [hole].',
    '[h] ran, jumped, and landed hard. [o.the] flew away and dropped into [hole].',
    '[h] held [o.the] up to the sun to look at it. A bee came, [h] took a step back, and [o.the] fell into [hole].',
  ],
  ways: [
    ...COMMON,
    {
      name: 'push',
      by: 'self',
      fails: [
        '[h] pushed and pulled to make more room, but nothing there moved even a little.',
        '[h] leaned against the side of [theHole] with all [h.his] might. It was like pushing a house.',
        '[h] kicked the edge of [theHole]. That hurt, and nothing else happened.',
      ],
    },
    {
      name: 'lever',
      by: 'together',
      idea: {
        direct: ['If we both push, it will move.', 'Push when I say three! One, two, three!'],
        indirect: ['If both of them pushed, it might move.'],
      },
      works: [
        'Together, they pushed a stone aside at the edge, and that made room for one [arm]. [h] reached in and had it.',
        '[f.n] put a strong branch under a stone at the edge, and both of them leaned on the other end. That made room, just enough for one [arm]. [h] reached in and had [o.the].',
        'They pushed until both of them had red faces. There was a crunch, and a stone at the edge rolled over. Now there was room enough, and [h] took [o.the] out.',
      ],
      short: 'together with [f.n]',
    },
    {
      name: 'slim',
      by: 'creature',
      needs: 'can:climb',
      unfit: ['goat', 'raccoon', 'cat', 'bear'],
      narrow: true,
      works: [
        '[c] slipped in, and soon it came out again with [o.the].',
        '[c] made itself as thin as it could. It slipped in as if there were a door, and a moment later it pushed [o.the] out with its nose.',
        '[c] looked in with its head to one side. Then it climbed down into the dark, and when it came out again, [o.the] was in its mouth.',
      ],
      short: 'with the help of [c.a]',
    },
  ],
  itself: [
    'And then came the surprise. A lizard came out and swept [o.the] out with its tail!',
    'Then something happened that nobody had expected. A lizard came out into the sun, and with its tail it swept [o.the] out as well!',
    'And then came the surprise. On the other side, low down, there was a second opening, and out of it slowly slid [o.the]!',
  ],
  warning: {
    direct: [
      'Hold on to [o.the] when you climb around, [h.n].',
      'Keep [o.the] in your bag. What is small gets lost in the smallest gap.',
    ],
    indirect: ['[m] told [h.o] to keep [o.the] in the bag, because small things get lost.'],
  },
};
