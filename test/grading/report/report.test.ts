import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gradingReportHtml } from '../../../lib/grading/report/html.ts';
import { gradingReportMarkdown } from '../../../lib/grading/report/markdown.ts';
import { gradingReport } from '../../../lib/grading/report/report.ts';
import { makeUpGrading, makeUpRun } from './made-up.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grading-report-'));
  await makeUpRun(at('small'), { skill: 4, seed: 1, prompts: 12, gradings: ['final', 'instruct'] });
  await makeUpRun(at('large'), { skill: 6, seed: 2, prompts: 12, gradings: ['final', 'instruct'] });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('probe', async () => {
  const report = await gradingReport([at('small'), at('large')]);
  await writeFile('/tmp/gr/made.html', gradingReportHtml(report));
  await writeFile('/tmp/gr/made.md', gradingReportMarkdown(report));
});
