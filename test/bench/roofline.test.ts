import { describe, expect, test } from '@jest/globals';
import { workingSets } from '../../bench/ceilings.mjs';
import { operationCases } from '../../bench/operation-cases.mjs';
import { bandwidthAt, leastTime } from '../../bench/roofline.mjs';
import { WIDTHS } from '../../bench/shapes.mjs';

const POINTS = [
  { bytes: 1000, cache: 'L1', read: 400, copy: 200, triad: 300 },
  { bytes: 100_000, cache: 'L2', read: 100, copy: 50, triad: 75 },
  { bytes: 1e9, cache: 'memory', read: 10, copy: 5, triad: 7 },
];
const LIMITS = { multiplyAdds: 1000, bandwidth: POINTS };

describe('bandwidth at a working set', () => {
  test('is what was measured there', () => {
    expect(bandwidthAt(POINTS, 1000, 'read')).toEqual({ perSecond: 400, cache: 'L1' });
    expect(bandwidthAt(POINTS, 100_000, 'copy').perSecond).toBeCloseTo(50);
  });

  test('lies between the points around it, in the middle of them at the middle of their logarithms', () => {
    expect(bandwidthAt(POINTS, 10_000, 'read').perSecond).toBeCloseTo(200);
    expect(bandwidthAt(POINTS, 9_000, 'read').cache).toBe('L1');
    expect(bandwidthAt(POINTS, 11_000, 'read').cache).toBe('L2');
  });

  test('goes on as at the ends beyond them', () => {
    expect(bandwidthAt(POINTS, 10, 'triad')).toEqual({ perSecond: 300, cache: 'L1' });
    expect(bandwidthAt(POINTS, 1e12, 'triad')).toEqual({ perSecond: 7, cache: 'memory' });
  });
});

describe('the least time', () => {
  test('is of the arithmetic where that takes longer', () => {
    expect(leastTime({ flops: 5000, reads: 400 }, LIMITS)).toEqual({ seconds: 5, by: 'FMA' });
  });

  test('is of the traffic where that takes longer', () => {
    expect(leastTime({ flops: 10, reads: 400 }, LIMITS)).toEqual({ seconds: 1, by: 'L1' });
  });

  test('pairs reads with writes as a copy; the rest of the reads go at the pace of reading', () => {
    // 200 read and 200 written as a copy, 400 more read.
    expect(leastTime({ reads: 600, writes: 200 }, LIMITS).seconds).toBeCloseTo(400 / 200 + 400 / 400);
    // What is only written counts as copied.
    expect(leastTime({ writes: 200 }, LIMITS).seconds).toBeCloseTo(1);
  });

  test('depends on the working set, which may be smaller than the traffic', () => {
    const cached = leastTime({ reads: 90_000, workingSet: 1000 }, LIMITS);
    expect(cached).toEqual({ seconds: 90_000 / 400, by: 'L1' });
  });
});

describe('working sets', () => {
  test('ascend, and each cache has one that stands for it', () => {
    const sets = workingSets({ L1: 48 << 10, L2: 2 << 20, L3: 32 << 20 }, 1e12);
    const sizes = sets.map(({ bytes }) => bytes);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    const named = sets.filter((set) => set.named).map(({ cache }) => cache);
    expect(named).toEqual(['L1', 'L2', 'L3', 'memory']);
  });

  test('take in those that are asked for, below memory', () => {
    const asked = [1 << 20, 5e9, 40 << 20];
    const sets = workingSets({ L1: 48 << 10, L2: 2 << 20, L3: 32 << 20 }, 1e12, asked);
    const sizes = sets.map(({ bytes }) => bytes);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes).toEqual(expect.arrayContaining(asked));
    expect(sets.filter(({ bytes }) => bytes === 40 << 20).map(({ cache }) => cache)).toEqual(['memory']);
    expect(sets.at(-1)).toEqual({ cache: 'memory', bytes: 5e9, named: true });
  });

  test('never take more than there is, and end with memory', () => {
    const sets = workingSets({ L1: 48 << 10, L2: 2 << 20, L3: 300 << 20 }, 200 << 20);
    expect(Math.max(...sets.map(({ bytes }) => bytes))).toBe(200 << 20);
    expect(sets.at(-1)?.cache).toBe('memory');
  });
});

describe.each(WIDTHS)('the operations at width %i', (hidden) => {
  const cases = operationCases(hidden);

  test('have names of their own', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  test('move no more bytes at least than their arrays hold, each read and written once', () => {
    if (hidden > 64) return; // the arrays of wider ones are larger, and made the same way
    for (const { id, make, work } of cases) {
      const held = Object.values(make()).reduce((sum, { byteLength }) => sum + byteLength, 0);
      const most = Math.max(work.reads ?? 0, work.writes ?? 0);
      // Embedding's rows may be read more than once: what counts are rows.
      expect([id, most <= (id.startsWith('embedding') ? 3 : 1) * held]).toEqual([id, true]);
    }
  });

  test('backward takes twice the products of forward', () => {
    const flops = new Map(cases.map(({ id, work }) => [id, work.flops]));
    for (const [id, forward] of flops) {
      const backward = flops.get(id.replace('forward', 'backward'));
      if (id.endsWith('/forward') && forward) expect(backward ?? 2 * forward).toBe(2 * forward);
    }
  });
});
