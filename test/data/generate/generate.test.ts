import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  type GenerateStoriesOptions,
  type GenerateStoriesProgress,
  generateStories,
} from '../../../lib/data/generate/generate.ts';
import type { AskedStories } from '../../../lib/data/generate/settings.ts';
import { parseInstruct } from '../../../lib/data/instruct.ts';
import { reportCorpus } from '../../../lib/data/report/report.ts';
import { readStories } from '../../../lib/data/sources.ts';
import { asked, contents, generate, lines, made, mockOf, place, serve, setUpCorpora } from './corpora.ts';

setUpCorpora();

test('a corpus in the layout of the paper, with what is no story beside it', async () => {
  const mock = await mockOf();
  const out = place();
  const seen: GenerateStoriesProgress[] = [];
  const result = await generate(mock, out, { onProgress: (progress) => void seen.push(progress) });
  expect(result).toMatchObject({ stories: 40, complete: true, withoutSummary: 0 });
  const records = await lines(out, 'stories.jsonl');
  expect(records).toHaveLength(40);
  for (const { story, instruction, summary, source } of records) {
    for (const word of instruction.words) expect(story).toContain(word);
    for (const word of instruction.words) expect(instruction['prompt:']).toContain(`"${word}"`);
    expect(summary).toMatch(/^Somebody does \d+ things\.$/);
    expect(source).toBe('mock');
  }
  const rejected = await lines(out, 'rejected.jsonl');
  const reasons = new Set(rejected.map(({ reason }) => reason));
  expect([...reasons].every((reason) => Object.hasOwn(result.rejected, reason))).toBe(true);
  expect(reasons.size).toBeGreaterThan(3);
  expect(result.answers).toBe(40 + rejected.length);
  // Nothing was asked that was not needed: stories until there are enough of them, and a summary for each of those.
  expect(mock.received('/chat')).toHaveLength(result.answers + 40);
  expect(seen.at(-1)).toMatchObject({ stage: 'generating', stories: 40, of: 40, answers: result.answers });
  expect(seen.at(-1)?.llm).toMatchObject({ answered: result.answers + 40 });
  expect((await readdir(out)).sort()).toEqual([...made, 'generate.json', 'journal.jsonl'].sort());
});

test('options that cannot be meant begin no folder, and a password in the URL is written nowhere', async () => {
  const mock = await mockOf();
  const out = place();
  const refused: Partial<AskedStories>[] = [
    { client: { model: 'mock', baseURL: mock.baseURL.replace('//', '//user:geheim@') } },
    { client: { model: 'mock', baseURL: 'nonsense' } },
    { client: { model: 'mock', baseURL: mock.baseURL, concurrency: 1e9 } },
    { batch: { size: 1e9 } },
    { maxTokens: 1e9 },
  ];
  for (const more of refused) {
    const error = await generate(mock, out, { llm: asked(mock, more) }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(error.message).not.toContain('geheim');
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  }
  await generate(mock, out, { stories: 2 });
  // The same server, and in an error that names it again no password.
  await generate(mock, out, {
    stories: 2,
    llm: asked(mock, { client: { model: 'mock', baseURL: `${mock.baseURL}/` } }),
  });
  const other = asked(mock, { client: { model: 'mock', baseURL: 'http://user:geheim@localhost/v1' } });
  await expect(generate(mock, out, { llm: other })).rejects.not.toThrow('geheim');
});

test('while nothing has come, it says that it asks', async () => {
  const mock = await serve({ rules: [{ do: { fault: 'server-error' } }] });
  const seen: GenerateStoriesProgress[] = [];
  const llm = asked(mock, {
    client: { model: 'mock', baseURL: mock.baseURL, backoff: 0.01, attempts: 1, budget: { requests: 3 } },
  });
  const run = generate(mock, place(), { llm, onProgress: (progress) => void seen.push(progress) });
  await expect(run).rejects.toThrow('budget');
  expect(seen.at(-1)).toMatchObject({ stage: 'generating', llm: { asked: 3 } });
});

test('what other verbs take from it', async () => {
  const mock = await mockOf();
  const out = place();
  await generate(mock, out, { instruct: true });
  const texts: string[] = [];
  for await (const story of readStories([out])) texts.push(story);
  expect(texts).toEqual((await lines(out, 'stories.jsonl')).map(({ story }) => story));
  const fromText: string[] = [];
  for await (const story of readStories([join(out, 'stories.txt')])) fromText.push(story);
  expect(fromText).toEqual(texts);
  const instructed: string[] = [];
  for await (const record of readStories([join(out, 'instruct.txt')]))
    instructed.push(parseInstruct(record).story);
  expect(instructed).toEqual(texts);
  const report = await reportCorpus([join(out, 'stories.jsonl')]);
  expect(report.checks).toMatchObject({ records: 40, words: { missing: 0 }, summary: { present: 40 } });
});

test('the order of answers changes nothing, nor how many are asked at once', async () => {
  const slow = await mockOf({ settings: { latency: [0, 60] } });
  const [one, many] = [place(), place()];
  await generate(slow, one, { llm: asked(slow, { client: { model: 'mock', concurrency: 1 } }), stories: 15 });
  await generate(slow, many, {
    llm: asked(slow, { client: { model: 'mock', concurrency: 40 } }),
    stories: 15,
  });
  expect(await contents(many)).toEqual(await contents(one));
});

test('the same call again asks nothing; more stories ask for those alone, and begin with the same', async () => {
  const mock = await mockOf();
  const out = place();
  const first = await generate(mock, out, { stories: 20 });
  const before = await contents(out);
  const count = mock.received('/chat').length;
  expect(await generate(mock, out, { stories: 20 })).toEqual(first);
  expect(mock.received('/chat')).toHaveLength(count);
  const more = await generate(mock, out, { stories: 30 });
  const after = await contents(out);
  after.forEach((text, i) => {
    expect(text.startsWith(before[i] as string)).toBe(true);
  });
  expect(mock.received('/chat')).toHaveLength(more.answers + 30);
  // Another rule decides on the same answers again.
  await generate(mock, out, { stories: 30, require: [], near: 1, instruct: true });
  expect(mock.received('/chat').length).toBeLessThanOrEqual(more.answers + 60);
  expect(await readdir(out)).toContain('instruct.txt');
  await generate(mock, out, { stories: 30 });
  expect(await contents(out)).toEqual(after);
  expect(await readdir(out)).not.toContain('instruct.txt');
});

describe('a folder', () => {
  test('that was begun otherwise is left alone', async () => {
    const mock = await mockOf();
    const out = place();
    await generate(mock, out, { stories: 3 });
    const before = await contents(out);
    await expect(generate(mock, out, { stories: 3, seed: 2 })).rejects.toThrow(/begun with seed 1, not 2/);
    const llm = asked(mock, { style: 'paper' });
    await expect(generate(mock, out, { stories: 3, llm })).rejects.toThrow(
      /begun with style "data", not "paper"/,
    );
    await expect(generateStories({ stories: 3, out })).rejects.toThrow(/begun with provider "llm"/);
    expect(await contents(out)).toEqual(before);
  });

  test('with other files is left alone', async () => {
    const mock = await mockOf();
    const out = place();
    await mkdir(out);
    await writeFile(join(out, 'mine.txt'), 'keep');
    await expect(generate(mock, out)).rejects.toThrow(/other files \(mine\.txt\)/);
    await rm(join(out, 'mine.txt'));
    await writeFile(join(out, 'stories.txt'), 'keep');
    await expect(generate(mock, out)).rejects.toThrow(/holds stories\.txt but no generate\.json/);
    expect(mock.received()).toEqual([]);
  });

  test.each<[string, (journal: string) => string | null, RegExp]>([
    [
      'is missing',
      () => null,
      /journal\.jsonl: is missing, and with it the \d+ answers.*name another folder/,
    ],
    [
      'has lost its end',
      (text) => text.slice(0, text.length / 2),
      /holds answers of \d+ tokens, and generate\.json counts \d+/,
    ],
    ['is empty', () => '', /holds answers of 0 tokens, and generate\.json counts \d+/],
  ])('whose journal %s: nothing is asked again, and the stories stay', async (_what, change, message) => {
    const mock = await mockOf();
    const out = place();
    const first = await generate(mock, out, { stories: 10 });
    const before = [...(await contents(out)), await readFile(join(out, 'generate.json'), 'utf8')];
    const whole = await readFile(join(out, 'journal.jsonl'), 'utf8');
    const changed = change(whole);
    if (changed === null) await rm(join(out, 'journal.jsonl'));
    else await writeFile(join(out, 'journal.jsonl'), changed);
    const count = mock.received('/chat').length;
    await expect(generate(mock, out, { stories: 12 })).rejects.toThrow(message);
    // Nor does a second attempt take what the first one left for a new beginning.
    await expect(generate(mock, out, { stories: 12 })).rejects.toThrow(message);
    expect(mock.received('/chat')).toHaveLength(count);
    expect([...(await contents(out)), await readFile(join(out, 'generate.json'), 'utf8')]).toEqual(before);
    // What is there already needs no journal.
    expect(await generate(mock, out, { stories: 10 })).toEqual(first);
    await writeFile(join(out, 'journal.jsonl'), whole);
    expect(await generate(mock, out, { stories: 12 })).toMatchObject({ stories: 12, complete: true });
  });

  test('whose journal is gone before anything came of it begins anew', async () => {
    const mock = await mockOf();
    const out = place();
    const llm = asked(mock, { client: { model: 'mock', baseURL: mock.baseURL, budget: { requests: 0 } } });
    await expect(generate(mock, out, { stories: 2, llm })).rejects.toMatchObject({ code: 'BUDGET' });
    await rm(join(out, 'journal.jsonl'), { force: true });
    expect(await generate(mock, out, { stories: 2 })).toMatchObject({ stories: 2 });
  });

  test('does not lose stories to a smaller number', async () => {
    const mock = await mockOf();
    const out = place();
    await generate(mock, out, { stories: 6 });
    const before = await contents(out);
    await expect(generate(mock, out, { stories: 4 })).rejects.toThrow(
      /holds 6 stories, and a corpus of 4 would drop the others; nothing was changed/,
    );
    expect(await contents(out)).toEqual(before);
    const told = place();
    await generateStories({ stories: 6, out: told, workers: 1 });
    await expect(generateStories({ stories: 4, out: told, workers: 1 })).rejects.toThrow(/holds 6 stories/);
  });

  test('belongs to one at a time', async () => {
    const mock = await mockOf({ settings: { latency: 50 } });
    const out = place();
    const first = generate(mock, out, { stories: 3 });
    // Begun, once it is locked.
    while (!(await readdir(out).catch(() => [] as string[])).includes('generate.lock'))
      await new Promise(setImmediate);
    await expect(generate(mock, out, { stories: 3 })).rejects.toMatchObject({ code: 'LOCKED' });
    await first;
  });
});

test.each([
  [{ stories: 0 }, /stories/],
  [{ seed: -1 }, /seed/],
  [{ near: 0 }, /near/],
  [{ near: 1.5 }, /near/],
  [{ require: ['moral'] }, /require/],
  [{ workers: 2 }, /workers/],
  [{ llm: { client: { model: 'm' }, style: 'odd' } }, /style/],
  [{ llm: { client: { model: 'm' }, maxTokens: 0 } }, /maxTokens/],
  [{ llm: { client: { model: 'm' }, temperature: 3 } }, /temperature/],
])('%j is refused before anything is made', async (wrong, message) => {
  const out = place();
  const options = { stories: 1, out, llm: { client: { model: 'm' } }, ...wrong } as GenerateStoriesOptions;
  await expect(generateStories(options)).rejects.toThrow(message);
  await expect(readdir(out)).rejects.toThrow('ENOENT');
});
