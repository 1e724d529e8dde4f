/**
 * How a text ends. `complete`: it stopped by itself, at the end of a sentence. `cut`: it broke off, in mid-sentence or
 * at a limit. `rambling`: it went on past its end, into another story or round and round.
 */
import { wordsOf } from '../../data/text/words.ts';
import { checkText } from '../../runtime/arguments.ts';
import { END_OF_TEXT } from '../../tokenizer/end-of-text.ts';
import type { CompletionFinish } from '../record.ts';

export type EndingKind = 'complete' | 'cut' | 'rambling';

export interface Ending {
  kind: EndingKind;
  /** In a few words. */
  why: string;
}

/** The last words have to repeat so often, and to be so many, to count as going round and round. */
const ROUNDS = 3;
const LEAST_WORDS = 9;
const LONGEST_ROUND = 60;
/** Words after which a new `once upon a time` begins another story. */
const ANOTHER = 30;
const SENTENCE_END = /[.!?…]["'”’)\]]*$/;
const THE_END = /(?<![\p{L}\p{N}])the end[.!]["”]?(?=\s|$)/iu;

/**
 * @param finish why the teller stopped; null where that is not known
 * @throws InvalidArgumentError
 */
export function ending(text: string, finish: CompletionFinish | null = null): Ending {
  checkText('text', text);
  const [told = '', ...after] = text.split(END_OF_TEXT);
  if (after.some((part) => part.trim() !== ''))
    return { kind: 'rambling', why: `goes on after a visible ${END_OF_TEXT}` };
  const body = told.trim();
  const words = wordsOf(body);
  if (words.length === 0) return { kind: 'cut', why: 'says nothing' };
  const close = THE_END.exec(body);
  if (close && wordsOf(body.slice(close.index + close[0].length)).length > 0)
    return { kind: 'rambling', why: 'goes on after "the end"' };
  if (words.join(' ').indexOf('once upon a time', lengthOf(words, ANOTHER)) >= 0)
    return { kind: 'rambling', why: 'begins another story' };
  if (goesRound(words)) return { kind: 'rambling', why: 'goes round and round' };
  if (finish === 'length' || finish === 'context') return { kind: 'cut', why: 'ran into its limit' };
  return SENTENCE_END.test(body)
    ? { kind: 'complete', why: 'ends with a sentence' }
    : { kind: 'cut', why: 'breaks off in mid-sentence' };
}

function lengthOf(words: readonly string[], count: number): number {
  return words.slice(0, count).reduce((sum, word) => sum + word.length + 1, 0);
}

/** Whether the last words are one run of words, three times or more. */
function goesRound(words: readonly string[]): boolean {
  for (let period = 1; period <= LONGEST_ROUND; period++) {
    const span = Math.max(ROUNDS * period, LEAST_WORDS);
    if (span > words.length) return false;
    let same = 0;
    while (same < span - period && words[words.length - 1 - same] === words[words.length - 1 - same - period])
      same++;
    if (same === span - period) return true;
  }
  return false;
}
