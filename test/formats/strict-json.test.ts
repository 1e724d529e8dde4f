import { expect, test } from '@jest/globals';
import { Fields } from '../../lib/formats/fields.ts';
import { shownJson } from '../../lib/formats/strict-json.ts';
import { FormatError } from '../../lib/runtime/errors.ts';

test('a value of a file is shown as a line at most', () => {
  expect(shownJson({ a: 1 })).toBe('{"a":1}');
  expect(shownJson(undefined)).toBe('nothing');
  expect(shownJson('x'.repeat(500))).toHaveLength(78);
});

test('a field that is nested beyond the stack is damage as any other', () => {
  const depth = 200_000;
  const value: unknown = JSON.parse(`{"size":${'['.repeat(depth)}${']'.repeat(depth)}}`);
  const fields = new Fields(value, 'file');
  expect(() => fields.whole('size', 0, 1, 5)).toThrow(FormatError);
});
