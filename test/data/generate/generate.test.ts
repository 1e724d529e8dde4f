import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { estimateStories } from '../../../lib/data/generate/estimate.ts';
import {
  type GenerateStoriesOptions,
  type GenerateStoriesProgress,
  generateStories,
} from '../../../lib/data/generate/generate.ts';
import type { AskedStories } from '../../../lib/data/generate/settings.ts';
import { parseInstruct } from '../../../lib/data/instruct.ts';
import { makeStories } from '../../../lib/data/make.ts';
import { reportCorpus } from '../../../lib/data/report/report.ts';
import { readStories } from '../../../lib/data/sources.ts';
import { faults } from '../../../lib/runtime/files.ts';
import { type Mock, startMock } from '../../llm/mock.ts';
import { type FAULTS, storyScript } from './storyteller-script.ts';

let folder: string;
const mocks: Mock[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'generate-'));
  process.env.OPENAI_API_KEY = 'test-key';
});
afterEach(async () => {
  faults.failWrite(0);
  for (const mock of mocks.splice(0)) await mock.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function mockOf(...args: Parameters<typeof storyScript>): Promise<Mock> {
  const mock = await startMock(storyScript(...args));
  mocks.push(mock);
  return mock;
}

let places = 0;
const place = () => join(folder, `corpus-${places++}`);
const asked = (mock: Mock, more: Partial<AskedStories> = {}): AskedStories => ({
  ...more,
  client: { model: 'mock', baseURL: mock.baseURL, backoff: 0.01, ...more.client },
});
const generate = (mock: Mock, out: string, more: Partial<GenerateStoriesOptions> = {}) =>
  generateStories({ stories: 40, out, llm: asked(mock), ...more });

// biome-ignore lint/suspicious/noExplicitAny: lines of several shapes
async function lines(...path: string[]): Promise<any[]> {
  const text = await readFile(join(...path), 'utf8');
  return text === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
}

const made = ['stories.jsonl', 'stories.txt', 'rejected.jsonl'];
const contents = (out: string) => Promise.all(made.map((name) => readFile(join(out, name), 'utf8')));

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
  const mock = await startMock({ rules: [{ do: { fault: 'server-error' } }] });
  mocks.push(mock);
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

describe('every answer that is no story is recorded for what it is', () => {
  const kinds: Record<(typeof FAULTS)[number], string> = {
    refusal: 'refusal',
    length: 'truncated',
    content_filter: 'content_filter',
    'said-no': 'refusal',
    empty: 'empty',
    words: 'words',
    same: 'duplicate',
  };
  test.each(Object.entries(kinds))('%s', async (fault, reason) => {
    const says: Record<string, string> = {
      refusal: "return { fault: 'refusal' }",
      length: "return { ...answer(prompt), finish: 'length' }",
      content_filter: "return { fault: 'content_filter' }",
      'said-no': 'return { reply: "I\'m sorry, but I cannot do that." }',
      empty: "return { reply: '   ' }",
      words: "return { reply: story('', hash('' + n), []) }",
      same: "return { reply: story('', hash('same'), [...prompt.matchAll(/\"([^\"]+)\"/g)].map((m) => m[1])).replace(/It had to do with [^.]*\\. */g, '') }",
    };
    const mock = await mockOf({
      faults: false,
      before: `if (prompt.startsWith('What happens') || hash(prompt)[30] % 2) return; ${says[fault]}`,
    });
    const out = place();
    const require: GenerateStoriesOptions['require'] = fault === 'same' ? [] : undefined;
    const result = await generate(mock, out, { stories: 12, require });
    expect(result.complete).toBe(true);
    const rejected = await lines(out, 'rejected.jsonl');
    expect(rejected.length).toBeGreaterThan(0);
    expect(new Set(rejected.map((line) => line.reason))).toEqual(new Set([reason]));
    const stories = new Set((await lines(out, 'stories.jsonl')).map(({ story }) => story));
    expect(stories.size).toBe(12);
  });
});

test('a story that is another with a few words changed is a repeat, and told so', async () => {
  const mock = await mockOf({
    faults: false,
    before: `
      if (prompt.startsWith('What') || hash(prompt)[30] % 2) return;
      return { reply: story('', hash('same'), []).replace('Hello', DID[n % 12] + ' ' + HOW[n % 7]) };`,
  });
  const out = place();
  await generate(mock, out, { stories: 12, require: [], llm: asked(mock, { summary: 'none' }) });
  const rejected = await lines(out, 'rejected.jsonl');
  const near = rejected.filter(({ reason }) => reason === 'near-duplicate');
  expect(near.length).toBeGreaterThan(0);
  const stories = await lines(out, 'stories.jsonl');
  for (const { detail, story } of near) {
    const like = stories[Number(/^story (\d+)$/.exec(detail)?.[1])].story;
    expect(like.slice(0, 60)).toBe(story.slice(0, 60));
  }
});

describe('summaries', () => {
  test('come along with the story', async () => {
    const mock = await mockOf();
    const out = place();
    const result = await generate(mock, out, { stories: 10, llm: asked(mock, { summary: 'along' }) });
    expect(mock.received('/chat')).toHaveLength(result.answers);
    for (const { story, summary, instruction } of await lines(out, 'stories.jsonl')) {
      expect(summary).toBe(story.slice(0, 40).trim());
      expect(instruction['prompt:']).not.toContain('Summary');
    }
  });

  test('an answer without the one that was to come along is no story', async () => {
    const mock = await mockOf({
      faults: false,
      before: "if (hash(prompt)[0] % 2) return { reply: answer(prompt).reply.split('Summary:')[0] };",
    });
    const out = place();
    await generate(mock, out, { stories: 10, llm: asked(mock, { summary: 'along' }) });
    const rejected = await lines(out, 'rejected.jsonl');
    expect(new Set(rejected.map(({ detail }) => detail))).toEqual(new Set(['no summary']));
  });

  test('are left out', async () => {
    const mock = await mockOf({ faults: false });
    const out = place();
    await generate(mock, out, { stories: 5, llm: asked(mock, { summary: 'none' }), instruct: true });
    expect((await lines(out, 'stories.jsonl')).map(({ summary }) => summary)).toEqual(Array(5).fill(''));
    expect(mock.received('/chat')).toHaveLength(5);
  });

  test('that are refused leave the story without one, and that is said', async () => {
    const mock = await mockOf({
      faults: false,
      before: "if (prompt.startsWith('What')) return { fault: 'refusal' };",
    });
    const out = place();
    expect(await generate(mock, out, { stories: 5 })).toMatchObject({ stories: 5, withoutSummary: 5 });
  });
});

describe('stopped before its end', () => {
  test('by the budget: never passed, what was kept stands, and a larger one goes on', async () => {
    const whole = place();
    const mock = await mockOf();
    const { answers } = await generate(mock, whole);
    const out = place();
    const budget = (requests: number) => ({
      llm: asked(mock, { client: { model: 'mock', budget: { requests } } }),
    });
    const before = mock.received('/chat').length;
    await expect(generate(mock, out, budget(30))).rejects.toMatchObject({ code: 'BUDGET' });
    expect(mock.received('/chat').length - before).toBeLessThanOrEqual(30);
    const partial = JSON.parse(await readFile(join(out, 'generate.json'), 'utf8'));
    expect(partial.complete).toBe(false);
    const stories = await lines(out, 'stories.jsonl');
    expect(stories).toHaveLength(partial.stories);
    expect(stories.length).toBeGreaterThan(0);
    // Stories that were paid for stand there, those at the end without the summary that was not.
    const same = (await lines(whole, 'stories.jsonl')).slice(0, stories.length);
    expect(stories.filter(({ summary }) => summary === '')).toHaveLength(partial.withoutSummary);
    expect(stories.map(({ story }) => story)).toEqual(same.map(({ story }) => story));
    await generate(mock, out, budget(1000));
    expect(await contents(out)).toEqual(await contents(whole));
    expect(mock.received('/chat').length - before).toBe(answers + 40);
  });

  test('by a server that takes the key no more; with a good one it goes on', async () => {
    const mock = await mockOf({ before: "if (n > 25 && n < 30) return { fault: 'unauthorized' };" });
    const out = place();
    await expect(generate(mock, out)).rejects.toMatchObject({ code: 'LLM', status: 401 });
    await generate(mock, out);
    const whole = place();
    await generate(await mockOf(), whole);
    expect(await contents(out)).toEqual(await contents(whole));
  });

  test('by a signal', async () => {
    const mock = await mockOf({ settings: { latency: [5, 30] } });
    const out = place();
    const controller = new AbortController();
    const stopped = generate(mock, out, {
      signal: controller.signal,
      onProgress: ({ answers }) => answers >= 10 && controller.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const kept = (await lines(out, 'stories.jsonl')).length;
    expect(kept).toBeLessThan(40);
    await generate(mock, out);
    const whole = place();
    await generate(await mockOf(), whole);
    expect(await contents(out)).toEqual(await contents(whole));
  });

  test('by a question in five that nobody can answer: those are recorded and passed over', async () => {
    const mock = await mockOf({
      faults: false,
      before: "if (hash(prompt)[1] % 5 === 0 && !prompt.startsWith('What')) return { fault: 'bad-request' };",
    });
    const out = place();
    const result = await generate(mock, out, { stories: 15 });
    expect(result.rejected.failed).toBeGreaterThan(0);
    expect((await lines(out, 'rejected.jsonl')).map(({ reason }) => reason)).toContain('failed');
  });

  test('where next to nothing is kept', async () => {
    const mock = await mockOf({ faults: false, before: "return { reply: story('', hash('same'), []) };" });
    const out = place();
    const llm = asked(mock, { summary: 'none' });
    await expect(generate(mock, out, { stories: 1000, llm })).rejects.toThrow(
      /only 0 became stories.*words 200/,
    );
  });

  test('whichever write fails, the corpus is whole in the end', async () => {
    const mock = await mockOf();
    const whole = place();
    await generate(mock, whole, { stories: 6 });
    const out = place();
    let failures = 0;
    for (let nth = 1; ; nth += 3) {
      faults.failWrite(nth);
      const failed = await generate(mock, out, { stories: 6 }).then(
        () => false,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'FILE' });
          return true;
        },
      );
      faults.failWrite(0);
      if (!failed) break;
      failures++;
    }
    expect(failures).toBeGreaterThan(5);
    await generate(mock, out, { stories: 6 });
    expect(await contents(out)).toEqual(await contents(whole));
  });
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
    const out = await mkdtemp(join(folder, 'foreign-'));
    await writeFile(join(out, 'mine.txt'), 'keep');
    await expect(generate(mock, out)).rejects.toThrow(/other files \(mine\.txt\)/);
    await rm(join(out, 'mine.txt'));
    await writeFile(join(out, 'stories.txt'), 'keep');
    await expect(generate(mock, out)).rejects.toThrow(/holds stories\.txt but no generate\.json/);
    expect(mock.received()).toEqual([]);
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

describe('the storyteller', () => {
  const tell = (out: string, more: Partial<GenerateStoriesOptions> = {}) =>
    generateStories({ stories: 300, seed: 5, out, workers: 1, ...more });

  test('tells what data make tells, but for what is much like an earlier story', async () => {
    const [out, plain] = [place(), place()];
    const result = await tell(out);
    expect(result).toMatchObject({ stories: 300, complete: true, spent: null });
    await makeStories({ stories: result.answers, seed: 5, out: plain, workers: 1 });
    const gone = new Set((await lines(out, 'rejected.jsonl')).map(({ index }) => index));
    const all = await lines(plain, 'stories.jsonl');
    expect(await lines(out, 'stories.jsonl')).toEqual(all.filter((_, index) => !gone.has(index)));
  });

  test('is measured while it grows, with the same figures whenever it is made', async () => {
    const out = place();
    const { growth } = await tell(out, { stories: 510 });
    expect(growth.map(({ stories }) => stories)).toEqual([250, 500]);
    for (const { sample, vocabulary, distinct4, openings10, rouge2 } of growth) {
      expect(sample).toBe(250);
      expect(vocabulary).toBeGreaterThan(500);
      for (const share of [distinct4, openings10, rouge2]) {
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThan(1);
      }
    }
    const again = place();
    expect((await tell(again, { stories: 510 })).growth).toEqual(growth);
  });

  test('stopped, it begins again and ends the same', async () => {
    const [out, whole] = [place(), place()];
    const controller = new AbortController();
    const onProgress = ({ stories }: GenerateStoriesProgress) => stories > 50 && controller.abort();
    await expect(tell(out, { signal: controller.signal, onProgress })).rejects.toMatchObject({
      name: 'AbortError',
    });
    await tell(out);
    await tell(whole);
    expect(await contents(out)).toEqual(await contents(whole));
  });
});

describe('batches', () => {
  const batch = { quiet: 0.05, poll: { first: 0.02, last: 0.05 } };

  test('give the same corpus, and are asked in nothing but batches', async () => {
    const mock = await mockOf({ settings: { batchPolls: 2 } });
    const [out, whole] = [place(), place()];
    const stages = new Set<string>();
    await generate(mock, out, {
      llm: asked(mock, { batch }),
      onProgress: ({ stage }) => void stages.add(stage),
    });
    expect(mock.received('/v1/chat').filter(({ path }) => path === '/v1/chat/completions')).toEqual([]);
    expect(mock.received('/v1/batches').length).toBeGreaterThan(1);
    expect(stages).toContain('waiting for batches');
    await generate(mock, whole);
    expect(await contents(out)).toEqual(await contents(whole));
  });

  test('that end with half of their lines are followed by others', async () => {
    const mock = await mockOf({
      before: "if (path === '/v1/batches' && body && n < 12) return { batch: 'expired', share: 0.5 };",
    });
    const [out, whole] = [place(), place()];
    await generate(mock, out, { llm: asked(mock, { batch }) });
    await generate(mock, whole);
    expect(await contents(out)).toEqual(await contents(whole));
  });

  test('are gone on with by the next run, and no question is put into two', async () => {
    const mock = await mockOf({ settings: { batchPolls: 3 } });
    const [out, whole] = [place(), place()];
    let runs = 0;
    for (;;) {
      const controller = new AbortController();
      // Stopped while batches are under way, three times.
      const onProgress = ({ stage }: GenerateStoriesProgress) =>
        stage === 'waiting for batches' && runs < 3 && controller.abort();
      const run = generate(mock, out, { llm: asked(mock, { batch }), signal: controller.signal, onProgress });
      const stopped = await run.then(
        () => false,
        (error: Error) => error.name === 'AbortError',
      );
      if (!stopped) break;
      runs++;
    }
    expect(runs).toBe(3);
    const reserved = (await lines(out, 'journal.jsonl')).filter(({ kind }) => kind === 'reserve');
    expect(new Set(reserved.map(({ key }) => key)).size).toBe(reserved.length);
    await generate(mock, whole);
    expect(await contents(out)).toEqual(await contents(whole));
  });

  test('end with the budget, and what was answered stands', async () => {
    const mock = await mockOf();
    const out = place();
    const llm = asked(mock, { batch, client: { model: 'mock', budget: { requests: 45 } } });
    await expect(generate(mock, out, { llm })).rejects.toMatchObject({ code: 'BUDGET' });
    expect(
      (await lines(out, 'journal.jsonl')).filter(({ kind }) => kind === 'reserve').length,
    ).toBeLessThanOrEqual(45);
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
  const out = join(folder, 'never');
  const options = { stories: 1, out, llm: { client: { model: 'm' } }, ...wrong } as GenerateStoriesOptions;
  await expect(generateStories(options)).rejects.toThrow(message);
  expect(await readdir(folder)).not.toContain('never');
});

test('the estimate is near what the mock charges, and its bound is never passed', async () => {
  const mock = await mockOf({ faults: false });
  const price = { prompt: 1, completion: 2 };
  const client = { model: 'mock', baseURL: mock.baseURL, price };
  const estimate = await estimateStories({ stories: 30, llm: { client } });
  const { spent } = await generate(mock, place(), { stories: 30, llm: { client } });
  expect(estimate.requests).toBe(60);
  expect(estimate.prompts[0]).toMatchObject({ index: 0 });
  expect(Math.abs(estimate.promptTokens / (spent?.promptTokens ?? 0) - 1)).toBeLessThan(0.5);
  expect(spent?.dollars).toBeGreaterThan(0);
  expect(spent?.dollars).toBeLessThan(estimate.most.dollars ?? 0);
  const half = await estimateStories({ stories: 30, llm: { client }, batch: true });
  expect(half.dollars).toBeCloseTo((estimate.dollars ?? 0) / 2, 10);
  expect(
    (await estimateStories({ stories: 30, llm: { client: { model: 'unheard-of' } } })).dollars,
  ).toBeNull();
});
