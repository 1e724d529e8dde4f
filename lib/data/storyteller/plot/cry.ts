/** A false alarm is raised for fun, and then the danger is real: who comes now? */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, goOut, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import { ALARMS, type Alarm } from './cry-alarms.ts';
import { brisk, leisure } from './leisure.ts';
import type { Plot } from './plot.ts';

export const cry: Plot = {
  name: 'cry',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const other = friend(t);
    const alarm = t.random.pick(ALARMS.filter(({ of }) => of !== hero.kind && of !== other.kind));
    t.bind({ alarm: alarm.what, cry: alarm.now, calm: alarm.calm });
    const who = other.sort === 'animal' ? ', [f.a]' : ' [f.n]';
    t.paragraph();
    goOut(
      t,
      [
        `${ONE_DAY}, [h] was to ${alarm.task} [at], and not far away was [h.his] friend${who}.`,
        `${ONE_DAY}, [h] had to ${alarm.task} [at]. Close by worked [h.his] friend${who}.`,
        `${ONE_DAY}, [h] had a task [at]: [h.he] was to ${alarm.task}. There was also [h.his] friend${who}.`,
        `${ONE_DAY}, everybody [at] was busy. [h] was to ${alarm.task}, close to [h.his] friend${who}.`,
      ],
      alarm.scenes,
      alarm.notAt,
    );
    t.scenery('h', 0.1);
    other.place = hero.place;
    if (t.has('Foreshadowing')) warning(t);
    if (leisure(t, 0.45))
      t.say([
        '[h] {watched and watched|sat there for a long time}, and nothing happened. How boring it was!',
        'An hour went by, and then another one. [h] yawned.',
        'Nothing moved but a fly or two. Then [h] had a silly idea.',
        '[h] counted to a hundred, and then again from the start. Something had to happen!',
      ]);
    falseAlarm(t, alarm, 0);
    const twice = t.unhurried && t.random.chance(0.4);
    if (twice) falseAlarm(t, alarm, 1);
    if (t.has('Conflict')) dispute(t);
    else if (leisure(t, 0.15))
      t.speak(
        'f',
        ['That was not funny, [h.n].', 'You should not do that. One day it may be true.'],
        ['[f.n] did not laugh, and went back to work.', '[f.n] shook [f.his] head and walked away.'],
      );
    t.moment('think', 'h', 0);
    t.paragraph();
    real(t, alarm);
    if (t.has('BadEnding')) badly(t, alarm);
    else rescued(t, alarm, twice);
  },
};

function warning(t: Tale): void {
  elder(t);
  t.mark('hint');
  // Who is not there said it before.
  if (t.has('Dialogue') || leisure(t, 0.3))
    t.say([
      '[h.s] [m.kind] had said one thing before [h] began.',
      'Before that, [h] had talked to [h.his] [m.kind].',
    ]);
  t.speak(
    'm',
    [
      'Call only when you need us. A call is like a match: it burns only once.',
      'If you call for help, we will come. But do not call for nothing.',
      'Keep your loud voice for the day when you need it.',
    ],
    [
      '[m] had told [h.him] to call only when help was needed.',
      '[m] had said that one should keep a loud voice for the day when one needs it.',
    ],
  );
}

function falseAlarm(t: Tale, alarm: Alarm, time: number): void {
  if (time === 0)
    t.speak(
      'h',
      alarm.call,
      [
        '[h] jumped up and called as loudly as possible that [alarm].',
        'Suddenly, [h] ran up and down and cried that [alarm].',
      ],
      'plain',
    );
  else
    t.say([
      'A little later, [h] did it again. It was even more fun the second time.',
      'After lunch, [h.he] wanted to have that fun once more, and once more [h.he] cried that [alarm].',
    ]);
  const short = time === 0 && !leisure(t, 0.3);
  if (short) {
    t.say([
      'Everybody came running, [f.n] first. But [calm], and [h.n] only laughed.',
      '[f.n] and the others came running at once. But [calm], and [h.n] could not stop laughing.',
      'Everybody ran over, even [f.n]. It was not true at all. How [h.n] laughed!',
      'Everybody dropped what they held and ran over. But [calm]. How [h.n] laughed at [f.n] and the others!',
      'Half the neighbors came running, and so did [f.n]. But it was only a joke, and [h.n] laughed out loud.',
    ]);
    return;
  }
  t.say(
    time === 0
      ? [
          '[f.n] dropped everything and came running, and so did half the neighbors.',
          'From all sides the neighbors came, with buckets and brooms, and [f.n] was the first.',
          '[f.n] ran over at once, out of breath, and others came after [f.him].',
          'Everybody came running, and [f.n] was the fastest.',
        ]
      : [
          'Again they all came, and again it was not true.',
          '[f.n] and the others came again, a little slower than before, and again it was only a joke.',
        ],
  );
  if (time === 0) {
    t.say([
      'But [calm]. [h] rolled on the ground and laughed.',
      'They looked left and right. It was not true at all! And [h] laughed and laughed.',
      'But what was that? [calm], and [h.n] could not stop laughing.',
    ]);
    if (leisure(t, 0.1))
      t.speak(
        'h',
        ['It was only a joke! You should see your faces!', 'It is not true! I fooled you all!'],
        [],
        'happy',
      );
  }
}

function dispute(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'f',
    [
      'That was a mean trick! I was really scared!',
      'Do not ever do that again! You are a liar!',
      'I fell and hurt my knee because of you!',
    ],
    [
      '[f.n] was very angry and called it a mean trick.',
      '[f.n] shouted at [h.n], for the fright had been real.',
    ],
    'angry',
  );
  t.speak(
    'h',
    [
      'You are no fun at all! It was only a joke!',
      'Then do not come! I do not need you!',
      'Oh, go away, you baby!',
    ],
    [
      '[h] shouted back that [h.he] did not need anybody.',
      '[h] made a face, and they quarreled until both were red.',
    ],
    'angry',
  );
  if (leisure(t, 0.3))
    t.say([
      '[f.n] walked off and slammed a gate.',
      'So they parted, and neither looked back.',
      'After that, nobody said a word.',
    ]);
}

function real(t: Tale, alarm: Alarm): void {
  t.say(
    leisure(t, 0.15)
      ? [
          'The others all went away again. The shadows grew longer.',
          'Soon everybody was busy again. The sun went lower. Flies hummed.',
          'The others went away again. An hour later, [h.n] was half asleep.',
        ]
      : [
          'Soon all the others were gone again.',
          'Everybody went back to what they had been doing, and it was quiet again.',
          'Then the others left, and [h.n] was alone.',
          'An hour went by, and everybody was busy again.',
        ],
  );
  t.say(brisk(t, alarm.real));
  if (leisure(t, 0.3))
    t.say(['This time it was no joke!', 'And this time it was true!', 'For a moment, [h] could not move.']);
  t.moment('fear', 'h', 0.2);
  const calls = leisure(t, 0.4);
  if (calls)
    t.speak(
      'h',
      alarm.call,
      ['[h] called and called that [alarm].', '[h] cried for help as loudly as [h.he] could.'],
      'afraid',
    );
  t.say(
    calls
      ? [
          '{Far away, somebody laughed|Nobody looked up}. [f.n] had heard it and {did not come|only shook [f.his] head}.',
          'But nobody came. Everybody thought that it was <reasoning?a joke again|a real danger>.',
          '[f.n] heard it very well, but why run for nothing again?',
          'The others had come for nothing before. Now they thought that it was <reasoning?another trick|the truth>.',
        ]
      : [
          '[h.n] cried for help, but [f.n] {did not come|only shook [f.his] head}.',
          '[h.n] called for help, but everybody thought that it was <reasoning?a joke again|a real danger>.',
          '[f.n] heard [h.n] call, but why run for nothing again?',
          '[h.n] called, and nobody came. Everybody thought that it was <reasoning?another trick|the truth>.',
          '[h.n] screamed. But nobody wanted to be fooled again.',
        ],
  );
  t.moment('sad', 'h', 0.1);
}

function pay(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'Now [h] knew why [h.his] [m.kind] had told [h.him] not to call for nothing.',
    '[h] thought of what [h.his] [m.kind] had said. Now it had come true.',
  ]);
}

function badly(t: Tale, alarm: Alarm): void {
  t.say(brisk(t, alarm.worse));
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(alarm.worst);
  }
  if (!t.has('Twist') && leisure(t, 0.5))
    t.say([
      'When the others came at last, it was too late.',
      'In the evening they all stood there and saw it. Nobody scolded, and that was the worst.',
    ]);
  pay(t);
  t.moment('joy', 'f', 0);
  t.moral(...LESSONS);
  sadEnd(t);
  t.summarise(
    'For fun, [h.n] cries that [cry]. When it comes true, nobody believes [h.him].',
    '[h.n] is bored and fools [f.n] and the others. Later, when help is needed, no one comes.',
  );
}

const LESSONS = [
  'one who cries for nothing is not heard later',
  'a call for help is not a toy',
  'those who lie are not believed, even when they tell the truth',
] as const;

function rescued(t: Tale, alarm: Alarm, twice: boolean): void {
  pay(t);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(brisk(t, alarm.surprise));
    if (leisure(t, 0.3))
      t.say(['[h] stood there with an open mouth.', '[h] did not know whether to laugh or to cry.']);
    t.say(['Just then, [f.n] came along after all.', 'And there was [f.n] too, who had come to see.']);
  } else {
    t.say(
      brisk(t, [
        'What now? [h] ran to [f.n], pulled [f.him] by one arm and looked [f.him] in the eye.',
        '[h.n] ran to [f.n] and begged [f.him] to come.',
        'A moment later, [f.n] came all the same, just to make sure.',
        'Then [f.n] looked up after all and came closer.',
        'Then [h.n] ran and pulled [f.n] along by one arm.',
        '[h] did not call again. [h.he] ran all the way to [f.n] and told [f.him] with tears in [h.his] eyes.',
        'Then [f.n] stopped and listened. The voice sounded different this time! [f.n] came to see.',
      ]),
    );
    if (leisure(t, 0.2))
      t.speak(
        'h',
        [
          'It is true this time! I promise! Please come!',
          'I know that I lied. But now it is real. Please!',
          'Please believe me, only this once!',
        ],
        [
          '[h] begged [f.n] to believe it, only this once.',
          'This time it was true, and [f.n] could see it in [h.ns] face.',
        ],
        'afraid',
      );
    t.say(brisk(t, alarm.help));
  }
  if (leisure(t, 0.1))
    t.say([
      'Soon it was over.',
      'And so, in the end, nothing very bad happened.',
      'They sat down, out of breath, and were glad.',
    ]);
  if (t.has('Conflict')) makeUp(t, 'h', 'f');
  else
    t.speak(
      'h',
      [
        'I am sorry that I fooled you. I will never do it again.',
        'Thank you for coming. I will never fool you again.',
      ],
      [
        '[h.n] said sorry for the trick, and meant it.',
        '[h.n] promised never to fool anybody like that again.',
      ],
      'sad',
    );
  t.paragraph();
  t.moral(...LESSONS);
  const after = leisure(t, 0.1);
  if (after)
    t.say([
      'From then on, when [h] called, it was true, and everyone came.',
      'After that, [h] never called for help for fun.',
    ]);
  happyEnd(t, t.random.chance(0.5) ? 'both' : 'h', after ? 'later' : 'today');
  t.summarise(
    `${twice ? 'Twice' : 'Once'} [h.n] cries for fun that [cry]. When it comes true, it is hard to be believed, but it ends well.`,
    'For fun, [h.n] fools [f.n] with a false alarm. Then there is real danger, and [h.he] learns to be honest.',
  );
}
