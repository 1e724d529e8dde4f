import { describe, expect, test } from '@jest/globals';
import type { Feature } from '../../../lib/data/storyteller/features.ts';
import {
  storyRecords,
  storyWords,
  tellChecked,
  tellStory,
} from '../../../lib/data/storyteller/storyteller.ts';
import { parseFeatures, parseWords } from '../../../lib/data/storyteller/wishes.ts';
import { ENGLISH } from '../../../lib/data/storyteller/words/lexicon.ts';

const many = (wishes: Parameters<typeof tellStory>[2]) =>
  Array.from({ length: 60 }, (_, index) => tellStory(2, index, wishes).instruction);

describe('features', () => {
  test('just those asked for, in every story', () => {
    const asked: Feature[] = ['Twist', 'Dialogue', 'Twist'];
    for (const { features } of many({ features: asked })) expect(features).toEqual(['Dialogue', 'Twist']);
    for (const { features } of many({ features: [], variety: 'small' })) expect(features).toEqual([]);
  });

  test('as text', () => {
    expect(parseFeatures('Twist, dialogue')).toEqual(['Dialogue', 'Twist']);
    expect(parseFeatures('none')).toEqual([]);
    expect(() => parseFeatures('Dialog')).toThrow(
      /features: expected some of Dialogue, .*did you mean Dialogue/,
    );
    expect(() => parseFeatures('rhyme')).toThrow(/some of Dialogue, BadEnding, [^(]*, got "rhyme"/);
    expect(() => parseFeatures('')).toThrow(/features/);
    expect(() => parseFeatures('none,Twist')).toThrow(/features/);
  });
});

describe('words', () => {
  test('all three, in every story', () => {
    for (const { words } of many({ words: { verb: 'climb', noun: 'kite', adjective: 'brave' } }))
      expect(words).toEqual(['climb', 'kite', 'brave']);
  });

  test('the others are such as the story uses by itself, and as many as there are', () => {
    const kites = many({ words: { noun: 'kite' } }).map(({ words }) => words);
    expect(new Set(kites.map(([, noun]) => noun))).toEqual(new Set(['kite']));
    expect(new Set(kites.map(([verb]) => verb)).size).toBeGreaterThan(30);
    expect(new Set(kites.map(([, , adjective]) => adjective)).size).toBeGreaterThan(30);
    const free = many({}).map(({ words }) => words);
    expect(new Set(free.map(([, noun]) => noun)).size).toBeGreaterThan(45);
  });

  test('are the same for one story and for many', () => {
    const wishes = { words: { verb: 'climb' }, features: ['Conflict' as const] };
    expect([...storyRecords(2, 10, 5, wishes)][3]).toEqual(tellStory(2, 13, wishes));
  });

  test('without any the stories are those of the seed', () => {
    expect(tellStory(2, 5, { words: {} })).toEqual(tellStory(2, 5));
    expect(tellStory(2, 5, { variety: 'small' })).toEqual(tellStory(2, 5, 'small'));
  });

  test('as text', () => {
    expect(parseWords('climb, kite ,brave')).toEqual({ verb: 'climb', noun: 'kite', adjective: 'brave' });
    expect(parseWords('-, kite, -')).toEqual({ noun: 'kite' });
    expect(parseWords('-,-,-')).toEqual({});
    for (const text of ['kite', 'a,b', 'a,b,c,d', 'a,,c', ''])
      expect(() => parseWords(text)).toThrow(/words: expected a verb, a noun and an adjective/);
  });

  test('in any case; every word of the lists is known', () => {
    expect(tellStory(1, 0, { words: { noun: ' Kite' } }).instruction.words[1]).toBe('kite');
    const STORY_WORDS = storyWords();
    const longest = Math.max(...Object.values(STORY_WORDS).map((words) => words.length));
    for (let i = 0; i < longest; i++) {
      const of = (words: readonly string[]) => words[i % words.length]!;
      const [verb, noun, adjective] = [STORY_WORDS.verb, STORY_WORDS.noun, STORY_WORDS.adjective].map(of);
      expect(tellStory(1, i, { words: { verb, noun, adjective } }).instruction.words).toEqual([
        verb,
        noun,
        adjective,
      ]);
    }
  });

  test.each([
    [
      { noun: 'kitte' },
      /^noun: expected one of the \d+ in .*words\/en\/nouns\.txt, such as kite.*, got "kitte"/,
    ],
    [{ verb: 'ran' }, /^verb: .*verbs\.txt, such as run, got "ran"/],
    [{ noun: 'mice' }, /^noun: .*such as mouse, got/],
    [{ adjective: 'brav' }, /^adjective: .*adjectives\.txt, such as brave/],
    [{ verb: 'photosynthesize' }, /^verb: expected one of the \d+ in [^,]*, got "photo/],
  ])('unknown: %j', (words, message) => {
    expect(() => tellStory(1, 0, { words })).toThrow(message);
    expect(() => tellStory(1, 0, { words })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

test('what does not come about names the story and what to change', () => {
  // An adjective that fits no noun and no moment.
  const adjective = { word: 'square', kind: 'touch', fits: new Set<string>() };
  const { adjectives, verbs, nouns } = ENGLISH;
  expect(adjectives).not.toContainEqual(adjective);
  const words = { verb: verbs[0]!, noun: nouns[0]!, adjective };
  expect(() => tellChecked(3, 17, { words })).toThrow(
    /^story 17 of seed 3: no story with .*"square" came about .*; ask for other words or features, or another seed$/,
  );
  expect(() => tellChecked(3, 17, { words })).toThrow(expect.objectContaining({ code: 'MISMATCH' }));
});
