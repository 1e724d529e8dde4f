/**
 * Sentences with a place for a verb and its complement, by what the moment of the story is. `h` stands for whoever
 * does it, one or a group.
 */

import type { Moment } from '../words/entries.ts';
import type { Verb } from '../words/lexicon.ts';

/** What somebody likes to do. */
export const HABITS: readonly string[] = [
  '[h] {loved|liked} to <base>.',
  '[h] [h.was] always happy when [h.he] could <base>.',
  'Most of all, [h] {loved|liked} to <base>.',
  '{Nothing was better for [h.o] than to|There was nothing that [h] liked more than to} <base>.',
  '[h] never got tired of <ing>.',
  'If you asked [h.o] what was best in the world, the answer was: <ing>.',
  '[h.s] favorite thing was <ing>.',
  'What [h] liked best was <ing>.',
  'Whenever there was time, [h] liked to <base>.',
  'There were many things that [h] liked, and one of them was <ing>.',
  'And how [h.he] liked to <base>!',
  'When there was nothing else to do, [h] liked to <base>.',
  '[h] thought that nothing was as much fun as <ing>.',
];

/** What somebody always does when sad, afraid, happy or tired; said before it happens. */
export const WONT: Readonly<Partial<Record<Moment, readonly string[]>>> = {
  sad: [
    'When [h] [h.was] sad, [h.he] always <past>.',
    'When things went wrong, [h] <past>, but it never took long until [h.he] smiled.',
    'When [h] [h.was] very little, [h.he] often <past>.',
  ],
  fear: [
    'When there was thunder, [h] always <past>.',
    '[h] [h.was] not afraid of much, but once, in the dark, [h.he] <past>.',
    'When [h] [h.was] very little, [h.he] often <past> in the dark.',
  ],
  rest: [
    'Every {evening|night}, [h] <past>.',
    'When the day was done, [h] always <past>.',
    'In the evening, [h] often <past>.',
  ],
  joy: [
    '[h] often <past>.',
    'Many times a day, [h] <past>.',
    'When something went well, [h] always <past>.',
    'On good days, [h] often <past>.',
  ],
};

/** On the way to a place. */
export const ON_THE_WAY: readonly string[] = [
  'On the way, [h] <past>.',
  'On the way there, [h] <past>.',
  'Halfway there, [h] <past>.',
  '[h] [h.was] in no hurry. On the way, [h.he] <past>.',
  'Before [h] got there, [h.he] <past>.',
  'It was a nice walk, and [h] <past>.',
  '[h] took [h.his] time and <past>.',
];

/** At the place, when nothing has happened there yet. */
export const ON_ARRIVAL: readonly string[] = [
  'There, [h] <past>.',
  'First of all, [h] <past>.',
  '[h] {looked around|took a deep breath}. Then [h.he] <past>.',
  'It was nice to be there, and [h] <past>.',
  '[h] had time, so [h.he] <past>.',
];

/** Where it is not known how far one has come. */
export const ALONG: readonly string[] = ['On the way, [h] <past>.', 'Before long, [h] <past>.'];

/** Later, when much has happened: only what one can do in passing. */
export const IN_PASSING: readonly string[] = [
  'A little later, [h] <past>.',
  'Before long, [h] <past>.',
  'Some steps further on, [h] <past>.',
];

/** Before a decision, with a verb of the mind or of the body. */
export const IN_THOUGHT: Readonly<Record<'mind' | 'body', readonly string[]>> = {
  mind: [
    'For a moment, [h] <past>.',
    '[h] stood still and <past>.',
    '[h] did not say anything. [h.he] <past>.',
    'Then [h] <past>.',
    'It took a moment. [h] <past>.',
  ],
  body: [
    'To think better, [h] <past>.',
    '[h] had to think about it, so [h.he] <past>.',
    'What now? [h] <past> and thought hard.',
    'While [h.he] thought about it, [h] <past>.',
    '[h] <past> and tried to think.',
    'What was the best thing to do? [h] <past> and thought about it.',
  ],
};

/** Verbs of the mind: what one does without moving. */
export const OF_THE_MIND: ReadonlySet<string> = new Set([
  'think',
  'need',
  'wonder',
  'hope',
  'wish',
  'remember',
  'decide',
  'plan',
  'worry',
  'imagine',
  'dream',
  'feel',
  'know',
  'believe',
  'guess',
]);

/** Other moments, wherever they stand. */
export const FRAMES: Readonly<Record<Exclude<Moment, 'fun' | 'way' | 'think'>, readonly string[]>> = {
  rest: [
    'That evening, [h] <past>.',
    'In the evening, [h] <past>.',
    'Back at home, [h] <past>.',
    'When the day was over, [h] <past>.',
    'After all that, [h] [h.was] {tired|a little tired} and <past>.',
    'Later, when it was quiet, [h] <past>.',
    'That night, [h] <past> and {felt safe|was happy|felt warm all over}.',
  ],
  joy: [
    '[h] <past>.',
    '[h] [h.was] so happy that [h.he] <past>.',
    '[h] felt {light and happy|warm inside} and <past>.',
    'What a good feeling that was! [h] <past>.',
    'Everything was fine now, and [h] <past>.',
    '[h] could not keep the joy inside and <past>.',
  ],
  sad: [
    '[h] <past>.',
    'All [h] could do was <base>.',
    '[h] could not help it and <past>.',
    'There was a lump in [h.his] throat, and [h] <past>.',
  ],
  fear: [
    '[h] <past>.',
    '[h] [h.was] so scared that [h.he] <past>.',
    '[h.s] heart beat very fast, and [h.he] <past>.',
    'It was so scary that [h] <past>.',
  ],
  say: ['[h] <past>.'],
  game: [
    'Together, [h] <past>.',
    'That day, [h] <past>.',
    'They {laughed and |}<past> together.',
    'First, [h] <past>.',
    'It was more fun with two, and [h] <past>.',
    '[h] <past> until they were {tired|hungry|out of breath}.',
    'It was {fun|so much fun} to <base> together.',
  ],
};

/** When something has been told of the evening. */
export const LAST_OF_ALL: readonly string[] = [
  'Then [h] <past>.',
  'Last of all, [h] <past>.',
  'It had been a long day, and [h] <past>.',
];

/** At the end of a story that ends well, for what one likes to do. */
export const AT_LAST: readonly string[] = [
  'And then it was time for what [h] liked best: <ing>.',
  'The next day, [h] <past>, and all was well.',
  'The next day, there was time to <base> at last.',
];

/** The same where it is evening already. */
export const NEXT_DAY: readonly string[] = [
  'The next day, [h] <past>, and all was well.',
  'The next morning, there was time to <base> at last.',
  'The next day, [h] did what [h.he] liked best: <ing>.',
  'As soon as the sun was up again, [h] <past>.',
];
export const NEXT_WAY: readonly string[] = [
  'The next morning, on the way {to the well|to the gate|to a friend}, [h] <past>.',
  'On a walk the next day, [h] <past>.',
];

/** Where days or weeks have gone by. */
export const AFTERWARD: Readonly<Record<'fun' | 'way' | 'rest', readonly string[]>> = {
  fun: [
    'After that, [h] <past> whenever there was time.',
    'And on many days, [h] <past>.',
    'The next day, [h] <past>.',
  ],
  way: ['On a walk one day, [h] <past>.', 'One day, on the way home, [h] <past>.'],
  rest: ['On many evenings after that, [h] <past>.', 'And later, when all was quiet, [h] <past>.'],
};

/** On the way home. */
export const HOMEWARD: readonly string[] = [
  'On the way home, [h] <past>.',
  'Before going home, [h] <past>.',
  'There was no hurry on the way home. [h] <past>.',
];

/** The same at the end of a story that ends badly, by the moment the verb is for. */
export const NO_MORE: Readonly<Partial<Record<Moment, readonly string[]>>> = {
  fun: ['[h] did not even want to <base>.', 'There was no joy in anything now, not even in <ing>.'],
  game: ['They did not <base> together that day.', 'Nobody wanted to <base> any more.'],
  joy: ['[h] did not <base> that day.', 'On other days, [h] <past>, but not that day.'],
  rest: ['In the evening, [h] <past>, but {it did not help|it was not the same}.'],
  way: ['On the way home, [h] <past> and was sad.'],
};

/** A frame that does not say "for a while" twice. */
export function fitting(frames: readonly string[], complement: string): readonly string[] {
  if (!complement.includes('while') && !complement.includes('time')) return frames;
  const others = frames.filter((frame) => !frame.includes('while') && !frame.includes('time'));
  return others.length > 0 ? others : frames;
}

export function phrase(form: string, complement: string, his: string): string {
  return complement === '' ? form : `${form} ${complement.replaceAll('[his]', his)}`;
}

/** The frame with the verb in it. */
export function fill(frame: string, verb: Verb, complement: string): string {
  return frame
    .replace('<base>', () => phrase(verb.base, complement, '[h.his]'))
    .replace('<past>', () => phrase(verb.past, complement, '[h.his]'))
    .replace('<ing>', () => phrase(verb.ing, complement, '[h.his]'));
}
