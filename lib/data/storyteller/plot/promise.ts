/** Somebody gives their word, is tempted by something that is more fun, and keeps it, or forgets. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, makeUp, sadEnd, thanks } from '../telling/beats.ts';
import { fright } from './fright.ts';
import { brisk, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { DUTIES, type Duty, TEMPTATIONS } from './promise-duties.ts';

export const promise: Plot = {
  name: 'promise',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const duty = t.random.pick(DUTIES);
    const lure = t.random.pick(TEMPTATIONS);
    const to = duty.to;
    if (to === 'm') elder(t);
    else friend(t);
    t.bind({ p: t.character(to), task: duty.task });
    t.paragraph();
    t.world.go(hero, t.somewhere(hero));
    asked(t, duty);
    if (t.has('Foreshadowing')) knot(t);
    t.day('h');
    t.paragraph();
    if (duty.leaves) t.say(duty.leaves);
    else if (leisure(t, 0.4))
      t.say([
        'For a while, [h] thought of nothing else.',
        'At first, [h] did not go far away.',
        'There was a lot of the day left, and [h] went out for a while.',
        'The day was long, and [h] walked around a little.',
      ]);
    else t.say(['[h] went out for a while.', 'There was still time, and so [h] went for a walk.']);
    t.scenery('h', 0.1);
    t.moment('way', 'h', 0.1);
    fright(t);
    t.say(brisk(t, lure.comes));
    if (lure.call.length > 0 && t.has('Dialogue') && leisure(t, 0.15))
      t.say(lure.call.map((line) => `"${line}" somebody ${line.endsWith('?') ? 'asked' : 'called'}.`));
    if (t.has('BadEnding')) forgets(t, duty, lure.fun);
    else if (t.has('Conflict') || t.random.chance(0.35)) repairs(t, duty, lure.fun);
    else if (t.random.chance(0.5)) hurries(t, duty, lure.fun);
    else keeps(t, duty);
  },
};

function asked(t: Tale, { to, ask, why }: Duty): void {
  t.say(
    to === 'm'
      ? [
          'One morning, [h.s] [m.kind] had to go out.',
          'It was a busy day at home. [h.s] [m.kind] looked for [h.n].',
          'One day, [h.s] [m.kind] put on a hat and turned around at the door.',
        ]
      : t.character('f').sort === 'animal'
        ? [
            'One day, [h.s] friend came to the door. It was [f.a].',
            'One morning, [h] met [h.his] friend, [f.a].',
          ]
        : [
            'One day, [h.s] friend [f.n] came to the door.',
            'One morning, [h] met [h.his] friend [f.n], who had something to ask.',
          ],
  );
  t.speak(to, brisk(t, ask), [
    `[${to}] asked [h.n] to [task].`,
    `Would [h.n] [task]? That was what [${to}.n] wanted to know.`,
  ]);
  if (leisure(t, 0.3)) t.say(why);
  t.speak(
    'h',
    [
      'Yes, I promise!',
      'Of course! You can count on me!',
      'I give you my word.',
      'I will not forget it. I promise!',
    ],
    ['[h.n] promised it at once.', '[h.n] gave [h.his] word.', '[h.n] said yes and meant it.'],
    'happy',
  );
}

/** What is to help one to remember, and how one calls it then. */
const KNOTS: readonly (readonly [made: string, reminder: string])[] = [
  ['So as not to forget it, [h] tied a knot into the end of [h.his] scarf.', 'the knot in the scarf'],
  ['[h] took along a smooth white stone. It was there to remind [h.him].', 'the white stone'],
  ['[h] tied a red thread around one arm. That would help [h.him] to remember.', 'the red thread'],
];

function knot(t: Tale): void {
  t.mark('hint');
  const [made, reminder] = t.pick(KNOTS);
  t.bind({ reminder });
  t.say(made);
}

function untied(t: Tale, late: boolean): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say(
    late
      ? [
          'Only now did [h] see [reminder]. It had been there all the time.',
          'Only now did [h] think of [reminder]. [h.he] had not looked at it once.',
        ]
      : [
          'Then [h] saw [reminder] and thought of the promise. Just in time!',
          'All at once, [h] looked at [reminder]. It was there to remind [h.him] of the promise!',
        ],
  );
}

function keeps(t: Tale, duty: Duty): void {
  if (leisure(t, 0.6))
    t.say([
      'Oh, how [h] wanted to stay! [h] looked back once, and then once more.',
      '[h] took one step, and then one more. Only for a moment, [h.he] thought.',
      '[h.s] feet wanted to stay, but [h.his] heart did not.',
    ]);
  t.moment('think', 'h', 0.1);
  untied(t, false);
  t.speak(
    'h',
    [
      'I would love to, but I made a promise.',
      'I want to so much! But somebody is counting on me.',
      'Not now! I gave my word.',
      'That can wait. First comes my promise.',
      'Later! Now I must keep a promise.',
    ],
    [
      t.has('Foreshadowing')
        ? 'So [h] did not stay, and went to keep [h.his] word.'
        : 'It looked like fun. But [h] had made a promise, and so [h.he] went to keep it.',
      '[h] shook [h.his] head. Somebody was counting on [h.him].',
    ],
  );
  t.paragraph();
  t.say(brisk(t, duty.kept));
  after(t, duty, [
    '[h.n] promises to [task]. There is something more fun to do, but [h.he] keeps the promise.',
    `[h.n] has given [h.his] word, and although something more fun comes along, [h.he] does not forget it.`,
  ]);
}

function stays(t: Tale, duty: Duty, fun: readonly string[]): void {
  if (leisure(t, 0.4))
    t.speak(
      'h',
      ['Only for a moment!', 'There is time enough.', 'A little longer, and then I will go.'],
      ['Only for a moment, [h] thought.', 'There was time enough, [h] thought.'],
    );
  if (duty.putDown !== undefined) t.say(duty.putDown);
  if (leisure(t, 0.6)) t.say(brisk(t, fun));
  else
    t.say([
      'It was so much fun!',
      'So [h] stayed.',
      'And then [h] forgot the time.',
      'One moment became an hour.',
    ]);
  t.moment('joy', 'h', 0.1);
}

function hurries(t: Tale, duty: Duty, fun: readonly string[]): void {
  stays(t, duty, fun);
  // Whoever took along something to remember by is reminded by that.
  if (t.has('Foreshadowing')) untied(t, false);
  else
    t.say([
      'Then a clock struck somewhere, and [h] stood still. The promise!',
      'All at once, [h] felt that something was wrong. What was it? The promise!',
      'The sun had moved. And then it came back to [h.o]: there was something to do!',
    ]);
  t.moment('fear', 'h', 0.1);
  if (leisure(t, 0.2))
    t.say([
      '[h] ran as [h.he] had never run before.',
      '[h] did not wait one moment longer and ran.',
      'Without a word, [h] turned around and ran off.',
    ]);
  t.paragraph();
  t.say(brisk(t, duty.late));
  if (leisure(t, 0.5))
    t.speak(
      'h',
      ['I am late, but I am here!', 'I almost forgot! But only almost.'],
      ['It was late, but not too late.'],
      'happy',
    );
  after(t, duty, [
    '[h.n] promises to [task] and almost forgets it, but in the end [h.he] runs and is just in time.',
    'Because of something fun, [h.n] nearly forgets to [task]. At the last moment, [h.he] remembers.',
  ]);
}

/** Whoever was away comes back and sees it. */
function comes(t: Tale, { away }: Duty): void {
  if (away) t.say(['Just then, [p.n] came back.', 'Soon [p.n] came and saw it.', 'And there came [p.n].']);
}

function repairs(t: Tale, duty: Duty, fun: readonly string[]): void {
  stays(t, duty, fun);
  t.say(
    brisk(t, [
      'When [h] remembered the promise, it was late. Very late.',
      'Only when the fun was over did [h] think of the promise.',
      'Hours went by. Then, on the way home, [h] went pale. The promise!',
    ]),
  );
  untied(t, true);
  pang(t, 'h', 0.2, ['ashamed', 'very sad', 'upset']);
  t.paragraph();
  t.say(brisk(t, duty.found));
  comes(t, duty);
  if (leisure(t, 0.3))
    t.say(['Then [h] looked into [p.s] face, and it said it all.', '[h] did not dare to look at [p.o].']);
  if (t.has('Conflict')) {
    t.mark('Conflict');
    t.speak(
      'p',
      ['You promised! I counted on you!', 'How could you forget? I am so angry with you!'],
      ['[p] was angry, and said so in a loud voice.'],
      'angry',
    );
    t.speak(
      'h',
      ['I only forgot! You always want something from me!', 'It was only a little thing! Do not shout!'],
      ['[h.n] did not want to hear it and shouted back.'],
      'angry',
    );
    t.say([
      'Then both of them were quiet.',
      'After that it was very still.',
      'For a while, they did not look at each other.',
    ]);
    makeUp(t, 'h', 'p');
  } else
    t.speak(
      'h',
      [
        'I forgot it. I am so sorry!',
        'It is my fault. How can I make it right?',
        'I broke my promise. I am sorry.',
      ],
      ['[h.n] said how sorry [h.he] was.', '[h.n] did not make any excuse, and only said sorry.'],
      'sad',
    );
  if (leisure(t, 0.5))
    t.speak(
      'p',
      t.has('Conflict')
        ? ['Then come now. It is not too late to make it right.', 'And now come with me.']
        : [
            'Then come now. It is not too late to make it right.',
            'I am sad, but I am glad that you say it. Come!',
          ],
      t.has('Conflict')
        ? ['There was still time to make it right.', '[p.n] nodded and waved to [h.o] to come along.']
        : ['[p.n] was sad for a while, but then nodded.'],
      'plain',
    );
  t.say(brisk(t, duty.mended));
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(duty.reward);
  }
  finish(t, false, [
    '[h.n] promises to [task], but forgets it. Later [h.he] is sorry and makes it right.',
    'Something fun makes [h.n] forget a promise. [p.n] is let down, but [h.n] makes up for it.',
  ]);
}

function after(t: Tale, duty: Duty, summaries: readonly string[]): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(['And then came a surprise!', 'But that was not all. Something unexpected was waiting.']);
    t.say(duty.reward);
  }
  let back = !duty.away;
  if (leisure(t, 0.4)) {
    back = true;
    if (duty.away) t.say(['Then [p.n] came back.', 'Soon [p.n] was back.', 'Later, [p.n] came to see.']);
    thanks(t, 'p', 'h');
  }
  if (!t.has('Twist') && leisure(t, 0.6))
    t.say([
      'Later there was still time for fun, and it was twice as good.',
      'And the fun? That was still there in the evening.',
      'After that, there was time for other things, and [h] enjoyed them twice as much.',
    ]);
  finish(t, true, summaries, back);
}

/** @param back whether whoever asked is there again */
function finish(t: Tale, kept: boolean, summaries: readonly string[], back = true): void {
  t.paragraph();
  t.moral(
    'a promise must be kept',
    'fun can wait, but a promise cannot',
    ...(kept ? ['those who keep their word are trusted'] : ['one can make good what one has forgotten']),
  );
  happyEnd(t, back && t.character('p') === t.cast.f && t.random.chance(0.5) ? 'both' : 'h');
  t.summarise(...summaries);
}

function forgets(t: Tale, duty: Duty, fun: readonly string[]): void {
  stays(t, duty, fun);
  if (leisure(t, 0.4))
    t.say([
      'The hours went by like birds.',
      'Nobody looked at the sun, and the sun went down.',
      'It was so much fun that nothing else was left in [h.ns] head.',
    ]);
  t.paragraph();
  t.say(brisk(t, duty.missed));
  comes(t, duty);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then [h] heard what nobody had told [h.him] before.',
      'But the worst was still to come, and nobody had expected it.',
    ]);
    t.say(duty.lost);
  }
  untied(t, true);
  if (t.has('Conflict')) {
    t.mark('Conflict');
    t.speak(
      'p',
      ['You gave me your word! I will never ask you again!', 'You promised! How could you?'],
      ['[p.n] was very angry and said that [h.n] could not be trusted.'],
      'angry',
    );
    t.speak(
      'h',
      ['Then do it by yourself! You are mean!', 'It is not my fault! You should not have asked me!'],
      ['[h.n] shouted that it was not fair, and that made it worse.'],
      'angry',
    );
  } else
    t.speak(
      'p',
      ['I had counted on you.', 'You said that you would.'],
      ['[p.n] did not shout. [p.n] was only very quiet.'],
      'sad',
    );
  t.moral(
    'a promise must be kept',
    'a broken promise is hard to mend',
    'one who breaks a promise is not trusted again',
  );
  sadEnd(t);
  t.summarise(
    '[h.n] promises to [task], but forgets it because of something more fun, and then it is too late.',
    '[h.n] does not keep [h.his] promise to [task]. It ends badly.',
  );
}
