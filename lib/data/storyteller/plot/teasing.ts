/** Somebody is teased for being different, and just that turns out to be of help. */
import type { Tale } from '../tale.ts';
import { begin, elder, goOut, happyEnd, makeUp, sadEnd, thanks } from '../telling/beats.ts';
import { brisk, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { MARKS, type Mark } from './teasing-marks.ts';

export const teasing: Plot = {
  name: 'teasing',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const fitting = MARKS.filter(
      ({ kinds, word }) =>
        // One with a quiet voice does not shout back.
        (word !== 'voice' || !t.has('Conflict')) &&
        (hero.sort === 'child' ? !kinds : kinds?.includes(hero.kind)),
    );
    const mark = t.random.pick(fitting);
    t.bind({ word: mark.word });
    t.say(brisk(t, mark.looks));
    if (t.has('Foreshadowing')) foretold(t);
    t.paragraph();
    goOut(t, [], mark.scenes, [
      'barn',
      'waterfall',
      'flower shop',
      'train station',
      'market',
      'harbor',
      'village square',
    ]);
    t.scenery('h', 0.2);
    t.moment('way', 'h', 0.1);
    const other = t.named(hero.sort === 'animal' ? 'animal' : 'child', hero);
    other.place = hero.place;
    t.bind({ r: other, both: t.group(hero, other) });
    t.say(
      hero.sort === 'animal'
        ? ['Some others were there too. One of them was [r.a].', 'There sat [r.a] with some others.']
        : [
            'Some children were there. One of them was [r.n].',
            'Not far away sat [r.n] with some other children.',
          ],
    );
    teased(t, mark);
    pang(t, 'h', 0.2, ['hurt', 'sad', 'lonely', 'upset']);
    t.paragraph();
    t.say(brisk(t, mark.trouble));
    t.late = mark.late ?? false;
    t.moment('fear', 'r', 0.1);
    if (leisure(t, 0.4)) t.say(mark.vain);
    if (t.has('BadEnding')) {
      badly(t, mark);
      return;
    }
    if (leisure(t, 0.4))
      t.say([
        '[h] had seen it all. For a moment [h.he] thought of the laughing. Then [h.he] went over to them.',
        '[h] could have gone home. But [h.he] did not.',
        'Then [h] came closer. [h.his] heart beat fast.',
        'From where [h] stood, [h.he] could see what was needed.',
      ]);
    t.moment('think', 'h', 0.2);
    if (leisure(t, 0.4))
      t.speak(
        'h',
        [
          'Let me try. I think that I can do it.',
          'Wait. I may be able to help.',
          'I know how it can be done.',
        ],
        ['[h] said that [h.he] would try it.', '[h] asked the others to make room.'],
      );
    t.say(brisk(t, mark.helps));
    good(t, mark);
  },
};

function foretold(t: Tale): void {
  elder(t);
  t.mark('hint');
  t.speak(
    'm',
    [
      'There is a reason for everything. One day you will see.',
      'What is strange today may be needed tomorrow.',
      'You are just right. Wait and see.',
    ],
    [
      '[h.s] [m.kind] always said that there was a reason for everything.',
      'But [h.his] [m.kind] said that what is strange today may be needed tomorrow.',
    ],
  );
}

function teased(t: Tale, mark: Mark): void {
  t.speak(
    'r',
    mark.teased,
    [
      '[r.n] pointed at [h.n] and laughed, and the others laughed along.',
      '[r.n] made a joke about [h.ns] [word], and everybody laughed.',
      '[r.n] said something funny about [h.ns] [word], but it was not funny for [h.n].',
      'As soon as [h.n] came, [r.n] made a joke about [h.ns] [word], and it was not a kind one.',
    ],
    'plain',
  );
  // Without its words, the joke is told as one.
  if (t.has('Dialogue'))
    t.say([
      '[r.n] laughed, and the others laughed along.',
      'Everybody laughed.',
      '[r.n] laughed so loudly that all could hear it.',
    ]);
  if (t.has('Conflict')) {
    t.mark('Conflict');
    t.speak(
      'h',
      ['Stop it! You are mean!', 'Say that again, and I will push you!', 'Leave me alone! I hate you all!'],
      ['[h] shouted at them to stop.', '[h] got angry and pushed [r.n].'],
      'angry',
    );
    t.speak(
      'r',
      [
        'Ha! Now you are angry, too! How funny!',
        'Go home, then! Nobody wants you here!',
        'We do not play with somebody like you!',
      ],
      [
        '[r.n] took a step closer and told [h.n] to go home.',
        '[r.n] only laughed more and said that nobody wanted to play with [h.n].',
      ],
      'angry',
    );
    return;
  }
  t.say([
    '[r.n] did not mean to hurt anybody. But it did hurt.',
    '[h.n] laughed a little too, so that nobody saw how it felt.',
    '[h.n] said nothing and looked at the ground.',
    '[h.n] went a few steps away and sat down with [h.his] back to them.',
  ]);
}

function pay(t: Tale, good: boolean): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say(
    good
      ? ['[h.s] [m.kind] had been right all along.', 'So that was what [h.ns] [m.kind] had meant.']
      : [
          'It could all have ended well, just as [h.ns] [m.kind] had said. But now it was too late.',
          'Too late, [h] remembered what [h.his] [m.kind] had said.',
        ],
  );
}

function good(t: Tale, mark: Mark): void {
  pay(t, true);
  if (leisure(t, 0.4))
    t.say([
      'It was very quiet. Then somebody clapped, and then all of them did.',
      'Nobody laughed now.',
      'All eyes were on [h.n], and there was no joke in them.',
    ]);
  if (t.has('Conflict')) makeUp(t, 'r', 'h');
  else if (t.random.chance(0.5)) {
    thanks(t, 'r', 'h');
    t.say([
      '[r.n] was ashamed of the joke, and said so.',
      'And [r.n] was sorry now for laughing at [h.n].',
      '[r.n] took back every word about [h.ns] [word].',
    ]);
  } else
    t.speak(
      'r',
      [
        'I laughed at you, and you helped me. I am sorry.',
        'I will never joke about it again. I am sorry, and thank you!',
      ],
      ['[r.n] was sorry now about the joke, and said so.'],
      'sad',
    );
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Then came a surprise. [r.n] whispered that [r.he] had been laughed at too, in the place where [r.he] had lived before.',
      'And then [r.n] said something that nobody had expected. [r.he] had wished to be like [h.n] all along, and had only laughed so as not to show it!',
      'What happened next was a surprise: the others lifted [h.n] up and carried [h.him] home like a king on a chair.',
    ]);
    if (leisure(t, 0.3))
      t.say([
        'Who would have thought so?',
        '[h] could hardly believe it.',
        'It was a day full of surprises.',
      ]);
  } else if ((t.has('Conflict') || !t.has('Dialogue')) && leisure(t, 0.5))
    t.speak(
      'r',
      ['Will you play with us now?', 'Come and sit with me.', 'From now on, you must always play with us!'],
      ['[r.n] asked [h.n] to come and play.', 'After that, [h.n] was always asked to play with them.'],
      'happy',
    );
  t.paragraph();
  t.moment('game', 'both', 0.3);
  t.moral(
    'it is good to be different',
    'what others laugh at can be of great help',
    'what makes us different can make us strong',
    'one does not have to be like all the others',
  );
  happyEnd(t, t.random.chance(0.5) ? 'both' : 'h');
  t.summarise(
    `[h.n] is teased because of [h.his] [word]. But then ${mark.short}.`,
    `[r.n] laughs at [h.ns] [word]. Later, ${mark.short}, and [r.n] is sorry.`,
  );
}

function badly(t: Tale, mark: Mark): void {
  t.say(brisk(t, mark.bad));
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then it turned out, to the surprise of all, that [r.n] had only laughed out of envy. [r] came to say so, but [h] did not open the door.',
      'Later something came to light that nobody had thought of: [r.n] had been laughed at as well, long ago, and for the same thing.',
    ]);
  }
  pay(t, false);
  if (leisure(t, 0.5))
    t.say([
      'Now nobody laughed any more.',
      '[r.n] was very sorry, but that did not help.',
      'It had been such a small joke in the morning.',
    ]);
  t.moment('joy', 'r', 0);
  t.moral(
    'a joke can hurt more than a stone',
    'one should not mind what others laugh at',
    'nobody should hide what makes them different',
  );
  sadEnd(t);
  t.summarise(
    '[h.n] is teased because of [h.his] [word], and it ends badly for everyone.',
    '[r.n] laughs at [h.ns] [word]. Later it could have helped, but it is too late.',
  );
}
