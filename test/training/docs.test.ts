/** docs/training.md and docs/checkpoints.md say what the code does. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { packageRoot } from '../../lib/runtime/here.ts';
import { TRAIN_OPTIONS } from '../../lib/training/options.ts';
import { SCHEDULES } from '../../lib/training/schedule.ts';

const page = (name: string) => readFile(join(packageRoot, 'docs', `${name}.md`), 'utf8');

test('the table of options is the code’s', async () => {
  const rows = [...(await page('training')).matchAll(/^\| `(\w+)` \| (.*) \| (.*) \|$/gm)].map((match) =>
    match.slice(1, 4),
  );
  expect(rows).toEqual(TRAIN_OPTIONS.map(({ name, meaning, byDefault }) => [name, meaning, byDefault]));
});

test('events, schedules and metrics are all there', async () => {
  const training = await page('training');
  for (const kind of SCHEDULES) expect(training).toContain(`\`${kind}\``);
  const code = await readFile(join(packageRoot, 'lib', 'training', 'events.ts'), 'utf8');
  const events = [...code.matchAll(/type: '(\w+)'/g)];
  expect(events.length).toBeGreaterThanOrEqual(11);
  for (const [, event] of events) expect(training).toContain(`\`${event}\``);
  const metrics = await readFile(join(packageRoot, 'lib', 'training', 'metrics.ts'), 'utf8');
  const block = metrics.slice(metrics.indexOf('interface StepMetrics'), metrics.indexOf('class MetricsLog'));
  const fields = [...block.matchAll(/^ {2}(\w+)\??:/gm)];
  expect(fields.length).toBeGreaterThanOrEqual(8);
  for (const [, field] of fields) expect(training).toContain(`\`${field}\``);
});

test('the files of a checkpoint are those that the page names', async () => {
  const sources = [join('training', 'checkpoint.ts'), join('models', 'model-tokenizer.ts')];
  const read = sources.map((name) => readFile(join(packageRoot, 'lib', name), 'utf8'));
  const code = (await Promise.all(read)).join('');
  const text = await page('checkpoints');
  for (const name of ['program.json', 'tokenizer.json']) {
    expect(code).toContain(name);
    expect(text).toContain(name);
  }
  for (const name of ['moments.safetensors', 'state.json']) {
    expect(code).toContain(`join('training', '${name}')`);
    expect(text).toContain(`training/${name}`);
  }
});
