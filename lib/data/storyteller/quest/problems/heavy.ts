/** Something is too heavy to carry, and it must come home. */

import { leisure } from '../../plot/leisure.ts';
import { absent } from '../../plot/wayside.ts';
import type { Tale } from '../../tale.ts';
import { elder, goOut, ONE_DAY } from '../../telling/beats.ts';
import { companion, companionComes } from '../companion.ts';
import type { Plan } from '../planning.ts';
import { hand, type Problem } from '../problem.ts';

/** What can be sown and gets so heavy. */
const GROWN: readonly string[] = ['pumpkin', 'melon', 'watermelon', 'cabbage'];

/** It grows where the hero has sown it, or somebody has given it away. */
function own(t: Tale, planned: Plan): void {
  const { problem, quarrel, hint } = planned;
  t.bind({ p: t.character('h') });
  if (hint === 'warning') advised(t, planned);
  const grown = GROWN.includes(t.thing('o').noun.word);
  const giver =
    t.character('h').sort === 'animal' ? '{an old badger|an old goose}' : '{an old man|an old woman}';
  goOut(
    t,
    grown
      ? [
          'All summer, [h] had watered one small plant [at]. Now it was time to bring in [o.the]. How big it was!',
          'In spring, [h] had put a seed into the ground [at]. Now [o.a] lay there, ripe and shining and as big as a chair.',
          `${ONE_DAY}, [h] went [to] to fetch [o.the] that [h.he] had grown there. Nobody had ever seen such a big one.`,
          'Every day since spring, [h] had gone [to] with a little water. And what had come of it? [o.a], bigger than any other!',
        ]
      : [
          `${ONE_DAY}, somebody had put [o.a] at the side of the road [at], with a sign: whoever wanted it could have it.`,
          `${ONE_DAY}, ${giver} [at] gave [h.o] [o.a]. [h] only had to take it home.`,
          `${ONE_DAY}, ${giver} [at] had no more use for [o.a] and gave it to [h.n]. The way home was long.`,
        ],
    grown ? ['farm'] : problem.scenes,
    grown ? ['barn', 'sheep pasture', 'henhouse'] : problem.notAt,
  );
  t.scenery('h');
  reason(t);
  if (quarrel !== null && quarrel !== 'mockery') companionComes(t, problem);
  t.say([
    '[h] took hold of [o.the] and lifted. Nothing happened. It was much too heavy.',
    '[h] took hold of [o.the]. One, two, three! It did not even move.',
    '[h] lifted [o.the] just a little. Then [h.he] had to put it down again.',
  ]);
}

/** An elder gives good advice, long before. */
function advised(t: Tale, { problem }: Plan): void {
  elder(t);
  t.say([
    '[h.s] [m.kind] gave [h.him] good advice every day.',
    '[h.s] [m.kind] knew a lot and liked to say it.',
    'There was one thing that [h.his] [m.kind] said again and again.',
  ]);
  t.speak('m', problem.warning.direct, problem.warning.indirect);
}

function seen(t: Tale, planned: Plan): void {
  t.bind({ p: t.character('h') });
  goOut(t, [], planned.problem.scenes, planned.problem.notAt);
  t.moment('way', 'h', 0.5);
  t.say([
    'In the middle of the path lay [o.a]. It must have fallen off a cart.',
    "Behind a bush, [h] found [o.a], and it was nobody's.",
    'By the road was [o.a] with a note on it. The note said, in big letters, that whoever could carry it home could keep it.',
  ]);
  reason(t);
  t.say([
    '[h] tried to pick it up. It was as if it had grown roots.',
    '[h] bent down and lifted. [h.s] face got red, but [o.the] stayed where it was.',
    '[h] gave it a little push. It was so heavy!',
  ]);
  t.scenery('h', 0.2);
}

function friends(t: Tale, { problem }: Plan): void {
  goOut(t, [], problem.scenes, problem.notAt);
  t.scenery('h');
  t.bind({ p: companion(t, problem) });
  t.say([
    'There was [h.his] friend [f.n] next to [o.a], all out of breath.',
    'Who was that? It was [h.his] friend [f.n], and next to [f.him] was [o.a].',
    'Somebody was puffing and panting. It was [h.his] friend [f.n], who was trying to move [o.a].',
  ]);
  t.speak('p', problem.plight.direct, problem.plight.indirect, 'sad');
  t.speak(
    'h',
    [...problem.promises, 'Wait, I will help you.'],
    ['[h] came to help at once.', '[h] did not think about it for long and came to help.'],
    'happy',
  );
}

function reason(t: Tale): void {
  t.say([
    '[h] wanted to have it at home.',
    'Everybody at home would be so happy about it!',
    '[h] could already see it at home.',
    '',
  ]);
}

/** Puller after puller comes along, each smaller than the one before. */
function chain(t: Tale): void {
  const others = (all: readonly string[]): string[] =>
    all.filter((one) => absent(t, one.replace(/^.* /, '')));
  const animals = t.random
    .shuffle(others(['a goat', 'a dog', 'a goose', 'a cat', 'a hen', 'a rabbit']))
    .slice(0, 2);
  const last = t.random.pick(others(['a mouse', 'a sparrow', 'a beetle', 'a tiny frog']));
  const [one = '', two = ''] = animals;
  t.bind({ one, two, theOne: one.replace(/^a /, 'the '), theTwo: two.replace(/^a /, 'the '), last });
  if (!leisure(t) && t.random.chance(0.7)) {
    t.say([
      '[h] called for help. [one] came and pulled, then [two], and at last [last], the <context?smallest|biggest> of all. And look, it moved! They did not stop until it was at home.',
      'First [one] came to help, and then [two]. When [last] pulled as well, they were strong enough. Off it went, all the way home.',
    ]);
    return;
  }
  t.say([
    '[h] pulled and called for help. Along came [one]. [theOne] held on to [h.n], and they pulled. It did not move. Along came [two]. [theTwo] held on to [theOne], [theOne] held on to [h.n], and they pulled. It moved a little!',
    '[h] pulled, but that was not enough. [one] came and pulled too. That was not enough. [two] came and pulled behind [theOne], and that was almost enough.',
  ]);
  t.say([
    'Then came [last], the <context?smallest|biggest> of all. It held on at the end, and they all pulled once more. And look: [o.the] began to move! They did not stop until it stood in front of the door.',
    'In the end, [last] came too, and everybody laughed. What could such a little one do? But with one more, they were strong enough. Off it went, all the way home.',
  ]);
}

export const heavy: Problem = {
  name: 'heavy',
  things: ['heavy'],
  accept: ({ kind, countable, word }) =>
    countable && kind !== 'tool' && kind !== 'beast' && word !== 'coconut' && word !== 'anchor',
  unlike: [
    'ordinary',
    'plain',
    'small',
    'little',
    'tiny',
    'light',
    'heavy',
    'thin',
    'flat',
    'hollow',
    'empty',
    'soft',
  ],
  scenes: ['town', 'field', 'farm', 'wood'],
  notAt: ['flower shop', 'train station', 'barn', 'playground'],
  premises: ['own', 'own', 'friend', 'seen'],
  begins: { own, seen, friend: friends },
  befall: () => {},
  // All ways end at home.
  solve: (t, who) => {
    hand(t, who);
    t.character('h').place = null;
  },
  happens: [],
  plight: {
    direct: [
      'It is too heavy for me! How will I ever get it home?',
      'I want to take it home. I have pushed since this morning, and look: I am still here.',
      'My mom wants it at home, but I cannot lift it.',
    ],
    indirect: [
      'It had to be brought home, but it was too heavy for [p.n] alone.',
      '[p.n] wanted to have it at home. [p.he] had pushed since the morning and had not got very far.',
    ],
  },
  cries: ['How heavy it is!', 'It will never move!'],
  promises: [
    'Two are stronger than one.',
    'We will get it home!',
    'That is not too heavy for a clever head.',
  ],
  handed: [
    'So [p.n] had it at home at last.',
    '[p.n] opened the door, and in it went.',
    'Everybody at [p.ns] house came out to look at it.',
  ],
  ways: [
    {
      name: 'lift',
      by: 'self',
      fails: [
        '[h] took a deep breath and lifted with all [h.his] might. [o.the] rose a little, fell down again, and nearly landed on [h.his] toes.',
        '[h] tried to carry it on [h.his] back. After one step, [h.his] knees began to shake.',
        '[h] closed [h.his] eyes and counted to three, because that makes one stronger. It did not make [h.o] strong enough.',
        '[h] pulled until [h.he] fell over backward. [o.the] had not moved at all.',
      ],
    },
    {
      name: 'push',
      by: 'self',
      fails: [
        '[h] pushed it up the little slope, step by step. Near the top, [h.he] had to sneeze, and it went all the way back down.',
        '[h] pushed with [h.his] back. The only things that moved were [h.his] feet, and they made two long lines on the ground.',
        '[h] pushed from the left, and it turned to the right. [h] pushed from the right, and it turned to the left. Soon it was back where it had been.',
      ],
    },
    {
      name: 'string',
      by: 'self',
      fails: [
        '[h] tied some long grass around it and pulled. Snap! The grass <reasoning?broke|grew|sang>, and [h] sat in the dust.',
        '[h] tied an old ribbon around it and pulled. The knot opened, and [h] rolled into a bush.',
      ],
    },
    {
      name: 'talk',
      by: 'self',
      fails: [
        '[h] asked it very politely to come along. It did not answer, and it did not come.',
        '[h] told it a story about how nice it was at home. It stayed where it was.',
      ],
    },
    {
      name: 'rollers',
      by: 'self',
      idea: {
        direct: ['Things that roll are not so heavy!', 'What if I put round branches under it?'],
        indirect: ['What rolls is not so heavy, [h] thought.'],
      },
      works: [
        '[h] put round branches under it and pushed, and it <reasoning?rolled|flew|swam> all the way home.',
        '[h] put three round branches under it, one next to the other, and pushed. It <reasoning?rolled|flew|swam>! Each time that a branch came out at the back, [h] put it in front again. So it went, slowly, slowly, all the way home.',
        '[h] looked for some round pieces of wood and laid them on the path. On those, it moved as if it had wheels. One push after the other, and in the evening it was at home.',
      ],
      short: 'on round pieces of wood',
    },
    {
      name: 'roll',
      by: 'self',
      only: 'roll',
      idea: {
        direct: ['Why carry it? It is round!', 'Round things roll!'],
        indirect: ['It was round, and round things roll.'],
      },
      works: [
        '[h] gave it one push, and it rolled along the path, all the way home.',
        '[h] looked at it from all sides. It was <reasoning?round|square|hungry>! [h] gave it a push on the other side, and it rolled along the path. [h.he] only had to run behind it and show it the way home.',
        '[h] turned it on its side and rolled it like a wheel. Up the slope it was hard, down the slope it was easy, and at the bottom was home.',
      ],
      short: 'by rolling it',
    },
    {
      name: 'wheels',
      by: 'self',
      idea: {
        direct: ['We need something that we can pull!', 'Is there nothing in the shed that one can pull?'],
        indirect: ['What was needed was something that one could pull.'],
      },
      works: [
        '[h] got the little cart from the shed, and after that it was easy.',
        '[h] ran home and came back with the little cart. With a strong branch, [h.he] lifted one side and pushed the cart under it. After that, it was as easy as a walk.',
        'There was an old sled in the shed. It was not winter, but the grass was wet and slippery. [h] rolled [o.the] on the sled and pulled, and the sled slid home over the grass.',
      ],
      short: 'with something that one can pull',
    },
    {
      name: 'chain',
      by: 'self',
      works: chain,
      short: 'with many helpers, the last of them very small',
    },
    {
      name: 'together',
      by: 'together',
      idea: {
        direct: ['You pull, and I push!', 'When I say three, we both go. One, two, three!'],
        indirect: ['One could pull, and the other could push.'],
      },
      fails: [
        '[f.n] pushed on one side and [h.n] on the other. No wonder that it did not move: they were pushing against <reasoning?each other|the wind|the sun>!',
      ],
      works: [
        '[f.n] pulled in front, [h.n] pushed behind, and they sang so that both of them pulled and pushed at the same time. Before the song was over for the tenth time, they were at home.',
        'They fetched a rope and tied it around [o.the]. [f.n] pulled at the rope, and [h.n] pushed from behind. Seven times they had to rest, and after the seventh time, they were at home.',
      ],
      short: 'together with [f.n]',
    },
    {
      name: 'carrier',
      by: 'creature',
      needs: 'can:carry',
      unfit: ['dolphin'],
      works: [
        '[h] fetched a rope and made a loop, and [c.the] pulled [o.the] home as if it were a basket of feathers.',
        '[c] was as strong as ten. [h] fetched an old rope and put it around [c.his] neck, and [c] pulled [o.the] home as if it were a basket of feathers.',
        '[h] held up a bunch of sweet clover. [c] bent down, let [h.o] roll [o.the] on its back, and carried it all the way home.',
      ],
      short: 'with the help of [c.a]',
    },
    {
      name: 'elder',
      by: 'elder',
      idea: {
        direct: [
          'That is too much for one alone. Let me help you.',
          'I have moved heavier things than that. Come, we will do it.',
          'Wait for me. Together we can do it.',
        ],
        indirect: ['[m] knew how to move heavy things.'],
      },
      works: [
        '[m] took one side and [h.n] the other, and so they got [o.the] home.',
        '[m] put a long pole under [o.the] and a stone under the pole. Then [h.n] sat down on the other end, and up it went, right on the cart that [m] had brought.',
        '[m] took one side, and [h.n] took the other. They had to put [o.the] down seven times, but the eighth time, they put it down at home.',
      ],
      short: 'with the help of [h.his] [m.kind]',
    },
  ],
  lost: [
    'It did not move any more, and in the morning, somebody stronger had taken it away.',
    'When it got dark, [us] had to leave it there for the night. The next morning, it was gone. Somebody stronger had come.',
    'In the end, it began to rain, and the ground became soft. [o.the] sank deeper and deeper into the mud, until one could not even see it any more.',
  ],
  robbed: [
    'But then came a bad surprise. [o.the] slid down the slope and fell into a deep river.',
    'Then, at last, it began to move. But what a bad surprise! It slid and slid and did not stop. It went down the slope, jumped over a stone, and fell into a deep river.',
    'And then something unexpected happened. A big cart came along, and two strangers lifted [o.the] on it and drove away. They never came back.',
  ],
  itself: [
    'And then came the surprise. Somebody strong came by with an empty cart and took [o.the] along, all the way to [p.ns] door!',
    'Then something happened that nobody had expected. [us] had just sat down to rest when somebody came by with an empty cart. That cart was going just the same way. Up went [o.the], and soon it was at [p.ns] door!',
    'And then came the surprise. [o.the] began to move, all by itself! From behind it came a soft grunt. It was an old cow that wanted to get by, and it pushed and pushed, right up to [p.ns] door.',
  ],
  warning: {
    direct: [
      'Do not take more than you can carry, [h.n].',
      'What is easy to find is not always easy to carry.',
    ],
    indirect: [
      'Nobody should take more than one can carry, said [m.n].',
      'What is easy to find, [m.he] said, is not always easy to carry.',
    ],
  },
  short: 'is too heavy to carry',
  won: 'gets it home',
  wonItself: 'Then it gets home in a way that nobody has expected.',
  failed: 'Nobody can move it, and it is lost in the end.',
  lessons: ['it is wise to ask for help in time', 'some things are too heavy to carry'],
};
