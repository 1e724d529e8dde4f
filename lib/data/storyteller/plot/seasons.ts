/** Somebody waits for snow, for spring, for the swallows; it does not come sooner for that, but it comes. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, makeUp } from '../telling/beats.ts';
import { PLACES } from '../words/places.ts';
import { leisure } from './leisure.ts';
import type { Plot } from './plot.ts';
import { WAITS, type Wait } from './seasons-waits.ts';
import { absent, meet, sadAtHome } from './wayside.ts';

export const seasons: Plot = {
  name: 'seasons',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const bad = t.has('BadEnding');
    const wait = t.random.pick(
      WAITS.filter((one) => (one.for === 'all' || one.for === hero.sort) && absent(t, one.knows)),
    );
    hero.place = t.random.pick(
      PLACES.filter(({ scene, for: whose }) => scene === 'field' && whose === 'all'),
    );
    t.bind({ what: wait.what });
    t.scenery('h', 0.1);
    t.paragraph();
    t.say(wait.begins);
    if (t.choice.waits('feeling')) t.day('h', 0);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      elder(t);
      if (bad)
        t.speak(
          'm',
          [
            'Do not be so impatient, [h.n], or you will spoil it all.',
            'Those who cannot wait often lose what they wait for.',
          ],
          ['[h.ns] [m.kind] said that impatience could spoil everything.'],
        );
      else
        t.speak(
          'm',
          [
            'That always comes when you have stopped thinking of it.',
            'You will see, it comes on a day when nobody looks for it.',
          ],
          ['[h.ns] [m.kind] said that it would come when nobody was thinking of it.'],
        );
    }
    if (t.unhurried || t.has('Dialogue'))
      t.speak(
        'h',
        [
          'How much longer does it take?',
          'Will it be today? Will it be tomorrow?',
          'Why does it take so long?',
          'I cannot wait any longer!',
        ],
        ['[h] asked about it at breakfast, at lunch and at dinner.', 'Every day felt as long as a week.'],
        'plain',
      );
    t.random
      .shuffle([...wait.tries])
      .slice(0, t.unhurried ? 2 : t.random.int(2))
      .forEach((line, index) => {
        t.step(index, [line]);
      });
    t.moment('way', 'h', 0.1, ['To pass the time, [h] <past>.', 'On a walk one day, [h] <past>.']);
    if (leisure(t) || t.choice.waits('hurt') || t.choice.due('sad')) {
      t.say([
        'But that did not help at all.',
        'But still [h] had to wait.',
        'The days went by, and nothing happened.',
      ]);
      t.sorrow('h', 0.5, ['sad', 'cross', 'impatient', 'disappointed', 'grumpy']);
    }
    if (t.has('Conflict')) dispute(t);
    t.paragraph();
    counsel(t, wait);
    if (bad) spoiled(t, wait);
    else comes(t, wait);
  },
};

function dispute(t: Tale): void {
  t.mark('Conflict');
  friend(t);
  t.say([
    '[h.s] friend [f.n] was tired of hearing about it.',
    '[f.n], who was [h.ns] friend, had come to play.',
    '[h.s] friend [f.n] came by and laughed at [h.him].',
  ]);
  t.speak(
    'f',
    [
      'You and your waiting! That will take for ever!',
      'Stop talking about it! You talk of nothing else!',
      'You are boring! You do not even want to play!',
    ],
    ['[f.n] said that [h.n] was boring and that it would take for ever.'],
    'angry',
  );
  t.speak(
    'h',
    [
      'Leave me alone, then! I want to wait by myself!',
      'You do not understand anything! Go home!',
      'You are only mean because you do not care for it!',
    ],
    ['[h.n] shouted that [f.n] should go home, then.'],
    'angry',
  );
  t.say([
    '[f.n] stamped off, and [h.n] was alone.',
    'They parted, and both of them were angry.',
    'After that, they did not speak to each other for a whole week.',
    'Each of them walked off, and neither looked back.',
  ]);
}

function counsel(t: Tale, { knows, told }: Wait): void {
  meet(t, 'g', [knows], ['old', 'wise', 'little', 'quiet', 'friendly']);
  t.say([
    'At last, [h.n] asked [g.a].',
    'Then [g.a] came by, who knew about such things.',
    '[g.a] had watched [h.o] for some time and came closer.',
    'There was one who knew about such things, and it was [g.a].',
  ]);
  t.speak('g', told.direct, told.indirect);
  t.moment('think', 'h', 0.1);
}

function comes(t: Tale, wait: Wait): void {
  if (t.unhurried)
    t.say([
      'So [h.n] tried to be patient. It was not easy.',
      'After that, waiting was a little easier.',
      '[h.n] went back to [h.his] games and looked up only now and then.',
    ]);
  if (t.unhurried && t.random.chance(0.4)) t.say(wait.false);
  t.say(wait.sign);
  if (t.has('Foreshadowing'))
    t.say([
      'But then [h.n] began a new game and forgot all about it.',
      'There was so much to do that [h.n] did not think of it any more.',
      '[h.n] helped with the dinner and had no time to look out for it.',
    ]);
  t.say(wait.comes);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Just then, [h.n] had not been thinking of it at all. [h.s] [m.kind] had been right.',
      'It had come when nobody was looking for it, as [h.ns] [m.kind] had said.',
    ]);
  }
  if (t.unhurried)
    t.speak(
      'h',
      ['At last! At last!', 'Look, look! Come and see!', 'Now I do not have to wait any more!'],
      ['[h.n] shouted for joy.', 'For a moment, [h.n] could not say one word.'],
      'happy',
    );
  if (t.unhurried || !(t.has('Twist') || t.has('MoralValue'))) t.say(wait.enjoyed);
  if (t.has('Conflict')) {
    t.say([
      'Alone it was only half as good, so [h.n] ran to [f.n].',
      '[f.n] had heard of it and came back.',
      'Just then, [f.n] came by.',
    ]);
    makeUp(t, 'f', 'h');
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(wait.turns);
  }
  t.paragraph();
  t.moral(
    'good things need time',
    'waiting makes the joy greater',
    'nobody can make time go faster',
    ...(t.has('Conflict') ? ['joy is best when it is shared'] : []),
  );
  happyEnd(t, t.cast.f === undefined ? 'h' : 'both', 'later');
  t.summarise(
    '[h.n] cannot wait for [what]. [g.a] tells [h.him] what to look for, and at last the day comes.',
    '[h.n] waits and waits for [what]. It takes a long time, but then the day comes.',
  );
}

function spoiled(t: Tale, wait: Wait): void {
  t.say([
    '[h.n] listened. But it was too hard to wait.',
    '[h.n] said yes and forgot it the same day.',
    'But [h.n] did not want to hear that.',
  ]);
  const { missed } = wait;
  t.say([`In the end, ${missed}.`, `It was a pity. ${missed}.`]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And the worst surprise was that one more day of patience would have been enough.',
      'And there was one more sad surprise. That very day, all the others had a feast, and [h.n] was not there.',
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'It had come just as [h.ns] [m.kind] had said.',
      'Too late, [h.n] remembered what [h.his] [m.kind] had told [h.him].',
    ]);
  }
  t.paragraph();
  t.moral('those who cannot wait spoil what they love', 'good things need time');
  sadAtHome(t);
  t.summarise('[h.n] cannot wait for [what] and is so impatient that nothing comes of it.');
}
