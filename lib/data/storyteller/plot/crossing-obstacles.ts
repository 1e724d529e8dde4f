/** What can be in the way, what does not help, and what does. */
import type { Scene } from '../words/entries.ts';

export interface Pass {
  /** Said early in a story that hints at it. */
  readonly early: string;
  readonly works: readonly string[];
  /** For the summary: "with the help of a beaver". */
  readonly short: string;
  readonly lesson: string;
}

export interface Obstacle {
  readonly name: string;
  readonly scenes: readonly Scene[];
  /** Is met. */
  readonly seen: readonly string[];
  /** Ways that do not work; of each list one is told. */
  readonly fails: readonly (readonly string[])[];
  readonly passes: readonly Pass[];
  /** The surprise that solves it. */
  readonly surprise: readonly string[];
  /** For the summary, after "there is". */
  readonly short: string;
}

export const OBSTACLES: readonly Obstacle[] = [
  {
    name: 'river',
    scenes: ['field', 'wood', 'water', 'farm'],
    seen: [
      'But then there was a wide river, and it was quick and deep. There was no bridge.',
      'After the second bend, a river ran across the path. It was brown and fast after the rain.',
      'Something roared behind the bushes. It was a river, and the old bridge had been washed away.',
    ],
    fails: [
      [
        '[h] took a long run and jumped. Splash! [h.he] landed in the cold water near the bank.',
        '[h] wanted to jump across, but at the last moment [h.he] saw how wide it was.',
      ],
      [
        '[h] put one foot in. The water was so icy that [h.he] came right out again.',
        '[h] tried to walk through. When the water was up to [h.his] tummy, [h.he] turned back.',
      ],
      [
        '[h] rolled stones into the water to build a way. Plop, plop! They sank, one after the other.',
        '[h] pushed an old log in for a boat. It turned over and floated away without [h.him].',
      ],
    ],
    passes: [
      {
        early: 'a beaver, busy at a tall tree by a river. The tree was already half cut through',
        works: [
          'On the bank, a beaver was busy at a tall tree. Crack! The tree fell across the water, and [us] walked over it.',
          'Not far away, a beaver gave a tall tree one last bite. It fell from one bank to the other, and there was the bridge.',
        ],
        short: 'on a tree that a beaver has cut',
        lesson: 'help can come when one does not expect it',
      },
      {
        early: 'a row of big flat stones in the water',
        works: [
          'A little farther up, flat stones looked out of the water. Hop, hop, hop, [us] got across.',
          '[us] walked up along the bank until there was a row of stones, and soon the river was behind [us.o].',
        ],
        short: 'over a row of stones',
        lesson: 'sometimes one must walk a little farther to find the right place',
      },
      {
        early: 'an old man in a rowing boat, who was fishing',
        works: [
          'An old rowing boat came around the bend. [us] waved, and the boat took [us.o] across.',
          'An old man was fishing from a boat. [us] called, and the boat came and took [us.o] across.',
        ],
        short: 'in a rowing boat',
        lesson: 'those who ask for help will get it',
      },
    ],
    surprise: [
      '[us] sat down on a gray rock, and the rock moved! It was a huge old turtle, and it swam across the river with [us.o] on its back.',
      'The water began to sink, lower and lower, and soon one could walk across on dry stones!',
    ],
    short: 'a river without a bridge',
  },
  {
    name: 'gate',
    scenes: ['town', 'farm', 'field'],
    seen: [
      'But there was a high gate across the path, and it was shut.',
      'A stone wall stood in the way, and in the wall was a gate with iron bars.',
      'At the end of the lane was a big green gate. [h] pushed. It did not move.',
    ],
    fails: [
      [
        '[h] pushed with all [h.his] might. The gate only squeaked.',
        '[h] threw [h.self] against it. The gate shook a little, and that was all.',
      ],
      [
        '[h] tried to squeeze between the bars. [h.his] head went in, but not one bit more.',
        '[h] tried to crawl under it. There was room for a cat, but not for [h.him].',
      ],
      [
        '[h] called and knocked. Behind the gate, a hen clucked, and nobody came.',
        '[h] shook the gate and shouted hello. Nobody answered.',
      ],
    ],
    passes: [
      {
        early: 'a flower pot by the path, with something shiny under its rim',
        works: [
          'Not far from the gate stood a flower pot. [h.n] lifted it, and under it lay a key! It turned with a screech, and the gate swung open.',
          'What shone there, under a flower pot by the path? It was the key, and it fit.',
        ],
        short: 'with a key from under a flower pot',
        lesson: 'it is good to look twice before one pushes',
      },
      {
        early: 'a hole in a long wall, half hidden by ivy, where a hedgehog came out',
        works: [
          'Beside the gate was a wall full of ivy. [h.n] pushed the leaves aside. There was a hole, just big enough, and [us] crawled through.',
          'On both sides of the gate was a wall, and behind some ivy it had a gap. It was low, but wide enough, and [us] crawled through.',
        ],
        short: 'through a hole behind the ivy',
        lesson: 'there is more than one way in',
      },
    ],
    surprise: [
      '[h] leaned on the handle, and the gate opened toward [h.him]. One had to pull it, not push it!',
      'Suddenly [h] saw a word on the gate, under the dust. It said to pull, and all that time, [h.he] had pushed!',
    ],
    short: 'a gate that is shut',
  },
  {
    name: 'beast',
    scenes: ['field', 'farm', 'wood', 'water'],
    seen: [
      'But across the narrow path lay a huge gray dog, fast asleep. Its paws were as big as plates.',
      'Where the path was narrow lay something big and brown. It was a bull, fast asleep, and it snored.',
      'In the middle of the path, between two walls of rock, slept a very large ram with very large horns.',
    ],
    fails: [
      [
        '[h] went on tiptoe. A twig cracked, one big eye opened, and [h.he] ran back.',
        '[h] crept closer. Then it sneezed in its sleep, so loudly that [h.he] ran all the way back.',
      ],
      [
        '[h] tried to go around, but there were thorns on both sides.',
        '[h] tried to climb past it, but there was not enough room for even one foot.',
      ],
      [
        '[h] threw a small stone far away, to make it look. It only snored on.',
        '[h] clapped and shouted from far away. One ear moved, and nothing else.',
      ],
    ],
    passes: [
      {
        early: 'somebody singing a song so soft that even the bees fell asleep',
        works: [
          '[h.n] began to sing, very softly. The big animal slept deeper and deeper, and [us] stepped over its legs and its tail.',
          '[h.n] hummed a lullaby. The big animal sighed, rolled to one side, and now there was just enough room to pass.',
        ],
        short: 'by singing very softly',
        lesson: 'a soft voice can do more than a loud one',
      },
      {
        early: 'a bowl of water in the shade, and big footprints all around it',
        works: [
          '[us] waited quietly. When the sun stood high, the big animal got up and went off to have a drink. The way was free!',
          '[us] waited until the big animal was thirsty and walked off to have a drink, and then ran past.',
        ],
        short: 'by waiting until it is thirsty',
        lesson: 'those who can wait will get there',
      },
    ],
    surprise: [
      '[h] asked the big animal, very politely, to let [us.o] pass. And it stood up and wagged its tail. It had only waited for somebody to play with!',
      'The big animal opened its eyes and licked [h.him] from chin to ear. It was as gentle as a lamb!',
    ],
    short: 'a big animal asleep on the path',
  },
  {
    name: 'hill',
    scenes: ['field', 'wood', 'farm'],
    seen: [
      'But then came a hill, so steep that it looked like a wall with grass on it.',
      'The path went up and up. In the end there was only a slope of loose stones.',
      'In front of [h.o] rose a bank of wet clay, higher than a house.',
    ],
    fails: [
      [
        '[h] ran up as fast as [h.he] could. Halfway up, [h.he] slid all the way down again.',
        '[h] took ten quick steps up and came eleven steps down.',
      ],
      [
        '[h] crawled and held on to the grass. The grass came out, and down [h.he] went.',
        '[h] held on to a root. It was rotten and broke off, and [h.he] rolled to the bottom.',
      ],
      [
        '[h] tried to go straight up between two rocks, but there was nothing to step on.',
        '[h] tried it backward, and sat down hard.',
      ],
    ],
    passes: [
      {
        early: 'a goat that went up a hill, not straight, but from side to side like a ribbon',
        works: [
          '[h.n] did as goats do and did not go straight up, but a bit to the left and a bit to the right. It took longer, but nobody slid.',
          'There was one way to do it: from side to side, as goats do. So [us] went up, and it was not hard at all any more.',
        ],
        short: 'by climbing it the way goats do',
        lesson: 'the straight way is not always the best',
      },
      {
        early: 'a long vine that hung down from the top of a slope',
        works: [
          'From the top hung a thick vine. [h.n] pulled at it, and it held, and step by step [us] came up.',
          'A long vine hung down there. [us] held on to it and walked up as if there were stairs.',
        ],
        short: 'by holding on to a vine',
        lesson: 'it is good to look around before one gives up',
      },
    ],
    surprise: [
      'A little door opened in the hill. There was a tunnel right through to the other side!',
      '[h] rolled away a stone, and behind it was an old tunnel that led right through the hill!',
    ],
    short: 'a hill that is too steep',
  },
  {
    name: 'swamp',
    scenes: ['wood', 'field', 'water'],
    seen: [
      'But the path ended in a swamp. It was green and brown, and it bubbled.',
      'Then the ground became soft and softer, and in front of [h.o] lay nothing but mud.',
      'A big muddy place lay between [h.o] and the other side. It smelled of old leaves.',
    ],
    fails: [
      [
        '[h] took one step. The mud did not want to let go. Slurp!',
        '[h] tried to run over it, but [h.he] sank in and had to crawl back.',
      ],
      [
        '[h] threw in leaves and grass to walk on. They went under, slowly, one by one.',
        '[h] laid a thin board on the mud. It tipped over at the first step.',
      ],
      [
        '[h] walked along the edge to get around it. There was no end to it.',
        '[h] tried to slide over it like on ice. It was not like ice.',
      ],
    ],
    passes: [
      {
        early: 'a frog that jumped over a swamp from one tuft of grass to the next',
        works: [
          '[h.n] looked for the tufts of grass, as the frogs do. From one to the next [us] jumped, and each of them held.',
          'Here and there, a thick tuft of grass grew in the mud. A few jumps, and [us] stood on dry ground.',
        ],
        short: 'from one tuft of grass to the next',
        lesson: 'one can learn something from a frog',
      },
      {
        early: 'a heap of long dry branches that somebody had cut',
        works: [
          'There was a heap of dry branches. [us] laid them side by side on the mud, until there was a road.',
          '[us] carried branches until there was a wooden path right through the mud.',
        ],
        short: 'on a road of branches',
        lesson: 'bit by bit, one can build a way',
      },
    ],
    surprise: [
      'A stork walked out of the reeds with clean red legs. Just behind the reeds was a fine dry path!',
      'A duck with clean feet came out of the bushes. Behind them was a wooden bridge that nobody had noticed!',
    ],
    short: 'a muddy swamp',
  },
];

export interface Goal {
  /** "wanted to go to" … */
  readonly where: string;
  /** The same when it is told of once more, where that differs. */
  readonly again?: string;
  readonly why: readonly string[];
  readonly there: readonly string[];
  readonly late: string;
}

export const GOALS: Readonly<Record<'child' | 'animal', readonly Goal[]>> = {
  child: [
    {
      where: 'the fair',
      why: ['One could hear the music already.', 'There would be a merry-go-round with painted horses.'],
      there: [
        'The merry-go-round turned, the music played, and it smelled of hot nuts.',
        'There were lights and drums, and somebody on stilts.',
      ],
      late: 'the tents were being folded up, and the music had stopped',
    },
    {
      where: 'the old mill',
      why: [
        'Six kittens had been born there, and one of them was white.',
        'The cat of the mill had six kittens.',
      ],
      there: [
        'Six kittens tumbled out of the straw, and the smallest one fell asleep on [h.ns] lap.',
        'Six kittens lay in a basket by the oven, all in one heap.',
      ],
      late: 'the basket was empty, because the kittens had gone to their new homes that day',
    },
    {
      where: 'the birthday of a cousin',
      again: 'the birthday party',
      why: [
        'There would be cake with cherries.',
        'It was on the other side of the hill, and the cousin was waiting.',
      ],
      there: [
        'The door flew open, everyone cheered, and there was a big piece of cake with cherries.',
        'The candles were just being lit.',
      ],
      late: 'the candles were out and the guests had left',
    },
    {
      where: 'the old tower',
      why: [
        'From the top of it, one could see as far as the sea.',
        'A pair of storks had a nest up there, with three little ones in it.',
      ],
      there: [
        'From the top, the whole land lay below, as small as a toy.',
        'Up there the sea could be seen, like a thin silver ribbon.',
      ],
      late: 'the door had been locked for the night',
    },
  ],
  animal: [
    {
      where: 'the clover meadow',
      why: [
        'The clover was red now, and one could smell it from far away.',
        'Nowhere was there clover as sweet as that.',
      ],
      there: [
        'The clover was so high that one could see only the ears of whoever sat in it.',
        'It was red and sweet and full of bees.',
      ],
      late: 'the clover had been cut, and nothing was left but stubble',
    },
    {
      where: 'the old pear tree',
      why: [
        'The pears were ripe, and every day some of them fell.',
        'A bird had told everyone how sweet the pears were that year.',
      ],
      there: [
        'The grass was full of yellow pears, one softer than the other.',
        'Just as [us] came, a ripe pear fell down with a plop.',
      ],
      late: 'the pears had been picked, every one of them',
    },
    {
      where: 'the big dance in the clearing',
      again: 'the clearing',
      why: [
        'The fiddles of the crickets could be heard already.',
        'It was held only once a year, when the roses were in bloom.',
      ],
      there: [
        'The crickets played, and everyone danced with everyone.',
        '[us] came just in time for the first dance.',
      ],
      late: 'the dance was over, and the crickets were packing up their fiddles',
    },
    {
      where: 'the burrow of a dear aunt',
      again: 'the burrow',
      why: ['There would be acorn cake.', 'It had been a whole year since the last visit.'],
      there: [
        'There was acorn cake, and there were a hundred questions to answer.',
        'The door was open, and it smelled of acorn cake.',
      ],
      late: 'the door was locked, because the aunt had waited all day and then gone out',
    },
  ],
};
