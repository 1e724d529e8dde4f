/** Whether a text has the words and the sentence that were asked of it. */
import { type FoundWord, findForm, formsOf } from '../../data/text/word-forms.ts';
import { fold } from '../../data/text/words.ts';

export interface RequiredWord extends FoundWord {
  word: string;
}

/**
 * `verbatim`: character for character. `folded`: but for case, the shape of quotation marks, white space, and marks at
 * its two ends.
 */
export type SentenceFound = 'verbatim' | 'folded' | 'missing';

/** Each word by itself; a word may stand in any form that the rules for English know. */
export function requiredWords(text: string, words: readonly string[]): RequiredWord[] {
  const folded = fold(text);
  return words.map((word) => ({ word, ...findForm(folded, formsOf(fold(word).trim())) }));
}

export function requiredSentence(text: string, sentence: string): SentenceFound {
  const asked = sentence.trim();
  if (asked === '') return 'missing';
  if (text.includes(asked)) return 'verbatim';
  const bare = spaced(asked)
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .replace(/[^\p{L}\p{N}]+$/u, '');
  return bare !== '' && spaced(text).includes(bare) ? 'folded' : 'missing';
}

function spaced(text: string): string {
  return fold(text).replace(/\s+/g, ' ');
}
