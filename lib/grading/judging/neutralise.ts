/**
 * The graded text is data, and must not speak to the judge. What could be taken for a mark, for a verdict or for the
 * talk of a chat is changed so that it can still be read, but not be taken for it; how often is noted with the grade.
 * It is looked for in the plain reading (`lookalikes.ts`), so letters that only look the same do not hide it.
 */
import { sha256 } from '../../runtime/digest.ts';
import { plainReading } from './lookalikes.ts';

export interface Neutralised {
  text: string;
  /** Places changed. */
  count: number;
}

/** What is not seen: controls, zero widths, changes of direction, fillers, tags. */
const UNSEEN = /(?:[^\P{C}\n\t]|\p{Default_Ignorable_Code_Point}|\u2800)+/gu;
/** What holds an emoji together, behind one. */
const JOINS_EMOJI = /^[\ufe0e\ufe0f]?\u200d?$/;
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}]$/u;

/**
 * In this order, each once: what one leaves is nothing that it or one before it would change, for nothing is taken
 * away without something in its place.
 */
const CHANGES: readonly (readonly [RegExp, string])[] = [
  // The mark between beginning and completion.
  [/\*{3,}/g, '* * *'],
  // Turns of a chat.
  [
    /^([ \t#>*_-]*)(system|assistant|user|human|ai|model|developer|tool|judge|teacher|grader|examiner|instructions?|response)[ \t*_]*:[ \t]*/gim,
    '$1$2 - ',
  ],
  // Verdicts, as JSON or in words: "grammar": 10, Plot: 9/10, 10/10.
  [
    /["'`]?(?<![a-z])(grammar|creativity|consistency|plot|age(?:[ _]group)?|grades?|scores?|ratings?|verdict|assessment|role)(?![a-z0-9])["'`*_\\)\]}\s]*[:=]+[ \t:=]*/gi,
    '$1 - ',
  ],
  [/(?<!\d)(\d+(?:[.,]\d+)?)(?:\s*\/\s*10(?!\d))+/g, '$1 of 10'],
  // Something like the lines around the text.
  [/(student)[-_\s]*(text)(?=[-_]+[0-9a-z])/gi, '$1 $2 '],
  // Marks of chat formats and of markup: <|im_start|>, [INST], <<SYS>>, <system>, <!--, fences. Last: what stood within
  // one may have kept it from being seen.
  [
    /<\|[^|<>]*\|>|<\||\|>|\[\/?INST\]|<<\/?SYS>>|<\/?[a-z][\w .:="'-]{0,80}\/?>|<!--|-->|`{3,}|~{3,}/gi,
    '(mark)',
  ],
];

export function neutralise(text: string): Neutralised {
  let count = 0;
  let changed = text.replace(UNSEEN, (run, at: number) => {
    if (JOINS_EMOJI.test(run) && EMOJI.test(text.slice(Math.max(0, at - 2), at))) return run;
    count++;
    return '';
  });
  for (const [pattern, by] of CHANGES) {
    const { plain, origin } = plainReading(changed);
    let written = '';
    let end = 0;
    for (const found of plain.matchAll(pattern)) {
      // Of characters that read as several, the whole.
      const from = origin(found.index);
      if (from < end) continue;
      written += changed.slice(end, from) + filled(by, found);
      end = origin(found.index + found[0].length);
      count++;
    }
    changed = written + changed.slice(end);
  }
  return { text: changed, count };
}

function filled(by: string, found: RegExpMatchArray): string {
  return by.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? '');
}

/**
 * The name of the lines around a text. It follows from a hash of the text, so that it is the same in every run, and
 * nobody who writes the text can put it in: that would change the hash.
 */
export function markFor(...contents: readonly string[]): string {
  const hash = sha256(JSON.stringify(contents));
  return `STUDENT-TEXT-${hash.slice(0, 16).toUpperCase()}`;
}
