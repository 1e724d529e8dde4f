import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readSecond, scoreWithSecond } from '../../../lib/grading/checks/second-file.ts';
import { likelihoods } from '../../../lib/grading/checks/second-model.ts';
import { readGrading } from '../../../lib/grading/record-files.ts';
import { gradingReportHtml } from '../../../lib/grading/report/html.ts';
import { gradingReport } from '../../../lib/grading/report/report.ts';
import { FormatError } from '../../../lib/runtime/errors.ts';
import { smallModelFolder } from '../../small-model.ts';
import { makeUpGrading } from '../report/made-up.ts';

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'second-file-'));
  await smallModelFolder(at('model'));
  await makeUpGrading(at('grading'), { prompts: 2, samples: 2 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('is kept beside the grading, and the report shows it', async () => {
  const grading = await readGrading(at('grading'));
  expect(await readSecond(at('grading'))).toBeNull();
  const record = await scoreWithSecond(grading, at('model'), { threads: 1 });
  expect(await readSecond(at('grading'))).toEqual(record);
  const prompts = new Map(grading.file.prompts.items.map(({ id, text }) => [id, text]));
  const told = grading.completions.map(({ prompt, text }) => ({ prompt: prompts.get(prompt)!, text: text! }));
  const scored = await likelihoods(at('model'), told);
  const nats = scored.reduce((sum, one) => sum + one.nats, 0);
  expect(record.perplexity).toBeCloseTo(Math.exp(nats / record.tokens), 6);
  expect(record).toMatchObject({ name: 'model', hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const page = gradingReportHtml(await gradingReport([at('grading')]));
  expect(page).toContain(`${record.bitsPerByte!.toFixed(2)} (model, ${record.hash.slice(0, 12)})`);
});

test.each([
  ['{}', /version/],
  ['{"version": 2}', /version/],
  ['{"version": 1, "name": "a", "hash": 3, "tokens": 1, "bytes": 1}', /hash/],
  ['{"version": 1, "name": "a", "hash": "b", "tokens": -1, "bytes": 1}', /tokens/],
  ['{"version": 1, "name": "a", "hash": "b", "tokens": 1, "bytes": 1, "perplexity": "x"}', /perplexity/],
])('%s is refused', async (content, message) => {
  await writeFile(join(at('grading'), 'second-model.json'), content);
  await expect(readSecond(at('grading'))).rejects.toThrow(FormatError);
  await expect(readSecond(at('grading'))).rejects.toThrow(message);
});
