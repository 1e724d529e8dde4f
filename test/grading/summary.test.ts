/** Judges that do not judge: the statistics say so. And comparisons, which warn of what chance could have made. */
import { describe, expect, test } from '@jest/globals';
import {
  AGE_GROUPS,
  AXES,
  type Axis,
  type CompletionRecord,
  type GradeRecord,
  type Grading,
  type GradingFile,
  type Scores,
} from '../../lib/grading/record.ts';
import { checkGradingFile } from '../../lib/grading/record-check.ts';
import { compareGradings } from '../../lib/grading/statistics/compare.ts';
import { summarise } from '../../lib/grading/statistics/summary.ts';
import { Random } from '../../lib/runtime/random.ts';

const PROMPTS = 40;
const SAMPLES = 5;

type Judge = (text: string, quality: number, random: Random) => Scores | null;

/** Texts of some quality, which depends on prompt and sample, before judges of some kind. */
function gradingOf(judges: Record<string, Judge>, { seed = 1, level = 5, prompts = PROMPTS } = {}): Grading {
  const random = new Random(seed);
  const items = Array.from({ length: prompts }, (_, i) => ({
    id: `p${i}`,
    category: i % 2 === 0 ? 'even' : 'odd',
    text: `Beginning ${i}`,
  }));
  const completions: CompletionRecord[] = [];
  const grades: GradeRecord[] = [];
  for (const { id } of items) {
    const ease = level + 2 * (random.float() - 0.5);
    for (let sample = 0; sample < SAMPLES; sample++) {
      const quality = ease + 4 * (random.float() - 0.5);
      const text = ' word'.repeat(5 + random.int(100));
      completions.push({ prompt: id, sample, text, finish: 'end', seed: 1, tokens: 1, perplexity: null });
      for (const [judge, give] of Object.entries(judges)) {
        const scores = give(text, quality, random);
        grades.push({
          prompt: id,
          sample,
          judge,
          scores,
          missing: scores ? null : 'unreadable',
          assessment: null,
          attempts: 1,
          faults: [],
          replies: [],
          neutralised: 0,
          cost: 0,
          at: null,
        });
      }
    }
  }
  return { folder: 'nowhere', file: fileOf(items, Object.keys(judges)), completions, grades };
}

function fileOf(items: GradingFile['prompts']['items'], judges: string[]): GradingFile {
  return checkGradingFile(
    {
      version: 1,
      name: 'x',
      kind: 'story',
      packageVersion: '0',
      teller: { source: 'model', name: 'm', answered: [] },
      prompts: { source: 'own', hash: 'h', items },
      settings: { samples: SAMPLES, temperature: 1, seed: 1, turns: 2, reasks: 2, judgeMaxTokens: 600 },
      questionHash: 'q',
      judges: judges.map((id) => ({
        id,
        model: id,
        api: 'chat',
        answered: [id],
        journal: `journal-${id}.jsonl`,
        usage: {},
      })),
      counts: { completions: 0, untold: 0, grades: 0, missing: 0 },
      dates: {},
    },
    'test',
  );
}

function scores(grade: (axis: Axis) => number): Scores {
  const points = AXES.map((axis) => [axis, Math.max(0, Math.min(10, Math.round(grade(axis))))]);
  return { ...(Object.fromEntries(points) as Record<Axis, number>), age: AGE_GROUPS[1]! };
}

/** A good judge sees the quality, with an error of its own for each axis. */
const good: Judge = (_, quality, random) => scores(() => quality + 2 * (random.float() - 0.5));
const constant: Judge = () => scores(() => 7);
const byLot: Judge = (_, __, random) => scores(() => random.int(11));
const long: Judge = (text, _, random) => scores(() => text.length / 60 + random.float());

describe('what there is to doubt', () => {
  test('nothing, with a judge that judges', async () => {
    const { judges, betweenJudges, doubts } = await summarise(gradingOf({ good }));
    expect(judges[0]!.doubts).toEqual([]);
    expect(doubts).toEqual([]);
    expect(betweenJudges).toBeNull();
    expect(judges).toHaveLength(1);
    const { grammar } = judges[0]!.axes!;
    expect(grammar.interval!.low).toBeLessThan(grammar.mean);
    expect(grammar.interval!.high - grammar.interval!.low).toBeLessThan(1);
    expect(grammar.spread.p).toBeLessThan(0.05);
    expect(grammar.distribution.reduce((sum, n) => sum + n, 0)).toBe(PROMPTS * SAMPLES);
    expect(grammar.categories.map(({ category, prompts, graded }) => [category, prompts, graded])).toEqual([
      ['even', 20, 100],
      ['odd', 20, 100],
    ]);
    expect(grammar.prompts).toHaveLength(PROMPTS);
  });

  test('a judge that always gives the same grade', async () => {
    const { judges } = await summarise(gradingOf({ constant }));
    expect(judges[0]!.doubts).toEqual([
      expect.stringMatching(/the same grade for all 200 texts in grammar, creativity, consistency, plot/),
    ]);
    expect(judges[0]!.axes!.plot).toMatchObject({
      mean: 7,
      interval: { low: 7, high: 7 },
      deviation: 0,
      length: null,
    });
  });

  test('a judge that draws grades by lot, whatever the seed', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { judges } = await summarise(gradingOf({ byLot }, { seed }));
      expect([seed, judges[0]!.doubts]).toEqual([seed, [expect.stringMatching(/by lot/)]]);
    }
  });

  test('a good judge is not said to draw by lot, whatever the seed', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { judges } = await summarise(gradingOf({ good }, { seed }));
      expect([seed, judges[0]!.doubts]).toEqual([seed, []]);
    }
  });

  test('a judge that likes long texts', async () => {
    const { judges } = await summarise(gradingOf({ long }));
    expect(judges[0]!.doubts).toEqual([
      expect.stringMatching(/go with the length of the text.*grammar 0\.9/),
    ]);
  });

  test('missing grades, few prompts, and full marks for all', async () => {
    const picky: Judge = (_, quality, random) => (random.chance(0.2) ? null : scores(() => quality));
    const missing = (await summarise(gradingOf({ picky }))).judges[0]!;
    expect(missing.missingRate).toBeCloseTo(1 - missing.graded / 200, 12);
    expect(missing.missing).toEqual({ unreadable: 200 - missing.graded });
    expect(missing.doubts).toEqual([expect.stringMatching(/of the grades are missing \(\d+ unreadable\)/)]);
    const few = (await summarise(gradingOf({ good }, { prompts: 5 }))).judges[0]!;
    expect(few.doubts).toContainEqual(expect.stringMatching(/only 5 of the prompts/));
    const kind: Judge = (_, __, random) => scores(() => (random.chance(0.03) ? 9 : 10));
    const full = (await summarise(gradingOf({ kind }))).judges[0]!;
    expect(full.doubts).toContainEqual(expect.stringMatching(/full marks for nearly all texts/));
    const none = (await summarise(gradingOf({ none: () => null }))).judges[0]!;
    expect(none).toMatchObject({ graded: 0, missingRate: 1, axes: null, ages: null });
  });

  test('a missing grade is left out of the mean, and nothing takes its place', async () => {
    const grading = gradingOf({ constant });
    for (const grade of grading.grades.slice(0, 100))
      Object.assign(grade, { scores: null, missing: 'refused' });
    const { judges } = await summarise(grading);
    expect(judges[0]!).toMatchObject({
      graded: 100,
      completions: 200,
      missingRate: 0.5,
      missing: { refused: 100 },
    });
    expect(judges[0]!.axes!.grammar.mean).toBe(7);
  });
});

describe('several judges', () => {
  test('agree, or do not, and it is said which', async () => {
    const harsh: Judge = (_, quality, random) => scores(() => quality - 2 + 2 * (random.float() - 0.5));
    const { judges, betweenJudges, doubts } = await summarise(gradingOf({ good, harsh, byLot }));
    expect(judges.map(({ judge }) => judge)).toEqual(['good', 'harsh', 'byLot', 'all judges']);
    expect(betweenJudges!.grammar.completions).toBe(200);
    expect(doubts).toHaveLength(2);
    for (const doubt of doubts) expect(doubt).toMatch(/byLot hardly agree/);
    const two = await summarise(gradingOf({ good, harsh }));
    expect(two.doubts).toEqual([]);
    expect(two.betweenJudges!.grammar.judges).toBeGreaterThan(1);
    expect(two.betweenJudges!.grammar.agreement!).toBeGreaterThan(betweenJudges!.grammar.agreement!);
    const [first, second, all] = two.judges.map(({ axes }) => axes!.grammar.mean);
    expect(all).toBeCloseTo((first! + second!) / 2, 9);
  });

  test('the mean of all is of texts that all have graded', async () => {
    const picky: Judge = (_, quality) => (quality > 5 ? null : scores(() => quality));
    const { judges } = await summarise(gradingOf({ good, picky }));
    expect(judges[2]!.graded).toBe(judges[1]!.graded);
    expect(judges[2]!.graded).toBeLessThan(150);
  });
});

describe('comparing two models', () => {
  test('alike: within noise, and how many prompts it would take is said', async () => {
    const [comparison] = await compareGradings(gradingOf({ good }), gradingOf({ good }, { seed: 2 }));
    expect(comparison!.prompts).toBe(PROMPTS);
    for (const axis of AXES) {
      const { noise, interval, adjusted } = comparison!.axes[axis];
      expect(noise).toBe(true);
      expect(adjusted).toBeGreaterThan(0.05);
      expect(interval!.low).toBeLessThan(0);
      expect(interval!.high).toBeGreaterThan(0);
    }
    expect(comparison!.doubts).toHaveLength(4);
    expect(comparison!.doubts[0]).toMatch(
      /grammar: the difference is within noise \(p = 0\.\d+ by 40 prompts/,
    );
  });

  test('one is better: it is said, and its doubts are none', async () => {
    const [comparison] = await compareGradings(
      gradingOf({ good }),
      gradingOf({ good }, { seed: 2, level: 6.5 }),
    );
    for (const axis of AXES) {
      const { noise, mean, first, second } = comparison!.axes[axis];
      expect(noise).toBe(false);
      expect(mean).toBeCloseTo(second - first, 9);
      expect(mean).toBeGreaterThan(0.8);
    }
    expect(comparison!.doubts).toEqual([]);
  });

  test('by few prompts: the interval is wide, and said to be rough', async () => {
    const two = (seed: number) => gradingOf({ good }, { seed, prompts: 2 });
    const [comparison] = await compareGradings(two(1), two(2));
    for (const axis of AXES) {
      const { interval, first, second } = comparison!.axes[axis];
      const { low, high } = interval!;
      expect([axis, (high + low) / 2]).toEqual([axis, expect.closeTo(second - first, 9)]);
      expect(high - low).toBeGreaterThan(1);
    }
    expect(comparison!.doubts[0]).toBe('grades in common of only 2 of the prompts: the intervals are rough');
  });

  test('the same grading twice differs by nothing', async () => {
    const [comparison] = await compareGradings(gradingOf({ good }), gradingOf({ good }));
    expect(comparison!.axes.plot).toMatchObject({ mean: 0, p: 1, noise: true, promptsNeeded: null });
  });

  test('what cannot be compared is refused, what differs is said', async () => {
    const a = gradingOf({ good });
    const other = (change: Partial<GradingFile>): Grading => ({ ...a, file: { ...a.file, ...change } });
    await expect(compareGradings(a, other({ questionHash: 'r' }))).rejects.toThrow(/other words/);
    await expect(compareGradings(a, other({ kind: 'instruct' }))).rejects.toThrow(/kind/);
    const [first, ...items] = a.file.prompts.items;
    const changed = { ...a.file.prompts, items: [{ ...first!, text: 'Another' }, ...items] };
    await expect(compareGradings(a, other({ prompts: changed }))).rejects.toThrow(
      /prompt p0 is not the same/,
    );
    await expect(compareGradings(a, gradingOf({ constant }))).rejects.toThrow(/no judge in common/);
    await expect(compareGradings(a, a, { judge: 'nobody' })).rejects.toThrow(/judge: expected one of good/);
    const judges = [{ ...a.file.judges[0]!, answered: ['good-2'] }];
    const settings = { ...a.file.settings, temperature: 0.5 };
    const [comparison] = await compareGradings(a, other({ judges, settings }));
    expect(comparison!.doubts.slice(0, 2)).toEqual([
      'temperature is 1 in the first grading and 0.5 in the second',
      'the judge answered as good in the first grading and as good-2 in the second',
    ]);
  });
});

test('figures are the same for a seed', async () => {
  const grading = gradingOf({ good, byLot });
  expect(await summarise(grading, { seed: 3 })).toEqual(await summarise(grading, { seed: 3 }));
  expect(await summarise(grading, { seed: 4 })).not.toEqual(await summarise(grading, { seed: 3 }));
});
