/** Two friends want different things or believe different things, fall out, and find a way, or do not. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, goOut, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import { fright } from './fright.ts';
import { brisk, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { CHOICES, PUZZLES } from './quarrel-matters.ts';

export const quarrel: Plot = {
  name: 'quarrel',
  always: ['Conflict'],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing'],
  tell(t: Tale): void {
    begin(t);
    const other = friend(t);
    const known = t.has('Foreshadowing') || leisure(t, 0.5);
    if (known)
      t.say(
        other.sort === 'animal'
          ? [
              '[h.s] best friend was [f.a].',
              '[h.n] had a good friend, [f.a].',
              'Next door to [h.n] lived [f.a], and the two were always together.',
            ]
          : [
              '[h.s] best friend was [f.n].',
              '[h.n] and [f.n] were best friends.',
              'Wherever [h.n] went, [f.n] was never far away.',
              '[h.n] and [f.n] lived in the same street and did everything together.',
            ],
      );
    if (t.has('Foreshadowing')) token(t);
    t.paragraph();
    goOut(
      t,
      !known
        ? other.sort === 'animal'
          ? [
              `${ONE_DAY}, [h] met [h.his] best friend, [f.a], [at].`,
              `${ONE_DAY}, [h] went [to] with [h.his] best friend, [f.a].`,
            ]
          : [
              `${ONE_DAY}, [h] met [h.his] best friend [f.n] [at].`,
              `${ONE_DAY}, [h] went [to] with [h.his] friend [f.n].`,
              `${ONE_DAY}, [h] and [h.his] best friend [f.n] were [at].`,
            ]
        : [
            `${ONE_DAY}, [both] met [at].`,
            `${ONE_DAY}, [both] went [to] together.`,
            'It was a free day, and [both] were [at].',
            `${ONE_DAY}, [both] had the whole day to themselves and spent it [at].`,
          ],
      undefined,
      ['flower shop', 'train station', 'market', 'barn'],
    );
    other.place = t.character('h').place;
    t.scenery('h');
    t.moment('way', 'h', 0.1);
    fright(t);
    t.moment('game', 'both', 0.1);
    t.random.pick([choice, choice, puzzle, line])(t);
  },
};

function token(t: Tale): void {
  if (t.random.chance(0.5)) {
    t.mark('hint');
    t.bind({ sign: 'string' });
    t.say([
      'Long before, each of them had tied a red string around one arm, to remember that they were friends.',
      'Each of them wore a red string around one arm. It was there to remind them that they were friends.',
    ]);
    return;
  }
  elder(t);
  t.mark('hint');
  t.speak(
    'm',
    ['It takes two to quarrel, but only one to end it.', 'The one who is wiser speaks first.'],
    [
      '[h.s] [m.kind] liked to say that it takes two to quarrel, but only one to end it.',
      '[h.s] [m.kind] had told [h.him] that after a quarrel, the one who is wiser speaks first.',
    ],
  );
}

function pay(t: Tale, good: boolean): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  if (t.cast.sign === undefined)
    t.say(
      good
        ? [
            'Then [h] thought of what [h.his] [m.kind] had said about quarrels.',
            'What had [h.ns] [m.kind] said? Now [h] knew what to do.',
          ]
        : [
            '[h.s] [m.kind] had known how to end a quarrel. But [h] had not listened.',
            'Too late, [h] thought of what [h.his] [m.kind] had said about quarrels.',
          ],
    );
  else
    t.say(
      good
        ? [
            '[h.n] looked at the red string on one arm and remembered what it was for.',
            'Then [h.n] saw the red string. [f.n] had the same one.',
          ]
        : [
            'All that was left was the red string on one arm, and it made [h.n] cry.',
            'That night, the red string fell off, and [h.n] did not tie it again.',
          ],
    );
}

/** Each wants something else. */
function choice(t: Tale): void {
  const matter = t.random.pick(CHOICES);
  t.bind({ one: matter.one, other: matter.other, ask: matter.ask, like: matter.like, unlike: matter.unlike });
  t.say([
    'But they could not agree about [ask].',
    'Then they talked about [ask], and could not agree.',
    'They had to decide [ask].',
    'Only one question was left: [ask].',
  ]);
  t.mark('Conflict');
  t.speak(
    'h',
    ['I want to [one]. ^[like]!', "Let's [one]!", 'We should [one], because [like].'],
    ['[h.n] wanted to [one].', '[h.n] said that [like].'],
  );
  t.speak(
    'f',
    ['No, I want to [other]. ^[unlike]!', 'No! We should [other]. ^[unlike]!', 'But I want to [other]!'],
    ['[f.n] wanted to [other].', '[f.n] said that [unlike].'],
  );
  apart(t);
  t.paragraph();
  const both = leisure(t, 0.1);
  const feels = t.random.chance(0.6);
  if (both || feels) alone(t);
  if (both || !feels) t.say(matter.alone);
  if (!both && !feels) pang(t, 'h', 0.3);
  t.moment('think', 'h', 0.3);
  if (t.has('BadEnding')) {
    badly(t, ['[h.n] and [f.n] cannot agree about [ask], and their friendship ends.']);
    return;
  }
  again(t);
  t.speak(
    'f',
    [
      'We can do both!',
      'I know! We can do what you like and what I like.',
      'Why not both?',
      'What if we put your idea and mine together?',
    ],
    [
      'Then they had an idea: they could do both!',
      'Then [f.n] saw that one thing did not shut out the other.',
    ],
    'happy',
  );
  t.say([
    `So they ${matter.both}.`,
    `And that is what they did: they ${matter.both}.`,
    `They laughed, and then they ${matter.both}.`,
  ]);
  close(t, [
    '[h.n] wants to [one], but [f.n] wants to [other]. They fall out, make up, and do both.',
    '[h.n] and [f.n] cannot agree about [ask], but then they find a way.',
  ]);
}

/** Each is sure of something else, and both are wrong. */
function puzzle(t: Tale): void {
  const matter = t.random.pick(PUZZLES);
  t.bind({ one: matter.one, other: matter.other });
  t.say([`${matter.seen}. What could it be?`, `Then they noticed it. ${matter.seen}.`]);
  t.mark('Conflict');
  t.speak(
    'h',
    ['That is [one]. I am quite sure!', 'I know what that is. It is [one]!'],
    ['[h.n] was sure that it was [one].'],
    'happy',
  );
  t.speak(
    'f',
    ['No, it is [other]! Anyone can see that!', 'What? It is [other], of course!'],
    ['[f.n] was just as sure that it was [other].'],
  );
  apart(t);
  t.paragraph();
  alone(t);
  t.moment('think', 'h', 0.3);
  if (t.has('BadEnding')) {
    badly(t, [
      '[h.n] says that it is [one], and [f.n] says that it is [other]. They lose each other over it.',
    ]);
    return;
  }
  again(t);
  t.speak(
    'f',
    ['Let us go there and look. Then we will know.', 'We never went to see what it is. Come!'],
    [
      'And they did what they should have done at once: they went to look.',
      'Then they went to look, side by side.',
    ],
  );
  if (leisure(t, 0.5))
    t.say([
      'And was it [one]? No. Was it [other]? No!',
      'They had both been wrong.',
      'It was not [one], and it was not [other].',
    ]);
  t.say(matter.truth);
  if (leisure(t, 0.4))
    t.say([
      'How they laughed!',
      'And for that they had shouted so loudly!',
      'So neither had been right, and nobody had to be cross about it.',
    ]);
  close(t, [
    `[h.n] says that it is [one], and [f.n] says that it is [other]. In the end it is ${matter.end}.`,
    '[h.n] and [f.n] quarrel about what they see, until they go and look. Both were wrong.',
  ]);
}

/** A line down the middle: what is here is mine, and what is there is yours. */
function line(t: Tale): void {
  const [mine, yours, use] = t.random.pick([
    ['bread', 'butter', 'eat bread with butter'],
    ['drum', 'sticks', 'play the drum'],
    ['lamp', 'oil', 'have light'],
    ['paper', 'pens', 'draw'],
    ['cart', 'rope', 'pull the cart home'],
    ['tea', 'cups', 'drink tea'],
  ] as const);
  t.bind({ mine, yours, use });
  t.say([
    'They had built a hut of branches there, and it was full of good things.',
    'Their hut stood there, made of old boards and a blanket.',
  ]);
  t.mark('Conflict');
  t.speak(
    'h',
    ['You always leave your things on my side!', 'This is my corner! Move over!'],
    ['[h.n] said that [f.n] took up too much room.'],
    'angry',
  );
  t.speak(
    'f',
    [
      'Then we will make a line! Here is mine, and there is yours!',
      'All right! From now on, half of it is mine!',
    ],
    ['[f.n] got angry and drew a line on the floor with a stick.'],
    'angry',
  );
  if (leisure(t, 0.4))
    t.say([
      'The line went right through the middle. Nobody was allowed to step over it.',
      'So there was a line on the floor, and they sat with their backs to it.',
      'Everything on the left was for [h.n], and everything on the right was for [f.n].',
    ]);
  t.say([
    'The [mine] was on [h.ns] side, and the [yours] on [f.ns] side.',
    '[h.n] had the [mine], and [f.n] had the [yours].',
  ]);
  t.paragraph();
  t.say([
    'After a while, [h] wanted to [use]. But for that one needs the <context?[yours]|[mine]> as well.',
    '[f.n] looked at the [yours]. What good was one without the other? The <context?[mine]|[yours]> lay on the other side.',
    'It got late, and both wanted to [use]. But one half was here, and the other half was there.',
  ]);
  pang(t, 'h', 0.3);
  t.moment('think', 'h', 0.3);
  if (t.has('BadEnding')) {
    t.say([
      'Neither of them asked. They sat there until it was dark.',
      'But nobody wanted to be the first to speak.',
    ]);
    badly(t, [
      '[h.n] and [f.n] draw a line through their hut. Neither steps over it, and their friendship ends.',
    ]);
    return;
  }
  again(t, true);
  t.say([
    'Then [h] rubbed out the line with one foot.',
    'They took a broom and swept the line away, from both ends.',
  ]);
  if (leisure(t, 0.5))
    t.say(['So they could [use], and it was good.', 'Now that there was no line, they could [use] at last.']);
  close(t, [
    '[h.n] and [f.n] draw a line through their hut. But one has the [mine] and the other the [yours], and so they make up.',
    'After a quarrel, there is a line between [h.n] and [f.n]. Later they sweep it away.',
  ]);
}

function apart(t: Tale): void {
  if (leisure(t, 0.4))
    t.say([
      'They got louder and louder.',
      'They {stamped and shouted|argued for a long time}.',
      'Neither of them wanted to give in.',
      'One said yes, and the other said no, and so it went on.',
      'Soon they did not even know how it had begun.',
    ]);
  if (leisure(t, 0.6))
    t.speak(
      'h',
      [
        'You never listen to me!',
        'Fine! Then I do not need you!',
        'You are not my friend any more!',
        'You always think that you know everything!',
      ],
      ['[h.n] got very angry.', '[h.n] said that [h.he] could do without a friend like that.'],
      'angry',
    );
  if (leisure(t, 0.4))
    t.speak(
      'f',
      [
        'And you are so stubborn!',
        'Go away, then!',
        'I do not need you!',
        'With you, one cannot talk at all!',
      ],
      ['[f.n] turned around and walked away.', '[f.n] was angry as well.'],
      'angry',
    );
  if (leisure(t, 0.7))
    t.say([
      'So each of them went away alone.',
      'They turned their backs and went different ways.',
      '[h.n] went one way and [f.n] went the other.',
      'One went left, the other went right, and nobody looked back.',
    ]);
}

function alone(t: Tale): void {
  t.say(
    brisk(t, [
      'But alone, it was no fun.',
      '[h.n] tried to have fun alone, but something was missing.',
      '[h.n] sat on a stone and was right. But it is no fun to be right all alone.',
      'It was very quiet now. [h.n] told a joke to a beetle, and the beetle did not laugh.',
      'After an hour, [h.n] was still angry. After two hours, [h.he] was only sad.',
    ]),
  );
  pang(t, 'h', 0.3);
}

/** They find each other again and make up. */
function again(t: Tale, near = false): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      near
        ? [
            'Then something unexpected happened: both said sorry at the very same moment, with the very same words!',
            'And then, to the surprise of both, a little mouse ran over the line, took a crumb from each side, and ran back. It did not care whose side it was!',
          ]
        : [
            'Then [h.n] turned a corner, and what a surprise! There was [f.n], who had come to look for [h.him].',
            'Something unexpected happened: both came back at the same time and ran right into each other!',
            'And then, to the surprise of both, they sat on the two sides of the same bush, and each heard the other sigh.',
          ],
    );
  } else
    t.say(
      near
        ? [
            'Then one of them began to laugh, and the other could not help it.',
            'Then [f.n] sneezed, and [h.n] forgot to be angry.',
          ]
        : [
            'So [h.n] went back to look for [f.n].',
            'At last, [h.n] went to find [f.n].',
            'After a while, [h.n] went to see [f.n].',
            'Then [h.n] saw [f.n] far away, small and alone, and ran.',
          ],
    );
  pay(t, true);
  makeUp(t, 'h', 'f');
}

function badly(t: Tale, summaries: readonly string[]): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Then something unexpected happened. [f.n] and [f.his] family moved far away that very week.',
      'And then came news that nobody had expected. [f.n] had left that morning, to live far away.',
    ]);
  } else
    t.say([
      '[h.n] waited for [f.n] to come back, but [f.n] did not come.',
      'The next day, [f.n] played with somebody else.',
      'When they met again, each looked the other way.',
      'Days went by, and each of them waited for the other.',
    ]);
  pay(t, false);
  t.moral(
    'being right is not worth the loss of a friend',
    'angry words cannot be taken back',
    'somebody has to be the first to say sorry',
  );
  t.moment('joy', 'h', 0);
  sadEnd(t);
  t.summarise(...summaries);
}

function close(t: Tale, summaries: readonly string[]): void {
  t.paragraph();
  t.moral(
    'friends can want different things',
    'there is often a way that is good for both',
    'it is better to talk than to shout',
    'a friend is worth more than being right',
  );
  happyEnd(t, 'both');
  t.summarise(...summaries);
}
