import { describe, expect, test } from '@jest/globals';
import { bytes, count, duration, shellWord, short, table } from '../../lib/cli/format.ts';

describe('numbers for people', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1234567, '1,234,567'],
  ])('count %d', (value, text) => expect(count(value)).toBe(text));

  test.each([
    [7, '7'],
    [999, '999'],
    [999.7, '1.00k'],
    [41234, '41.2k'],
    [1071232, '1.07M'],
    [123e9, '123G'],
  ])('short %d', (value, text) => expect(short(value)).toBe(text));

  test.each([
    [512, '512 B'],
    [1024, '1.0 KiB'],
    [13_107_200, '12.5 MiB'],
    [2 ** 40, '1.0 TiB'],
  ])('bytes %d', (value, text) => expect(bytes(value)).toBe(text));

  test.each([
    [0, '0:00'],
    [59.6, '1:00'],
    [725, '12:05'],
    [3723, '1:02:03'],
  ])('duration %d', (value, text) => expect(duration(value)).toBe(text));

  test('table aligns columns and leaves no trailing blanks', () => {
    expect(
      table(
        [
          ['name', 'n'],
          ['a', '12'],
        ],
        [1],
      ),
    ).toBe('name   n\na     12\n');
  });
});

test.each([
  ['runs/first-2', 'runs/first-2'],
  ['läufe/字', 'läufe/字'],
  ['my runs/a', "'my runs/a'"],
  ["it's", "'it'\\''s'"],
  ['a;rm b', "'a;rm b'"],
  ['', "''"],
])('shellWord %j', (value, text) => expect(shellWord(value)).toBe(text));
