/** What of a completion a judge sees. */
import { fold, scan, WORD } from '../../data/text/words.ts';
import { END_OF_TEXT } from '../../tokenizer/end-of-text.ts';

const REPEATED = 4;

/**
 * The text up to its end mark, without blanks at its end. With `cutRepeats` it also ends before the first four words
 * that it has told already: the paper cuts models that were not trained to stop in this way, so as not to punish loops.
 */
export function gradedText(text: string, cutRepeats: boolean): string {
  const end = text.indexOf(END_OF_TEXT);
  const whole = end < 0 ? text : text.slice(0, end);
  return (cutRepeats ? whole.slice(0, firstRepeat(whole)) : whole).trimEnd();
}

/** Where the first four words begin that stand earlier in the text as well; the text's length without any. */
export function firstRepeat(text: string): number {
  const words: { word: string; begin: number }[] = [];
  // Not the folded text: lower case may be longer (İ), and places in it others.
  scan(text, (begin, end, kind) => {
    if (kind === WORD) words.push({ word: fold(text.slice(begin, end)), begin });
  });
  const seen = new Set<string>();
  for (let at = 0; at + REPEATED <= words.length; at++) {
    const four = words
      .slice(at, at + REPEATED)
      .map(({ word }) => word)
      .join(' ');
    if (seen.has(four)) return words[at]!.begin;
    seen.add(four);
  }
  return text.length;
}
