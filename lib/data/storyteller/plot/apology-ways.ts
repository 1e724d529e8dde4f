/** What can be done to a friend by accident, and ways to say sorry without the word. */
import type { Scene } from '../words/entries.ts';

export interface Harm {
  /** A thing of the friend's that gets broken: tag of its noun. */
  readonly tag?: string;
  /** Tag of what can be done to it. */
  readonly harms?: string;
  readonly scenes: readonly Scene[];
  readonly before: readonly string[];
  readonly happens: readonly string[];
  readonly mended: readonly string[];
  /** After "[h.n]": "knocks over [f.ns] tower". */
  readonly short: string;
}

export const HARMS: readonly Harm[] = [
  {
    tag: 'kind:fragile',
    harms: 'break',
    scenes: ['town', 'field'],
    before: [
      '[f.n] had [o.a] with [f.him]. It was to be a gift.',
      '[f.n] carried [o.a], very carefully, with both arms around it.',
    ],
    happens: [
      '[h] turned around too quickly, and one elbow hit [f.o]. Down fell [o.the]. Crash!',
      '[h] came too close, tripped, and bumped into [f.n]. [o.the] fell on a stone and broke.',
    ],
    mended: [
      'Together, they glued [o.the]. One could still see the cracks, and they looked like small rivers.',
      'They put the pieces together again, one by one, until it was whole.',
    ],
    short: 'breaks [f.ns] [o.word]',
  },
  {
    tag: 'kind:clothes',
    harms: 'tear',
    scenes: ['field', 'wood'],
    before: [
      '[f.n] had [o.a] from an aunt and was proud of it.',
      '[f.n] showed [h.n] [o.a]. It had been made just for [f.n].',
    ],
    happens: [
      '[h] wanted to try it. It got caught on a branch, and with a nasty sound it tore.',
      'They played, and [h] held on to it a little too hard. Rrrip!',
    ],
    mended: [
      'With needle and thread, the tear was closed. They sewed a small red heart over it.',
      'They sewed the tear up again, and the seam looked like a smile.',
    ],
    short: 'tears [f.ns] [o.word]',
  },
  {
    tag: 'kind:toy',
    harms: 'break',
    scenes: ['field', 'town'],
    before: [
      '[f.n] had brought [o.a] and put it down on the ground.',
      '[f.n] had [o.a]. It lay in the grass, right next to [f.him].',
    ],
    happens: [
      '[h] took one step back without looking. Crack! [o.the] was under one foot.',
      '[h] held it up to the light to see it better. It slipped, hit a stone, and was in two pieces.',
    ],
    mended: [
      'They mended [o.the] together, and after that it had a scar, like a pirate.',
      'With glue and string they made [o.the] whole again.',
    ],
    short: 'breaks [f.ns] [o.word]',
  },
  {
    scenes: ['sea', 'water'],
    before: [
      '[f.n] had just built a castle of sand with nine towers and a gate.',
      '[f.n] had made a castle of wet sand, and stuck a feather on the highest tower.',
    ],
    happens: [
      '[h] wanted to see it from close by, tripped over a bucket, and landed in the middle of it.',
      '[h] jumped up to show how high a giant can jump, and came down on the castle with both feet.',
    ],
    mended: [
      'They built a new castle together, with a wall around it.',
      'The new castle got ten towers, and one of them was called Sorry.',
    ],
    short: 'lands in the middle of [f.ns] castle',
  },
  {
    scenes: ['town', 'field'],
    before: [
      '[f.n] sat in the grass and painted. The picture was almost done.',
      'For three days, [f.n] had worked on a picture for a contest.',
    ],
    happens: [
      '[h] wanted to see it, leaned over, and knocked over a glass of water. It ran all over the picture.',
      '[h] wanted to help and picked up a jar of blue paint. It slipped, the paint flew, and half of the picture was blue.',
    ],
    mended: [
      'They turned the spots into a sea with fish, and it was prettier than before.',
      'They drew a new picture, each of them one half.',
    ],
    short: 'spoils [f.ns] picture',
  },
  {
    scenes: ['wood', 'field'],
    before: [
      'They ran down the path, [h.n] first and [f.n] right behind.',
      'They played catch between the trees, faster and faster.',
    ],
    happens: [
      '[h] stopped too suddenly. [f.n] ran into [h.o] and fell on a stone. One knee was bleeding.',
      '[h] let go of a branch. It sprang back and hit [f.n], who was behind [h.o].',
    ],
    mended: [
      'By the next day, it hardly hurt any more, and they played again, but not so fast.',
      'It did not hurt any more, and they played a quiet game this time.',
    ],
    short: 'hurts [f.n] in a game',
  },
  {
    scenes: ['wood', 'field', 'town'],
    before: [
      '[f.n] had a secret and whispered it into [h.ns] ear. Nobody else was to know.',
      '[f.n] told [h.n] a secret: [f.n] was afraid of the dark.',
    ],
    happens: [
      'An hour later, [h] told a joke to some others, and the secret slipped out with it. Everybody laughed, and [f.n] heard it.',
      'Then somebody asked, and before [h] knew it, the secret was out. [f.n] stood behind them.',
    ],
    mended: [
      'From then on, a secret was as safe with [h.n] as a stone at the bottom of the sea.',
      'After that, [h] never told a secret again, not even in a dream.',
    ],
    short: 'lets out [f.ns] secret',
  },
  {
    scenes: ['farm', 'field'],
    before: [
      '[f.n] had planted three sunflowers and measured them every day.',
      'There was a tiny garden there that was [f.ns] very own. In it stood one red tulip.',
    ],
    happens: [
      '[h] ran after a ball and did not look down. Snap! Something broke under one foot. It was a flower.',
      '[h] sat down to rest, just in the wrong place. There was a soft crunch, and something in the garden was broken.',
    ],
    mended: [
      'They planted new seeds and took turns with the watering can.',
      'They put the broken flower into water, and in the garden they planted something new.',
    ],
    short: 'breaks what [f.n] has planted',
  },
];

export interface Way {
  readonly children?: true;
  /** Whether it has words after all, written or sung. */
  readonly worded?: true;
  readonly makes: readonly string[];
  readonly effort: readonly string[];
  readonly brings: readonly string[];
  /** In the same order. */
  readonly understood: readonly string[];
  /** In a summary, after "but": "draws a picture". */
  readonly short: string;
}

export const WAYS: readonly Way[] = [
  {
    makes: [
      '[h] took a sheet of paper and began to draw: two friends, a big tear, and a bigger sun.',
      'With crayons, [h] drew the whole story, how it came about and how it should have gone.',
    ],
    effort: [
      'The first one was not good enough, and neither was the second.',
      'One ear came out too long, but the eyes were right. They looked very sorry.',
    ],
    brings: [
      '[h] laid the picture in front of [f.ns] door, knocked, and hid behind a bush.',
      'The next day, [h] held out the picture with both eyes closed.',
    ],
    understood: [
      '[f.n] looked at it for a long time. One corner of [f.ns] mouth went up, and then the other one.',
      '[f.n] looked at every corner of the picture and laughed softly.',
    ],
    short: '[h.he] draws a picture',
  },
  {
    makes: [
      '[h] mixed flour, butter and honey, and baked a cake.',
      'There was flour on the floor and flour on [h.ns] nose. [h] was baking.',
    ],
    effort: [
      'The first one was black. The second one was raw. The third one smelled wonderful.',
      'It leaned a little to one side, like somebody who wants to say sorry.',
    ],
    brings: [
      'Still warm, the cake was carried down the road, step by step.',
      '[h] put it under [f.ns] open window, where the steam went in.',
    ],
    understood: [
      'On top, there was a face made of raisins, and it looked so sorry that [f.n] had to laugh.',
      '[f.n] took one bite and knew everything that [h] wanted to say.',
    ],
    short: '[h.he] bakes a cake',
  },
  {
    worded: true,
    makes: [
      '[h] could not say it. But could one sing it? [h] made up a small song.',
      'Very softly, [h] hummed and hummed, until there was a tune. Then there were words to it.',
    ],
    effort: [
      'The song had only four lines, and one of them did not rhyme.',
      'The cat next door walked away, but [h] went on.',
    ],
    brings: [
      'In the evening, [h] stood under [f.ns] window and sang it, a bit too high.',
      'When [f.n] came by, [h] began to sing with a red face.',
    ],
    understood: [
      'The window opened. [f.n] leaned out, listened to the end, and clapped.',
      'At the second line, [f.n] began to smile, and at the fourth, [f.n] was humming.',
    ],
    short: '[h.he] sings a song',
  },
  {
    makes: [
      'Early the next morning, [h] went to [f.ns] house and swept the steps.',
      'The next day, [h] took a broom, went to [f.ns] house, and swept the steps without a word.',
    ],
    effort: [
      'Then [h] watered the beans and carried in the wood.',
      'There was a lot to carry, and [h] carried it all.',
    ],
    brings: [
      'When [f.n] opened the door, everything was done, and [h] stood there with a broom.',
      '[f.n] came out and rubbed [f.his] eyes.',
    ],
    understood: [
      '[f.n] looked at the clean steps and at the tired face, and understood.',
      'Nobody sweeps that well without a reason. [f.n] knew at once what it meant.',
    ],
    short: '[h.he] helps without a word',
  },
  {
    makes: [
      'The next morning, [h] got up early, went out and picked flowers, one of every color that could be found.',
      'The next day, [h] went out and looked for white stones, until there were enough of them.',
    ],
    effort: [
      'The grass was wet, and a bee was angry, but [h] did not give up.',
      'It took until the sun was high.',
    ],
    brings: [
      'In front of [f.ns] door, [h] laid them out on the ground, in the shape of a big heart.',
      'With all of them, [h] made a big face on the path, right where [f.n] would come by. It had two tears and a tiny smile.',
    ],
    understood: [
      '[f.n] came, stopped, and walked all the way around it. Then [f.n] sat down in the middle and called for [h.n].',
      '[f.n] did not step on it. [f] looked at it for a long time, and then smiled and ran to find [h.n].',
    ],
    short: '[h.he] lays a sign on the ground for [f.n] to find',
  },
  {
    children: true,
    worded: true,
    makes: [
      '[h] took a pen and wrote a letter, with two small friends drawn in the corner.',
      'A pen has no throat where words can stick, [h] thought, and began to write.',
    ],
    effort: [
      'Five letters went into the basket. The sixth had only one line in it.',
      'The letters were as crooked as a fence, but one could read them.',
    ],
    brings: [
      '[h] folded the letter into a paper plane and let it fly over the hedge.',
      'In the evening, [h] pushed the letter under [f.ns] door and waited behind a bush.',
    ],
    understood: [
      'Soon the paper came flying back. There was a smile on it now.',
      'A little later, [f.n] came running with the letter in the air.',
    ],
    short: '[h.he] writes a letter',
  },
];
