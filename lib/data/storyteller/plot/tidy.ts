/** A messy room, and something in it that is needed at once: things are sorted into where they belong. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, makeUp } from '../telling/beats.ts';
import { happyAtHome, sadAtHome, sibling, walkFirst } from './indoors.ts';
import { aside, leisure, pang, tersely } from './leisure.ts';
import type { Plot } from './plot.ts';
import { thingFit } from './things.ts';

/** Why it is needed: what waits, and what is missed without it. */
const REASONS: readonly { why: string; glad: string; missed: string }[] = [
  {
    why: 'That afternoon, there was a show, and [h] was to bring [h.his] [o.n].',
    glad: 'That afternoon, [h] stood in front of everybody and held up [o.the].',
    missed: 'When [h] came running, the show was over, and the others were on their way home.',
  },
  {
    why: 'That day, [h] was to take [h.his] [o.n] to a friend named [f.n].',
    glad: 'Just in time, [h] stood in front of [f.ns] door, with [o.the].',
    missed: '[f.n] had waited for a long time. Then [f.he] had gone to play with somebody else.',
  },
  {
    why: 'The whole family was going to take the bus and visit an aunt far away, and [h] did not want to go without [h.his] [o.n].',
    glad: 'When the bus came, [h] stood at the stop, and [o.the] came along.',
    missed: 'By then, the bus had left without them, and nobody went anywhere that day.',
  },
  {
    why: 'In the afternoon, everyone was to have a picture taken with the thing they loved best. For [h], that was [h.his] [o.n].',
    glad: 'Click! In the picture, [h] stood there with [o.the] and beamed.',
    missed:
      'By then, the picture had been taken. All the others were in it with the thing they loved best, and only [h] was missing.',
  },
];

const COLORS = ['red', 'blue', 'green', 'yellow', 'white', 'brown'] as const;

/** What lies on the floor, and what kind of thing it is. */
const SORTS: readonly { kind: string; some: readonly string[] }[] = [
  { kind: 'blocks', some: ['all the wooden blocks', 'big blocks and small blocks'] },
  { kind: 'books', some: ['the picture books', 'seven books with bent corners'] },
  { kind: 'socks', some: ['every pair of socks', 'nine socks that had lost each other'] },
  { kind: 'pens', some: ['the pens and the crayons', 'pens of every color'] },
  { kind: 'shells', some: ['the shells from the beach', 'shells that still had sand in them'] },
  { kind: 'puzzles', some: ['the pieces of three puzzles', 'all the puzzles'] },
];

export const tidy: Plot = {
  name: 'tidy',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['lose'],
  tell(t: Tale): void {
    const hero = begin(t);
    const thing = thingFit(
      t,
      ['lose'],
      (noun) => t.lexicon.hasTag(noun, 'like') && !t.lexicon.hasTag(noun, 'pair'),
    );
    t.bind({ o: thing });
    t.world.own(hero, thing);
    if (t.has('Conflict')) sibling(t);
    else elder(t);
    friend(t);
    t.say([
      'Nobody had such a messy room as [h.n].',
      '[h.s] room was a mess. There were things on the bed, under the bed and in the bed.',
      'In [h.ns] room, one had to hop from one free spot to the next.',
      'When somebody opened the door of [h.ns] room, something always fell out.',
      'In [h.ns] room lay so many things that nobody knew what color the floor was.',
    ]);
    if (t.has('Conflict'))
      t.say([
        '[h.he] shared it with [h.his] [m.kind] [m.n].',
        'It was the room of [h.his] [m.kind] [m.n] as well.',
        '[h.s] [m.kind] [m.n] slept in the same room and had half of the mess.',
        'Half of the room belonged to [h.his] [m.kind] [m.n].',
      ]);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say([
        '[h.s] grandma always said that a thing without a place is a thing that gets lost.',
        '[h.s] grandpa had once said that what has no place gets lost.',
      ]);
    }
    t.paragraph();
    if (!walkFirst(t))
      t.say([
        'Then came {a Saturday|a Sunday|a fine Saturday}.',
        '{One morning|One Sunday}, [h] woke up early, because it was a big day.',
      ]);
    const reason = t.random.pick(REASONS);
    t.say(reason.why);
    t.world.lose(thing, 'in the room');
    t.say([
      'It had to be in [h.his] room. But there, [h] could not find it anywhere.',
      '[h] looked on the bed and under the bed. [o.the] was not there.',
      'But in [h.ns] room, it was nowhere to be seen.',
      'In [h.his] room, [h] looked for [o.the]. It had to be somewhere!',
    ]);
    pang(t, 'h', 0.3, ['upset', 'worried', 'unhappy']);
    if (t.has('Conflict')) quarrel(t);
    if (leisure(t) || t.random.chance(0.5)) search(t);
    t.paragraph();
    if (t.has('BadEnding')) {
      tooLate(t, reason);
      return;
    }
    if (t.has('Conflict')) {
      t.say([
        'All that shouting did not bring it back.',
        'After a while, they were tired of shouting.',
        'Nobody finds anything while shouting. They saw that at last.',
      ]);
      makeUp(t, 'h', 'm');
    }
    advice(t);
    sort(t);
    found(t);
    if (!t.has('Conflict') && leisure(t))
      t.speak(
        'm',
        ['Now one can see the floor! I had forgotten that it is brown.', 'What a nice room this is!'],
        [
          '[h.s] [m.kind] looked in and hardly knew the room again.',
          '[h.s] [m.kind] came in and walked across the room, just because one could.',
          '[h.s] [m.kind] whistled. [m.he] had never seen that floor before.',
          '[h.s] [m.kind] asked whose room this was.',
        ],
        'happy',
      );
    t.say(reason.glad);
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say([
        'So it was true what [h] had been told: what has no place gets lost.',
        '[h] remembered the words about things without a place. Now each of them had one.',
        'What has no place gets lost. Now [h] knew how true that was.',
        '[h] thought of those words about lost things, and made a place for [o.the] on the shelf.',
      ]);
    }
    t.moral(
      'everything should have its place',
      'one who puts things back does not have to look for them',
      'it is easier to keep order than to make it',
      'a big mess gets small when one takes one thing at a time',
    );
    happyAtHome(t);
    t.summarise(
      t.has('Twist')
        ? '[h.n] needs [h.his] [o.n] and cannot find it. When all is in its place, it turns up by surprise.'
        : '[h.n] needs [h.his] [o.n] and cannot find it in the messy room. By sorting everything, [h.he] finds it in time.',
      'Because of the mess in the room, [h.n] cannot find [h.his] [o.n]. When all is in its place, there it is.',
    );
  },
};

function quarrel(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'h',
    ['You took my [o.word]! You always take my things!', 'This mess is all yours! Where is my [o.word]?'],
    [
      '[h.n] said that it was all [m.ns] fault.',
      '[h.n] shouted that [m.n] always took everything.',
      '[h.n] was sure that [m.n] had hidden it, and said so very loudly.',
      '[h.n] called [m.n] a thief.',
    ],
    'angry',
  );
  t.speak(
    'm',
    [
      'I did not touch it! You never put anything away!',
      'It is your mess! I did not touch your silly [o.word]!',
    ],
    [
      '[m.n] shouted that [h.n] never put anything away.',
      '[m.n] threw a pillow and said that it was not true.',
      '[m.n] kicked a pile of clothes and yelled that half of it was [h.ns].',
      '[m.n] had not touched it, and did not want to be shouted at.',
    ],
    'angry',
  );
  aside(t, [
    'A sock flew through the air, and then a shoe.',
    'They shouted until both had red ears.',
    'They put a long string across the floor. Nobody was to step over it.',
  ]);
}

function search(t: Tale): void {
  const lines = t.random
    .shuffle([
      '[h] looked behind the curtain. There was only a flat balloon.',
      '[h] pulled out a drawer, and it fell on the floor. Now there was even more to look through.',
      '[h] dug in a pile of clothes until only [h.his] feet could be seen.',
      '[h] shook out every blanket. Only a spoon fell out.',
      '[h] climbed over a mountain of toys. On the other side was another mountain.',
    ])
    .slice(0, leisure(t) ? 2 : 1);
  for (const [index, line] of lines.entries())
    if (lines.length > 1) t.step(index, [line]);
    else t.say(line);
}

function advice(t: Tale): void {
  if (!t.has('Conflict'))
    aside(t, [
      '[h.s] [m.kind] heard the noise and came in.',
      'Then [h.his] [m.kind] stood in the door.',
      '[h] called for [h.his] [m.kind].',
    ]);
  if (t.has('Dialogue') || leisure(t) || t.random.chance(0.5))
    t.speak(
      'm',
      [
        'We will never find it like that. Let us put things where they belong.',
        'Take one thing at a time. What is the same goes together.',
        'We need boxes. Then we will see what is left.',
      ],
      [
        '[m.n] brought boxes, one for each kind of thing.',
        '[m.n] had an idea: what is the same should go together, and then they would see.',
        'One big mess is really many small ones, said [m.n]. They would take them one by one.',
        '[m.n] rolled up [m.his] sleeves. Boxes, that was what they needed.',
      ],
    );
  else
    t.say(
      [
        'There was only one way: all of it had to be put into boxes.',
        '[h] got three empty boxes and began to sort.',
        'So they began to sort, and there were boxes for that.',
      ].slice(0, t.has('Conflict') ? 3 : 2),
    );
  t.moment('think', 'h', 0.15);
}

function sort(t: Tale): void {
  const [a, b, c] = t.random.shuffle([...SORTS]);
  const [red, blue, green] = t.random.shuffle([...COLORS]);
  t.bind({
    a: t.random.pick(a!.some),
    b: t.random.pick(b!.some),
    c: t.random.pick(c!.some),
    ka: a!.kind,
    kb: b!.kind,
    kc: c!.kind,
    one: red!,
    two: blue!,
    three: green!,
  });
  tersely(t, [
    'Into the [one] box went [a]. Into the [two] box went [b]. And [c] went into the [three] one.',
    'They put [a] into the [one] box, and [b] into the [two] one. For [c], there was the [three] box.',
    '[a] went into the [one] box, [b] into the [two] one, and [c] into the [three] one.',
    'Soon there was a(n) [one] box for the [ka], a(n) [two] one for the [kb], and a(n) [three] one for the [kc].',
  ]);
  aside(t, [
    'Under the bed was one thing more for the [kb]. It went into the <context?[two]|[one]|[three]> box.',
    'Whoever wanted to have the [ka] only had to look into the <context?[one]|[two]|[three]> box.',
    'Now one knew where the [kc] were: in the <context?[three]|[one]|[two]> box.',
    'The floor got bigger and bigger.',
  ]);
}

function found(t: Tale): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'In the end, everything was in its place, but [o.the] was not there. Then came the surprise. The door opened, and in walked the neighbor with [o.the]. [h] had left it on the garden wall the night before!',
      // What has no place gets lost, and not what has one.
      ...(t.has('Foreshadowing')
        ? []
        : [
            'Never had the room been so tidy. And then came a big surprise: [o.the] was on the shelf, where it belonged. It was the only thing that had been in its place all the time!',
          ]),
      'Under the very last pile, something moved. What a surprise! A hundred ladybugs had come in for the winter, and they sat all over [o.the]!',
    ]);
  } else
    t.say([
      'And there, under the very last pile, lay [o.the]!',
      'Only one pile was left. [h] lifted a sweater, and there it was: [o.the]!',
      'When the last sock was in its box, [h] saw something by the wall. It was [o.the].',
      'Behind the last books, [h] found [o.the].',
    ]);
  t.world.find(t.character('h'), t.thing('o'));
  if (leisure(t))
    t.speak(
      'h',
      ['There you are!', 'I have it! I have my [o.word]!', 'So that is where you were!'],
      [
        '[h] held it tight and laughed.',
        '[h] jumped for joy.',
        'There it was, as if it had never been away.',
        ...(t.has('Twist') ? [] : ['[h] laughed and blew the dust off it.', '[h] kissed it, dust and all.']),
      ],
      'happy',
    );
}

function tooLate(t: Tale, { missed }: (typeof REASONS)[number]): void {
  if (t.has('Dialogue') && !t.has('Conflict'))
    t.speak(
      'h',
      ['Where can it be? I need it now!', 'It must be here somewhere!', 'Oh, where did I put it?'],
      [],
      'sad',
    );
  aside(t, [
    'The clock ticked. There were too many things, and there was too little time.',
    '[h] threw everything from left to right, and from right to left.',
    'The mess only got bigger.',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Then came a bad surprise. Somebody had swept up [o.the] with the old paper that morning, and the cart had taken it away.',
      'Then [h] saw something that [h.he] had not expected. The dog lay in the corner and chewed on [o.the]. There was not much left of it.',
    ]);
    t.world.vanish(null, t.thing('o'));
  } else {
    t.world.find(t.character('h'), t.thing('o'));
    t.say([
      'It was late when [h] found [o.the] at last, under a wet towel.',
      'It took hours until [h] found it, behind the curtain. Now it was too late.',
    ]);
  }
  t.say(missed);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(['So it was true what [h] had been told: what has no place gets lost.']);
  }
  if (t.has('Conflict')) t.say(['[m.n] did not say a word to [h.o] for the rest of the day.']);
  t.moral('everything should have its place', 'one who puts things back does not have to look for them');
  t.moment('joy', 'h', 0);
  sadAtHome(t);
  t.summarise(
    '[h.n] cannot find [h.his] [o.n] in the messy room in time.',
    'Because [h.ns] room is such a mess, [h.he] does not find [h.his] [o.n] until it is too late.',
  );
}
