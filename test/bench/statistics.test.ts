import { describe, expect, test } from '@jest/globals';
import { inTurns, repeat } from '../../bench/measure.mjs';
import { pairedRatio, quantile, rate, summary } from '../../bench/statistics.mjs';

describe('quantiles', () => {
  test('lie between neighbours, whatever the order', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([30, 10, 20], 0.5)).toBe(20);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect([quantile([5, 1, 9], 0), quantile([5, 1, 9], 1)]).toEqual([1, 9]);
    expect(quantile([7], 0.9)).toBe(7);
  });

  test('sort by size, not by spelling', () => {
    expect(quantile([9, 10, 100], 0.5)).toBe(10);
  });

  test('of nothing are not a number', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});

test('a summary holds median and quartiles', () => {
  expect(summary([1, 2, 3, 4, 5])).toEqual({ median: 3, low: 2, high: 4, samples: 5 });
});

test('a rate is high where the time is short', () => {
  expect(rate([1, 2, 4], 8)).toEqual({ median: 4, low: 3, high: 6, samples: 3 });
});

test('a paired ratio is of each pair, not of the medians', () => {
  // The machine was ten times slower during the last pair; ours was twice as fast in every one.
  expect(pairedRatio([1, 1.1, 10], [2, 2.2, 20])).toMatchObject({ median: 2, low: 2, high: 2, samples: 3 });
  expect(() => pairedRatio([1], [1, 2])).toThrow('1 and 2');
});

test('work is repeated a few times even where no time is given', async () => {
  let calls = 0;
  const times = await repeat(() => calls++, 0, 4);
  expect([times.length, calls]).toEqual([4, 4]);
});

test('two sides are measured in turns, and each comes first in half of the pairs', async () => {
  const order: string[] = [];
  const side = (name: string, seconds: number) => async () => {
    order.push(name);
    return [seconds, 100, seconds];
  };
  const times = await inTurns(side('a', 1), side('b', 2), 4);
  expect(order.join('')).toBe('abbaabba');
  expect(times).toEqual({ ours: [1, 1, 1, 1], theirs: [2, 2, 2, 2] });
});
