/** Runs of other kinds than the common one. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LanguageModel } from '../../lib/generation/language-model.ts';
import type { ProgramDocument } from '../../lib/models/program.ts';
import { Recorder } from '../../lib/models/recorder.ts';
import {
  AbortedError,
  FormatError,
  InvalidArgumentError,
  LockedError,
  MismatchError,
} from '../../lib/runtime/errors.ts';
import { verifyCheckpoint } from '../../lib/training/checkpoint.ts';
import { evaluate } from '../../lib/training/evaluate.ts';
import type { TrainEvent } from '../../lib/training/events.ts';
import { readMetrics } from '../../lib/training/metrics.ts';
import type { TrainOptions } from '../../lib/training/options.ts';
import { train } from '../../lib/training/trainer.ts';
import { makeData, tinyRun } from './fixture.ts';
import { trace } from './processes.ts';

let folder = '';
let data = '';
let vocab = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'variants-'));
  data = join(folder, 'data');
  ({ vocab } = (await makeData(data, { count: 100 })).tokenizer);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const losses = async (run: string) => (await readMetrics(join(run, 'metrics.jsonl'))).map(({ loss }) => loss);

/** Another architecture: RMS norms, rotary positions, a gated layer, a head of its own. */
function otherDocument(vocab: number): ProgramDocument {
  const r = new Recorder('other');
  const x = r.embedding('x', r.parameter('words', [vocab, 16]));
  const normed = r.rmsNorm(
    'n1',
    x,
    r.parameter('norm1', [16], { init: { kind: 'constant', value: 1 } }),
    1e-6,
  );
  const qkv = r.linear('qkv', normed, [
    r.parameter('q', [16, 16]),
    r.parameter('k', [8, 16]),
    r.parameter('v', [8, 16]),
  ]);
  const attended = r.attention(qkv, {
    name: 'attention',
    heads: 4,
    kvHeads: 2,
    headSize: 4,
    scale: 0.5,
    ropeTheta: 1000,
  });
  const out = r.linear('out', attended, r.parameter('o', [16, 16]));
  const gain = r.parameter('norm2', [16], { init: { kind: 'constant', value: 1 } });
  const { sum, y } = r.addRmsNorm('n2', out, x, gain, 1e-6);
  const gated = r.gatedLinear('mlp', y, r.parameter('gate', [24, 16]), r.parameter('up', [24, 16]));
  const down = r.linear('down', gated, r.parameter('d', [16, 24]));
  return r.head(r.add('last', sum, down), r.parameter('head', [vocab, 16]));
}

test('a recorded document of another architecture is trained, stored and resumed', async () => {
  const document = otherDocument(vocab);
  const options = {
    ...tinyRun(data, join(folder, 'other'), 8),
    model: document,
    context: 16,
    learningRate: 0.05,
  };
  await train(options);
  const checkpoint = join(folder, 'other', 'checkpoints', 'step-000008');
  expect((await readdir(checkpoint)).sort()).toEqual([
    'generation_config.json',
    'model.safetensors',
    'program.json',
    'tokenizer.json',
    'training',
  ]);
  const first = (await losses(options.out))[0] as number;
  expect((await losses(options.out))[7]).toBeLessThan(first - 0.3);

  const stopped = { ...options, out: join(folder, 'other-stopped') };
  const controller = new AbortController();
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'step' && event.step === 5) controller.abort();
  };
  await expect(train({ ...stopped, onEvent, signal: controller.signal })).rejects.toThrow(AbortedError);
  await train({ out: stopped.out, resume: true });
  expect(await trace(stopped.out)).toEqual(await trace(options.out));

  const wrong = train({ ...options, out: join(folder, 'wrong'), model: otherDocument(vocab + 1) });
  await expect(wrong).rejects.toThrow(MismatchError);
  const damaged = { ...document, operations: undefined } as unknown as ProgramDocument;
  await expect(train({ ...options, out: join(folder, 'no'), model: damaged })).rejects.toThrow(FormatError);

  // What was trained is told and measured as any other model.
  await using teller = await LanguageModel.load(options.out);
  expect(teller.context).toBe(16);
  expect((await teller.generate('Lily', { maxTokens: 8, seed: 1 }).completions())[0]![0]!.ids).toHaveLength(
    8,
  );
  const { valLoss } = await verifyCheckpoint(checkpoint);
  const { loss } = await evaluate(options.out, data, { context: 16 });
  expect(Math.abs(loss - valLoss!)).toBeLessThan(0.5);
});

test('an update of two batches is the update of one twice as large, to rounding', async () => {
  // Windows: where stories are sequences, two batches part a story that the larger one holds whole.
  const options: TrainOptions = { ...tinyRun(data, join(folder, 'one'), 6), sequences: 'windows' };
  await train({ ...options, batch: 8 });
  await train({ ...options, out: join(folder, 'two'), batch: 4, accumulation: 2 });
  const [one, two] = [await losses(options.out), await losses(join(folder, 'two'))];
  one.forEach((loss, i) => {
    // Both sum the same products in another order; six updates do not blow that up.
    expect(Math.abs((loss as number) - (two[i] as number))).toBeLessThan(1e-4);
  });
});

test('two runs in one directory: the second is refused, the first goes on', async () => {
  const out = join(folder, 'locked');
  let second: Promise<unknown> | undefined;
  const result = await train({
    ...tinyRun(data, out, 4),
    onEvent(event) {
      if (event.type === 'start') {
        second = train({ ...tinyRun(data, out, 4), resume: 'auto' }).catch((error: unknown) => error);
      }
    },
  });
  expect(await second).toBeInstanceOf(LockedError);
  expect(result).toMatchObject({ step: 4 });
});

test('every schedule and a run by epochs reach their end', async () => {
  for (const schedule of ['constant', 'cosine', 'wsd'] as const) {
    const out = join(folder, schedule);
    const lengths = { steps: undefined, epochs: 0.25 };
    const result = await train({ ...tinyRun(data, out, 1), ...lengths, schedule });
    const metrics = await readMetrics(join(out, 'metrics.jsonl'));
    expect(metrics).toHaveLength(result.step);
    expect(metrics.at(-1)!.loss).toBeLessThan(metrics[0].loss as number);
    if (schedule === 'constant') expect(metrics.at(-1)!.lr).toBe(1e-2);
  }
});

test.each<[string, () => unknown]>([
  ['a number', () => 1],
  ['the promise of a number', async () => 5],
  ['a text and a hole', async () => ['a', ...new Array(1)]],
])('a sample that tells %s is refused', async (name, sample) => {
  const out = join(folder, `sample of ${name}`);
  const options = { ...tinyRun(data, out, 2), sampleEvery: 1, sample: sample as TrainOptions['sample'] };
  const error = await train(options).catch((reason) => reason);
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect(error.message).toMatch(/^what sample tells: expected a text or an array of texts, got /);
});

test('samples are told where they are due, and stand in samples.jsonl', async () => {
  const out = join(folder, 'samples');
  const told: TrainEvent[] = [];
  await train({
    ...tinyRun(data, out, 6),
    sampleEvery: 3,
    sample: async ({ step, context, endOfText, tokenizer }) => [
      `${step} ${context} ${endOfText} ${JSON.parse(tokenizer).model.type}`,
    ],
    onEvent: (event) => {
      if (event.type === 'sample') told.push(event);
    },
  });
  expect(told).toEqual([
    { type: 'sample', step: 3, texts: [`3 32 ${vocab - 1} BPE`] },
    { type: 'sample', step: 6, texts: [`6 32 ${vocab - 1} BPE`] },
  ]);
});
