import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ENGLISH_PHRASING, readPhrasing, type Style } from '../../../lib/data/generate/phrasing.ts';
import { type Composer, composePrompt } from '../../../lib/data/generate/prompts.ts';
import { readWordBank, type WordBank } from '../../../lib/data/generate/word-bank.ts';
import { FEATURES, storyWords } from '../../../lib/data/storyteller/storyteller.ts';
import { GERMAN, writeGermanLists } from './german.ts';

let folder: string;
let bank: WordBank;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompts-'));
  bank = await readWordBank();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const composer = (style: Style = 'data', seed = 1): Composer => ({
  seed,
  style,
  bank,
  phrasing: ENGLISH_PHRASING,
});
const many = (one: Composer, count: number) => Array.from({ length: count }, (_, n) => composePrompt(one, n));

test('prompt n of a seed is always the same, and others are others', () => {
  const forwards = many(composer(), 50);
  const backwards = Array.from({ length: 50 }, (_, n) => composePrompt(composer(), 49 - n)).reverse();
  expect(backwards).toEqual(forwards);
  expect(new Set(forwards.map(({ text }) => text)).size).toBe(50);
  expect(composePrompt(composer('data', 2), 0).text).not.toBe(forwards[0]?.text);
  // The words and features of a prompt do not depend on how it is phrased.
  const facts = ({ words, features }: { words: string[]; features: string[] }) => ({ words, features });
  expect(many(composer('paper'), 50).map(facts)).toEqual(forwards.map(facts));
});

test('what seed 1 asks first', () => {
  expect(composePrompt(composer(), 0)).toEqual({
    index: 0,
    text:
      'Make up a little story (3-5 paragraphs) from very easy words alone, such as a child of 3 understands. Somewhere ' +
      'in it, bring in the verb "grow", the noun "cape" and the adjective "rusty". Mind that every word is easy!\n\n' +
      'A story:',
    words: ['grow', 'cape', 'rusty'],
    features: [],
  });
  expect(composePrompt(composer('paper'), 1)).toEqual({
    index: 1,
    text:
      'Tell a short story of three to five paragraphs, all in very plain words that a child of three is likely to know. ' +
      'Use the verb "scribble", the noun "knee" and the adjective "knitted" in it. Give the story these features: ' +
      'something happens that nobody expects, an early hint comes true later, somebody is at odds with somebody else. ' +
      'Keep to plain words all the way!',
    words: ['scribble', 'knee', 'knitted'],
    features: ['Twist', 'Foreshadowing', 'Conflict'],
  });
});

test('three words of the lists, one of each kind, nearly all of them in the end', () => {
  const { verb, noun, adjective } = storyWords();
  const prompts = many(composer(), 4000);
  for (const { words, text } of prompts.slice(0, 200)) {
    expect(verb).toContain(words[0]);
    expect(noun).toContain(words[1]);
    expect(adjective).toContain(words[2]);
    for (const word of words) expect(text).toContain(`"${word}"`);
    expect(text).not.toMatch(/[{}]/);
  }
  const drawn = [0, 1, 2].map((place) => new Set(prompts.map(({ words }) => words[place])).size);
  // With 900 nouns one in 85 is still missing after so many draws.
  for (const [place, list] of [verb, noun, adjective].entries())
    expect(drawn[place]).toBeGreaterThan(0.95 * list.length);
});

test('from none to three features, each as often as the others, and asked for in words', () => {
  const prompts = many(composer(), 2400);
  const counts = [0, 1, 2, 3].map((n) => prompts.filter(({ features }) => features.length === n).length);
  // Five standard deviations of a share of a quarter among 2400.
  for (const count of counts) expect(Math.abs(count / 2400 - 0.25)).toBeLessThan(0.045);
  for (const feature of FEATURES) {
    const asked = prompts.filter(({ features }) => features.includes(feature));
    expect(Math.abs(asked.length / 2400 - 0.25)).toBeLessThan(0.045);
    for (const { text } of asked.slice(0, 5)) expect(text).toContain(ENGLISH_PHRASING.features[feature]);
  }
  for (const { features } of prompts)
    expect(features).toEqual(FEATURES.filter((one) => features.includes(one)));
});

test('a prompt without features does not speak of any; mixed takes both phrasings', () => {
  const plain = many(composer(), 400).filter(({ features }) => features.length === 0);
  for (const { text } of plain) expect(text).not.toContain('features');
  const [paper, data, mixed] = (['paper', 'data', 'mixed'] as const).map((style) =>
    many(composer(style), 800).map(({ text }) => text),
  ) as [string[], string[], string[]];
  const asPaper = mixed.filter((text, n) => text === paper[n]).length;
  const asData = mixed.filter((text, n) => text === data[n]).length;
  expect(asPaper + asData).toBe(mixed.length);
  expect(Math.abs(asPaper / mixed.length - 0.5)).toBeLessThan(0.09);
});

test('another language is a folder of lists and a file of phrasing', async () => {
  await writeGermanLists(folder);
  const path = join(folder, 'de.json');
  await writeFile(path, JSON.stringify(GERMAN));
  const phrasing = await readPhrasing(path);
  const own = await readWordBank(folder);
  expect(own.verb[0]).toEqual({ word: 'laufen', forms: ['lief', 'läuft'] });
  const { text, words } = composePrompt({ seed: 1, style: 'paper', bank: own, phrasing }, 3);
  expect(text).toContain(`das Verb „${words[0]}“`);
  expect((await readWordBank(folder)).sha256).toBe(own.sha256);
  expect(own.sha256).not.toBe(bank.sha256);
});

test.each([
  [{ language: '' }, /language/],
  [{ match: 'magic' }, /match: expected one of/],
  [
    { requests: { ...GERMAN.requests, paper: { with: 'ohne Wörter', without: 'x' } } },
    /paper: with: .*\{verb\}/,
  ],
  [{ features: {} }, /features: Dialogue/],
  [{ summary: { after: 'x', along: 'x', label: 'x' } }, /summary: after: .*\{story\}/],
  [{ refusals: [3] }, /refusals/],
  [{ heading: ['x'] }, /heading: not a field here/],
  [{ features: { ...GERMAN.features, Twists: 'x' } }, /features: Twists: not a field/],
  [
    {
      requests: {
        ...GERMAN.requests,
        data: { ...GERMAN.requests.data, without: '{verb} {noun} {adjective} {features}' },
      },
    },
    /data: without: \{features\} stands for nothing here/,
  ],
])('a phrasing with %j is refused by its field', async (change, message) => {
  const path = join(folder, 'wrong.json');
  await writeFile(path, JSON.stringify({ ...GERMAN, ...change }));
  await expect(readPhrasing(path)).rejects.toThrow(message);
});

test.each([
  ['laufen/', /line 1: expected a word/],
  ['laufen\nlaufen', /line 2: "laufen" stands twice/],
  ['das "Wort"', /line 1: .*quotation/],
  ['', /holds no word/],
])('a plain list %j is refused by its line', async (list, message) => {
  const wrong = await mkdtemp(join(folder, 'lists-'));
  await writeGermanLists(wrong);
  await writeFile(join(wrong, 'nouns.txt'), list);
  await expect(readWordBank(wrong)).rejects.toThrow(message);
});
