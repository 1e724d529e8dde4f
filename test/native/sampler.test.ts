/** The native sampler against exact distributions. */
import { describe, expect, test } from '@jest/globals';
import type { SamplingInput } from '../../lib/runtime/addon.ts';
import { loadAddon } from '../../lib/runtime/native.ts';
import { Random } from '../../lib/runtime/random.ts';
import { chiSquare, distribution, NEUTRAL } from './sampler-reference.ts';

const addon = loadAddon();
const DRAWS = 100_000;
const none = new Int32Array(0);

function draw(
  logits: Float32Array,
  change: Partial<SamplingInput>,
  { seen = [] as number[], position = 0, count = 1 } = {},
) {
  return addon.sample(logits, { ...NEUTRAL, ...change }, Int32Array.from(seen), position, count);
}

/** Logits with ties, negative ones, and a few that rule tokens out. */
function logitsOf(vocab: number, seed: number): Float32Array {
  const random = new Random(seed);
  const logits = Float32Array.from({ length: vocab }, () => Math.round((random.float() * 8 - 5) * 4) / 4);
  if (vocab > 8) logits[3] = Number.NEGATIVE_INFINITY;
  return logits;
}

describe('draws follow the exact distribution', () => {
  const cases: [string, Partial<SamplingInput>, number[]][] = [
    ['plain', {}, []],
    ['temperature below 1', { temperature: 0.6 }, []],
    ['temperature above 1', { temperature: 2.5 }, []],
    ['top-k', { topK: 5 }, []],
    ['top-k cutting through equals', { topK: 12 }, []],
    ['top-k of the whole vocabulary and more', { topK: 500 }, []],
    ['top-p', { topP: 0.8 }, []],
    ['min-p', { minP: 0.2 }, []],
    ['repetition penalty', { repetitionPenalty: 1.7 }, [0, 5, 9, 17, 36]],
    ['a penalty below 1', { repetitionPenalty: 0.7 }, [0, 5, 9, 17, 36]],
    ['top-k, then top-p', { topK: 10, topP: 0.75 }, []],
    ['top-k, top-p and min-p', { topK: 20, topP: 0.95, minP: 0.15 }, []],
    [
      'everything',
      { repetitionPenalty: 1.3, temperature: 1.4, topK: 25, topP: 0.9, minP: 0.05 },
      [1, 2, 4, 8, 16, 32],
    ],
  ];
  test.each(cases)('%s', (_name, change, seen) => {
    for (const vocab of [37, 2]) {
      const logits = logitsOf(vocab, vocab);
      const known = seen.filter((id) => id < vocab);
      const expected = distribution(logits, { ...NEUTRAL, ...change }, known);
      const { statistic, limit } = chiSquare(
        draw(logits, change, { seen: known, count: DRAWS }).ids,
        expected,
      );
      expect(statistic).toBeLessThan(limit);
    }
  });

  test('the test itself can fail: another temperature does not pass', () => {
    const logits = logitsOf(37, 37);
    const expected = distribution(logits, { ...NEUTRAL, temperature: 1.1 }, []);
    const { statistic, limit } = chiSquare(draw(logits, {}, { count: DRAWS }).ids, expected);
    expect(statistic).toBeGreaterThan(limit);
  });

  test('seeds and streams draw independently', () => {
    const logits = new Float32Array(4);
    const even = new Array<number>(16).fill(1 / 16);
    const of = (change: Partial<SamplingInput>) => draw(logits, change, { count: DRAWS }).ids;
    const base = of({ seed: 5, stream: 3 });
    for (const other of [
      of({ seed: 6, stream: 3 }),
      of({ seed: 5, stream: 4 }),
      of({ seed: 2 ** 40 + 5, stream: 3 }),
    ]) {
      const { statistic, limit } = chiSquare(
        base.map((id, i) => 4 * id + other[i]),
        even,
      );
      expect(statistic).toBeLessThan(limit);
    }
    const next = base.map((id, i) => 4 * id + base[(i + 1) % DRAWS]);
    const { statistic, limit } = chiSquare(next, even);
    expect(statistic).toBeLessThan(limit);
  });
});

describe('what a draw depends on', () => {
  test('seed, stream and position alone', () => {
    const logits = logitsOf(300, 4);
    const all = draw(logits, { seed: 9, stream: 2 }, { position: 100, count: 50 }).ids;
    for (let i = 0; i < 50; i++) {
      expect(draw(logits, { seed: 9, stream: 2 }, { position: 100 + i }).ids[0]).toBe(all[i]);
    }
    expect(draw(logits, { seed: 10, stream: 2 }, { position: 100, count: 50 }).ids).not.toEqual(all);
    expect(draw(logits, { seed: 9, stream: 3 }, { position: 100, count: 50 }).ids).not.toEqual(all);
  });

  test('a cut that drops nothing changes nothing', () => {
    const logits = logitsOf(300, 5);
    const plain = draw(logits, {}, { count: 500 }).ids;
    for (const change of [
      { topK: 300 },
      { topK: 10_000 },
      { topP: 1 },
      { minP: 1e-30 },
      { topK: 300, topP: 1 },
    ]) {
      expect(draw(logits, change, { count: 500 }).ids).toEqual(plain);
    }
  });

  test('the known answer of a seed never changes', () => {
    expect(Array.from(draw(logitsOf(1000, 6), { seed: 42 }, { count: 8 }).ids)).toMatchInlineSnapshot(`
[
  642,
  992,
  828,
  745,
  306,
  284,
  209,
  345,
]
`);
  });
});

describe('greedy', () => {
  test('takes the likeliest token, the lowest id among equals, whatever the cuts', () => {
    const logits = Float32Array.from([1, 3, 2, 3, 3]);
    for (const change of [{}, { topK: 2 }, { topP: 0.1 }, { minP: 1 }, { seed: 77 }]) {
      const { ids } = draw(logits, { temperature: 0, ...change }, { count: 20 });
      expect(new Set(ids)).toEqual(new Set([1]));
    }
  });

  test('comes after the penalty', () => {
    const logits = Float32Array.from([2, 3, -1]);
    expect(draw(logits, { temperature: 0, repetitionPenalty: 2 }, { seen: [1] }).ids[0]).toBe(0);
    const negative = Float32Array.from([-1, -1.5]);
    expect(draw(negative, { temperature: 0, repetitionPenalty: 2 }, { seen: [0] }).ids[0]).toBe(1);
  });

  test('is the limit of small temperatures, top-k 1, top-p 0 and min-p 1', () => {
    const logits = logitsOf(100, 8);
    logits[60] = 9;
    for (const change of [
      { temperature: 1e-9 },
      { temperature: 1e-300 },
      { topK: 1 },
      { topP: 0 },
      { minP: 1 },
    ]) {
      expect(new Set(draw(logits, change, { count: 100 }).ids)).toEqual(new Set([60]));
    }
  });

  test('min-p 1 keeps all equals, top-k 1 and top-p 0 keep the first', () => {
    const logits = Float32Array.from([1, 5, 0, 5]);
    expect(new Set(draw(logits, { minP: 1 }, { count: 200 }).ids)).toEqual(new Set([1, 3]));
    expect(new Set(draw(logits, { topK: 1 }, { count: 200 }).ids)).toEqual(new Set([1]));
    expect(new Set(draw(logits, { topP: 0 }, { count: 200 }).ids)).toEqual(new Set([1]));
  });
});

describe('log-probabilities', () => {
  const logits = logitsOf(64, 11);
  const largest = Math.max(...logits);
  const logTotal = Math.log(logits.reduce((sum, x) => sum + Math.exp(x - largest), 0));
  const exact = Array.from(logits, (x) => x - largest - logTotal);
  // Rounded once to float32; what comes before is float64 on both sides.
  const close = (actual: number, expected: number) =>
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.abs(expected) * 2 ** -24 + 1e-13);

  test("are the model's own, whatever penalty, temperature and cuts", () => {
    const change = { temperature: 0.5, topK: 7, repetitionPenalty: 1.5 };
    const { ids, logprobs } = draw(logits, change, { seen: [1, 2, 3], count: 50 });
    ids.forEach((id, i) => {
      close(logprobs[i], exact[id]);
    });
  });

  test('the likeliest alternatives come in order, lower ids first among equals', () => {
    const { topIds, topLogprobs } = draw(logits, { logprobs: 9 }, { count: 2 });
    const ranked = exact.map((_, i) => i).sort((a, b) => exact[b] - exact[a] || a - b);
    expect(Array.from(topIds)).toEqual([...ranked.slice(0, 9), ...ranked.slice(0, 9)]);
    topIds.forEach((id, i) => {
      close(topLogprobs[i], exact[id]);
    });
  });

  test('more alternatives than tokens, and none at all', () => {
    const { topIds, topLogprobs } = draw(Float32Array.from([0, 1]), { logprobs: 4 });
    expect(Array.from(topIds)).toEqual([1, 0, -1, -1]);
    expect(Array.from(topLogprobs.subarray(2))).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(draw(logits, { logprobs: -1 }).logprobs[0]).toBeNaN();
  });
});

describe('odd logits', () => {
  const INF = Number.POSITIVE_INFINITY;

  test('tokens ruled out are never drawn, even when one is left', () => {
    const logits = new Float32Array(40).fill(-INF);
    logits[23] = -1e30;
    for (const change of [
      {},
      { temperature: 0 },
      { topK: 10 },
      { topP: 0.9 },
      { topK: 10, topP: 0.9, minP: 0.5 },
    ]) {
      const { ids, logprobs } = draw(logits, change, { seen: [23, 5], count: 20 });
      expect(new Set(ids)).toEqual(new Set([23]));
      expect(logprobs[0]).toBe(0);
    }
  });

  test('huge spreads neither overflow nor vanish', () => {
    const logits = Float32Array.from([3e38, -3e38, 2.9e38, 3e38]);
    expect(new Set(draw(logits, {}, { count: 200 }).ids)).toEqual(new Set([0, 3]));
    expect(new Set(draw(logits, { temperature: 1e-6 }, { count: 200 }).ids)).toEqual(new Set([0, 3]));
  });

  test.each([
    ['NaN', Float32Array.from([0, Number.NaN, 1])],
    ['infinity', Float32Array.from([0, INF, 1])],
    ['nothing left', Float32Array.from([-INF, -INF])],
  ])('%s is refused', (_name, logits) => {
    for (const temperature of [0, 1]) {
      expect(() => draw(logits, { temperature })).toThrow(expect.objectContaining({ code: 'NON_FINITE' }));
    }
  });

  test('one token is always that token', () => {
    expect(Array.from(draw(Float32Array.from([-7]), { topK: 1, topP: 0.5 }, { count: 3 }).ids)).toEqual([
      0, 0, 0,
    ]);
  });
});

test.each([
  ['temperature', -1],
  ['temperature', Number.NaN],
  ['topK', 1.5],
  ['topK', -1],
  ['topP', 1.01],
  ['minP', -0.1],
  ['repetitionPenalty', 0],
  ['seed', 2 ** 53],
  ['logprobs', -2],
])('%s %p is refused', (name, value) => {
  const sampling = { ...NEUTRAL, [name]: value } as SamplingInput;
  expect(() => addon.sample(new Float32Array(4), sampling, none, 0, 1)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(name) }),
  );
});

test('ids outside the vocabulary are refused', () => {
  for (const id of [-1, 4]) {
    expect(() => addon.sample(new Float32Array(4), NEUTRAL, Int32Array.of(id), 0, 1)).toThrow(/seen/);
  }
});
