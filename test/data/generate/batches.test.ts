/** Corpora whose questions go into batches. */
import { describe, expect, test } from '@jest/globals';
import type { GenerateStoriesProgress } from '../../../lib/data/generate/generate.ts';
import { asked, contents, generate, lines, mockOf, place, setUpCorpora } from './corpora.ts';

setUpCorpora();

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

  test('that have ended are taken in by a run without batches, too', async () => {
    const mock = await mockOf();
    const [out, whole] = [place(), place()];
    const controller = new AbortController();
    const onProgress = ({ stage }: GenerateStoriesProgress) =>
      stage === 'waiting for batches' && controller.abort();
    const run = generate(mock, out, { llm: asked(mock, { batch }), signal: controller.signal, onProgress });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    const before = (await lines(out, 'journal.jsonl')).filter(({ kind }) => kind === 'reply');
    expect(before).toEqual([]);
    await generate(mock, out);
    const reserved = (await lines(out, 'journal.jsonl')).filter(({ kind }) => kind === 'reserve');
    expect(reserved.some(({ batch }) => batch !== undefined)).toBe(true);
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
