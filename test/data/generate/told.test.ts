/** Corpora that the storyteller tells. */
import { describe, expect, test } from '@jest/globals';
import {
  type GenerateStoriesOptions,
  type GenerateStoriesProgress,
  generateStories,
} from '../../../lib/data/generate/generate.ts';
import { makeStories } from '../../../lib/data/make.ts';
import { contents, lines, place, setUpCorpora } from './corpora.ts';

setUpCorpora();

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
