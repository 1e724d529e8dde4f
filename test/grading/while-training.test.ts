/** Grading beside a training: what it leaves, and that nothing it does reaches the run. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listGradings, readGrading } from '../../lib/grading/record-files.ts';
import { gradingReport } from '../../lib/grading/report/report.ts';
import { BackgroundGrader } from '../../lib/grading/while-training.ts';
import { exists } from '../../lib/runtime/files.ts';
import type { GradeEvent, TrainEvent } from '../../lib/training/events.ts';
import type { CheckpointGrader } from '../../lib/training/grader.ts';
import { RunDirectory } from '../../lib/training/run-directory.ts';
import { train } from '../../lib/training/trainer.ts';
import { startMock } from '../llm/mock.ts';
import { ensureDist } from '../small-model.ts';
import { makeData, tinyRun } from '../training/fixture.ts';
import { trace } from '../training/processes.ts';

/** The processes that grade have the environment of this one. */
const KEY = 'WHILE_TRAINING_TEST_KEY';
let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
beforeAll(async () => {
  ensureDist();
  process.env[KEY] = 'secret';
  folder = await mkdtemp(join(tmpdir(), 'while-training-'));
  await makeData(at('data'));
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Our beginnings fit into its context; the loss is that of noise. */
const run = (out: string, steps = 8) => ({
  ...tinyRun(at('data'), at(out), steps),
  model: { hidden: 16, layers: 1, heads: 2, maxPositions: 640, window: 16 },
  context: 640,
  batch: 1,
});

function graded(events: readonly TrainEvent[]): GradeEvent[] {
  return events.filter((event) => event.type === 'grade');
}

async function trained(out: string, grader: CheckpointGrader | undefined, gradeEvery = 1, steps = 8) {
  const events: TrainEvent[] = [];
  const options = grader ? { grader, gradeEvery } : {};
  const result = await train({
    ...run(out, steps),
    ...options,
    keep: 1,
    onEvent: (event) => events.push(event),
  });
  return { result, events };
}

test('a grading of a checkpoint in the run, though the checkpoint is gone', async () => {
  const { events, result } = await trained('graded', new BackgroundGrader({ maxTokens: 12 }));
  const told = graded(events);
  // The newest checkpoint may have waited for the one before; the last is always graded.
  expect(told.at(-1)).toMatchObject({
    step: 8,
    folder: at('graded', 'grades', 'step-000008'),
    problem: null,
  });
  expect(Object.keys(told.at(-1)!.scores)).toEqual(['offline']);
  const folders = await listGradings(at('graded'));
  expect(folders.map((path) => path.slice(-11))).toEqual(
    told.filter((one) => one.folder).map(({ step }) => `step-00000${step}`),
  );
  const { file, completions, grades } = await readGrading(folders.at(-1)!);
  expect(file).toMatchObject({
    complete: true,
    judges: [],
    teller: { name: 'graded', step: 8, source: 'model' },
  });
  expect([completions.length, grades.length, file.counts.untold]).toEqual([file.prompts.items.length, 0, 0]);
  // What was handed over is gone again, and the run is as it would have been.
  expect((await readdir(at('graded', 'grades'))).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(events.at(-1)).toMatchObject({ type: 'done' });
  await trained('plain', undefined);
  expect(await trace(at('graded'))).toEqual(await trace(at('plain')));
  expect(result.wasDone).toBe(false);
  const report = await gradingReport([at('graded')]);
  expect(report.curves[0]!.points.at(-1)).toMatchObject({ step: 8, axes: null, valLoss: expect.any(Number) });
});

test('every second checkpoint, and the last', async () => {
  const begun: number[] = [];
  const grader: CheckpointGrader = {
    begin: async ({ step, folder: checkpoint }) => {
      expect(await exists(join(checkpoint, 'model.safetensors'))).toBe(true);
      begun.push(step);
    },
    finish: async () => {},
    close: async () => {},
  };
  await train({ ...run('second', 20), evalEvery: 0, checkpointEvery: 4, grader, gradeEvery: 2 });
  expect(begun).toEqual([8, 16, 20]);
});

describe('whatever goes wrong is told, and the run goes on', () => {
  const fails = (part: keyof CheckpointGrader): CheckpointGrader => ({
    begin: async () => {
      if (part === 'begin') throw new Error('no room');
    },
    finish: async () => {
      if (part === 'finish') throw new Error('no end');
    },
    close: async () => {
      if (part === 'close') throw new Error('no close');
    },
  });
  test.each([
    ['begin', ['no room', 'no room']],
    ['finish', ['no end']],
    ['close', []],
  ] as const)('%s', async (part, problems) => {
    const { result, events } = await trained(`fails-${part}`, fails(part));
    expect(result.step).toBe(8);
    expect(graded(events).map(({ problem, scores, folder: where }) => [problem, scores, where])).toEqual(
      problems.map((problem) => [problem, {}, null]),
    );
  });

  test('a process that cannot grade: a context that holds no beginning', async () => {
    const events: TrainEvent[] = [];
    const grader = new BackgroundGrader({ maxTokens: 12 });
    const model = { hidden: 16, layers: 1, heads: 2, maxPositions: 16, window: 16 };
    const options = {
      ...run('short'),
      model,
      context: 16,
      grader,
      onEvent: (event: TrainEvent) => events.push(event),
    };
    expect((await train(options)).step).toBe(8);
    expect(graded(events).at(-1)).toMatchObject({
      step: 8,
      scores: { offline: 0 },
      problem: '50 of 50 texts could not be told',
    });
  });

  test.each([
    ['that nobody answers for', { baseURL: 'http://127.0.0.1:9/v1', keyVariable: KEY, attempts: 1 }, /./],
    ['without its key', { keyVariable: 'NO_SUCH_KEY' }, /NO_SUCH_KEY/],
  ])('a judge %s: texts and rules all the same, and the reason', async (name, options, message) => {
    const judge = { model: 'none', timeout: 5, ...options };
    const { result, events } = await trained(
      `judge-${name.length}`,
      new BackgroundGrader({ maxTokens: 12, judge }),
    );
    expect(result.step).toBe(8);
    const last = graded(events).at(-1)!;
    expect(last).toMatchObject({ step: 8, scores: { offline: expect.any(Number) } });
    expect(last.problem).toMatch(message);
  });
});

test('a judge grades beside the run: a curve for each axis, and each grading asked for once', async () => {
  const mock = await startMock({ mode: 'judge', judge: 'long' });
  try {
    const judge = { model: 'mock', baseURL: mock.baseURL, keyVariable: KEY };
    const { events, result } = await trained('curve', new BackgroundGrader({ maxTokens: 12, judge }));
    const last = graded(events).at(-1)!;
    expect(last.problem).toBeNull();
    expect(Object.keys(last.scores)).toEqual(['grammar', 'creativity', 'consistency', 'plot', 'offline']);
    const gradings = await Promise.all((await listGradings(result.run)).map(readGrading));
    // Two turns a text; texts of a grading that are the same are one question.
    const asked = gradings.map(({ grades }) => new Set(grades.flatMap(({ replies }) => replies)).size);
    expect(mock.received('/chat').length).toBe(asked.reduce((sum, one) => sum + one, 0));
    const { curves } = await gradingReport([result.run]);
    expect(curves[0]!.points.map(({ axes }) => axes === null)).toEqual(gradings.map(() => false));
    expect(curves[0]!.points.at(-1)!.axes!.plot.mean).toBeCloseTo(last.scores.plot!, 10);
  } finally {
    await mock.close();
  }
});

test('one at a time: what waits gives way to what is newer', async () => {
  const events: GradeEvent[] = [];
  const { result } = await trained('queue', undefined, 1, 12);
  const directory = new RunDirectory(result.run);
  const checkpoint = { run: result.run, folder: directory.checkpoint(12) };
  const grader = new BackgroundGrader({ maxTokens: 12 });
  for (const step of [1, 2, 3]) await grader.begin({ ...checkpoint, step }, (event) => events.push(event));
  await grader.finish();
  expect(events.map(({ step, folder: where }) => [step, where !== null])).toEqual([
    [2, false],
    [1, true],
    [3, true],
  ]);
  expect(events[0]!.problem).toMatch(/left out/);
});

test('close ends what is under way, and begins nothing any more', async () => {
  const { result } = await trained('closed', undefined);
  const checkpoint = { run: result.run, folder: new RunDirectory(result.run).checkpoint(8), step: 8 };
  const events: GradeEvent[] = [];
  const controller = new AbortController();
  const grader = new BackgroundGrader({ samples: 1000, signal: controller.signal });
  await grader.begin(checkpoint, (event) => events.push(event));
  controller.abort();
  await grader.finish();
  await grader.close();
  await grader.begin({ ...checkpoint, step: 9 }, (event) => events.push(event));
  await grader.finish();
  expect(events).toEqual([]);
  expect((await readdir(join(result.run, 'grades'))).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('closed while a checkpoint is handed over: it is not begun', async () => {
  const { result } = await trained('handed', undefined);
  const checkpoint = { run: result.run, folder: new RunDirectory(result.run).checkpoint(8), step: 8 };
  const events: GradeEvent[] = [];
  const controller = new AbortController();
  const grader = new BackgroundGrader({ samples: 1000, signal: controller.signal });
  const begun = grader.begin(checkpoint, (event) => events.push(event));
  controller.abort();
  await begun;
  await grader.finish();
  expect(events).toEqual([]);
  expect(await readdir(join(result.run, 'grades'))).toEqual([]);
});

test('a resumed run drops the grades past its checkpoint, and what was left half done', async () => {
  const { result } = await trained('resumed', new BackgroundGrader({ maxTokens: 12 }));
  const directory = new RunDirectory(result.run);
  for (const name of ['step-000099', 'final', '.step-000008.0123456789ab.partial'])
    await mkdir(join(directory.grades, name), { recursive: true });
  await directory.removeGradesAfter(8);
  const names = (await readdir(directory.grades)).sort();
  expect(names).toContain('step-000008');
  expect(names).toContain('final');
  expect(names).not.toContain('step-000099');
  expect(names.filter((name) => name.startsWith('.'))).toEqual([]);
});

test('wrong options are refused', () => {
  expect(() => new BackgroundGrader({ samples: 0 })).toThrow(/samples/);
  expect(() => new BackgroundGrader({ maxTokens: 1.5 })).toThrow(/maxTokens/);
});
