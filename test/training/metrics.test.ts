import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FormatError } from '../../lib/runtime/errors.ts';
import { cutAfter, MetricsLog, readMetrics, type StepMetrics } from '../../lib/training/metrics.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metrics-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const line = (step: number): StepMetrics => ({
  step,
  loss: 1 / step,
  lr: 0.1,
  gradNorm: 1,
  tokens: step,
  tokensPerSecond: 1,
});

async function write(path: string, from: number, to: number) {
  const log = await MetricsLog.open(path, from - 1);
  for (let step = from; step <= to; step++) await log.append(line(step));
  await log.close();
}

test('a resumed run cuts what lies past its checkpoint', async () => {
  const path = join(folder, 'metrics.jsonl');
  await write(path, 1, 9);
  await write(path, 5, 7);
  expect((await readMetrics(path)).map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  await write(path, 1, 2);
  expect(await readMetrics(path)).toEqual([line(1), line(2)]);
});

test('a torn last line goes, even one that would be kept', async () => {
  const path = join(folder, 'metrics.jsonl');
  await write(path, 1, 3);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.slice(0, -10));
  await cutAfter(path, 3);
  expect(await readMetrics(path)).toEqual([line(1), line(2)]);
});

test('a damaged line behind the step that is kept goes, and what follows it', async () => {
  const path = join(folder, 'metrics.jsonl');
  await write(path, 1, 5);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('{"step":4', '{"st\0p":4'));
  await cutAfter(path, 3);
  expect(await readMetrics(path)).toEqual([line(1), line(2), line(3)]);
  await writeFile(path, text.replace('{"step":3', '{"st\0p":3'));
  await expect(cutAfter(path, 3)).rejects.toThrow(/metrics\.jsonl:3: not valid JSON/);
});

test('a line that is no metrics names file and line', async () => {
  const path = join(folder, 'metrics.jsonl');
  await writeFile(path, '{"step":1}\n[]\n');
  await expect(cutAfter(path, 1)).rejects.toThrow(FormatError);
  await expect(readMetrics(path)).rejects.toThrow(/line 2 has no step/);
  await writeFile(path, '{"step":1}\n{"st\n');
  await expect(readMetrics(path)).rejects.toThrow(/metrics\.jsonl:2: not valid JSON/);
});
