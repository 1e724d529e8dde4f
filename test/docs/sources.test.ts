import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CLEANING_PRESET_STEPS, CLEANING_STEPS } from '../../lib/data/clean/steps.ts';
import { PINNED_FILES } from '../../lib/data/download/catalog.ts';

const page = (name: string): string => readFileSync(join(__dirname, '../../docs', name), 'utf8');

test('docs/cleaning.md has every step, in its order, with what it does and the presets it is of', () => {
  const rows = page('cleaning.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .replaceAll('\\|', '\0')
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('\0', '|')),
    );
  const on = (preset: readonly string[], { name, kind }: (typeof CLEANING_STEPS)[number]): string =>
    kind === 'always' || preset.includes(name) ? '✓' : '';
  expect(rows).toEqual(
    CLEANING_STEPS.map((step) => [
      `\`${step.name}\``,
      step.kind,
      step.what,
      on(CLEANING_PRESET_STEPS.standard, step),
      on(CLEANING_PRESET_STEPS['gpt4-clean'], step),
    ]),
  );
});

test('docs/sources.md has every pinned file with its length and hash', () => {
  const text = page('sources.md');
  for (const { path, bytes, sha256, revision } of PINNED_FILES.filter((file) => file.sha256 !== null)) {
    expect(text).toContain(`\`${path}\` | ${bytes!.toLocaleString('en-US')} | \`${sha256}\``);
    expect(text).toContain(revision);
  }
  const parquet = PINNED_FILES.filter(({ set }) => set === 'v1-parquet');
  expect(text).toContain(parquet.reduce((sum, { bytes }) => sum + bytes!, 0).toLocaleString('en-US'));
});

test('docs/sources.md has every variable of the environment that a download reads', () => {
  const folder = join(__dirname, '../../lib/data/download');
  const source = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const read = source.flatMap((text) => [...text.matchAll(/\benv\.([A-Z_]+)/g)].map(([, name]) => name));
  expect(read.length).toBeGreaterThan(5);
  for (const name of read) expect(page('sources.md')).toContain(`\`${name}\``);
});

test('pinned files are pinned: whole commits, whole hashes, no file twice', () => {
  for (const { revision, sha256 } of PINNED_FILES) {
    expect(revision).toMatch(/^[0-9a-f]{40}$/);
    if (sha256 !== null) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(new Set(PINNED_FILES.map(({ path }) => path)).size).toBe(PINNED_FILES.length);
});
