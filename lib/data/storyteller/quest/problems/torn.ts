/** Something to wear tears, and is sewn, or gets something new where the hole was. */

import { leisure } from '../../plot/leisure.ts';
import type { Tale } from '../../tale.ts';
import type { Character } from '../../world.ts';
import { lender } from '../lenders.ts';
import { hand, type Problem } from '../problem.ts';

const SEWERS = ['tailor', 'weaver', 'dressmaker', 'sailmaker'];
const SEWING_ANIMALS = ['mole', 'weaver bird', 'old hare', 'hamster'];

function tears(t: Tale): void {
  t.world.break(t.thing('o').holder, t.thing('o'));
}

function sewn(t: Tale, who: Character): void {
  hand(t, who);
  t.world.mend(who, t.thing('o'));
}

function sewer(t: Tale): void {
  lender(t, 'l', t.character('h').sort === 'animal' ? SEWING_ANIMALS : SEWERS);
  t.say([
    '[h] ran to [l.a] and held up [o.the]. Through the hole, one could see the sky.',
    'At the end of the road lived [l.a], and nobody sewed better. [h.n] put [o.the] on the table there.',
  ]);
  if (leisure(t, 0.4))
    t.speak(
      'l',
      [
        'Is that all? Three stitches, and it is gone.',
        'Thread the needle for me, please. My eyes are old.',
        'You may choose the color of the thread.',
      ],
      ['[l] asked [h.o] to choose a thread.', '[l] took a needle and a long thread.'],
    );
  t.say([
    '[h.n] chose {a red|a green|a blue} thread. In and out went the needle, in and out, and with each stitch the hole got <reasoning?smaller|bigger|deeper>.',
    'In and out went the needle, and soon the hole was gone.',
    'The needle went up and down like a small fish in the water. Then [l] bit off the thread, and it was done.',
  ]);
}

export const torn: Problem = {
  name: 'torn',
  things: ['kind:clothes', 'kind:garment'],
  accept: ({ tags }) => tags.has('own') && tags.has('tear'),
  scenes: ['town', 'farm', 'field', 'wood'],
  notAt: ['barn', 'market', 'flower shop', 'train station'],
  unlike: ['torn', 'wooden', 'broken'],
  premises: ['own', 'own', 'gift', 'friend', 'borrowed'],
  befall: tears,
  happens: [
    '[h] crawled through a bush. Something held on tight, [h.he] pulled, and there was a long, ugly sound. [o.the] had a big hole.',
    '[h] jumped down from a big stone, and [o.the] got caught on a thorn bush. Rip! There was a tear in it as long as a spoon.',
    'A branch took hold of [o.the] as [h] ran by. There was an ugly sound, and then [o.the] had a hole in it, as big as an apple.',
    '[h] climbed over a wall, and [o.the] caught on an old nail. [h] slipped, and rip! There was a long tear in it.',
    '[h] ran too close to a fence, and [o.the] got caught on a nail. Rip! There was a tear in it as long as a spoon.',
    '[h] climbed over a log, and [o.the] caught on a sharp branch. [h] slipped, and rip! There was a long tear in it.',
    'A young dog came running and took hold of one end of [o.the]. [h] pulled at the other. Rip! Now it had a hole in the middle.',
  ],
  plight: {
    direct: [
      'Look at this hole! My [o.word] is torn!',
      'I got caught on a nail, and it tore my [o.word].',
      'There is a big tear in my [o.word], and I do not dare to go home.',
    ],
    indirect: [
      '[p.s] [o.word] was torn.',
      '[p.n] had got caught on a nail, and there was a big tear in [p.his] [o.word].',
    ],
  },
  cries: ['Oh no! It is torn!', 'What a big hole!', 'Oh dear! Can anybody sew it?', 'Everybody will see it!'],
  promises: [
    'A hole can be sewn.',
    'We will mend it, and nobody will see it.',
    'Show me. Oh, that can be mended!',
  ],
  ways: [
    {
      name: 'hide',
      by: 'self',
      fails: [
        '[h] held one [hand] over the hole. But who can walk around like that all day?',
        '[h] turned it around, so that the hole was at the back. Now everybody behind [h.o] could see it.',
        '[h] folded it in a very clever way. As soon as [h.he] moved, it opened again.',
      ],
    },
    {
      name: 'leaf',
      by: 'self',
      fails: [
        '[h] put a leaf over the hole and stuck it on with gum. For a while, it looked fine. Then the leaf got dry and fell off.',
        '[h] pinned the tear together with thorns. That held, but it pricked with every step.',
      ],
    },
    {
      name: 'glue',
      by: 'self',
      idea: {
        direct: ['Glue holds everything together!', 'I will glue it.'],
        indirect: ['Perhaps glue would do, [h] thought.'],
      },
      fails: [
        '[h] fetched some glue and put it on the tear. When it was dry, it was as hard as wood, and what is hard like that is no good to <knowledge?wear|read|hear>. [h] had to wash it all out again.',
        '[h] fetched some glue, and it held very well. It even held the front to the back, and nobody could put it on any more. It took an hour to get it apart.',
      ],
    },
    {
      name: 'knot',
      by: 'self',
      fails: [
        '[h] made a knot where the hole was. It looked so funny that [h.he] had to laugh, but one could not wear it like that.',
        '[h] pulled the edges together and tied them with grass. Pop! The grass broke.',
      ],
    },
    {
      name: 'sew',
      by: 'self',
      idea: {
        direct: ['I have never sewn before, but I can learn it.', 'All I need is a needle and some thread.'],
        indirect: ['All that was needed was a needle and some thread.'],
      },
      works: [
        '[h] fetched a needle and some thread and closed the hole, stitch by stitch.',
        '[h] got a needle and thread from home and sat down on a log. The first stitch was too long, and the second was crooked. But the tenth was very neat, and after the twentieth, the hole was closed.',
        '[h] fetched a needle and some thread. Up and down, up and down. The needle pricked [h.o] once, but [h] did not stop. Then it was done.',
      ],
      lessons: ['with patience, many things can be mended'],
      short: 'with a needle and thread',
    },
    {
      name: 'patch',
      by: 'self',
      idea: {
        direct: ['I will not hide the hole. I will make something nice out of it!', 'What about a patch?'],
        indirect: ['One did not have to hide the hole. One could make something nice out of it.'],
      },
      works: [
        '[h] fetched needle and thread and sewed a red {heart|star} over the hole, and it was even nicer than before.',
        '[h] fetched needle and thread, cut a {heart|star|flower} out of a bit of red cloth and sewed it right over the hole. Now it was even nicer than before, and soon everybody wanted a patch like that.',
        '[h] ran home for needle and thread. From an old blue cloth, [h.he] cut a little {fish|bird|moon} and sewed it on. Nobody saw a hole any more. They only saw how pretty it was.',
      ],
      short: 'with a pretty patch',
    },
    {
      name: 'two',
      by: 'together',
      idea: {
        direct: ['You hold it tight, and I will sew!', 'Together, we can do it.'],
        indirect: ['One could hold, and the other could sew.'],
      },
      fails: [
        'They fetched a needle and thread. [f.n] held it, and [h.n] sewed. When they were done, they saw that they had sewn it to an old sack. They had to cut it off again.',
      ],
      works: [
        'They fetched a needle and thread. [f.n] held it tight, and [h.n] sewed, until the hole was gone.',
        'They got a needle and thread. [f.n] held the edges together, and [h.n] pulled the thread through, stitch after stitch. They sang while they worked, and before the song was over, the hole was gone.',
      ],
      short: 'together with [f.n]',
    },
    {
      name: 'sewer',
      by: 'self',
      idea: {
        direct: ['I know who can sew!', 'There is somebody who sews better than all of us.'],
        indirect: ['There was somebody nearby who could sew very well.'],
      },
      works: sewer,
      short: 'with the help of [l.a]',
    },
    {
      name: 'elder',
      by: 'elder',
      idea: {
        direct: [
          'Give it to me, and bring me the little box with the needles.',
          'I will show you how it is done.',
        ],
        indirect: ['[m] had a little box with needles and thread.'],
      },
      works: [
        '[m] made the first stitch, [h.n] made the second, and soon [o.the] was whole again.',
        '[m] put on [m.his] glasses and threaded a needle. [m] made the first stitch, [h.n] made the second, and so they took turns until the hole was closed.',
        '[m] sewed so fast that one could hardly see the needle. At the end, [m.he] put a tiny {leaf|heart|bee} of yellow thread where the hole had been.',
      ],
      short: 'with the help of [h.his] [m.kind]',
    },
  ],
  solve: sewn,
  stays: true,
  lost: [
    'The tear grew with everything that [us] tried. In the end, there were only rags, and nobody could sew that many pieces together.',
    'It could not be mended any more. [o.the] went into the bag with the old rags.',
    'Whatever was done, the tear opened again. So [o.the] was never worn any more.',
  ],
  robbed: [
    'But then came a bad surprise. A goat came along and ate it, bit by bit.',
    'And then something unexpected happened. [o.the] lay on a fence when a goat came along. It ate one end, and then the middle, and then the other end.',
    'But then came a bad surprise. The wind took [o.the] and blew it right into the mud under a cart. When the cart had gone by, there was not much left.',
  ],
  itself: [
    'And then came the surprise. A tailor came by, sat down, and sewed up the hole!',
    'Then something happened that nobody had expected. Somebody very old, who had been dozing on a bench, pulled a needle out of a hat. Before one could count to twenty, the hole was gone. Nobody ever found out who it was.',
    'And then came the surprise. A tailor with a big bag came by, sat down on a stone, and hummed. Ten stitches later, the tailor stood up again, waved, and went on. There was no hole any more!',
  ],
  warning: {
    direct: [
      'Be careful with [o.the], [h.n]. It tears easily.',
      'Take good care of [o.the]. A hole is quickly made.',
    ],
    indirect: ['[m] told [h.o] to be careful, because [o.the] could tear.'],
  },
  short: 'tears',
  won: 'mends it',
  wonItself: 'Then a stranger mends it, when nobody expects it any more.',
  failed: 'It cannot be mended any more.',
  lessons: ['a hole is quickly made', 'it is good to take care of what we wear'],
};
