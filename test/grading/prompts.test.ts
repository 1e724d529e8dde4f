import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { instructPrompt, parseInstruct } from '../../lib/data/instruct.ts';
import { FEATURES } from '../../lib/data/storyteller/features.ts';
import { findOverlap, withoutOverlap } from '../../lib/grading/prompts/overlap.ts';
import { readPromptFile } from '../../lib/grading/prompts/prompt-file.ts';
import { ownPrompts, promptsHash } from '../../lib/grading/prompts/prompt-set.ts';

const STORIES = '2d1d96e702a36aa8f2e7ee60294e2bbec1d16c8e695351d5ab762f12ad2d8527';
const INSTRUCTIONS = 'c6838ab703fe55cc007a1e6dca57731d6b4e03c01ffbd8a3cb3668436d17215a';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('our own prompts', () => {
  test('fifty beginnings, ten of each category, all different', () => {
    const { prompts } = ownPrompts('story');
    expect(prompts).toHaveLength(50);
    const counts = new Map<string, number>();
    for (const { category } of prompts) counts.set(category, (counts.get(category) ?? 0) + 1);
    expect([...counts]).toEqual(
      ['conversation', 'feeling', 'reasoning', 'fact', 'plot'].map((category) => [category, 10]),
    );
    expect(new Set(prompts.map(({ id }) => id)).size).toBe(50);
    expect(new Set(prompts.map(({ text }) => text)).size).toBe(50);
  });

  test('each is cut in the middle of a sentence, and as long as those of the paper are', () => {
    for (const { id, text } of ownPrompts('story').prompts) {
      expect([id, text]).toEqual([id, expect.stringMatching(/\p{L}$/u)]);
      expect([id, text.length > 116 && text.length < 505]).toEqual([id, true]);
      expect([id, /^[\x20-\x7e\n]+$/.test(text)]).toEqual([id, true]);
    }
  });

  test('as the paper has them, some end inside an open quotation and some after a break', () => {
    const { prompts } = ownPrompts('story');
    const open = prompts.filter(({ text }) => text.split('"').length % 2 === 0);
    expect(open.length).toBeGreaterThan(8);
    expect(prompts.filter(({ text }) => text.includes('\n\n')).length).toBeGreaterThan(1);
  });

  test('fifty sets of instructions of all fifteen combinations, in the layout of the training data', () => {
    const { prompts } = ownPrompts('instruct');
    expect(prompts).toHaveLength(50);
    expect(new Set(prompts.map(({ category }) => category)).size).toBe(15);
    for (const { text, category, instruction } of prompts) {
      expect(Object.keys(instruction!).sort()).toEqual(category.split(', ').sort());
      for (const feature of instruction!.features ?? []) expect(FEATURES).toContain(feature);
      const { asked, story: _, ...record } = parseInstruct(`${text} \n\nOnce.`);
      expect(record).toEqual(instruction);
      expect(asked.length).toBe(Object.keys(instruction!).length);
    }
    expect(() => instructPrompt({})).toThrow(/asked: expected words/);
  });

  test('they never change in silence: a beginning that changes needs another id', () => {
    expect(promptsHash(ownPrompts('story').prompts)).toBe(STORIES);
    expect(promptsHash(ownPrompts('instruct').prompts)).toBe(INSTRUCTIONS);
  });
});

describe('prompts from a file', () => {
  test('a list of texts, as the paper has, is used byte for byte', async () => {
    const path = await file(
      'paper.yaml',
      '- |-\n  Once upon a “time”,\n\n  there was a cat\n- >-\n  A dog\n  ran \n- "Ends with a blank "\n',
    );
    const { prompts, source, kind } = await readPromptFile(path, 'story');
    expect(prompts.map(({ text }) => text)).toEqual([
      'Once upon a “time”,\n\nthere was a cat',
      'A dog ran ',
      'Ends with a blank ',
    ]);
    expect(new Set(prompts.map(({ id }) => id)).size).toBe(3);
    expect([source, kind]).toEqual(['paper.yaml', 'story']);
  });

  test('objects with ids and categories, in YAML and JSON', async () => {
    const items = [{ id: 'one', category: 'fact', text: 'Cows eat' }, { text: 'Birds' }];
    const { prompts } = await readPromptFile(await file('p.json', JSON.stringify(items)), 'story');
    expect(prompts[0]).toEqual(items[0]);
    expect(prompts[1]).toMatchObject({ text: 'Birds', category: 'uncategorised' });
  });

  test('instructions', async () => {
    const path = await file('i.yaml', '- id: a\n  words: [dig, mud]\n  sentence: It was dark.\n');
    const { prompts } = await readPromptFile(path, 'instruct');
    expect(prompts[0]).toEqual({
      id: 'a',
      category: 'uncategorised',
      text: 'Words: dig, mud\nRandom sentence: It was dark.\nStory:',
      instruction: { words: ['dig', 'mud'], sentence: 'It was dark.' },
    });
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['empty', '', /expected a list/],
    ['an empty list', '[]', /expected a list/],
    ['one text', 'Once upon a time', /expected a list/],
    ['a mapping', 'a: b', /expected a list/],
    ['numbers', '- 5', /prompt 1: expected a JSON object/],
    ['null', '- ', /prompt 1: expected a JSON object/],
    ['an empty text', '- ""', /prompt 1: an empty text/],
    ['white space', '- "  "', /an empty text/],
    ['a text twice', '- Cows\n- Dogs\n- Cows', /prompts 1 and 3 are the same/],
    ['an id twice', '- {id: a, text: b}\n- {id: a, text: c}', /prompts 1 and 2/],
    ['an id that is a path', '- {id: ../a, text: b}', /id: expected letters/],
    ['a text that is a list', '- {text: [a]}', /text: expected text/],
    ['an end of text', '- "a <|endoftext|> b"', /which ends a story/],
    ['a control character', '- "a\\0b"', /control characters/],
    ['half a character', '- "a\\ud800b"', /control characters|not valid YAML/],
    ['a key twice', '- {text: a, text: b}', /not valid YAML/],
    ['broken', '- [a', /not valid YAML/],
    ['tabs', '-\t- a\n\t- b', /not valid YAML/],
    ['not UTF-8', Buffer.from([0x2d, 0x20, 0xff, 0xfe]), /not UTF-8/],
    ['an unknown tag', '- !!js/function "a"', /not valid YAML/],
    ['an alias', '- &a Cows\n- *a', /not valid YAML: Alias resolution is disabled/],
    [
      'a million laughs',
      `- &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
        .split('')
        .map((c, i) => `- &${c} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)
        .join('\n')}`,
      /not valid YAML/,
    ],
    ['depth', `- ${'['.repeat(50_000)}`, /deeper than/],
    ['depth over lines', `- ${'[\n'.repeat(50_000)}`, /deeper than/],
    ['depth of dashes', `${'- '.repeat(50_000)}a`, /deeper than/],
    ['__proto__', '- {__proto__: {text: a}}', /text|empty/],
    ['a very long prompt', `- ${'a '.repeat(20_000)}`, /more than the 20000/],
    [
      'very many prompts',
      Array.from({ length: 10_001 }, (_, i) => `- p${i}`).join('\n'),
      /more than the 10000/,
    ],
  ])('refused: %s', async (_, content, message) => {
    await expect(readPromptFile(await file('bad.yaml', content), 'story')).rejects.toThrow(message);
  });

  test('refused: depth by indentation', async () => {
    const deep = Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}-`).join('\n');
    await expect(readPromptFile(await file('deep.yaml', deep), 'story')).rejects.toThrow(
      /bad|deep|valid|object/,
    );
  });

  test('refused: texts where instructions are expected', async () => {
    const path = await file('texts.yaml', '- Once upon a time');
    await expect(readPromptFile(path, 'instruct')).rejects.toThrow(/what is asked for/);
    const nothing = await file('nothing.yaml', '- {id: a}');
    await expect(readPromptFile(nothing, 'instruct')).rejects.toThrow(/without words/);
  });
});

describe('phrases that a corpus shares', () => {
  const prompts = [
    { id: 'a', category: 'plot', text: 'The old cat sat on a red mat and it' },
    { id: 'b', category: 'plot', text: 'Six words are what it takes here' },
    { id: 'c', category: 'plot', text: 'Too short for one' },
  ];

  test('six words in a row, whatever case and marks', async () => {
    const corpus = await file(
      'corpus.txt',
      [
        'Look: the OLD cat, sat "on" a... blue mat.',
        'Six words are what it\n<|endoftext|>\ntakes here',
        'on a red mat and it was good. sat on a red mat and',
      ].join('\n<|endoftext|>\n'),
    );
    const overlap = await findOverlap(prompts, [corpus]);
    expect(overlap.stories).toBe(4);
    expect(overlap.n).toBe(6);
    expect(overlap.prompts).toEqual([
      {
        id: 'a',
        phrases: 5,
        shared: ['the old cat sat on a', 'sat on a red mat and', 'on a red mat and it'],
      },
      { id: 'b', phrases: 2, shared: [] },
      { id: 'c', phrases: 0, shared: [] },
    ]);
    const left = withoutOverlap({ kind: 'story', source: 'x', prompts }, overlap);
    expect(left.prompts.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(overlap.dropped).toEqual(['a']);
  });

  test('what is not there is said', async () => {
    await expect(findOverlap(prompts, [join(folder, 'nothing.txt')])).rejects.toThrow(/nothing\.txt/);
  });
});
