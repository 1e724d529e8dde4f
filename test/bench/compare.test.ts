import { describe, expect, test } from '@jest/globals';
import { compareRows, comparisonText } from '../../bench/compare.mjs';
import { mergeRuns, toText } from '../../bench/results.mjs';
import { notShown, row } from '../../bench/rows.mjs';

const at = (id: string, median: number, half: number) =>
  row(id, 'tokens/s', { median, low: median - half, high: median + half, samples: 9 });

describe('comparing', () => {
  test('a change is told where the middle halves lie apart', () => {
    const { changes } = compareRows([at('a', 100, 5)], [at('a', 150, 5)]);
    expect(changes).toEqual([{ id: 'a', ratio: 1.5, low: 145 / 105, high: 155 / 95, verdict: 'faster' }]);
    expect(compareRows([at('a', 100, 5)], [at('a', 70, 5)]).changes[0].verdict).toBe('slower');
  });

  test('and not where they overlap, or where it is tiny', () => {
    expect(compareRows([at('a', 100, 20)], [at('a', 120, 20)]).changes[0].verdict).toBe('same');
    expect(compareRows([at('a', 100, 0.1)], [at('a', 101, 0.1)]).changes[0].verdict).toBe('same');
  });

  test('what is on one side only is named', () => {
    const { changes, gone, added } = compareRows(
      [at('a', 1, 0), at('b', 1, 0), at('d', 1, 0)],
      [at('a', 1, 0), at('c', 1, 0), notShown('d', 'why')],
    );
    expect({ ids: changes.map(({ id }) => id), gone, added }).toEqual({
      ids: ['a'],
      gone: ['b', 'd'],
      added: ['c'],
    });
  });

  test('the text counts the verdicts', () => {
    const text = comparisonText(
      compareRows([at('a', 100, 1), at('b', 9, 0)], [at('a', 50, 1), at('b', 9, 0)]),
    );
    expect(text).toContain('0 faster, 1 slower, 1 within noise');
    expect(text).toMatch(/a +0\.500 +0\.485 to 0\.515 +SLOWER/);
  });
});

describe('several runs', () => {
  test('become one: the middle median, the widest spread', () => {
    const merged = mergeRuns([[at('a', 100, 5)], [at('a', 90, 1)], [at('a', 120, 2)]]);
    expect(merged).toHaveLength(1);
    expect(merged[0]).toMatchObject({ value: 100, low: 89, high: 122, samples: 27 });
  });

  test('a row that one of them lacks is not shown', () => {
    expect(mergeRuns([[at('a', 1, 0)], [notShown('a', 'no memory')]])).toEqual([notShown('a', 'no memory')]);
    expect(mergeRuns([[at('a', 1, 0)], []])).toEqual([notShown('a', 'not in every run')]);
  });
});

test('results keep five figures of a measurement, whole numbers whole, and a row on each line', () => {
  const text = toText({
    format: 1,
    seconds: 0.1234567,
    runs: [[{ id: 'a', value: 123456789 }, { id: 'b' }], []],
  });
  expect(JSON.parse(text)).toEqual({
    format: 1,
    seconds: 0.12346,
    runs: [[{ id: 'a', value: 123456789 }, { id: 'b' }], []],
  });
  expect(text.split('\n').filter((line) => line.includes('"id"'))).toHaveLength(2);
});
