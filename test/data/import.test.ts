import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cleanStories } from '../../lib/data/clean/clean.ts';
import { type ImportOptions, importStories } from '../../lib/data/import.ts';
import { buildInstruct } from '../../lib/data/instruct.ts';
import { readStories } from '../../lib/data/sources.ts';
import { faults } from '../../lib/runtime/files.ts';
import { Random } from '../../lib/runtime/random.ts';

let folder = '';
let out = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
  out = join(folder, 'corpus');
});
afterEach(async () => {
  faults.failWrite(0);
  await rm(folder, { recursive: true, force: true });
});

async function imported(name: string, content: string, options: Partial<ImportOptions> = {}) {
  const path = join(folder, name);
  await writeFile(path, content);
  const result = await importStories({ inputs: [path], out, ...options });
  const text = await readFile(join(out, 'stories.txt'), 'utf8');
  const lines = await readFile(join(out, 'stories.jsonl'), 'utf8').catch(() => null);
  const records = lines
    ?.split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { result, text, records };
}

test('records keep what is known of a story; the key of the prompt ends in a colon', async () => {
  const instruction = { 'prompt:': 'Write.', words: ['a', 'b', 'c'], features: ['Twist'] };
  const { result, text, records } = await imported(
    'data00.json',
    JSON.stringify([
      { story: '\n\nOne.', instruction, summary: 'S', source: 'GPT-4' },
      { story: 'Two.', instruction, summary: 'S', source: 'GPT-3.5' },
      { story: '  ', instruction, summary: 'S', source: 'GPT-4' },
      { story: 'Three.<|endoftext|>And on.', instruction, summary: 'S', source: 'GPT-4' },
    ]),
    { source: ['GPT-4'] },
  );
  expect(text).toBe('One.\n<|endoftext|>\nThree.\n<|endoftext|>\n');
  expect(records).toEqual(
    ['One.', 'Three.'].map((story) => ({ story, instruction, summary: 'S', source: 'GPT-4' })),
  );
  expect(result).toMatchObject({ stories: 2, empty: 1, otherSource: 1, marks: 1, unreadable: 0 });
  expect(JSON.parse(await readFile(join(out, 'import.json'), 'utf8'))).toEqual(result);
});

test('texts alone give no records', async () => {
  const { records, result } = await imported('a.jsonl', '{"text":"One."}\n{"story":"Two."}\n');
  expect(records).toBeUndefined();
  expect(result.files['stories.jsonl']).toBeUndefined();
  expect((await readdir(out)).sort()).toEqual(['import.json', 'stories.txt']);
});

test('a column of another name is the story, once', async () => {
  const { records } = await imported('a.csv', 'tale,mood\nOne.,glad\n', { field: 'tale' });
  expect(records).toEqual([{ story: 'One.', mood: 'glad' }]);
});

test('a key that would set the prototype stays out', async () => {
  const { records } = await imported('a.jsonl', '{"story":"One.","__proto__":{"x":1},"mood":"glad"}\n');
  expect(Object.keys(records![0])).toEqual(['story', 'mood']);
});

test('Instruct records: labels in any order, a summary after the story, with and without the blank line', async () => {
  const file = [
    'Summary: Tom finds a ball.\nWords: find, ball, red\nStory: \n\nTom found a ball.\n\nHe was glad.',
    'Features: Dialogue, Twist\nStory: \nAnna sang.\nSummary: Anna sings.',
    'Random sentence: He ran.\nStory: \n\nHe sat. He ran.',
    'no label at all',
    'Words: a, b\nSummary: nothing told',
  ];
  const { result, text, records } = await imported('instruct.txt', `${file.join('\n<|endoftext|>\n')}\n`, {
    format: 'instruct',
  });
  expect(text).toBe(
    ['Tom found a ball.\n\nHe was glad.', 'Anna sang.', 'He sat. He ran.']
      .map((story) => `${story}\n<|endoftext|>\n`)
      .join(''),
  );
  expect(records).toEqual([
    {
      story: 'Tom found a ball.\n\nHe was glad.',
      instruction: { words: ['find', 'ball', 'red'], asked: ['summary', 'words'] },
      summary: 'Tom finds a ball.',
    },
    {
      story: 'Anna sang.',
      instruction: { features: ['Dialogue', 'Twist'], asked: ['features'] },
      summary: 'Anna sings.',
    },
    { story: 'He sat. He ran.', instruction: { sentence: 'He ran.', asked: ['sentence'] } },
  ]);
  expect(result).toMatchObject({ stories: 3, unreadable: 2 });
});

test('what the builder of records lays out is read back', async () => {
  const story = 'One day a cat sat. It slept. It woke up.';
  const random = new Random(1, 0);
  const records = Array.from({ length: 40 }, () =>
    buildInstruct({ story, words: ['sit', 'cat', 'one'], features: ['Twist'], summary: 'A cat.' }, random),
  );
  const { result } = await imported('i.txt', records.join('\n<|endoftext|>\n'), { format: 'instruct' });
  expect(result).toMatchObject({ stories: 40, unreadable: 0 });
});

test('nothing to import is an error, and nothing is left behind', async () => {
  await expect(imported('a.txt', ' \n')).rejects.toMatchObject({
    code: 'FILE',
    message: expect.stringMatching(/no story/),
  });
  const none = imported('a.txt', 'no records', { format: 'instruct' });
  await expect(none).rejects.toMatchObject({
    code: 'FORMAT',
    message: expect.stringMatching(/without a label/),
  });
  await expect(imported('a.jsonl', '{"text":"One."}\n{')).rejects.toMatchObject({ code: 'FORMAT' });
  expect(await readdir(folder)).toEqual(['a.jsonl', 'a.txt']);
});

test('of text nobody knows who wrote it: not imported and not cleaned by source, alone or among records', async () => {
  const [text, records] = [join(folder, 'a.txt'), join(folder, 'b.jsonl')];
  await writeFile(text, 'Story:\n\nOne.\n<|endoftext|>\n');
  await writeFile(records, '{"text":"Two.","source":"GPT-4"}\n');
  const source = ['GPT-4'];
  const refused = { code: 'INVALID_ARGUMENT', message: expect.stringContaining(text) };
  for (const inputs of [[text], [records, text], [folder]]) {
    await expect(importStories({ inputs, out, source })).rejects.toMatchObject(refused);
    await expect(cleanStories({ inputs, out, source, preset: 'none' })).rejects.toMatchObject(refused);
  }
  await expect(importStories({ inputs: [text], out, source, format: 'instruct' })).rejects.toMatchObject(
    refused,
  );
  expect((await importStories({ inputs: [records], out, source })).stories).toBe(1);
  expect((await cleanStories({ inputs: [records], out, source, preset: 'none' })).kept).toBe(1);
});

test('whichever write fails, the corpus that stood there stays whole', async () => {
  await imported('a.txt', 'Old.');
  for (let nth = 1; ; nth++) {
    faults.failWrite(nth);
    const outcome = await importStories({ inputs: [join(folder, 'a.txt')], out }).catch(
      (error: unknown) => error,
    );
    faults.failWrite(0);
    const stories: string[] = [];
    for await (const story of readStories([join(out, 'stories.txt')])) stories.push(story);
    expect(stories).toEqual(['Old.']);
    if (!(outcome instanceof Error)) break;
    expect(outcome).toMatchObject({ code: 'FILE' });
  }
});
