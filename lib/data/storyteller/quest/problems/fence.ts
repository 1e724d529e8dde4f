/** The thing flies over a fence into the yard of somebody who is said to be grumpy. */

import { leisure } from '../../plot/leisure.ts';
import type { Tale } from '../../tale.ts';
import { address } from '../../telling/beats.ts';
import type { Problem } from '../problem.ts';
import { FENCE_TEXTS, FENCE_WAYS, fenceStands } from './fences.ts';

const OWNERS = ['woman', 'man', 'gardener', 'sailor', 'baker', 'captain'];
const ANIMAL_OWNERS = ['badger', 'goose', 'toad', 'hare', 'heron', 'ram'];
const GRUMPY = ['grumpy', 'cross', 'gloomy', 'strict', 'silent'];

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

/** The hero asks, and whoever is said to be grumpy is not. */
function asks(t: Tale): void {
  if (leisure(t, 0.3)) knocks(t);
  else
    t.say([
      '[h] walked to the front door, knocked, and asked for [o.the], very politely.',
      'With a beating heart, [h] rang the bell and asked for [o.the].',
      '[h] went to the door and said please. There was [o.one] in the yard, and it had to come back.',
    ]);
  t.world.find(t.character('j'), t.thing('o'));
  answers(t);
}

function knocks(t: Tale): void {
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
}

function answers(t: Tale): void {
  t.speak(
    'j',
    [
      'At last somebody who asks! All the others just climb over and step on my flowers.',
      'So it was you! I wondered who had sent me such a fine [o.word].',
      'Of course. And come in, there is cake. Nobody ever comes to see me.',
      'Do they all say that I am grumpy? I only have a toothache!',
    ],
    [
      'Then [j] smiled. Nobody had ever asked so nicely, [j.he] said.',
      '[j] was not unkind at all. [j.he] was only sad because nobody ever came to see [j.him].',
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

export const fence: Problem = {
  ...FENCE_TEXTS,
  name: 'fence',
  prepare: ownerLivesThere,
  known: [
    'Everybody knew who lived there: [j.a]. Nobody ever went in.',
    'That was the yard of [j.a], of whom all the little ones were afraid.',
    '[j.a] lived there, and it was said that [j.he] never laughed.',
    'And who lived behind [theFence]? [j.a], all alone, in a house with dark windows.',
  ],
  plight: {
    direct: [
      'My [o.word] flew over [fence], and [j.a] lives there!',
      'My [o.word] is behind [fence], and [j.a] lives there!',
      'I threw my [o.word] over [fence]. Now it is in the yard of [j.a], and I do not dare to go in.',
    ],
    indirect: [
      '[p.s] [o.word] had flown over [fence], and [j.a] lived there.',
      '[p.s] [o.word] lay behind [fence], in the yard of [j.a], and [p.he] did not dare to go in.',
    ],
  },
  ways: [
    ...FENCE_WAYS,
    {
      name: 'call',
      by: 'self',
      fails: [
        '[h] called over [theFence]. Nobody answered. Only a curtain moved behind a window.',
        '[h] rattled at a little gate. It was locked.',
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
      lessons: ['it is good to ask nicely', 'a polite word opens many doors'],
      short: 'by asking politely',
    },
    {
      name: 'flowers',
      by: 'self',
      works: [
        '[h] brought some flowers to the door. [j.the] smiled and gave [o.the] back at once.',
        '[h] picked some flowers by the road and put them in front of the door, with [h.his] best smile ready. [j.the] opened and looked at the flowers. Then two big tears came. Nobody had brought any flowers for years. Of course [h] could have [o.the]!',
      ],
      short: 'with a bunch of flowers for the [j.kind]',
    },
    {
      name: 'elder',
      by: 'elder',
      idea: {
        direct: [
          'The [j.kind]? We played together when we were small!',
          'Why do we not just ring the bell?',
          'I know who lives there. Come with me.',
        ],
        indirect: ['[m] knew who lived there.'],
      },
      works: [
        '[m] had known [j.the] for a long time, and in a moment [o.the] was back.',
        '[m] took [h.n] along to the front door. [j.the] opened, and the two of them laughed, because they had been friends when they were small. In a moment, [o.the] was back.',
        '[m] was tall enough to look over [theFence]. [m.he] said good day to [j.the], and [j.the] handed [o.the] over.',
      ],
      short: 'with the help of [h.his] [m.kind]',
    },
  ],
  lost: [
    'Nobody dared to knock, and [o.the] stayed behind [theFence].',
    '[h] did not dare to knock. The next day, somebody cleaned up that yard and burned all that lay there, and [o.the] with it.',
    'It grew dark, and there was a light behind the curtains, but nobody came out. [o.the] stayed behind [theFence], and in the night the rain washed it away.',
    'In the end, it was too late. [j.the] had thought that [o.the] was old junk and had thrown it into the fire.',
  ],
  robbed: [
    'But then came a bad surprise. A fire burned behind [theFence], and the wind blew [o.the] right into it.',
    'Then, at last, [j.the] came out with [o.the]. But what a bad surprise! It had fallen right into a pot of hot glue, and nobody could get it clean again.',
    'And then something unexpected happened. A strong wind came up behind [theFence]. It took [o.the] along over the roofs, and nobody ever saw it again.',
  ],
  itself: [
    'And then came the surprise. The gate opened, and [j.the] came out with [o.the]!',
    'Then something happened that nobody had expected. [o.the] came flying back over [theFence], all by itself! Behind [theFence], somebody laughed. It was [j.the], and [j.he] did not sound grumpy at all.',
    'And then came the surprise. The gate opened, and out came [j.the] with [o.the] and a plate of warm cookies! [j.he] had seen it all from the window.',
  ],
  warning: {
    direct: [
      'Stay away from the fences with [o.the], [h.n]. Not every yard has an open gate.',
      'Play where there is room, and not next to a fence.',
    ],
    indirect: ['[m] told [h.o] to play where there was room, and not next to a fence.'],
  },
  short: 'lands in the yard of [j.a]',
  wonItself: 'Then it comes back, and the [j.kind] is not so bad at all.',
  failed: 'Nobody dares to ask for it, and it is gone for good.',
  lessons: ['it is better to ask than to be afraid', 'one should think before one throws'],
};
