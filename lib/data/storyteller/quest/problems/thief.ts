/** An animal takes the thing: for its nest, to play, or because it takes it for food. */

import { leisure } from '../../plot/leisure.ts';
import type { Tale } from '../../tale.ts';
import type { Problem } from '../problem.ts';
import { thiefComes, thiefOf, upThere } from './thieves.ts';

/** Finds out why it took it, and gives it what it needs. */
function understand(t: Tale): void {
  const { why } = thiefOf(t);
  // Only what is soft keeps a nest warm.
  const pretty = why === 'nest' && !SOFT.includes(t.thing('o').noun.kind);
  if (!leisure(t) && t.random.chance(0.7)) {
    t.say(NEEDS[pretty ? 'pretty' : why]);
    return;
  }
  t.say([
    '[h] was very quiet and followed [z.the] from bush to bush. There it was, [lair].',
    '[h] sat down and watched. [z.the] had gone back to its place, [lair].',
    '[h] did not run. [h.he] went slowly after [z.the] and saw where it lived: [lair].',
  ]);
  if (pretty)
    t.say([
      'Three little heads looked out! [z.the] only wanted something <reasoning?pretty|sad|loud> for its nest. [h] found a bright blue feather and laid it under the tree. [z] came down for the feather and let [o.the] fall.',
      'The nest was full of pretty things: a red button, a white feather, a piece of blue glass. So that was it! [h] laid a shining little stone under the tree. [z.the] liked that even better, came down for it, and left [o.the] in the grass.',
    ]);
  else if (why === 'nest')
    t.say([
      'Three little heads looked out! [z.the] only wanted [o.the] to make the nest <reasoning?warm|wet|loud> for its little ones. [h] gathered moss and soft grass and laid it under the tree. [z] took the moss and let [o.the] fall.',
      'It had little ones, and the wind blew right into the nest. [o.the] was to keep the wind out! [h] laid a bundle of dry grass under the tree. [z.the] liked that better, took it up, and let [o.the] fall.',
    ]);
  else if (why === 'play')
    t.say([
      '[z] put [o.the] down, looked at [h.n] and made a funny little jump. So that was it! It was all alone and only wanted to <reasoning?play|eat|sleep>. [h] threw a stick, [z] ran after it, and [o.the] lay there on the ground.',
      'There it sat all alone, with a sad face. It had nobody to play with! [h] rolled a nut over the ground. At once, [z] dropped [o.the] and ran after the nut.',
    ]);
  else
    t.say([
      '[z] bit into [o.the], made a face, and bit once more. It had thought that it was something to <reasoning?eat|drink|wear>! It must have been very hungry. [h] pulled up some sweet roots and put them down. [z] came at once, and [h] could pick up [o.the].',
      '[z.the] was so thin that one could count its ribs. It only wanted something to eat! [h] brought a whole armful of berries and leaves. [z] ate them all, and [h] picked up [o.the].',
    ]);
}

/** What keeps a nest warm. */
const SOFT = ['clothes', 'garment'];

/** What it needs, in few words. */
const NEEDS: Readonly<Record<'nest' | 'pretty' | 'play' | 'hungry', readonly string[]>> = {
  nest: [
    '[h] went after it and saw why it had taken [o.the]. [z.the] only wanted to make its nest <reasoning?warm|wet|loud>. [h] brought moss, and it let [o.the] fall.',
    '[h] looked where [z.the] had gone. There were little ones in the nest, and [o.the] was to keep them warm. [h] brought soft grass, and [z.the] took that and let [o.the] fall.',
  ],
  pretty: [
    '[h] saw where [z.the] lived. It only wanted something <reasoning?pretty|sad|loud> for its nest. [h] brought a bright blue feather, and it let [o.the] fall.',
    '[h] looked up and understood. [z.the] wanted [o.the] for its nest, just to look at. [h] held up a shining little stone, and [z.the] took that and let [o.the] fall.',
  ],
  play: [
    '[z.the] had not gone far. It was all alone and only wanted to <reasoning?play|eat|sleep>. [h] threw a stick, and it ran after it and dropped [o.the].',
    '[z.the] had not gone far. It had nobody to play with! [h] rolled a nut over the ground, and [z.the] ran after it and left [o.the].',
  ],
  hungry: [
    'Not far away, [z.the] was biting into [o.the]. It thought that this was something to <reasoning?eat|drink|wear>. [h] brought sweet roots, and it let go.',
    'Not far away, [z.the] was biting into [o.the]. It was only hungry! [h] brought some berries and leaves. [z.the] let [o.the] fall, and [h] picked it up.',
  ],
};

/** A trade with the thief, who has to open its mouth. */
function feed(t: Tale): void {
  if (!leisure(t) && t.random.chance(0.6)) {
    t.say([
      '[h] went after [z.the] and held out [likes]. To eat, [z.the] had to open its mouth, and [o.the] <reasoning?fell to the ground|flew up to the sky|became a cake>.',
      '[h] put down [likes] and waited. Soon [z.the] came, dropped [o.the] and ate.',
    ]);
    return;
  }
  t.say([
    '[h] looked into [h.his] bag and found [likes].',
    '[h] still had [likes] from breakfast.',
    'In [h.ns] bag, [h] had [likes], and [z.the] seemed to smell the food.',
  ]);
  t.say([
    '[h] held out the food. To eat, [z.the] had to open its mouth, and [o.the] <reasoning?fell to the ground|flew up to the sky|became a cake>.',
    '[h] put the food down and took three steps back. [z] came, dropped [o.the], and ate.',
    '[z] looked at [o.the], looked at the food, and looked at [o.the] again. Then it put [o.the] down and began to eat.',
  ]);
}

function wrongFood(t: Tale): void {
  t.say([
    '[h] held out [dislikes] to make [z.the] come closer. But what would a [z.kind] want with <knowledge?[dislikes]|[likes]>? It did not even look.',
    '[h] thought that [z.the] was hungry and held out [dislikes]. It sniffed and turned away. That was not what a [z.kind] eats.',
  ]);
}

function takes(t: Tale): void {
  t.say(thiefOf(t).takes);
  if (leisure(t)) t.say(['It went [away].', 'A moment later, it was gone, [away].', '']);
}

/** What is tried in vain to catch it, high up or on the ground. */
function chase(t: Tale): void {
  t.say(
    upThere(t)
      ? [
          '[h] waited until [z.the] came down to the ground and crept up from behind, closer and closer. Then a twig cracked, and [z.the] was high up again in a flash.',
          '[h] jumped as high as [h.he] could. [z.the] only went up a little higher.',
          'For a moment, [z.the] came down. [h] jumped at it. It was not there any more, and [h] landed in {a bush|the mud|a pile of leaves}.',
          '[h] threw a pine cone. It flew past [z.the], came down again, and hit [h.n] on the head.',
        ]
      : [
          '[h] ran after [z.the] as fast as [h.he] could. But [z.the] was much faster, and soon [h] had to stop and catch [h.his] breath.',
          '[h] jumped left, [z.the] jumped right. [h] jumped right, [z.the] jumped left. It thought that this was a fine game.',
          '[h] crept up to [z.the] from behind, closer and closer. Then a twig cracked, and it jumped away with [o.the].',
          '[h] jumped at [z.the]. It was not there any more, and [h] landed in {a bush|the mud|a pile of leaves}.',
        ],
  );
}

/** The two of them come from two sides, once it is down on the ground. */
function fromTwoSides(t: Tale, lines: readonly string[]): void {
  t.say(upThere(t) ? lines.map((line) => `At last, [z.the] came down to the ground. ${line}`) : lines);
}

export const thief: Problem = {
  name: 'thief',
  things: ['stuck', 'small', 'kind:clothes'],
  scenes: ['town', 'wood', 'field', 'farm'],
  premises: ['own', 'own', 'gift', 'friend', 'borrowed'],
  notFor: ['squirrel'],
  prepare: thiefComes,
  befall: (t) => t.world.take(t.character('z'), t.thing('o')),
  happens: takes,
  plight: {
    direct: [
      'A [z.kind] took my [o.word] and would not give it back!',
      'My [o.word] is gone! I only looked away for a moment, and [z.a] took it.',
      'Did you see [z.a] go by? It took my [o.word]!',
      'I put my [o.word] down, and then came [z.a] and took it.',
    ],
    indirect: [
      '[z.a] had taken [p.ns] [o.word] and would not give it back.',
      '[p.s] [o.word] was gone, because [z.a] had taken it.',
    ],
  },
  cries: [
    'Stop! Give it back!',
    'Thief! Thief!',
    'Hey! That is not for you!',
    'Come back here!',
    'No, no! Drop it!',
  ],
  promises: ['We will catch that thief!', 'Come, we will get it back.', 'It cannot have gone far. Come!'],
  ways: [
    {
      name: 'chase',
      by: 'self',
      fails: chase,
    },
    {
      name: 'shout',
      by: 'self',
      fails: [
        '[h] shouted and waved with all [h.his] might. [z.the] looked at [h.o] and only held on tighter.',
        '[h] stamped on the ground and shouted after [z.the]. That did not scare it at all.',
        '[h] said please, and then please, please, please. But [z.the] did not understand.',
        '[h] clapped loudly. [z.the] got a fright and went away a little farther, and [o.the] went with it.',
      ],
    },
    {
      name: 'pull',
      by: 'self',
      fails: [
        '[z.the] came back and sat down close by. [h] got hold of one end of [o.the] and pulled. [z.the] pulled too, and then [h] had to let go, because [z.the] was stronger.',
        '[h] hid and waited for [z.the] to come closer. But it had good ears and did not come.',
      ],
    },
    {
      name: 'wrong food',
      by: 'self',
      fails: wrongFood,
    },
    {
      name: 'food',
      by: 'self',
      idea: {
        direct: [
          'Maybe it would like something to eat instead.',
          'I will trade with it!',
          'I know what a [z.kind] likes!',
        ],
        indirect: ['Perhaps it would trade, [h] thought.'],
      },
      works: feed,
      short: 'by giving [z.the] something to eat',
    },
    {
      name: 'understand',
      by: 'self',
      idea: {
        direct: ['Why did it take [o.the]? I want to know that.', 'Nobody takes something for no reason.'],
        indirect: ['[h] began to wonder why [z.the] had taken it.'],
      },
      works: understand,
      lessons: ['it helps to find out what somebody needs', 'those who take something often need something'],
      short: 'by finding out what [z.the] needs',
    },
    {
      name: 'calm',
      by: 'self',
      works: [
        '[z.the] stopped and looked back, to see if anybody ran after it. But [h] lay down and did not move. That was no fun, and so it dropped [o.the].',
        '[h] sat down with [h.his] back to [z.the] and hummed a song, as if [h.he] did not care. That was something new! Step by step, [z.the] came closer to see what [h.he] was doing, and it dropped [o.the] on the way.',
        '[z.the] wanted [h.o] to run after it. But [h] lay down in the grass and did not move. [z.the] waited. When nobody ran after it any more, it was <reasoning?no fun|great fun>, and so it let [o.the] fall and went away.',
        '[h] sat still and turned a shiny button in the sun. [z.the] saw it from far away and came closer and closer. It dropped [o.the], took the button and went off with it, very happy.',
      ],
      lessons: ['sometimes it is best to keep calm', 'one gets far without shouting'],
      short: 'by being very calm',
    },
    {
      name: 'two sides',
      by: 'together',
      idea: {
        direct: ['You go left, and I go right!', 'Make it look at you, and I will come from behind.'],
        indirect: ['From two sides, it could be easier.'],
      },
      fails: (t) =>
        fromTwoSides(t, [
          '[f.n] came from the left and [h.n] from the right. At the last moment, [z.the] slipped away between them, and bump! The two of them hit their heads.',
        ]),
      works: (t) =>
        fromTwoSides(t, [
          'They came from both sides, and [z.the] dropped [o.the] and was gone.',
          '[f.n] danced in front of [z.the] and made funny faces. It looked and looked and never saw that [h.n] came from behind, bent down, and took [o.the].',
          '[f.n] came from one side and [h.n] from the other. Now [z.the] did not know where to go, so it dropped [o.the] and was gone.',
        ]),
      short: 'together with [f.n]',
    },
    {
      name: 'elder',
      by: 'elder',
      idea: {
        direct: [
          'I know that [z.kind]. Leave it to me.',
          'Running does not help. Watch me.',
          'That one? It comes to me every morning.',
        ],
        indirect: ['[m] knew that [z.kind] well.'],
      },
      works: [
        '[m] took [likes] out of a bag, and [z.the] came and forgot all about [o.the].',
        '[m] gave a soft whistle. [z.the] came at once and put [o.the] down at [m.ns] feet, because every morning it got [likes] from [m.o].',
        '[m] did not run and did not shout. [m.he] just took [likes] out of a bag and waited. Soon [z.the] came, ate, and forgot all about [o.the].',
      ],
      short: 'with the help of [h.his] [m.kind]',
    },
    {
      name: 'flyer',
      by: 'creature',
      needs: 'can:fly',
      works: [
        '[c] flew around the head of [z.the], around and around, with loud cries. At last, [z.the] had enough of it. It dropped [o.the] right in front of [h.n] and went away.',
        '[c] rose into the air and came down again, fast as a stone. [z.the] got such a fright that it let [o.the] fall, and [h.n] picked it up.',
      ],
      short: 'with the help of [c.a]',
    },
  ],
  lost: [
    '[z.the] went farther and farther away, and in the end nobody could see where it was. [o.the] never came back.',
    '[us] searched until the sun went down. There was no trace of [z.the], and no trace of [o.the].',
    'At last, [z.the] was gone where nobody could follow. That was the last time that anyone saw [o.the].',
  ],
  robbed: [
    'But then came a bad surprise. Another [z.kind] came, took [o.the] away from the first one, and was gone for ever.',
    'At last, [z.the] let [o.the] fall. But what a bad surprise! There was a deep well just there, and [o.the] fell in and was gone.',
    'And then something unexpected happened. Another [z.kind] came out of nowhere, took [o.the] away from the first one, and was never seen again.',
  ],
  itself: [
    'And then came the surprise. [z.the] came back and put [o.the] down!',
    'Then something happened that nobody had expected. [z.the] came back all by itself! It put [o.the] down in front of [p.n] as if it wanted to say sorry.',
    'And then came the surprise. The mother of [z.the] came along, and she did not look happy. One look, and [z.the] put [o.the] down at once.',
  ],
  warning: {
    direct: [
      'Keep an eye on [o.the], [h.n]. Some animals take what they like.',
      'Hold on to [o.the] out there. It could grow legs and run away!',
    ],
    indirect: [
      '[m] told [h.o] to keep an eye on [o.the], because some animals take what they like.',
      '[m] told [h.o] to hold on to [o.the] all the time.',
    ],
  },
  short: 'is taken by [z.a]',
  won: 'gets it back',
  wonItself: 'To the surprise of everyone, [z.the] gives it back.',
  failed: 'Nobody can catch [z.the], and [o.the] is never seen again.',
  lessons: ['it is good to keep an eye on our things', 'what is dear to us needs to be watched'],
};
