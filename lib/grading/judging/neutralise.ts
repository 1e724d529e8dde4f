/**
 * The graded text is data, and must not speak to the judge. What could be taken for a mark, for a verdict or for the
 * talk of a chat is changed so that it can still be read, but not be taken for it; how often is noted with the grade.
 */
import { sha256 } from '../../runtime/digest.ts';

export interface Neutralised {
  text: string;
  /** Places changed. */
  count: number;
}

type Change = [RegExp, string];

const CHANGES: readonly Change[] = [
  // Characters that are not seen: controls, zero widths, changes of direction, tags. The joiner of emoji stays.
  [/[^\P{C}\n\t\u200d]/gu, ''],
  // The mark between beginning and completion, also in other widths.
  [/[*＊]{3,}/g, '* * *'],
  // Something like the lines around the text.
  [/(student)[-_\s]*(text)(?=[-_]+[0-9a-z])/gi, '$1 $2 '],
  // Marks of chat formats: <|im_start|>, [INST], <<SYS>>, <system>.
  [/<\|[^|<>]*\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:s|system|user|assistant|instructions?)>/gi, '(mark)'],
  [/^([ \t]*)(system|assistant|user|judge|teacher|grader)[ \t]*:[ \t]*/gim, '$1$2 - '],
  // Verdicts, as JSON or in words: "grammar": 10, Plot: 9/10, 10/10.
  [
    /["'`]?\b(grammar|creativity|consistency|plot|age(?:[ _]group)?|grades?|scores?)\b["'`]?\s*[:=][ \t]*/gi,
    '$1 - ',
  ],
  [/\b(\d+(?:[.,]\d+)?)\s*[/⁄∕]\s*10\b/g, '$1 of 10'],
];

export function neutralise(text: string): Neutralised {
  let count = 0;
  let changed = text;
  for (const [pattern, by] of CHANGES) {
    // Once more where what was changed leaves another one: a mark may stand inside a mark.
    for (let found = changed.match(pattern); found; found = changed.match(pattern)) {
      count += found.length;
      changed = changed.replace(pattern, by);
    }
  }
  return { text: changed, count };
}

/**
 * The name of the lines around a text. It follows from a hash of the text, so that it is the same in every run, and
 * nobody who writes the text can put it in: that would change the hash.
 */
export function markFor(...contents: readonly string[]): string {
  const hash = sha256(JSON.stringify(contents));
  return `STUDENT-TEXT-${hash.slice(0, 16).toUpperCase()}`;
}
