/** Corpora that were stopped before their end, and go on. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { GenerateStoriesProgress } from '../../../lib/data/generate/generate.ts';
import { faults } from '../../../lib/runtime/files.ts';
import { asked, contents, generate, lines, mockOf, place, setUpCorpora } from './corpora.ts';

setUpCorpora();

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

  test.each([
    ['before the journal has been read again', 0],
    ['before the summaries of its last stories have', 100],
  ])('by a signal %s: the folder stays as it was', async (_when, decided) => {
    const mock = await mockOf({ faults: false });
    const out = place();
    await generate(mock, out, { stories: 100 });
    const record = await readFile(join(out, 'generate.json'), 'utf8');
    const before = await contents(out);
    const controller = new AbortController();
    let seen: GenerateStoriesProgress | null = null;
    const stopped = generate(mock, out, {
      stories: 110,
      signal: controller.signal,
      onProgress: (progress) => {
        seen = progress;
        if (progress.answers >= decided) controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toMatchObject({ stories: 100, of: 110 });
    expect(await contents(out)).toEqual(before);
    expect(await readFile(join(out, 'generate.json'), 'utf8')).toBe(record);
    expect(await generate(mock, out, { stories: 110 })).toMatchObject({ stories: 110, withoutSummary: 0 });
  });

  test('where stories are chosen anew and no more can be asked for: they are not fewer than before', async () => {
    const mock = await mockOf();
    const out = place();
    await generate(mock, out, { require: [] });
    const before = await contents(out);
    const llm = asked(mock, { client: { model: 'mock', budget: { requests: 1 } } });
    await expect(generate(mock, out, { llm })).rejects.toMatchObject({ code: 'BUDGET' });
    expect(await contents(out)).toEqual(before);
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
