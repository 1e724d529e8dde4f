/** What is said early and comes true later: a tool, a good deed to an animal, a warning. */
import type { Tale } from '../tale.ts';
import { elder } from '../telling/beats.ts';
import { creature, kindness } from './creature.ts';
import type { Plan } from './planning.ts';
import { handy, POOR, thingWith } from './things.ts';

/** Plants what pays off later. */
export function foreshadow(t: Tale, { hint, solution }: Plan): void {
  if (hint !== null) t.mark('hint');
  if (hint === 'tool') {
    const tool = thingWith(t, [solution!.needs!], (noun) => handy(t, noun, solution!), POOR);
    t.bind({ x: tool });
    t.world.own(t.character('h'), tool);
    t.say([
      'That morning, [h] had found [x.a] in the shed. It was old, but [h.he] took it along.',
      'Before [h] left home, [h.he] put [x.a] on the little cart that [h.he] always pulled along. One never knows.',
      'The day before, [h.s] grandpa had given [h.him] [x.a]. [h] took it everywhere now.',
      'For some days, [h] had carried [x.a] around. Everybody asked what it was for, and [h] did not know it yet.',
      'A neighbor had thrown away [x.a]. [h] thought that it was much too good for that and kept it.',
      '[h] had traded some old things for [x.a]. Nobody at home knew what it should be good for.',
      'At the door, [h] stopped, turned around and got [x.a]. [h.he] just had a feeling that [h.he] would need it.',
    ]);
  } else if (hint === 'creature') {
    creature(t, solution!);
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
    '[h.s] [m.kind] put down a cup of tea and lifted one finger.',
    'Before [h] left, [h.his] [m.kind] had something to say.',
    '[h.s] [m.kind] saw that [h] was in a hurry and shook [m.his] head.',
  ]);
  t.speak('m', problem.warning.direct, problem.warning.indirect);
}

export function payoff(t: Tale, { hint }: Plan): void {
  if (hint === null) return;
  t.mark('payoff');
  if (hint === 'warning') {
    const { kind } = t.character('m');
    t.bind({ notM: t.random.pick(['mom', 'dad', 'grandma', 'grandpa'].filter((other) => other !== kind)) });
    t.say([
      'Now [h] remembered what [h.his] [m.kind] had said that morning.',
      'It had come just as [h.s] [m.kind] had said.',
      '[h.s] <context?[m.kind]|[notM]> had been right after all.',
      'Why had [h] not listened to [h.his] [m.kind]?',
      '[h] thought of the words of [h.his] [m.kind]. They had been so true.',
    ]);
  } else if (hint === 'tool')
    t.say([
      'How good that [h] had taken [x.the] along!',
      'Who would have thought in the morning that [x.the] would be so useful?',
      'Now everybody knew what [x.the] was good for.',
      'So it had been right to bring [x.the], although nobody had known why.',
    ]);
  else
    t.say([
      '[h] had been good to [c.o], and now [c.the] had been good to [h.o].',
      'One kind deed had come back to [h.o].',
      'It had not forgotten what [h] had done for [c.o].',
    ]);
}
