import { describe, expect, test } from '@jest/globals';
import { Bootstrap } from '../../lib/grading/statistics/bootstrap.ts';
import { isCorrelated, ranks, spearman } from '../../lib/grading/statistics/correlation.ts';
import {
  fisherTail,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from '../../lib/grading/statistics/distributions.ts';
import { mean, variance } from '../../lib/grading/statistics/moments.ts';
import { normalised } from '../../lib/grading/statistics/normalised.ts';
import { holm, signFlipTest } from '../../lib/grading/statistics/paired.ts';
import { neededFor } from '../../lib/grading/statistics/precision.ts';
import { spreadOfJudges, spreadOfPrompts } from '../../lib/grading/statistics/variance.ts';
import { Pace } from '../../lib/runtime/pace.ts';
import { Random } from '../../lib/runtime/random.ts';

const pace = new Pace('the test', undefined);

describe('distributions, against published tables', () => {
  test.each([
    [0.975, 1.959963984540054],
    [0.5, 0],
    [0.995, 2.5758293035489],
    [1e-6, -4.753424308822899],
  ])('normal quantile of %p', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 9);
    expect(normalCdf(z)).toBeCloseTo(p, 12);
  });

  test.each([
    [0.975, 1, 12.706204736432095],
    [0.975, 9, 2.2621571627409915],
    [0.975, 49, 2.00957523712924],
    [0.95, 4, 2.13184678632665],
  ])('Student quantile of %p with %p degrees of freedom', (p, freedom, t) => {
    expect(studentQuantile(p, freedom)).toBeCloseTo(t, 8);
    expect(studentCdf(t, freedom)).toBeCloseTo(p, 10);
  });

  test('Fisher tails', () => {
    // Tables of F at 5 %: F(3, 20) = 3.0984, F(49, 450) = 1.3808 (to the digits given).
    expect(fisherTail(3.0983912, 3, 20)).toBeCloseTo(0.05, 6);
    expect(fisherTail(1, 10, 10)).toBeCloseTo(0.5, 12);
    expect(fisherTail(0, 3, 20)).toBe(1);
  });
});

describe('correlation', () => {
  test('ties share their mean rank', () => {
    expect(ranks([10, 20, 10, 30])).toEqual([1.5, 3, 1.5, 4]);
  });

  test('Spearman sees order alone, and nothing where nothing varies', () => {
    expect(spearman([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1, 12);
    expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
    expect(spearman([1, 2, 3], [5, 5, 5])).toBeNull();
    expect(isCorrelated(0.1, 30)).toBe(false);
    expect(isCorrelated(0.6, 30)).toBe(true);
  });
});

describe('variance', () => {
  test('one-way: a worked example', () => {
    // Three prompts with two samples: between mean square 8, within 2.
    const spread = spreadOfPrompts([
      [1, 3],
      [3, 5],
      [5, 7],
    ]);
    expect(spread.samples).toBeCloseTo(2, 12);
    expect(spread.prompts).toBeCloseTo((8 - 2) / 2, 12);
    expect(spread.p).toBeCloseTo(fisherTail(4, 2, 3), 12);
  });

  test('judges: a constant difference is spread between judges alone', () => {
    const rows = [3, 5, 4, 8, 7].map((grade) => [grade, grade + 1]);
    const spread = spreadOfJudges(rows)!;
    expect(spread.residual).toBeCloseTo(0, 12);
    expect(spread.judges).toBeCloseTo(0.5, 12);
    expect(spread.shared).toBeCloseTo(variance([3, 5, 4, 8, 7]), 12);
    expect(spreadOfJudges([[1], [2]])).toBeNull();
  });
});

test('Holm: the smallest of four p-values is multiplied by four, and order is kept', () => {
  expect(holm([0.04, 0.01, 0.03, 0.5])).toEqual([0.09, 0.04, 0.09, 0.5].map((p) => expect.closeTo(p, 12)));
  expect(holm([0.5, 0.6])).toEqual([1, 1]);
});

test('the sign-flip test is exact for few prompts', async () => {
  const random = new Random(1);
  // All five have one sign: 2 of the 32 choices of signs are as far out.
  expect(await signFlipTest([1, 2, 3, 4, 5], { random, pace })).toBeCloseTo(2 / 32, 12);
  expect(await signFlipTest([1, -1], { random, pace })).toBe(1);
  expect(await signFlipTest([], { random, pace })).toBe(1);
});

test('the paper: normalised scores of Figure 4', () => {
  // 1M: creativity 4.68 is printed as 0.33; GPT-4 is 1 and the smallest model 0.
  expect(normalised(4.68, 2.94, 8.21)).toBeCloseTo(0.33, 2);
  expect(normalised(8.21, 2.94, 8.21)).toBe(1);
  expect(normalised(2.94, 2.94, 8.21)).toBe(0);
  expect(normalised(3, 5, 5)).toBeNull();
});

describe('what a precision takes', () => {
  test('prompts with as many samples as now', () => {
    // (1 + 2/10) × (1.96 / 0.25)² = 73.8
    expect(neededFor(0.25, { prompts: 1, samples: 2 }, 50, 10)).toEqual({
      prompts: 74,
      completions: 740,
      samples: null,
    });
  });

  test('samples of the present prompts, where they can be enough', () => {
    const { samples } = neededFor(0.4, { prompts: 1, samples: 2 }, 50, 10);
    const width = 1.959964 * Math.sqrt((1 + 2 / samples!) / 50);
    expect(width).toBeLessThanOrEqual(0.4);
    expect(1.959964 * Math.sqrt((1 + 2 / (samples! - 1)) / 50)).toBeGreaterThan(0.4);
  });
});

test('an interval of one value is none', async () => {
  const bootstrap = new Bootstrap(1, pace);
  expect(await bootstrap.mean([4])).toEqual({ mean: 4, interval: null });
  expect(await bootstrap.mean([4, 4, 4])).toEqual({ mean: 4, interval: { low: 4, high: 4 } });
});

/** Grades of a model: each prompt has an ease of its own, each sample chance. */
function experiment(
  random: Random,
  prompts: number,
  samples: number,
  level: number,
  ease: number[],
  noise: number,
) {
  return ease.slice(0, prompts).map((own) => {
    const grades = Array.from({ length: samples }, () => level + own + noise * even(random));
    return mean(grades);
  });
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
}

/** Of mean 0 and variance 1, and far from normal. */
function even(random: Random): number {
  return (random.float() - 0.5) * 3.4641016151377544;
}

describe('1,000 simulated experiments', () => {
  const EXPERIMENTS = 1000;
  const bootstrap = new Bootstrap(1, pace);

  // Little and much between prompts, few and many of them: where a bootstrap of samples within prompts, or one
  // without the correction for few prompts, promises 95 and holds 90 or 99.
  test.each([
    { prompts: 50, samples: 10, between: 1, noise: 1.5 },
    { prompts: 50, samples: 10, between: 0.2, noise: 2 },
    { prompts: 10, samples: 10, between: 1, noise: 1 },
  ])(
    'the intervals hold the truth in 93 to 97 of 100 ($prompts prompts, $between between, $noise within)',
    async ({ prompts, samples, between, noise }) => {
      const random = new Random(2024, prompts);
      let held = 0;
      for (let i = 0; i < EXPERIMENTS; i++) {
        const truth = 3 + 4 * random.float();
        const ease = Array.from({ length: prompts }, () => between * normal(random));
        const means = experiment(random, prompts, samples, truth, ease, noise);
        const { interval } = await bootstrap.mean(means);
        if (interval!.low <= truth && truth <= interval!.high) held++;
      }
      expect(held / EXPERIMENTS).toBeGreaterThanOrEqual(0.93);
      expect(held / EXPERIMENTS).toBeLessThanOrEqual(0.97);
    },
  );

  // Percentiles, even those taken further out, hold 49 of 100 with two and 94 with six.
  test.each([2, 3, 4, 5, 6, 7, 8])('and those of %d prompts in 93 to 97 of 100', async (prompts) => {
    const random = new Random(2025, prompts);
    let held = 0;
    for (let i = 0; i < 2 * EXPERIMENTS; i++) {
      const truth = 3 + 4 * random.float();
      const { interval } = await bootstrap.mean(
        Array.from({ length: prompts }, () => truth + normal(random)),
      );
      if (interval!.low <= truth && truth <= interval!.high) held++;
    }
    expect(held / (2 * EXPERIMENTS)).toBeGreaterThanOrEqual(0.93);
    expect(held / (2 * EXPERIMENTS)).toBeLessThanOrEqual(0.97);
  });

  test.each([
    { effect: 0, least: 0.035, most: 0.06 },
    { effect: 0.5, least: 0.9, most: 1 },
  ])('the paired test finds an effect of $effect in $least to $most', async ({ effect, least, most }) => {
    const random = new Random(7, 10 * effect);
    const prompts = 50;
    let found = 0;
    for (let i = 0; i < EXPERIMENTS; i++) {
      const ease = Array.from({ length: prompts }, () => 2 * normal(random));
      const first = experiment(random, prompts, 10, 5, ease, 1.5);
      // Each model finds other prompts hard.
      const own = ease.map((value) => value + 0.3 * normal(random));
      const second = experiment(random, prompts, 10, 5 + effect, own, 1.5);
      const differences = second.map((value, at) => value - first[at]!);
      if ((await signFlipTest(differences, { random, pace, flips: 1000 })) < 0.05) found++;
    }
    expect(found / EXPERIMENTS).toBeGreaterThanOrEqual(least);
    expect(found / EXPERIMENTS).toBeLessThanOrEqual(most);
  });

  test('the interval of a difference holds a planted effect in 93 to 97 of 100', async () => {
    const random = new Random(11);
    let held = 0;
    for (let i = 0; i < EXPERIMENTS; i++) {
      const effect = 2 * random.float() - 1;
      const ease = Array.from({ length: 50 }, () => 2 * normal(random));
      const first = experiment(random, 50, 10, 5, ease, 1.5);
      const own = ease.map((value) => value + 0.3 * normal(random));
      const second = experiment(random, 50, 10, 5 + effect, own, 1.5);
      const differences = second.map((value, at) => value - first[at]!);
      const { interval } = await bootstrap.mean(differences);
      if (interval!.low <= effect && effect <= interval!.high) held++;
    }
    expect(held / EXPERIMENTS).toBeGreaterThanOrEqual(0.93);
    expect(held / EXPERIMENTS).toBeLessThanOrEqual(0.97);
  });
});
