/** Jobs that need everybody. */
import type { Scene } from '../words/entries.ts';

export interface Job {
  readonly scenes: readonly Scene[];
  readonly notAt: readonly string[];
  /** "pull the big log across the stream" */
  readonly task: string;
  readonly why: readonly string[];
  /** What is there to be done, at first sight. */
  readonly sight: readonly string[];
  /** What the strong one, `a`, does, and what the tall or quick one, `b`, does. */
  readonly strong: readonly string[];
  readonly quick: readonly string[];
  /** What is still missing. */
  readonly stuck: readonly string[];
  /** What the small one, `s`, does about it, in the same order. */
  readonly small: readonly string[];
  readonly done: readonly string[];
  readonly failed: readonly string[];
  readonly found: readonly string[];
}

export const JOBS: readonly Job[] = [
  {
    scenes: ['field', 'wood'],
    notAt: [],
    task: 'lay a log across the stream',
    why: [
      'The rain had washed the old bridge away, and on the other side grew the best berries.',
      'Without a bridge, nobody could get to the mill any more.',
    ],
    sight: [
      'A thick log lay in the grass. It was so heavy that one alone could not even roll it.',
      'There was a fallen tree, just long enough. But how heavy it was!',
    ],
    strong: [
      '[a.n] put one shoulder under the thick end and lifted.',
      '[a.n] pulled at a rope until it hummed.',
    ],
    quick: [
      '[b.n] ran ahead and cleared the stones out of the way.',
      '[b.n] waded to the other side with the end of a rope.',
    ],
    stuck: [
      'They pulled. But in the middle of the stream, the log got stuck. A twig held it, deep down in a crack between two stones.',
      'They pulled. But something held the log, in a gap that was too narrow for the others.',
    ],
    small: [
      '[s.n] climbed along the log, reached down into the gap, and pulled it free.',
      'Only [s.n] could get in there. Some pulling, some puffing, and the log was free.',
    ],
    done: [
      'With a long rumble, the log slid across. There was a bridge!',
      'The log rolled once more and lay still, from one bank to the other.',
    ],
    failed: [
      'The log slid back, fell into the stream and floated away.',
      'It grew dark, and the log lay in the middle of the stream, and there it stayed.',
    ],
    found: ['Where the log had been lay a small box with old silver coins!'],
  },
  {
    scenes: ['field', 'farm'],
    notAt: ['barn', 'vegetable patch', 'henhouse', 'orchard', 'cornfield'],
    task: 'bring in the hay before the rain',
    why: [
      'If it got wet, the cows would have nothing to eat in winter.',
      'It was the hay for the whole winter.',
    ],
    sight: [
      'All over the slope lay the hay, and behind the hill the sky was turning black.',
      'There was enough hay for ten wagons, and not much time.',
    ],
    strong: [
      '[a.n] lifted big piles of it onto the wagon.',
      '[a.n] pulled the heavy wagon, step by step, from one pile to the next.',
    ],
    quick: [
      '[b.n] ran back and forth with the rake and left nothing lying.',
      '[b.n] stood on top of the wagon and packed it all down.',
    ],
    stuck: [
      'But the barn at the edge of the hay was locked, and the key had fallen through a hole in the floor.',
      'But then a wheel came off the wagon. A little pin had fallen out and lay somewhere in the grass.',
    ],
    small: [
      'One short arm, just thin enough, reached into the hole. It was [s.ns]. There was the key!',
      '[s.n] was close to the ground anyway, lay down and found the pin in no time. So the wheel could go on again.',
    ],
    done: [
      'They closed the barn door just as the first drop fell.',
      'When the rain came, all the hay lay in the barn, warm and dry.',
    ],
    failed: [
      'Then the rain came. In an hour, all the hay was black and wet.',
      'Before half of it was in, the storm blew the rest over the hills.',
    ],
    found: ['In the last pile of hay lay a nest with five tiny kittens!'],
  },
  {
    scenes: ['sea', 'water'],
    notAt: ['waterfall', 'old mill'],
    task: 'push the old boat into the water',
    why: [
      'They wanted to see the little island where nobody had ever been.',
      'It had been mended and painted, and this was to be its first trip.',
    ],
    sight: [
      'There it lay, big and blue, with its nose in the sand.',
      'The boat was as heavy as a cow that does not want to get up.',
    ],
    strong: [
      '[a.n] pushed from behind until both feet were deep in the sand.',
      '[a.n] leaned against the boat with all possible strength.',
    ],
    quick: [
      '[b.n] laid round sticks under it, one after the other, so that it could roll.',
      '[b.n] carried water and made the sand wet and smooth.',
    ],
    stuck: [
      'They pushed. Then the boat stopped. A rope was caught below, where no arm could reach.',
      'They pushed, but the boat leaned. Somebody had to sit inside, and the old floor held nobody heavy.',
    ],
    small: [
      '[s.n] was just small enough and light enough. In and out, and the rope was free.',
      'Everyone was too heavy for that, except for [s.n], who jumped in at once.',
    ],
    done: [
      'One more push, and the boat slid into the water with a splash.',
      'The boat rocked, and then it floated like a duck.',
    ],
    failed: [
      'The tide went out, and the boat lay far from the water, with a new hole in it.',
      'The boat fell on its side and cracked like an egg.',
    ],
    found: ['In the sand where the boat had been lay a bottle with a letter in it!'],
  },
  {
    scenes: ['farm', 'field'],
    notAt: ['barn'],
    task: 'get the giant pumpkin to the fair',
    why: [
      'The fair was that very afternoon, and there was a prize for the biggest one.',
      'It was to be soup for the whole village.',
    ],
    sight: [
      'It was as high as a door and as round as the moon.',
      'The pumpkin had grown and grown, and now nobody could get both arms around it.',
    ],
    strong: [
      '[a.n] pushed with a broad back, and slowly the pumpkin began to roll.',
      '[a.n] held the pumpkin back on the steep part, so that it did not run away.',
    ],
    quick: [
      '[b.n] ran ahead and opened every gate.',
      '[b.n] took the stones out of the way, left and right.',
    ],
    stuck: [
      'But then the pumpkin stopped. A stake in the ground held it from behind, and nobody could get to it.',
      'They pushed once, and then it stopped. A stone lay under it, right in the middle.',
    ],
    small: [
      '[s.n] was just thin enough to get in behind the pumpkin, and pulled the stake out.',
      '[s.n] lay down, reached in with one thin arm, and the stone rolled away.',
    ],
    done: [
      'They rolled the pumpkin right into the fair, and people made room and cheered.',
      'Just as the bell rang, they were there.',
    ],
    failed: [
      'The pumpkin began to roll the wrong way, faster and faster, and burst at the bottom of the hill.',
      'When they came to the fair, it was closed, and the tents were being taken down.',
    ],
    found: [
      'When the pumpkin was cut, there was a tiny green plant inside. One of the seeds had begun to grow!',
    ],
  },
  {
    scenes: ['wood', 'field'],
    notAt: [],
    task: 'build a roof over the old well',
    why: [
      'Leaves fell into the water, and it tasted of mud.',
      'In winter, the snow had broken the old roof.',
    ],
    sight: [
      'There was a pile of boards, and nobody had ever built a roof.',
      'They had four posts, some boards and a bag of nails, and that was all.',
    ],
    strong: [
      '[a.n] carried the thick posts, one on each side.',
      '[a.n] hit the posts into the ground: bum, bum, bum.',
    ],
    quick: [
      '[b.n] ran back and forth and brought one board after the other.',
      '[b.n] put the boards in a row, from the longest to the shortest.',
    ],
    stuck: [
      'They built all day. But the last nail fell into the well and hung in a narrow crack.',
      'They pulled up the last boards with a long rope. Then the rope got stuck, in a crack that was very narrow.',
    ],
    small: [
      '[s.n] was let down on a rope, and came up again with the nail, wet and proud.',
      '[s.n] reached in with one thin arm, wiggled a little, and everything was free.',
    ],
    done: [
      'One last nail, and the roof was done. It even had a small flag.',
      'They stepped back and looked. It was a bit crooked, and it was beautiful.',
    ],
    failed: [
      'In the night, the wind took one board after the other, for nothing had been made fast.',
      'The roof leaned to one side, and then it fell into the well.',
    ],
    found: ['At the bottom of the old pile of boards lay a little bell, which rang as clear as water!'],
  },
  {
    scenes: ['town'],
    notAt: ['market', 'flower shop', 'train station', 'garden'],
    task: 'put up the big tent for the show',
    why: [
      'In the evening, everybody would come to see the jugglers.',
      'It was the first show for a whole year.',
    ],
    sight: [
      'The tent lay on the ground like a sleeping whale.',
      'There was a lot of cloth, a lot of rope, and one very long pole.',
    ],
    strong: [
      '[a.n] held up the big pole and did not let go, although it was heavy.',
      '[a.n] hit the pegs into the ground with a big hammer.',
    ],
    quick: [
      '[b.n] ran around with the ropes and tied knot after knot.',
      '[b.n] pulled the cloth straight on every side.',
    ],
    stuck: [
      'They pulled. But a rope was caught in the middle, under all that cloth.',
      'But when they wanted to pull it up, one rope was missing. It lay somewhere under the heavy cloth.',
    ],
    small: [
      '[s.n] crawled under it. A small bump moved to the middle and back.',
      'Under the cloth, there was just enough room for [s.n]. Something wiggled, something giggled, and then the rope was found.',
    ],
    done: [
      'Up went the tent, red and white, with a flag on top.',
      'When the lamps were lit, it glowed like a lantern.',
    ],
    failed: [
      'With a big puff of air, the tent came down on all of them and tore.',
      'When the people came, the tent still lay on the ground, and they all went home again.',
    ],
    found: [
      'Something else lay under the cloth: one of the jugglers had left a golden ball there for whoever would find it!',
    ],
  },
];
