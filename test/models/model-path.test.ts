import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findModelFolder } from '../../lib/models/model-path.ts';
import { FileError, FormatError } from '../../lib/runtime/errors.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'model-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const point = (name: string, to: unknown) =>
  writeFile(join(folder, 'checkpoints', `${name}.json`), JSON.stringify({ step: 2, folder: to }));

test('a folder, a checkpoint, the last and the best of a run', async () => {
  await writeFile(join(folder, 'config.json'), '{}');
  expect(await findModelFolder(folder)).toBe(folder);
  for (const step of [2, 4])
    await mkdir(join(folder, 'checkpoints', `step-00000${step}`), { recursive: true });
  await point('last', 'step-000004');
  expect(await findModelFolder(folder)).toBe(join(folder, 'checkpoints', 'step-000004'));
  await point('best', 'step-000002');
  expect(await findModelFolder(folder)).toBe(join(folder, 'checkpoints', 'step-000002'));
});

test('the last one where the best was taken away', async () => {
  await mkdir(join(folder, 'checkpoints', 'step-000004'), { recursive: true });
  await point('last', 'step-000004');
  await point('best', 'step-000002');
  expect(await findModelFolder(folder)).toBe(join(folder, 'checkpoints', 'step-000004'));
});

test('says what is missing', async () => {
  await expect(findModelFolder(join(folder, 'no'))).rejects.toThrow(/does not exist; expected a folder with/);
  await expect(findModelFolder(folder)).rejects.toThrow(/holds no model/);
  await writeFile(join(folder, 'run.json'), '{}');
  await expect(findModelFolder(folder)).rejects.toThrow(FileError);
  await expect(findModelFolder(folder)).rejects.toThrow(/no checkpoint yet/);
});

test.each(['../../etc', '/etc', 7, undefined])('refuses a pointer to %p', async (to) => {
  await mkdir(join(folder, 'checkpoints'));
  await point('last', to);
  await expect(findModelFolder(folder)).rejects.toThrow(FormatError);
});
