import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkFileApart, checkFolderApart } from '../../lib/runtime/outputs.ts';
import { liesIn, realPath } from '../../lib/runtime/real-path.ts';

let folder = '';
const at = (...parts: string[]) => join(folder, ...parts);
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'tinystories-')));
  await mkdir(at('real', 'inner'), { recursive: true });
  await symlink('real', at('link'));
  await symlink('real/none', at('dangling'));
  await symlink('loop', at('loop'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('links are resolved, in what is there and on the way to what is not', async () => {
  for (const [path, real] of [
    ['real', 'real'],
    ['link', 'real'],
    ['link/inner/../inner', 'real/inner'],
    ['link/none/deep', 'real/none/deep'],
    ['dangling', 'real/none'],
    ['dangling/deep', 'real/none/deep'],
  ] as const)
    expect(await realPath(at(path))).toBe(at(real));
  await expect(realPath(at('loop'))).rejects.toMatchObject({ code: 'FILE', path: at('loop') });
});

test('what lies in a folder is told by whole names', () => {
  expect(['/a', '/a/b', '/ab', '/'].map((path) => liesIn(path, '/a'))).toEqual([true, true, false, false]);
  expect(liesIn('/a', '/')).toBe(true);
});

test('a folder to be written is none that is read, holds none and lies in none', async () => {
  for (const [out, input] of [
    ['real', 'real'],
    ['link', 'real'],
    ['real', 'link/inner'],
    ['link/none', 'real'],
    ['dangling', 'link'],
  ] as const)
    await expect(checkFolderApart('out', at(out), ['/other', at(input)])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(at(input)),
    });
  await checkFolderApart('out', at('real', 'out'), [at('real', 'inner'), at('real', 'outer')]);
});

test('a file to be written is none that is read', async () => {
  const same = checkFileApart('out', at('link', 'x'), [undefined, at('real', 'x')]);
  await expect(same).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining('out'),
  });
  await checkFileApart('out', at('real', 'y'), [null, at('real', 'x'), at('real')]);
});
