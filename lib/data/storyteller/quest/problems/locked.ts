/** The thing is locked in, and the key is gone. */

import { leisure } from '../../plot/leisure.ts';
import type { Tale } from '../../tale.ts';
import { hand, type Problem } from '../problem.ts';

interface Locked {
  readonly a: string;
  readonly the: string;
  /** How it is opened wide. */
  readonly part: string;
}

const LOCKED: readonly Locked[] = [
  { a: 'an old wooden chest', the: 'the chest', part: 'lid' },
  { a: 'a little shed', the: 'the shed', part: 'door' },
  { a: 'an old green box', the: 'the box', part: 'lid' },
  { a: 'an old wagon', the: 'the wagon', part: 'door' },
  { a: 'a big wooden box', the: 'the box', part: 'lid' },
  { a: 'a tiny house for tools', the: 'the little house', part: 'door' },
];

/** Where the key is, and what brings it to mind. */
const KEYS: readonly (readonly [when: string, where: string, wrong: string])[] = [
  ['had stopped to smell a flower', 'between the flowers', 'under the bed'],
  ['had taken a stone out of one shoe', 'next to the stone', 'on the roof'],
  ['had picked up a nut', 'under the nut tree', 'in the water'],
  ['had sat down on a bench', 'under the bench', 'in the kitchen'],
  ['had looked for worms', 'in the soft earth', 'on a shelf'],
];

function prepare(t: Tale): void {
  const { a, the, part } = t.random.pick(LOCKED);
  t.bind({ box: a, theBox: the, part });
}

/** Thinks back, step by step, and finds the key. */
function remembers(t: Tale): void {
  const animals = t.character('h').sort === 'animal';
  const [when, where, wrong] = t.random.pick(
    animals ? KEYS.filter(([words]) => !words.includes('shoe')) : KEYS,
  );
  t.bind({ when, where, wrong });
  // Whoever had the key last.
  const loser = t.world.events.findLast(({ kind }) => kind === 'lose')?.who ?? t.character('h');
  const roles = { w1: loser };
  if (loser !== t.character('h')) {
    t.say(
      [
        '[h.n] asked [w1.n] about everything that [w1.he] had done. First, [w1.n] [when], and after that the key had been gone.',
        'When had [w1.n] last had the key? [w1.n] thought back. It was before [w1.he] [when].',
        '[both] walked back the way that [w1.n] had come. Here [w1.n] [when].',
      ],
      roles,
    );
    keyFound(t);
    return;
  }
  if (!leisure(t) && t.random.chance(0.7)) {
    t.say([
      '[h] thought back. [h.he] [when], and after that the key had been gone. So it had to be <context?[where]|[wrong]>. Yes, there it was! Click, and the [part] was open.',
      'When had [h] last had the key? Before [h.he] [when]! So [h] looked there, and <context?[where]|[wrong]> lay the key. A moment later, the [part] was open.',
    ]);
    return;
  }
  t.say([
    '[h] sat down and thought about everything that [h.he] had done. First, [h.he] [when], and after that the key had been gone.',
    '[h] closed [h.his] eyes and went back through the day. When had [h.he] last heard the key clink? It was then that [h.he] [when].',
    'Step by step, [h] walked back the way that [h.he] had come. Here [h.he] [when].',
  ]);
  keyFound(t);
}

function keyFound(t: Tale): void {
  t.say([
    'So it had to be <context?[where]|[wrong]>. [h] ran there, and something shone. The key! With a click, the [part] of [theBox] opened.',
    '[h] looked there, very slowly. And really, <context?[where]|[wrong]>, lay the key! It turned in the lock, and the [part] opened.',
  ]);
}

export const locked: Problem = {
  name: 'locked',
  things: ['stuck', 'small', 'wear'],
  scenes: ['town', 'farm', 'field', 'wood'],
  notAt: ['hill', 'valley', 'market', 'train station', 'barn', 'flower shop', 'bus stop', 'street corner'],
  premises: ['own', 'own', 'gift', 'friend', 'borrowed'],
  prepare,
  happens: [
    'There stood [box], with a key in the lock. [h] wanted to play, so [h.he] locked [o.the] in, where it was safe, and took the key. After that, the key was gone.',
    'There was [box] with a key in it. [h] shut [o.the] in for fun, took out the key, and threw it up and caught it again. A little later, the key was gone.',
    'Under a tree stood [box], and the key was in the lock. [h] put [o.the] in, where it was safe, locked it, and took the key. Then [h.he] wanted to open it again. But where was the key?',
    'A few drops fell from the sky. There was [box] with a key in it, so [h] quickly locked [o.the] in and took the key. When the sun came out, the key was gone.',
    '[h] was hungry. Nearby stood [box] with a key in the lock. To keep [o.the] safe, [h.he] put it in, turned the key, and took it along. After lunch, the key was not there any more!',
    '[h] played that [o.the] was a treasure. [h.he] locked it into [box] that stood there and ran around with the key. When [h.he] came back, the key was gone.',
    '[h] hid [o.the] in [box] that stood there, locked it for fun, and took the key along. A little later, [h.he] did not have the key any more.',
  ],
  plight: {
    direct: [
      'My [o.word] is in [box], and I cannot find the key!',
      'I locked my [o.word] into [box], and now the key is gone.',
      'The [part] of [box] is shut, my [o.word] is inside, and the key is lost!',
    ],
    indirect: [
      '[p.s] [o.word] was locked in [box], and the key was gone.',
      '[p.n] had lost the key to [box], and [p.his] [o.word] was inside.',
    ],
  },
  cries: [
    'Where is the key?',
    'Oh no! It is locked in!',
    'I had it a moment ago!',
    'What now? Without a key, it will not open!',
  ],
  promises: [
    'Where there is a lock, there is a key.',
    'We will get it open!',
    'Where was the key last? We have to think.',
  ],
  ways: [
    {
      name: 'pull',
      by: 'self',
      fails: [
        '[h] pulled at the [part] with all [h.his] might. It creaked, but it did not open.',
        '[h] knocked on [theBox]. Of course, nobody said to come in.',
        '[h] leaned against [theBox] and pushed until [h.he] was out of breath. Locks are made for just that.',
        '[h] kicked the [part]. That hurt one toe, and the lock did not even notice.',
      ],
    },
    {
      name: 'twig',
      by: 'self',
      idea: {
        direct: ['Maybe a thin twig will turn in the lock.', 'I need something thin!'],
        indirect: ['Perhaps something thin would turn in the lock.'],
      },
      fails: [
        '[h] put a thin twig into the lock and turned it. Crack! It broke, and [h] had to pick the pieces out of the lock.',
        '[h] tried it with a feather. A feather is too <knowledge?soft|hot|loud> for a lock.',
        '[h] tried it with a bent piece of wire, as people do in stories. It did not work as it does in stories.',
      ],
    },
    {
      name: 'keys',
      by: 'self',
      fails: [
        '[h] got a whole bunch of keys from home. The first was too big, the second too small, and the rest did not turn.',
        'There was an old key under a stone. [h] put it into the lock. It went in, but it did not <reasoning?turn|sing|melt>. It was the key to something else.',
      ],
    },
    {
      name: 'gap',
      by: 'self',
      fails: [
        '[h] looked through the keyhole. It was dark, and [h.he] could only see that [o.the] was there.',
        'Beside the lock there was a small gap. [h] could put in a blade of grass, but who can pull [o.one] through such a gap?',
      ],
    },
    {
      name: 'search',
      by: 'self',
      fails: [
        '[h] looked everywhere, twice. [h.he] found a button, a crumb, and no key.',
        '[h] crawled around on the ground and looked under every leaf near [theBox]. There was no key.',
      ],
    },
    {
      name: 'remember',
      by: 'self',
      idea: {
        direct: [
          'Where was the key last? That is the question.',
          'A key does not walk away. It must be where it fell.',
        ],
        indirect: ['A key does not walk away. It had to be where it had fallen.'],
      },
      works: remembers,
      short: 'by thinking back and finding the key',
    },
    {
      name: 'back',
      by: 'self',
      works: [
        'At the back of [theBox], one board was loose. [h] reached in and took [o.the] out.',
        'Then [h] walked once around [theBox]. At the back, one board was loose! [h] pushed it to the side, reached in, and took [o.the] out. The lock in front was still shut.',
        '[h] looked at every side of [theBox]. The lock was strong, but the old hinges were rusty. [h] pulled out two thin pins, the [part] came off on the other side, and there was [o.the].',
      ],
      short: 'from the back, where nobody has looked',
    },
    {
      name: 'second key',
      by: 'together',
      idea: {
        direct: ['Think, [f.n]. Who had the key before us?', 'Is there not a second key somewhere?'],
        indirect: ['Perhaps there was a second key somewhere.'],
      },
      fails: [
        '[f.n] searched on one side of the path, and [h.n] on the other. They found a coin, two snails, and an old shoe, but no key.',
      ],
      works: [
        '[f.n] knew where a second key was. They ran and got it, and soon the [part] stood open.',
        '[f.n] remembered something. There was a second key! It hung on a nail at the next house. They asked for it, ran back, and soon the [part] stood open.',
        '[f.n] had once seen a second key on a hook, in the next house. They ran there and asked for it. [h] turned it in the lock, and there was [o.the].',
      ],
      short: 'together with [f.n]',
    },
    {
      name: 'shiny bird',
      by: 'creature',
      needs: 'can:fly',
      works: [
        '[c] liked everything that shines. It flew up, and soon it came back with the key in its [beak]. Click! The [part] of [theBox] was open.',
        '[c] flew over the grass in wide circles. From up there, one can see what nobody sees from below. Then it came down, and in its [beak] was the key! It turned in the lock, and the [part] opened.',
        '[c] liked shiny things, and in the place where it slept lay something that [h] knew very well. It let the key fall right in front of [h.o]. The [part] of [theBox] opened with a click.',
      ],
      short: 'with the help of [c.a]',
    },
    {
      name: 'nose',
      by: 'creature',
      needs: 'can:dig',
      works: [
        '[c] sniffed, went straight to a pile of leaves, and dug up the key. Soon the [part] stood open.',
        '[c] sniffed at [h.ns] [hand], and then it sniffed along the path. At one place, it stopped and began to dig. The earth flew, and out came the key! Soon the [part] stood open.',
        '[c] had a very fine nose. It went to the left, to the right, and then straight on to a pile of leaves. Under the leaves lay the key! It still turned in the lock, and the [part] opened.',
      ],
      short: 'with the help of [c.a]',
    },
    {
      name: 'elder',
      by: 'elder',
      idea: {
        direct: [
          'There are always two keys to a lock. Wait.',
          'Let me see. I think I can help you.',
          'I thought that this would happen one day.',
        ],
        indirect: ['[m] knew that there was a second key.'],
      },
      works: [
        '[m] took a string from around [m.his] neck. On it hung a second key. Click, it went, and the [part] was open.',
        '[m] had a big ring full of old keys. They tried one after the other. The last of them, a tiny black one, turned, and the [part] opened.',
        '[m] lifted a flower pot, and under it lay the second key. [h] turned it twice, and there was [o.the].',
      ],
      short: 'with the help of [h.his] [m.kind]',
    },
  ],
  solve: hand,
  lost: [
    'The key was never found, and nobody could open the lock.',
    'The key was never found, and the lock was too strong. [o.the] stayed in [theBox], and [h] could only look at it from outside.',
    '[us] searched until the moon came up. In the night, it rained, the water ran into [theBox], and [o.the] was spoiled.',
    'In the end, somebody came with a big hammer. But the blows only bent the lock, and after that, not even the right key would have opened it.',
  ],
  robbed: [
    'Then the [part] opened at last. But what a bad surprise! [theBox] was empty.',
    'Then, at last, the [part] opened. But what a bad surprise! [theBox] was empty. It had a hole in the back, and somebody had been there before.',
    'And then something unexpected happened. Two men came with a cart, said that [theBox] was sold, and drove away with it. [o.the] was still inside.',
  ],
  itself: [
    'And then came the surprise. The rusty old lock fell off, all by itself, and [p.n] could take [o.the] out!',
    'Then something happened that nobody had expected. The old lock was so rusty that it fell off, all by itself! The [part] swung open, and there was [o.the].',
    'And then came the surprise. [p.n] took one step and felt something hard under one foot. It was the key! A moment later, [o.the] was free.',
  ],
  warning: {
    direct: [
      'If you lock something in, [h.n], tie the key to a string. Keys like to get lost.',
      'Do not lock anything if you do not know where the key goes.',
    ],
    indirect: ['[m] said that keys like to get lost and that one should tie them to a string.'],
  },
  short: 'is locked in, and the key gets lost',
  won: 'gets it out',
  wonItself: 'In the end, to the surprise of everyone, [p.n] gets it back.',
  failed: 'Nobody finds the key in time, and [o.the] is lost in the end.',
  lessons: ['it is good to keep a key in a safe place', 'what is locked away too well is lost'],
};
