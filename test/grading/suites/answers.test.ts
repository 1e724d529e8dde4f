/** Our own prompts, judged on completions that a person would call right, partly right or wrong (`answers/`). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { storyRecords } from '../../../lib/data/storyteller/storyteller.ts';
import { parseStrictYaml } from '../../../lib/formats/strict-yaml.ts';
import { ownSuitePrompts, SUITES } from '../../../lib/grading/suites/prompt-list.ts';
import { judgeAnswer, VERDICTS, type Verdict } from '../../../lib/grading/suites/rules.ts';

type Answers = Record<string, Partial<Record<Verdict, string[]>>>;

async function answersOf(suite: string): Promise<Answers> {
  const path = join(import.meta.dirname, 'answers', `${suite}.yaml`);
  return parseStrictYaml(await readFile(path), path) as Answers;
}

describe.each(SUITES)('%s', (suite) => {
  test('every prompt has at least three completions that are right and three that are wrong', async () => {
    const answers = await answersOf(suite);
    const ids = (await ownSuitePrompts()).prompts.filter(({ category }) => category === suite);
    expect(Object.keys(answers).sort()).toEqual(ids.map(({ id }) => id).sort());
    for (const [id, { success = [], failure = [] }] of Object.entries(answers))
      expect([id, success.length >= 3, failure.length >= 3]).toEqual([id, true, true]);
  });

  test('the rules judge each of them as they should', async () => {
    const answers = await answersOf(suite);
    const misjudged: string[] = [];
    for (const { id, category, rules, within } of (await ownSuitePrompts()).prompts) {
      if (category !== suite) continue;
      for (const verdict of VERDICTS) {
        for (const said of answers[id]?.[verdict] ?? []) {
          const judged = judgeAnswer(said, rules!, within);
          if (judged.verdict !== verdict)
            misjudged.push(`${id}: "${said}" is ${judged.verdict} by ${judged.matched}, not ${verdict}`);
        }
      }
    }
    expect(misjudged).toEqual([]);
  });
});

test('text that has nothing to do with a prompt is hardly ever right', async () => {
  // Words 61 to 75 of stories.
  const texts = [...storyRecords(5, 0, 600)]
    .map(({ story }) => story.split(/\s+/).slice(60, 75))
    .filter((words) => words.length === 15)
    .map((words) => ` ${words.join(' ')}`);
  expect(texts.length).toBeGreaterThan(400);
  const { prompts } = await ownSuitePrompts();
  const share = (of: typeof prompts): number => {
    const right = of.flatMap(({ rules, within }) =>
      texts.filter((text) => judgeAnswer(text, rules!, within).verdict === 'success'),
    );
    return right.length / (of.length * texts.length);
  };
  for (const suite of SUITES)
    expect(share(prompts.filter(({ category }) => category === suite))).toBeLessThan(0.015);
  const often = prompts.filter((prompt) => share([prompt]) > 0.05);
  expect(often.map(({ id }) => id)).toEqual([]);
});
