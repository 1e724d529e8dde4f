/** The thing flies over a fence: into the yard of somebody who is said to be grumpy, or where a big dog lives. */
import type { Tale } from '../../tale.ts';
import { address } from '../../telling/beats.ts';
import type { Problem, Way } from '../problem.ts';

const FENCES: readonly (readonly [a: string, the: string])[] = [
  ['a high wooden fence', 'the fence'],
  ['an old stone wall', 'the wall'],
  ['a tall white fence', 'the fence'],
  ['a thick green hedge', 'the hedge'],
  ['a high garden wall', 'the wall'],
];
const OWNERS = ['woman', 'man', 'gardener', 'sailor', 'baker', 'captain'];
const ANIMAL_OWNERS = ['badger', 'goose', 'toad', 'hare', 'heron', 'ram'];
const GRUMPY = ['grumpy', 'cross', 'gloomy', 'strict', 'silent'];

function fenceStands(t: Tale): void {
  const [fence, theFence] = t.random.pick(FENCES);
  t.bind({ fence, theFence });
}

/** Somebody lives there, in role `j`. */
function ownerLivesThere(t: Tale): void {
  fenceStands(t);
  const animals = t.character('h').sort === 'animal';
  const kind = t.random.pick(animals ? ANIMAL_OWNERS : OWNERS);
  const who = t.stranger(kind, t.random.pick(GRUMPY), t.character('h'), animals ? 'animal' : 'adult');
  const pronoun =
    kind === 'woman' || kind === 'goose' ? 'she' : kind === 'man' || kind === 'ram' ? 'he' : who.pronoun;
  t.bind({ j: { ...who, pronoun } });
}

/** The dog, in role `d`. */
function dogLivesThere(t: Tale): void {
  fenceStands(t);
  const dog = t.stranger('dog', t.random.pick(['big', 'huge', 'black', 'shaggy', 'brown']));
  t.bind({ d: { ...dog, pronoun: 'it' } });
}

/** The hero asks, and whoever is said to be grumpy is not. */
function asks(t: Tale): void {
  t.say([
    'With a beating heart, [h] walked around to the front door and knocked.',
    '[h] went to the front of the house. [h.he] had to swallow twice before [h.he] knocked.',
    'There was a bell next to the door. [h] counted to three and rang it.',
  ]);
  t.say([
    'Slow steps came closer. The door opened, and there stood [j.the].',
    'The door opened with a creak. [j.the] looked out and said nothing at all.',
    'It took a long time. Then [j.the] came out and looked down at [h.n].',
  ]);
  t.speak(
    'h',
    [
      'Excuse me. [o.one] flew into your yard. May I get it, please?',
      'Good day. I am sorry, but [o.the] flew over [theFence]. May I have it back, please?',
      'Please do not be angry. Is there [o.one] in your yard?',
    ],
    ['[h] said good day and asked for [o.the], very politely.'],
    'afraid',
  );
  t.world.find(t.character('j'), t.thing('o'));
  t.speak(
    'j',
    [
      'At last somebody who knocks! All the others just climb over and step on my flowers.',
      'So it was you! I wondered who had sent me such a fine [o.word].',
      'Of course. And come in, there is cake. Nobody ever comes to see me.',
      'Do they all say that I am grumpy? I only have a toothache!',
    ],
    [
      'Then [j] smiled. Nobody had ever asked so nicely, [j.he] said.',
      '[j] was not grumpy at all. [j.he] was only sad because nobody ever came to see [j.him].',
    ],
    'happy',
  );
  t.world.give(t.character('j'), t.character('h'), t.thing('o'), false);
  t.say([
    '[j] brought [o.the] from behind the house and put it into [h.ns] [hands].',
    '[j] went to get [o.the]. [j.he] had even wiped the dirt off it.',
    'Together they walked through the yard until they found [o.the] under a bush.',
  ]);
  if (t.has('Dialogue') && t.random.chance(0.4))
    t.speak('h', [`Thank you, ${address(t, 'j')}! May I come back some day?`], [], 'happy');
}

/** The dog is given what it likes better. */
function bone(t: Tale): void {
  t.say([
    '[h] ran home and came back with {an old bone|a sausage}. [h.he] threw it over [theFence], far to the left. [d.the] ran <reasoning?to the left|to the right>, and [h] slipped in on the right and took [o.the].',
    '[h] still had half a sausage. [h.he] pushed it through a gap. [d.the] sniffed, wagged its tail, and ate. After that, it let [h.o] in as if they were old friends.',
    '[h] fetched a bone from the kitchen. While [d.the] was busy with it in one corner, [h] got [o.the] out of the other.',
  ]);
}

/** The dog only wants to play. */
function playful(t: Tale): void {
  t.say([
    '[h] stood still and looked at [d.the]. It barked, yes, but its tail was <knowledge?wagging|sleeping|burning>! A dog that wags its tail is glad.',
    'Then [h] saw that [d.the] had a ball between its paws, an old one with holes. It did not want to bite. It wanted somebody to throw the ball!',
  ]);
  t.say([
    '[h] threw a stick for it, five times, ten times. Then [d.the] trotted off, picked up [o.the] very gently, and brought it to [h.o].',
    '[h] opened the little gate. [d.the] jumped around [h.o], licked [h.his] face, and led [h.o] right to [o.the].',
  ]);
}

const COMMON: readonly Way[] = [
  {
    name: 'jump',
    by: 'self',
    fails: [
      '[h] jumped up to look over [theFence]. With each jump, [h.he] saw [o.the] for a moment, and that was all.',
      '[h] took a long run and jumped. [h.he] bumped into [theFence] and sat down hard.',
      '[h] stood on a bucket. The bucket tipped over, and [h.he] landed in the grass.',
    ],
  },
  {
    name: 'climb',
    by: 'self',
    fails: [
      '[h] tried to climb over, but there was nothing to hold on to.',
      '[h] got halfway up. Then [h.he] slipped, slid down, and had a scratch on one knee.',
      '[h] pulled [h.self] up a little. On top there were thorns, and [h.he] quickly let go.',
    ],
  },
  {
    name: 'gap',
    by: 'self',
    fails: [
      'Low down in [theFence] there was a small gap. [h] put one [arm] through it, but [o.the] lay much too far away.',
      '[h] found a gap and tried to crawl through. The head went in, but the tummy did not. [h] was stuck and had to wriggle back out.',
      '[h] poked a long twig through a gap. It only touched some leaves.',
    ],
  },
  {
    name: 'scratch',
    by: 'self',
    fails: [
      '[h] began to dig under [theFence] with [h.his] [hands]. After a short while, [h.he] came to a big stone.',
      '[h] scratched at the ground under [theFence]. It was full of roots, and nothing could move them.',
    ],
  },
  {
    name: 'lift',
    by: 'together',
    idea: {
      direct: ['I will lift you up, and you climb over.', 'Step on my back, [h.n]!'],
      indirect: ['One could lift the other up.'],
    },
    fails: [
      '[f.n] lifted [h.n] up, and [h.n] looked over [theFence]. Then [f.n] had to laugh, and both of them fell down.',
      '[h.n] stood on [f.ns] back. That was nearly high enough, but only nearly.',
    ],
  },
  {
    name: 'dig',
    by: 'tool',
    needs: 'does:dig',
    idea: {
      direct: [
        'We cannot get over it, but maybe under it. We need [x.one]!',
        'With [x.one], I could dig a tunnel.',
      ],
      indirect: ['With [x.one], one could dig under it.'],
    },
    works: [
      'With [x.the], [h] dug a tunnel under [theFence], just wide enough. [h.he] crawled in and came out again with [o.the] and with earth in both ears. Then [h] filled the hole again, as one should.',
      '[h] took [x.the] and dug, and dug, and dug. At last, light came through from the other side. [h] stretched out one [arm] and got hold of [o.the].',
    ],
    short: 'with [x.a]',
  },
  {
    name: 'reach',
    by: 'tool',
    needs: 'does:reach',
    idea: {
      direct: ['With something long, like [x.one], it could work.', 'We need [x.one]!'],
      indirect: ['It had to be something long, like [x.one].'],
    },
    works: [
      'With [x.the], [h] reached through a gap in [theFence] and pulled [o.the] closer, a little more each time, until [h.he] could grab it.',
      'There was a tree near [theFence]. [h] climbed on its lowest branch and reached down on the other side with [x.the]. Once, twice, and up came [o.the].',
    ],
    short: 'with [x.a]',
  },
  {
    name: 'small friend',
    by: 'creature',
    needs: 'can:dig',
    unfit: ['pig', 'fox', 'dog', 'puppy'],
    works: [
      'For [c.the], a fence is no trouble. It slipped under [theFence] and was gone. Then the grass moved, and [c.the] came back, with [o.the] behind it.',
      '[c] made itself flat, crawled under [theFence], and came back the same way. It pulled [o.the] along, bit by bit.',
    ],
    short: 'with the help of [c.a]',
  },
];

const TEXTS = {
  things: ['stuck', 'roll'],
  scenes: ['town', 'farm', 'field'],
  notAt: ['yard', 'market', 'flower shop', 'train station', 'barn', 'hill', 'valley', 'meadow'],
  notFor: ['squirrel', 'kitten', 'raccoon', 'goat', 'mouse', 'pony', 'duck', 'frog'],
  happens: [
    '[h] threw [o.the] up as high as [h.he] could. The wind took it along, and it came down on the other side of [fence].',
    '[h] wanted to know how far [o.the] could fly. It flew very far. It flew right over [fence].',
    '[h] swung [o.the] around and around, and then it slipped away. Up it went and down again, behind [fence].',
    ['kick', '[h] gave [o.the] one hard kick. It went up, up, up, and then it was gone, over [fence].'],
    ['bounce', '[o.the] bounced on a stone, once, and then so high that it went over [fence].'],
    '[h] threw [o.the], ran to catch it, and ran too slowly. It landed behind [fence].',
  ],
  cries: ['Oh no! Not in there!', 'Oh dear! Not that yard!', 'Why did it have to fly in there?'],
  promises: ['We will find a way in.', 'What went over can come back.', 'Come, we will have a look.'],
  won: 'gets it back',
} as const;

export const fence: Problem = {
  ...TEXTS,
  name: 'fence',
  prepare: ownerLivesThere,
  known: [
    'Everybody knew who lived there: [j.a]. Nobody ever went in.',
    'That was the yard of [j.a], of whom all the little ones were afraid.',
    '[j.a] lived there, and people said that [j.he] never laughed.',
    'And who lived behind [theFence]? [j.a], all alone, in a house with dark windows.',
  ],
  plight: {
    direct: [
      'My [o.word] flew over [theFence], and [j.a] lives there!',
      'My [o.word] is behind [fence], and [j.a] lives there!',
      'I threw my [o.word] too far. Now it is in the yard of [j.a], and I do not dare to go in.',
    ],
    indirect: [
      '[p.s] [o.word] had flown over [fence], and [j.a] lived there.',
      '[p.s] [o.word] was in the yard of [j.a], and [p.he] did not dare to go in.',
    ],
  },
  ways: [
    ...COMMON,
    {
      name: 'call',
      by: 'self',
      fails: [
        '[h] called over [theFence]. Nobody answered. Only a curtain moved behind a window.',
        '[h] rattled at the back gate. It was locked.',
      ],
    },
    {
      name: 'ask',
      by: 'self',
      idea: {
        direct: ['I will just knock and ask.', 'There is one thing that I have not tried: I could ask.'],
        indirect: ['There was one thing that nobody had tried: to ask.'],
      },
      works: asks,
      short: 'by asking politely',
    },
    {
      name: 'flowers',
      by: 'self',
      works: [
        '[h] picked some flowers by the road and put them in front of the door, with [h.his] best smile ready. [j.the] opened and looked at the flowers. Then two big tears came. Nobody had brought any flowers for years. Of course [h] could have [o.the]!',
      ],
      short: 'with a bunch of flowers for the [j.kind]',
    },
    {
      name: 'elder',
      by: 'elder',
      idea: {
        direct: [
          'The [j.kind]? We went to school together!',
          'Why do we not just ring the bell?',
          'I know who lives there. Come with me.',
        ],
        indirect: ['[m] knew who lived there.'],
      },
      works: [
        '[m] took [h.n] along to the front door. [j.the] opened, and the two of them laughed, because they had been friends when they were small. In a moment, [o.the] was back.',
        '[m] was tall enough to look over [theFence]. [m.he] said good day to [j.the], who was working in the garden and handed [o.the] over.',
      ],
      short: 'with the help of [m.o]',
    },
  ],
  lost: [
    '[h] did not dare to knock. The next day, somebody cleaned up that yard and burned all that lay there, and [o.the] with it.',
    'It grew dark, and there was a light behind the curtains, but nobody came out. [o.the] stayed behind [theFence], and in the night the rain washed it away.',
    'In the end, it was too late. [j.the] had thought that [o.the] was old junk and had thrown it into the fire.',
  ],
  robbed: [
    'Then, at last, [j.the] came out with [o.the]. But what a bad surprise! It had fallen right into a pot of hot glue, and nobody could get it clean again.',
    'And then something unexpected happened. There was a crash behind [theFence]. A big branch had come down, right on top of [o.the], and nothing was left but small bits.',
  ],
  itself: [
    'Then something happened that nobody had expected. [o.the] came flying back over [theFence], all by itself! Behind [theFence], somebody laughed. It was [j.the], and [j.he] did not sound grumpy at all.',
    'And then came the surprise. The gate opened, and out came [j.the] with [o.the] and a plate of warm cookies! [j.he] had seen it all from the window.',
  ],
  warning: {
    direct: [
      'Do not throw [o.the] too high, [h.n]. Not every yard has an open gate.',
      'Play where there is room, and not next to a fence.',
    ],
    indirect: ['[m] told [h.o] to play where there was room, and not next to a fence.'],
  },
  short: 'lands in the yard of [j.a]',
  wonItself: 'Then it comes back, and the [j.kind] is not so bad at all.',
  failed: 'Nobody dares to ask for it, and it is gone for good.',
  lessons: ['it is better to ask than to be afraid', 'one should think before one throws'],
};

export const dog: Problem = {
  ...TEXTS,
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
      'My [o.word] flew over [theFence], and there is [d.a] in there!',
      'Do you hear that barking? There is [d.a], right next to my [o.word]!',
      'My [o.word] landed right in front of [d.a], and I do not dare to go in.',
    ],
    indirect: [
      '[p.s] [o.word] had flown over [fence], and behind it lived [d.a].',
      '[p.s] [o.word] lay right in front of [d.a], and [p.he] did not dare to go in.',
    ],
  },
  ways: [
    ...COMMON.filter(({ name }) => name !== 'lift'),
    {
      name: 'tiptoe',
      by: 'self',
      fails: [
        '[d.the] seemed to be asleep. [h] opened the gate, just a little. It creaked, and [d.the] jumped up and barked so loudly that [h] ran away.',
        'On the tips of [h.his] toes, [h] went in, one step, two steps, three. Then one ear of [d.the] moved, and [h] was out again faster than the wind.',
      ],
      works: [
        '[h] waited until the sun was high and [d.the] began to snore. Then [h.he] went in on tiptoe, picked up [o.the], and tiptoed out again. [d.the] only sighed in its sleep.',
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
      short: 'because the dog only wants to play',
    },
    {
      name: 'distract',
      by: 'together',
      idea: {
        direct: [
          'Make it come to the other side, and I will be quick!',
          'I will talk to the dog, and you run.',
        ],
        indirect: ['One could keep the dog busy, and the other could be quick.'],
      },
      works: [
        '[f.n] went to the far side and sang a song for [d.the]. It sat down in front of [f.him] and listened. So [h.n] could slip in and out again, and nobody barked.',
        '[f.n] threw sticks over one end of [theFence], and [d.the] ran after them. At the other end, [h.n] quickly got [o.the].',
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
        '[m] called [d.the] by its name. It came at once, and in its mouth it had [o.the]. It had only kept it safe.',
      ],
      short: 'with the help of [m.o]',
    },
  ],
  lost: [
    'At last, [d.the] got up, took [o.the] between its teeth and shook it. When it was done, there were only small pieces left.',
    '[d.the] dug a deep hole, put [o.the] into it, and lay down on top. Nobody could ever get it away from there.',
    '[us] waited until it was dark. [d.the] did not sleep, not even for a moment, and in the morning [o.the] was chewed to bits.',
  ],
  robbed: [
    'Then [d.the] walked away from it, and the way was free. But what a bad surprise! A second dog shot out of the house, took [o.the], and tore it to bits.',
    'And then something unexpected happened. [d.the] jumped right over [theFence], with [o.the] in its mouth, and ran down the road. Neither of them was ever seen again.',
  ],
  itself: [
    'Then something happened that nobody had expected. [d.the] stood up, took [o.the] in its mouth, carried it to the gate, and put it down there. It had only been waiting for somebody to come!',
    'And then came the surprise. [d.the] pushed [o.the] under [theFence] with its nose. It wagged its tail and wanted [h.o] to throw it again!',
  ],
  warning: {
    direct: [
      'Do not throw [o.the] too high, [h.n]. There is a dog behind every second fence.',
      'Play where there is room, and not next to a fence.',
    ],
    indirect: ['[m] told [h.o] to play where there was room, and not next to a fence.'],
  },
  short: 'lands in the yard of [d.a]',
  wonItself: 'Then the dog brings it back all by itself.',
  failed: 'Nobody gets past the dog, and nothing is left of it.',
  lessons: ['one should think before one throws', 'it is wise to play where there is room'],
};
