/** Two friends want different things or believe different things, fall out, and find a way, or do not. */
import type { Tale } from '../tale.ts';
import { begin, friend, goOut, ONE_DAY } from '../telling/beats.ts';
import { fright } from './fright.ts';
import { leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { CHOICES, PUZZLES } from './quarrel-matters.ts';
import { again, alone, apart, badly, close, token } from './quarrel-telling.ts';

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

/** Each wants something else. */
function choice(t: Tale): void {
  const matter = t.random.pick(CHOICES);
  t.bind({ one: matter.one, other: matter.other, ask: matter.ask, like: matter.like, unlike: matter.unlike });
  t.say([
    'They wanted to do something together, but they could not agree about [ask].',
    'Then they talked about [ask], and could not agree.',
    'Now they only had to decide [ask].',
    'Then there was a question: [ask]?',
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
  close(
    t,
    [
      '[h.n] wants to [one], but [f.n] wants to [other]. They fall out, make up, and do both.',
      '[h.n] and [f.n] cannot agree about [ask], but then they find a way.',
    ],
    'friends can want different things',
    'there is often a way that is good for both',
  );
}

/** Each is sure of something else, and both are wrong. */
function puzzle(t: Tale): void {
  const matter = t.random.pick(PUZZLES);
  t.bind({ one: matter.one, other: matter.other });
  t.say([`${matter.seen}. What could it be?`, `Then they noticed it. ${matter.seen}.`]);
  t.late ||= matter.seen.startsWith('In the evening');
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
  close(
    t,
    [
      `[h.n] says that it is [one], and [f.n] says that it is [other]. In the end it is ${matter.end}.`,
      '[h.n] and [f.n] quarrel about what they see, until they go and look. Both were wrong.',
    ],
    'it is better to go and look than to quarrel',
    'even those who are very sure can be wrong',
  );
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
      'All right! I will draw a line on the floor. That half is mine!',
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
      'Neither of them asked. They sat there for a long time, and then [f.n] went home.',
      'But nobody wanted to be the first to speak, and in the end [f.n] left without a word.',
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
  close(
    t,
    [
      '[h.n] and [f.n] draw a line through their hut. But one has the [mine] and the other the [yours], and so they make up.',
      'After a quarrel, there is a line between [h.n] and [f.n]. Later it is gone, and they are friends again.',
    ],
    'two need each other more than they think',
    'there is always room for a friend',
  );
}
