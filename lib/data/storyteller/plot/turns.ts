/** Two want what only one can have at a time: a seat, a toy, the last piece, the way of the day. They find a rule. */
import type { Tale } from '../tale.ts';
import { begin, friendComes, goOut, makeUp, ONE_DAY } from '../telling/beats.ts';
import { PLACES } from '../words/places.ts';
import { fright } from './fright.ts';
import { brisk, leisure } from './leisure.ts';
import type { Plot } from './plot.ts';
import { present, whole } from './presents.ts';
import { advice, clash, close, lost, noise, payoff } from './turns-telling.ts';
import { FOODS_LEFT, PLANS, SEATS } from './turns-wants.ts';

export const turns: Plot = {
  name: 'turns',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['kind:baked', 'kind:toy'],
  tell(t: Tale): void {
    begin(t);
    if (t.has('Foreshadowing')) advice(t);
    t.paragraph();
    const { noun } = t.choice.required;
    const bound = !t.choice.nounUsed && noun.countable;
    if (bound && t.lexicon.hasTag(noun, 'kind:baked')) piece(t);
    else if (bound && t.lexicon.hasTag(noun, 'kind:toy')) seat(t, true);
    else t.random.pick([piece, plans, seat, seat])(t);
  },
};

/** Places in the fields where no sled goes down. */
const FLAT: readonly string[] = PLACES.map(({ id }) => id).filter((id) => !/hill|slope/.test(id));

function seat(t: Tale, withToy = false): void {
  const toy = withToy || t.random.chance(0.3);
  // With a sled, one needs a slope and snow.
  const shared = toy ? whole(t, 'kind:toy') : null;
  const snow = shared?.noun.word === 'sled';
  const one = t.random.pick(SEATS.filter(({ children }) => !children || t.character('h').sort === 'child'));
  goOut(
    t,
    snow
      ? [
          `{One winter day|One cold morning}, {the snow was high, and [h] went [to]|[h] ran [to] in the snow}.`,
        ]
      : [],
    snow ? ['field'] : toy ? ['town', 'field', 'sea'] : one.scenes,
    snow ? FLAT : ['barn', 'market', 'train station', 'flower shop', 'waterfall'],
  );
  if (shared !== null) {
    const thing = shared;
    t.bind({ o: thing, prize: `the ${thing.noun.word}` });
    t.moment('way', 'h', 0.2);
    fright(t);
    t.scenery('h', 0.1);
    friendComes(t);
    t.world.own(t.character('h'), thing);
    t.say([
      'The two had one [o.n] together. Both had saved for it.',
      'Together they had [o.a]. It had been a gift for both of them.',
      'They shared [o.a], because there had been only one left in the shop.',
    ]);
  } else {
    t.bind({ prize: one.the });
    t.moment('way', 'h', 0.2);
    fright(t);
    t.scenery('h', 0.3);
    t.say(one.there);
    friendComes(t);
    t.say([
      'Both of them looked at [prize], and both ran at the same time.',
      'One look at [prize], and [f.n] wanted to have a turn as well.',
      'Only one at a time could have [prize], and there were two of them.',
    ]);
  }
  clash(t, toy ? 'shared' : 'seat');
  t.moment('sad', t.has('Conflict') || t.has('BadEnding') ? 'h' : 'f', t.has('Conflict') ? 0.2 : 0);
  t.moment('think', 'h', 0.4);
  if (t.has('BadEnding')) {
    lost(
      t,
      toy
        ? t.has('Conflict')
          ? 'They pulled once more. It cracked in the middle, and then there was no [o.word] for anybody.'
          : 'Nobody looked after it. A cart rolled over it, and then there was no [o.word] for anybody.'
        : one.lost,
      [
        'a toy that two pull at does not last',
        'it is better to wait for a turn than to have none',
        'a good thing is kept by those who share it',
      ].slice(toy ? 0 : 1),
      toy ? undefined : 'somebody much bigger came along, and after that neither of them got a turn',
    );
    if (toy && !t.has('Twist')) t.world.break(null, t.thing('o'));
    else if (toy) t.world.vanish(null, t.thing('o'));
    t.summarise('[h.n] and [f.n] both want [prize] [at], and in the end neither of them has it.');
    return;
  }
  t.paragraph();
  const settled = settle(t);
  turnsTaken(t, settled === COUNTED);
  close(t, [
    `[h.n] and [f.n] both want [prize] [at]. ${settled}`,
    `Both [h.n] and [f.n] would like to have [prize], but only one at a time can have it. ${settled}`,
  ]);
}

const COUNTED = 'They agree to swap again and again.';

/** A rule is found; says in one sentence which. */
function settle(t: Tale): string {
  if (t.has('Conflict'))
    t.say([
      'At last, both sat down on the ground, tired of shouting.',
      'Then [f.n] began to laugh, because they both looked so cross.',
      'After a while, it was quiet. It is hard to shout for long.',
    ]);
  payoff(t);
  if (t.has('Conflict')) makeUp(t, 'h', 'f');
  const hadIt = t.random.chance(0.5) ? 'h' : 'f';
  const other = hadIt === 'h' ? 'f' : 'h';
  const way = t.random.pick(['yesterday', 'count', 'straw', 'offer'] as const);
  if (way === 'yesterday') {
    t.say([
      `Then they remembered the day before. [${hadIt}.n] had been first in every game that day.`,
      `The day before, in another game, [${hadIt}.n] had gone first. Both of them still knew it.`,
    ]);
    t.speak(
      other,
      [
        `You went first yesterday, so today it is <reasoning?my|your> turn to go first.`,
        `Yesterday was your day, [${hadIt}.n]. So today the first turn is <reasoning?mine|yours>.`,
      ],
      [`So today the first turn was for <reasoning?[${other}.n]|[${hadIt}.n]>.`],
    );
    t.speak(
      hadIt,
      ['That is true. Go ahead!', 'You are right. That is only fair.', 'Yes, that is how it was. You start.'],
      [`[${hadIt}.n] had to say that it was fair.`, `[${hadIt}.n] nodded and stepped back.`],
    );
    t.bind({ first: t.character(other), second: t.character(hadIt) });
    return 'They remember who went first the day before, and so they take turns.';
  }
  if (way === 'count') {
    t.speak(
      'h',
      ['Let us count to twenty, and then we swap.', 'One of us counts to fifty, slowly, and then we swap.'],
      [
        'Then they had an idea: one would count to fifty, and then they would swap.',
        'They agreed to count to twenty and then to swap.',
      ],
    );
    t.bind({ first: t.character('h'), second: t.character('f') });
    t.say([
      '[h.n] went first, and [f.n] counted out loud.',
      'So [h.n] had the first turn, and [f.n] counted.',
    ]);
    return COUNTED;
  }
  if (way === 'straw') {
    t.say([
      '[h.n] picked a long blade of grass and a short one and let only the tops be seen. The long one would go first.',
      '[h.n] took two sticks, one long and one short, and hid the ends. Whoever drew the long one would be first.',
    ]);
    t.say([
      '[f.n] drew the long one, and so the first turn was for <reasoning?[f.n]|[h.n]>.',
      '[f.n] pulled very slowly. It was the long one! So the one to go first was <reasoning?[f.n]|[h.n]>.',
    ]);
    t.bind({ first: t.character('f'), second: t.character('h') });
    return 'They let a lucky draw decide who goes first.';
  }
  t.speak(
    'h',
    ['You go first. I can wait.', 'I do not mind. After you, [f.n].', 'All right, you may be first.'],
    ['Then [h.n] took a step back and let [f.n] go first.'],
  );
  t.speak(
    'f',
    ['Really? Then you get the longer turn!', 'That is kind. You can have it right after me!'],
    ['[f.n] was very pleased and promised [h.n] the longer turn after that.'],
    'happy',
  );
  t.bind({ first: t.character('f'), second: t.character('h') });
  return '[h.n] lets [f.n] go first, and both are glad of it.';
}

/** @param begun whether it was told who began */
function turnsTaken(t: Tale, begun: boolean): void {
  t.say([
    'When the first turn was over, it was time for [second.n].',
    '[first.n] did not take one moment too long. Then came [second.n].',
    ...(begun
      ? []
      : [
          '[first.n] began, and then they swapped, and it was [second.ns] turn.',
          '[first.n] had the first turn, and [second.n] had the next.',
        ]),
  ]);
  if (leisure(t, 0.5))
    t.say([
      'To wait was not even hard, for there was much to laugh about.',
      'The one who waited {sang|clapped|told jokes}, and the time went fast.',
      'They swapped so often that in the end nobody knew whose turn it was.',
      'It was twice the fun, once to do it and once to watch.',
    ]);
  t.moment('game', 'both', 0.4);
}

function piece(t: Tale): void {
  const thing = present(t, 'kind:baked');
  t.bind({ o: thing, prize: `the last ${thing.noun.word}`, plural: thing.noun.plural });
  goOut(
    t,
    [
      `${ONE_DAY}, [h] went [to] with a {basket|bag} full of good things.`,
      `${ONE_DAY}, there was a picnic [at], and [h] came early.`,
      `${ONE_DAY}, [h] had lunch [at].`,
    ],
    undefined,
    ['train station', 'flower shop', 'street corner', 'bus stop', 'barn'],
  );
  t.moment('way', 'h', 0.2);
  fright(t);
  t.scenery('h', 0.3);
  friendComes(t);
  t.world.own(t.character('h'), thing);
  t.say(FOODS_LEFT);
  t.say(['And it was [o.a].', 'It was [o.a], and it looked better than all the others had.']);
  clash(t, 'bite');
  t.moment('sad', t.has('Conflict') || t.has('BadEnding') ? 'h' : 'f', t.has('Conflict') ? 0.2 : 0);
  t.moment('think', 'h', 0.4);
  if (t.has('BadEnding')) {
    lost(
      t,
      'In the end, both of them reached for [o.the] at the same time. It slipped and fell right into {a puddle|the mud|an ant hill}. Nobody could eat it any more.',
      ['half of something is better than all of nothing', 'one who wants everything can end up with nothing'],
      '{a big gull|a hungry goose|a quick crow} came down, took [o.the] and ate it before their eyes',
    );
    t.world.vanish(null, thing);
    t.summarise('Only one [o.word] is left, and [h.n] and [f.n] both want it. In the end nobody gets it.');
    return;
  }
  t.paragraph();
  if (t.has('Conflict'))
    t.say([
      'Then both of them looked at [o.the] and had to smile.',
      'In the end, they were too tired to argue.',
    ]);
  payoff(t);
  if (t.has('Conflict')) makeUp(t, 'f', 'h');
  t.speak(
    // Whoever has just said the like does not answer himself.
    t.has('Foreshadowing') || !t.has('Conflict') ? 'h' : 'f',
    [
      'Then we must <reasoning?cut it in half|each take a whole one>, so that both of us get some!',
      'One piece and two of us? Then each gets <reasoning?half|all> of it.',
    ],
    [
      'There was one piece and there were two of them, so they <reasoning?cut it in half|each took a whole one>.',
    ],
  );
  t.say(
    brisk(t, [
      'One cut, and the other was allowed to choose. Both halves were exactly the same size.',
      '[h.n] cut it as well as [h.he] could. One half was a little bigger, and [h.he] gave that one to [f.n].',
      'They measured it with a blade of grass and cut it so that no one would have more.',
    ]),
  );
  t.world.vanish(t.character('h'), thing);
  if (leisure(t, 0.5))
    t.say([
      'They ate slowly, bite by bite.',
      'Soon there was not one crumb left for the ants.',
      'Half of it tasted better than a whole one.',
    ]);
  close(
    t,
    [
      'Only one [o.word] is left for [h.n] and [f.n], so they cut it in half.',
      '[h.n] and [f.n] both want [prize]. In the end each has half of it.',
    ],
    ['half for each is fair', 'half of something tastes best when a friend has the other half'],
  );
}

/** Places that one of the plans is about. */
const WISHED_FOR = ['park', 'town park', 'zoo gate', 'hill', 'grassy slope'];

function plans(t: Tale): void {
  const plan = t.random.pick(PLANS.filter(({ children }) => !children || t.character('h').sort === 'child'));
  // Nobody wishes to go where he is.
  goOut(t, [], undefined, WISHED_FOR);
  t.moment('way', 'h', 0.2);
  fright(t);
  friendComes(t);
  t.bind({ prize: plan.name, one: plan.one, other: plan.other, do1: plan.doOne, do2: plan.doOther });
  t.scenery('h', 0.3);
  t.speak('h', ['I want to [do1]!', "Let's [do1]. Please!"], ['[h.n] wanted to [do1].'], 'happy');
  t.speak('f', ['But I want to [do2].', 'Oh. I would rather [do2].'], ['[f.n] wanted to [do2].']);
  if (!t.has('Conflict') || leisure(t, 0.5))
    t.say([
      'There was not enough time for both.',
      'They could not do both at the same time.',
      'There was time for only one of the two.',
    ]);
  if (t.has('Conflict')) {
    t.mark('Conflict');
    t.speak(
      'h',
      [
        'You always get your way!',
        'No! We did what you wanted last time!',
        'Then go alone, if you do not like it!',
      ],
      [
        '[h.n] stamped and said that [f.n] always got everything.',
        '[h.n] got angry and would not hear of it.',
      ],
      'angry',
    );
    t.speak(
      'f',
      ['That is not true! You are the one who never listens!', 'I will not! Why must you always decide?'],
      ['[f.n] said that it was not true, and so they argued on and on.'],
      'angry',
    );
    noise(t);
  }
  t.moment('sad', t.has('Conflict') || t.has('BadEnding') ? 'h' : 'f', t.has('Conflict') ? 0.2 : 0);
  t.moment('think', 'h', 0.4);
  if (t.has('BadEnding')) {
    lost(
      t,
      'By then the day was over. It was too late for [one] and too late for [other].',
      [
        'time that is spent on arguing does not come back',
        'it is better to do what a friend likes than to do nothing at all',
      ],
      'it began to rain as hard as it could, and it did not stop until night',
    );
    t.summarise('[h.n] wants to [do1] and [f.n] wants to [do2]. In the end they do neither.');
    return;
  }
  t.paragraph();
  if (t.has('Conflict'))
    t.say(['But a day is short, and they did not want to waste it.', 'At last they ran out of words.']);
  else
    t.say([
      'For a while, neither of them said anything. Then [f.n] had an idea.',
      '[f.n] looked at [h.n] and thought about it.',
      '[f.n] scratched one ear and thought.',
    ]);
  payoff(t);
  if (t.has('Conflict')) makeUp(t, 'h', 'f');
  t.speak(
    'f',
    [
      'Let us do it your way today. Then tomorrow we can [do2].',
      'All right, [one] today. But tomorrow we will [do2]!',
    ],
    ['[f.n] said that they could [do1] that day and do the other thing the day after.'],
  );
  t.speak(
    'h',
    ['That is fair! I promise.', 'Yes! One day for you and one day for me.'],
    ['[h.n] promised, and they shook on it.'],
    'happy',
  );
  t.say([
    'So they did that, and it was {great|a lot of fun|just as good as it could be}.',
    'That day, [h.n] was happy, and [f.n] liked it more than expected.',
  ]);
  t.say([
    'And the next morning? [h.n] kept the promise. It was the day for <reasoning?[other]|[one]>.',
    'The next day it was [f.ns] turn, and so it was time for <reasoning?[other]|[one]>.',
  ]);
  close(
    t,
    [
      '[h.n] wants to [do1], but [f.n] wants to [do2]. They do one on one day and the other on the next.',
      'Two friends want different things, so they take turns: one day [one], the next day [other].',
    ],
    undefined,
    'later',
  );
}
