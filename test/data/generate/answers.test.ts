/** What is made of answers: those that are no stories, those that are stories again, and summaries. */
import { describe, expect, test } from '@jest/globals';
import type { GenerateStoriesOptions } from '../../../lib/data/generate/generate.ts';
import { asked, generate, lines, mockOf, place, setUpCorpora } from './corpora.ts';
import type { FAULTS } from './storyteller-script.ts';

setUpCorpora();

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
