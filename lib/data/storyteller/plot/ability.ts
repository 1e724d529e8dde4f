/** An animal wants to be able to do what others can: it learns, or finds out what it is good at. */
import type { Tale } from '../tale.ts';
import { address, happyEnd, thanks } from '../telling/beats.ts';
import { PLACES } from '../words/places.ts';
import { GIFTS, type Gift, SKILLS, type Skill } from './ability-gifts.ts';
import { pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { animalHero, GRIM, meet, sadAtHome } from './wayside.ts';

export const ability: Plot = {
  name: 'ability',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const learns = t.random.chance(0.4);
    const wish: Gift | Skill = learns ? t.random.pick(SKILLS) : t.random.pick(GIFTS);
    const hero = animalHero(t, wish.kinds);
    hero.place = t.random.pick(PLACES.filter((place) => place.for === 'all' && place.scene === 'field'));
    t.bind({ wish: wish.wish, wishing: wish.wishing, at: hero.place.at });
    t.say([
      'More than anything, [h] wanted [wish].',
      '[h] had one great wish, and that was [wish].',
      'There was one thing that [h.n] wanted so much, and that was [wish].',
      'Every evening, [h] thought of only one thing: [h.he] wanted [wish].',
    ]);
    const seen = t.unhurried || t.random.chance(0.5);
    if (seen) t.say(wish.seen);
    t.scenery('h', 0.2);
    t.day('h', 0.1);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      if ('deed' in wish) t.say(wish.early);
      else
        t.say('Once, by the wayside, [early]. [h] stood still for a moment and then went on.', {
          early: wish.early,
        });
    }
    t.paragraph();
    attempts(t, wish, seen);
    if (t.has('Conflict')) mockery(t);
    t.paragraph();
    if (t.has('BadEnding')) failure(t, wish);
    else if ('deed' in wish) discover(t, wish);
    else learn(t, wish);
  },
};

/** @param seen whether it was told how others do it */
function attempts(t: Tale, { tries }: Gift | Skill, seen: boolean): void {
  t.speak(
    'h',
    [
      ...(seen ? ['I want that too!', 'If others can do it, why not I?'] : []),
      'It cannot be so hard. I will try it at once.',
      'One only has to practice. I will begin today!',
      'Tomorrow I will be able to do it. Or the day after.',
    ],
    ['So [h] began to practice.', 'It could not be so hard, [h] thought.'],
    'plain',
  );
  t.random
    .shuffle([...tries])
    .slice(0, t.unhurried ? (t.has('Conflict') ? 2 : 3) : 1 + (t.has('Conflict') ? 0 : t.random.int(2)))
    .forEach((line, index) => {
      t.step(index, [line]);
    });
  t.moment('way', 'h', 0.2, ['Between two tries, [h] <past>.', 'To take a rest from it, [h] <past>.']);
  pang(t, 'h', 0.6, ['sad', 'disappointed', 'unhappy', 'a little ashamed', 'very sad']);
  t.moment('think', 'h', 0.2);
}

function mockery(t: Tale): void {
  t.mark('Conflict');
  meet(t, 'r', ['magpie', 'weasel', 'crow', 'goose', 'rook', 'jay'], GRIM);
  t.say([
    '[r.a] had watched all of it and laughed out loud.',
    'Close by sat [r.a] and could not stop laughing.',
    'Who was laughing there? It was [r.a].',
  ]);
  t.speak(
    'r',
    [
      'Somebody like you will never learn it!',
      'That is the silliest thing I ever saw!',
      'Do it again! I have not laughed so much for years!',
    ],
    ['[r] called [h.o] names and told everyone what had happened.'],
    'plain',
  );
  t.speak(
    'h',
    ['Stop it! I only want to try!', 'Go away! I did not ask you!', 'That is mean! You will see!'],
    ['[h.n] shouted that this was mean, and soon the two of them were fighting.'],
    'angry',
  );
  if (t.unhurried)
    t.say([
      'In the end, [r] went off, and [h.n] sat alone in the grass.',
      'They shouted until both were out of breath.',
      'It took a long time until it was quiet again.',
    ]);
}

/** Whoever laughed is there when it is done, to take it back. */
function comesBack(t: Tale): void {
  if (t.has('Dialogue'))
    t.say([
      'Who came along just then? It was [r.the].',
      'Even [r.the] had heard of it and came.',
      '[r.the] saw it too, and did not laugh this time.',
    ]);
}

function pay(t: Tale, line: string): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say(line);
}

function discover(t: Tale, gift: Gift): void {
  const which = t.random.int(gift.trouble.length);
  t.say(gift.trouble[which]!);
  t.moment('fear', 'h', 0);
  t.say(gift.deed[Math.min(which, gift.deed.length - 1)]!);
  pay(t, '[h.n] had always been able to do that, and had never thought anything of it.');
  t.say([
    'Everyone came running and cheered.',
    'For a moment it was quiet. Then others came running from all sides and cheered.',
    'And who had done it? It was [h.n]!',
    'Before long, everybody had heard of it, and all of them wanted to see [h.n].',
  ]);
  if (t.has('Conflict')) {
    comesBack(t);
    t.speak(
      'r',
      [
        'I am sorry that I laughed. I could not have done that.',
        `You are better than all of us, ${address(t, 'h')}. I was wrong.`,
      ],
      ['Even [r.the] came and said sorry for having laughed.'],
      'sad',
    );
  } else if (t.unhurried || !t.has('Twist')) {
    meet(t, 'g', ['heron', 'owl', 'goose', 'hare', 'stork'], ['old', 'wise', 'gray', 'very old']);
    t.say([
      'Then [g.a] came up, who had seen it all.',
      '[g.a] had seen it from the start, and looked at [h.o] for a long time.',
      '[g.a] had seen it and came up to [h.n].',
    ]);
    t.speak(
      'g',
      [
        'Nobody else could have done that.',
        `You can do something much better than [wishing], ${address(t, 'h')}!`,
        'What a gift you have!',
      ],
      ['[g] said that nobody else could have done it.', '[g] said that this was a gift, and a great one.'],
      'happy',
    );
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      ...(gift.taught
        ? [
            'And then came the surprise. The very ones whom [h] had always admired asked [h.him] to teach them how to do that.',
          ]
        : []),
      'Then something unexpected happened. All those who were there wanted to be like [h.n], just once. Nobody had ever wanted that before!',
    ]);
  }
  if (t.unhurried || !t.has('MoralValue'))
    t.say([
      'Now and then, [h.n] still wanted [wish], but it did not hurt any more.',
      'After that, [h] did not want to be anybody else any more.',
      'For a long time after that, [h] did not think of [wishing] even once.',
    ]);
  t.paragraph();
  t.moral(
    'everybody is good at something',
    'one does not have to be like all the others',
    'what one can do without thinking may be a great gift',
    ...(t.has('Conflict') ? ['it is wrong to laugh at others'] : []),
  );
  happyEnd(t, 'h', 'later');
  t.bind({ gift: gift.short });
  t.summarise(
    '[h.n] wants [wish] and cannot. But it turns out that [h.he] [gift].',
    '[h.a] wants [wish]. In the end, [h.he] finds out that [h.he] [gift].',
  );
}

function learn(t: Tale, skill: Skill): void {
  meet(t, 'g', [skill.teacher]);
  t.say([
    'Then [h.n] went to [g.a] and asked for help.',
    '[g.a] had seen it and came closer.',
    'In the end, [h.n] asked [g.a] how it was done.',
  ]);
  t.speak('g', skill.advice.direct, skill.advice.indirect);
  pay(t, 'Had there not been just that, by the wayside, some time ago? Now [h.n] understood it.');
  if (t.unhurried) t.say(skill.steps);
  t.say(skill.done);
  if (t.has('Conflict')) {
    comesBack(t);
    t.speak(
      'r',
      ['I laughed too soon. I am sorry.', 'You really did it! I am sorry that I laughed.'],
      ['[r.the] had to say sorry, and [h.n] was not angry any more.'],
      'sad',
    );
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came a surprise. The [g.kind] said that it had once taken [g.him] a whole year to learn it!',
      'The next day came a surprise. A very small animal looked up at [h.n] and wanted to learn [wish]. Now [h.n] was the teacher!',
    ]);
  }
  if (t.unhurried) thanks(t, 'h', 'g');
  t.paragraph();
  t.moral(
    'what is hard today can be easy tomorrow',
    'little steps lead to the goal',
    'it is good to ask somebody who knows',
    ...(t.has('Conflict') ? ['nobody should laugh at those who practice'] : []),
  );
  happyEnd(t, 'h', 'later');
  t.summarise(
    '[h.n] wants [wish]. With the advice of [g.a] and a lot of practice, [h.he] learns it.',
    '[h.a] tries [wish] in vain, until [g.a] shows [h.him] how.',
  );
}

function failure(t: Tale, wish: Gift | Skill): void {
  t.say([
    'But [h.n] wanted to do it at once and did not want to wait.',
    'Soon [h.n] could think of nothing else any more.',
    '[h.n] wanted to show them all.',
  ]);
  t.say([`One day, [h.he] ${wish.fall}.`, `So [h] did something foolish. [h.he] ${wish.fall}.`]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And the worst surprise came afterward. All the others had always liked [h.him] just as [h.he] was.',
      'Only then, to [h.his] surprise, did [h] hear that the others had been planning a feast for [h.him].',
    ]);
  }
  pay(
    t,
    'deed' in wish
      ? 'And what [h.n] had always been able to do, nobody knew of, not even [h.n].'
      : 'It had been there, by the wayside, and [h.n] had learned nothing from it.',
  );
  t.paragraph();
  t.moral(
    'one should not try to be like somebody else',
    'those who cannot wait come to harm',
    ...(t.has('Conflict') ? ['it is foolish to do a thing only because somebody laughs'] : []),
  );
  sadAtHome(t);
  t.summarise('[h.n] wants [wish] so much that in the end it goes badly wrong.');
}
