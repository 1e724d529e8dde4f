import { describe, expect, test } from '@jest/globals';
import { against } from '../../bench/peers/pytorch-known.mjs';
import { notShown, row } from '../../bench/rows.mjs';
import { judge, TARGETS, targetLines, targetsText } from '../../bench/targets.mjs';

const measured = (value: number, rest = {}) =>
  row('x', '×', { median: value, low: value, high: value, samples: 3 }, rest);
type Target = (typeof TARGETS)[number];
const least: Target = {
  id: 'speed',
  what: '',
  row: 'x',
  figure: (one) => one.value,
  atLeast: 2,
  as: 'ratio',
};
const most: Target = {
  id: 'memory',
  what: '',
  row: 'x',
  figure: (one) => one.more?.memoryRatio ?? 'nobody knows',
  atMost: 0.5,
  as: 'ratio',
};

describe('a target', () => {
  test('takes the worst of the runs', () => {
    const runs = [[measured(3)], [measured(1.9)], [measured(2.5)]];
    expect(judge(runs, [least])).toMatchObject([{ verdict: 'missed', figure: 1.9 }]);
    expect(
      judge(
        runs.filter((_, i) => i !== 1),
        [least],
      ),
    ).toMatchObject([{ verdict: 'met', figure: 2.5 }]);
    const memory = [0.4, 0.6].map((memoryRatio) => [measured(1, { more: { memoryRatio } })]);
    expect(judge(memory, [most])).toMatchObject([{ verdict: 'missed', figure: 0.6 }]);
    expect(judge(memory.slice(0, 1), [most])).toMatchObject([{ verdict: 'met', figure: 0.4 }]);
  });

  test('is not shown without its row, with a peer that is missing, and without its figure', () => {
    expect(judge([[]], [least])).toMatchObject([{ verdict: 'not shown', why: 'x was not measured' }]);
    expect(judge([[notShown('x', 'no PyTorch')]], [least])).toMatchObject([
      { verdict: 'not shown', why: 'no PyTorch' },
    ]);
    expect(judge([[measured(9)]], [most])).toMatchObject([{ verdict: 'not shown', why: 'nobody knows' }]);
    expect(judge([], [least])).toMatchObject([{ verdict: 'not shown' }]);
  });

  test('is not shown when one run of several lacks it', () => {
    expect(judge([[measured(9)], [notShown('x', 'it ended')]], [least])).toMatchObject([
      { verdict: 'not shown', why: 'it ended' },
    ]);
  });
});

test('being faster than an old PyTorch does not meet a target that a current one would not let be met', () => {
  const id = 'peers/pytorch/training/64x8';
  const targets = TARGETS.filter((target) => target.row === id && target.as === 'ratio' && target.atLeast);
  const one = (oursToKnown: number) =>
    judge([[{ ...measured(9, { more: { oursToKnown } }), id }]], targets)[0];
  expect(one(1.5)).toMatchObject({ verdict: 'missed', figure: 1.5 });
  expect(one(12)).toMatchObject({ verdict: 'met', figure: 9 });
  expect(against(100, 100, 50, 184)).toEqual({ peerToKnown: 1, oursToKnown: 2 });
  expect(against(undefined, 1, 1, 1)).toEqual({});
});

test('encoding counts on real text and with the whole vocabulary only', () => {
  const targets = TARGETS.filter(({ row: id }) => id === 'tokenizer/encode/10k/t1');
  const speed = (more: object) => {
    const rows = [{ ...measured(100e6, { more }), id: 'tokenizer/encode/10k/t1' }];
    return judge([rows], targets)[0];
  };
  expect(speed({ given: true, vocab: 10_000 })).toMatchObject({ verdict: 'met', figure: 100 });
  expect(speed({ given: false, vocab: 10_000 }).why).toContain('--text');
  expect(speed({ given: true, vocab: 4000 }).why).toContain('4000');
});

test('nothing measured meets nothing', () => {
  const verdicts = judge([[]]).map(({ verdict }) => verdict);
  expect(new Set(verdicts)).toEqual(new Set(['not shown']));
});

test('every target has a bound, and a name of its own', () => {
  expect(new Set(TARGETS.map(({ id }) => id)).size).toBe(TARGETS.length);
  for (const { atLeast, atMost } of TARGETS) expect(atLeast ?? atMost).toBeGreaterThan(0);
});

test('lines tell what was wanted and what was found', () => {
  const outcomes = judge([[measured(2.5)]], [least, most]);
  expect(targetLines(outcomes)[1]).toEqual(['speed', '≥ 2.00 ×', '2.50 ×', 'met']);
  expect(targetsText(outcomes)).toContain('not shown: nobody knows');
});
