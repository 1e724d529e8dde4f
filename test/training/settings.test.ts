import { describe, expect, test } from '@jest/globals';
import { InvalidArgumentError } from '../../lib/runtime/errors.ts';
import type { TrainOptions } from '../../lib/training/options.ts';
import { contextOf, settle, settleSession } from '../../lib/training/settings.ts';

const facts = {
  suited: (tokens?: number) => ({ learningRate: (tokens ?? 0) > 1e6 ? 1e-3 : 2e-3, batch: 16 }),
  maxPositions: 256,
  trainTokens: 1_000_000,
};
const settled = (options: Partial<TrainOptions>, budget: number | null = null) =>
  settle({ data: 'data', out: 'out', ...options }, facts, budget);

describe('length', () => {
  test.each([
    [{ steps: 77 }, null, 77],
    // Tokens and epochs are what the user wants to have seen: the last step may see more.
    [{ tokens: 16 * 256 * 3 + 1 }, null, 4],
    [{ epochs: 1 }, null, Math.ceil(1_000_000 / 4096)],
    [{ epochs: 0.5, batch: 10 }, null, Math.ceil(500_000 / 2560)],
    [{ epochs: 1, batch: 8, accumulation: 2 }, null, Math.ceil(1_000_000 / 4096)],
    // A measured budget is a limit.
    [{ minutes: 1 }, 4096 * 10.9, 10],
    [{ minutes: 1 }, 5, 1],
  ])('%j', (options, budget, steps) => {
    expect(settled(options, budget).steps).toBe(steps);
  });
});

test.each([
  [{ epochs: 1e308 }, null, 'epochs'],
  [{ tokens: 1e308 }, null, 'tokens'],
  [{ tokens: 1e308, batch: 1 }, null, 'tokens'],
  [{ minutes: 1e308 }, Number.POSITIVE_INFINITY, 'minutes'],
])('%j is more steps than can be counted', (options, budget, name) => {
  expect(() => settled(options, budget)).toThrow(InvalidArgumentError);
  expect(() => settled(options, budget)).toThrow(new RegExp(`^${name}: expected a run of fewer than 2`));
});

test('batch: as given, else suited to the tokens, else some 8192 tokens an update', () => {
  expect(settled({ steps: 10 }).batch).toBe(32);
  expect(settled({ steps: 10, context: 64 }).batch).toBe(128);
  expect(settled({ steps: 10, accumulation: 4 }).batch).toBe(8);
  expect(settled({ tokens: 1e6 }).batch).toBe(16);
  expect(settled({ tokens: 1e6, accumulation: 4 }).batch).toBe(4);
  expect(settled({ tokens: 1e6, batch: 3 }).batch).toBe(3);
});

test('the learning rate suits the length of the run, however that was said', () => {
  expect(settled({ steps: 10 }).learningRate).toBe(2e-3);
  expect(settled({ steps: 1000 }).learningRate).toBe(1e-3);
  expect(settled({ tokens: 900_000 }).learningRate).toBe(2e-3);
  expect(settled({ epochs: 2 }).learningRate).toBe(1e-3);
  expect(settled({ minutes: 1 }, 2e6).learningRate).toBe(1e-3);
  expect(settled({ steps: 1000, learningRate: 0.5 }).learningRate).toBe(0.5);
});

test('context: as given, else the positions of the model up to 512', () => {
  const options = { data: 'data', out: 'out' };
  expect(contextOf(options, 256)).toBe(256);
  expect(contextOf(options, 2048)).toBe(512);
  expect(contextOf(options, 0)).toBe(512);
  expect(contextOf({ ...options, context: 1024 }, 0)).toBe(1024);
  expect(() => contextOf({ ...options, context: 257 }, 256)).toThrow(/at most the model's 256 positions/);
});

test('what follows from the number of steps', () => {
  expect(settled({ steps: 10 })).toMatchObject({ warmup: 1, evalEvery: 1 });
  expect(settled({ steps: 1000 })).toMatchObject({ warmup: 50, evalEvery: 100 });
  expect(settled({ steps: 100_000 })).toMatchObject({ warmup: 1000, evalEvery: 500 });
  expect(settled({ steps: 10, warmup: 0, evalEvery: 0 })).toMatchObject({ warmup: 0, evalEvery: 0 });
  expect(() => settled({ steps: 10, warmup: 11 })).toThrow(/at most the run's 10 steps/);
});

test('a session: checkpoints and samples as often as evaluations, samples only with a callback', () => {
  const settings = settled({ steps: 1000 });
  const options = { data: 'data', out: 'out' };
  expect(settleSession(options, settings)).toMatchObject({ checkpointEvery: 100, sampleEvery: 0, keep: 2 });
  const sample = async () => '';
  expect(settleSession({ ...options, sample }, settings).sampleEvery).toBe(100);
  expect(settleSession({ ...options, sample, sampleEvery: 7 }, settings).sampleEvery).toBe(7);
  expect(settleSession({ ...options, checkpointEvery: 0 }, settings).checkpointEvery).toBe(0);
});
