/** What a corpus will cost, beside what it did. */
import { expect, test } from '@jest/globals';
import { estimateStories } from '../../../lib/data/generate/estimate.ts';
import { generate, mockOf, place, setUpCorpora } from './corpora.ts';

setUpCorpora();

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
  const half = await estimateStories({ stories: 30, llm: { client, batch: {} } });
  expect(half.dollars).toBeCloseTo((estimate.dollars ?? 0) / 2, 10);
  expect(half.most.dollars).toBeCloseTo((estimate.most.dollars ?? 0) / 2, 10);
  expect(
    (await estimateStories({ stories: 30, llm: { client: { model: 'unheard-of' } } })).dollars,
  ).toBeNull();
});
