/**
 * A story planned from parts: somebody has or wants a thing, a problem comes between, some ways fail for a reason,
 * one helps, or none. What is told follows from the plan and changes the world as it is told.
 */
import type { Plot } from '../plot/plot.ts';
import type { Tale } from '../tale.ts';
import { begin, elder, happyEnd, makeUp, sadEnd, thanks } from '../telling/beats.ts';
import { acquire, giveBack } from './acquire.ts';
import { appears, creature, returns } from './creature.ts';
import { foreshadow, payoff } from './hints.ts';
import { type Plan, plan, QUEST_NOUNS } from './planning.ts';
import { premise } from './premises.ts';
import { suiting, type Way } from './problem.ts';
import { mocked, mockery, quarrel } from './quarrels.ts';
import { turn } from './turns.ts';

export const quest: Plot = {
  name: 'quest',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: QUEST_NOUNS,
  tell(t: Tale): void {
    const planned = plan(t);
    const { problem } = planned;
    t.bind({ o: t.choice.object(...((planned.premise === 'seen' && problem.treasures) || problem.things)) });
    begin(t);
    foreshadow(t, planned);
    t.paragraph();
    premise(t, planned);
    if (planned.premise === 'own' || planned.premise === 'borrowed') t.sorrow('p', 0.5);
    quarrel(t, planned);
    t.paragraph();
    attempts(t, planned);
    if (planned.quarrel === 'mockery') mockery(t);
    if (t.has('BadEnding')) {
      badEnd(t, planned);
      return;
    }
    if (planned.itself) {
      t.mark('Twist');
      t.say(suiting(t, planned.problem.itself));
      t.world.find(t.character('p'), t.thing('o'));
    } else help(t, planned);
    payoff(t, planned);
    t.paragraph();
    after(t, planned);
  },
};

function attempts(t: Tale, { vain }: Plan): void {
  vain.forEach((way, index) => {
    if (index > 0 && t.random.chance(0.25)) t.moment('think', 'h', 0.5);
    suggest(t, way, way.by === 'together' && t.random.chance(0.5) ? 'f' : 'h');
    t.step(index, suiting(t, way.fails!));
  });
}

function suggest(t: Tale, { idea }: Way, who: string): void {
  if (idea && t.random.chance(0.6)) t.speak(who, idea.direct, idea.indirect);
}

/** The way that helps. Afterwards `p` holds the thing. */
function help(t: Tale, { solution, hint, vain }: Plan): void {
  const way = solution!;
  const hero = t.character('h');
  const owner = t.character('p');
  const thing = t.thing('o');
  if (way.by === 'tool') {
    if (hint !== 'tool') t.bind({ x: t.choice.object(way.needs!) });
    suggest(t, way, t.cast.f !== undefined && t.random.chance(0.5) ? 'f' : 'h');
    acquire(t);
  } else if (way.by === 'creature') {
    if (hint === 'creature') returns(t);
    else {
      creature(t, way.needs!);
      appears(t);
    }
  } else if (way.by === 'elder') {
    if (t.cast.m === undefined) elder(t);
    t.say([
      '[h.s] [m.kind] came along and saw what was going on.',
      'Then [h.s] [m.kind] came by.',
      'In the end, [h] went and got [h.his] [m.kind].',
      '[h] ran to [h.his] [m.kind] and told [m.him] about it.',
    ]);
    suggest(t, way, 'm');
  } else {
    if (vain.length > 0)
      t.say([
        '[h] did not give up.',
        '[h] sat down and thought. Then [h.he] had another idea.',
        'But [h] wanted to try one more thing.',
        'There had to be a way! [h] thought hard.',
      ]);
    suggest(t, way, way.by === 'together' && t.random.chance(0.5) ? 'f' : 'h');
  }
  t.say(suiting(t, way.works!));
  t.world.find(hero, thing);
  if (owner !== hero) {
    t.world.give(hero, owner, thing, false);
    t.say([
      '[h] gave [o.the] back to [p.n].',
      'Then [p.n] had [p.his] [o.word] again.',
      '[h.n] put [o.the] into [p.s] hands.',
    ]);
  }
  if (way.by === 'tool') giveBack(t);
}

function after(t: Tale, planned: Plan): void {
  const { problem, solution, itself, quarrel: quarrelled } = planned;
  const friend = t.cast.f !== undefined;
  if (quarrelled === 'mockery') mocked(t);
  else if (quarrelled !== null) makeUp(t, quarrelled === 'blame' ? t.random.pick(['h', 'f']) : 'h', 'f');
  if (solution?.by === 'elder') thanks(t, 'h', 'm');
  else if (planned.premise === 'friend') thanks(t, 'f', 'h');
  else if (solution?.by === 'together') thanks(t, 'h', 'f');
  else if (solution?.by === 'creature')
    t.speak(
      'h',
      [
        'Thank you, little friend!',
        'You are the best [c.kind] in the world!',
        'I will never forget this. Thank you!',
      ],
      ['[h] thanked [c.the] with all [h.his] heart.', '[h] gave [c.the] some bread to say thank you.'],
      'happy',
    );
  turn(t, planned);
  t.moral(...lessons(planned));
  happyEnd(t, friend && (planned.premise !== 'own' || t.random.chance(0.5)) ? 'both' : 'h');
  const trouble =
    planned.premise === 'seen'
      ? '[h.n] sees [o.a] [at] that is hard to get'
      : `[p.ns] [o.n] ${problem.short} [at]`;
  const end = itself
    ? 'In the end it comes back all by itself.'
    : planned.premise === 'seen'
      ? `In the end [h.he] gets it ${solution!.short}.`
      : `[h.n] gets it back ${solution!.short}.`;
  t.summarise(`${trouble}. ${end}`);
}

function lessons({ solution, hint, vain, premise: how }: Plan): string[] {
  const all = [];
  if (hint === 'creature')
    all.push('a good deed is never lost', 'those who help will be helped', 'kindness comes back');
  if (hint === 'warning')
    all.push('it is wise to listen to those who know more', 'good advice is worth a lot');
  if (solution?.by === 'creature')
    all.push('even the smallest can be a great help', 'nobody is too little to help');
  if (solution?.by === 'elder')
    all.push('it is good to ask for help', 'one does not have to do everything alone');
  if (solution?.by === 'together') all.push('two can do what one cannot', 'together, many things are easy');
  if (solution?.by === 'tool')
    all.push('the right tool makes hard work easy', 'those who ask nicely get help');
  if (solution?.by === 'self') all.push('it is worth it to try again', 'one should never give up too soon');
  if (vain.length > 1) all.push('one who keeps trying will find a way');
  if (how === 'friend') all.push('it feels good to help a friend');
  if (all.length === 0) all.push('with a little patience, things turn out well');
  return all;
}

function badEnd(t: Tale, planned: Plan): void {
  const { problem, quarrel: quarrelled } = planned;
  const thing = t.thing('o');
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(suiting(t, problem.robbed));
  } else t.say(suiting(t, problem.lost));
  t.world.vanish(null, thing);
  payoff(t, planned);
  t.paragraph();
  if (quarrelled === 'blame' || quarrelled === 'ideas')
    t.say([
      '[h.n] and [f.n] did not talk to each other any more.',
      '[f.n] went home without a word.',
      'And [f.n] was still angry.',
    ]);
  t.moral(...problem.lessons);
  sadEnd(t, 'p');
  t.summarise(`[p.ns] [o.n] ${problem.short} [at]. Nothing helps, and it is gone for good.`);
}
