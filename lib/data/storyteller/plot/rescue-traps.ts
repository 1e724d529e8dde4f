/** Where one can be stuck, what does not help there, and what does. The one that is stuck is an it. */
import type { Scene } from '../words/entries.ts';

export interface Tool {
  /** "a long ladder" */
  readonly a: string;
  /** Where it is seen before anybody needs it: "[h] saw that …". */
  readonly seen: string;
  readonly use: readonly string[];
}

export interface Trap {
  readonly scenes: readonly Scene[];
  readonly who: readonly string[];
  /** "high up in a tree" */
  readonly stuck: string;
  readonly found: readonly string[];
  /** How it is met where it cannot be seen at once: after `found`. */
  readonly met?: readonly string[];
  readonly tries: readonly string[];
  readonly tools: readonly Tool[];
  /** Who comes by and can do it by nature. */
  readonly helpers: readonly (readonly [kind: string, does: string])[];
  /** What the hero can do alone, with a good idea. */
  readonly ideas: readonly string[];
}

export const TRAPS: readonly Trap[] = [
  {
    scenes: ['town', 'wood', 'farm'],
    who: ['kitten', 'young cat', 'white kitten', 'striped kitten'],
    stuck: 'high up in a tree',
    found: [
      'Something mewed and squeaked up there among the leaves.',
      'A leaf fell on [h.ns] nose, then another one. Who was shaking up there?',
    ],
    tries: [
      '[h] jumped as high as [h.he] could, but the lowest branch was too far up.',
      '[h] shook the tree. The [k] only held on tighter.',
      '[h] called softly, but the [k] was too scared to move.',
      '[h] held out [h.his] coat to catch the [k]. It did not want to jump.',
    ],
    tools: [
      {
        a: 'a long ladder',
        seen: 'a long ladder leaned against a wall',
        use: [
          '[h.n] put the ladder against the trunk, went up rung by rung and carried the [k] down.',
          'The ladder just reached. [h.n] climbed up, and the [k] crept onto [h.his] shoulder.',
        ],
      },
      {
        a: 'a basket on a long rope',
        seen: 'a basket hung on a long rope by a well',
        use: [
          '[h.n] threw the rope over a branch and pulled the basket up. The [k] climbed in, and down it went, slowly turning.',
        ],
      },
    ],
    helpers: [
      [
        'woodpecker',
        'knocked on the trunk, showed the way from branch to branch, and the [k] followed it down',
      ],
      ['owl', 'flew up and showed the [k] where to put its feet'],
    ],
    ideas: [
      '[h.n] put something good to eat at the foot of the tree and went ten steps away. It took a while. Then, paw by paw, the [k] came down all by itself.',
      '[h.n] leaned a long branch against the trunk, like a bridge. The [k] tried it with one paw, then with two, and then ran down.',
    ],
  },
  {
    scenes: ['wood', 'field', 'farm'],
    who: ['lamb', 'puppy', 'young fox', 'fawn'],
    stuck: 'in a deep hole',
    found: [
      'Out of the ground came a thin cry. There was a hole, hidden by grass!',
      '[h] almost fell into a hole that was covered with leaves. Two big eyes looked up from the bottom.',
    ],
    tries: [
      '[h] lay down on the edge and reached into the hole, but it was much too deep.',
      '[h] called to the [k] to jump. It jumped and slid back.',
      '[h] threw in some grass for the [k] to stand on. It lay down on the grass.',
      '[h] let down a branch. The branch broke.',
    ],
    tools: [
      {
        a: 'a long rope',
        seen: 'a long rope lay on the path',
        use: [
          '[h.n] tied the rope to a tree, let a loop down and pulled the [k] up, bit by bit.',
          '[h.n] let down the rope with a big loop in it. The [k] stepped into the loop, was soon hanging in the air, and then stood on the grass.',
        ],
      },
      {
        a: 'a wide board',
        seen: 'a wide board lay in the grass',
        use: ['[h.n] let the board down into the hole. The [k] walked up, as if over a bridge.'],
      },
    ],
    helpers: [
      ['badger', 'began to dig at the edge until there was a ramp, and the [k] walked up'],
      ['horse', 'let down its long tail, and the [k] held on tight until it was out'],
    ],
    ideas: [
      '[h.n] rolled one stone after the other into the hole, slowly, until the [k] could step from one to the next and out.',
      '[h.n] scraped away the edge, a little at a time. The earth slid down and made a slope, and up came the [k].',
    ],
  },
  {
    scenes: ['water'],
    who: ['kitten', 'mouse', 'little hedgehog', 'young hare'],
    stuck: 'on a stone in the middle of the water',
    found: [
      'Out on the water, something small was shaking on a stone.',
      'Between the waves stuck out one gray stone, and somebody sat on it who could not get back.',
    ],
    tries: [
      '[h] held out a stick, but it was too short by a whole arm.',
      '[h] put one foot into the water, but it was as cold as ice, and the bottom was soft.',
      '[h] threw a big leaf for a boat. It floated away, empty.',
      '[h] built a path of stones. After the third one, the water became too deep.',
    ],
    tools: [
      {
        a: 'a wide board',
        seen: 'a wide board lay in the reeds',
        use: [
          '[h.n] laid the board across the water, and the [k] walked over with small quick steps.',
          'The board just reached from the bank to the stone. The [k] ran over it without looking down.',
        ],
      },
      {
        a: 'an old washtub',
        seen: 'an old washtub stood under a willow',
        use: [
          '[h.n] pushed the tub across with a long branch. The [k] hopped in and came back like a captain.',
        ],
      },
    ],
    helpers: [
      ['swan', 'swam to the stone and let the [k] climb on its back'],
      ['beaver', 'pushed a log over for a bridge'],
      ['turtle', 'swam up to the stone, as broad as a table, and brought the [k] to the bank'],
    ],
    ideas: [
      '[h.n] bent down a long willow branch until its tip touched the stone. The [k] ran along it to the bank.',
      '[h.n] pushed a log into the water, held on to one end and turned the other end toward the stone. That was the bridge.',
    ],
  },
  {
    scenes: ['wood', 'field', 'town', 'farm'],
    who: ['sparrow', 'butterfly', 'young blackbird', 'little hedgehog'],
    stuck: 'in an old net',
    found: [
      'Between two posts hung an old net, and something was struggling in it.',
      'Something fluttered and kicked in the grass. Gray threads were all around it.',
    ],
    tries: [
      '[h] pulled at the net. The knots became tighter.',
      '[h] looked for the end of the thread, but there were a hundred ends.',
      '[h] bit into the net. It tasted awful and did not break.',
      '[h] wanted to lift the net, but it was nailed to two posts.',
    ],
    tools: [
      {
        a: 'a pair of scissors',
        seen: 'somebody had left a pair of scissors on a bench',
        use: [
          '[h.n] cut one thread, then the next, and never came too near to the [k].',
          'Snip, snip, snip! Thread after thread fell off, until nothing held the [k] any more.',
        ],
      },
    ],
    helpers: [
      ['mouse', 'gnawed through the threads, one by one'],
      ['rat', 'bit through the knots, here and there, until the net fell apart'],
    ],
    ideas: [
      '[h.n] held the [k] very still and began at the feet. This thread went over that one, and that one under this. After a long time, the last knot was open.',
      '[h.n] rubbed one thread after the other with a sharp stone, until each of them broke.',
    ],
  },
  {
    scenes: ['water', 'farm', 'wood', 'field'],
    who: ['piglet', 'lamb', 'calf', 'young goat'],
    stuck: 'in thick mud',
    found: [
      'There was a sad sound from behind a bush, and a smell of mud.',
      'In the brown mud sat something that was brown all over, up to the neck.',
    ],
    tries: [
      '[h] pulled as hard as [h.he] could. The mud did not let go.',
      '[h] pushed from behind and only got muddy.',
      '[h] stepped closer and almost got stuck as well.',
      '[h] talked to the [k], so that it would keep calm. It sank a little deeper.',
    ],
    tools: [
      {
        a: 'a long, strong pole',
        seen: 'a long, strong pole lay by the path',
        use: [
          '[h.n] pushed the pole under its tummy and leaned on the other end. Slurp! Out came the [k].',
          'The [k] bit into the pole and held on, and [h.n] walked backward, step by step.',
        ],
      },
      {
        a: 'an old door',
        seen: 'an old door leaned against a shed',
        use: [
          '[h.n] laid the door on the mud. On it one could stand without sinking and pull, and out it came.',
        ],
      },
    ],
    helpers: [
      ['cow', 'let the [k] hold on to its tail, and went slowly forward until it was out'],
      ['donkey', 'pulled with all its might, until there was a slurp like that of a giant who eats soup'],
    ],
    ideas: [
      '[h.n] threw branches and grass on the mud, more and more of them, until the [k] had something firm under its feet.',
      '[h.n] dug a little ditch with a flat stone. The water ran off, and the mud let go.',
    ],
  },
  {
    scenes: ['sea'],
    who: ['starfish', 'young seal', 'little fish', 'crab'],
    stuck: 'on the dry sand',
    found: [
      'Far up on the sand, something moved a little.',
      'The sea had gone back, and it had left somebody behind.',
    ],
    tries: [
      '[h] waited for a wave, but no wave came so far.',
      '[h] dug a path for the water. It ran away into the sand.',
      '[h] pointed at the sea. That was of no use.',
      '[h] brought water in a big shell, but it was only a little, and the sand drank it all.',
    ],
    tools: [
      {
        a: 'a bucket',
        seen: 'a bucket stood behind a rock',
        use: [
          '[h.n] filled the bucket with water, put the [k] inside and carried it to the sea.',
          'Half full of water, the bucket was heavy. With the [k] in it, it was heavier still, but [h.n] did not put it down once.',
        ],
      },
      {
        a: 'an old sail',
        seen: 'an old sail lay in a boat',
        use: [
          '[h.n] rolled the [k] onto the wet sail and pulled it over the sand like a sled, down to the water.',
        ],
      },
    ],
    helpers: [
      ['turtle', 'took the [k] on its back and crawled to the sea'],
      ['gull', 'called so loudly that a fisherman came, who carried the [k] to the water'],
    ],
    ideas: [
      '[h.n] took off [h.his] scarf and dipped it into the sea. Wrapped in the wet cloth, the [k] was carried back to the water.',
      '[h.n] dug a little pool, and then another, nearer to the sea, and then another. From pool to pool they came to the waves.',
    ],
  },
  {
    scenes: ['town', 'farm'],
    who: ['kitten', 'puppy', 'hen', 'young goat'],
    stuck: 'behind the locked door of a shed',
    found: [
      'There was a scratching behind the door of an old shed.',
      'Somebody was crying in a shed, and the door was shut.',
    ],
    met: [
      '[h] listened closely. It was a(n) [k], and somebody had locked it in!',
      '[h] looked through a crack in the wood. Inside was a(n) [k], and the door was locked!',
      'Through a hole in the wood, [h] saw a(n) [k]. The door was locked, and it could not get out!',
    ],
    tries: [
      '[h] pushed at the door. The lock was strong, and it did not move.',
      '[h] pulled at the handle, and the handle came off.',
      '[h] looked for a window, but there was none.',
      '[h] knocked. The answer was a small, sad sound.',
    ],
    tools: [
      {
        a: 'an old key',
        seen: 'an old key hung on a nail',
        use: [
          '[h.n] put the key in the lock. It turned with a screech, and the door flew open.',
          'The key was rusty, but it fit. Click! The door opened, and out came the [k].',
        ],
      },
      {
        a: 'an iron bar',
        seen: 'an iron bar leaned against a fence',
        use: [
          '[h.n] put the iron bar behind the old lock and pulled. Crack! The lock fell off, and the door was open.',
          '[h.n] pushed the bar into the gap by the door and leaned on it. The rusty lock broke, and out came the [k].',
        ],
      },
    ],
    helpers: [
      ['goat', 'ran at the door with hard horns until it opened'],
      ['mole', 'made a tunnel under the door, and the [k] came out of the ground with earth on its nose'],
    ],
    ideas: [
      'Under the door was a gap. [h.n] scraped away the earth with a piece of tile, until the gap was big enough.',
      '[h.n] put a plank under the door and stood on the other end. The door rose a little, and that was enough.',
    ],
  },
  {
    scenes: ['field', 'farm', 'wood', 'town'],
    who: ['rabbit', 'young goat', 'lamb', 'hedgehog'],
    stuck: 'under a fence',
    found: [
      'Somebody kicked and squeaked. One end of it could be seen, and the other could not.',
      'Half of somebody could be seen, and the other half could not.',
    ],
    tries: [
      '[h] pulled at the front. The [k] squeaked.',
      '[h] pushed at the back. The [k] kicked.',
      '[h] told the [k] to breathe out. It breathed in.',
      '[h] tried to bend the boards. They were too hard.',
    ],
    tools: [
      {
        a: 'a shovel',
        seen: 'a shovel stuck in a heap of sand',
        use: [
          '[h.n] took the shovel and dug away the earth below. Two scoops, three scoops, and the [k] slipped through.',
        ],
      },
      {
        a: 'a piece of soap',
        seen: 'a piece of soap lay at the edge of a well',
        use: [
          '[h.n] rubbed the [k] with soap, left and right. With a plop, the [k] was out, and it smelled of roses.',
        ],
      },
    ],
    helpers: [
      ['pig', 'dug up the ground around the fence with its snout'],
      ['beaver', 'bit through the board, quick and clean'],
    ],
    ideas: [
      '[h.n] began to tickle it. The [k] pulled in its tummy, and at that moment it was free.',
      '[h.n] held a fresh carrot in front of its nose, a little too far away. It stretched, it wriggled, and it was out.',
    ],
  },
];
