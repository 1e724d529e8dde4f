import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { LanguageModel } from '../../lib/generation/language-model.ts';
import { type GradeOptions, type GradeResult, grade, TELLING_DEFAULTS } from '../../lib/grading/grade.ts';
import { openJudge } from '../../lib/grading/judging/open-judge.ts';
import { ownPrompts, type PromptSet } from '../../lib/grading/prompts/prompt-set.ts';
import { readGrading } from '../../lib/grading/record-files.ts';
import { describeModelTeller, modelTeller } from '../../lib/grading/telling/model-teller.ts';
import { serverTeller } from '../../lib/grading/telling/server-teller.ts';
import { BatchAsker } from '../../lib/llm/batch-asker.ts';
import { LlmClient } from '../../lib/llm/client.ts';
import type { LlmClientOptions } from '../../lib/llm/types.ts';
import { type Mock, startMock } from '../llm/mock.ts';
import { smallModelFolder } from '../small-model.ts';
import { givenTexts } from './given-texts.ts';

const PROMPTS: PromptSet = {
  kind: 'story',
  source: 'test',
  prompts: [
    { id: 'ball', category: 'things', text: 'Tom had a red' },
    { id: 'dog', category: 'animals', text: 'Anna saw a' },
    { id: 'cat', category: 'animals', text: 'Lily had a' },
  ],
};
const TELLING = { ...TELLING_DEFAULTS, samples: 4, maxTokens: 12 };

let folder: string;
let modelFolder: string;
let model: LanguageModel;
let mock: Mock | null = null;

beforeAll(async () => {
  modelFolder = await mkdtemp(join(tmpdir(), 'small-model-'));
  await smallModelFolder(modelFolder);
  model = await LanguageModel.load(modelFolder, { slots: 3 });
});
afterAll(async () => {
  await model[Symbol.asyncDispose]();
  await rm(modelFolder, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grading-'));
});
afterEach(async () => {
  await mock?.close();
  mock = null;
  await rm(folder, { recursive: true, force: true });
});

async function gradeModel(
  ids: readonly string[],
  change: Partial<GradeOptions> = {},
  client: Partial<LlmClientOptions> = {},
): Promise<GradeResult> {
  const judges = await Promise.all(
    ids.map((id) =>
      openJudge(change.folder ?? folder, id, {
        model: id,
        baseURL: mock!.baseURL,
        backoff: 0.01,
        ...client,
      }),
    ),
  );
  const telling = change.telling ?? TELLING;
  try {
    return await grade({
      folder,
      prompts: PROMPTS,
      teller: modelTeller(model, await describeModelTeller(modelFolder, model), telling, { slots: 3 }),
      telling,
      judges,
      ...change,
    });
  } finally {
    for (const { asker } of judges) await asker.close();
  }
}

const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

describe('a model of ours', () => {
  test('every prompt has its samples, in order, and the same ones for a seed', async () => {
    mock = await startMock({ mode: 'judge' });
    const { completions, file } = await gradeModel([]);
    expect(completions.map(({ prompt, sample }) => `${prompt} ${sample}`)).toEqual(
      ['ball', 'dog', 'cat'].flatMap((id) => [0, 1, 2, 3].map((sample) => `${id} ${sample}`)),
    );
    for (const { text: told, tokens, perplexity, seed } of completions) {
      expect(typeof told).toBe('string');
      expect(tokens).toBeGreaterThan(0);
      expect(perplexity).toBeGreaterThan(1);
      expect(seed).toBe(completions.find((one) => one.seed === seed)!.seed);
    }
    expect(new Set(completions.map(({ text: told }) => told)).size).toBeGreaterThan(6);
    expect(file.teller).toMatchObject({
      source: 'model',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      step: null,
    });
    expect(file.complete).toBe(true);

    // Alone, in another order, and after a crash, a prompt gets the samples that it got among others.
    const other = { ...PROMPTS, prompts: [PROMPTS.prompts[2]!] };
    const alone = await gradeModel([], { folder: join(folder, 'alone'), prompts: other });
    expect(alone.completions).toEqual(completions.filter(({ prompt }) => prompt === 'cat'));
    const lines = (await text('completions.jsonl')).split('\n');
    await writeFile(
      join(folder, 'completions.jsonl'),
      `${lines.slice(0, 6).join('\n')}\n${lines[6]!.slice(0, 30)}`,
    );
    const again = await gradeModel([]);
    expect(again.completions).toEqual(completions);
    expect(await text('completions.jsonl')).toBe(lines.join('\n'));
  });

  test('a prompt that the context cannot hold is not told, and missing for it', async () => {
    mock = await startMock({ mode: 'judge' });
    const long = { id: 'long', category: 'things', text: 'Tom had a ball. '.repeat(40) };
    const prompts = { ...PROMPTS, prompts: [PROMPTS.prompts[0]!, long] };
    const { grades, file, completions } = await gradeModel(['judge'], { prompts });
    expect(completions.filter(({ text: told }) => told === null)).toHaveLength(4);
    expect(completions[4]!.failure).toMatch(/the prompt has \d+ tokens, the model's context 64/);
    expect(grades.slice(4).map(({ missing }) => missing)).toEqual(Array(4).fill('untold'));
    expect(file.counts).toEqual({ completions: 8, untold: 4, grades: 8, missing: 4 });
    expect(await gradeModel(['judge'], { prompts })).toMatchObject({ grades });
  });

  test('Instruct prompts', async () => {
    mock = await startMock({ mode: 'judge' });
    const own = ownPrompts('instruct');
    const prompts = { ...own, prompts: own.prompts.slice(0, 5) };
    const { file, grades } = await gradeModel(['judge'], { prompts, telling: { ...TELLING, samples: 1 } });
    expect(file.kind).toBe('instruct');
    expect(grades.filter(({ scores }) => scores !== null)).toHaveLength(5);
    expect(JSON.stringify(mock.received('/chat')[0]!.body)).toContain('carry, lantern, narrow');
    expect((await readGrading(folder)).file).toEqual(file);
  });
});

describe('judges', () => {
  test('side by side, each with its own journal; asked once, whatever happens afterwards', async () => {
    mock = await startMock({ mode: 'judge', judge: 'random' });
    const first = await gradeModel(['one', 'two']);
    expect(first.grades).toHaveLength(24);
    expect(first.file.judges.map(({ id, answered }) => [id, answered])).toEqual([
      ['one', ['one']],
      ['two', ['two']],
    ]);
    expect(first.file.complete).toBe(true);
    const asked = mock.received('/chat').length;
    const files = ['grading.json', 'completions.jsonl', 'grades.jsonl'];
    const before = await Promise.all(files.map((name) => text(name)));

    const again = await gradeModel(['one', 'two']);
    expect(mock.received('/chat')).toHaveLength(asked);
    expect(again.grades).toEqual(first.grades);
    expect(await Promise.all(files.map((name) => text(name)))).toEqual(before);
  });

  test('one may join later; the grades of the others stay', async () => {
    mock = await startMock({ mode: 'judge', judge: 'random' });
    const first = await gradeModel(['one']);
    const asked = mock.received('/chat').length;
    const second = await gradeModel(['two']);
    expect(mock.received('/chat')).toHaveLength(2 * asked);
    expect(second.grades.filter(({ judge }) => judge === 'one')).toEqual(first.grades);
    expect(second.grades.filter(({ judge, scores }) => judge === 'two' && scores)).toHaveLength(12);
    expect(second.file.judges[0]).toEqual(first.file.judges[0]);
  });

  test('by the Batch API: two batches for two turns, and the grades that single questions get', async () => {
    mock = await startMock({ mode: 'judge', judge: 'random' });
    const single = await gradeModel(['judge']);
    const elsewhere = join(folder, 'batch');
    const { record, asker: client } = await openJudge(elsewhere, 'judge', {
      model: 'judge',
      baseURL: mock!.baseURL,
    });
    const asker = new BatchAsker(client, { quiet: 0.2 });
    const before = mock.received('/chat').length;
    const result = await gradeModel([], { folder: elsewhere, judges: [{ record, asker, batched: true }] });
    await asker.close();
    expect(mock.received('/chat')).toHaveLength(before);
    expect(
      mock.received('/batches').filter(({ method, path }) => method === 'POST' && path === '/v1/batches'),
    ).toHaveLength(2);
    expect(result.grades.map(({ scores }) => scores)).toEqual(single.grades.map(({ scores }) => scores));
  });

  test('two do not grade into one folder at the same time', async () => {
    mock = await startMock({ mode: 'judge' });
    const { teller, prompts } = givenTexts(['a']);
    const telling = { ...TELLING, samples: 1 };
    const tried: unknown[] = [];
    // While one tells, the folder is its own.
    const tell: typeof teller.tell = async (...asked) => {
      tried.push(await gradeModel(['two']).catch((error: unknown) => error));
      return teller.tell(...asked);
    };
    await gradeModel(['one'], { teller: { ...teller, tell }, prompts, telling });
    expect(tried).toEqual([
      expect.objectContaining({ code: 'LOCKED', message: expect.stringMatching(/grades into this folder/) }),
    ]);
  });
});

test('an abort ends the description of a model', async () => {
  const options = { signal: AbortSignal.abort() };
  await expect(describeModelTeller(modelFolder, model, options)).rejects.toMatchObject({
    name: 'AbortError',
  });
});

describe('what cannot be meant', () => {
  test.each<[string, object, RegExp]>([
    ['samples', { telling: { ...TELLING, samples: -1 } }, /^telling\.samples: expected a whole number/],
    ['topP', { telling: { ...TELLING, topP: 2 } }, /^telling\.topP: /],
    ['an option', { judgin: {} }, /^option of grade: expected one such as judging, got "judgin"$/],
    ['a choice', { judging: { reask: 3 } }, /^option of judging: expected one such as reasks, got "reask"$/],
    ['turns', { judging: { turns: 3 } }, /^judging\.turns: /],
    ['a temperature', { judging: { judgeTemperature: 3 } }, /^judging\.judgeTemperature: /],
    [
      'one prompt twice',
      { prompts: { ...PROMPTS, prompts: [PROMPTS.prompts[0], PROMPTS.prompts[0]] } },
      /^prompts\.id: /,
    ],
    ['prompts of another kind', { prompts: { ...PROMPTS, kind: 'poem' } }, /^kind: /],
  ])('%s: refused, and no folder is made for it', async (_what, change, message) => {
    const nowhere = join(folder, 'nowhere');
    const { teller } = givenTexts(['a']);
    const options = { folder: nowhere, prompts: PROMPTS, teller, telling: TELLING, judges: [], ...change };
    await expect(grade(options)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(message),
    });
    await expect(readdir(nowhere)).rejects.toThrow('ENOENT');
  });
});

describe('a server that tells', () => {
  test('its samples are different questions; what it will not tell is missing', async () => {
    mock = await startMock(`
      export default { mode: 'judge', vary: true };
      export function act({ body, text }) {
        if (body?.model !== 'teller') return;
        if (text.includes('Anna')) return { fault: 'content_filter' };
        if (text.includes('Lily')) return { fault: 'bad-request' };
        return { reply: 'Tom had a red ball number ' + text.length + '.' };
      }`);
    const client = await LlmClient.open({ model: 'teller', baseURL: mock!.baseURL });
    const telling = { ...TELLING, samples: 2 };
    const teller = serverTeller(client, telling);
    const { completions, grades, file } = await gradeModel(['judge'], { teller, telling });
    await client.close();
    expect(completions.map(({ text: told, finish }) => [told === null, finish])).toEqual([
      [false, 'end'],
      [false, 'end'],
      [true, 'content_filter'],
      [true, 'content_filter'],
      [true, null],
      [true, null],
    ]);
    // The beginning that it told once more is not graded.
    expect(completions[0]!.text).toMatch(/^ ball number \d+\.$/);
    expect(grades.map(({ missing }) => missing)).toEqual([null, null, ...Array(4).fill('untold')]);
    expect(file.teller).toMatchObject({ source: 'server', name: 'teller', baseURL: client.baseURL });
    expect(file.teller.answered).toEqual(['teller']);
    const seeds = mock.received('/chat').filter(({ body }) => body.model === 'teller');
    expect(new Set(seeds.map(({ body }) => body.seed)).size).toBe(2);
  });
});

describe('a server that tells nothing', () => {
  test.each([
    ['server-error', /teller has told nothing: http.*: 500 .*\. The same command asks again$/],
    ['content_filter', /teller has told nothing: the server would not tell this one$/],
  ])('%s: the grading ends with its words, and no judge is asked', async (fault, message) => {
    mock = await startMock({ mode: 'judge', rules: [{ contains: '"model":"teller"', do: { fault } }] });
    const options = { model: 'teller', baseURL: mock.baseURL, attempts: 2, backoff: 0.01 };
    const client = await LlmClient.open(options);
    const telling = { ...TELLING, samples: 2 };
    const { stop, grades } = await gradeModel(['judge'], { teller: serverTeller(client, telling), telling });
    await client.close();
    expect(stop).toMatchObject({ code: 'LLM', message: expect.stringMatching(message) });
    expect(new Set(grades.map(({ missing }) => missing))).toEqual(new Set(['untold']));
    expect(mock.received('/chat').every(({ body }) => body.model === 'teller')).toBe(true);
  });
});

describe('a folder that holds something else', () => {
  test.each<[string, Partial<GradeOptions>]>([
    ['samples', { telling: { ...TELLING, samples: 5 } }],
    ['temperature', { telling: { ...TELLING, temperature: 0.5 } }],
    ['seed', { telling: { ...TELLING, seed: 2 } }],
    ['turns', { judging: { turns: 1 } }],
    ['cutRepeats', { judging: { cutRepeats: true } }],
    ['set of prompts', { prompts: { ...PROMPTS, prompts: PROMPTS.prompts.slice(1) } }],
  ])('other %s: refused, and nothing is changed', async (what, change) => {
    mock = await startMock({ mode: 'judge' });
    await gradeModel(['judge']);
    const before = await text('grading.json');
    const asked = mock.received().length;
    await expect(gradeModel(['judge'], change)).rejects.toThrow(new RegExp(`other settings \\(${what}`));
    expect(await text('grading.json')).toBe(before);
    expect(mock.received()).toHaveLength(asked);
  });

  test('a damaged file is named with its line', async () => {
    mock = await startMock({ mode: 'judge' });
    await gradeModel(['judge']);
    const lines = (await text('grades.jsonl')).split('\n');
    for (const [bad, message] of [
      [
        lines[1]!.replace(/"grammar":\d+/, '"grammar":70'),
        /line 2, scores: grammar: expected a number from 0 to 10/,
      ],
      [
        lines[1]!.replace(/"scores":\{[^}]*\}/, '"scores":null'),
        /line 2: expected either scores or the reason/,
      ],
      [
        lines[1]!.replace('"age":"C"', '"age":"Z"').replace(/"age":"[A-F]"/, '"age":"Z"'),
        /line 2, scores: age: expected one of/,
      ],
      ['{"a":', /line 2: not valid JSON/],
    ] as const) {
      await writeFile(join(folder, 'grades.jsonl'), [lines[0], bad, ...lines.slice(2)].join('\n'));
      await expect(readGrading(folder)).rejects.toThrow(message);
    }
    await writeFile(join(folder, 'grades.jsonl'), lines.join('\n'));
    const grading = await text('grading.json');
    for (const [bad, message] of [
      [grading.replace('"version": 1', '"version": 2'), /version 2 of the file/],
      [grading.replace('journal-judge.jsonl', '../../journal-x.jsonl'), /journal: expected a name/],
      [grading.replace('"id": "dog"', '"id": "ball"'), /prompts: "ball" stands twice/],
      [grading.replace('"turns": 2', '"turns": 3'), /turns: expected a whole number from 1 to 2/],
    ] as const) {
      await writeFile(join(folder, 'grading.json'), bad);
      await expect(readGrading(folder)).rejects.toThrow(message);
    }
  });
});

test('aborted: what was answered is there, the rest is said to be unasked, and it goes on', async () => {
  mock = await startMock({ mode: 'judge', latency: 20 });
  const controller = new AbortController();
  const running = gradeModel(
    ['judge'],
    {
      signal: controller.signal,
      onProgress: ({ stage, done }) => {
        if (stage === 'grading' && done === 3) controller.abort();
      },
    },
    { concurrency: 2, signal: controller.signal },
  );
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  const { grades, file } = await readGrading(folder);
  expect(grades).toHaveLength(12);
  const graded = grades.filter(({ scores }) => scores !== null);
  expect(graded.length).toBeGreaterThanOrEqual(3);
  expect(grades.filter(({ missing }) => missing === 'unasked')).toHaveLength(12 - graded.length);
  expect(file.complete).toBe(false);
  const whole = await gradeModel(['judge']);
  expect(whole.file.complete).toBe(true);
  expect(whole.grades.filter(({ scores }) => scores !== null)).toHaveLength(12);
  // Texts that are alike are one question.
  const questions = mock.received('/chat').map(({ text: hash }) => hash);
  expect(new Set(questions).size).toBe(questions.length);
});
