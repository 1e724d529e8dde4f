/** How quests end: thanks, making up, a last turn, what is learned; or sadly. */

import { brisk, leisure } from '../plot/leisure.ts';
import type { Tale } from '../tale.ts';
import { happyEnd, sadEnd, thanks } from '../telling/beats.ts';
import { little, thankCreature } from './creature.ts';
import { payoff } from './hints.ts';
import type { Plan } from './planning.ts';
import { suiting } from './problem.ts';
import { end, mocked } from './quarrels.ts';
import { turn } from './turns.ts';

/** @param friends whether those who quarrelled have made up already */
export function goodEnd(t: Tale, planned: Plan, friends: boolean): void {
  const { premise, quarrel } = planned;
  if (leisure(t, 0.5)) thank(t, planned);
  if (quarrel === 'mockery')
    mocked(t, planned.solution !== null && !['elder', 'creature'].includes(planned.solution.by));
  else if (!friends) end(t, planned);
  turn(t, planned);
  if (t.thing('o').holder === t.character('h') && premise === 'gift') given(t);
  t.moral(...lessons(t, planned));
  happyEnd(t, t.cast.f !== undefined && (premise !== 'own' || t.random.chance(0.5)) ? 'both' : 'h');
  summary(t, planned);
}

/** Whoever was helped says thank you. */
function thank(t: Tale, { premise, solution }: Plan): void {
  if (solution?.by === 'elder') thanks(t, 'h', 'm');
  else if (premise === 'friend') thanks(t, 'f', 'h');
  else if (solution?.by === 'together') thanks(t, 'h', 'f');
  else if (solution?.by === 'creature') thankCreature(t);
}

/** The gift comes to whom it is for. */
function given(t: Tale): void {
  t.world.give(t.character('h'), t.character('q'), t.thing('o'));
  if (t.thing('o').state === 'broken') {
    t.say([
      'It was not what it had been, but [h.ns] [q.kind] said that [q.he] had never got a better gift.',
      'So [h.ns] [q.kind] got something that nobody else had. [q] was proud of it and looked at it every day.',
    ]);
    return;
  }
  const lines = [
    'At last, [h] came to [h.his] [q.kind], who was very happy about [o.the].',
    'At last, [h] could give [o.the] to [h.his] <context?[q.kind]|teacher|cousin>.',
    'Then [h] set out again, and this time [h.he] did not stop. [h.s] [q.kind] was so happy about [o.the] that [q.he] {laughed out loud|had tears in [q.his] eyes}.',
    'At last, [h] could give [o.the] to [h.his] <context?[q.kind]|teacher|cousin>. It was the best gift of all, because it had been so hard to bring.',
    'A little late, [h] came to [h.his] [q.kind] with [o.the]. [q] gave [h.o] the biggest hug of the year.',
  ];
  // What can be eaten is not kept.
  const evening =
    'That evening, [h.s] [q.kind] had [o.the] on the table. [q] wanted to hear the whole story, and then all of it once more.';
  const kept = [
    'Then [h.s] [q.kind] got [o.the] and was as happy as a child.',
    'So [h.s] [q.kind] got [o.the] after all. [q] put it in the very best place in the room.',
    evening,
  ];
  const told = t.pick(brisk(t, t.choice.edible(t.thing('o')) ? lines : [...lines, ...kept]));
  t.say(told);
  t.late ||= told === evening;
}

/** For the summary: what the trouble was. */
function troubles({ problem, premise }: Plan): string[] {
  return premise === 'seen' && problem.begins?.seen === undefined
    ? ['[h.n] sees [o.a] [at] that is hard to get', '[at], [h.n] finds [o.a] where it is hard to get']
    : premise === 'gift'
      ? [
          `[h.n] has [o.a] for [h.his] [q.kind], but it ${problem.short} on the way`,
          `The [o.n] that [h.n] wants to give to [h.his] [q.kind] ${problem.short} [at]`,
        ]
      : premise === 'friend' && problem.begins === undefined
        ? [`[p.ns] [o.n] ${problem.short} [at], and [h.n] comes by`, `[p.ns] [o.n] ${problem.short} [at]`]
        : problem.begins === undefined
          ? [`[p.ns] [o.n] ${problem.short} [at]`, `[at], [p.ns] [o.n] ${problem.short}`]
          : premise === 'friend'
            ? [`[at], [p.n] has [o.a] that ${problem.short}, and [h.n] wants to help`]
            : [
                `[at], [h.n] ${premise === 'seen' ? 'finds' : 'has'} [o.a] that ${problem.short}`,
                `[h.n] has [o.a] [at], and it ${problem.short}`,
              ];
}

function summary(t: Tale, planned: Plan): void {
  const { problem, solution, itself, premise: how } = planned;
  // What the hero finds has not been anywhere else.
  const won = how === 'seen' ? problem.won.replace(' again', '') : problem.won;
  const end = itself
    ? problem.wonItself
    : `In the end, [h.n] ${[solution?.won ?? won, solution?.short ?? []].flat().join(' ')}.`;
  t.summarise(...troubles(planned).map((one) => `${one}. ${end}`));
}

function lessons(t: Tale, { solution, hint, vain, premise: how, quarrel }: Plan): string[] {
  const all = [];
  if (hint === 'creature')
    all.push('a good deed is never lost', 'those who help will be helped', 'kindness comes back');
  if (hint === 'warning')
    all.push('it is wise to listen to those who know more', 'good advice is worth a lot');
  if (quarrel === 'blame')
    all.push(
      solution?.by === 'together'
        ? 'blaming each other does not help, but working together does'
        : 'it does not help to ask whose fault it was',
    );
  if (quarrel === 'ideas') all.push('it is better to listen to each other than to quarrel');
  if (quarrel === 'mockery')
    all.push('those who laugh can be wrong', 'one need not listen to those who laugh');
  if (quarrel === 'leaving')
    all.push('a good friend comes back to help', 'it is never too late to come back');
  if (solution?.by === 'creature')
    all.push(
      ...(little(t)
        ? ['even the smallest can be a great help', 'nobody is too little to help']
        : ['help can come when one does not expect it', 'it is good to let others help']),
    );
  if (solution?.by === 'elder')
    all.push('it is good when somebody helps', 'one does not have to do everything alone');
  if (solution?.by === 'together') all.push('two can do what one cannot', 'together, many things are easy');
  if (solution?.by === 'tool') all.push('with the right tool, even hard work can be done');
  if (solution?.by === 'tool' && t.cast.l !== undefined) all.push('those who ask nicely get help');
  if (solution?.by === 'self') {
    if (solution.lessons) all.push(...solution.lessons);
    else if (solution.name === 'chain')
      all.push('together, many things are easy', 'even the smallest can be a great help');
    else if (t.cast.l !== undefined) all.push('it is good to know somebody who can help');
    else
      all.push(
        ...(quarrel === 'mockery' ? ['one can do more than others think'] : ['a good idea is worth a lot']),
        ...(vain.length > 0 ? ['it is worth it to try again'] : ['it helps to stop and think']),
      );
  }
  if (vain.length > 1) all.push('one who keeps trying will find a way');
  if (how === 'friend' && ['self', 'together', 'tool'].includes(solution?.by ?? ''))
    all.push('it feels good to help a friend');
  // Nothing that anybody did has helped.
  if (all.length === 0) {
    all.push('what looks bad can still end well', 'one should not give up hope too soon');
    if (how === 'borrowed') all.push('one should take good care of what is borrowed');
  }
  return all;
}

/** @param late whether what was hinted at has still to come true */
export function badEnd(t: Tale, planned: Plan, late: boolean): void {
  const { problem, quarrel, premise } = planned;
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(suiting(t, problem.robbed));
  } else t.say(suiting(t, problem.lost));
  if (!problem.stays || t.has('Twist')) t.world.vanish(null, t.thing('o'));
  if (late) payoff(t, planned);
  t.paragraph();
  if (quarrel === 'blame' || quarrel === 'ideas')
    t.say([
      '[h.n] and [f.n] did not talk to each other any more.',
      ...(t.cast.p === t.cast.f ? [] : ['[f.n] went home without a word.']),
      'And [f.n] was still angry.',
    ]);
  if (quarrel === 'mockery')
    t.say([
      '[r.n] did not laugh any more, but nobody said sorry.',
      'And [r.n] had gone home without a kind word.',
      '[r.n] walked off and did not even say sorry.',
    ]);
  if (quarrel === 'leaving')
    t.say([
      '[f.n] did not come back to help.',
      'If only [f.n] had stayed to help!',
      'And [f.n] was not there any more.',
    ]);
  if (premise === 'gift' && leisure(t, 0.6))
    t.say([
      'So there was no gift for [h.ns] [q.kind] that day.',
      '[h] told [h.his] [q.kind] all about it. [q] said that it did not matter, but [h] could not smile.',
      '[h] came to [h.his] [q.kind] without a gift and did not know what to say.',
    ]);
  t.moral(...problem.lessons);
  sadEnd(t, 'p');
  const end = t.has('Twist') ? 'By a bad surprise, it is lost for good.' : problem.failed;
  t.summarise(...troubles(planned).map((one) => `${one}. ${end}`));
}
