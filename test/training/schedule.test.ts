import { describe, expect, test } from '@jest/globals';
import { firstDifference, learningRate, type Schedule } from '../../lib/training/schedule.ts';

const base: Schedule = {
  kind: 'constant',
  peak: 1e-3,
  steps: 99,
  warmup: 10,
  finalShare: 0.1,
  decayShare: 0.2,
};

describe('learning rate', () => {
  test.each(['constant', 'cosine', 'linear', 'wsd'] as const)('%s warms up in a straight line', (kind) => {
    for (let step = 1; step <= 10; step++) {
      expect(learningRate(step, { ...base, kind })).toBeCloseTo((1e-3 * step) / 10, 15);
    }
    expect(learningRate(10, { ...base, kind })).toBe(1e-3);
  });

  test.each([
    ['constant', 11, 1e-3],
    ['constant', 99, 1e-3],
    // Half way from 10 to 100, which is the step after the last, stands the mean of peak and end.
    ['cosine', 55, 5.5e-4],
    ['cosine', 99, 1e-4 + 4.5e-4 * (1 + Math.cos((Math.PI * 89) / 90))],
    // cos(π/3) = 1/2: three quarters of the way down from the end are left.
    ['cosine', 40, 1e-4 + 9e-4 * 0.75],
    ['linear', 55, 5.5e-4],
    ['linear', 99, 1e-4 + 1e-5],
    ['linear', 19, 1e-3 - 9e-4 * 0.1],
    ['wsd', 79, 1e-3],
    ['wsd', 80, 1e-3 - 9e-4 / 21],
    ['wsd', 99, 1e-4 + 9e-4 / 21],
  ] as const)('%s at step %i', (kind, step, expected) => {
    expect(learningRate(step, { ...base, kind })).toBeCloseTo(expected, 12);
  });

  test('never rises after the warm-up, never falls below its end', () => {
    for (const kind of ['cosine', 'linear', 'wsd'] as const) {
      for (let step = 11; step <= 99; step++) {
        const here = learningRate(step, { ...base, kind });
        expect(here).toBeLessThanOrEqual(learningRate(step - 1, { ...base, kind }));
        expect(here).toBeGreaterThanOrEqual(1e-4 - 1e-18);
      }
    }
  });

  test('borders: no warm-up, one step, warm-up to the end, decay longer than the run', () => {
    expect(learningRate(1, { ...base, warmup: 0, kind: 'linear' })).toBeCloseTo(1e-3 - 9e-6, 12);
    expect(learningRate(1, { ...base, steps: 1, warmup: 0, kind: 'cosine' })).toBeCloseTo(5.5e-4, 15);
    expect(learningRate(99, { ...base, warmup: 99, kind: 'cosine' })).toBe(1e-3);
    expect(learningRate(99, { ...base, decayShare: 1, kind: 'wsd' })).toBeCloseTo(1e-4 + 1e-5, 12);
    expect(() => learningRate(0, base)).toThrow(/from 1 to 99/);
    expect(() => learningRate(100, base)).toThrow(/from 1 to 99/);
  });
});

test('firstDifference finds where a longer run would have gone another way', () => {
  const longer = { ...base, steps: 200 };
  expect(firstDifference(base, longer, 99)).toBe(0);
  expect(firstDifference({ ...base, kind: 'linear' }, { ...longer, kind: 'linear' }, 99)).toBe(11);
  const wsd = { ...base, kind: 'wsd' as const };
  expect(firstDifference(wsd, { ...wsd, steps: 200 }, 79)).toBe(0);
  expect(firstDifference(wsd, { ...wsd, steps: 200 }, 99)).toBe(80);
});
