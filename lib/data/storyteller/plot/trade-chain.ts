/**
 * One wants a thing, whose owner wants another for it, whose owner wants a third: a chain of trades that one must
 * think through from its end and walk from its beginning.
 */
import type { Tale } from '../tale.ts';
import { elder, goOut, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import type { Character } from '../world.ts';
import { fright } from './fright.ts';
import { brisk, leisure, pang } from './leisure.ts';
import { dearThing, dearThingUnlike, thingFit } from './things.ts';

/** Kinds of things that a mom or a grandpa would not wish for. */
const NOT_FOR_ELDERS: readonly string[] = ['toy', 'clothes', 'garment', 'fruit', 'vegetable', 'baked'];

const REASONS = [
  'because [w.he] had lost one like it',
  'because [w.he] had looked for one for weeks',
  'for [w.his] collection',
  'because [w.he] had always wanted one',
] as const;

export function chain(t: Tale): void {
  const hero = t.character('h');
  elder(t);
  const first = dearThing(t);
  const last = thingFit(
    t,
    ['kind:fragile', 'kind:instrument', 'kind:treasure', 'gift'],
    (noun) => t.lexicon.hasTag(noun, 'gift') && !NOT_FOR_ELDERS.includes(noun.kind),
  );
  const middle = dearThingUnlike(t, first, 'kind:toy');
  t.bind({ a: first, b: middle, d: last, aw: first.noun.word, bw: middle.noun.word, dw: last.noun.word });
  t.world.own(hero, first);
  if (t.has('Foreshadowing')) {
    t.mark('hint');
    t.speak(
      'm',
      t.has('BadEnding')
        ? [
            'If you trade too long, the market closes.',
            'One can also trade too long, and then nothing is left.',
          ]
        : [
            'With a small thing and a friendly word, one can get very far.',
            'A fair trade makes two people glad.',
          ],
      t.has('BadEnding')
        ? ['[h.s] [m.kind] liked to say that one who trades too long finds the market closed.']
        : ['[h.s] [m.kind] liked to say that one gets far with a small thing and a friendly word.'],
    );
  }
  t.paragraph();
  goOut(t, [
    `${ONE_DAY}, [h] was [at] and looked for a birthday gift for [h.his] [m.kind].`,
    `${ONE_DAY}, [h] went [to]. It was almost the birthday of [h.his] [m.kind], and there was no gift yet.`,
    `${ONE_DAY}, [h] went [to] to find a birthday gift for [h.his] [m.kind].`,
  ]);
  t.say([
    'All that [h] had was [a.a].',
    'In [h.ns] pocket there was [a.a], and nothing else.',
    '[h] had nothing to give for it but [a.a].',
  ]);
  t.scenery('h', 0.1);
  t.moment('way', 'h', 0.1);
  fright(t);
  const owner = trader(t, hero);
  const other = trader(t, owner);
  t.bind({ x: other, z: owner });
  t.world.own(owner, last);
  t.world.own(other, middle);
  t.say(
    brisk(
      t,
      hero.sort === 'animal'
        ? [
            'There sat [z.a] with [d.a]. That was just right for [h.ns] [m.kind]!',
            'Then [h] met [z.a] with [d.a]. It would be the best gift of all!',
            'There, [z.a] had [d.a]. What a fine gift!',
            '[z.a] had just the right thing: [d.a].',
          ]
        : [
            'There was a(n) [z.kind] named [z.n] with [d.a]. That was just right for [h.ns] [m.kind]!',
            'A(n) [z.kind] named [z.n] had [d.a]. [h.n] saw it, and knew: that was the right gift!',
            'There stood a(n) [z.kind] named [z.n] with [d.a]. What a fine gift!',
            '[z.n] from next door had just the right thing: [d.a].',
          ],
    ),
  );
  t.speak(
    'z',
    [
      'You can have it. But I want [b.one] for it.',
      'You may have it, but only for [b.one].',
      'Bring me [b.one], and my [dw] is yours.',
    ],
    ['[z.n] would trade it, but only for [b.one].', 'For [b.one], [z.n] would give it away.'],
  );
  t.say(
    brisk(
      t,
      hero.sort === 'animal'
        ? [
            '[h] had no [bw]. But a little farther on sat [x.a], and there was [b.a]!',
            'Who had such a thing? [h] walked around and asked. At last [h.he] met [x.a] with [b.a].',
            '[h] had none. But [x.a] had [b.a].',
            'A little farther on, [x.a] had [b.a].',
          ]
        : [
            '[h] had no [bw]. But [x.n], who lived close by, had [b.a]!',
            'Who had such a thing? [h] walked around and asked. At last [h.he] found a(n) [x.kind] named [x.n], who had [b.a].',
            '[h] had none. But there was a(n) [x.kind] named [x.n], who had [b.a].',
            'A little farther on, a(n) [x.kind] named [x.n] had [b.a].',
          ],
    ),
  );
  t.speak(
    'x',
    ['My [bw]? I would give it for [a.one].', 'I am looking for [a.one]. For that, you can have my [bw].'],
    [`[x.n] would give it away for [a.one], ${reason(t, 'x')}.`],
  );
  if (t.has('Conflict') || leisure(t, 0.5))
    t.say([
      ...(t.has('Conflict') ? [] : ['And that was what [h] had!']),
      '[h] laughed and took out the <context?[aw]|[bw]|[dw]>.',
      'How lucky! [h] held out the <context?[aw]|[dw]>.',
    ]);
  if (t.has('Conflict')) haggle(t);
  t.moment('think', 'h', 0.1);
  t.world.give(hero, other, first);
  t.world.give(other, hero, middle);
  t.paragraph();
  if (leisure(t, 0.6))
    t.say([
      'So [x.n] got [a.the], and [h.n] got [b.the].',
      'They traded, and both were glad. Now [x.n] had the <context?[aw]|[bw]>.',
      'Now [h.n] had the <context?[bw]|[aw]>, and half of it was done.',
    ]);
  else t.say(['So they traded.', 'And so the two of them traded.']);
  t.say([
    'With [b.the], [h] ran back to <reasoning?[z.n]|[x.n]>.',
    '[h] knew where to go now: back to <reasoning?[z.n]|[x.n]>, as fast as possible.',
    'Where to now? To <reasoning?[z.n]|[x.n]>, of course, who wanted just that.',
  ]);
  if (t.has('BadEnding')) {
    tooLate(t);
    return;
  }
  t.world.give(hero, owner, middle);
  t.world.give(owner, hero, last);
  t.say([
    'So [z.n] got [b.the], and now [h.n] had the <context?[dw]|[bw]|[aw]>.',
    '[z.n] took [b.the], and [h.n] got [d.the].',
    'They traded at once. Now [h.n] had the <context?[dw]|[bw]|[aw]>!',
    '[z.n] was as good as [z.his] word. Now [h.n] had the <context?[dw]|[bw]>.',
  ]);
  finish(t);
}

/** Somebody with whom one can trade. */
function trader(t: Tale, unlike: Character): Character {
  const made = t.named(t.character('h').sort === 'animal' ? 'animal' : 'child', unlike);
  made.place = t.character('h').place;
  return made;
}

function reason(t: Tale, who: string): string {
  return t.pick(REASONS).replaceAll('[w.', `[${who}.`);
}

function haggle(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'x',
    [
      'That is a small one! I want something more!',
      'Is that all? You want to cheat me!',
      'Ha! That old thing? Never!',
    ],
    [
      'But [x.n] looked at it and called [h.n] a cheat.',
      'But now [x.n] wanted more, and said that it was not enough.',
    ],
    'angry',
  );
  t.speak(
    'h',
    ['You said it yourself! You are not fair!', 'I am no cheat! You are!', 'A word is a word! Shame on you!'],
    [
      '[h] got angry, and they shouted until a bird flew up.',
      '[h] said that this was not fair, and soon they were quarreling.',
    ],
    'angry',
  );
  if (leisure(t, 0.2))
    t.say([
      'They stood nose to nose, and neither gave in.',
      'Then both of them were out of breath.',
      'Everybody could hear it, so loud were they.',
    ]);
  makeUp(t, 'x', 'h');
}

function finish(t: Tale): void {
  const hero = t.character('h');
  const parent = t.character('m');
  hero.place = null;
  t.say(
    brisk(t, [
      'The next day was the birthday. [h.s] [m.kind] opened the gift and could not say a word.',
      '[h.s] [m.kind] was so happy about the gift!',
      'The next day, [h.ns] [m.kind] got the best gift of all.',
      '[h.s] [m.kind] unpacked it the next morning and gave [h.n] a kiss.',
    ]),
  );
  t.world.give(hero, parent, t.thing('d'));
  t.moment('joy', 'm', 0);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.world.give(t.character('x'), parent, t.thing('a'));
    t.world.give(parent, hero, t.thing('a'));
    t.say(
      brisk(t, [
        'And then came the surprise. There was a gift for [h.n], too. In it was the very [aw] that [h.he] had given away! [x.n] had heard about the birthday gift, and had brought the [aw] back.',
        'Then something unexpected happened. There was a knock. Outside stood [x.n], who had heard about the birthday gift, and gave the [aw] back. Now [h.n] had the <context?[aw]|[bw]> again!',
      ]),
    );
  } else if (leisure(t, 0.2))
    t.say([
      'Nobody needed to know how far the little [aw] had gone.',
      'And to think that it had all begun with the <context?[aw]|[dw]>!',
      '[h] told the whole story: who had had what, and who had wanted what. It took until lunch.',
    ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(['It was just as [h.ns] [m.kind] had said.', '[h.s] [m.kind] had been right about trades.']);
  }
  t.paragraph();
  t.moral(
    'a fair trade makes everybody happy',
    'one who thinks ahead finds a way',
    'with a friendly word, one gets far',
  );
  happyEnd(t);
  t.summarise(
    `[h.n] wants [d.a] as a gift for [h.his] [m.kind]. [h.he] trades [a.a] for [b.a], and that for the gift.`,
    '[z.n] has what [h.n] wants, but wants [b.a] for it. [x.n] has one, and so [h.n] trades twice.',
  );
}

function tooLate(t: Tale): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.world.vanish(t.character('z'), t.thing('d'));
    t.say([
      'But then something happened that nobody had expected. A goat had come by and had run off with [d.the]. It was gone.',
      'But what a bad surprise! Just now, a cart had rolled right over [d.the]. Only pieces were left.',
    ]);
  } else
    t.say([
      'But [z.n] was not there any more. Somebody else had come, and [d.the] was gone.',
      'But it was too late. [z.n] had just traded [d.the] for something else.',
    ]);
  t.say([
    'There stood [h.n] with the <context?[bw]|[aw]|[dw]>, which nobody needed. And the [aw] was gone as well.',
    'Now [h] had [b.the], but no gift, and no [aw] any more.',
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      '[h.s] [m.kind] had said it: one can trade too long.',
      'Now [h] knew what [h.his] [m.kind] had meant.',
    ]);
  }
  pang(t, 'h', 0.2);
  t.moment('joy', 'z', 0);
  t.moral('one should think twice before giving away what one has', 'not every trade is a good one');
  sadEnd(t);
  t.summarise(
    '[h.n] gives away [a.a] for [b.a], to trade that for a gift. But the gift is gone.',
    '[h.n] wants [d.a] for [h.his] [m.kind]. After one trade, it is too late for the second.',
  );
}
