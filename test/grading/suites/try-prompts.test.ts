/** Trying models on prompts: one that knows the answers by heart, one that knows nothing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type PromptList, readPromptList } from '../../../lib/grading/suites/prompt-list.ts';
import { scoresOf, type Trial, tryPrompts } from '../../../lib/grading/suites/try-prompts.ts';
import { saveModelFolder } from '../../../lib/models/checkpoint.ts';
import { gptNeo } from '../../../lib/models/gpt-neo.ts';
import { Model } from '../../../lib/models/model.ts';
import { MismatchError } from '../../../lib/runtime/errors.ts';
import { Tokenizer } from '../../../lib/tokenizer/tokenizer.ts';

const STORIES = ['At night Mia saw the stars.', 'The bird built a nest.', 'Ben drank a glass of milk.'];
const LIST = `
facts:
  - { id: night, prompt: 'At night Mia saw the', success: [star~] }
  - { id: bird, prompt: 'The bird built a', success: [house], failure: [nest] }
  - { id: inside, prompt: 'Ben dra', success: ['^a glass'] }
readable:
  - 'Ben drank a glass of'
`;
const CONTEXT = 32;
let folder: string;
let list: PromptList;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'try-prompts-'));
  await writeFile(join(folder, 'list.yaml'), LIST);
  list = await readPromptList(join(folder, 'list.yaml'));
  await save('knows', 120);
  await save('untrained', 0);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function save(name: string, steps: number): Promise<void> {
  const tokenizer = await Tokenizer.train(STORIES, { vocab: 300 });
  const { vocab, endOfText } = tokenizer;
  const config = { vocab, hidden: 32, layers: 1, heads: 2, maxPositions: CONTEXT, window: CONTEXT };
  const model = await Model.create(gptNeo(config), { seed: 1 });
  const batches = STORIES.map((text) => {
    const ids = tokenizer.encode(text);
    const tokens = Int32Array.of(endOfText, ...ids);
    return { tokens, targets: Int32Array.of(...ids, endOfText), lengths: Int32Array.of(tokens.length) };
  });
  const program = model.compile({ mode: 'train', maxSequences: 1, maxRows: CONTEXT, maxLength: CONTEXT });
  const adam = { learningRate: 1e-2, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, clip: 1 };
  for (let step = 1; step <= steps; step++) await program.trainStep(batches, 1, { step, ...adam });
  program.dispose();
  await saveModelFolder(join(folder, name), model, {
    config,
    tokenizer: JSON.stringify(tokenizer),
    endOfText,
  });
  model.dispose();
}

test('a model that knows the stories by heart: right where the rules say so', async () => {
  const result = await tryPrompts(join(folder, 'knows'), { list, threads: 1 });
  expect(result.trials.map(({ id, said, verdict, matched }) => [id, said, verdict, matched])).toEqual([
    ['night', ' stars.', 'success', 'star~'],
    ['bird', ' nest.', 'failure', 'nest'],
    ['inside', 'nk a glass of milk.', 'success', '^a glass'],
    ['1', ' milk.', null, null],
  ]);
  expect(result.categories).toEqual({
    facts: { trials: 3, success: 2, partial: 0, failure: 1, unmatched: 0, unruled: 0, score: 2 / 3 },
    readable: { trials: 1, success: 0, partial: 0, failure: 0, unmatched: 0, unruled: 1, score: null },
  });
  expect(result).toMatchObject({ source: 'list.yaml', hash: list.hash, tooLong: 0 });
});

test('an untrained one: failures that nothing matched', async () => {
  const { categories } = await tryPrompts(join(folder, 'untrained'), { list, threads: 1 });
  expect(categories.facts).toMatchObject({ trials: 3, failure: 3, unmatched: 3, score: 0 });
});

test('beam search and sampling', async () => {
  const beams = await tryPrompts(join(folder, 'knows'), {
    list,
    threads: 1,
    decoding: { kind: 'beams', beams: 3 },
  });
  expect(beams.trials.map(({ said }) => said)[0]).toBe(' stars.');
  const decoding = { kind: 'sampling' as const, temperature: 1, samples: 3, seed: 5 };
  const sampled = await tryPrompts(join(folder, 'knows'), { list, threads: 1, decoding });
  expect(sampled.categories.facts).toMatchObject({ trials: 9 });
  expect((await tryPrompts(join(folder, 'knows'), { list, threads: 2, decoding })).trials).toEqual(
    sampled.trials,
  );
  const progress: number[] = [];
  await tryPrompts(join(folder, 'knows'), {
    list,
    decoding,
    onProgress: ({ done, total }) => progress.push(done / total),
  });
  expect(progress).toHaveLength(12);
  expect(progress.at(-1)).toBe(1);
});

test('prompts longer than the context are left out; an abort ends it', async () => {
  const long = { ...list, prompts: [{ ...list.prompts[0]!, prompt: 'night '.repeat(60) }, list.prompts[1]!] };
  expect(await tryPrompts(join(folder, 'untrained'), { list: long })).toMatchObject({
    tooLong: 1,
    trials: [{ id: 'bird' }],
  });
  const none = { ...list, prompts: long.prompts.slice(0, 1) };
  await expect(tryPrompts(join(folder, 'untrained'), { list: none })).rejects.toThrow(MismatchError);
  await expect(
    tryPrompts(join(folder, 'untrained'), { list, signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({
    name: 'AbortError',
  });
});

test('the score counts what is half right as a half', () => {
  const trial = (verdict: Trial['verdict'], matched: string | null = 'x'): Trial => ({
    id: 'a',
    category: 'c',
    prompt: '',
    sample: 0,
    said: '',
    verdict,
    matched,
  });
  expect(
    scoresOf([
      trial('success'),
      trial('partial'),
      trial('failure'),
      trial('failure', null),
      trial(null, null),
    ]),
  ).toEqual({
    c: { trials: 5, success: 1, partial: 1, failure: 2, unmatched: 1, unruled: 1, score: 1.5 / 4 },
  });
});
