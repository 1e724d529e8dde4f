/** The thing breaks. It can be mended by somebody who knows how, or become something new. */

import { leisure } from '../../plot/leisure.ts';
import { SOLID } from '../../plot/things.ts';
import type { Tale } from '../../tale.ts';
import type { Character } from '../../world.ts';
import { lender } from '../lenders.ts';
import { hand, type Problem } from '../problem.ts';

function breaks(t: Tale): void {
  t.world.break(t.thing('o').holder, t.thing('o'));
}

function mended(t: Tale, who: Character): void {
  hand(t, who);
  t.world.mend(who, t.thing('o'));
}

/** Somebody mends it for something that can be done. */
function mender(t: Tale): void {
  lender(t, 'l', t.character('h').sort === 'animal' ? MENDING_ANIMALS : MENDERS);
  t.say([
    '[h] put the pieces in a cloth and carried them to [l.a].',
    'There was [l.a] who could mend almost everything. [h] brought the pieces there.',
    '[h] knocked on the door of [l.a] and laid the pieces on the table.',
  ]);
  const time = leisure(t, 0.4);
  if (time)
    t.speak(
      'l',
      [
        'Well, well. I have seen worse. Sit down and hold this.',
        'Broken? Nothing is broken for ever in this house.',
        'Let me put on my glasses. Ah, that is not so bad.',
      ],
      [
        '[l] looked at the pieces from all sides and nodded.',
        '[l] hummed and took some small tools out of a drawer.',
      ],
    );
  if (!time)
    t.say([
      '[l] put a little glue here and a little there, and it was as good as new.',
      'There was a click and a tap, tap, tap, and it was whole again.',
      '[h] held the pieces, and [l] glued them together. Then they had to <reasoning?wait|run|sing> until it was dry.',
    ]);
  else
    t.say([
      '[h] held one piece, [l] held the other, and between them went a little glue. Then they had to <reasoning?wait|run|sleep> until it was dry.',
      '[l] worked for a long time, and [h] held whatever had to be held. When they were done, one could hardly see where it had been broken.',
      'There was a click, a tap, tap, tap, and the smell of glue. Then [l] blew off the dust and gave [o.the] back. It was as good as new.',
    ]);
}

const MENDERS = ['clockmaker', 'carpenter', 'toymaker', 'painter', 'potter', 'shoemaker'];
const MENDING_ANIMALS = ['beaver', 'badger', 'mole', 'old hare', 'raccoon', 'toad'];

/** What the friend gets is not what it was. */
const MADE_NEW: readonly string[] = [
  'So [p.n] got something new out of something old.',
  '[p.n] looked at it from all sides and smiled.',
  'What was broken was good for something, after all, and it was for [p.n].',
  'And who got it? [p.n], of course.',
];

export const broken: Problem = {
  name: 'broken',
  things: ['break'],
  accept: ({ kind, tags, word }) => tags.has('own') && kind !== 'paper' && !SOLID.includes(word),
  unlike: ['broken', 'cracked', 'soft', 'fluffy'],
  scenes: ['town', 'farm', 'field'],
  notAt: ['barn', 'market', 'flower shop', 'train station', 'hill', 'valley'],
  premises: ['own', 'own', 'gift', 'friend', 'borrowed'],
  prepare: (t) => {
    const animal = t.character('h').sort === 'animal';
    t.bind({ mender: animal ? 'an old beaver' : 'an old clockmaker', carter: animal ? 'goose' : 'man' });
  },
  befall: breaks,
  takes: [
    'One day, [h] took [o.the] [to]. [h.he] carried it in both [hands], like an egg.',
    'One day, [h] wanted to play house [at] and brought [o.the] along.',
    'One afternoon, [h] went [to], and [o.the] had to come too.',
    '[h] wanted everybody to see [o.the]. So one day, [h.he] carried it [to].',
    'One morning, the sun was so warm that [h] took [o.the] out [to].',
  ],
  happens: [
    '[h] did not see a root in the ground. [h.he] fell, and [o.the] hit a stone. Crack! It was broken.',
    '[h] put [o.the] on a wall and turned around. There was a gust of wind and then a crash. [o.the] lay on the ground in two pieces.',
    '[h] danced in a circle with [o.the], faster and faster. Then it slipped away and hit a tree. Now it was in two pieces.',
    '[h] jumped over a ditch and landed on [h.his] tummy. Something cracked under [h.o]. It was [o.the].',
    '[h] put [o.the] on [h.his] head to see if it would stay there. It did not stay there. It fell and broke.',
    'Somebody called, [h] looked up, and [o.the] fell. It made a terrible noise, and then it made none at all.',
  ],
  plight: {
    direct: [
      'Look! My [o.word] is broken!',
      'I fell, and now my [o.word] is in two pieces.',
      'My [o.word] broke, and nobody can make it whole again.',
      'I only put my [o.word] down for a moment. Somebody stepped on it, and now it is broken!',
    ],
    indirect: ['[p.s] [o.word] was broken.', '[p.n] had fallen, and now [p.his] [o.word] was in two pieces.'],
  },
  cries: [
    'Oh no! It is broken!',
    'Look at it! It is all in pieces!',
    'Oh dear! Can anybody mend it?',
    'It was so pretty, and now look!',
  ],
  promises: [
    'What is broken can be mended.',
    'We will make it whole again!',
    'Give me the pieces. We will do something.',
  ],
  ways: [
    {
      name: 'press',
      by: 'self',
      fails: [
        '[h] pressed the pieces together and counted to a hundred. When [h.he] let go, they fell apart again.',
        '[h] put one piece on top of the other and held [h.his] breath. It held too, until [h] had to breathe.',
        '[h] wished with closed eyes that it would be whole. Then [h.he] looked at [o.the] again. It was still broken.',
      ],
    },
    {
      name: 'mud',
      by: 'self',
      idea: {
        direct: ['Mud is sticky. Maybe mud will do!', 'I will glue it with mud.'],
        indirect: ['Mud is sticky, [h] thought.'],
      },
      fails: [
        '[h] put mud between the pieces. As long as it was wet, it held. Then the mud got <reasoning?dry|wet|sweet> and crumbled, and all that [h] had now was a dirty [o.word] in two pieces.',
        'With wet earth, [h] tried to stick it together. It did not stick to itself, but it stuck very well to [h.n].',
      ],
    },
    {
      name: 'honey',
      by: 'self',
      idea: {
        direct: ['Honey sticks to everything!', 'What sticks best? Honey!'],
        indirect: ['Nothing sticks like honey, [h] thought.'],
      },
      fails: [
        '[h] fetched some honey. It did stick, but soon there were ants, a long row of them, and they <knowledge?ate|drew|sang> all of it.',
        '[h] fetched some honey and smeared it on the pieces. Along came {a fly|a bee}, and then ten more, and [h] had to run.',
      ],
    },
    {
      name: 'leaf',
      by: 'self',
      fails: [
        '[h] wrapped a big leaf around it and tied it with grass. It looked like a green sausage, and when [h.he] put it down, it fell apart.',
        '[h] tied a long daisy chain around it. That was pretty, but daisies are not very strong.',
      ],
    },
    {
      name: 'upside down',
      by: 'together',
      idea: {
        direct: ['You hold it, and I will put it together!', 'We can do it ourselves.'],
        indirect: ['Perhaps they could do it themselves.'],
      },
      fails: [
        '[f.n] held one piece and [h.n] the other, and they stuck them together with gum. When they looked at it, they had to laugh: the top was at the bottom! They had to take it apart again.',
        '[both] worked for a long time. In the end, one piece was left over, and nobody knew where it belonged.',
      ],
      works: [
        'They fetched some glue. With that and four careful [hands], they made it whole again.',
        'They fetched some glue. [f.n] held the pieces and did not move, and [h.n] put a little glue on each edge. They counted to three hundred together. Then [f.n] let go, and it held!',
        '[f.n] found the last small piece in the grass, and [h.n] knew where it belonged. With some glue from home and a lot of care, they made it whole again.',
      ],
      short: 'together with [f.n]',
    },
    {
      name: 'glue',
      by: 'self',
      idea: {
        direct: [
          'There is glue at home, on the top shelf!',
          'Good glue and a little patience, that is all it needs.',
        ],
        indirect: ['There had to be some glue at home.'],
      },
      works: [
        '[h] fetched some glue, put the pieces together, and waited all afternoon until the glue was dry. It was whole again.',
        '[h] got the glue from home and put a thin line of it on the edge. Then came the hard part: [h] had to wait. [h.he] waited all afternoon without touching it, and then it was whole again.',
        '[h] did not hurry this time. [h.he] cleaned the pieces, fetched some glue, tied a ribbon around it, and left it alone until the glue was dry. Not one crack could be seen.',
      ],
      lessons: ['with patience, many things can be mended'],
      short: 'with glue and patience',
    },
    {
      name: 'mender',
      by: 'self',
      idea: {
        direct: ['There is somebody who can mend such things!', 'I know who can help.'],
        indirect: ['There was somebody who could mend such things.'],
      },
      works: mender,
      short: 'with the help of [l.a]',
    },
    {
      name: 'elder',
      by: 'elder',
      idea: {
        direct: [
          'Bring me the pieces. All of them, please.',
          'I have mended many things in my life.',
          'Do not throw it away. Get me the glue.',
        ],
        indirect: ['[m] asked for the pieces and the glue.'],
      },
      works: [
        'They took all the pieces home and laid them on the table. [m] fitted them together like a puzzle, and the glue did the rest.',
        'Piece by piece, they carried [o.the] home and laid it on the table, and [m] fitted it together. [h.n] could press as hard as [h.he] liked, and [m] told a story until the glue was dry.',
        '[m] took some glue and a thin brush. Where the crack had been, [m.he] painted a little green vine. Now [o.the] was even prettier than before.',
        '[m] put glue on both sides and tied a string around [o.the] until the glue was dry. It would never break there again.',
      ],
      short: 'with the help of [h.his] [m.kind]',
    },
    {
      name: 'new use',
      by: 'self',
      only: 'kind:fragile',
      idea: {
        direct: [
          'It cannot be what it was. But what else could it be?',
          'Look at this big piece. I have an idea!',
        ],
        indirect: ['It could not be what it had been. But what else could it be?'],
      },
      works: [
        'In the biggest piece, [h] planted a small flower. Now it was a <reasoning?flower pot|pair of shoes|bedtime story>.',
        '[h] took the biggest piece, filled it with earth, and planted a small flower in it. So the broken [o.word] became a <reasoning?flower pot|pair of shoes|bedtime story>, and it was the prettiest one far and wide.',
        '[h] put the biggest piece under a tree and poured some water into it. Soon a bird came to drink, and then another one came to take a bath. What a fine bird bath it was!',
      ],
      solve: hand,
      handed: MADE_NEW,
      won: 'makes something new',
      short: 'from the pieces',
    },
    {
      name: 'new toy',
      by: 'self',
      only: 'kind:toy',
      idea: {
        direct: [
          'It cannot be what it was. But what else could it be?',
          'What if I put it together in another way?',
        ],
        indirect: ['It could not be what it had been. But what else could it be?'],
      },
      works: [
        '[h] tied the pieces to a branch, and it was nice to see how they turned in the wind.',
        '[h] tied the pieces to a branch with some string. They turned in the wind like little birds. Nobody else had such a fine thing to hang in a tree.',
        '[h] put the pieces on a flat stone, added two nuts for eyes and a leaf for a hat, and there it was: a funny little man, the best toy of all.',
      ],
      solve: hand,
      handed: MADE_NEW,
      won: 'makes something new',
      short: 'from the pieces',
    },
  ],
  solve: mended,
  stays: true,
  lost: [
    'There were too many pieces, and the smallest ones were lost in the grass. It could not be mended any more.',
    '[us] tried until it was dark. Each time, it held for a moment and then fell apart, and each time, there was one piece more.',
    'In the end, [h] put all the pieces into a box and closed the lid. That was all that could be done.',
  ],
  robbed: [
    'But then came a bad surprise. A cart rolled right over the pieces.',
    'Then, when all the pieces lay side by side, something unexpected happened. A cart came around the corner and rolled right over them. Nothing was left but dust.',
    'But then came a bad surprise. A dog had been watching from behind a bush. It took the biggest piece and ran off with it for ever. Now nobody could mend it any more.',
  ],
  itself: [
    'And then came the surprise. [mender] came by, and with one drop of glue, [o.the] was whole again.',
    'Then something happened that nobody had expected. A cart full of pots and pans came by. The old [carter] on it saw the pieces, got down, put them together with a drop of something from a bottle, and drove on. It was whole again, and not one word had been said!',
    'And then came the surprise. [mender], who was only out for a walk, bent down, tried this and tried that, and click! [o.the] was whole again.',
  ],
  warning: {
    direct: [
      'Take good care of [o.the] out there. It is not as strong as it looks.',
      'What is dear to you can break in a moment, [h.n].',
      'Be careful with [o.the]. It breaks easily.',
    ],
    indirect: [
      '[m] told [h.o] to be careful, because it could break.',
      '[m] said that such a thing breaks in a moment.',
    ],
  },
  short: 'breaks',
  won: 'mends it',
  wonItself: 'Then a stranger mends it, when nobody expects it any more.',
  failed: 'It cannot be mended any more.',
  lessons: [
    'one should be careful with things that can break',
    'what breaks in a moment cannot always be mended',
  ],
};
