import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ownSuitePrompts, readPromptList, SUITES } from '../../../lib/grading/suites/prompt-list.ts';
import { judgeAnswer } from '../../../lib/grading/suites/rules.ts';
import { FileError, FormatError } from '../../../lib/runtime/errors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompt-list-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(name: string, content: string | Uint8Array) {
  await writeFile(join(folder, name), content);
  return readPromptList(join(folder, name));
}

describe('our own', () => {
  test('thirty of each kind, all with rules, each once', async () => {
    const { source, hash, prompts } = await ownSuitePrompts();
    expect(source).toBe('own');
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    for (const suite of SUITES) expect(prompts.filter(({ category }) => category === suite)).toHaveLength(30);
    expect(prompts.every(({ rules }) => rules !== null)).toBe(true);
    expect(new Set(prompts.map(({ prompt }) => prompt)).size).toBe(90);
    expect((await ownSuitePrompts()).hash).toBe(hash);
  });

  test('a prompt breaks off: no blank at its end, no end of a sentence', async () => {
    for (const { prompt } of (await ownSuitePrompts()).prompts) expect(prompt).toMatch(/[\p{L},"“]$/u);
  });

  test('what a phrase says is judged by that phrase, whichever word it takes of several', async () => {
    for (const { id, rules, within } of (await ownSuitePrompts()).prompts) {
      for (const verdict of ['success', 'failure'] as const) {
        for (const { text, runs } of rules![verdict]) {
          const first = runs.flat().map((words) => [...words]);
          for (let i = 0; i < Math.max(...first.map((words) => words.length)); i++) {
            const answer = first.map((words) => words[i % words.length]).join(' ');
            const judged = judgeAnswer(` ${answer}.`, rules!, within);
            expect([id, text, answer, judged.verdict]).toEqual([id, text, answer, verdict]);
          }
        }
      }
    }
  });
});

describe('files', () => {
  test('a list of texts, a list of objects, lists by category, YAML or JSON', async () => {
    const texts = await read('facts.yaml', '- The sky is\n- Fish live in the\n');
    expect(texts.prompts).toEqual([
      { id: '1', category: 'facts', prompt: 'The sky is', rules: null, within: 10 },
      { id: '2', category: 'facts', prompt: 'Fish live in the', rules: null, within: 10 },
    ]);
    const ruled = await read('one.json', '[{"prompt": "The sky is", "success": ["blue"], "within": 3}]');
    expect(ruled.prompts[0]).toMatchObject({ category: 'one', within: 3, rules: { failure: [] } });
    const several = await read(
      'all.yml',
      'facts: [The sky is]\nreasoning: [{prompt: So she, failure: [slept]}]\n',
    );
    expect(several.prompts.map(({ category, id }) => [category, id])).toEqual([
      ['facts', '1'],
      ['reasoning', '1'],
    ]);
    expect(several.source).toBe('all.yml');
    const named = await read(
      'x.yaml',
      'version: 1\ncategory: knowledge\nprompts: [{id: sky, prompt: The sky is}]',
    );
    expect(named.prompts[0]).toMatchObject({ id: 'sky', category: 'knowledge' });
  });

  test('the hash is of prompts and rules', async () => {
    const hash = async (content: string) => (await read('h.yaml', content)).hash;
    const one = await hash('[{prompt: The sky is, success: [blue]}]');
    expect(await hash('[ { prompt: The sky is , success: [ blue ] } ]')).toBe(one);
    expect(await hash('[{prompt: The sky is, success: [red]}]')).not.toBe(one);
    expect(await hash('[{prompt: The sky is, failure: [blue]}]')).not.toBe(one);
    expect(await hash('[{prompt: The sky was, success: [blue]}]')).not.toBe(one);
  });

  const aliases = `a: &a [x, x]\n${'bcdefg'
    .split('')
    .map((name, i) => `${name}: &${name} [${`*${'abcdef'[i]}, `.repeat(9)}]`)
    .join('\n')}`;
  test.each([
    ['nothing', '', /expected a list/],
    ['a number', '3', /expected a list/],
    ['an empty list', '[]', /no prompts/],
    ['a list of numbers', '[1, 2]', /expected a JSON object/],
    ['an empty prompt', '["  "]', /empty/],
    ['a long prompt', `["${'x'.repeat(10_001)}"]`, /10001 characters/],
    ['a field unknown', '[{prompt: A, sucess: [b]}]', /"sucess"/],
    ['a rule that is no list', '[{prompt: A, success: b}]', /success: expected a list/],
    ['a phrase that is no text', '[{prompt: A, success: [1]}]', /a list of phrases/],
    ['a phrase that is none', '[{prompt: A, success: [".."]}]', /words before and after/],
    ['a phrase of two meanings', `[{prompt: A, success: ["did not|didn't"]}]`, /parentheses around/],
    ['too many phrases', `[{prompt: A, success: [${'a, '.repeat(65)}]}]`, /at most 64/],
    ['partial alone', '[{prompt: A, partial: [b]}]', /neither what is right nor/],
    ['an id twice', '[{id: a, prompt: A}, {id: a, prompt: B}]', /twice/],
    ['a later version', 'version: 2\nprompts: [A]', /version/],
    ['a key twice', 'facts: [A]\nfacts: [B]', /YAML/],
    ['aliases that grow', aliases, /YAML/],
    ['a tag', '!!js/function "return 1"', /YAML/],
    ['lists within lists', '['.repeat(20_000), /deeper/],
    ['broken YAML', 'a: [', /YAML/],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x41), /UTF-8/],
    ['too many prompts', `[${'A, '.repeat(10_001)}]`, /10001 prompts/],
    ['a category that is no list', 'facts: 3', /facts: expected a list/],
  ])('%s is refused', async (_, content, message) => {
    const reading = read('bad.yaml', content);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(message);
  });

  test('JSON is refused where YAML is', async () => {
    await expect(read('bad.json', '{"a": ["A"], "a": ["B"]}')).rejects.toThrow(/twice/);
    await expect(read('proto.json', '{"__proto__": ["A"]}')).resolves.toMatchObject({
      prompts: [{ category: '__proto__' }],
    });
    await expect(readPromptList(join(folder, 'none.yaml'))).rejects.toThrow(FileError);
  });

  test('a file of megabytes is not read', async () => {
    await expect(read('large.yaml', ' '.repeat((1 << 20) + 1))).rejects.toThrow(/bytes/);
  });
});
