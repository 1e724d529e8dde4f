import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { REASONS } from '../../../lib/data/generate/check.ts';
import { readPhrasing } from '../../../lib/data/generate/phrasing.ts';

const page = readFile(join(__dirname, '../../../docs/generating.md'), 'utf8');

test('every reason stands in the table, and no other', async () => {
  const table = (await page).split('| `reason` | |')[1]!.split('\n\n')[0]!;
  const named = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)]);
  expect(named.map(([, reason]) => reason).sort()).toEqual([...REASONS].sort());
});

test('the phrasing shown has the fields that are read', async () => {
  const shown = /```json\n([\s\S]*?)```/.exec(await page)![1]!;
  // Only what stands for words is filled in.
  const places = '{verb} {noun} {adjective}';
  const filled = shown.replace(
    '"data": { "with": "…", "without": "…" }',
    `"data": { "with": "${places} {features}", "without": "${places}" }`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'generating-docs-'));
  await writeFile(join(folder, 'de.json'), filled);
  expect(await readPhrasing(join(folder, 'de.json'))).toMatchObject({ language: 'de', match: 'forms' });
  await rm(folder, { recursive: true });
});
