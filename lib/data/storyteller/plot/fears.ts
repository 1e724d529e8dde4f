/** What somebody can be afraid of: how it feels, who needs help there, how it is got used to, and what it really was. */
import type { Tale } from '../tale.ts';
import { OF_PLACES } from './fears-places.ts';

export interface Fear {
  readonly of: string;
  readonly scenes?: readonly string[];
  /** Places of these scenes where it is not found. */
  readonly notAt?: readonly string[];
  /** Kinds and homes of animals that cannot be afraid of it. */
  readonly notFor?: readonly string[];
  /** What is thought of it. */
  readonly imagined: readonly string[];
  /** How it shows when somebody comes near. */
  readonly shows: readonly string[];
  /** How the friend comes to need help just there. */
  readonly need: readonly string[];
  /** Whether the two are at home in the end. */
  readonly home?: true;
  /** What facing it for the friend's sake is. */
  readonly deed: readonly string[];
  /** How it ends where nobody came in time; by itself, with a fall or a long wait. */
  readonly late?: readonly string[];
  /** How it is got used to bit by bit, in this order. */
  readonly steps: readonly [readonly string[], readonly string[]];
  /** How the last step goes. */
  readonly done: readonly string[];
  /** What it really was, as one sees where the friend was in need. */
  readonly truth: readonly string[];
  /** The same, where it is not the same to one who gets used to it bit by bit. */
  readonly known?: readonly string[];
  /** What is no longer feared. */
  readonly after: string;
}

/** The fears that such a hero can have. */
export function fearsOf(t: Tale): Fear[] {
  const hero = t.character('h');
  const home = hero.sort === 'animal' ? t.homeOf(hero) : undefined;
  return FEARS.filter(
    ({ notFor = [] }) =>
      !notFor.includes(hero.kind) &&
      !(home !== undefined && (notFor.includes(home) || notFor.includes('animals'))),
  );
}

const FEARS: readonly Fear[] = [
  {
    of: 'the dark',
    scenes: ['farm', 'field'],
    imagined: [
      'In the dark, every chair looked like a bear.',
      'At night, [h] pulled the blanket over [h.his] head and did not move.',
      'As soon as the light went out, [h] thought that something sat behind the door.',
      'When it was dark, [h] saw big shapes that were not there by day.',
    ],
    shows: [
      'In a game, [h.s] friends went into a dark barn to hide. [h] stayed outside.',
      'There was an old shed, and it was dark inside. [h] did not dare to go in.',
    ],
    need: [
      '[f] had gone into a long, dark tunnel and could not find the way out.',
      '[f] had gone into an old shed. It was as dark as night in there, and [f.he] could not find the door any more.',
      '[f] had hidden in an old hut without a window, and now there was no light to see the way back.',
    ],
    deed: [
      '[h] went right into the dark, step by step, until [h.he] bumped into [f.o]. Then [h.he] led [f.him] out.',
      '[h] held on to the wall and walked into the dark. Ten steps, twenty steps, and there was [f.n]. Together they found the way out.',
      '[h] sang a song to feel less alone, and walked through the dark until [h.he] reached [f.o]. Together they found the way out.',
    ],
    steps: [
      [
        'First they sat in the dark together and held on to each other.',
        'To begin with, they left the door open just a little.',
      ],
      [
        'Then they looked at the stars, which one can only see when it is <knowledge?dark|light>.',
        'Then they put out the lamp and listened. It was only the clock that ticked.',
      ],
    ],
    done: [
      '[h] counted to one hundred in the dark, all alone.',
      '[h] put out the lamp without any help and went to bed.',
    ],
    truth: [
      'there had been a lamp on the wall all the time',
      'a small kitten had sat there in the dark all the time and had not been afraid at all',
    ],
    known: [],
    after: 'the dark',
  },
  {
    of: 'deep water',
    scenes: ['water'],
    notFor: ['water'],
    imagined: [
      'Where the water was deep, it was so green that nobody could see the bottom.',
      'When others jumped in, [h] sat on the sand and watched.',
      'Even a puddle made [h.o] think twice.',
      '[h] never went in farther than [h.his] toes.',
    ],
    shows: [
      '[h.s] friends jumped into the deep water. [h] only watched.',
      'A friend called from the deep water. But [h] did not dare to go in.',
    ],
    need: [
      '[f] slipped on a wet stone and fell into the water, and could not swim.',
      '[f] sat in a little boat that had come loose and began to float away.',
      '[f] had gone out too far, and now the water came up to [f.his] chin.',
    ],
    deed: [
      '[h] jumped into the water, kicked as hard as [h.he] could and pulled [f.o] to the shore.',
      '[h] walked into the cold water, step by step, and pulled [f.o] back.',
      '[h] held on to a long branch, went in up to [h.his] neck and reached out until [f.n] could grab the other end.',
    ],
    late: [
      'At last, a fisherman came and pulled [f.o] out. But [f.n] was cold and sick, and it was many weeks until [f.he] could play again.',
      'In the end, an old man pulled [f.o] out. [f.n] was cold and wet, did not say one word to [h.n], and never asked [h.him] to play again.',
      'A farmer came at last and saved [f.o]. But [f.n] was sick for a long time, and did not want to see [h.n] any more.',
    ],
    steps: [
      [
        'First they put only their toes into the water. It was cold, and both of them laughed.',
        'To begin with, they stood where the water was no deeper than a cup.',
      ],
      [
        'The next day, they went in up to the knees and splashed each other.',
        'Then they blew bubbles, and it tickled.',
      ],
    ],
    done: [
      '[h] let go, kicked with both legs and swam all alone.',
      '[h] took a deep breath and jumped in with a big splash.',
    ],
    truth: ['a big boat had been lying behind the reeds all the time, and nobody had seen it'],
    known: [],
    after: 'the water',
  },
  {
    of: 'high places',
    scenes: ['town', 'farm'],
    // A friend who is an animal like a donkey does not climb into a tree.
    notFor: ['animals'],
    imagined: [
      'Even on a chair, [h.his] head began to spin.',
      'When other children climbed trees, [h] stayed on the ground and held the coats.',
      '[h] did not even like to look out of the top window.',
    ],
    shows: [
      '[h.s] friends climbed on a high wall. [h] stayed below.',
      'There was a tall tower, and all of [h.s] friends went up. Only [h] stayed on the ground.',
    ],
    need: [
      '[f] had climbed a tall tree and could not get down.',
      '[f] had gone up a tall ladder, and now [f.he] did not dare to come down.',
      '[f] had climbed up on a high wall. A stone had broken off, and there was no way back down.',
    ],
    deed: [
      '[h] climbed up, one step at a time, and never looked down. Then [h.he] helped [f.o] down.',
      '[h] went up slowly, showed [f.o] where to put each foot, and brought [f.him] down.',
      '[h] looked only at the next step, and the next, until [h.he] sat beside [f.o]. Then they came down together.',
    ],
    steps: [
      [
        'First they stood on the lowest step of a ladder and looked around.',
        'To begin with, they climbed on a box. From there, the world looked a little different.',
      ],
      [
        'The next day, it was a low wall. [h] looked straight ahead and not down.',
        'Then they walked up a hill. From up there, the houses below looked very <knowledge?small|big>.',
      ],
    ],
    done: [
      '[h] climbed all the way up a tall ladder and waved.',
      '[h] stood on top of a tall tower and could see as far as the hills.',
    ],
    truth: ['there was a big pile of soft hay right below'],
    known: [],
    after: 'high places',
  },
  {
    of: 'dogs',
    scenes: ['town', 'farm'],
    notFor: ['puppy', 'fox', 'badger', 'bear', 'raccoon'],
    imagined: [
      'When a dog barked, [h] ran to the other side of the road.',
      'Dogs had such big teeth, and they were so loud!',
      '[h] did not even like dogs in picture books.',
    ],
    shows: [
      'Then a dog barked, and [h] ran away.',
      'A dog came along the path. At once, [h] hid behind a wall.',
    ],
    need: [
      'A big dog stood in front of [f.o], and [f.n] did not dare to move.',
      'A big dog ran to [f.o] and barked and barked.',
      'A dog with big brown ears jumped up at [f.o] and would not go away.',
    ],
    deed: [
      '[h] walked up to the big dog, spoke softly and stood still until it sniffed at [h.him], wagged its tail and went away.',
      '[h] stood between [f.n] and the dog and did not run, and in the end the dog lay down.',
      '[h] did not shout. [h.he] went up to the dog with small steps and said something kind, and the dog sat down.',
    ],
    steps: [
      [
        'First they watched a little dog from behind a fence. It wagged its tail.',
        'To begin with, they looked at an old dog that slept in the sun.',
      ],
      [
        'Then they threw a stick, and the dog brought it back again and again.',
        'The next day, the dog came and sniffed at their feet. It had a cold, wet <knowledge?nose|ear|tail>.',
      ],
    ],
    done: [
      '[h] petted the dog behind its soft ears, and the dog licked [h.him].',
      '[h] gave the dog a cookie and was not afraid at all.',
    ],
    truth: [
      'the dog only wanted to play',
      'the dog had only lost its ball and wanted help',
      'the dog had been a bit afraid as well',
    ],
    known: ['the dog had been a bit afraid of [h.n] as well'],
    after: 'dogs',
  },
  {
    of: 'thunder',
    home: true,
    imagined: [
      'When the sky turned gray, [h] hid under the bed.',
      'At every boom, [h] put both arms over [h.his] ears.',
      'To [h.o], it sounded as if somebody were rolling big rocks across the sky.',
    ],
    shows: [
      'Then there was thunder, far away, and [h] ran home.',
      'The sky turned gray, and there was one small boom. At once, [h] crept under a bench.',
    ],
    need: [
      'Dark clouds came up, and there was thunder. [f] had hurt one leg and could not walk home alone.',
      'A storm came up, and [f] had hurt one foot and could not walk.',
      'The sky turned black, and it began to thunder. Far out in the open sat [f] with one hurt foot.',
    ],
    deed: [
      '[h] let [f.o] lean on [h.him], and step by step they walked home through the storm.',
      '[h] helped [f.o] up, and they sang all the way home through the storm.',
      '[h] ran out into the rain, helped [f.o] up and brought [f.him] home. The sky roared, and [h.he] did not stop once.',
    ],
    steps: [
      [
        'When there was a storm far away, they counted the seconds between the flash and the boom.',
        'When the next storm came, they sat at the window with a warm blanket.',
      ],
      [
        'They made noise with pots and pans, even louder than the thunder, and had to laugh.',
        'At the next boom, they clapped, as if the clouds had done something clever.',
      ],
    ],
    done: [
      'There came the loudest boom of all, and [h] stayed at the window and looked at the bright lightning.',
      '[h] listened to the whole storm without hiding once.',
    ],
    truth: ['the dog next door had crept under [h.ns] bed, because it was afraid as well'],
    after: 'thunder',
  },
  ...OF_PLACES,
];
