/** A long way to somebody dear, with presents in the bag. On the way there are others who need them more. */
import type { Tale } from '../tale.ts';
import { begin, elder, happyEnd, makeUp, ONE_DAY, thanks } from '../telling/beats.ts';
import type { Noun } from '../words/lexicon.ts';
import { PLACES } from '../words/places.ts';
import type { Thing } from '../world.ts';
import { MEETINGS, type Meeting, type Present, STAGES } from './journey-stages.ts';
import { pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { decent } from './presents.ts';
import { thingFit } from './things.ts';
import { absent, GRIM, meet, sadAtHome } from './wayside.ts';

/** Tags of the presents, and the roles they play. */
const PRESENTS: Readonly<Record<Present, { readonly tags: readonly string[]; readonly role: string }>> = {
  food: { tags: ['kind:fruit', 'kind:baked'], role: 'x' },
  clothes: { tags: ['kind:clothes'], role: 'y' },
  toy: { tags: ['kind:toy'], role: 'z' },
};

/** What nobody packs for somebody far away, or wears to a feast. */
const ODD: readonly string[] = [
  'helmet',
  'raincoat',
  'robe',
  'tutu',
  'hot dog',
  'hamburger',
  'sausage',
  'popsicle',
  'egg',
  'pizza',
  'lemon',
  'lime',
  'coconut',
];

export const journey: Plot = {
  name: 'journey',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['kind:toy', 'kind:clothes', 'kind:fruit'],
  tell(t: Tale): void {
    const hero = begin(t);
    hero.place = t.random.pick(
      PLACES.filter(({ scene, for: whose }) => scene === 'field' && whose === 'all'),
    );
    elder(t, ['grandma', 'grandpa', 'aunt', 'uncle']);
    t.paragraph();
    const reason = t.random.pick<Reason>(
      t.has('BadEnding') ? ['visit', 'sick'] : ['visit', 'birthday', 'sick'],
    );
    // Of the presents all but one are given away.
    const meetings = t.random.shuffle([...MEETINGS]).slice(0, t.unhurried && t.features.size < 3 ? 3 : 2);
    pack(t, reason, meetings);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.bind({ k: t.relative(hero, ['mom', 'dad']) });
      const [direct, indirect] = t.has('BadEnding') ? WARNED : PROMISED;
      t.speak('k', direct, indirect);
    }
    t.day('h', 0.05);
    t.paragraph();
    const stages = t.random
      .shuffle(
        STAGES.filter((one) => (one.for === 'all' || one.for === hero.sort) && !one.by.endsWith(hero.kind)),
      )
      .slice(0, meetings.length - 1);
    stages.forEach((stage, index) => {
      t.say(
        stage.goes.map(
          (line) =>
            `${index > 0 ? '{Then |After that, |A little later, }' : stages.length > 1 ? '{First|To begin with}, ' : '{On the way|At the beginning}, '}${line}`,
        ),
      );
      if (t.unhurried && index === 0) t.say(stage.seen);
      if (index === 0) {
        t.scenery('h', 0.1);
        t.moment('way', 'h', 0.1);
      }
      encounter(t, meetings[index]!, index);
    });
    if (t.has('Conflict')) rude(t);
    t.moment('think', 'h', 0.1);
    t.paragraph();
    const left = PRESENTS[meetings.at(-1)!.needs].role;
    if (t.has('BadEnding')) lost(t, left, reason);
    else arrive(t, left, meetings, reason);
  },
};

/** What somebody at home says about the bag, which will be lost. */
const WARNED: readonly [direct: string[], indirect: string[]] = [
  [
    'Never let go of your bag, [h.n]. Remember that.',
    'Keep an eye on your bag, [h.n]. On the way, a bag is soon gone.',
  ],
  [
    '[h.ns] [k.kind] said that on such a long way one should never let go of a bag.',
    'Before [h] left, [h.his] [k.kind] had told [h.him] to keep an eye on the bag.',
  ],
];

/** What somebody at home says about giving, which will come true. */
const PROMISED: readonly [direct: string[], indirect: string[]] = [
  [
    'What you give away on the way comes back to you. Remember that.',
    'Whoever gives gets something back, [h.n].',
  ],
  [
    '[h.ns] [k.kind] said that what one gives away on the way comes back to one.',
    'Before [h] left, [h.his] [k.kind] had told [h.him] that whoever gives gets something back.',
  ],
];

const REASONS = {
  visit: [
    `${ONE_DAY}, [h] set out on a long journey to [h.his] [m.kind], who lived far away.`,
    'At last, [h] was old enough to go alone to [h.his] [m.kind], who lived a whole day away.',
    `${ONE_DAY}, [h] wanted to see [h.his] [m.kind] so much that [h.he] set out on the long way alone.`,
  ],
  birthday: [
    'It was the birthday of [h.ns] [m.kind], and [h] wanted to be there, although it was a long way.',
    '[h.s] [m.kind], who lived far away, had a birthday, and [h] had promised to come.',
  ],
  sick: [
    'A letter came from [h.ns] [m.kind], who was sick and lived far away. So [h] went to visit [m.him].',
    '[h.s] [m.kind] had been sick for weeks, and [h] wanted to visit [m.him], although it was a long way.',
  ],
} as const;
type Reason = keyof typeof REASONS;

function pack(t: Tale, reason: Reason, meetings: readonly Meeting[]): void {
  t.say(REASONS[reason]);
  for (const { needs } of meetings) {
    const { tags, role } = PRESENTS[needs];
    const thing =
      needs === 'toy'
        ? toy(t)
        : needs === 'clothes'
          ? // One glove does not make one fine.
            thingFit(t, tags, (noun) => !t.lexicon.hasTag(noun, 'pair') && !ODD.includes(noun.word))
          : thingFit(t, tags, (noun) => !ODD.includes(noun.word));
    t.bind({ [role]: thing });
    t.world.own(t.character('h'), thing);
  }
  const roles = meetings.map(({ needs }) => `[${PRESENTS[needs].role}.a]`);
  const list = `${roles.slice(0, -1).join(', ')} and ${roles.at(-1)}`;
  const count = meetings.length === 2 ? 'two' : 'three';
  t.say([
    `In [h.ns] bag were ${count} presents, ${list}.`,
    `[h.n] put ${list} into a bag, all of it for [h.his] [m.kind].`,
    `[h.n] took a bag of presents along, ${list}.`,
    `[h.n] had ${count} presents in a bag, ${list}.`,
  ]);
}

/** A toy that one can carry in a bag. */
function toy(t: Tale): Thing {
  const { noun } = t.choice.required;
  const fits = (one: Noun): boolean => t.lexicon.hasTag(one, 'lose');
  if (!t.choice.nounUsed && noun.kind === 'toy' && fits(noun)) return t.choice.object('kind:toy');
  const one = t.choice.fresh('kind:toy', fits);
  const adjective = t.choice.describe(one);
  return decent(t, {
    type: 'thing',
    noun: one,
    adjective,
    owner: null,
    holder: null,
    spot: '',
    state: 'whole',
  });
}

function encounter(t: Tale, meeting: Meeting, index: number): void {
  const { role } = PRESENTS[meeting.needs];
  const others = Object.values(PRESENTS).filter((one) => one.role !== role && t.cast[one.role] !== undefined);
  const wrong = others
    .filter((one) => t.thing(one.role).holder === t.character('h'))
    .map((one) => `[${one.role}.word]`);
  const who = meet(
    t,
    'g',
    meeting.kinds.filter((kind) => absent(t, kind)),
    // Each of them is told of in another word.
    ['little', 'poor', 'tired', 'young', 'shy', 'thin'].filter(
      (trait) => ![...t.people].some((one) => one.trait === trait),
    ),
  );
  t.bind({ [`g${index}`]: who });
  t.say(meeting.plight);
  if (t.unhurried || index === 0) t.speak('g', meeting.direct, [], 'sad');
  const gift = `<reasoning?[${role}.word]|${wrong[0]}>`;
  t.say([
    `[h.n] looked into [h.his] bag and gave [g.the] the ${gift}.`,
    `[h.n] reached into the bag, and what [g.the] got was the ${gift}.`,
    `There was something in the bag that was just right, the ${gift}. [g.the] could have it.`,
    `[h.n] thought for a moment. Then [h.he] opened the bag, and [g.the] got the ${gift}.`,
  ]);
  t.world.give(t.character('h'), who, t.thing(role));
  if (!t.unhurried) return;
  if (t.has('Dialogue') && t.random.chance(0.5)) thanks(t, 'g', 'h', 'gift');
  else t.say(meeting.glad);
}

/** What somebody rude does on the way, what goes with it, and what one answers to that. */
const RUDENESS: readonly {
  readonly happens: string;
  readonly says: readonly string[];
  readonly told: readonly string[];
  readonly answers: readonly string[];
}[] = [
  {
    happens: 'On the last part of the way, [r.a] sat down on [h.ns] bag.',
    says: ['I will sit where I like!', 'Take your silly bag away, then! I need a place to sit!'],
    told: ['[r] laughed and would not get up.'],
    answers: ['No! That is my bag, and you are rude!', 'Get up! One does not sit on what is not yours!'],
  },
  {
    happens: 'Then [r.a] came along and pushed [h.o] aside.',
    says: ['Out of my way! Little ones must wait!', 'Move over! I am in a hurry!'],
    told: ['[r] said that little ones had to wait.'],
    answers: ['You do not own the road! You are rude!', 'Do not push me! I can walk here just as you can!'],
  },
  {
    happens: 'When [h] wanted to rest on a bench, [r.a] wanted to have it, too.',
    says: ['Move over! I was here first!', 'Go away! This bench is mine!'],
    told: ['[r] said that little ones could stand.'],
    answers: ['That is not true! You are rude!', 'There is room for two! Why are you so mean?'],
  },
];

function rude(t: Tale): void {
  t.mark('Conflict');
  meet(t, 'r', ['weasel', 'magpie', 'jackdaw', 'jay', 'rat'], GRIM);
  const { happens, says, told, answers } = t.random.pick(RUDENESS);
  t.say(happens);
  t.speak('r', says, told, 'angry');
  t.speak('h', answers, ['[h.n] did not put up with that, and a loud quarrel began.'], 'angry');
  if (t.unhurried)
    t.say([
      'They pulled and pushed and shouted, until everyone looked at them.',
      'They glared at each other, and neither of them moved.',
    ]);
  if (t.has('BadEnding')) return;
  t.say([
    'Then [r] saw how tired [h.n] looked.',
    'For a while, nobody said a word. Then [r] looked at the ground.',
    'But soon [r] began to feel ashamed.',
  ]);
  makeUp(t, 'r', 'h');
}

function arrive(t: Tale, left: string, meetings: readonly Meeting[], reason: Reason): void {
  const given = meetings.slice(0, -1).map(({ needs }) => `[${PRESENTS[needs].role}.word]`);
  t.bind({ l: t.thing(left) });
  t.say([
    'In the evening, [h.ns] [m.kind] heard small steps in front of the house.',
    'After the last bend, there stood the little house, and [h.ns] [m.kind] waved from the window.',
    'When the first star came out, [h.n] knocked at the door of [h.his] [m.kind].',
  ]);
  t.say([
    `The bag was almost empty. All that [h.n] could give [m.him] was the <context?[l.word]|${given.join('|')}>.`,
    `[h.n] opened the bag, and there was nothing in it but the <context?[l.word]|${given.join('|')}>. [m] got it with a kiss.`,
    `Only one present was left, the <context?[l.word]|${given.join('|')}>. [h.n] gave it to [m.o].`,
  ]);
  t.world.give(t.character('h'), t.character('m'), t.thing(left));
  t.speak(
    'h',
    [
      'There was more in the bag. But somebody needed it.',
      'I had something else for you, too. But I gave it away.',
      'On the way, somebody else needed something.',
    ],
    [
      '[h.n] told [h.his] [m.kind] about the way, and what [h.he] had given away.',
      'Then [h.n] told [h.his] [m.kind] about somebody on the way who had needed help.',
    ],
  );
  t.speak(
    'm',
    [
      'You brought yourself. That is the best present of all.',
      'I am prouder of what you gave away than of what you brought.',
      'Then I got more than one present, and some of them made others happy.',
    ],
    [
      '[m] hugged [h.him] and said that the best present was the visit.',
      '[m] was prouder of what [h.n] had given away than of what [h.he] had brought.',
    ],
    'happy',
  );
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came a surprise. [h.s] [m.kind] had a present for [h.n], too, a little lantern, and it had been ready for weeks!',
      ...(reason === 'visit'
        ? ['And what a surprise! [h.s] [m.kind] had just packed a bag, to go and visit [h.n]!']
        : []),
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'All that had been given away had come back, as joy. It was just as [h.ns] [k.kind] had said.',
      'At breakfast, a gold coin lay under [h.ns] plate. [h.s] [k.kind] had been right.',
      'And when [h.n] went home, the empty bag was full of good things again, all from [h.his] [m.kind]. [h.s] [k.kind] had been right.',
    ]);
  }
  t.paragraph();
  // At home, so far away, one can tell of it only later.
  t.late = true;
  t.moral(
    'it is better to give than to keep',
    'the best present is to come yourself',
    'a bag may get empty while the heart gets full',
    ...(t.has('Conflict') ? ['on a long road one should make room for others'] : []),
  );
  t.character('h').place = null;
  // Nobody is at home, so far away, to be told of it that evening.
  happyEnd(t, 'h', 'later');
  t.summarise(
    '[h.n] travels to [h.his] [m.kind] with presents and gives away what others need more. Only the [l.word] is left.',
    'On the long way to [h.his] [m.kind], [h.n] gives [g0.a] what was meant as a present.',
  );
}

function lost(t: Tale, left: string, reason: Reason): void {
  t.bind({ l: t.thing(left) });
  t.world.lose(t.thing(left), 'on the way');
  t.say([
    'On a narrow bridge, the bag slipped and fell into the water, with the [l.word] in it.',
    'Then [h.n] fell asleep by the road, and when [h.he] woke up, the bag with the [l.word] was gone.',
    'Then the bag with the [l.word] stayed behind on a bench, and nobody knew on which.',
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'It was just what [h.ns] [k.kind] had warned [h.him] of.',
      'Too late, [h.n] remembered what [h.his] [k.kind] had said about the bag.',
    ]);
  }
  pang(t, 'h', 0.5, ['sad', 'very sad', 'upset', 'tired']);
  if (reason === 'sick')
    t.say([
      'Late at night, [h.n] stood in front of the house. But [h.his] [m.kind] had been taken to the hospital, far away.',
      'At last [h.n] came to the house of [h.his] [m.kind]. It was dark. A doctor had taken [m.him] to the city that very day.',
    ]);
  else
    t.say([
      'And the house of [h.ns] [m.kind] was dark and locked. [m.he] had left that very morning on a long journey.',
      'At last [h.n] stood in front of the house. Nobody opened. [h.s] [m.kind] had gone away the day before.',
    ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      'Then came a sad surprise. On the doorstep lay a present for [h.n], but somebody had stepped on it, and it was broken.',
    );
  }
  // Nobody is at home yet to be sad there.
  t.say([
    'There was no cart that night, and [h.n] had to sleep in a shed. It was two days before [h.he] was at home again.',
    '[h.n] turned around, and the way back was twice as long. It took two days.',
    'So [h.n] had to go all the long way home again, with empty hands, and that took days.',
  ]);
  t.paragraph();
  t.moral(
    'one should keep an eye on what one carries',
    'it is good to write a letter before a long journey',
    'even a good heart can have bad luck',
  );
  sadAtHome(t);
  t.summarise(
    '[h.n] travels a long way to [h.his] [m.kind], but in the end nobody is there and the bag is gone.',
  );
}
