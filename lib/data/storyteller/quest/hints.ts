/** What is said early and comes true later: a tool, a good deed to an animal, a warning. */
import type { Tale } from '../tale.ts';
import { elder } from '../telling/beats.ts';
import { creature, kindness } from './creature.ts';
import type { Plan } from './planning.ts';

/** Plants what pays off later. */
export function foreshadow(t: Tale, { hint, solution }: Plan): void {
  if (hint !== null) t.mark('hint');
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
  }
}

/** An elder foresees what will become of the thing. */
export function warn(t: Tale, { hint, problem }: Plan): void {
  if (hint !== 'warning') return;
  elder(t);
  t.say([
    '[h.s] [m.kind] looked up from [m.his] work.',
    '[h.s] [m.kind] looked out of the window.',
    '[h.s] [m.kind] was a little worried.',
    '[h] was already at the door when [h.his] [m.kind] called.',
  ]);
  t.speak('m', problem.warning.direct, problem.warning.indirect);
}

export function payoff(t: Tale, { hint }: Plan): void {
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
