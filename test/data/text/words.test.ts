import { expect, test } from '@jest/globals';
import { SentenceCounter } from '../../../lib/data/report/lengths.ts';
import { fold, MARK, scan, WORD, wordsOf } from '../../../lib/data/text/words.ts';

test.each([
  ['Tom didn’t see the DOG.', ['tom', "didn't", 'see', 'the', 'dog']],
  ["'Go!' said the boys' mom", ['go', 'said', 'the', 'boys', 'mom']],
  ['well-known: 3.5 x2', ['well', 'known', '3', '5', 'x2']],
  ['Été, naïve, Ёлка', ['été', 'naïve', 'ёлка']],
  // Decomposed: the accent belongs to its letter. A letter beyond the first plane; an emoji is none.
  ['e\u0301t 𠀀a 🦊x', ['e\u0301t', '𠀀a', 'x']],
  ['', []],
  ["' … —", []],
])('the words of %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test('marks are tokens of their own, white space is none', () => {
  const text = fold('“Hi,”\n🦊 he’s…');
  const seen: [string, number][] = [];
  const words = scan(text, (begin, end, kind) => void seen.push([text.slice(begin, end), kind]));
  expect(seen).toEqual([
    ['"', MARK],
    ['hi', WORD],
    [',', MARK],
    ['"', MARK],
    ['🦊', MARK],
    ["he's", WORD],
    ['…', MARK],
  ]);
  expect(words).toBe(2);
});

test('a lone surrogate is a mark', () => {
  expect(wordsOf('a\ud800b')).toEqual(['a', 'b']);
});

test.each([
  ['One. Two! Three?', 3],
  ['He said, "Hi! I am Tom." Then he left.', 3],
  ['Wait... What?!  No', 3],
  ['It was 3.5 miles (or so.) Far.', 2],
  ['no end', 1],
  ['... !', 0],
  ['', 0],
])('sentences of %j', (text, expected) => {
  const counter = new SentenceCounter();
  const folded = fold(text);
  scan(folded, (begin, end, kind) => counter.see(folded, begin, end, kind));
  expect(counter.take()).toBe(expected);
  expect(counter.take()).toBe(0);
});
