/** One has what the other wants: things change hands, and who holds what matters. */
import type { Tale } from '../tale.ts';
import {
  address,
  begin,
  friend,
  goOut,
  happyEnd,
  makeUp,
  ONE_DAY,
  sadEnd,
  thanks,
} from '../telling/beats.ts';
import { look } from '../telling/details.ts';
import { fright } from './fright.ts';
import { brisk, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { dearThing, dearThingUnlike } from './things.ts';
import { chain } from './trade-chain.ts';

export const trade: Plot = {
  name: 'trade',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['kind:toy', 'kind:treasure'],
  tell(t: Tale): void {
    begin(t);
    if (t.random.chance(0.5)) chain(t);
    else swap(t);
  },
};

/** Two trade, and one of them misses what was given away. */
function swap(t: Tale): void {
  const hero = t.character('h');
  const mine = dearThing(t, 'kind:toy');
  const theirs = dearThingUnlike(t, mine, 'kind:toy');
  t.bind({ a: mine, b: theirs, aw: mine.noun.word, bw: theirs.noun.word });
  t.world.own(hero, mine);
  // Else it is told of for the first time when it is taken along.
  const known = t.has('Foreshadowing') || leisure(t, 0.5);
  if (known)
    t.say(
      brisk(t, [
        '[h] had [a.a].',
        '[h] had [a.a] and looked at it every day.',
        '[h] had found [a.a] once and kept it in a box.',
        'On a shelf over [h.ns] bed stood a box, and in it was [a.a].',
        'When [h] was a baby, somebody had given [h.him] [a.a]. [h] still had it.',
      ]),
    );
  if (known) look(t, 'a');
  if (t.has('Foreshadowing')) {
    t.mark('hint');
    t.say([
      'The [aw] was from [h.his] {grandpa|grandma}, and with it came a word: one day you will know what it is worth.',
      'One thing was strange about it: it always made [h.o] feel warm inside. But what was it worth?',
      'Somebody had once said that one knows the worth of a thing only when it is gone. [h] did not understand that.',
    ]);
  }
  t.paragraph();
  goOut(
    t,
    known
      ? [
          `${ONE_DAY}, [h] took [a.the] [to].`,
          `${ONE_DAY}, [h] went [to] and took [a.the] along.`,
          `${ONE_DAY}, with [a.the] in a bag, [h] walked [to].`,
        ]
      : [
          `${ONE_DAY}, [h] took [a.a] [to].`,
          `${ONE_DAY}, [h] went [to] with [h.his] very own [a.n].`,
          `${ONE_DAY}, [h] walked [to] and had [a.a] along.`,
        ],
  );
  t.scenery('h', 0.1);
  t.moment('way', 'h', 0.1);
  fright(t);
  const other = friend(t);
  t.world.own(other, theirs);
  t.say(
    other.sort === 'animal'
      ? [
          'There, [h] met [f.a]. [f.he] had [b.a].',
          'Soon [f.a] came by with [b.a].',
          'By a rock sat [f.a] with [b.a].',
        ]
      : [
          'There, [h] met [h.his] friend [f.n]. [f.n] had [b.a].',
          '[h.s] friend [f.n] came by with [b.a].',
          '[f.n] from next door was there too, with [b.a].',
        ],
  );
  if (leisure(t, 0.5))
    t.say([
      '[h.n] looked at [b.the] and wanted to have it.',
      '[h.n] had never seen such a nice [bw].',
      'How [h.n] wished to have [b.the]!',
      'All at once, [a.the] looked old and dull to [h.n].',
      '[h.n] could not take [h.his] eyes off [b.the].',
    ]);
  t.speak(
    'h',
    [
      'If you give me your [bw], I will give you my [aw].',
      "Let's trade! You get my [aw], and I get your [bw].",
      'Will you give me your [bw] for my [aw]?',
      'What do you want for your [bw]? I have [a.one].',
    ],
    [
      '[h.n] wanted to trade [a.the] for [b.the].',
      '[h.n] said that [f.n] could have [a.the] for [b.the].',
      '[h.n] held out [a.the] and pointed at [b.the].',
    ],
  );
  if (t.has('Conflict')) {
    t.mark('Conflict');
    t.speak(
      'f',
      [
        'No! Your [aw] is ugly! I would never trade it for that!',
        'Never! My [bw] is much better than your silly old thing!',
        'Do you think that I am stupid? That is worth nothing!',
      ],
      ['[f.n] laughed and said that [a.the] was ugly.', '[f.n] said that [a.the] was worth nothing.'],
    );
    t.speak(
      'h',
      [
        'That is mean! Your [bw] is ugly too!',
        'You are so rude! I do not like you any more!',
        'Then keep your [bw]! I never wanted it!',
      ],
      ['[h.n] got angry, and they had a fight.', '[h.n] was hurt, and said some mean things too.'],
      'angry',
    );
    pang(t, 'h', 0.1);
    t.say([
      'For a long time, they did not talk.',
      'They sat back to back and did not say a word.',
      'A cloud went by, and then another one.',
      '[f.n] walked away. But after a while, [f.he] came back.',
    ]);
    makeUp(t, 'f', 'h');
    t.say([
      'Then [f.n] wanted to trade after all.',
      'And in the end, [f.n] liked [a.the] and wanted to trade.',
    ]);
  } else {
    t.moment('think', 'f', 0.1);
    t.speak(
      'f',
      [
        'All right, let us trade!',
        'Yes! I always wanted one like that.',
        'That is a good idea. Here you are!',
        'Why not? Yours looks nice.',
      ],
      ['[f.n] said yes.', '[f.n] nodded and held out [b.the].', '[f.n] thought about it and agreed.'],
      'happy',
    );
  }
  t.world.give(hero, other, mine);
  t.world.give(other, hero, theirs);
  t.say([
    'So [h.n] gave [a.the] to [f.n], and [f.n] gave [b.the] to [h.n].',
    'Now [f.n] had the <context?[aw]|[bw]>, and [h.n] had the [bw].',
    'So they traded. Now [h.n] had the <context?[bw]|[aw]>, and [f.n] had the <context?[aw]|[bw]>.',
    'A moment later, the [aw] was [f.ns], and [h.n] held the <context?[bw]|[aw]>.',
  ]);
  t.paragraph();
  if (leisure(t, 0.2))
    t.say([
      'At home, [h] looked at [b.the] for a while.',
      '[h] ran home with [b.the].',
      'All the way home, [h] was pleased with the trade.',
      '[h] put [b.the] where [a.the] had been.',
    ]);
  t.say(
    brisk(t, [
      'But it was not the same. [h] missed [h.his] old [aw].',
      'But soon [h] missed [h.his] old [aw].',
      'But [h] could not forget [a.the].',
      'But after an hour, [h] thought only of [h.his] old [aw].',
      'But in the evening, the place of [a.the] was empty, and that felt bad.',
      'But that night, [h] could not sleep. What was [f.n] doing with the <context?[aw]|[bw]> now?',
    ]),
  );
  pang(t, 'h', 0.2, ['sad', 'very sad', 'unhappy', 'so sad']);
  t.moment('think', 'h', 0.1);
  if (t.has('BadEnding')) tooLate(t);
  else back(t);
}

function tooLate(t: Tale): void {
  t.say([
    'The next day, [h] went back and asked for [a.the].',
    'As soon as it was light, [h] ran to [f.n] to get [a.the] back.',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.world.vanish(t.character('f'), t.thing('a'));
    t.say([
      'But something unexpected had happened. A big bird had carried [a.the] away in the night.',
      'Nobody would have thought it: [f.n] had traded [a.the] away again, to a stranger on a ship. The ship was gone.',
    ]);
  } else {
    t.speak(
      'f',
      [
        'No, it is mine now. You wanted to trade!',
        'A trade is a trade. I will keep it.',
        'I am sorry, but I like it too much.',
      ],
      ['But [f.n] did not want to give it back.', 'But [f.n] said that a trade is a trade.'],
    );
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Now [h] knew what it had been worth, but it was too late.',
      'So that was what it was worth. [h] had found out too late.',
    ]);
  }
  t.moral(
    'one should think before giving something dear away',
    'we often know what we had only when it is gone',
    'what is new is not always better',
  );
  t.moment('joy', 'f', 0);
  sadEnd(t);
  t.summarise(
    '[h.n] trades [h.his] [a.n] for [f.ns] [b.n] and is sorry, but it is too late.',
    '[h.n] gives away [a.a] for [b.a]. Later [h.he] misses it, but cannot have it back.',
  );
}

function back(t: Tale): void {
  const hero = t.character('h');
  const other = t.character('f');
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      '[h] wanted to go to [f.n]. But when [h.he] opened the door of [h.his] home, there was a big surprise: outside stood [f.n], who missed [b.the] just as much!',
      'Just then, something unexpected happened. [f.n] stood at [h.ns] door and wanted to trade back too!',
      'The next morning, [h] set out. Halfway, there was a surprise: there came [f.n], on the way to [h.n] for the very same reason!',
    ]);
  } else {
    t.say([
      'The next day, [h] went to [f.n] and told [f.him].',
      'So [h] went to see [f.n].',
      'In the morning, [h] knocked at [f.ns] door with [b.the] in a bag.',
    ]);
    t.speak(
      'h',
      [
        `${address(t, 'f')}, I miss my [aw]. Can we trade back?`,
        'I am sorry, but I miss my [aw] so much.',
        'Your [bw] is nice. But it does not know me.',
      ],
      ['[h.n] asked to trade back.', '[h.n] said honestly how much [h.he] missed [a.the].'],
      'sad',
    );
    if (leisure(t, 0.6))
      t.speak(
        'f',
        [
          'Of course! To be honest, I miss my [bw] too.',
          'Yes, let us trade back. We are friends.',
          'I understand. One gets used to a thing.',
        ],
        ['[f.n] did not mind at all.', '[f.n] had missed [b.the], too.'],
        'happy',
      );
  }
  t.world.give(hero, other, t.thing('b'));
  t.world.give(other, hero, t.thing('a'));
  t.say([
    'So [f.n] got the <context?[bw]|[aw]> back, and [h.n] got the [aw].',
    '[h.n] gave [b.the] back to [f.n] and was so glad to have [a.the] again.',
    'So they traded back. Now everything was as before: [h.n] had the <context?[aw]|[bw]>, and [f.n] had the <context?[bw]|[aw]>.',
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(['Now [h.n] knew what it was worth.', 'So that was what it was worth! Now [h] understood.']);
  }
  if (leisure(t, 0.15)) thanks(t, 'h', 'f');
  if (leisure(t, 0.4))
    t.say([
      'After that, they often played with both things together.',
      'From then on, they shared both.',
      'Sometimes they still traded, but only for an afternoon.',
    ]);
  t.moral(
    'what we have is often better than what we want',
    'the best things are those we love',
    'a good friend understands',
  );
  happyEnd(t, 'both', 'later');
  t.summarise(
    '[h.n] trades [h.his] [a.n] for [f.ns] [b.n], but then [h.he] misses it, and they trade back.',
    '[h.n] and [f.n] trade their things. But [h.n] likes [h.his] own best, and so they trade back.',
  );
}
