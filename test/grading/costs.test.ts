/** What a grading says it has cost is what its journal says was charged, however it went, and never less than before. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type GradeResult, grade, TELLING_DEFAULTS } from '../../lib/grading/grade.ts';
import { openJudge } from '../../lib/grading/judging/open-judge.ts';
import { rebuildGrading } from '../../lib/grading/rebuild.ts';
import type { JudgeRecord } from '../../lib/grading/record.ts';
import { readGrading } from '../../lib/grading/record-files.ts';
import type { LlmTotals } from '../../lib/llm/types.ts';
import { type Mock, startMock } from '../llm/mock.ts';
import { givenTexts } from './given-texts.ts';

let mock: Mock | null = null;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grading-'));
});
afterEach(async () => {
  await mock?.close();
  await rm(folder, { recursive: true, force: true });
  mock = null;
});

async function graded(
  names: readonly string[],
  controller?: AbortController,
): Promise<{ result: GradeResult | null; totals: LlmTotals }> {
  const { record, asker } = await openJudge(folder, 'judge', {
    model: 'judge',
    baseURL: mock!.baseURL,
    price: { prompt: 0.15, completion: 0.6 },
    attempts: 3,
    backoff: 0.01,
    ...(controller ? { signal: controller.signal } : {}),
  });
  let left = 3;
  const kept = {
    ask: async (...question: Parameters<typeof asker.ask>) => {
      const reply = await asker.ask(...question);
      // As Ctrl-C does, when some verdicts have been read and others have not.
      if (question[0].schema && --left === 0) controller?.abort();
      return reply;
    },
    get totals() {
      return asker.totals;
    },
    close: () => asker.close(),
  };
  const { teller, prompts } = givenTexts(names);
  const telling = { ...TELLING_DEFAULTS, samples: 1 };
  try {
    const judges = [{ record, asker: kept }];
    const result = await grade({ folder, prompts, teller, telling, judges }).catch((error: Error) => {
      if (error.name !== 'AbortError') throw error;
      return null;
    });
    return { result, totals: asker.totals };
  } finally {
    await asker.close();
  }
}

const judgeOf = async (): Promise<JudgeRecord> => (await readGrading(folder)).file.judges[0]!;
const file = (): Promise<string> => readFile(join(folder, 'grading.json'), 'utf8');

test.each([
  ['web pages instead of answers', { rules: [{ do: { fault: 'html' } }] }],
  ['connections that break', { rules: [{ do: { fault: 'reset' } }] }],
  ['now and then a web page', { mode: 'judge', rules: [{ every: 3, do: { fault: 'html' } }] }],
  ['answers that cannot be read', { mode: 'judge', rules: [{ every: 3, do: { reply: 'Well.' } }] }],
])('%s: what was charged is what it has cost, and the same from the journal', async (_name, script) => {
  mock = await startMock(script);
  const { totals } = await graded(['a', 'b', 'c', 'd']);
  expect(totals.spent).toBeGreaterThan(0);
  const { cost, usage } = await judgeOf();
  expect(cost).toBeCloseTo(totals.spent, 11);
  expect(usage).toEqual(totals.usage);
  const before = await file();
  await rebuildGrading(folder);
  expect(await file()).toBe(before);
});

test('stopped while its journal is read, a grading keeps what it has cost', async () => {
  mock = await startMock({ mode: 'judge' });
  const names = Array.from({ length: 20 }, (_, i) => `text ${i}`);
  const { result } = await graded(names);
  expect(result!.file.complete).toBe(true);
  const before = await file();
  expect((await graded(names, new AbortController())).result).toBeNull();
  expect(await file()).toBe(before);
});
