/**
 * A story planned from parts: somebody has or wants a thing, a problem comes between, some ways fail for a reason,
 * one helps, or none. What is told follows from the plan and changes the world as it is told.
 */

import { leisure } from '../plot/leisure.ts';
import type { Plot } from '../plot/plot.ts';
import type { Tale } from '../tale.ts';
import { begin, elder } from '../telling/beats.ts';
import { acquire } from './acquire.ts';
import { body } from './body.ts';
import { appears, creature, returns } from './creature.ts';
import { badEnd, goodEnd } from './endings.ts';
import { giveBack } from './give-back.ts';
import { foreshadow, payoff } from './hints.ts';
import { type Plan, plan, QUEST_NOUNS } from './planning.ts';
import { premise } from './premises.ts';
import { solve, suiting, tell, type Way } from './problem.ts';
import { end, mockery, quarrel, returnsToHelp } from './quarrels.ts';
import { handy, POOR, thingWith } from './things.ts';

export const quest: Plot = {
  name: 'quest',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: QUEST_NOUNS,
  tell(t: Tale): void {
    begin(t);
    body(t);
    const planned = plan(t);
    foreshadow(t, planned);
    t.paragraph();
    premise(t, planned);
    const told = planned.premise === 'seen' || planned.premise === 'friend' || planned.quarrel === 'blame';
    const shown = !told && leisure(t, 0.3);
    if (shown || t.choice.due('sad') || t.choice.waits('hurt')) t.sorrow('p', 0.3);
    // Whoever was warned thinks of it at once, or when all is over.
    const late = planned.hint !== 'warning' || t.random.chance(0.35);
    if (!late) payoff(t, planned);
    quarrel(t, planned);
    t.paragraph();
    scare(t);
    attempts(t, planned);
    if (t.has('BadEnding')) {
      badEnd(t, planned, late);
      return;
    }
    if (planned.quarrel === 'leaving') returnsToHelp(t);
    const friends = reconcile(t, planned);
    if (planned.itself) {
      t.mark('Twist');
      t.say(suiting(t, planned.problem.itself));
      solve(t, planned.problem, t.character('p'), null);
      if (t.cast.p !== t.cast.h && !planned.problem.stays)
        t.say([
          'So [p.n] got [p.his] [o.word] back, and could hardly believe it.',
          'And so [o.the] was back with [p.n].',
        ]);
    } else help(t, planned);
    if (late) payoff(t, planned);
    t.paragraph();
    goodEnd(t, planned, friends);
  },
};

/** Those who quarrelled about it make up before they go on; whether they did. */
function reconcile(t: Tale, planned: Plan): boolean {
  const { quarrel: quarrelled, solution } = planned;
  const before =
    quarrelled === 'ideas' ||
    (quarrelled === 'blame' && (solution?.by === 'together' || t.random.chance(0.5)));
  if (before) end(t, planned);
  return before;
}

/** Something frightening in between, where a verb of fear waits; a thought, where one of thinking does. */
function scare(t: Tale): void {
  if (t.choice.due('fear')) {
    t.say([
      'All at once, there was a loud crack somewhere behind [us.o].',
      'Just then, something rustled in the leaves.',
      'Suddenly, a big dog barked not far away.',
      'A dark shadow passed over the ground.',
    ]);
    t.moment('fear', 'h', 1);
    t.say(['But it was nothing.', 'Then it was quiet again, and nothing had happened.']);
  }
  if (t.choice.due('think')) t.moment('think', 'h', 1);
}

/** What is tried in vain; whoever laughs comes by some time in between. */
function attempts(t: Tale, { vain, quarrel: quarrelled }: Plan): void {
  const laughed = quarrelled === 'mockery' ? t.random.int(vain.length + 1) : -1;
  vain.forEach((way, index) => {
    if (index === laughed) mockery(t);
    if (index > 0 && t.random.chance(0.2)) between(t);
    suggest(t, way, leisure(t) ? 0.6 : 0.2);
    tell(t, way.fails!, index);
  });
  if (laughed === vain.length) mockery(t);
}

/** Between one attempt and the next. */
function between(t: Tale): void {
  if (t.moment('think', 'h', 0.4, ['[h] <past>.', 'For a while, [h] <past>.'])) return;
  t.say([
    'That was no good.',
    'What now?',
    '[h] sat down on a stone and thought about it.',
    'But [h] was not one to give up so soon.',
    '[h] scratched [h.his] head.',
    'There had to be another way.',
    '[h] took a deep breath.',
  ]);
}

/** What only somebody says who is not alone. */
const OF_SEVERAL = /\b(?:we|us)\b/i;
/** What only somebody says who will do it. */
const OF_DOER = /\bI\b/;

function suggest(t: Tale, { idea, friends }: Way, chance: number, who = friends ? 'f' : 'h'): void {
  if (!idea || !t.random.chance(chance)) return;
  const alone = who === 'h' && t.cast.us === t.cast.h;
  const other = who === 'f' && !friends;
  const direct = idea.direct.filter((words) =>
    alone ? !OF_SEVERAL.test(words) : !other || !OF_DOER.test(words),
  );
  if (other && direct.length === 0) t.speak('h', idea.direct, idea.indirect);
  else t.speak(who, direct, idea.indirect);
}

/** The way that helps. Afterwards `p` holds the thing. */
function help(t: Tale, { problem, solution, hint, vain, quarrel: quarrelled }: Plan): void {
  const way = solution!;
  const hero = t.character('h');
  const owner = t.character('p');
  if (way.by === 'tool') {
    if (hint !== 'tool') t.bind({ x: thingWith(t, [way.needs!], (noun) => handy(t, noun, way), POOR) });
    // Whoever looks for a tool says what for.
    suggest(t, way, 1, t.cast.f !== undefined && t.random.chance(0.5) ? 'f' : 'h');
    acquire(t, !leisure(t) || quarrelled !== null || hint !== null || t.has('Twist') || vain.length > 1);
  } else if (way.by === 'creature') {
    if (hint === 'creature') returns(t);
    else {
      creature(t, way);
      appears(t);
    }
  } else if (way.by === 'elder') {
    elderComes(t, vain.length > 0);
    suggest(t, way, leisure(t) ? 0.6 : 0.3, 'm');
  } else {
    if (vain.length > 0 && leisure(t, 0.25))
      t.say([
        '[h] did not give up.',
        '[h] sat down and thought. Then [h.he] had another idea.',
        'But [h] wanted to try one more thing.',
        'There had to be a way! [h] thought hard.',
        '[h] looked at it from all sides. Then [h.his] face grew bright.',
        'All at once, [h] knew what to do.',
      ]);
    suggest(t, way, leisure(t) ? 0.6 : 0.25);
  }
  tell(t, way.works!);
  solve(t, problem, hero, way);
  if (owner !== hero) {
    t.world.give(hero, owner, t.thing('o'), false);
    t.say(way.handed ?? problem.handed ?? HANDED);
  }
  if (way.by === 'tool') giveBack(t);
}

/** @param tried whether something was tried in vain before */
function elderComes(t: Tale, tried: boolean): void {
  if (t.cast.m === undefined) elder(t, t.cast.q === undefined ? undefined : ['mom', 'dad']);
  t.say([
    '[h.s] [m.kind] came along and saw what was going on.',
    'Then [h.s] [m.kind] came by.',
    tried ? 'In the end, [h] went and got [h.his] [m.kind].' : 'So [h] went and got [h.his] [m.kind].',
    '[h] ran to [h.his] [m.kind] and told [m.him] about it.',
    'Just then, [h.s] [m.kind] came to look for [h.him].',
    tried
      ? '[h] did not know what else to do, so [h.he] went to get [h.his] [m.kind].'
      : 'It was too much for [h.n] alone, so [h.he] went to get [h.his] [m.kind].',
    'Who came down the path? It was [h.s] [m.kind]!',
  ]);
}

const HANDED: readonly string[] = [
  'Now [o.the] was back where it belonged, with <context?[p.n]|[h.n]>.',
  '[h] gave [o.the] back to [p.n].',
  'Then [p.n] had [p.his] [o.word] again.',
  'With a big smile, [h.n] gave [o.the] to [p.n].',
  '[h.n] held [o.the] out to [p.n], who took it at once.',
];
