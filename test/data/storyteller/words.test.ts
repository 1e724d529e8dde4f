import { describe, expect, test } from '@jest/globals';
import {
  article,
  ENGLISH,
  MOMENTS,
  parseLexicon,
  regularForms,
  regularPlural,
  type WordLists,
} from '../../../lib/data/storyteller/words/lexicon.ts';
import { HERO_ANIMALS, NAMES_HER, NAMES_HIM } from '../../../lib/data/storyteller/words/people.ts';
import { PLACES } from '../../../lib/data/storyteller/words/places.ts';

const { verbs, nouns, adjectives } = ENGLISH;

const repeated = (words: readonly string[]): string[] =>
  words.filter((word, at) => words.indexOf(word) !== at);

test('no name, place or animal stands twice', () => {
  expect(repeated([...NAMES_HER, ...NAMES_HIM])).toEqual([]);
  expect(repeated(PLACES.map(({ id }) => id))).toEqual([]);
  expect(repeated(HERO_ANIMALS.map(({ kind }) => kind))).toEqual([]);
});

test('there are enough of each', () => {
  expect(verbs.length).toBeGreaterThanOrEqual(180);
  expect(nouns.length).toBeGreaterThanOrEqual(280);
  expect(adjectives.length).toBeGreaterThanOrEqual(180);
});

describe('inflection', () => {
  test.each([
    ['jump', 'jumped', 'jumping', 'jumps'],
    ['dance', 'danced', 'dancing', 'dances'],
    ['carry', 'carried', 'carrying', 'carries'],
    ['play', 'played', 'playing', 'plays'],
    ['watch', 'watched', 'watching', 'watches'],
    ['stop', 'stopped', 'stopping', 'stops'],
    ['paint', 'painted', 'painting', 'paints'],
    ['cry out', 'cried out', 'crying out', 'cries out'],
  ])('of %s by rule', (base, past, ing, third) => {
    expect(regularForms(base)).toEqual({ past, ing, third });
  });

  test('of phrases: the first word alone, by the list before the rule', () => {
    expect(ENGLISH.inflect('fly a kite', 'past')).toBe('flew a kite');
    expect(ENGLISH.inflect('hide', 'ing')).toBe('hiding');
    expect(ENGLISH.inflect('look at the run', 'third')).toBe('looks at the run');
    expect(ENGLISH.inflect('cry out', 'past')).toBe('cried out');
    expect(ENGLISH.inflect('zip up _', 'past')).toBe('zipped up _');
    expect(ENGLISH.inflect('sing a song', 'base')).toBe('sing a song');
  });

  test('every verb doubles and drops letters as English does', () => {
    for (const { base, past, ing } of verbs) {
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
    const plurals = odd.map((word) => ENGLISH.noun(word)?.plural);
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
    for (const { countable, word, plural } of nouns) if (!countable) expect(plural).toBe(word);
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
  for (const moment of MOMENTS) expect(ENGLISH.verbsFor(moment).length).toBeGreaterThan(4);
  for (const verb of verbs) {
    expect(verb.moments.length).toBeGreaterThan(0);
    for (const complement of verb.complements) expect(complement).toMatch(/^[A-Za-z',[\] ]*$/);
  }
  const special = ['trait', 'feeling', 'hurt', 'weather', 'place'];
  for (const adjective of adjectives) {
    const usable =
      special.includes(adjective.kind) ||
      nouns.some((noun) => ENGLISH.adjectivesFor(noun).includes(adjective));
    expect([adjective.word, usable]).toEqual([adjective.word, true]);
  }
  for (const place of PLACES) expect(place.spots.length).toBeGreaterThanOrEqual(3);
});

describe('lists of one’s own', () => {
  const lists: WordLists = {
    verbs: ';; remark\n\nkick | fun way | a ball; - | kind:toy ice_cream wind\nsing/sang | joy | songs',
    nouns:
      '# toy = thing own\nkite : wind -own ~ fly _, look up at _ ; ball @ town home\n# food\nice cream/- > There was some _.; [h] had A_.',
    adjectives: '# color = toy =ice_cream\nred; soft > =kite\n# mood\nsad',
  };

  test('say what goes with what', () => {
    const own = parseLexicon(lists);
    const [kite, ball, ice] = own.nouns;
    expect([...kite!.tags]).toEqual(['thing', 'wind']);
    expect(own.uses(kite!)).toEqual(['fly _', 'look up at _']);
    expect(ice).toMatchObject({
      countable: false,
      kind: 'food',
      sentences: ['There was some _.', '[h] had A_.'],
    });
    expect(own.nounsWith('own')).toEqual([ball]);
    expect(own.nounsWith('kind:toy')).toEqual([kite, ball]);
    expect(own.nounsWith('at:home')).toEqual([ball]);
    expect(own.hasTag(ball!, 'at:town')).toBe(true);
    expect(own.verbsOn(ice!).map(({ base }) => base)).toEqual(['kick']);
    expect(own.verbs[0]!.complements).toEqual(['a ball', '']);
    expect(own.adjectivesFor(kite!).map(({ word }) => word)).toEqual(['red', 'soft']);
    expect(own.adjectivesFor(ice!).map(({ word }) => word)).toEqual(['red']);
    expect(own.inflect('sing', 'past')).toBe('sang');
  });

  test.each<[Partial<WordLists>, RegExp]>([
    [{ verbs: 'fly | up | high' }, /verbs.txt: line 1: no moment "up"; expected some of fun, way/],
    [{ verbs: '\n;; x\nfly' }, /verbs.txt: line 3: expected "forms \| moments/],
    [{ verbs: 'fly | fun | high | cloud' }, /line 1: "cloud" is no noun, kind:kind or tag/],
    [{ verbs: 'run | fun | far\nrun | way | off' }, /line 2: the verb "run" stands twice/],
    [{ nouns: 'ball' }, /nouns.txt: line 1: expected a line "# kind = tags"/],
    [{ nouns: '# Toy' }, /nouns.txt: line 1: expected "# kind"/],
    [{ nouns: '# toy\nball @ moon' }, /line 2: no scene "moon"/],
    [{ nouns: '# toy\nball; ball' }, /line 2: the noun "ball" stands twice/],
    [{ nouns: '# toy = own\nball : -lose' }, /line 2: "-lose": a toy has no tag "lose"/],
    [{ nouns: '# toy\nball ~ kick it' }, /line 2: "kick it": expected a verb and "_"/],
    [{ adjectives: 'red' }, /adjectives.txt: line 1: expected a line "# kind = nouns"/],
    [{ adjectives: '# color = sky' }, /line 1: "sky" is no kind/],
    [{ adjectives: '# color\nred > =cloud' }, /line 2: "=cloud" is no kind and no "=noun"/],
  ])('%j is refused with its line', (broken, message) => {
    expect(() => parseLexicon({ ...lists, ...broken })).toThrow(message);
  });
});
