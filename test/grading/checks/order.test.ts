/** The order by rules: a corpus before a trained model before an untrained one, on texts that were kept. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { excerpts } from '../../../lib/grading/checks/excerpt.ts';
import { checkCompletions } from '../../../lib/grading/checks/grading.ts';
import { offlineOrder, summariseChecks } from '../../../lib/grading/checks/summary.ts';
import type { CompletionRecord } from '../../../lib/grading/record.ts';

/**
 * `corpus`: rests of made stories; `trained`: a quickstart model at temperature 1, 430,000 tokens old; `untrained`: the
 * same shape with random weights.
 */
async function sample(name: string): Promise<CompletionRecord[]> {
  const texts = JSON.parse(await readFile(join(__dirname, 'samples', `${name}.json`), 'utf8')) as {
    text: string;
    finish: CompletionRecord['finish'];
  }[];
  return texts.map((one, i) => ({
    prompt: `p${i}`,
    sample: 0,
    seed: null,
    tokens: null,
    perplexity: null,
    ...one,
  }));
}

test('corpus > trained > untrained, also where the corpus is half of it', async () => {
  const order = async (completions: CompletionRecord[]) =>
    summariseChecks(await checkCompletions([], completions)).order.value;
  const [corpus, trained, untrained] = await Promise.all(['corpus', 'trained', 'untrained'].map(sample));
  const values = [
    await order(corpus!),
    await order([...corpus!, ...trained!]),
    await order(trained!),
    await order(untrained!),
  ];
  expect(values).toEqual([...values].sort((a, b) => b - a));
  expect(new Set(values).size).toBe(4);
  expect(values[0]).toBeGreaterThan(0.99);
  expect(values.at(-1)).toBe(0);
});

describe('the order', () => {
  const full = { words: 1, sentences: 1, freshness: 1, endings: 1 };
  test('is 1 where all is full, and 0 where one part is missing', () => {
    expect(offlineOrder(full).value).toBe(1);
    for (const part of Object.keys(full)) expect(offlineOrder({ ...full, [part]: 0 }).value).toBe(0);
  });

  test('sinks with every part', () => {
    for (const part of Object.keys(full))
      expect(offlineOrder({ ...full, [part]: 0.9 }).value).toBeLessThan(1);
    expect(offlineOrder({ ...full, endings: 0.0625 }).value).toBeCloseTo(0.5);
  });
});

test('a summary: shares over all, and of what was asked', async () => {
  const instruction = { words: ['dog', 'run'], features: ['Dialogue', 'Twist'], sentence: 'He ran.' };
  const prompts = [{ id: 'a', category: 'x', text: 'T', instruction }];
  const record = { sample: 0, seed: null, tokens: null, perplexity: null, finish: 'end' as const };
  const completions = [
    { ...record, prompt: 'a', text: 'The dog sat. He ran.' },
    { ...record, prompt: 'a', sample: 1, text: '"Hi," said Tom. He ran to the' },
    { ...record, prompt: 'b', text: 'The dog sat.' },
    { ...record, prompt: 'b', sample: 1, text: null, failure: 'gone' },
  ];
  const checked = await checkCompletions(prompts, completions);
  expect(checked.map(({ prompt, sample }) => [prompt, sample])).toEqual([
    ['a', 0],
    ['a', 1],
    ['b', 0],
  ]);
  const summary = summariseChecks(checked);
  expect(summary).toMatchObject({
    completions: 3,
    words: 3 / 4,
    sentence: 1,
    // One of two with speech; a twist cannot be seen.
    features: 1 / 2,
    endings: { complete: 2 / 3, cut: 1 / 3, rambling: 0 },
    dictionary: 1,
    repeated: 0,
  });
  expect(summary.selfSimilarity).toBeCloseTo((2 * 1) / (4 + 6));
  expect(summariseChecks([])).toMatchObject({
    completions: 0,
    words: null,
    selfSimilarity: null,
    order: { value: 0 },
  });
  expect(JSON.stringify(summariseChecks([]))).not.toMatch(/NaN/);
});

test('an abort ends it', async () => {
  const many = Array.from({ length: 3 }, () => 'a b c d e. '.repeat(3000));
  const completions = many.map((text, sample) => ({
    prompt: 'a',
    sample,
    text,
    finish: null,
    seed: null,
    tokens: null,
    perplexity: null,
  }));
  await expect(checkCompletions([], completions, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  });
});

test('excerpts: the first two fifths are the prompt, cut between two words of a sentence', () => {
  const story = 'Tom had a dog. The dog ran away, and Tom ran after it. They came home.';
  const { prompts, completions } = excerpts([story, 'Hi!', '']);
  expect(prompts).toHaveLength(1);
  expect(prompts[0]!.text + completions[0]!.text).toBe(story);
  expect(prompts[0]!.text.length).toBeGreaterThanOrEqual(Math.floor(0.4 * story.length));
  expect(prompts[0]!.text).toMatch(/\w$/);
  expect(completions[0]!.text).toMatch(/^ \w/);
});
