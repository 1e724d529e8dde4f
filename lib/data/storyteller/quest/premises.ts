/** How a quest begins: whose the thing is, how the hero comes to care, and the problem as it comes about. */
import type { Tale } from '../tale.ts';
import { elder, friend, friendComes, goOut, ONE_DAY } from '../telling/beats.ts';
import { look } from '../telling/details.ts';
import { play } from '../telling/uses.ts';
import { warn } from './hints.ts';
import type { Plan } from './planning.ts';
import { suiting } from './problem.ts';

/** Tells how it all began; afterwards `o`, `p` and the place are bound, and nobody holds the thing. */
export function premise(t: Tale, planned: Plan): void {
  PREMISES[planned.premise](t, planned);
  t.bind({ us: t.cast.f === undefined ? t.character('h') : t.group(t.character('h'), t.character('f')) });
}

const PREMISES: Readonly<Record<Plan['premise'], (t: Tale, planned: Plan) => void>> = {
  own(t, planned) {
    const { problem, quarrel } = planned;
    const hero = t.character('h');
    t.bind({ p: hero });
    t.world.own(hero, t.thing('o'));
    t.say([
      '[h] had [o.a] that [h.he] {loved|liked} very much.',
      '[h] had [o.a]. It was a gift from [h.his] {grandma|grandpa|aunt|uncle}.',
      'For [h.his] birthday, [h] got [o.a].',
      '[h] had found [o.a] under the bed that morning. What joy!',
      'The thing that [h] {loved|liked} most was [h.his] [o.n].',
    ]);
    look(t, 'o');
    warn(t, planned);
    goOut(
      t,
      [
        `${ONE_DAY}, [h] took [o.the] [to].`,
        `${ONE_DAY}, [h] went [to] with [h.his] [o.word].`,
        `${ONE_DAY}, [h] could not wait to take [o.the] [to].`,
      ],
      problem.scenes,
      problem.notAt,
    );
    t.scenery('h');
    if (quarrel === 'blame' || quarrel === 'ideas' || t.random.chance(0.3)) {
      friendComes(t);
      t.say([
        '[both] played with [o.the] {for a while|all morning}.',
        'They took turns with [o.the].',
        '[f.n] wanted to see [o.the], and they had a lot of fun.',
      ]);
    } else play(t, 'h');
    problem.prepare?.(t);
    t.world.lose(t.thing('o'), 'away');
    t.say(suiting(t, problem.happens));
    cry(t, 'h');
  },
  friend(t, { problem }) {
    goOut(t, [], problem.scenes, problem.notAt);
    t.scenery('h');
    t.moment('way', 'h', 0.4);
    const other = friend(t);
    t.bind({ p: other });
    t.world.own(other, t.thing('o'));
    t.say([
      'There was [h.his] friend [f.n], and [f.he] did not look happy.',
      'Under a tree sat [h.his] friend [f.n] with a sad face.',
      '[h] heard somebody cry. It was [h.his] friend [f.n].',
      'There [h] met [h.his] friend [f.n], who was close to tears.',
    ]);
    t.speak(
      'h',
      ['What is wrong, [f.n]?', 'Why are you so sad?', '[f.n], what happened?', 'Can I help you?'],
      ['[h] asked what was wrong.'],
    );
    problem.prepare?.(t);
    t.world.lose(t.thing('o'), 'away');
    t.speak('p', problem.plight.direct, problem.plight.indirect, 'sad');
    t.speak(
      'h',
      [
        'Do not cry. I will help you.',
        'We will get it back!',
        'Let me see what I can do.',
        'That is not so bad. We can do something.',
      ],
      ['[h] wanted to help at once.'],
      'happy',
    );
  },
  borrowed(t, { problem }) {
    goOut(t, [], problem.scenes, problem.notAt);
    t.scenery('h');
    const other = friend(t);
    t.bind({ p: other });
    t.world.own(other, t.thing('o'));
    t.say([
      '[h.s] friend [f.n] was there too, with [o.a].',
      '[f.n], a good friend, came along with [o.a].',
      'Soon [h] met [h.his] friend [f.n], who had [o.a].',
    ]);
    look(t, 'o', 0.4);
    t.speak(
      'h',
      [
        'What a nice [o.word]! May I have it for a moment?',
        'Can I try it too?',
        'Please, let me have a turn!',
      ],
      ['[h] wanted to have a turn with it.'],
    );
    t.speak(
      'f',
      [
        'Yes, but please be careful.',
        'All right. But it is my favorite!',
        'Of course. Take good care of it.',
      ],
      ['[f] nodded and gave it to [h.o].'],
    );
    t.world.give(other, t.character('h'), t.thing('o'), false);
    problem.prepare?.(t);
    t.world.lose(t.thing('o'), 'away');
    t.say(suiting(t, problem.happens));
    cry(t, 'f');
  },
  seen(t, { problem }) {
    t.bind({ p: t.character('h') });
    goOut(t, [], problem.scenes, problem.notAt);
    t.moment('way', 'h', 0.5);
    problem.prepare?.(t);
    t.say(problem.seen!);
    if (t.random.chance(0.5)) {
      if (t.cast.m === undefined) elder(t);
      t.say([
        'That would make [h.his] [m.kind] so happy, [h] thought.',
        '[h] wanted to bring it home for [h.his] [m.kind].',
        'What a good gift it would be for [h.his] [m.kind]!',
      ]);
    } else
      t.say([
        '[h] wanted it very much.',
        '[h] could not look at anything else.',
        'Oh, how [h] wanted to have it!',
        '[h] made up [h.his] mind to get it.',
      ]);
    t.scenery('h', 0.2);
  },
};

function cry(t: Tale, who: string): void {
  if (!t.random.chance(0.6)) return;
  t.speak(
    who,
    [
      'Oh no! My [o.word]!',
      'Oh dear! What now?',
      'No, no, no!',
      'How will I ever get it back?',
      'My [o.word]! My dear [o.word]!',
    ].slice(0, who === 'h' || who === 'f' ? 5 : 3),
    [],
    'sad',
  );
}
