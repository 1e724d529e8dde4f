/**
 * A text as a reader takes it: letters of other alphabets that look like Latin ones, letters in other widths and styles,
 * accents, typographic marks and character references, all as the plain characters that they stand for. Nobody is shown
 * this reading; it is where marks and verdicts are looked for, with the place of each character in the text itself.
 */

export interface PlainReading {
  plain: string;
  /** Where in the text a place of `plain` is; its end as well. */
  origin: (at: number) => number;
}

/** Pairs of what stands for a character, and the character. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  [
    // Cyrillic and Greek.
    ['абвгеёзікмнопрстухѕјһӏԁԛԝѵ', 'a6bree3ikmhonpctyxsjhldqwv'],
    ['АВЕЗІКМНОРСТУХЅЈ', 'ABE3IKMHOPCTYXSJ'],
    ['αεικνορτυχγω', 'aeikvoptuxyw'],
    ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
    // Small capitals and other Latin letters.
    ['ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɡɑıøłđ', 'abcdeghijklmnoprstuvwyzgaiold'],
    // Signs.
    ['∗⁎✱✲✳❋٭⁕✻✽', '**********'],
    ['“”„‟«»″', '"""""""'],
    ['‘’‚‛′´', "''''''"],
    ['∶꞉ː׃', '::::'],
    ['⁄∕⧸÷', '////'],
    ['∣│ǀ┃', '||||'],
    ['‹›〈〉⟨⟩', '<><><>'],
    ['−', '-'],
    ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
    ['۰۱۲۳۴۵۶۷۸۹', '0123456789'],
    ['०१२३४५६७८९', '0123456789'],
  ].flatMap(([from = '', to = '']) => {
    const plain = [...to];
    return [...from].map((letter, i): [string, string] => [letter, plain[i]!]);
  }),
);

const NAMED: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  ast: '*',
  midast: '*',
  colon: ':',
  equals: '=',
  sol: '/',
  vert: '|',
  lowbar: '_',
  grave: '`',
  nbsp: ' ',
};
const NAMES = Object.keys(NAMED).join('|');

/** A character reference, also one of which the ampersand is a reference itself, or one character that is not ASCII. */
const PIECES = new RegExp(
  `&(?:(?:amp|#38|#x26);)*(?:#(\\d{1,7})|#x([\\da-f]{1,6})|(${NAMES}));|[^\\x00-\\x7f]`,
  'giu',
);

export function plainReading(text: string): PlainReading {
  const origins: number[] = [];
  const read = new Map<string, string>();
  let plain = '';
  let end = 0;
  const copyTo = (to: number): void => {
    plain += text.slice(end, to);
    for (; end < to; end++) origins.push(end);
  };
  for (const { 0: piece, 1: decimal, 2: hex, 3: name, index } of text.matchAll(PIECES)) {
    copyTo(index);
    const letters = read.get(piece) ?? lettersOf(referred(decimal, hex, name) ?? piece);
    read.set(piece, letters);
    plain += letters;
    for (let i = 0; i < letters.length; i++) origins.push(index);
    end = index + piece.length;
  }
  if (end === 0) return { plain: text, origin: (at) => at };
  copyTo(text.length);
  origins.push(text.length);
  return { plain, origin: (at) => origins[at]! };
}

function referred(decimal?: string, hex?: string, name?: string): string | null {
  if (name !== undefined) return NAMED[name.toLowerCase()]!;
  if (decimal === undefined && hex === undefined) return null;
  const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** Accents are left out; so is what stands for nothing. */
function lettersOf(piece: string): string {
  // Three asterisks in one character.
  if (piece === '\u2042') return '***';
  let letters = '';
  for (const letter of piece.normalize('NFKD')) {
    if (/\p{M}/u.test(letter)) continue;
    letters += LOOKALIKES.get(letter) ?? (/\p{Pd}/u.test(letter) ? '-' : letter);
  }
  return letters;
}
