/** Somebody claims a thing that is not so, and is put to the test: the truth is told, or it comes out. */
import type { Tale } from '../tale.ts';
import { begin, elder, friendComes, goOut, happyEnd, makeUp, sadEnd } from '../telling/beats.ts';
import { CLAIMS } from './boast-claims.ts';
import { brisk, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';

export const boast: Plot = {
  name: 'boast',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const claim = t.random.pick(CLAIMS.filter(({ whose }) => whose === 'all' || whose === hero.sort));
    t.bind({ can: claim.can, truth: claim.truth });
    if (t.has('Foreshadowing')) {
      elder(t);
      t.mark('hint');
      if (t.has('Dialogue'))
        t.say([
          'Once, when [h] had told a very tall story, [h.his] [m.kind] smiled.',
          '[h.s] [m.kind] knew how much [h] liked to talk big.',
          'When [h] said what [h.he] would do one day, [h.his] [m.kind] always listened.',
        ]);
      t.speak(
        'm',
        [
          'Big words need strong legs, my dear.',
          'What you say, you may have to do one day.',
          'A small true thing is better than a big false one.',
        ],
        [
          '[h.s] [m.kind] liked to say that big words need strong legs.',
          'Once, [h.his] [m.kind] had told [h.him] that what one says, one may have to do.',
        ],
      );
      if (leisure(t, 0.4))
        t.say([
          '[h] only laughed.',
          '[h] did not see why that should matter.',
          '[h] had other things to think about.',
        ]);
    }
    t.paragraph();
    goOut(t, [], claim.scenes, ['barn', 'train station', 'flower shop']);
    t.scenery('h', 0.1);
    t.moment('way', 'h', 0.1);
    friendComes(t);
    if (leisure(t, 0.4))
      t.say([
        'They talked about this and that, and about who could do what.',
        '[f.n] told [h.n] about a {cousin|neighbor} who could {walk on stilts|play two drums at once}.',
        '[f.n] had just learned to {whistle|stand on one leg with closed eyes}, and was very proud of it.',
        'It was a day for big talk.',
      ]);
    // Whoever boasts is named, so that nobody takes it for the words of the friend.
    t.say([
      '[h.n] wanted to be great at something.',
      'How much [h.n] wanted to be the best at something, just once!',
      '[h.n] wanted to say something that nobody would forget.',
      '[h.n] wanted to say something great, and did not think about it for long.',
    ]);
    t.speak(
      'h',
      claim.boast,
      ['[h.n] said that [h.he] could [can].', 'So [h.n] said that [h.he] could [can].'],
      'happy',
    );
    t.say(brisk(t, claim.truthTold));
    if (t.has('Conflict')) doubt(t);
    else if (t.has('Foreshadowing') || leisure(t, 0.7))
      t.speak(
        'f',
        [
          'Really? I did not know that! Will you show me?',
          'Wow! I want to see that!',
          'You can? Oh, please show me!',
        ],
        ['[f.n] was amazed and wanted to see it.', '[f.n] believed every word and asked to see it at once.'],
        'happy',
      );
    t.say(brisk(t, claim.test));
    if (leisure(t, 0.3))
      t.say([
        '[h.s] heart began to beat faster.',
        'Now [h] did not feel so well any more.',
        '[h] swallowed. There was no way back now, or was there?',
        'Suddenly it was very quiet, and [h] had a cold feeling in [h.his] tummy.',
      ]);
    t.moment('fear', 'h', 0.1);
    t.moment('think', 'h', 0.1);
    t.paragraph();
    if (t.has('BadEnding')) badly(t, claim.fails, claim.loss);
    else if (t.random.chance(0.5) && !t.has('Twist')) honest(t, claim.learns);
    else found(t, claim.fails, claim.secret, claim.learns);
  },
};

function doubt(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'f',
    [
      'That is not true! You are making it up!',
      'Ha! You cannot even do half of that!',
      'Liar! I do not believe one word!',
    ],
    ['[f.n] laughed out loud and called [h.n] a liar.', '[f.n] did not believe it and said so very loudly.'],
    'angry',
  );
  t.speak(
    'h',
    [
      'It is all true! You only say that because you cannot do it!',
      'It is true! You are just jealous!',
      'How dare you! I will show you!',
    ],
    [
      '[h.n] got very angry, and they shouted at each other.',
      'They had a loud fight about it, and [h.n] said that [f.n] was only jealous.',
    ],
    'angry',
  );
}

function pay(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'Now [h] knew what [h.his] [m.kind] had meant.',
    '[h] heard the words of [h.his] [m.kind] again, as if they had been said just now.',
    'It was just as [h.ns] [m.kind] had said.',
  ]);
}

/** Tells the truth before the test. */
function honest(t: Tale, learns: readonly string[]): void {
  if (leisure(t, 0.6))
    t.say([
      '[h] had already taken one step. Then [h.he] stopped and shook [h.his] head.',
      '[h] looked at [f.n]. It felt bad to fool a friend.',
      '[h] opened [h.his] mouth, closed it and opened it again.',
    ]);
  pay(t);
  t.speak(
    'h',
    [
      'Wait. I made it up. I cannot [can].',
      'It is not true, [f.n]. I cannot [can]. I only wanted to be great too.',
      'I have to tell you something. [truth].',
    ],
    [
      'Then [h.n] told the truth: [h.he] could not [can] at all.',
      '[h.n] said in a low voice that it was all made up.',
    ],
    'sad',
  );
  if (leisure(t, 0.3))
    t.say([
      'It was very quiet for a moment.',
      '[h] waited for [f.n] to laugh.',
      'The wind blew, and [h] looked at the ground.',
    ]);
  if (t.has('Conflict')) {
    makeUp(t, 'h', 'f');
    t.say([
      'It was brave to say that, [f.n] thought.',
      '[f.n] liked [h.n] just as [h.he] was, without big words.',
      '[f.n] said that nobody could do everything.',
    ]);
  } else
    t.speak(
      'f',
      [
        'Thank you for saying it. That was harder than the other thing!',
        'I like you just as you are. Shall we learn it together?',
        'There is so much that I cannot do, too!',
      ],
      [
        'But [f.n] did not laugh at all. It was brave to say that, [f.n] thought.',
        '[f.n] only smiled and said that nobody could do everything.',
      ],
      'happy',
    );
  if (leisure(t, 0.5)) t.say(brisk(t, learns));
  close(t, [
    '[h.n] says that [h.he] can [can]. When [h.he] has to show it, [h.he] tells the truth.',
    '[h.n] boasts that [h.he] can [can], but then finds the courage to tell [f.n] the truth.',
  ]);
}

/** Tries, fails, and is forgiven; or can do it after all. */
function found(
  t: Tale,
  fails: readonly string[],
  secret: readonly string[],
  learns: readonly string[],
): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    if (leisure(t, 0.5))
      t.say([
        '[h] closed [h.his] eyes and tried.',
        '[h] could not think of an excuse. So [h.he] tried.',
        '[h] took a deep breath and tried it all the same.',
      ]);
    pay(t);
    t.say(brisk(t, secret));
    t.speak(
      'h',
      [
        'I did not know that I could do it! I had only made it up.',
        'To tell you the truth, I have never done that before!',
      ],
      [
        '[h] told [f.n] honestly that it had been the very first time.',
        '[h.n] had to laugh and said that it had only been big talk until then.',
      ],
      'happy',
    );
    if (t.has('Conflict')) makeUp(t, 'h', 'f');
    else if (leisure(t, 0.5))
      t.speak(
        'f',
        ['You are a strange one! But it was wonderful.', 'Then next time, say so!'],
        ['[f.n] laughed until tears came.'],
        'happy',
      );
    close(t, ['[h.n] says that [h.he] can [can], which is not true. To the surprise of both, it works.']);
    return;
  }
  t.say(brisk(t, fails));
  if (leisure(t, 0.4))
    t.speak(
      'h',
      [
        'It worked yesterday! It really did!',
        'Today my leg hurts a little.',
        'You looked at me, and that made it go wrong!',
      ],
      [
        '[h] said that it was just not the right day for it.',
        '[h] looked for an excuse, but there was none.',
      ],
      'sad',
    );
  pang(t, 'h', 0.2, ['ashamed', 'sad', 'upset']);
  pay(t);
  const kind = [
    // Those who have quarrelled have said and laughed enough.
    '[f.n] did not laugh, and was a friend as before.',
    '[f.n] gave [h.n] a smile and was a friend as before.',
    '[f.n] only said that nobody has to be great at everything.',
  ];
  if (t.has('Conflict')) {
    // What is learned is to tell the truth, so it must be told.
    t.say(['Then [h.n] said how it really was.', 'At last, [h.n] told the truth.']);
    makeUp(t, 'h', 'f');
    t.say(kind.slice(1));
  } else {
    t.speak(
      'h',
      ['I am sorry. I cannot do it, and I never could.', 'I should have told you the truth.'],
      ['Then [h.n] said how it really was.', 'At last, [h.n] told the truth.'],
      'sad',
    );
    t.speak(
      'f',
      [
        'Never mind. So much goes wrong for me, too.',
        'You do not have to be great. You only have to be [h.n].',
      ],
      kind,
      'happy',
    );
  }
  if (leisure(t, 0.5)) t.say(brisk(t, learns));
  close(t, [
    '[h.n] says that [h.he] can [can]. It is not true, and it comes out, but [f.n] is still a friend.',
    '[h.n] says that [h.he] can do something great. When [h.he] must show it, it goes wrong, but [f.n] is still a friend.',
  ]);
}

function badly(t: Tale, fails: readonly string[], loss: readonly string[]): void {
  t.say(brisk(t, fails));
  t.say(loss);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came a bad surprise. {A painter|An old man with a brush} had come to paint a picture of the one who could [can]. Now the brush was put away again.',
      'Nobody had expected what came next: [f.n] had wanted to take along somebody who could [can] on a big trip. Now another was chosen.',
    ]);
  }
  if (leisure(t, 0.6))
    t.speak(
      'f',
      [
        'Why did you say it, if it was not true?',
        'I believed you, [h.n].',
        'I told everybody about you!',
      ].slice(0, t.has('Conflict') ? 1 : 3),
      ['[f.n] only looked at [h.n] and walked away.', '[f.n] turned around and said nothing more.'],
      'sad',
    );
  pay(t);
  t.say([
    'The next time [h] told [f.n] something, [f] did not believe it, although it was true.',
    '[f.n] shook [f.his] head. How could one believe [h.n] now?',
  ]);
  t.moment('joy', 'f', 0);
  t.moral(
    'one who tells tales is not believed',
    'a lie is soon found out',
    'it is better to say little and to do it',
  );
  sadEnd(t);
  t.summarise(
    '[h.n] says that [h.he] can [can], but it is not true. When it comes out, [f.n] does not believe [h.him] any more.',
  );
}

function close(t: Tale, summaries: readonly string[]): void {
  t.paragraph();
  t.moment('game', 'both', 0.1);
  t.moral(
    'a good friend does not need big words',
    // Where it works after all, the big words were almost true.
    ...(t.has('Twist')
      ? ['one can only find out by trying', 'it is better to try a thing before one talks of it']
      : [
          'it is brave to tell the truth',
          'it is no shame not to be able to do everything',
          'the truth is easier to carry than a lie',
        ]),
  );
  happyEnd(t, 'both');
  t.summarise(...summaries);
}
