import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FileError, LockedError } from '../../lib/runtime/errors.ts';
import { faults } from '../../lib/runtime/files.ts';
import { lockRun } from '../../lib/training/lock.ts';

let run = '';
beforeEach(async () => {
  run = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(run, { recursive: true, force: true }));

const lockFile = () => join(run, 'lock.json');

test('one holder at a time; released, it can be taken again', async () => {
  const lock = await lockRun(run);
  await expect(lockRun(run)).rejects.toThrow(LockedError);
  await expect(lockRun(run)).rejects.toThrow(new RegExp(`process ${process.pid} is training`));
  await lock.release();
  expect(await readdir(run)).toEqual([]);
  await (await lockRun(run)).release();
});

test('of many at once exactly one gets it', async () => {
  const settled = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(run)));
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const one of settled) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(LockedError);
});

test('the lock of a process that is gone is taken over, by one of many', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const dead = { pid: child.pid, started: '1', host: hostname(), thread: 0, id: 'dead' };
  await writeFile(lockFile(), JSON.stringify(dead));
  const settled = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(run)));
  const taken = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(taken).toHaveLength(1);
  for (const one of settled) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(LockedError);
  expect(JSON.parse(await readFile(lockFile(), 'utf8')).pid).toBe(process.pid);
  await taken[0]!.release();
  expect(await readdir(run)).toEqual([]);
});

// Elsewhere nothing says when a process started.
const onLinux = process.platform === 'linux' ? test : test.skip;
onLinux('the id of a process that was used again does not hold the lock', async () => {
  const other = { pid: process.pid, started: '1', host: hostname(), thread: 0, id: 'earlier' };
  await writeFile(lockFile(), JSON.stringify(other));
  await (await lockRun(run)).release();
});

test('a living process whose start is not known keeps its lock', async () => {
  const other = { pid: process.ppid, started: '', host: hostname(), thread: 0, id: 'parent' };
  await writeFile(lockFile(), JSON.stringify(other));
  await expect(lockRun(run)).rejects.toThrow(LockedError);
});

test('a lock of this thread that it no longer holds was left behind', async () => {
  const lock = await lockRun(run);
  faults.failWrite(1, 'EIO');
  await expect(lock.release()).rejects.toThrow(FileError);
  faults.failWrite(0);
  expect(await readdir(run)).toEqual(['lock.json']);
  await (await lockRun(run)).release();
});

test('a torn lock is taken over; one of another machine is respected', async () => {
  await writeFile(lockFile(), '{"pid": 1');
  await (await lockRun(run)).release();
  const far = { pid: 1, started: '', host: `not-${hostname()}`, thread: 0, id: 'far' };
  await writeFile(lockFile(), JSON.stringify(far));
  await expect(lockRun(run)).rejects.toThrow(/on not-.*remove .*lock\.json/s);
});

test('releasing leaves a lock that is somebody else’s by now', async () => {
  const lock = await lockRun(run);
  const other = { pid: 1, started: '', host: 'elsewhere', thread: 0, id: 'other' };
  await writeFile(lockFile(), JSON.stringify(other));
  await lock.release();
  expect(await readdir(run)).toEqual(['lock.json']);
});
