/** A run goes on from another working directory, after a move, and on another CPU. */
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DeviceError } from '../../lib/runtime/errors.ts';
import { machine } from '../../lib/runtime/machine.ts';
import type { TrainEvent } from '../../lib/training/events.ts';
import { dataPath, type RunDevice, type RunFile, storedPath } from '../../lib/training/run-file.ts';
import { train } from '../../lib/training/trainer.ts';
import { makeData, tinyRun } from './fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moved-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const constant = (data: string, out: string, steps: number) => ({
  ...tinyRun(data, out, steps),
  schedule: 'constant' as const,
});
const runFile = async (out: string) => JSON.parse(await readFile(join(out, 'run.json'), 'utf8')) as RunFile;

test('data outside the run is stored so that every working directory finds it', async () => {
  const data = join(folder, 'data');
  const out = join(folder, 'run');
  await makeData(data);
  await train(constant(relative(process.cwd(), data), relative(process.cwd(), out), 2));
  expect((await runFile(out)).data.path).toBe(data);
  expect(await train({ out, steps: 3, resume: true })).toMatchObject({ step: 3 });
});

test('data inside the run moves with it, and data that has moved is remembered', async () => {
  const out = join(folder, 'self-contained');
  await mkdir(out);
  await makeData(join(out, 'data'));
  await train(constant(join(out, 'data'), out, 2));
  const moved = join(folder, 'moved');
  await rename(out, moved);
  expect(await train({ out: moved, steps: 3, resume: true })).toMatchObject({ step: 3 });

  const data = join(folder, 'other');
  await rename(join(moved, 'data'), data);
  await expect(train({ out: moved, steps: 4, resume: true })).rejects.toThrow(/not a data directory/);
  await train({ out: moved, data, steps: 4, resume: true });
  expect(await train({ out: moved, steps: 5, resume: true })).toMatchObject({ step: 5 });
});

test.each([
  ['run', 'run/data', 'data'],
  ['run', 'run/..data', '..data'],
  ['/runs/run', '/runs/run2', '/runs/run2'],
  ['/runs/run', '/data', '/data'],
])('in %s, %s is stored as %s', (run, data, stored) => {
  expect(storedPath(run, data)).toBe(stored);
  expect(isAbsolute(dataPath(run, stored))).toBe(true);
});

test('going on on another device is told, and kept in run.json from which step on', async () => {
  const data = join(folder, 'device-data');
  const out = join(folder, 'device');
  await makeData(data);
  await train({ ...constant(data, out, 2), device: 'cpu' });
  const cpu = { step: 0, id: 'cpu', name: machine().cpu, compute: 'float32' };
  const run = await runFile(out);
  expect(run.devices).toEqual([cpu]);

  const gpu: RunDevice = { step: 0, id: 'cuda:0', name: 'a GPU', compute: 'bf16' };
  const past: RunDevice = { step: 7, id: 'cuda:1', name: 'one that a lost checkpoint knew', compute: 'bf16' };
  await writeFile(join(out, 'run.json'), JSON.stringify({ ...run, devices: [gpu, past] }));
  const events: TrainEvent[] = [];
  const options = { out, steps: 3, resume: true, onEvent: (event: TrainEvent) => void events.push(event) };
  await train({ ...options, device: 'cpu' });
  const now = { ...cpu, step: 2 };
  expect(events.filter(({ type }) => type === 'device')).toEqual([{ type: 'device', from: past, to: now }]);
  expect((await runFile(out)).devices).toEqual([gpu, now]);

  // Where nothing is said, it stays where it is.
  events.length = 0;
  await train({ ...options, steps: 4 });
  expect(events.filter(({ type }) => type === 'device')).toEqual([]);
  expect((await runFile(out)).devices).toEqual([gpu, now]);
});

test('a run of a GPU that is not here says so, and is done all the same when it is done', async () => {
  const data = join(folder, 'gpu-data');
  const out = join(folder, 'gpu');
  await makeData(data);
  await train(constant(data, out, 2));
  const run = await runFile(out);
  const gpu: RunDevice = { step: 0, id: 'cuda:999', name: 'a GPU', compute: 'bf16' };
  await writeFile(join(out, 'run.json'), JSON.stringify({ ...run, devices: [gpu] }));
  await expect(train({ out, steps: 3, resume: true })).rejects.toThrow(DeviceError);
  expect((await train({ out, steps: 2, resume: true })).wasDone).toBe(true);
});

test('a run of the time before devices was on the CPU', async () => {
  const data = join(folder, 'before-data');
  const out = join(folder, 'before');
  await makeData(data);
  await train(constant(data, out, 2));
  const { devices: _, ...run } = await runFile(out);
  await writeFile(join(out, 'run.json'), JSON.stringify(run));
  await train({ out, steps: 3, resume: true });
  expect((await runFile(out)).devices).toMatchObject([{ step: 0, id: 'cpu', compute: 'float32' }]);
});

test('going on at another instruction-set level is told, once a session', async () => {
  const data = join(folder, 'level-data');
  const out = join(folder, 'level');
  await makeData(data);
  await train(constant(data, out, 2));
  const run = await runFile(out);
  await writeFile(
    join(out, 'run.json'),
    JSON.stringify({ ...run, machine: { ...run.machine, level: 'neon' } }),
  );
  const events: TrainEvent[] = [];
  await train({ out, steps: 3, resume: true, onEvent: (event) => events.push(event) });
  expect(events.filter(({ type }) => type === 'level')).toEqual([
    { type: 'level', began: 'neon', level: machine().level },
  ]);
});
