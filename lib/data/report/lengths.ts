/** How long stories are: words, characters, sentences and paragraphs, over all stories. */

import { MARK } from '../text/words.ts';
import { type Histogram, type Spread, Tally } from './tally.ts';

export interface LengthFigures {
  words: Spread & { histogram: Histogram };
  /** Unicode characters (code points), white space and marks included. */
  characters: Spread;
  sentences: Spread;
  /** Lines that are not blank. */
  paragraphs: Spread;
}

export class Lengths {
  readonly #words = new Tally();
  readonly #characters = new Tally();
  readonly #sentences = new Tally();
  readonly #paragraphs = new Tally();

  add(text: string, words: number, sentences: number): void {
    this.#words.add(words);
    this.#characters.add(codePoints(text));
    this.#sentences.add(sentences);
    this.#paragraphs.add(paragraphs(text));
  }

  figures(): LengthFigures {
    return {
      words: { ...this.#words.spread(), histogram: this.#words.histogram() },
      characters: this.#characters.spread(),
      sentences: this.#sentences.spread(),
      paragraphs: this.#paragraphs.spread(),
    };
  }
}

const ENDS = '.!?…';
const CLOSERS = '"\')]}»';

/**
 * Counts sentences while a text is scanned: one ends at `.`, `!`, `?` or `…` which, after any closing quotation
 * marks and brackets, is followed by white space or the end of the text. Words after the last such mark are one more.
 */
export class SentenceCounter {
  #sentences = 0;
  #words = 0;
  /** Where the end of a sentence is that white space would confirm; -1: none. */
  #end = -1;

  /** A word or mark of the text, in order. */
  see(folded: string, begin: number, end: number, kind: number): void {
    if (this.#end >= 0 && begin > this.#end) this.#close();
    if (kind !== MARK) {
      this.#words++;
      this.#end = -1;
      return;
    }
    const mark = folded.charAt(begin);
    if (ENDS.includes(mark)) this.#end = end;
    else if (this.#end >= 0) this.#end = CLOSERS.includes(mark) ? end : -1;
  }

  /** The number of sentences, and a new beginning. */
  take(): number {
    this.#close();
    const sentences = this.#sentences;
    this.#sentences = 0;
    return sentences;
  }

  #close(): void {
    if (this.#words > 0) this.#sentences++;
    this.#words = 0;
    this.#end = -1;
  }
}

function codePoints(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) count--;
  return count;
}

function paragraphs(text: string): number {
  let count = 0;
  for (const line of text.split('\n')) if (line.trim() !== '') count++;
  return count;
}
