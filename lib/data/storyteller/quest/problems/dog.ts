/** The thing flies over a fence, and behind it lives a big dog. */

import { leisure } from '../../plot/leisure.ts';
import type { Tale } from '../../tale.ts';
import type { Problem, Way } from '../problem.ts';
import { FENCE_TEXTS, FENCE_WAYS, fenceStands } from './fences.ts';

/** The dog, in role `d`. */
function dogLivesThere(t: Tale): void {
  fenceStands(t);
  const dog = t.stranger('dog', t.random.pick(['big', 'huge', 'black', 'shaggy', 'brown']));
  t.bind({ d: { ...dog, pronoun: 'it' } });
}

/** The dog is given what it likes better. */
function bone(t: Tale): void {
  t.say([
    '[h] fetched a bone and threw it far to the left. [d.the] ran <reasoning?to the left|to the right>, and [h] got [o.the] on the right.',
    '[h] ran home and came back with {an old bone|a sausage}. [h.he] threw it over [theFence], far to the left. [d.the] ran <reasoning?to the left|to the right>, and [h] slipped in through the gate on the right and took [o.the].',
    '[h] still had half a sausage in [h.his] bag. [h.he] pushed it through a gap. [d.the] sniffed, wagged its tail, and ate. After that, it let [h.o] come in through the gate and take [o.the], as if they were old friends.',
    '[h] fetched a bone from the kitchen. While [d.the] was busy with it in one corner, [h] got [o.the] out of the other.',
  ]);
}

/** The dog only wants to play. */
function playful(t: Tale): void {
  if (!leisure(t) && t.random.chance(0.7)) {
    t.say([
      'But then [d.the] wagged its tail. It only wanted to <reasoning?play|fight|leave>, and it brought [o.the] to [h.n].',
      '[h] threw a stick for [d.the], again and again. Then it brought [o.the] back, very gently.',
    ]);
    return;
  }
  t.say([
    '[h] stood still and looked at [d.the]. It barked, yes, but its tail was <knowledge?wagging|sleeping|burning>! A dog that wags its tail is glad.',
    'Then [h] saw that [d.the] had a ball between its paws, an old one with holes. It did not want to bite. It wanted somebody to play with!',
  ]);
  t.say([
    '[h] threw a stick for it, five times, ten times. Then [d.the] trotted off, picked up [o.the] very gently, and brought it to [h.o].',
    '[h] opened the little gate. [d.the] jumped around [h.o], licked [h.his] face, and led [h.o] right to [o.the].',
  ]);
}

/** Ways over a fence that take no notice of a dog. */
const PAST_NOBODY: readonly string[] = ['lift', 'dig', 'reach', 'small friend'];

/** The same, past the dog. */
const PAST_THE_DOG: readonly Way[] = [
  {
    name: 'dig',
    by: 'tool',
    needs: 'does:dig',
    idea: {
      direct: [
        'When the dog goes to sleep, one could dig a tunnel. All that is missing is [x.one]!',
        'As soon as the dog is tired of barking, [x.one] will help. One could dig a tunnel!',
      ],
      indirect: ['When the dog went to sleep, one could dig a tunnel with [x.one].'],
    },
    works: [
      'Before long, [d.the] went to sleep. Without a sound, [h] dug under [theFence] with [x.the] and pulled [o.the] out.',
      'At last, [d.the] lay down in front of its house and slept. With [x.the], [h] dug a little tunnel under [theFence], stretched out one [arm], and got hold of [o.the]. The dog did not hear a thing.',
    ],
    short: 'with [x.a]',
  },
  {
    name: 'reach',
    by: 'tool',
    needs: 'does:reach',
    idea: {
      direct: ['With something long, like [x.one], I would not have to go in.', 'What I need is [x.one]!'],
      indirect: ['With something long, like [x.one], one did not have to go in.'],
    },
    works: [
      'With [x.the], [h] reached through a gap in [theFence] and pulled [o.the] closer, a little more each time. [d.the] only watched and yawned.',
      '[d.the] barked and barked, but [h.n] was safe on this side of [theFence]. With [x.the], [h.he] pulled [o.the] out through a gap.',
    ],
    short: 'with [x.a]',
  },
  {
    name: 'small friend',
    by: 'creature',
    needs: 'can:dig',
    unfit: ['pig', 'fox', 'dog', 'puppy'],
    narrow: true,
    works: [
      '[c] slipped under [theFence]. [d.the] jumped up, but [c.the] was faster and came back with [o.the].',
      '[d.the] looked to the left, and [c.the] slipped in on the right. The grass moved, and soon [c.the] came back under [theFence] and pulled [o.the] along.',
    ],
    short: 'with the help of [c.a]',
  },
];

export const dog: Problem = {
  ...FENCE_TEXTS,
  notFor: [...FENCE_TEXTS.notFor, 'puppy'],
  name: 'dog',
  prepare: dogLivesThere,
  known: [
    'From behind [theFence] came a deep bark. [d.a] lived there!',
    'Something growled behind [theFence]. It was [d.a].',
    'That was where [d.a] lived, and it had very big teeth.',
    'There lay [d.a] in the sun, right next to [o.the].',
  ],
  plight: {
    direct: [
      'My [o.word] flew over [fence], and there is [d.a] in there!',
      'Do you hear that barking? My [o.word] flew over [fence], and there is [d.a], right next to it!',
      'My [o.word] flew over [fence] and landed right in front of [d.a]. I do not dare to go in.',
    ],
    indirect: [
      '[p.s] [o.word] had flown over [fence], and behind it lived [d.a].',
      '[p.s] [o.word] lay behind [fence], right in front of [d.a], and [p.he] did not dare to go in.',
    ],
  },
  ways: [
    ...FENCE_WAYS.filter(({ name }) => !PAST_NOBODY.includes(name)),
    ...PAST_THE_DOG,
    {
      name: 'tiptoe',
      by: 'self',
      fails: [
        '[d.the] seemed to be asleep. [h] opened the gate, just a little. It creaked, and [d.the] jumped up and barked so loudly that [h] ran away.',
        'On the tips of [h.his] toes, [h] went in through the gate, one step, two steps, three. Then one ear of [d.the] moved, and [h] was out again faster than the wind.',
      ],
      works: [
        'When [d.the] began to snore, [h] opened the gate, went in on tiptoe and got [o.the].',
        '[h] waited until the sun was high and [d.the] began to snore. Then [h.he] opened the gate, went in on tiptoe, picked up [o.the], and tiptoed out again. [d.the] only sighed in its sleep.',
      ],
      short: 'on tiptoe while the dog is asleep',
    },
    {
      name: 'bark',
      by: 'self',
      fails: [
        '[h] looked through a gap. Two brown eyes looked back, and then there was such a loud bark that [h.he] fell over backward.',
        '[h] told [d.the] to go away. It barked back, and it barked much louder.',
        '[h] tried to bark like a dog. Now [d.the] barked too, and soon every dog in the village was barking.',
      ],
    },
    {
      name: 'bone',
      by: 'self',
      idea: {
        direct: ['I know what every dog likes!', 'Maybe it is just hungry.'],
        indirect: ['[h] knew what every dog likes.'],
      },
      works: bone,
      short: 'with something for the dog to eat',
    },
    {
      name: 'play',
      by: 'self',
      works: playful,
      lessons: ['not everybody who looks fierce is fierce', 'it is good to look twice before one is afraid'],
      short: 'because the dog only wants to play',
    },
    {
      name: 'distract',
      by: 'together',
      idea: {
        direct: [
          'Make it come to the other side, and I will be quick!',
          'You talk to the dog, and I will run.',
        ],
        indirect: ['One could keep the dog busy, and the other could be quick.'],
      },
      works: [
        '[f.n] sang a song for [d.the], and [h.n] slipped in through the gate and got [o.the].',
        '[f.n] went to the far side and sang a song for [d.the]. It sat down in front of [f.him] and listened. So [h.n] could slip in through the gate and out again with [o.the], and nobody barked.',
        '[f.n] threw sticks over one end of [theFence], and [d.the] ran after them. At the other end, there was a gate, and [h.n] quickly got [o.the].',
      ],
      short: 'together with [f.n]',
    },
    {
      name: 'elder',
      by: 'elder',
      idea: {
        direct: ['That dog? I have known it since it was a puppy.', 'Let me show you something about dogs.'],
        indirect: ['[m] knew that dog.'],
      },
      works: [
        '[m] held out something good and spoke softly. Then [m.he] scratched it behind the ears, and it rolled over on its back. All of them went in together and got [o.the].',
        '[m] called [d.the] by its name. It came to the gate at once, and in its mouth it had [o.the]. It had only kept it safe.',
      ],
      short: 'with the help of [h.his] [m.kind]',
    },
  ],
  lost: [
    'At last, [d.the] got up, took [o.the] between its teeth and carried it into its house. It never came out with it again.',
    '[d.the] dug a deep hole, put [o.the] into it, and lay down on top. Nobody could ever get it away from there.',
    '[us] waited until it was dark. [d.the] did not sleep, not even for a moment, and in the morning it had buried [o.the] where nobody could find it.',
  ],
  robbed: [
    'But then came a bad surprise. [d.the] ran off with [o.the] and never came back.',
    'Then [d.the] walked away from it, and the way was free. But what a bad surprise! A second dog shot out of the house, took [o.the], and ran away with it for ever.',
    'And then something unexpected happened. [d.the] jumped right over [theFence], with [o.the] in its mouth, and ran down the road. Neither of them was ever seen again.',
  ],
  itself: [
    'And then came the surprise. [d.the] pushed [o.the] under [theFence] with its nose!',
    'Then something happened that nobody had expected. [d.the] stood up, took [o.the] in its mouth, carried it to the gate, and put it down there. It had only been waiting for somebody to come!',
    'And then came the surprise. [d.the] pushed [o.the] under [theFence] with its nose. It wagged its tail, and it looked quite proud!',
  ],
  warning: {
    direct: [
      'Stay away from the fences with [o.the], [h.n]. There is a dog behind every second one.',
      'Play where there is room, and not next to a fence.',
    ],
    indirect: ['[m] told [h.o] to play where there was room, and not next to a fence.'],
  },
  short: 'lands in the yard of [d.a]',
  wonItself: 'Then the dog brings it back all by itself.',
  failed: 'Nobody gets past the dog, and [o.the] is gone for good.',
  lessons: ['one should think before one throws', 'it is wise to play where there is room'],
};
