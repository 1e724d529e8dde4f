import { expect, test } from '@jest/globals';
import { InvalidArgumentError } from '../../lib/runtime/errors.ts';
import { checkOptions, DEFAULTS, TRAIN_OPTIONS, type TrainOptions } from '../../lib/training/options.ts';

const valid: TrainOptions = { data: 'data', out: 'out', steps: 10 };
const check = (options: Record<string, unknown>) => () => checkOptions(options as unknown as TrainOptions);

test('accepts what is right, undefined values included', () => {
  expect(check({ ...valid })).not.toThrow();
  const all = { ...DEFAULTS, ...valid, batch: 4, context: 8, learningRate: 1e-3, warmup: 0, evalEvery: 0 };
  expect(check(all)).not.toThrow();
  expect(check({ ...valid, batch: undefined, seed: undefined })).not.toThrow();
  expect(check({ out: 'run', resume: true })).not.toThrow();
  expect(check({ out: 'run', resume: 'auto', minutes: 0.5, data: 'data' })).not.toThrow();
  expect(check({ ...valid, signal: new AbortController().signal, onEvent() {} })).not.toThrow();
});

test.each([
  [{ batch: 0 }, /batch: expected a whole number of at least 1, got 0/],
  [{ batch: 1.5 }, /batch: expected a whole number/],
  [{ batch: '8' }, /batch: expected a whole number of at least 1, got "8"/],
  [{ steps: 0 }, /steps: expected a whole number of at least 1/],
  [{ steps: Number.NaN }, /steps/],
  [{ steps: undefined }, /length of the run: expected exactly one of .*, got "none"/],
  [{ minutes: 3 }, /length of the run: .* got "steps and minutes"/],
  [{ steps: undefined, minutes: 0 }, /minutes: expected a number above 0/],
  [{ steps: undefined, epochs: Number.POSITIVE_INFINITY }, /epochs: expected a number above 0, got Infinity/],
  [{ learningRate: -1 }, /learningRate: expected a number above 0/],
  [{ learningRate: 1e30 }, /learningRate: expected a number above 0, at most 1000000/],
  [{ epsilon: 2 }, /epsilon: expected a number above 0, at most 1,/],
  [{ sequences: 'story' }, /sequences: expected one of stories, windows, got "story"/],
  [{ schedule: 'cosin' }, /schedule: expected one of constant, cosine, linear, wsd, got "cosin"/],
  [{ finalShare: 1.1 }, /finalShare: expected a number from 0 to 1/],
  [{ beta1: 1 }, /beta1: expected a number from 0 to below 1/],
  [{ epsilon: 0 }, /epsilon: expected a number above 0/],
  [{ clip: -0.5 }, /clip: expected a number from 0 to 1e\+30/],
  [{ dropout: 1 }, /dropout: expected a number from 0 to below 1/],
  [{ seed: -1 }, /seed: expected a whole number of at least 0/],
  [{ seed: 2 ** 53 }, /seed: expected a whole number/],
  [{ keep: 0 }, /keep: expected a whole number of at least 1/],
  [{ resume: 'yes' }, /resume: expected true, false or 'auto', got "yes"/],
  [{ signal: {} }, /signal: expected an AbortSignal/],
  [{ sample: 'x' }, /sample: expected a function/],
  [{ model: 7 }, /model: expected the name of a preset/],
  [{ data: undefined }, /data: expected a path/],
  [{ out: '' }, /out: expected a path/],
  [{ learningrate: 1 }, /expected one such as learningRate, got "learningrate"/],
  [{ 'batch-size': 1 }, /expected one such as batch/],
  [{ chekpointEvery: 1 }, /expected one such as checkpointEvery/],
  [{ weight_decay: 1 }, /expected one such as weightDecay/],
])('refuses %j', (change, message) => {
  expect(check({ ...valid, ...change })).toThrow(InvalidArgumentError);
  expect(check({ ...valid, ...change })).toThrow(message);
});

test('every option stands once in the table', () => {
  const names = TRAIN_OPTIONS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of Object.keys(DEFAULTS)) expect(names).toContain(name);
});
