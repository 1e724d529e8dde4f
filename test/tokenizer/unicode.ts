/** Text that tokenizers stumble over. */
import fc from 'fast-check';

const SPACES = '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2003\u200a\u2028\u2029\u202f\u205f\u3000';

const snippets = [
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(...SPACES), minLength: 1, maxLength: 5 }),
  fc.constantFrom(
    "'s",
    "'re",
    "'ll",
    "'S",
    "'",
    "''",
    "n't",
    ' ',
    '  ',
    '\n\n',
    '\r\n',
    '\0',
    '12',
    '½',
    '٣',
    'Ⅷ',
  ),
  fc.constantFrom(
    'don',
    'Once',
    ' upon',
    'été',
    'e\u0301',
    'ﬁ',
    '日本語',
    '한국',
    'नमस्ते',
    'ไทย',
    '👩‍👩‍👧',
    '🏴',
    '\ud800',
    '\udc00',
  ),
  fc.constantFrom('<|endoftext|>', '<|endoftext', '|>', '<', '\ufeff', '\u200b', '\ufffd', '�'),
];

/** Strings of such pieces; lone surrogates occur. No character newer than Unicode 15. */
export const knownText: fc.Arbitrary<string> = joined(fc.oneof(...snippets));

/** The same with any code point in it. */
export const hardText: fc.Arbitrary<string> = joined(
  fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), ...snippets),
);

function joined(snippet: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(snippet, { maxLength: 24 }).map((parts) => parts.join(''));
}

/** As UTF-8 sees it: lone surrogates become U+FFFD. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
