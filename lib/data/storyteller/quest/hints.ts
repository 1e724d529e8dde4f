/** What is said early and comes true later: a tool, a good deed to an animal, a warning. */
import { ELDERS } from '../cast.ts';
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
      'In the shed, [h] had found [x.a], and now [h.he] took it along wherever [h.he] went.',
      'On the little cart that [h] always pulled along lay [x.a]. One never knew what it might be good for.',
      'From [h.his] grandpa, [h] had got [x.a], and now [h.he] took it everywhere.',
      'For some days, [h] had carried [x.a] around, and everybody asked what it was for.',
      'A neighbor had thrown away [x.a]. [h] thought that it was much too good for that and kept it.',
      '[h] had traded some old things for [x.a]. Nobody at home knew what it should be good for.',
      '[h] always had [x.a] with [h.him]. Others laughed about that and asked what it was for.',
    ]);
  } else if (hint === 'creature') {
    creature(t, solution!);
    kindness(t);
  }
}

/**
 * An elder foresees what will become of the thing; whether that was so.
 * @param day whether the day on which it happens begins here
 */
export function warn(t: Tale, { hint, problem }: Plan, day: boolean): boolean {
  if (hint !== 'warning') return false;
  elder(t);
  t.say(
    day
      ? [
          'One day, [h] was already at the door when [h.his] [m.kind] called.',
          'One fine day, when [h] wanted to go out, [h.his] [m.kind] put down [m.his] work and came to the door.',
          'Before [h] left the house one day, [h.his] [m.kind] had something to say.',
          'One morning, [h.his] [m.kind] saw that [h] was in a hurry and shook [m.his] head.',
          'One afternoon, [h] wanted to go out and play. [h.s] [m.kind] put down a cup of tea and called [h.him] back.',
          'One morning, [h.his] [m.kind] looked out of the window and was a little worried.',
        ]
      : [
          '[h.s] [m.kind] put down [m.his] work.',
          '[h.s] [m.kind] was a little worried.',
          'Before [h] left, [h.his] [m.kind] had something to say.',
          '[h.s] [m.kind] put down a cup of tea and called [h.him] back.',
        ],
  );
  t.speak('m', problem.warning.direct, problem.warning.indirect);
  return true;
}

export function payoff(t: Tale, { hint }: Plan): void {
  if (hint === null) return;
  t.mark('payoff');
  if (hint === 'warning') {
    const { kind } = t.character('m');
    t.bind({ notM: t.random.pick(ELDERS.filter((other) => other !== kind)) });
    t.say([
      'Now [h] remembered what [h.his] [m.kind] had said.',
      '[h.s] [m.kind] had known why [m.he] said it.',
      '[h.s] <context?[m.kind]|[notM]> had been right after all.',
      ...(t.has('BadEnding') ? ['Why had [h] not listened to [h.his] [m.kind]?'] : []),
      '[h] thought of the words of [h.his] [m.kind]. They had been so true.',
    ]);
  } else if (hint === 'tool')
    t.say([
      'How good that [h] had taken [x.the] along!',
      'Who would have thought that [x.the] would be so useful?',
      'Now everybody knew what [x.the] was good for.',
      'So it had been right to bring [x.the], although nobody had known why.',
    ]);
  else
    t.say([
      '[h] had been good to [c.o], and now [c.the] had been good to [h.o].',
      'One kind deed had come back to [h.o].',
      'What [h] had done for [c.the] had not been forgotten.',
    ]);
}
