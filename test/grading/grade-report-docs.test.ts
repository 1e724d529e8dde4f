/** docs/grade-report.md says what the code does. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { MOST_SERIES } from '../../lib/data/report/page-style.ts';
import { FEATURES } from '../../lib/data/storyteller/features.ts';
import { FULL } from '../../lib/grading/checks/summary.ts';
import { ownSuitePrompts, readPromptList } from '../../lib/grading/suites/prompt-list.ts';
import { packageRoot } from '../../lib/runtime/here.ts';

const page = () => readFile(join(packageRoot, 'docs', 'grade-report.md'), 'utf8');

test('the file of prompts in the page is one', async () => {
  const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(await page()) ?? [];
  const folder = await mkdtemp(join(tmpdir(), 'grade-report-docs-'));
  try {
    await writeFile(join(folder, 'mine.yaml'), yaml!);
    const { prompts } = await readPromptList(join(folder, 'mine.yaml'));
    expect(prompts.map(({ category, rules }) => [category, rules !== null])).toEqual([
      ['reasoning', true],
      ['reasoning', false],
    ]);
    expect(prompts[0]!.within).toBe(prompts[1]!.within);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('figures and names are the code’s', async () => {
  const text = (await page()).replace(/\s+/g, ' ');
  for (const feature of FEATURES) expect(text).toContain(`\`${feature}\``);
  for (const kind of ['complete', 'cut', 'rambling']) expect(text).toContain(`\`${kind}\``);
  expect((await ownSuitePrompts()).prompts).toHaveLength(90);
  expect(text).toContain('ninety prompts of our own, thirty each');
  expect(text).toContain(`known words (full from ${100 * FULL.words} % on)`);
  expect(text).toContain(`(full from ${100 * FULL.freshness} % on)`);
  expect(MOST_SERIES).toBe(8);
  expect(text).toContain('up to eight rows');
  expect(existsSync(join(packageRoot, 'scripts', 'offline-order.mjs'))).toBe(true);
});
