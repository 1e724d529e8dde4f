import { expect, test } from '@jest/globals';
import { likest } from '../../lib/runtime/spelling.ts';

test('the likest first, equals in their order, in any case', () => {
  const words = ['cap', 'Cat', 'dog', 'cart', 'hat'];
  expect(likest('cat', words, 3)).toEqual(['Cat', 'cap', 'cart']);
  expect(likest('CAT', words, 9, 1)).toEqual(['Cat', 'cap', 'cart', 'hat']);
  expect(likest('elephant', words, 9, 2)).toEqual([]);
});
