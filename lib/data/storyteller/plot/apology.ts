/** Somebody hurts a friend by accident and cannot find the words; there are other ways to say sorry. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, goOut, happyEnd, sadEnd } from '../telling/beats.ts';
import type { Noun } from '../words/lexicon.ts';
import { HARMS, type Harm, WAYS, type Way } from './apology-ways.ts';
import { fright } from './fright.ts';
import { brisk, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { SOLID, thingFit } from './things.ts';

export const apology: Plot = {
  name: 'apology',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['kind:fragile', 'kind:clothes', 'kind:toy'],
  tell(t: Tale): void {
    const hero = begin(t);
    const { noun } = t.choice.required;
    const bound = HARMS.filter(
      (one) =>
        one.tag !== undefined &&
        !t.choice.nounUsed &&
        noun.countable &&
        t.lexicon.hasTag(noun, one.tag) &&
        harmed(t, one, noun),
    );
    const harm = t.random.pick(bound.length > 0 ? bound : HARMS);
    const way = t.random.pick(
      WAYS.filter(
        ({ children, worded }) => (!children || hero.sort === 'child') && !(worded && t.has('Foreshadowing')),
      ),
    );
    if (t.has('Foreshadowing')) {
      elder(t);
      t.mark('hint');
      t.speak(
        'm',
        t.has('BadEnding')
          ? ['Sorry is a short word, but it can be very heavy.', 'Say sorry at once. Later it gets harder.']
          : [
              'If your mouth cannot say it, let your deeds say it.',
              'There are many doors to a heart. Words are only one of them.',
            ],
        t.has('BadEnding')
          ? ['Once, [h.his] [m.kind] had told [h.him] that sorry is a short word, but can be very heavy.']
          : ['[h.s] [m.kind] liked to say that there are many doors to a heart, and words are only one.'],
      );
    }
    t.paragraph();
    if (harm.tag !== undefined) t.bind({ o: thingFit(t, [harm.tag], (one) => harmed(t, harm, one)) });
    goOut(t, [], harm.scenes, ['barn', 'train station', 'flower shop']);
    t.moment('way', 'h', 0.1);
    fright(t);
    t.scenery('h', 0.1);
    const other = friend(t);
    t.say(
      other.sort === 'animal'
        ? ['There was [h.his] friend already, [f.a].', 'Soon [h] was together with [h.his] friend, [f.a].']
        : [
            '[h.s] best friend [f.n] was there already.',
            'There was [f.n], [h.his] best friend.',
            'Soon [h] was together with [h.his] friend [f.n].',
          ],
    );
    t.moment('game', 'both', 0.1);
    if (harm.tag !== undefined) t.world.own(other, t.thing('o'));
    t.say(brisk(t, harm.before));
    t.say(brisk(t, harm.happens));
    if (harm.tag !== undefined) t.world.break(hero, t.thing('o'));
    if (leisure(t, 0.2))
      t.say([
        'It was not on purpose, not at all.',
        '[h] had not meant to do it.',
        '[h] stood there and could not move.',
        'For a moment, there was no sound at all.',
      ]);
    hurt(t);
    t.paragraph();
    silent(t);
    if (t.has('BadEnding')) {
      badly(t, harm);
      return;
    }
    sorry(t, way);
    good(t, harm, way);
  },
};

/** Whether such a thing can come to that harm; of a pair, one would be left. */
function harmed(t: Tale, { harms }: Harm, noun: Noun): boolean {
  return (
    t.lexicon.hasTag(noun, harms!) &&
    !t.lexicon.hasTag(noun, 'pair') &&
    !(harms === 'break' && SOLID.includes(noun.word))
  );
}

function hurt(t: Tale): void {
  const seen = t.has('Conflict') ? leisure(t, 0.3) : !t.has('Dialogue') || leisure(t, 0.3);
  if (seen)
    t.say([
      'Two big tears ran down [f.ns] face.',
      '[f.ns] lips began to shake.',
      '[f.n] turned around to hide [f.his] face.',
      '[f.n] sat down on the ground and hid [f.his] face.',
    ]);
  if (!t.has('Conflict')) {
    if (t.has('Dialogue') || leisure(t, 0.3))
      t.speak(
        'f',
        ['Why did you do that?', 'Oh no. How could that happen?', 'I want to go home.'],
        [
          '[f.n] only wanted to go home.',
          '[f.n] did not want to play any more.',
          '[f.n] said nothing at all.',
        ],
        'sad',
      );
    t.moment('sad', 'f', 0.1);
    return;
  }
  t.mark('Conflict');
  t.speak(
    'f',
    ['You did that on purpose!', 'Look what you have done! How could you?', 'You spoil everything! Go away!'],
    [
      'Then [f.n] shouted that it had been done on purpose.',
      '[f.n] got very angry and called [h.n] a bad friend.',
    ],
    'angry',
  );
  t.speak(
    'h',
    [
      'It was only bad luck! Do not be so mean!',
      'It is not so bad! Leave me alone!',
      'It was not on purpose! You are mean!',
    ],
    [
      '[h.n] was so frightened that [h.he] shouted back.',
      'Instead of saying sorry, [h.n] said that it was not so bad, and that made it worse.',
    ],
    'angry',
  );
}

/** The words do not come, and they part; what is done about it begins at home. */
function silent(t: Tale): void {
  t.character('h').place = null;
  t.say(
    brisk(t, [
      '[h] wanted to say sorry. It is only one word. But it stuck in [h.his] throat like a dry crumb, and [h.he] went home without it.',
      '[h] wanted to say that [h.he] was sorry, but [h.he] could not, and so [h.he] ran home.',
      '[h] wanted to say sorry, but no word came out. So they both went home.',
      '[h] could not say sorry and ran home.',
      'The word sorry was on the tip of [h.ns] tongue, and there it stayed, all the way home.',
      '[h] ran home and hid under the blanket. The word sorry did not want to come out.',
    ]),
  );
  pang(t, 'h', 0.1, ['ashamed', 'sad', 'very sad']);
  t.moment('sad', 'h', 0);
  t.moment('think', 'h', 0.1);
}

function pay(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say(
    t.has('BadEnding')
      ? [
          '[h.s] [m.kind] had been right. It was a short word, and so hard to say.',
          'Now [h] knew what [h.his] [m.kind] had meant, but it was too late.',
        ]
      : [
          'Then [h] remembered what [h.his] [m.kind] had said about such things.',
          'The words of [h.ns] [m.kind] came back to [h.o], and there was the answer.',
        ],
  );
}

function sorry(t: Tale, way: Way): void {
  pay(t);
  if (leisure(t, 0.2))
    t.say([
      'If the word did not want to come out, there had to be another way.',
      '[h] thought about it for a long time. Then [h.he] knew what to do.',
      'Then [h] had an idea.',
    ]);
  t.say(brisk(t, way.makes));
  if (leisure(t, 0.25)) t.say(way.effort);
  t.paragraph();
  const index = t.random.int(way.brings.length);
  t.say(way.brings[index]!);
  t.say(way.understood[index]!);
}

function good(t: Tale, harm: Harm, way: Way): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      ...(t.has('Conflict')
        ? [
            'And then came a surprise. [f.n] held up a small picture. [f] had wanted to say sorry too, for shouting, and had not found the words either!',
            'Then something unexpected happened. [f.n] went away and came back with a bag of cookies. On it stood one word: sorry. Both had had the same idea!',
          ]
        : [
            'And then came a surprise. [f.n] held up a small picture of two friends. [f.he] had drawn it to show that [f.he] was not angry at all!',
            'Then something unexpected happened. [f.n] went away and came back with a bag of cookies. They were for [h.n], so that [h.he] would stop being sad!',
          ]),
    ]);
  } else if (leisure(t, 0.5))
    t.speak(
      'f',
      [
        'I know that you did not mean to do it.',
        'You do not have to say anything. I understand.',
        'That is the best sorry I ever got!',
      ],
      [
        '[f.n] understood it all.',
        '[f.n] was not sad any more.',
        'That was the best sorry that [f.n] had ever got.',
      ],
      'happy',
    );
  if (leisure(t, 0.25))
    t.speak(
      'h',
      [
        'I am sorry. There, now I have said it!',
        'I am so sorry, [f.n].',
        'I wanted to tell you all the time.',
      ],
      [
        'And now, all at once, the word came out too: sorry.',
        'Then [h] said it, very softly: one small word, sorry.',
      ],
      'plain',
    );
  if (leisure(t, 0.5)) {
    t.say(brisk(t, harm.mended));
    if (harm.tag !== undefined) t.world.mend(t.character('h'), t.thing('o'));
  }
  t.paragraph();
  t.moral(
    'there are many ways to say sorry',
    ...(way.worded ? ['it is never too late to say sorry'] : ['a small deed can make up for much']),
    ...(way.worded ? [] : ['a kind deed can say more than words']),
    'anybody can do harm by accident, but we can make it right',
  );
  happyEnd(t, 'both');
  t.summarise(
    `By accident, [h.n] ${harm.short}. [h.he] cannot find the words, but ${way.short}, and [f.n] understands.`,
    `[h.n] ${harm.short} and cannot say how sorry [h.he] is. In the end ${way.short}.`,
  );
}

function badly(t: Tale, harm: Harm): void {
  t.say([
    'A day went by, and another one. Each day it got harder to say sorry.',
    '[h] waited for the right moment. It did not come.',
    '[h] thought that [f.n] would forget it. But it was not forgotten.',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'When [h] went to [f.ns] door at last, nobody opened. What [h] had not known: that very morning, [f.n] had moved far away.',
      'Then came a letter, and nobody had expected it. [f.n] wrote that only one word had been needed. But [f.n] had left that day, on a ship.',
    ]);
  } else
    t.say([
      'When [h] met [f.n] again, [f] walked by and looked at the sky.',
      'The next week, [f.n] sat next to somebody else, and that was that.',
    ]);
  pay(t);
  t.moment('joy', 'f', 0);
  t.moral('one should say sorry before it is too late', 'a word that is not said can cost a friend');
  sadEnd(t);
  t.summarise(`By accident, [h.n] ${harm.short}. [h.he] never says sorry and loses a friend.`);
}
