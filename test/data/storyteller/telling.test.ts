import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Composed, compose } from '../../../lib/data/storyteller/compose.ts';
import { FACTS } from '../../../lib/data/storyteller/words/facts.ts';
import {
  ANIMAL_NAMES_HER,
  ANIMAL_NAMES_HIM,
  NAMES_HER,
  NAMES_HIM,
} from '../../../lib/data/storyteller/words/people.ts';
import { INDOOR_PLACES, PLACES } from '../../../lib/data/storyteller/words/places.ts';

const COUNT = 2000;
let full: Composed[];
let small: Composed[];
beforeAll(() => {
  full = Array.from({ length: COUNT }, (_, index) => compose(31, index));
  small = Array.from({ length: COUNT }, (_, index) => compose(31, index, { variety: 'small' }));
});

const share = (stories: Composed[], holds: (composed: Composed) => boolean): number =>
  stories.filter(holds).length / stories.length;

/** The sentences with names and choices left out, so that only their shapes are compared. */
const shape = (sentence: string): string => sentence.replace(/\b[A-Z][a-z]+( and [A-Z][a-z]+)?\b/g, 'N');

describe('what is drawn from', () => {
  test('no name stands twice, and none is shared by her and him', () => {
    const names = [...NAMES_HER, ...NAMES_HIM];
    expect(new Set(names).size).toBe(names.length);
    expect(Math.min(NAMES_HER.length, NAMES_HIM.length)).toBeGreaterThanOrEqual(150);
    for (const name of [...names, ...ANIMAL_NAMES_HER, ...ANIMAL_NAMES_HIM])
      expect(name).toMatch(/^[A-Z][a-z]{1,8}$/);
  });

  test('a fact has an answer with one probe, whose wrong words differ from the right one', () => {
    expect(FACTS.length).toBeGreaterThanOrEqual(120);
    expect(new Set(FACTS.map(({ question }) => question)).size).toBe(FACTS.length);
    for (const { question, answer, fact } of FACTS) {
      expect(question).toMatch(/^[A-Z].*\?$/);
      const [, options = ''] = /^[A-Z][^<]*<knowledge\?([^>]+)>[^<]*\.$/.exec(answer) ?? [];
      const words = options.split('|');
      expect(words.length).toBeGreaterThanOrEqual(2);
      expect(new Set(words).size).toBe(words.length);
      expect(fact).not.toMatch(/[*.]/);
    }
  });

  test('places differ, have spots, and are under the open sky unless they are asked for', () => {
    const places = [...PLACES, ...INDOOR_PLACES];
    expect(places.length).toBeGreaterThanOrEqual(45);
    expect(new Set(places.map(({ id }) => id)).size).toBe(places.length);
    for (const { spots } of places) expect(spots.length).toBeGreaterThanOrEqual(4);
    expect(PLACES.filter(({ indoors }) => indoors)).toEqual([]);
    expect(INDOOR_PLACES.filter(({ indoors }) => !indoors)).toEqual([]);
  });
});

describe('beginnings and ends', () => {
  test('what took more than a day is not learned on that day', () => {
    const learned = /\bThat day, \w+ learned\b/;
    const told = full.filter(({ tale }) => learned.test(tale.text));
    expect(told.length).toBeGreaterThan(10);
    for (const { tale } of told) {
      const before = tale.text.slice(0, tale.text.search(learned));
      expect(before.slice(-1000)).not.toMatch(/\b(?:next (?:day|morning|week)|weeks|months)\b/i);
    }
  });

  test('fewer than a third begin with the classic words, and beginnings have many shapes', () => {
    expect(share(full, ({ tale }) => tale.text.startsWith('Once upon a time'))).toBeLessThan(1 / 3);
    const begins = full.map(({ tale }) => shape(tale.text).split(' ').slice(0, 3).join(' '));
    expect(new Set(begins).size).toBeGreaterThan(60);
  });

  test('stories end in many shapes, and none is more than one in twenty', () => {
    const ends = new Map<string, number>();
    for (const { tale } of full) {
      const last = shape(/[^.!?]*[.!?]"?$/.exec(tale.text)?.[0].trim() ?? '');
      ends.set(last, (ends.get(last) ?? 0) + 1);
    }
    expect(ends.size).toBeGreaterThan(100);
    expect(Math.max(...ends.values())).toBeLessThan(COUNT / 20);
  });
});

describe('places where understanding can be tried', () => {
  test('what is wrong there is not what is right', () => {
    for (const { tale } of [...full, ...small])
      for (const { prompt, right, wrong } of tale.probes) {
        expect(tale.text.startsWith(prompt + right)).toBe(true);
        expect(wrong.length).toBeGreaterThan(0);
        expect(wrong).not.toContain(right);
      }
  });

  test.each(['full', 'small'] as const)('there are enough of them, in the %s variety', (variety) => {
    const stories = variety === 'full' ? full : small;
    expect(share(stories, ({ tale }) => tale.probes.length > 0)).toBeGreaterThan(0.12);
  });
});

describe('what is not said twice', () => {
  const having = (pattern: RegExp): string[] =>
    full.flatMap(({ tale }) => {
      const found = pattern.exec(tale.text);
      return found === null ? [] : [tale.text.slice(found.index, found.index + 200)];
    });

  test('two sentences in a row do not begin with "But"', () => {
    expect(having(/(?:^|[.!?] )But [^.!?"\n]*[.!?] But /m)).toEqual([]);
  });

  test('nobody takes a deep breath twice within a few sentences', () => {
    expect(having(/took a deep breath[\s\S]{0,120}took a deep breath/)).toEqual([]);
  });

  test('the evening comes once', () => {
    expect(having(/\b[Tt]hat evening\b[\s\S]{0,120}\b(?:[Tt]hat|[Ii]n the) evening\b/)).toEqual([]);
  });
});
