/** A grading made again from its journals alone, and what is not thrown away for that. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type GradeResult, grade, TELLING_DEFAULTS } from '../../lib/grading/grade.ts';
import { openJudge } from '../../lib/grading/judging/open-judge.ts';
import { rebuildGrading } from '../../lib/grading/rebuild.ts';
import { readGrading } from '../../lib/grading/record-files.ts';
import type { LlmClientOptions } from '../../lib/llm/types.ts';
import { FormatError } from '../../lib/runtime/errors.ts';
import { type Mock, startMock } from '../llm/mock.ts';
import { givenTexts } from './given-texts.ts';

const NAMES = Array.from({ length: 12 }, (_, i) => `text ${i}`);

let root: string;
let folder: string;
let mock: Mock | null = null;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'grading-'));
  folder = join(root, 'grading');
});
afterEach(async () => {
  await mock?.close();
  mock = null;
  await rm(root, { recursive: true, force: true });
});

async function graded(ids: readonly string[], client: Partial<LlmClientOptions> = {}): Promise<GradeResult> {
  const { baseURL } = mock!;
  const judges = await Promise.all(
    ids.map((id) => openJudge(folder, id, { model: id, baseURL, backoff: 0.01, ...client })),
  );
  const { teller, prompts } = givenTexts(NAMES);
  const telling = { ...TELLING_DEFAULTS, samples: 1 };
  try {
    return await grade({ folder, teller, prompts, telling, judges });
  } finally {
    for (const { asker } of judges) await asker.close();
  }
}

const text = (name: string, from = folder): Promise<string> => readFile(join(from, name), 'utf8');

test('elsewhere, without the grades and without a server: the same, byte for byte', async () => {
  mock = await startMock({
    mode: 'judge',
    judge: 'random',
    rules: [{ every: 5, do: { reply: 'unreadable' } }],
  });
  await graded(['one', 'two']);
  const copy = join(root, 'elsewhere', 'grading');
  await cp(folder, copy, { recursive: true, filter: (path) => !path.endsWith('grades.jsonl') });
  await mock.close();
  mock = null;
  const { grades } = await rebuildGrading(copy);
  expect(grades).toHaveLength(24);
  expect(await text('grades.jsonl', copy)).toBe(await text('grades.jsonl'));
  expect(await text('grading.json', copy)).toBe(await text('grading.json'));
});

test('without its journal, grades are not thrown away', async () => {
  mock = await startMock({ mode: 'judge' });
  await graded(['judge']);
  const before = [await text('grades.jsonl'), await text('grading.json')];
  await rm(join(folder, 'journal-judge.jsonl'));
  await expect(rebuildGrading(folder)).rejects.toThrow(
    /12 grades have no answer in the journal of judge, and would be lost/,
  );
  expect([await text('grades.jsonl'), await text('grading.json')]).toEqual(before);
  await rm(join(folder, 'grades.jsonl'));
  const { grades } = await rebuildGrading(folder);
  expect(grades.map(({ missing }) => missing)).toEqual(Array(12).fill('unasked'));
});

test.each([
  ['short, in the middle of a line', (all: string) => all.slice(0, all.length / 2)],
  ['short, at the end of a line', (all: string) => `${all.split('\n').slice(0, 5).join('\n')}\n`],
  ['empty', () => ''],
])('with completions that are %s, nothing is changed or reported', async (_name, cut) => {
  mock = await startMock({ mode: 'judge' });
  await graded(['judge']);
  const before = [await text('grades.jsonl'), await text('grading.json')];
  const whole = await text('completions.jsonl');
  await writeFile(join(folder, 'completions.jsonl'), cut(whole));
  for (const read of [rebuildGrading, readGrading]) {
    const error = await read(folder).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FormatError);
    expect(String(error)).toMatch(/completions\.jsonl: holds \d of 12 completions: the rest was lost/);
  }
  expect([await text('grades.jsonl'), await text('grading.json')]).toEqual(before);
  // What the message advises: told again, and answered from the journal.
  const asked = mock.received().length;
  await graded(['judge']);
  expect(await text('completions.jsonl')).toBe(whole);
  expect([await text('grades.jsonl'), await text('grading.json')]).toEqual(before);
  expect(mock.received()).toHaveLength(asked);
});

test('with completions that are short, where the file does not count them yet', async () => {
  mock = await startMock({ mode: 'judge' });
  await graded(['judge']);
  // As it stands while a grading goes on.
  const begun = (await text('grading.json')).replace('"completions": 12', '"completions": 0');
  await writeFile(join(folder, 'grading.json'), begun);
  const [first] = (await text('completions.jsonl')).split('\n');
  await writeFile(join(folder, 'completions.jsonl'), `${first}\n`);
  await expect(rebuildGrading(folder)).rejects.toThrow(/holds 1 of 12 completions/);
});

test('grades that are short are not reported, and made again', async () => {
  mock = await startMock({ mode: 'judge' });
  await graded(['judge']);
  const whole = await text('grades.jsonl');
  await writeFile(join(folder, 'grades.jsonl'), whole.slice(0, whole.length / 2));
  await expect(readGrading(folder)).rejects.toThrow(/holds \d of 12 grades.*grade rebuild/);
  await rebuildGrading(folder);
  expect(await text('grades.jsonl')).toBe(whole);
  expect((await readGrading(folder)).grades).toHaveLength(12);
});

test('what was missing for a failure stays so, with its reason', async () => {
  mock = await startMock({ mode: 'judge' });
  const { grades } = await graded(['judge'], { budget: { requests: 9 }, concurrency: 1 });
  expect(grades.filter(({ missing }) => missing === 'budget').length).toBeGreaterThan(5);
  const before = [await text('grades.jsonl'), await text('grading.json')];
  await rebuildGrading(folder);
  expect([await text('grades.jsonl'), await text('grading.json')]).toEqual(before);
});
