/** What of a completion a judge sees. */
import { END_OF_TEXT } from '../../tokenizer/end-of-text.ts';
import { cutAtRepetition } from '../checks/repetition.ts';

/**
 * The text up to its end mark, without blanks at its end. With `cutRepeats` it also ends before the first four words
 * that it has told already: the paper cuts models that were not trained to stop in this way, so as not to punish loops.
 */
export function gradedText(text: string, cutRepeats: boolean): string {
  const end = text.indexOf(END_OF_TEXT);
  const whole = end < 0 ? text : text.slice(0, end);
  return (cutRepeats ? cutAtRepetition(whole) : whole).trimEnd();
}
