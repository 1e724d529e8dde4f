/**
 * A story planned from parts: somebody has or wants a thing, a problem comes between, some ways fail for a reason,
 * one helps, or none. What is told follows from the plan and changes the world as it is told.
 */
import type { Plot } from '../plot/plot.ts';
import type { Tale } from '../tale.ts';
import { begin, elder, happyEnd, makeUp, sadEnd, thanks } from '../telling/beats.ts';
import { acquire, giveBack } from './acquire.ts';
import { appears, creature, kindness, returns } from './creature.ts';
import { type Plan, plan, QUEST_NOUNS } from './planning.ts';
import { premise } from './premises.ts';
import type { Way } from './problem.ts';
import { mockery, mocked, quarrel } from './quarrels.ts';
import { turn } from './turns.ts';

export const quest: Plot = {
  name: 'quest',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: QUEST_NOUNS,
  tell(t: Tale): void {
    const planned = plan(t);
    begin(t);
    foreshadow(t, planned);
    t.paragraph();
    premise(t, planned);
    t.sorrow('p', 0.5);
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
      t.say(planned.problem.itself);
      t.world.find(t.character('p'), t.thing('o'));
    } else help(t, planned);
    payoff(t, planned);
    t.paragraph();
    after(t, planned);
  },
};

/** Plants what pays off later. */
function foreshadow(t: Tale, { hint, problem, solution }: Plan): void {
  if (hint === null) return;
  t.mark('hint');
  if (hint === 'tool') {
    const tool = t.choice.object(solution!.needs!);
    t.bind({ x: tool });
    t.world.own(t.character('h'), tool);
    t.say([
      'That morning, [h] had found [x.a] in the shed. It was old, but [h.he] took it along.',
      'Before [h] left home, [h.he] put [x.a] on the little cart that [h.he] always pulled along. One never knows.',
      'The day before, [h.s] grandpa had given [h.him] [x.a]. [h] took it everywhere now.',
    ]);
  } else if (hint === 'creature') {
    creature(t, solution!.needs!);
    kindness(t);
  } else {
    elder(t);
    t.say(['[h.s] [m.kind] looked up from [m.his] work.', 'At breakfast, [h.s] [m.kind] looked out of the window.', '[h.s] [m.kind] was worried.']);
    t.bind({ name: t.character('h').name });
    warning(t, problem);
  }
}

function warning(t: Tale, { warning: { direct, indirect } }: Plan['problem']): void {
  t.speak('m', direct, indirect);
}

function payoff(t: Tale, { hint }: Plan): void {
  if (hint === null) return;
  t.mark('payoff');
  if (hint === 'warning')
    t.say([
      'Now [h] remembered what [h.his] [m.kind] had said that morning.',
      'It had come just as [h.s] [m.kind] had said.',
      '[h.s] [m.kind] had been right after all.',
    ]);
  else if (hint === 'tool')
    t.say([
      'How good that [h] had taken [x.the] along!',
      'Who would have thought in the morning that [x.the] would be so useful?',
    ]);
  else
    t.say([
      '[h] had been good to [c.o], and now [c.the] had been good to [h.o].',
      'One kind deed in the morning had come back to [h.o].',
      'It had not forgotten what [h] had done for [c.o].',
    ]);
}

function attempts(t: Tale, { vain }: Plan): void {
  vain.forEach((way, index) => {
    if (index > 0 && t.random.chance(0.25)) t.moment('think', 'h', 0.5);
    suggest(t, way, way.by === 'together' && t.random.chance(0.5) ? 'f' : 'h');
    t.step(index, way.fails!);
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
  t.say(way.works!);
  t.world.find(hero, thing);
  if (owner !== hero) {
    t.world.give(hero, owner, thing, false);
    t.say(['[h] gave [o.the] back to [p.n].', 'Then [p.n] had [p.his] [o.word] again.', '[h.n] put [o.the] into [p.s] hands.']);
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
  else if (solution?.by === 'creature') t.say(['[h] thanked [c.the] with all [h.his] heart.', '"Thank you, little friend," said [h].'].slice(0, t.has('Dialogue') ? 2 : 1));
  turn(t, planned);
  t.moral(...lessons(planned));
  happyEnd(t, friend && (planned.premise !== 'own' || t.random.chance(0.5)) ? 'both' : 'h');
  const trouble = planned.premise === 'seen' ? '[h.n] sees [o.a] [at] that is hard to get' : `[p.ns] [o.n] ${problem.short} [at]`;
  const end = itself
    ? 'In the end it comes back all by itself.'
    : planned.premise === 'seen'
      ? `In the end [h.he] gets it ${solution!.short}.`
      : `[h.n] gets it back ${solution!.short}.`;
  t.summarise(`${trouble}. ${end}`);
}

function lessons({ solution, hint, vain, premise: how }: Plan): string[] {
  const all = [];
  if (hint === 'creature') all.push('a good deed is never lost', 'those who help will be helped', 'kindness comes back');
  if (hint === 'warning') all.push('it is wise to listen to those who know more', 'good advice is worth a lot');
  if (solution?.by === 'creature') all.push('even the smallest can be a great help', 'nobody is too little to help');
  if (solution?.by === 'elder') all.push('it is good to ask for help', 'one does not have to do everything alone');
  if (solution?.by === 'together') all.push('two can do what one cannot', 'together, many things are easy');
  if (solution?.by === 'tool') all.push('the right tool makes hard work easy', 'those who ask nicely get help');
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
    t.say(problem.robbed);
  } else t.say(problem.lost);
  t.world.vanish(null, thing);
  payoff(t, planned);
  t.paragraph();
  if (quarrelled === 'blame' || quarrelled === 'ideas')
    t.say(['[h.n] and [f.n] did not talk to each other any more.', '[f.n] went home without a word.', 'And [f.n] was still angry.']);
  t.moral(...problem.lessons);
  sadEnd(t, 'p');
  t.summarise(`[p.ns] [o.n] ${problem.short} [at]. Nothing helps, and it is gone for good.`);
}
