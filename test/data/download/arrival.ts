/** How a download from a hub of tests ends. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { downloadSources } from '../../../lib/data/download/download.ts';
import type { TestHub } from './hub.ts';

type Changes = Parameters<TestHub['options']>[0];

/** Downloads and is sure of what has arrived. */
export async function arrives(hub: TestHub, changes: Changes = {}): Promise<void> {
  const [file] = await downloadSources(hub.options(changes));
  expect(file).toMatchObject({ file: 'stories.txt', bytes: hub.content.length, sha256: hub.sha256 });
  expect((await hub.arrived())?.equals(hub.content)).toBe(true);
  expect((await readdir(hub.out)).sort()).toEqual(['download.json', 'stories.txt']);
}

/** Fails with an error that names the file, says why and what to do; nothing passes for the file. */
export async function refused(hub: TestHub, reason: RegExp, changes: Changes = {}): Promise<Error> {
  const error = (await downloadSources(hub.options(changes)).then(
    () => new Error('it was downloaded'),
    (cause: unknown) => cause,
  )) as Error;
  expect(error).toMatchObject({ code: 'FILE', path: join(hub.out, 'stories.txt') });
  expect(error.message).toContain('stories.txt');
  expect(error.message).toMatch(reason);
  expect(await hub.arrived()).toBeNull();
  return error;
}
