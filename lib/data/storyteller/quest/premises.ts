/** How a quest begins: whose the thing is, how the hero comes to care, and the problem as it comes about. */

import { brisk, leisure } from '../plot/leisure.ts';
import type { Tale } from '../tale.ts';
import { goOut, ONE_DAY } from '../telling/beats.ts';
import { look } from '../telling/details.ts';
import { play } from '../telling/uses.ts';
import type { Character } from '../world.ts';
import { DEAR, DEAR_FOOD, FOUND_SAD, LENT, TRIED } from './begin-phrases.ts';
import { companion, companionComes } from './companion.ts';
import { warn } from './hints.ts';
import type { Plan } from './planning.ts';
import { befall, type Line, type Premise, suiting, tell } from './problem.ts';
import { described } from './things.ts';

/** Tells how it all began; afterwards `p`, `us` and the place are bound, and the problem is there. */
export function premise(t: Tale, planned: Plan): void {
  (planned.problem.begins?.[planned.premise] ?? PREMISES[planned.premise])(t, planned);
  described(t, 'o');
  t.bind({ us: t.cast.f === undefined ? t.character('h') : t.group(t.character('h'), t.character('f')) });
}

/** What costs much money is not made by a child. */
function dear(t: Tale): readonly Line[] {
  return t.thing('o').adjective?.word === 'expensive'
    ? DEAR.filter((line) => typeof line === 'string' || line[0] !== 'make')
    : DEAR;
}

const PREMISES: Readonly<Record<Premise, (t: Tale, planned: Plan) => void>> = {
  own(t, planned) {
    const { problem, quarrel } = planned;
    const hero = t.character('h');
    t.bind({ p: hero });
    t.world.own(hero, t.thing('o'));
    // It can be told on the way that there is such a thing.
    const told =
      leisure(t) || problem.takes !== undefined || planned.hint === 'warning' || t.random.chance(0.5);
    if (told) t.say(t.lexicon.hasTag(t.thing('o').noun, 'eat') ? suiting(t, DEAR_FOOD) : suiting(t, dear(t)));
    if (told) look(t, 'o');
    const warned = warn(t, planned, true);
    const reasons = warned ? WARNED : told ? problem.takes && suiting(t, problem.takes) : TAKEN_ALONG;
    goOut(
      t,
      reasons ?? [
        `${ONE_DAY}, [h] took [o.the] [to].`,
        `${ONE_DAY}, [h] went [to] with [h.his] [o.word].`,
        `${ONE_DAY}, [h] wanted to have [o.the] with [h.him] and took it along [to].`,
        `${ONE_DAY}, the sun was out, so [h] took [h.his] [o.word] and went [to].`,
        `${ONE_DAY}, [h] and [h.his] [o.word] went [to].`,
      ],
      problem.scenes,
      problem.notAt,
    );
    t.scenery('h');
    t.moment('way', 'h', 0.1);
    if (needsFriend(quarrel) || t.random.chance(leisure(t) ? 0.3 : 0.1)) {
      companionComes(t, problem);
      // Whoever is to blame has a turn in a moment.
      // A friend who has come takes part in it.
      if (quarrel === null || (quarrel !== 'blame' && leisure(t, 0.4)))
        t.say([
          '[f.n] wanted to see [o.the], and they had a lot of fun.',
          '[f.n] had never seen such a nice [o.word] before.',
          ...(t.choice.edible(t.thing('o'))
            ? ['Both of them thought that it looked very good.', '[f.n] would have liked to have one, too.']
            : PLAYED.includes(t.thing('o').noun.kind)
              ? [
                  '[both] played with [o.the] {for a while|together}.',
                  'They took turns with [o.the].',
                  '[f.n] had a turn with [o.the], and then it was [h.ns] turn again.',
                ]
              : ['[f.n] held [o.the] for a moment and then gave it back.', '[h.n] showed [o.the] to [f.n].']),
        ]);
    } else if (!problem.takes && PLAYED.includes(t.thing('o').noun.kind) && leisure(t)) play(t, 'h');
    happen(t, planned);
  },
  gift(t, planned) {
    const { problem, quarrel } = planned;
    const hero = t.character('h');
    t.bind({
      p: hero,
      q: t.relative(
        hero,
        HERS.includes(t.thing('o').noun.word) ? ['grandma', 'aunt'] : ['grandma', 'grandpa', 'aunt', 'uncle'],
      ),
    });
    t.world.own(hero, t.thing('o'));
    t.say([
      'Soon it would be the birthday of [h.his] [q.kind], and [h] had [o.a] as a gift.',
      '[h.s] [q.kind] had been sick. [h] wanted to bring [q.him] a gift, and it was [o.a].',
      'It was a special day: [h.his] [q.kind] had a birthday. [h] had [o.a] as a gift.',
      '[h] thought about a gift for [h.his] [q.kind] for a long time. It was to be [o.a].',
      ...(BOUGHT.includes(t.thing('o').noun.kind) && hero.sort === 'child'
        ? ['For weeks, [h] had saved every penny. Now [h.he] had [o.a], a gift for [h.his] [q.kind].']
        : []),
    ]);
    look(t, 'o');
    warn(t, planned, false);
    goOut(
      t,
      [
        'The way to [h.his] [q.kind] was long. After a while, [h] was [at].',
        '[h] set out with [o.the]. On the way, [h.he] stopped [at].',
        'With [o.the], [h] started out in the morning and soon came [to].',
        '[h] hummed a song on the way. After a while, [h.he] came [to].',
      ],
      problem.scenes,
      problem.notAt,
    );
    t.scenery('h');
    t.moment('way', 'h', 0.2);
    if (needsFriend(quarrel)) companionComes(t, problem);
    if (leisure(t, 0.4))
      t.say([
        // Nobody locks away what he wants to hold.
        ...(problem.name === 'locked'
          ? []
          : ['[h] wanted to {look at|hold} [o.the] just once more before [h.he] gave it away.']),
        ...(problem.name === 'locked' || t.choice.edible(t.thing('o'))
          ? []
          : ['[h] only wanted to try [o.the] once. [h.s] [q.kind] would not mind.']),
        'Once more, [h] looked at [o.the]. It was a really good gift.',
        ...(needsFriend(quarrel) ? ['[h] showed [o.the] to [f.n].', '[f.n] asked to see the gift.'] : []),
      ]);
    happen(t, planned);
  },
  friend(t, { problem }) {
    goOut(t, leisure(t) ? [] : WALKS, problem.scenes, problem.notAt);
    t.scenery('h');
    t.moment('way', 'h', 0.4);
    const other = companion(t, problem);
    t.bind({ p: other });
    t.world.own(other, t.thing('o'));
    t.say(brisk(t, FOUND_SAD));
    if (leisure(t, 0.6))
      t.speak(
        'h',
        [
          'What is wrong, [f.n]?',
          'Why are you so sad?',
          '[f.n], what happened?',
          'Can I help you?',
          'You look so sad. What is it?',
          'Did you hurt yourself, [f.n]?',
        ],
        ['[h] asked what was wrong.', '[h] sat down next to [f.n] and asked what had happened.', ''],
      );
    problem.prepare?.(t);
    befall(t, problem);
    t.speak('p', problem.plight.direct, problem.plight.indirect, 'sad');
    if (leisure(t, 0.6))
      t.speak(
        'h',
        [...problem.promises, 'Do not cry. I will help you.', 'Let me see what I can do.'],
        ['[h] wanted to help at once.', '[h] could not see [f.n] so sad and wanted to help.'],
        'happy',
      );
  },
  borrowed(t, planned) {
    const { problem } = planned;
    goOut(t, leisure(t) ? [] : WALKS, problem.scenes, problem.notAt);
    t.scenery('h');
    t.moment('way', 'h', 0.2);
    const other = companion(t, problem);
    t.bind({ p: other });
    t.world.own(other, t.thing('o'));
    const played = PLAYED.includes(t.thing('o').noun.kind);
    t.say([
      '[h.s] friend [f.n] was there too, with [o.a].',
      '[f.n], a good friend, came along with [o.a].',
      'Soon [h] met [h.his] friend [f.n], who had [o.a].',
      ...(played ? ['There, [h.his] friend [f.n] was playing with [o.a].'] : []),
    ]);
    if (leisure(t)) look(t, 'o', 0.4);
    t.speak(
      'h',
      [
        'What a nice [o.word]! May I have it for a moment?',
        'Oh, how fine! Will you let me hold it, [f.n]?',
        'May I carry it for a while?',
        ...(played ? ['May I play with it for a while?', 'Please, let me have a turn!'] : []),
      ],
      [
        played ? '[h] wanted to have a turn with it.' : '[h] wanted to carry it for a while.',
        '[h] asked if [h.he] could hold it for a while.',
      ],
    );
    t.speak('f', LENT.direct, LENT.indirect);
    t.world.give(other, t.character('h'), t.thing('o'), false);
    happen(t, planned);
  },
  seen(t, { problem }) {
    t.bind({ p: t.character('h') });
    goOut(t, leisure(t) ? [] : WALKS, problem.scenes, problem.notAt);
    t.moment('way', 'h', 0.5);
    problem.prepare?.(t);
    t.say(brisk(t, problem.seen!));
    if (leisure(t, 0.6))
      t.say([
        '[h] wanted it very much.',
        '[h] could not look at anything else.',
        'Oh, how [h] wanted to have it!',
        '[h] made up [h.his] mind to get it.',
      ]);
    t.scenery('h', 0.2);
  },
};

/** Kinds of things that one plays with until something happens. */
const PLAYED: readonly string[] = ['toy', 'instrument'];

/** The hero sets out with the thing, of which nothing was said before. */
const TAKEN_ALONG: readonly string[] = [
  `${ONE_DAY}, [h] went [to] with [h.his] [o.n].`,
  `${ONE_DAY}, [h] took [h.his] [o.n] [to].`,
  `[h] liked [h.his] [o.n] very much and took it [to] one day.`,
  `${ONE_DAY}, [h] was [at], and [h.he] had [o.a] with [h.him].`,
  `[h] had [o.a], and {one day|one morning|one fine day} [h.he] took it along [to].`,
];

/** In few words, where the hero goes. */
const WALKS: readonly string[] = [
  `${ONE_DAY}, [h] went [to].`,
  `${ONE_DAY}, [h] ran [to].`,
  `${ONE_DAY}, [h] set out and went [to].`,
  `${ONE_DAY}, [h] was playing [at].`,
  'It was too nice to stay at home, so [h] went [to].',
];

/** How the hero sets out in spite of all warnings. */
const WARNED: readonly string[] = [
  'Then [h] took [o.the] and ran [to].',
  '[h] nodded, but [h.he] was thinking of other things. Soon [h.he] was on the way [to] with [o.the].',
  '[h] said yes and was out of the door. With [o.the], [h.he] went [to].',
  '[h] promised to be careful. Then [h.he] took [o.the] and went [to].',
  '[h] hardly listened. [h.he] went [to], and [o.the] had to come too.',
];

/** Kinds of things that one saves pennies for. */
const BOUGHT: readonly string[] = ['toy', 'clothes', 'fragile', 'instrument'];

/** What one gives to a grandma rather than to a grandpa. */
const HERS: readonly string[] = [
  'dress',
  'skirt',
  'tutu',
  'gown',
  'blouse',
  'necklace',
  'bracelet',
  'purse',
  'bikini',
];

function needsFriend(quarrel: Plan['quarrel']): boolean {
  return quarrel !== null && quarrel !== 'mockery';
}

/** It happens to whoever has the thing; to the friend, where the hero has a reason to blame him. */
function happen(t: Tale, { problem, quarrel, premise: how }: Plan): void {
  const clumsy: Character = t.character(quarrel === 'blame' && how !== 'borrowed' ? 'f' : 'h');
  if (clumsy !== t.thing('o').holder) {
    t.say(PLAYED.includes(t.thing('o').noun.kind) ? TRIED : TRIED.slice(1));
    t.world.give(t.character('h'), clumsy, t.thing('o'), false);
  }
  problem.prepare?.(t);
  befall(t, problem);
  tell(t, problem.happens, undefined, { h: clumsy });
  if (problem.known) t.say(brisk(t, problem.known));
  // Whoever blames the other in a moment does not cry out first.
  if (quarrel !== 'blame' && t.random.chance((quarrel === null ? 0.6 : 0.3) * (leisure(t) ? 1 : 0.4)))
    t.speak(how === 'borrowed' ? 'f' : 'h', problem.cries, [], 'sad');
}
