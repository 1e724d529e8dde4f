/**
 * What a word is, wherever words are looked for or counted: a run of letters, marks and digits, in lower case, with
 * apostrophes inside it (`don't`). Anything else that is not white space is a mark of its own. Written for languages
 * that part words by spaces.
 */

export const WORD = 1;
export const MARK = 2;
/** White space is 3; 0 stands for a code unit not met before. */
const SPACE = 3;
const SURROGATE = 4;
const APOSTROPHE = 0x27;

const classes = new Uint8Array(0x10000);
const LETTER = /[\p{L}\p{M}\p{N}]/u;

/** The text that words are looked for in: lower case, typographic quotation marks as plain ones. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  // Most stories have none of them, and one test is quicker than two replacements.
  return /[\u2018\u2019\u201c\u201d]/.test(lower)
    ? lower.replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"')
    : lower;
}

/**
 * Calls `visit` for each word and mark of a folded text, in order, with its place in code units.
 * @returns how many words there were
 */
export function scan(
  folded: string,
  visit: (begin: number, end: number, kind: typeof WORD | typeof MARK) => void,
): number {
  const { length } = folded;
  let words = 0;
  let at = 0;
  while (at < length) {
    const width = letterAt(folded, at);
    if (width > 0) {
      const begin = at;
      at += width;
      for (;;) {
        let next = letterAt(folded, at);
        if (next <= 0 && folded.charCodeAt(at) === APOSTROPHE && letterAt(folded, at + 1) > 0)
          next = 1 + letterAt(folded, at + 1);
        if (next <= 0) break;
        at += next;
      }
      words++;
      visit(begin, at, WORD);
    } else if (width < 0) {
      visit(at, at - width, MARK);
      at -= width;
    } else {
      at++;
    }
  }
  return words;
}

/** The words of a text. */
export function wordsOf(text: string): string[] {
  const folded = fold(text);
  const words: string[] = [];
  scan(folded, (begin, end, kind) => {
    if (kind === WORD) words.push(folded.slice(begin, end));
  });
  return words;
}

/** Code units of the letter at a place; 0 for white space and the end; negative for any other mark. */
function letterAt(text: string, at: number): number {
  if (at >= text.length) return 0;
  const unit = text.charCodeAt(at);
  const known = classes[unit] || classify(unit);
  if (known === WORD) return 1;
  if (known === SPACE) return 0;
  if (known === MARK) return -1;
  const point = text.codePointAt(at) as number;
  const width = point > 0xffff ? 2 : 1;
  return LETTER.test(String.fromCodePoint(point)) ? width : -width;
}

function classify(unit: number): number {
  const text = String.fromCharCode(unit);
  let kind = MARK;
  if (unit >= 0xd800 && unit <= 0xdfff) kind = SURROGATE;
  else if (LETTER.test(text)) kind = WORD;
  else if (/\s/.test(text)) kind = SPACE;
  classes[unit] = kind;
  return kind;
}

/** Whether a letter, mark or digit stands at a place of the text. */
export function isLetter(text: string, at: number): boolean {
  return at >= 0 && letterAt(text, at) > 0;
}
