import { describe, expect, test } from '@jest/globals';
import {
  buildInstruct,
  INSTRUCT_KINDS,
  type InstructKind,
  instructFor,
  parseInstruct,
} from '../../lib/data/instruct.ts';
import { tellStory } from '../../lib/data/storyteller/storyteller.ts';
import { sentences } from '../../lib/data/text/sentences.ts';
import { Random } from '../../lib/runtime/random.ts';

const STORY = 'Tom had a kite.\n\nThe kite got stuck. "Help!" Tom cried. A brave cat climbed up.';
const SOURCE = {
  story: STORY,
  words: ['climb', 'kite', 'brave'],
  features: ['Dialogue', 'Twist'],
  summary: 'A cat gets a kite back.',
};
const built = (source: Parameters<typeof buildInstruct>[0], count = 400) =>
  Array.from({ length: count }, (_, index) => buildInstruct(source, new Random(3, index)));

describe('building', () => {
  test('the layout of the training file, to the character', () => {
    const all = built(SOURCE).filter((text) => parseInstruct(text).asked.join() === 'summary,words,features');
    expect(all[0]).toBe(
      `Summary: A cat gets a kite back.\nWords: climb, kite, brave\nFeatures: Dialogue, Twist\nStory: \n\n${STORY}`,
    );
    const sentence = built(SOURCE).find((text) => parseInstruct(text).asked.join() === 'sentence')!;
    expect(sentence).toMatch(/^Random sentence: [^\n]+\nStory: \n\nTom had a kite\./);
  });

  test('of the validation file: no blank line', () => {
    const text = buildInstruct(SOURCE, new Random(1), { blankLine: false });
    expect(text).toContain(`\nStory: \n${STORY}`);
    expect(parseInstruct(text).story).toBe(STORY);
  });

  test('every subset and every order comes about, each subset about as often', () => {
    const counts = new Map<string, number>();
    const orders = new Set<string>();
    for (const text of built(SOURCE, 3000)) {
      const { asked } = parseInstruct(text);
      const subset = [...asked].sort().join();
      counts.set(subset, (counts.get(subset) ?? 0) + 1);
      orders.add(asked.join());
    }
    expect(counts.size).toBe(15);
    // Ordered choices of one to four of four.
    expect(orders.size).toBe(4 + 12 + 24 + 24);
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(70);
  });

  test('the sentence is one of the story, and never the first', () => {
    const seen = new Set(built(SOURCE).map((text) => parseInstruct(text).sentence));
    seen.delete(undefined);
    expect(seen).toEqual(new Set(['The kite got stuck.', '"Help!" Tom cried.', 'A brave cat climbed up.']));
    const again = built({ story: 'No. Yes. No.' }).map((text) => parseInstruct(text).sentence);
    expect(new Set(again)).toEqual(new Set(['Yes.']));
  });

  test('what a story lacks is not asked for', () => {
    const asked = (source: object) =>
      new Set(built({ story: 'Tom ran.', ...source }).flatMap((text) => parseInstruct(text).asked));
    expect(asked({ words: ['run'], features: [], summary: ' ' })).toEqual(new Set(['words']));
    expect(asked({ features: ['Twist'], summary: 'Two\nlines.' })).toEqual(new Set(['features', 'summary']));
    expect(
      parseInstruct(buildInstruct({ story: 'Tom ran.', summary: 'Two\nlines.' }, new Random(1))),
    ).toEqual({
      story: 'Tom ran.',
      summary: 'Two lines.',
      asked: ['summary'],
    });
    expect(() => built({ story: 'Tom ran.' })).toThrow(/a second sentence/);
  });

  test.each(['', 'Tom ran.\nWords: far', 'Tom<|endoftext|>ran.', 'Story:\nTom ran.'])(
    'a text that could not be read back is refused: %j',
    (story) => {
      expect(() => buildInstruct({ ...SOURCE, story }, new Random(1))).toThrow(/^story: expected/);
    },
  );

  test('depends on seed and index alone, and draws other numbers than the story', () => {
    const record = tellStory(5, 9);
    expect(instructFor(record, 5, 9)).toBe(instructFor(record, 5, 9));
    expect(tellStory(5, 9)).toEqual(record);
    const texts = Array.from({ length: 40 }, (_, index) => instructFor(record, 5, index));
    expect(new Set(texts).size).toBeGreaterThan(20);
    expect(instructFor(record, 6, 9)).not.toBe(instructFor(record, 5, 9));
  });
});

describe('reading', () => {
  test('gives back what was built, for every story', () => {
    const kinds = new Set<InstructKind>();
    for (let index = 0; index < 300; index++) {
      const record = tellStory(8, index);
      const { words, features } = record.instruction;
      const read = parseInstruct(instructFor(record, 8, index));
      expect(read.story).toBe(record.story);
      if (read.words) expect(read.words).toEqual(words);
      if (read.features) expect(read.features).toEqual(features);
      if (read.summary) expect(read.summary).toBe(record.summary);
      if (read.sentence) {
        expect(record.story).toContain(read.sentence);
        expect(sentences(record.story).indexOf(read.sentence)).toBeGreaterThan(0);
      }
      for (const kind of INSTRUCT_KINDS) expect(kind in read).toBe(read.asked.includes(kind));
      for (const kind of read.asked) kinds.add(kind);
    }
    expect([...kinds].sort()).toEqual([...INSTRUCT_KINDS].sort());
  });

  test('a summary after the story describes it and is not asked for', () => {
    const text = `\r\nWords: a, b\r\nStory: \r\n\r\nTom ran.\r\n\r\nHe fell.\r\nSummary: Tom falls.\r\n<|endoftext|>\r\n`;
    expect(parseInstruct(text)).toEqual({
      story: 'Tom ran.\n\nHe fell.',
      words: ['a', 'b'],
      summary: 'Tom falls.',
      asked: ['words'],
    });
  });

  test('a story on the line of its label; a summary of two lines', () => {
    expect(parseInstruct('Summary: One.\nTwo.\nStory: Tom ran.')).toEqual({
      story: 'Tom ran.',
      summary: 'One.\nTwo.',
      asked: ['summary'],
    });
  });

  test.each([
    ['Words: a, b', /no story/],
    ['Story: \n\n', /no story/],
    ['Tom ran.\nStory: x', /a line without a label/],
    ['Summary: a\nStory: x\nSummary: b', /Summary: stands twice/],
    ['Story: x\n<|endoftext|>\nStory: y', /Story: stands twice/],
  ])('refuses %j', (text, message) => {
    expect(() => parseInstruct(text, 'a.txt')).toThrow(message);
    expect(() => parseInstruct(text, 'a.txt')).toThrow(
      expect.objectContaining({ code: 'FORMAT', path: 'a.txt' }),
    );
  });
});
