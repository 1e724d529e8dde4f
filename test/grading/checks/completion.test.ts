/** Checks that need no judge, against values worked out by hand. */
import { describe, expect, test } from '@jest/globals';
import { FEATURES } from '../../../lib/data/storyteller/features.ts';
import { checkCompletion } from '../../../lib/grading/checks/completion.ts';
import { dictionaryShare } from '../../../lib/grading/checks/dictionary.ts';
import { ending } from '../../../lib/grading/checks/ending.ts';
import { checkFeatures } from '../../../lib/grading/checks/features.ts';
import { cutAtRepetition, repetition } from '../../../lib/grading/checks/repetition.ts';
import { requiredSentence, requiredWords } from '../../../lib/grading/checks/required.ts';
import { selfSimilarity } from '../../../lib/grading/checks/similarity.ts';

describe('words and sentence asked for', () => {
  test('a word in its own form, in another, and not at all', () => {
    expect(
      requiredWords('The dogs RAN home, so Tom was happier.', ['run', 'dog', 'happy', 'Tom', 'cat']),
    ).toEqual([
      { word: 'run', how: 'inflected', as: 'ran' },
      { word: 'dog', how: 'inflected', as: 'dogs' },
      { word: 'happy', how: 'inflected', as: 'happier' },
      { word: 'Tom', how: 'verbatim', as: 'tom' },
      { word: 'cat', how: 'missing', as: null },
    ]);
    // A part of a word is not the word.
    expect(requiredWords('A category.', ['cat'])[0]?.how).toBe('missing');
  });

  test.each([
    ['It was a sunny day.', 'verbatim'],
    ['it was a  sunny day!', 'folded'],
    ['It was a rainy day.', 'missing'],
    ['...', 'missing'],
    [' ', 'missing'],
  ])('sentence %j: %s', (sentence, how) => {
    expect(requiredSentence('Once. It was a sunny day. The end.', sentence)).toBe(how);
  });
});

describe('features', () => {
  test('speech is seen', () => {
    const verdict = (text: string) => checkFeatures(text, ['Dialogue'])[0]?.verdict;
    expect(verdict('"Hello," said Tom.')).toBe('present');
    expect(verdict('“Hello,” said Tom.')).toBe('present');
    expect(verdict('He said hello.')).toBe('absent');
    expect(verdict('An inch is 1" long.')).toBe('absent');
    expect(verdict('""')).toBe('absent');
  });

  test('a moral and a bad ending are hinted at', () => {
    const verdict = (text: string, feature: string) => checkFeatures(text, [feature])[0]?.verdict;
    expect(verdict('Tom learned that sharing is good.', 'MoralValue')).toBe('hinted');
    expect(verdict('Tom ate.', 'MoralValue')).toBe('not hinted');
    expect(verdict('He was glad. He fell. The ball was lost and Tom cried.', 'BadEnding')).toBe('hinted');
    expect(verdict('He cried. Then Mom came. They laughed and were happy.', 'BadEnding')).toBe('not hinted');
  });

  test('what no rule can see is not pretended to', () => {
    const seen = ['Dialogue', 'MoralValue', 'BadEnding'];
    for (const { feature, verdict } of checkFeatures('A text.', [...FEATURES, 'Rhyme']))
      expect([feature, verdict !== 'unchecked']).toEqual([feature, seen.includes(feature)]);
  });
});

describe('repetition', () => {
  test('the first run of four words that comes again, and where', () => {
    const text = 'Tom saw a dog. He ran. İ then Tom saw a DOG again, and Tom saw a dog.';
    const { runs, repeated, first } = repetition(text);
    expect(runs).toBe(18 - 3);
    expect(repeated).toBe(2);
    expect(first).toEqual({ words: 'tom saw a dog', word: 8, offset: text.indexOf('Tom', 5) });
    expect(cutAtRepetition(text)).toBe('Tom saw a dog. He ran. İ then');
  });

  test('none in three words, and none in a text without any', () => {
    for (const text of ['a a a', '', '!?', 'one two three four']) expect(repetition(text).first).toBeNull();
    expect(cutAtRepetition('one two three four')).toBe('one two three four');
  });
});

describe('ending', () => {
  const long = 'He walked and walked over the hill and by the river until he saw the house of his old aunt. ';
  test.each([
    ['And they went home.', 'end', 'complete'],
    ['"Good night," said Mom.', null, 'complete'],
    ['He said, "I am here!"', 'end', 'complete'],
    ['And they went', 'end', 'cut'],
    ['And they went home.', 'length', 'cut'],
    ['And they went home.', 'context', 'cut'],
    ['', 'end', 'cut'],
    [' \n', null, 'cut'],
    ['Bye. The end.', 'end', 'complete'],
    ['Bye. The end. Tom ran on.', 'end', 'rambling'],
    ['At the end of the day he slept.', 'end', 'complete'],
    ['Bye.<|endoftext|>', 'stop', 'complete'],
    ['Bye.<|endoftext|>Once more.', 'length', 'rambling'],
    [`${long}${long}Once upon a time there was a cat.`, 'end', 'rambling'],
    ['Once upon a time there was a cat.', 'end', 'complete'],
    ['He ran. '.repeat(10), 'length', 'rambling'],
    ['very '.repeat(12), 'length', 'rambling'],
    ['He said no, no, no.', 'end', 'complete'],
    [`${long}The big cat sat on the mat. The big cat sat on the mat.`, 'end', 'complete'],
  ] as const)('%j (%s) is %s', (text, finish, kind) => {
    expect(ending(text, finish).kind).toBe(kind);
  });
});

describe('known words', () => {
  test('forms, names, short forms and numbers are known; noise is not', () => {
    const { words, known, unknown } = dictionaryShare(
      "Lily's mom didn't see 3 happier rabbits; they're quickly gone. Zxqv wroom zxqv",
    );
    expect(unknown).toEqual(['zxqv', 'wroom']);
    expect([words, known]).toEqual([13, 10]);
  });

  test('a list of one’s own', () => {
    expect(dictionaryShare('foo bar baz', new Set(['foo', 'bar'])).share).toBeCloseTo(2 / 3);
    expect(dictionaryShare('').share).toBe(0);
  });
});

describe('self-similarity', () => {
  test('R_2 over all pairs', () => {
    // Bigrams ab bc cd | ab bc ce | xy: 2·2/6 in common between the first two.
    expect(selfSimilarity(['a b c d', 'A b, c e', 'x y'])).toEqual({
      texts: 3,
      mean: 2 / 3 / 3,
      max: 2 / 3,
      nearest: [0, 1],
    });
    expect(selfSimilarity(['a b'])).toBeNull();
    expect(selfSimilarity(['a b c', 'a b c'])?.mean).toBe(1);
  });
});

test('everything at once; nothing where nothing was asked', () => {
  const asked = { text: ' "Hi," he said.', finish: 'end' as const };
  expect(checkCompletion(asked)).toMatchObject({ length: 3, words: null, sentence: null, features: null });
  const all = checkCompletion({ ...asked, words: ['say'], sentence: 'Hi', features: ['Dialogue'] });
  expect(all).toMatchObject({
    words: [{ how: 'inflected' }],
    sentence: 'verbatim',
    features: [{ verdict: 'present' }],
  });
});

// A rule that backtracks does not come to its end before the test's time is up.
test.each([
  ['quotation marks', '"'.repeat(200_000)],
  ['one letter', 'a'.repeat(200_000)],
  ['one word', 'a '.repeat(100_000)],
  ['an open quotation', `"${'ab '.repeat(60_000)}`],
  ['the end', 'the end '.repeat(30_000)],
  ['marks', '!'.repeat(200_000)],
  ['halves of characters', '\ud800'.repeat(100_000)],
])('hostile text of %s comes to an end', (_, text) => {
  const checks = checkCompletion({ text, words: ['dog'], sentence: 'A dog.', features: [...FEATURES] });
  expect(checks.ending.kind).toBe('rambling');
});
