import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { INSTRUCT_KINDS, parseInstruct } from '../../lib/data/instruct.ts';
import { checkOutOfDistribution } from '../../lib/data/instruct-check.ts';
import { buildInstructCorpus, type InstructCorpusOptions } from '../../lib/data/instruct-corpus.ts';
import { readStories } from '../../lib/data/sources.ts';
import { tellStory } from '../../lib/data/storyteller/storyteller.ts';

const RECORDS = Array.from({ length: 400 }, (_, index) => tellStory(21, index));
let folder = '';
let input = '';
let out = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instruct-'));
  input = join(folder, 'stories.jsonl');
  out = join(folder, 'out');
  await writeFile(input, RECORDS.map((record) => `${JSON.stringify(record)}\n`).join(''));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const build = (options: Partial<InstructCorpusOptions> = {}) =>
  buildInstructCorpus({ inputs: [input], out, ...options });

async function texts(name: string, where = out): Promise<string[]> {
  const all: string[] = [];
  for await (const text of readStories([join(where, name)])) all.push(text);
  return all;
}

test('one record a story, of what its record says; instruct.json counts them', async () => {
  const made = await build();
  expect((await readdir(out)).sort()).toEqual(['instruct.json', 'instruct.txt']);
  expect(JSON.parse(await readFile(join(out, 'instruct.json'), 'utf8'))).toEqual(made);
  const read = (await texts('instruct.txt')).map((text) => parseInstruct(text));
  expect(read.map(({ story }) => story)).toEqual(RECORDS.map(({ story }) => story.trim()));
  for (const [i, record] of read.entries()) {
    const { instruction, summary } = RECORDS[i]!;
    if (record.words) expect(record.words).toEqual(instruction.words);
    if (record.features) expect(record.features).toEqual(instruction.features);
    if (record.summary) expect(record.summary).toBe(summary);
    if (record.sentence) expect(record.story.indexOf(record.sentence)).toBeGreaterThan(0);
  }
  const asked = made.files['instruct.txt']!.asked;
  for (const kind of INSTRUCT_KINDS) {
    expect(asked[kind]).toBe(read.filter((record) => record.asked.includes(kind)).length);
    expect(asked[kind]).toBeGreaterThan(60);
  }
  const file = await readFile(join(out, 'instruct.txt'), 'utf8');
  expect(file).toMatch(/^(?:Words|Features|Summary|Random sentence): [\s\S]*?\nStory: \n\n[^\n]/);
  expect(file.endsWith('\n<|endoftext|>\n')).toBe(true);
});

test('the same seed, the same bytes; another seed, others; no blank line where none is wanted', async () => {
  await build();
  const first = await readFile(join(out, 'instruct.txt'));
  await build();
  expect(await readFile(join(out, 'instruct.txt'))).toEqual(first);
  await build({ seed: 2 });
  expect(await readFile(join(out, 'instruct.txt'))).not.toEqual(first);
  await build({ blankLine: false });
  expect(await readFile(join(out, 'instruct.txt'), 'utf8')).not.toContain('\nStory: \n\n');
});

test('plain text has a sentence at most, unless words and dialogue are derived', async () => {
  const plain = join(folder, 'plain.txt');
  await writeFile(plain, RECORDS.map(({ story }) => `${story}\n<|endoftext|>\n`).join(''));
  await build({ inputs: [plain] });
  const kinds = new Set((await texts('instruct.txt')).flatMap((text) => parseInstruct(text).asked));
  expect([...kinds]).toEqual(['sentence']);
  const made = await build({ inputs: [plain], derive: true });
  expect(made.files['instruct.txt']!.asked).toMatchObject({ summary: 0, words: expect.any(Number) });
  let withWords = 0;
  for (const text of await texts('instruct.txt')) {
    const { story, words = [], features } = parseInstruct(text);
    const there = story.toLowerCase().match(/[a-z]+/g) ?? [];
    for (const word of words) expect(there).toContain(word);
    if (words.length > 0) withWords++;
    if (features) expect(features).toEqual(['Dialogue']);
    if (features) expect(story).toMatch(/["“]/);
  }
  expect(withWords).toBeGreaterThan(100);
});

test('records of Instruct are taken apart and built anew; what cannot be told apart is left out', async () => {
  await build();
  const again = join(folder, 'again');
  const records = await texts('instruct.txt');
  const odd = ['Story: Tom ran. He fell.\nStory: Anna ran.', 'Tom ran.\nWords: no record', 'One sentence.'];
  const file = join(folder, 'records.txt');
  await writeFile(file, [...records, ...odd].map((text) => `${text}\n<|endoftext|>\n`).join(''));
  const made = await build({ inputs: [file], out: again });
  expect(made).toMatchObject({ stories: records.length + 3, unlike: 2, nothing: 1 });
  const stories = (await texts('instruct.txt', again)).map((text) => parseInstruct(text).story);
  expect(stories).toEqual(RECORDS.map(({ story }) => story.trim()));
});

test('the out-of-distribution split has no leak, and the check says so', async () => {
  const made = await build({ outOfDistribution: true, testShare: 0.1 });
  expect((await readdir(out)).sort()).toEqual(['instruct.json', 'test.txt', 'train.txt']);
  const files = [[join(out, 'train.txt')], [join(out, 'test.txt')]] as const;
  const checked = await checkOutOfDistribution(...files);
  expect(checked).toEqual({
    trainRecords: made.files['train.txt']!.records,
    testRecords: made.files['test.txt']!.records,
    trainWithBoth: 0,
    testWithoutBoth: 0,
    shared: 0,
    firstLeak: null,
  });
  // By the letter, without any of the code under test.
  const train = await readFile(join(out, 'train.txt'), 'utf8');
  for (const text of train.split('<|endoftext|>'))
    expect(/^Words: /m.test(text) && /^Summary: /m.test(text)).toBe(false);
  const test = await readFile(join(out, 'test.txt'), 'utf8');
  for (const text of test.split('<|endoftext|>').filter((part) => part.trim() !== ''))
    expect(/^Words: /m.test(text) && /^Summary: /m.test(text)).toBe(true);
  expect(made.both).toBeGreaterThan(0);
  const { trainRecords, testRecords } = checked;
  expect(trainRecords + testRecords + made.both + made.incomplete).toBe(RECORDS.length);
  expect(testRecords).toBeGreaterThan(15);
  expect(testRecords).toBeLessThan(80);
  expect(made.files['train.txt']!.asked.words).toBeGreaterThan(50);
  expect(made.files['train.txt']!.asked.summary).toBeGreaterThan(50);
});

test('every kind of leak is found', async () => {
  await build({ outOfDistribution: true, testShare: 0.1 });
  const train = await readFile(join(out, 'train.txt'), 'utf8');
  const test = await readFile(join(out, 'test.txt'), 'utf8');
  const check = async (moreTrain: string, moreTest: string) => {
    const paths = [join(folder, 'a.txt'), join(folder, 'b.txt')];
    await writeFile(paths[0]!, train + moreTrain);
    await writeFile(paths[1]!, test + moreTest);
    return checkOutOfDistribution([paths[0]!], [paths[1]!]);
  };
  const end = '\n<|endoftext|>\n';
  const both = `Words: a, b\nSummary: c.\nStory: \n\nTom ran far away.${end}`;
  expect(await check(both, '')).toMatchObject({
    trainWithBoth: 1,
    firstLeak: expect.stringMatching(/has both/),
  });
  // The summary after the story, as the released files often have it.
  const after = `Words: a, b\nStory: \n\nTom ran.\n\nSummary: c.${end}`;
  expect(await check(after, '')).toMatchObject({ trainWithBoth: 1, testWithoutBoth: 0 });
  expect(await check('', after)).toMatchObject({ trainWithBoth: 0, testWithoutBoth: 1 });
  // Labels that are not written as the layout has them.
  for (const label of ['words: a', '  Words: a', 'Words : a', 'Words:a'])
    expect(await check(`Summary: c.\n${label}\nStory: \n\nTom ran.${end}`, '')).toMatchObject({
      trainWithBoth: 1,
    });
  // The same story in other letters and spaces.
  const [story] = (await texts('test.txt')).map((text) => parseInstruct(text).story);
  const copied = `Words: a\nStory: \n\n${story!.toUpperCase().replaceAll(' ', '  ')}${end}`;
  expect(await check(copied, '')).toMatchObject({ shared: 1, trainWithBoth: 0 });
});

test('nothing to ask for is an error, and leaves nothing behind', async () => {
  const plain = join(folder, 'plain.txt');
  await writeFile(plain, 'One sentence.\n<|endoftext|>\nAnother one.\n');
  await expect(build({ inputs: [plain] })).rejects.toMatchObject({ code: 'FORMAT' });
  const held = { inputs: [plain], outOfDistribution: true };
  await expect(build(held)).rejects.toMatchObject({ code: 'FORMAT' });
  await expect(build({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
  for (const wrong of [{ seed: -1 }, { testShare: 0 }, { testShare: 0.6 }])
    await expect(build(wrong)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect((await readdir(folder)).sort()).toEqual(['plain.txt', 'stories.jsonl']);
});

test('a folder with other files is not replaced', async () => {
  await build();
  await writeFile(join(out, 'mine.txt'), 'x');
  await expect(build()).rejects.toMatchObject({ code: 'FILE', message: expect.stringMatching(/mine\.txt/) });
});
