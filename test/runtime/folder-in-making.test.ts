import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { faults } from '../../lib/runtime/files.ts';
import { FolderInMaking } from '../../lib/runtime/folder-in-making.ts';
import { recoverFolder } from '../../lib/runtime/folder-recovery.ts';
import { packageRoot } from '../../lib/runtime/here.ts';

const OLD = { a: 'old', b: 'old', 'record.json': 'old' };
const NEW = { a: 'new', c: 'new', 'record.json': 'new' };
const isRecord = (name: string): boolean => name === 'record.json';

const home = process.cwd();
let folder = '';
let place = '';
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'tinystories-')));
  place = join(folder, 'out');
  await write(place, OLD);
});
afterEach(async () => {
  faults.failWrite(0);
  process.chdir(home);
  await rm(folder, { recursive: true, force: true });
});

async function write(where: string, files: Record<string, string>): Promise<void> {
  await mkdir(where, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(where, name), content);
}

/** What the folder holds; hidden files only where they are asked for. */
async function contents(where: string, hidden = true): Promise<Record<string, string>> {
  const names = (await readdir(where)).filter((name) => hidden || !name.startsWith('.'));
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(where, name), 'utf8')])),
  );
}

async function replace(): Promise<void> {
  const making = await FolderInMaking.begin(place);
  try {
    await write(making.files, NEW);
    await making.commit(isRecord);
  } finally {
    await making.end();
  }
}

describe.each(['by a rename', 'file by file, where it is the current folder'])('%s', (way) => {
  const within = way !== 'by a rename';

  test.each(['EIO', 'EBUSY', 'EXDEV', 'EACCES'])(
    '%s at any change of the disk: the old folder or the new',
    async (code) => {
      if (within) process.chdir(place);
      for (let nth = 1; ; nth++) {
        faults.failWrite(nth, code);
        const failure = await replace().catch((error: unknown) => error);
        const reached = faults.count >= nth;
        faults.failWrite(0);
        // What could not be removed is, as soon as the next one looks.
        await recoverFolder(place, isRecord);
        expect(await readdir(folder)).toEqual(['out']);
        expect(await contents(place)).toEqual(failure === undefined ? NEW : OLD);
        if (failure !== undefined) expect(failure).toMatchObject({ code: 'FILE' });
        for (const name of await readdir(place)) await rm(join(place, name));
        await write(place, OLD);
        if (!reached) break;
      }
    },
  );

  test('killed at any change of the disk: the next one finds the old folder or the new, and nothing else', async () => {
    const seen = new Set<string>();
    for (let nth = 1; ; nth++) {
      const killed = await replaceElsewhere(within ? place : folder, `${nth}:kill`);
      // A record says that the folder is whole.
      const left = await contents(place, false).catch(() => ({}) as Record<string, string>);
      if (left['record.json'] !== undefined) expect(left).toEqual(left['record.json'] === 'new' ? NEW : OLD);
      await outlast(within ? place : folder);
      await recoverFolder(place, isRecord);
      expect(await readdir(folder)).toEqual(['out']);
      const after = await contents(place);
      expect([OLD, NEW]).toContainEqual(after);
      seen.add(after.a as string);
      await rm(place, { recursive: true });
      await write(place, OLD);
      if (!killed) break;
    }
    expect(seen).toEqual(new Set(['old', 'new']));
  }, 120_000);
});

test('a folder that is not there comes whole', async () => {
  await rm(place, { recursive: true });
  await replace();
  expect(await contents(place)).toEqual(NEW);
});

test('a current folder that was removed is nobody’s place', async () => {
  const gone = join(folder, 'gone');
  await mkdir(gone);
  process.chdir(gone);
  await rm(gone, { recursive: true });
  await replace();
  expect(await contents(place)).toEqual(NEW);
});

test('what a living process writes, and what nobody has signed, stays', async () => {
  const other = await FolderInMaking.begin(place);
  await write(other.files, NEW);
  const unsigned = join(folder, '.out.0123456789ab.partial');
  const namesake = join(folder, '.other.0123456789ab.partial');
  await write(unsigned, { mine: 'x' });
  await write(namesake, { 'beside.json': '{"pid":1}' });
  await recoverFolder(place, isRecord);
  await replace();
  await other.commit(isRecord);
  await other.end();
  expect(await contents(place)).toEqual(NEW);
  expect(await contents(unsigned)).toEqual({ mine: 'x' });
  expect((await readdir(folder)).length).toBe(3);
});

test('a folder that a living process fills is left to it', async () => {
  process.chdir(place);
  const making = await FolderInMaking.begin(place);
  await write(making.files, NEW);
  process.chdir(home);
  await expect(recoverFolder(place, isRecord)).rejects.toMatchObject({
    code: 'LOCKED',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  // Begun at the same moment: what the other one writes is not swept away.
  await replace();
  expect(await contents(place, false)).toEqual(NEW);
  await making.commit(isRecord);
  await making.end();
  expect(await contents(place)).toEqual(NEW);
});

/** What a process that is gone left: `part` of a partial folder, which `sign` says who made. */
async function broken(
  partial: string,
  sign: string | null,
  part: string,
  files: Record<string, string>,
): Promise<void> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const dead = { pid: child.pid, started: '1', host: hostname(), thread: 0, id: 'dead' };
  await write(join(partial, 'new'), {});
  await write(join(partial, part), files);
  if (sign !== null) await write(partial, { [sign]: JSON.stringify(dead) });
}

describe.each([
  ['coming', NEW],
  ['old', OLD],
] as const)('a replacement that broke off with files in %s', (part, files) => {
  let partial = '';
  beforeEach(async () => {
    partial = join(place, '.out.0123456789ab.partial');
    await rm(place, { recursive: true });
  });

  test('writes over nothing that was put there since, and moves nothing then', async () => {
    await broken(partial, 'within.json', part, files);
    const last = Object.keys(files).sort()[1]!;
    await write(place, { [last]: 'mine' });
    await expect(recoverFolder(place, isRecord)).rejects.toMatchObject({
      code: 'FILE',
      path: join(place, last),
    });
    expect(await contents(place, false)).toEqual({ [last]: 'mine' });
    expect(await contents(join(partial, part))).toEqual(files);
    await rm(join(place, last));
    await recoverFolder(place, isRecord);
    expect(await contents(place)).toEqual(files);
  });

  test('gives way to a whole folder that was put there since', async () => {
    const whole = { b: 'other', 'record.json': 'other' };
    await broken(partial, 'within.json', part, files);
    await write(place, whole);
    await recoverFolder(place, isRecord);
    expect(await contents(place)).toEqual(whole);
  });

  test('is put right once a user has taken the signature away', async () => {
    await broken(partial, null, part, files);
    await recoverFolder(place, isRecord);
    expect(await contents(place)).toEqual(files);
  });
});

test('a folder that was renamed away comes back, or gives way to a whole one', async () => {
  const partial = join(folder, '.out.0123456789ab.partial');
  const whole = { b: 'other', 'record.json': 'other' };
  for (const since of [null, whole]) {
    await rm(place, { recursive: true });
    await broken(partial, 'beside.json', 'old', OLD);
    if (since) await write(place, since);
    await recoverFolder(place, isRecord);
    expect(await readdir(folder)).toEqual(['out']);
    expect(await contents(place)).toEqual(since ?? OLD);
  }
});

test('of a process in another container nobody knows whether it is gone', async () => {
  const partial = join(place, '.out.0123456789ab.partial');
  await broken(partial, 'within.json', 'old', OLD);
  const path = join(partial, 'within.json');
  const holder = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...holder, space: 'pid:[1]' }));
  await expect(recoverFolder(place, isRecord)).rejects.toMatchObject({
    code: 'LOCKED',
    message: expect.stringContaining(`remove ${path}`),
  });
});

test('what a file system has in its root stays where it is', async () => {
  await mkdir(join(place, 'lost+found'));
  process.chdir(place);
  await replace();
  expect((await readdir(place)).sort()).toEqual(['a', 'c', 'lost+found', 'record.json']);
});

/** As if what hidden folders there hold had been made long ago. */
async function outlast(where: string): Promise<void> {
  for (const name of await readdir(where)) if (name.startsWith('.')) await utimes(join(where, name), 0, 0);
}

/** Whether the process was killed. `fault` is the value of TINYSTORIES_FAULT_WRITE. */
function replaceElsewhere(cwd: string, fault: string): Promise<boolean> {
  const [script, child] = [['typescript.cjs'], ['runtime', 'folder-child.ts']].map((parts) =>
    join(packageRoot, 'test', ...parts),
  ) as [string, string];
  const env = { ...process.env, TINYSTORIES_FAULT_WRITE: fault };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, child, place], { env, cwd }, (error, out, err) => {
      if (error?.signal === 'SIGKILL') resolve(true);
      else if (out === '') reject(new Error(`the process said nothing: ${err}`));
      else resolve(false);
    });
  });
}
