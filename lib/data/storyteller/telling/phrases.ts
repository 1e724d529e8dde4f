/** Sentences that every plot may use, with places for the words that a story must use. */
import type { Moment } from '../words/lexicon.ts';

/** Weather that a fine day may have. */
export const FAIR: readonly string[] = ['sunny', 'windy', 'cloudy', 'mild', 'breezy', 'clear'];

/** How a verb with its complement is told at a moment; `h` stands for whoever does it. */
export const FRAMES: Readonly<Record<Moment, readonly string[]>> = {
  fun: [
    '[h] {loved|liked} to <base>.',
    'Most of all, [h] {loved|liked} to <base>.',
    'Every {day|morning|afternoon}, [h] <past>.',
    '[h] was very good at <ing>.',
    '[h] never got tired of <ing>.',
    '[h] often <past>.',
    '{Nothing was better for [h.o] than to|There was nothing that [h] liked more than to} <base>.',
    '{On most days|When the sun was out|After lunch}, [h] <past>.',
    '[h] <past> {almost every day|whenever [h.he] could}.',
  ],
  way: [
    'On the way, [h] <past>.',
    '[h] <past>.',
    'There, [h] <past>.',
    'Along the way, [h] <past>.',
    'Before long, [h] <past>.',
    'After a few steps, [h] <past>.',
    '{A little later|Soon}, [h] <past>.',
  ],
  think: ['[h] <past>.', 'Then [h] <past>.', 'Before doing anything else, [h] <past>.'],
  rest: [
    'Later, [h] <past>.',
    'In the evening, [h] <past>.',
    'Back at home, [h] <past>.',
    'After all that, [h] <past>.',
    'When the {day|adventure} was over, [h] <past>.',
  ],
  joy: [
    '[h] <past>.',
    '[h] [h.was] so happy that [h.he] <past>.',
    'Full of joy, [h] <past>.',
    '{At once|Right away}, [h] <past>.',
  ],
  sad: [
    '[h] <past>.',
    'All [h] could do was <base>.',
    '[h] began to <base>.',
    '[h] could not help it and <past>.',
  ],
  fear: ['[h] <past>.', '[h] [h.was] so scared that [h.he] <past>.', 'Full of fear, [h] <past>.'],
  say: ['[h] <past>.'],
  game: [
    'Together, [h] <past>.',
    'That day, [h] <past>.',
    '[h] <past> for hours.',
    'They {laughed and |}<past> together.',
    'First, [h] <past>.',
  ],
};

/** How the lesson is put. */
export const LESSONS: readonly string[] = [
  '[h] learned that [lesson].',
  'That day, [h] learned that [lesson].',
  'From that day on, [h] knew that [lesson].',
  '[h] never forgot what [h.he] had learned: [lesson].',
  'And so [h] learned that [lesson].',
  'The lesson is that [lesson].',
  '{In the end|That evening|After all this}, [h] had learned that [lesson].',
];
