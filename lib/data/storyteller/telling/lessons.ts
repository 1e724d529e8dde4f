/** How the lesson of a story is put. */
import { ELDERS } from '../cast.ts';
import type { Tale } from '../tale.ts';
import { inTheEvening, pastEvening, severalDays } from './day-time.ts';
import { GOES_ON } from './teller.ts';

/** `lesson` is a clause that can stand after "that". */
const LESSONS: readonly string[] = [
  '[h] learned that [lesson].',
  'That day, [h] learned that [lesson].',
  'From that day on, [h] knew that [lesson].',
  'And so [h] learned that [lesson].',
  '[h] never forgot what [h.he] had learned: [lesson].',
  'The lesson is that [lesson].',
  '{In the end|After all this}, [h] knew that [lesson].',
  'Now [h] understood that [lesson].',
  '[h] thought about it and understood: [lesson].',
  '[h] knew now that [lesson].',
  'What did [h] learn? That [lesson].',
  'Ask [h.o] what the lesson was, and [h.he] will say: [lesson].',
  'And that is how [h] learned that [lesson].',
  'There is a lesson in this: [lesson].',
  'It was a good lesson: [lesson].',
];

/** Somebody older puts it into words, at home in the evening. */
const TOLD: readonly string[] = [
  'When [h.n] told [h.his] [e3.kind] about it, [e3] said, "Now you have learned that [lesson]."',
  '"You see," said [h.s] [e3.kind] that evening, "[goeson][lesson]. That is what you have learned."',
  '"What did you learn?" asked [h.s] [e3.kind] in the evening. And [h.n] said, "I learned that [lesson]."',
  'That evening, [h.s] [e3.kind] heard it all. "Remember," [e3] said, "[goeson][lesson]."',
  '"I know now that [lesson]," [h] told [h.his] [e3.kind] that evening.',
];
/** The same at any time. */
const TOLD_LATER: readonly string[] = [
  'When [h.n] told [h.his] [e3.kind] about it, [e3] said, "Now you have learned that [lesson]."',
  '"I know now that [lesson]," [h] told [h.his] [e3.kind] when they talked about it.',
  '"What did you learn?" asked [h.s] [e3.kind], who had heard of it. And [h.n] said, "I learned that [lesson]."',
];

export function moral(t: Tale, lesson: string): void {
  const hero = t.character('h');
  if (t.has('Dialogue') && !lesson.includes('[') && t.random.chance(0.3)) {
    const { m } = t.cast;
    // Whoever was there need not be told.
    const there = typeof m === 'object' && m.type === 'character' ? m.kind : '';
    const kinds = ELDERS.filter((kind) => kind !== there);
    t.bind({ e3: t.relative(hero, kinds) });
    const past = t.late || inTheEvening(t) || pastEvening(t);
    t.late = true;
    t.say(
      t
        .pick(past ? TOLD_LATER : TOLD)
        .replace('[goeson]', GOES_ON)
        .replace('[lesson]', () => lesson),
    );
    return;
  }
  const lines = severalDays(t) ? LESSONS.filter((line) => !line.startsWith('That day')) : LESSONS;
  t.say(t.pick(lines).replace('[lesson]', () => lesson));
}
