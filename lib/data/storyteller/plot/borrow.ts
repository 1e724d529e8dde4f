/** Something is borrowed: it comes back in time, or late, or better than it was, or not at all. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, makeUp, sadEnd, thanks } from '../telling/beats.ts';
import { look } from '../telling/details.ts';
import type { Noun } from '../words/lexicon.ts';
import type { Thing } from '../world.ts';
import { NEEDS } from './borrow-needs.ts';
import { fright } from './fright.ts';
import { brisk, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { thingFit } from './things.ts';

export const borrow: Plot = {
  name: 'borrow',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: NEEDS.map(({ tag }) => tag),
  tell(t: Tale): void {
    const hero = begin(t);
    const { noun } = t.choice.required;
    const wanted = NEEDS.filter(
      (one) => !t.choice.nounUsed && noun.countable && t.lexicon.hasTag(noun, one.tag) && serves(one, noun),
    );
    const need = wanted[0] ?? t.random.pick(NEEDS);
    const thing = longEnough(t, need, () => thingFit(t, [need.tag], (one) => serves(need, one)));
    t.bind({ o: thing, need: need.use, owner: need.owner });
    if (t.has('Foreshadowing')) {
      elder(t);
      t.mark('hint');
      t.speak(
        'm',
        [
          'A borrowed thing always looks back at its own house.',
          'What you borrow, bring back as soon as you can.',
          'What is lent is not given, remember that.',
        ],
        [
          '[h.s] [m.kind] liked to say that what is lent is not given.',
          '[h.s] [m.kind] had told [h.him] to bring back whatever [h.he] borrowed, and to bring it back soon.',
        ],
      );
    }
    t.paragraph();
    t.world.go(hero, t.somewhere(hero));
    const other = friend(t);
    t.world.own(other, thing);
    const animal = other.sort === 'animal';
    const who = animal ? ', [f.a],' : ' [f.n]';
    t.say(
      brisk(
        t,
        need.tag === 'kind:toy'
          ? [
              `One day, [h.s] neighbor${who} had something new: [o.a].`,
              `One day, [h.s] neighbor${who} came out with [o.a], and [h.n] could not stop looking at it.`,
              `One morning, [h] met [h.his] neighbor${who} with [o.a].`,
            ]
          : [
              'One day, [h] wanted to [need]. But for that one needs [o.one], and [h] had none.',
              'One morning, [h] made up [h.his] mind to [need]. Only one thing was missing: [o.one].',
              'One day, [h] needed [o.one] to [need].',
              'One day, [h] wanted to [need], but had no [o.word].',
            ],
      ),
    );
    if (need.tag !== 'kind:toy')
      t.say([
        `[h.s] neighbor${who} had [o.a].`,
        `There was [o.a] next door, and it belonged to ${animal ? '[f.a]' : '[f.n]'}.`,
        `Who had such a thing? [h.s] neighbor${who} had [o.a].`,
      ]);
    look(t, 'o', 0.5);
    t.day('h', 0.1);
    t.speak(
      'h',
      [
        'May I borrow your [o.word], [f.n]? I will bring it back.',
        'Will you lend me your [o.word]? Only until tomorrow!',
        'Could I have your [o.word] for a day, please?',
      ],
      [
        '[h] asked if [h.he] could borrow it for a day.',
        '[h] went over and asked for it, and promised to bring it back.',
      ],
    );
    t.speak(
      'f',
      [
        'Yes, but I need it tomorrow.',
        'Of course. Just bring it back tomorrow morning.',
        'All right. But be careful with it, and do not forget that it is mine!',
      ],
      [
        '[f.n] gave it to [h.n], but only until the next morning.',
        '[f.n] said yes. The next day, [f] would need it again.',
      ],
    );
    t.world.give(other, hero, thing, false);
    if (leisure(t, 0.4))
      t.say([
        '[h] carried it home like an egg.',
        '[h] thanked [f.o] and hurried away.',
        'How happy [h] was! [h.he] thanked [f.o] and began at once.',
      ]);
    t.scenery('h', 0.1);
    t.moment('way', 'h', 0.1);
    fright(t);
    t.say(brisk(t, need.done));
    t.paragraph();
    if (t.has('BadEnding')) badly(t, need.harm);
    else if (t.has('Conflict') || t.random.chance(0.45)) late(t, need.tag === 'kind:toy');
    else better(t);
  },
};

function serves({ only }: (typeof NEEDS)[number], { word }: Noun): boolean {
  return only === undefined || only.includes(word);
}

/** What nobody gets apples down with. */
const SHORT: readonly string[] = ['little', 'small', 'tiny', 'short', 'miniature'];

/** The chosen thing, which is not too short for what it is needed for; such a word waits for another place. */
function longEnough(t: Tale, { tag }: (typeof NEEDS)[number], choose: () => Thing): Thing {
  const waited = !t.choice.adjectiveUsed;
  const thing = choose();
  const { adjective } = thing;
  if (!['does:reach', 'does:pull'].includes(tag) || !SHORT.includes(adjective?.word ?? '')) return thing;
  if (waited && adjective === t.choice.required.adjective) t.choice.adjectiveUsed = false;
  return { ...thing, adjective: null };
}

function pay(t: Tale, lines: readonly string[]): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say(lines);
}

/** Whoever has kept it too long knows better now. */
const RIGHT: readonly string[] = [
  '[h] thought of what [h.his] [m.kind] had said about borrowed things.',
  '[h.s] [m.kind] had been right about borrowed things.',
];
/** Whoever has not forgotten what was said brings it back in time. */
const REMINDED: readonly string[] = [
  '[h] thought of what [h.his] [m.kind] had said about borrowed things.',
  'Then the words of [h.ns] [m.kind] about borrowed things came to [h.ns] mind.',
];

function keeps(t: Tale): void {
  t.say(
    brisk(t, [
      'The next morning, [h] was busy, and [o.the] stayed where it was. And so it was the day after.',
      'The next day came and went, and [o.the] stayed where it was.',
      'But the next day, [h] did not think of it at all.',
      'Tomorrow is early enough, [h] thought. And the next day, [h.he] thought so again.',
      'The morning came, and then the evening. [o.the] was in a corner of [h.ns] room, as if it lived there.',
      'Tomorrow, [h] thought, would be early enough. But tomorrow came, and [h.he] thought the same again.',
      'A day went by, then two, then three. By then it felt as if [o.the] had always been [h.ns].',
    ]),
  );
}

function late(t: Tale, toy: boolean): void {
  keeps(t);
  t.say([
    'Then there was a knock. There stood [f.n].',
    'Not much later, [h] met [f.n], who looked tired.',
    'Then [f.n] stood at the door, wet from the rain.',
  ]);
  t.say(
    brisk(t, [
      '[f.n] had wanted to [owner], and could not do it without [o.the].',
      '[f.n] needed [o.the] to [owner].',
      'Without [o.the], [f.n] could not [owner].',
      'All day, [f.n] had waited for [o.the], because [f.he] wanted to [owner].',
    ]),
  );
  if (t.has('Conflict')) {
    t.mark('Conflict');
    t.speak(
      'f',
      ['Where is my [o.word]? You said one day!', 'You kept it! That is as bad as taking it!'],
      ['[f.n] was very angry and wanted it back at once.'],
      'angry',
    );
    t.speak(
      'h',
      [
        'Do not make such a noise! You have so many things!',
        'You could have come for it! I am not your servant!',
      ],
      ['[h] was ashamed, and because of that [h.he] shouted back.'],
      'angry',
    );
    t.say([
      'They stood there with red faces.',
      'Then neither of them knew what to say.',
      'It was quiet for a moment, and that was worse than the noise.',
    ]);
    makeUp(t, 'h', 'f');
  } else {
    if (leisure(t, 0.5))
      t.speak(
        'f',
        ['Do you still have my [o.word]? I need it so much.', 'I waited for you, [h.n].'],
        ['[f.n] asked for it in a low voice.'],
        'sad',
      );
    pang(t, 'h', 0.1, ['ashamed', 'very sad', 'upset']);
    t.speak(
      'h',
      ['I am so sorry. I should have brought it back.', 'I forgot all about it. Please forgive me.'],
      ['[h] said sorry, and did not look for an excuse.'],
      'sad',
    );
  }
  pay(t, RIGHT);
  t.moment('think', 'h', 0.1);
  t.world.give(t.character('h'), t.character('f'), t.thing('o'), false);
  if (toy)
    t.say([
      '[h] gave [o.the] back, and the cousin was still there. All three of them played until dark.',
      '[h.n] carried [o.the] to [f.ns] house. The cousin had not left yet, and so they all played together.',
    ]);
  else {
    t.say(
      brisk(t, [
        '[h] gave [o.the] back, and then [h.he] went along to help.',
        '[h] gave [o.the] back and helped.',
        '[h.n] carried [o.the] to [f.ns] house, and stayed to help.',
        'Now [o.the] was back where it belonged, and [h.n] was there to help.',
      ]),
    );
    if (leisure(t, 0.5))
      t.say([
        'With two of them, it went twice as fast.',
        'It was not easy, but together they did it.',
        'It was just in time. One day more, and it would have been too late.',
      ]);
  }
  surprise(t);
  finish(t, [
    '[h.n] borrows [o.a] from [f.n] and keeps it too long. In the end [h.he] says sorry and gives it back.',
    '[f.n] lends [h.n] [o.a], but has to come for it. [h.n] is sorry and makes up for it.',
  ]);
}

function better(t: Tale): void {
  if (leisure(t, 0.5))
    t.say([
      'When [h] was done, [h.he] looked at [o.the]. It was full of dirt. Like that, one could not give it back!',
      'Then [h] took some soap and a soft cloth, for a thing that is lent should come home clean.',
      'In the evening, [h] looked at it closely. It had been a little dusty before, but all the same!',
    ]);
  t.moment('think', 'h', 0.1);
  pay(t, REMINDED);
  t.say([
    'So [h] cleaned [o.the] until it looked like new.',
    '[h] washed [o.the], dried it, and tied a blue ribbon around it.',
    'By the light of a candle, [h] cleaned [o.the] all over.',
  ]);
  t.say([
    'The next morning, before breakfast, [h] was at [f.ns] door.',
    'The sun was just coming up when [h] knocked at [f.ns] door.',
  ]);
  t.world.give(t.character('h'), t.character('f'), t.thing('o'), false);
  if (!t.has('Dialogue') || leisure(t, 0.5))
    t.say([
      'So [f.n] had [o.the] again, and hardly knew it, so fine did it look.',
      '[f.n] took [o.the], turned it around and around, and looked up with big eyes.',
    ]);
  t.speak(
    'f',
    ['Is that really mine? It is better than before!', 'You can borrow anything from me, any time!'],
    ['[f.n] said that [h.n] could borrow anything, any time.'],
    'happy',
  );
  if (!t.has('Twist') && leisure(t, 0.4))
    t.say([
      'And it was just in time, for now [f.n] could [owner].',
      'That same day, [f.n] needed it to [owner], and everything went well.',
    ]);
  surprise(t);
  if (!t.has('Twist') && leisure(t, 0.1)) thanks(t, 'h', 'f');
  finish(t, [
    '[h.n] borrows [o.a] from [f.n] and brings it back in time, better than it was.',
    '[f.n] lends [h.n] [o.a]. The next day, it comes back and looks like new.',
  ]);
}

function surprise(t: Tale): void {
  if (!t.has('Twist')) return;
  t.mark('Twist');
  t.say([
    'Then something unexpected happened. [f.n] turned red and brought out an old basket. It was [h.ns], and [f.n] had borrowed it a whole year ago!',
    'And then came a surprise. [f.n] went into the house and came back with [h.ns] old blue cup. [f.n] had borrowed it long ago and had forgotten to bring it back!',
    'Then came the surprise. [f.n] began to laugh, ran into the house, and came out with a big bag. In it were three things that [f.n] had once borrowed from [h.n]!',
  ]);
}

function finish(t: Tale, summaries: readonly string[]): void {
  t.paragraph();
  t.moral(
    'what is borrowed must be given back',
    'it is good to treat the things of others like our own',
    'those who bring things back can always ask again',
  );
  happyEnd(t, t.random.chance(0.5) ? 'both' : 'h');
  t.summarise(...summaries);
}

function badly(t: Tale, harm: readonly string[]): void {
  keeps(t);
  t.say([
    'When [h] came at last to bring it back, [f.n] sat on the steps.',
    'At last, [h] carried [o.the] back to [f.ns] house. There, [h.he] heard what had happened.',
  ]);
  t.say([
    '[f.n] had wanted to [owner]. But without [o.the] it could not be done.',
    '[f.n] had needed it to [owner], and had looked for [h.n] everywhere.',
  ]);
  t.say(brisk(t, harm));
  t.moment('sad', 'f', 0.1);
  if (t.has('Conflict')) {
    t.mark('Conflict');
    t.speak(
      'f',
      ['It is all your fault! You said one day!', 'I will never lend you anything again!'],
      ['[f.n] was so angry that [f.he] shouted.'],
      'angry',
    );
    t.speak(
      'h',
      ['How should I know? You should have come for it!', 'It is only a silly [o.word]!'],
      ['[h] shouted back, and that was the end of it.'],
      'angry',
    );
  }
  t.world.give(t.character('h'), t.character('f'), t.thing('o'), false);
  t.say(['[f.n] took [o.the] without a word.', 'Now [f.n] had [o.the] again, but what good was it now?']);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      'And there was one more thing, which nobody had expected. Inside the house stood a new one, with a bow on it. It had been meant as a gift for [h.n]. Now it was for somebody else.',
    );
  }
  pay(t, RIGHT);
  t.moment('joy', 'f', 0);
  t.moral(
    'what is borrowed must be given back in time',
    'one who keeps what is lent too long does harm',
    'we should think of those who trust us',
  );
  sadEnd(t);
  t.summarise(
    '[h.n] borrows [o.a] from [f.n] and does not bring it back in time. By then, the harm is done.',
  );
}
