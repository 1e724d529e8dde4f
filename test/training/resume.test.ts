/** A run that was stopped in any way goes on bit for bit. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AbortedError,
  FileError,
  FormatError,
  InvalidArgumentError,
  MismatchError,
} from '../../lib/runtime/errors.ts';
import { verifyCheckpoint } from '../../lib/training/checkpoint.ts';
import type { TrainEvent } from '../../lib/training/events.ts';
import { readMetrics } from '../../lib/training/metrics.ts';
import type { TrainOptions } from '../../lib/training/options.ts';
import type { RunFile } from '../../lib/training/run-file.ts';
import { train } from '../../lib/training/trainer.ts';
import { makeData, tinyRun } from './fixture.ts';
import { trace, trainElsewhere } from './processes.ts';

let folder = '';
let data = '';
let whole = '';
const run = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resume-'));
  data = run('data');
  await makeData(data);
  whole = run('whole');
  await train({ ...tinyRun(data, whole, 12), dropout: 0.1 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const base = (out: string): TrainOptions => ({ ...tinyRun(data, out, 12), dropout: 0.1 });

/** Trains until a step, then aborts. */
async function abortAfter(options: TrainOptions, step: number): Promise<unknown> {
  const controller = new AbortController();
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'step' && event.step === step) controller.abort();
  };
  return train({ ...options, onEvent, signal: controller.signal }).catch((error: unknown) => error);
}

test('the run learns, and writes a line for every step', async () => {
  const metrics = await readMetrics(join(whole, 'metrics.jsonl'));
  expect(metrics.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  expect(metrics.map(({ tokens }) => tokens)).toEqual(metrics.map(({ step }) => step * 4 * 32));
  expect(metrics.filter(({ valLoss }) => valLoss !== undefined).map(({ step }) => step)).toEqual([4, 8, 12]);
  // A fresh model gives all tokens about the same chance.
  expect(metrics[0].loss).toBeCloseTo(Math.log(280), 0);
  expect(metrics[11].loss).toBeLessThan(metrics[0].loss! - 1);
});

test('aborted: the step is finished, a checkpoint written; another process ends the run with the same bits', async () => {
  const out = run('aborted');
  // Neither a step of the checkpoints nor of the evaluations.
  const error = await abortAfter(base(out), 6);
  expect(error).toBeInstanceOf(AbortedError);
  expect((error as Error).name).toBe('AbortError');
  expect(await readdir(join(out, 'checkpoints'))).toContain('step-000006');
  expect(await readdir(out)).not.toContain('lock.json');
  const outcome = await trainElsewhere({ out, resume: true });
  expect(outcome).toMatchObject({ killed: false, result: { step: 12, wasDone: false } });
  expect(await trace(out)).toEqual(await trace(whole));
});

test('one thread and two threads give the same bits', async () => {
  const out = run('two-threads');
  await train({ ...base(out), threads: 2 });
  expect(await trace(out)).toEqual(await trace(whole));
});

test('another seed gives another run', async () => {
  const out = run('seed');
  await train({ ...base(out), seed: 8 });
  expect((await trace(out)).metrics).not.toEqual((await trace(whole)).metrics);
});

test('lines past the checkpoint are cut when a run goes on from an older one', async () => {
  const out = run('cut');
  await cp(whole, out, { recursive: true });
  await rm(join(out, 'checkpoints', 'step-000012'), { recursive: true });
  await writeFile(join(out, 'samples.jsonl'), '{"step":8,"text":"kept"}\n{"step":9,"text":"cut"}\n');
  const result = await train({ out, resume: true, threads: 1 });
  expect(result).toMatchObject({ step: 12, wasDone: false });
  expect(await trace(out)).toEqual(await trace(whole));
  expect(await readFile(join(out, 'samples.jsonl'), 'utf8')).toBe('{"step":8,"text":"kept"}\n');
});

test('a finished run is left as it is', async () => {
  const before = await readFile(join(whole, 'metrics.jsonl'), 'utf8');
  const result = await train({ ...base(whole), resume: 'auto' });
  expect(result).toMatchObject({ step: 12, wasDone: true, loss: null });
  expect(result.last).toBe(join(whole, 'checkpoints', 'step-000012'));
  expect(await readFile(join(whole, 'metrics.jsonl'), 'utf8')).toBe(before);
});

describe('a damaged newest checkpoint', () => {
  test.each([
    ['model.safetensors', (bytes: Buffer) => bytes.fill(1, 2000, 2001)],
    ['training/moments.safetensors', (bytes: Buffer) => bytes.subarray(0, 999)],
    ['training/state.json', (bytes: Buffer) => bytes.subarray(0, 99)],
    ['tokenizer.json', () => null],
  ])('%s: the one before is used, and the end is the same', async (file, damage) => {
    const out = run(`damaged-${file.replaceAll('/', '-')}`);
    await cp(whole, out, { recursive: true });
    const path = join(out, 'checkpoints', 'step-000012', file);
    const bytes = damage(await readFile(path));
    if (bytes) await writeFile(path, bytes);
    else await rm(path);
    const events: TrainEvent[] = [];
    await train({ out, resume: true, onEvent: (event) => events.push(event) });
    const damaged = events.filter(({ type }) => type === 'damaged');
    expect(damaged).toHaveLength(1);
    expect(damaged[0]).toMatchObject({ folder: join(out, 'checkpoints', 'step-000012') });
    expect(events.find(({ type }) => type === 'start')).toMatchObject({ from: 8 });
    expect(await trace(out)).toEqual(await trace(whole));
    expect(await readdir(join(out, 'checkpoints'))).toContain('step-000012.damaged');
  });
});

test.each<[string, (state: Record<string, unknown>) => object, RegExp]>([
  ['no place in the data', (state) => ({ ...state, cursor: null }), /its place in the data is missing/],
  ['a best that is none', (state) => ({ ...state, best: { step: 8, valLoss: '1' } }), /expected numbers/],
  ['no list of files', (state) => ({ ...state, files: [] }), /the list of files is missing/],
  [
    'a file without its size',
    (state) => ({ ...state, files: { ...(state.files as object), 'tokenizer.json': null } }),
    /size and SHA-256 of tokenizer\.json are missing/,
  ],
])('a state with %s is damaged', async (_, change, message) => {
  const copy = run('state');
  await cp(join(whole, 'checkpoints', 'step-000012'), copy, { recursive: true });
  const path = join(copy, 'training', 'state.json');
  await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')))));
  const verifying = verifyCheckpoint(copy);
  await expect(verifying).rejects.toThrow(FormatError);
  await expect(verifying).rejects.toThrow(message);
});

describe('what does not belong to the run is refused, with the reason', () => {
  test('a run where none may be, and none where one must be', async () => {
    await expect(train(base(whole))).rejects.toThrow(FileError);
    await expect(train(base(whole))).rejects.toThrow(/a run stands here already; go on with it/);
    await expect(train({ ...base(run('none')), resume: true })).rejects.toThrow(/no run to go on with/);
    expect(await readdir(folder)).not.toContain('none');
  });

  test.each([
    [{ batch: 5 }, /batch: expected 4, as the run began/],
    [{ learningRate: 1 }, /learningRate: expected 0.01/],
    [{ seed: 8 }, /seed: expected 7/],
    [{ dropout: 0.2 }, /expected .*as the run began/],
    [{ model: '1M' }, /model: expected model, as the run began/],
    [{ steps: 13 }, /steps: expected the 12 steps that the run began with \(its linear schedule/],
    [{ steps: undefined, minutes: 1 }, /minutes: expected no other limit .* a run of 12 steps/],
  ])('%j', async (change, message) => {
    const resuming = train({ ...base(whole), ...change, resume: true });
    await expect(resuming).rejects.toThrow(InvalidArgumentError);
    await expect(train({ ...base(whole), ...change, resume: true })).rejects.toThrow(message);
  });

  test.each([
    [
      'settings',
      (run: RunFile) => ({ ...run, settings: { ...run.settings, beta1: null } }),
      /settings\.beta1 is null/,
    ],
    ['model', (run: RunFile) => ({ ...run, model: { ...run.model, hash: 'x' } }), /does not have the hash/],
    [
      'length',
      (run: RunFile) => ({ ...run, settings: { ...run.settings, length: undefined } }),
      /settings\.length: expected an amount/,
    ],
    ['version', (run: RunFile) => ({ ...run, version: 2 }), /version 2; this package reads version 1/],
    ['format', () => [], /expected "format": "tinystories-run"/],
  ])('a damaged run.json: %s', async (name, damage, message) => {
    const out = run(`run-file-${name}`);
    await cp(whole, out, { recursive: true });
    const path = join(out, 'run.json');
    await writeFile(path, JSON.stringify(damage(JSON.parse(await readFile(path, 'utf8')))));
    const resuming = train({ out, resume: true });
    await expect(resuming).rejects.toThrow(FormatError);
    await expect(train({ out, resume: true })).rejects.toThrow(message);
  });

  test('other data', async () => {
    const other = run('other-data');
    await makeData(other, { seed: 2 });
    const resuming = train({ ...base(whole), data: other, resume: true });
    await expect(resuming).rejects.toThrow(MismatchError);
  });
});

test('a run with a constant rate may grow: it ends as if it had been longer from the start', async () => {
  const constant = (out: string, steps: number): TrainOptions => ({
    ...tinyRun(data, out, steps),
    schedule: 'constant',
    warmup: 2,
  });
  await train(constant(run('grown'), 5));
  const result = await train({ out: run('grown'), resume: true, steps: 9 });
  expect(result).toMatchObject({ step: 9, wasDone: false });
  await train(constant(run('long'), 9));
  const [grown, long] = [await trace(run('grown')), await trace(run('long'))];
  expect(grown.weights).toEqual(long.weights);
  expect(grown.moments).toEqual(long.moments);
});
