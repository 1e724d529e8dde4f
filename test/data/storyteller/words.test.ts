import { describe, expect, test } from '@jest/globals';
import {
  ADJECTIVE_FITS,
  ADJECTIVES,
  adjectivesFor,
  article,
  MOMENTS,
  NOUN_TAGS,
  NOUNS,
  nounsWith,
  readNouns,
  readVerbs,
  regularForms,
  regularPlural,
  VERBS,
  VERBS_BY_MOMENT,
} from '../../../lib/data/storyteller/words/lexicon.ts';
import { HERO_ANIMALS, NAMES_HER, NAMES_HIM } from '../../../lib/data/storyteller/words/people.ts';
import { PLACES } from '../../../lib/data/storyteller/words/places.ts';

const repeated = (words: readonly string[]): string[] =>
  words.filter((word, at) => words.indexOf(word) !== at);

test('no word stands twice', () => {
  expect(repeated(VERBS.map(({ base }) => base))).toEqual([]);
  expect(repeated(NOUNS.map(({ word }) => word))).toEqual([]);
  expect(repeated(ADJECTIVES.map(({ word }) => word))).toEqual([]);
  expect(repeated([...NAMES_HER, ...NAMES_HIM])).toEqual([]);
  expect(repeated(PLACES.map(({ id }) => id))).toEqual([]);
  expect(repeated(HERO_ANIMALS.map(({ kind }) => kind))).toEqual([]);
});

test('there are enough of each', () => {
  expect(VERBS.length).toBeGreaterThanOrEqual(180);
  expect(NOUNS.length).toBeGreaterThanOrEqual(280);
  expect(ADJECTIVES.length).toBeGreaterThanOrEqual(180);
});

describe('inflection', () => {
  test.each([
    ['jump', 'jumped', 'jumping', 'jumps'],
    ['dance', 'danced', 'danceing', 'dances'],
    ['carry', 'carried', 'carrying', 'carries'],
    ['play', 'played', 'playing', 'plays'],
    ['watch', 'watched', 'watching', 'watches'],
  ])('of %s by rule', (base, past, ing, third) => {
    // A silent e before -ing is an irregularity that the table must state; the next test finds those that do not.
    expect(regularForms(base)).toEqual({ past, ing, third });
  });

  test('every verb doubles and drops letters as English does', () => {
    for (const { base, past, ing } of VERBS) {
      const head = base.split(' ')[0]!;
      const bare = ing.split(' ')[0]!;
      expect(bare).toMatch(/^[a-z]+ing$/);
      if (/[^aeiouy]e$/.test(head)) expect([base, bare]).toEqual([base, `${head.slice(0, -1)}ing`]);
      // One vowel, one consonant, one syllable: the consonant doubles (run, running).
      if (/^[^aeiou]*[aeiou][bdgklmnprt]$/.test(head))
        expect([base, bare]).toEqual([base, `${head}${head.at(-1)}ing`]);
      if (/^[^aeiou]*[aeiou][bdgklmnprt]$/.test(head) && past.endsWith('ed'))
        expect([base, past]).toEqual([base, `${head}${head.at(-1)}ed`]);
      expect(past).not.toMatch(/[^aeiou]yed|eed$(?<!need|feed)/);
    }
  });

  test('plurals', () => {
    for (const [word, plural] of [
      ['ball', 'balls'],
      ['berry', 'berries'],
      ['toy', 'toys'],
      ['box', 'boxes'],
      ['brush', 'brushes'],
    ])
      expect(regularPlural(word!)).toBe(plural);
    const odd = ['leaf', 'foot', 'tooth', 'mouse', 'goose', 'wolf', 'shelf', 'tomato', 'potato', 'fox'];
    const plurals = odd.map((word) => NOUNS.find((noun) => noun.word === word)?.plural);
    expect(plurals).toEqual([
      'leaves',
      'feet',
      'teeth',
      'mice',
      'geese',
      'wolves',
      'shelves',
      'tomatoes',
      'potatoes',
      'foxes',
    ]);
    for (const { countable, word, plural } of NOUNS) if (!countable) expect(plural).toBe(word);
  });

  test('articles go by sound', () => {
    for (const text of [
      'apple',
      'old owl',
      'hour',
      'honest boy',
      'umbrella',
      'unusual hat',
      'independent fox',
    ])
      expect(article(text)).toBe('an');
    for (const text of ['ball', 'useful rope', 'usual day', 'yo-yo', 'house'])
      expect(article(text)).toBe('a');
  });
});

test('every word can be used: moments, tags, something that fits it', () => {
  for (const moment of MOMENTS) expect(VERBS_BY_MOMENT[moment].length).toBeGreaterThan(4);
  for (const verb of VERBS) {
    expect(verb.moments.length).toBeGreaterThan(0);
    for (const complement of verb.complements) expect(complement).toMatch(/^[A-Za-z',[\] ]*$/);
  }
  for (const tag of new Set(Object.values(NOUN_TAGS).flat()))
    expect(nounsWith(tag).length).toBeGreaterThan(5);
  const special = ['trait', 'feeling', 'hurt', 'weather', 'place'];
  for (const adjective of ADJECTIVES) {
    const usable =
      special.includes(adjective.kind) || NOUNS.some((noun) => adjectivesFor(noun).includes(adjective));
    expect([adjective.word, usable]).toEqual([adjective.word, true]);
  }
  for (const kinds of Object.values(ADJECTIVE_FITS))
    for (const kind of kinds) expect(Object.keys(NOUN_TAGS)).toContain(kind);
  for (const place of PLACES) expect(place.spots.length).toBeGreaterThanOrEqual(3);
});

test('a table with an unknown tag is refused', () => {
  expect(() => readVerbs('fly | up | high')).toThrow(/no moment "up"/);
  expect(() => readVerbs('fly')).toThrow(/expected forms/);
  expect(() => readNouns('# thingy\nball')).toThrow(/no kind "thingy"/);
});
