import { describe, expect, test } from '@jest/globals';
import { amount, bytes, columns, figures, markdownTable, percent } from '../../bench/format.mjs';
import { notShown, row } from '../../bench/rows.mjs';
import { cells, rowLine, rowsMarkdown, textTable } from '../../bench/table.mjs';

test('numbers keep three figures', () => {
  expect([1234567, 123.4, 12.34, 1.234, 0.1234, 0].map(figures)).toEqual([
    '1234567',
    '123',
    '12.3',
    '1.23',
    '0.123',
    '0.00',
  ]);
  expect(figures(Number.NaN)).toBe('–');
});

test('units take a prefix where that is how they are written', () => {
  expect(amount(1.5e11, 'FLOP/s')).toBe('150 GFLOP/s');
  expect(amount(2.5e7, 'B/s')).toBe('25.0 MB/s');
  expect(amount(12345, 'tokens/s')).toBe('12345 tokens/s');
  expect(amount(2.5e6, 'tokens/s')).toBe('2.50 M tokens/s');
  expect(amount(1.25, '×')).toBe('1.25 ×');
});

test('bytes and shares', () => {
  expect([bytes(17), bytes(1536), bytes(150 * 2 ** 20)]).toEqual(['17 B', '1.50 KiB', '150 MiB']);
  expect([percent(0.8), percent(0.056)]).toEqual(['80 %', '5.6 %']);
});

describe('rows', () => {
  const summary = { median: 100, low: 95, high: 105, samples: 7 };
  const full = row('a/b', 'tokens/s', summary, {
    gflops: 20,
    gbps: 3,
    share: 0.5,
    by: 'FMA',
    peakBytes: 2048,
  });

  test('tell median, spread, both rates, the ceiling that binds, and memory', () => {
    expect(cells(full)).toEqual([
      'a/b',
      '100 tokens/s',
      '±5.0 %',
      '20.0',
      '3.00',
      '50 % of FMA',
      '2.00 KiB',
      '',
    ]);
  });

  test('leave empty what was not measured', () => {
    expect(cells(row('a', 'tokens/s', summary)).slice(3)).toEqual(['', '', '', '', '']);
  });

  test('say why they are not shown', () => {
    const absent = notShown('peers/x', 'no such program');
    expect(cells(absent).at(-1)).toBe('not shown: no such program');
    expect(rowLine(absent)).toMatch(/^peers\/x +not shown: no such program$/);
  });

  test('stand under one another', () => {
    const lines = textTable([full, notShown('longer/name', 'why')]).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^a\/b {9,}/);
    expect(lines[0].indexOf('GFLOP/s') + 'GFLOP/s'.length).toBe(lines[1].indexOf('20.0') + '20.0'.length);
  });

  test('in Markdown have as many cells as there are headings', () => {
    const lines = rowsMarkdown([full]).split('\n');
    expect(new Set(lines.map((line) => line.split('|').length)).size).toBe(1);
  });
});

test('columns are as wide as their widest cell', () => {
  expect(
    columns(
      [
        ['a', 'bb'],
        ['ccc', 'd'],
      ],
      [false, true],
    ),
  ).toEqual(['a    bb', 'ccc   d']);
  expect(
    markdownTable(
      [
        ['a|b', 'c'],
        ['d', 'e'],
      ],
      [false, true],
    )[0],
  ).toBe('| a\\|b | c |');
});
