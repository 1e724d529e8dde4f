/** Something must be brought before evening, and on the way others need help. Help or hurry on? */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import { PLACES } from '../words/places.ts';
import { ERRANDS, type Errand, NEEDY, type Needy, TROUBLES } from './hurry-errands.ts';
import { pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { absent, meet } from './wayside.ts';

export const hurry: Plot = {
  name: 'hurry',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    hero.place = t.random.pick(PLACES.filter((place) => place.for === 'all' && place.scene === 'field'));
    const errand = t.random.pick(ERRANDS.filter((one) => one.for === 'all' || one.for === hero.sort));
    t.bind({ what: errand.what, goal: errand.to });
    elder(t);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.speak(
        'm',
        ['Whoever stops to help gets there first. You will see.', 'Remember, [h.n]: nobody gets far alone.'],
        [
          '[h.ns] [m.kind] always said that whoever stops to help gets there first.',
          '[h.ns] [m.kind] liked to say that nobody gets far alone.',
        ],
      );
    }
    t.paragraph();
    t.say([
      `${ONE_DAY}, [h.ns] [m.kind] called [h.o].`,
      `${ONE_DAY}, there was an important errand.`,
      `${ONE_DAY}, [h.ns] [m.kind] needed help.`,
    ]);
    t.speak('m', errand.asks.direct, errand.asks.indirect);
    t.say([
      'So [h.n] took [what] and ran off to [goal].',
      '[h.n] held [what] tight and set out for [goal].',
      'Off went [h.n] with [what] to [goal].',
      '[h.n] packed up [what] and did not lose a minute. It was a long way to [goal].',
    ]);
    const together = t.has('Conflict');
    if (together) {
      friend(t);
      t.say(['[h.s] friend [f.n] ran along.', 'With [h.him] ran [h.his] friend [f.n].']);
    }
    t.bind({ us: together ? t.group(hero, t.character('f')) : hero });
    t.scenery('h', 0.1);
    t.moment('way', 'h', 0.1);
    t.day('h', 0.05);
    t.paragraph();
    const bad = t.has('BadEnding');
    // Whoever lives in the water simply swims across.
    const swims = hero.sort === 'animal' && t.homeOf(hero) === 'water';
    // Nobody carries a pony up a hill.
    const heavy = HEAVY.includes(hero.kind);
    const trouble = t.random.pick(
      heavy
        ? (['river', 'dark'] as const)
        : swims
          ? (['dark', 'tired'] as const)
          : (['river', 'dark', 'tired'] as const),
    );
    const savers = NEEDY.filter(
      ({ kind, pays }) =>
        absent(t, kind) && pays.some(([what]) => what === trouble) && !(heavy && CARRIERS.includes(kind)),
    );
    const saver = t.random.pick(savers);
    const others = t.random.shuffle(NEEDY.filter((one) => one !== saver && absent(t, one.kind)));
    const several = t.unhurried && t.features.size < 2;
    const needy = several ? t.random.shuffle([saver, others[0]!]) : [saver];
    needy.forEach((one, index) => {
      ask(t, one, index, bad, index === 0 && together);
    });
    t.moment('think', 'h', 0.1);
    t.paragraph();
    t.say(TROUBLES[trouble]);
    if (trouble === 'dark') t.moment('fear', 'h', 0.2);
    pang(t, 'h', 0.3, ['worried', 'tired', 'close to tears', 'very worried']);
    if (bad) late(t, errand, saver);
    else repaid(t, errand, saver, needy.find((one) => one !== saver) ?? saver, trouble);
  },
};

const HEAVY: readonly string[] = ['pony', 'donkey', 'bear', 'horse', 'cow', 'pig'];
/** Those who take somebody over the water on themselves or on a plank. */
const CARRIERS: readonly string[] = ['turtle', 'duckling'];
/** Those who may have to carry somebody. */
const STRONG: readonly string[] = ['donkey', 'goat'];

function ask(t: Tale, needy: Needy, index: number, bad: boolean, disputed: boolean): void {
  const who = meet(
    t,
    'n',
    [needy.kind],
    STRONG.includes(needy.kind)
      ? ['gray', 'poor', 'lonely', 'unlucky']
      : ['little', 'poor', 'tired', 'lonely', 'small', 'unlucky'],
  );
  t.bind({ [`n${needy.kind}`]: who });
  t.say(
    index === 0
      ? needy.plight
      : needy.plight.map(
          (line) =>
            `{Farther on|A little later|Not much later|Behind the next bend}, ${line.startsWith('[') ? line : line.slice(0, 1).toLowerCase() + line.slice(1)}`,
        ),
  );
  t.speak(
    'n',
    needy.direct,
    ['[n] asked for help.', '[n] looked at [h.o] and did not have to say anything.'],
    'sad',
  );
  if (bad) {
    t.speak(
      'h',
      [
        'I have no time! I am in a hurry.',
        'Not now! Ask somebody else.',
        'I would like to, but I must be there before evening.',
        'Sorry! I cannot stop.',
      ],
      [
        'But [h.n] had no time and ran on.',
        '[h.n] looked the other way and ran faster.',
        'Somebody else would surely help, [h.n] thought, and did not stop.',
      ],
    );
    if (t.has('Dialogue') && t.unhurried) t.say(['And [h.n] ran on.', '[h.n] did not look back.']);
    if (disputed) {
      dispute(t);
      left(t);
    }
    return;
  }
  t.speak(
    'h',
    [
      'I am in a hurry. But I cannot leave you like this.',
      'Wait, I will help you!',
      'It must be quick, but I will help you.',
      'There is always time for that.',
      'Then I will run a little faster afterward.',
      'Do not worry. We will have that done in no time.',
      'Nobody could walk past that.',
    ],
    ['[h.n] held [what] tight and stopped.', '[h.n] was in a hurry. But [h.he] could not just walk on.', ''],
  );
  if (disputed) dispute(t);
  t.say(needy.help);
  if (t.unhurried)
    t.speak(
      'n',
      [
        'Thank you! I will not forget it.',
        'You are good. I hope that I can help you one day.',
        'You stopped for me, although you are in such a hurry. Thank you!',
        'You are the first one today who stopped.',
      ],
      ['[n] was so glad, and [h.n] ran on.', '[n] looked after [h.o] for a long time.'],
      'happy',
    );
  if (disputed) silence(t);
}

function dispute(t: Tale): void {
  t.mark('Conflict');
  const bad = t.has('BadEnding');
  t.speak(
    'f',
    bad
      ? ['How can you just run by? You are heartless!', 'Stop! We must go back and help!']
      : ['Are you mad? We have no time for that!', 'If we stop for everyone, we will never get there!'],
    bad
      ? ['[f.n] wanted to go back and help, and called [h.n] heartless.']
      : ['[f.n] was angry, because they were losing time.'],
    'angry',
  );
  t.speak(
    'h',
    bad
      ? ['Be quiet! I was told to hurry!', 'Then stay here, if you know better!']
      : ['I do not care! Somebody needs help!', 'Then run ahead, if you have no heart!'],
    bad
      ? ['[h.n] shouted that [h.he] had been told to hurry, and they had a fight.']
      : ['[h.n] shouted back that one cannot just run on, and they had a fight.'],
    'angry',
  );
}

/** The friend goes back to help, so the hero is alone from there on. */
function left(t: Tale): void {
  t.say([
    'Then [f.n] turned around and went back to help, and [h.n] went on alone.',
    '[f.n] did not go one step farther. So [h.n] went on without [f.him].',
    '[f.n] stayed behind to help, and [h.n] ran on alone.',
  ]);
  t.bind({ us: t.character('h') });
}

/** They go on, still angry. */
function silence(t: Tale): void {
  if (t.unhurried || !t.has('Dialogue'))
    t.say([
      'After that, [h.n] and [f.n] walked one behind the other and did not talk.',
      '[h.n] and [f.n] did not look at each other for the next mile.',
      'From then on, [f.n] walked on the other side of the road.',
    ]);
}

function repaid(
  t: Tale,
  { arrives }: Errand,
  saver: Needy,
  other: Needy,
  trouble: 'river' | 'dark' | 'tired',
): void {
  const does = saver.pays.find(([what]) => what === trouble)![1];
  t.bind({ n: t.cast[`n${saver.kind}`]!, w: t.cast[`n${other.kind}`]! });
  t.say([
    t.has('Dialogue')
      ? `There was a voice that [h.n] knew. It was <context?[n.the]|the fox|the king>! [n.he] ${does}.`
      : `Who was that over there? It was <context?[n.the]|the fox|the king>! [n.he] ${does}.`,
    `Just then, there was <context?[n.the]|the fisherman|the wolf> again. [n.he] ${does}.`,
    `But then [n.the] came along, who had not forgotten [h.o]. [n.he] ${does}.`,
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Now [h.n] understood the words of [h.his] [m.kind].',
      'Had [h.ns] [m.kind] not said so?',
      'It was just as [h.ns] [m.kind] had said.',
    ]);
  }
  if (t.cast.f !== undefined) makeUp(t, 'f', 'h');
  t.say([
    'And so [us] came to [goal], just in time.',
    'In the end, [us] reached [goal] in time.',
    'At last, there was [goal], and it was not too late.',
  ]);
  if (t.unhurried || !(t.has('MoralValue') || t.has('Twist'))) t.say(arrives);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      ...(other === saver
        ? []
        : ['Then came a surprise. There sat [w.the], who had already told everyone all about it!']),
      'And when [us] came home, something unexpected had happened. In front of the door stood a basket full of cherries, with a note of thanks from [w.the]!',
      'And what a surprise, when [us] came home! [w.the] had put little lights all along the way, to say thank you.',
    ]);
  }
  t.paragraph();
  t.moral(
    'to help others is never a waste of time',
    'those who help will be helped',
    ...(t.has('Conflict')
      ? ['it is right to stop for those in need, even when others are angry']
      : ['nobody gets far alone']),
  );
  happyEnd(t, t.cast.f === undefined ? 'h' : 'both');
  t.summarise(
    '[h.n] has to bring [what] to [goal] before evening, but stops to help. Later, [n.a] helps [h.him], and [h.he] is in time.',
    'On the way to [goal], [h.n] stops to help although there is little time. In the end, [n.a] helps [h.him].',
  );
}

function late(t: Tale, { late: lateness }: Errand, saver: Needy): void {
  t.bind({ n: t.cast[`n${saver.kind}`]! });
  t.say([
    '[h.n] called for help. Nobody came.',
    'Now [h.n] needed help, and there was no one.',
    'Those who could have helped [h.him] were far behind.',
  ]);
  if (t.unhurried)
    t.say([
      '[h.n] thought of [n.the], who would have known what to do.',
      'If only [n.the] were here, [h.n] thought.',
    ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'And now [h.n] understood what [h.his] [m.kind] had meant.',
      'If only [h.n] had listened to [h.his] [m.kind]!',
    ]);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Then came a bad surprise. [h.n] had taken the wrong turn and was farther away than in the morning.',
      'And then came one more bad surprise. It began to snow, and nobody could see the road.',
    ]);
  }
  t.bind({ lateness });
  t.say([
    'When [h.n] got to [goal] at last, [lateness].',
    'Late, very late, [h.n] came to [goal]. But [lateness].',
  ]);
  t.paragraph();
  t.moral(
    'those who help nobody will find no help',
    'whoever runs past others may come too late all the same',
    ...(t.has('Conflict') ? ['it is good to listen to a friend'] : []),
  );
  sadEnd(t);
  t.summarise(
    '[h.n] has to bring [what] to [goal] and does not stop for those who need help. When [h.he] needs help, there is none, and [h.he] comes too late.',
  );
}
