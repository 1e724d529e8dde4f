/** Where a text begins to repeat itself: the first run of four words that stood in it before. */
import { scan, WORD } from '../../data/text/words.ts';
import { checkText } from '../../runtime/arguments.ts';

const RUN = 4;

export interface Repetition {
  /** Runs of four words in the text, and how many of them stood in it before. */
  runs: number;
  repeated: number;
  /** The first that did; null where none does. */
  first: RepeatedRun | null;
}

export interface RepeatedRun {
  /** In lower case, one blank between them. */
  words: string;
  /** Which word of the text its second occurrence begins with, from 0, and the place of that in UTF-16 code units. */
  word: number;
  offset: number;
}

/** Runs of four words of a text that it has told before, and the first of them. Case and marks between words are no matter. @throws InvalidArgumentError */
export function repetition(text: string): Repetition {
  checkText('text', text);
  const plain = text.replace(/[\u2018\u2019]/g, "'");
  const words: { word: string; offset: number }[] = [];
  // Words are folded one by one: lower case may be longer, and places would slip.
  scan(plain, (begin, end, kind) => {
    if (kind === WORD) words.push({ word: plain.slice(begin, end).toLowerCase(), offset: begin });
  });
  const met = new Set<string>();
  const runs = Math.max(0, words.length - RUN + 1);
  let repeated = 0;
  let first: RepeatedRun | null = null;
  for (let word = 0; word < runs; word++) {
    const run = words
      .slice(word, word + RUN)
      .map((one) => one.word)
      .join(' ');
    if (met.has(run)) {
      repeated++;
      first ??= { words: run, word, offset: words[word]!.offset };
    }
    met.add(run);
  }
  return { runs, repeated, first };
}

/** The text up to its first repeated run, as the paper cuts what models tell that do not know when to stop. @throws InvalidArgumentError */
export function cutAtRepetition(text: string): string {
  const { first } = repetition(text);
  return first ? text.slice(0, first.offset).trimEnd() : text;
}
