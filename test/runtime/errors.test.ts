/** Values in messages, whatever they are. */
import { expect, test } from '@jest/globals';
import { InvalidArgumentError } from '../../lib/runtime/errors.ts';

const messageOf = (value: unknown) => new InvalidArgumentError('it', 'one', value).message;
const revoked = Proxy.revocable([], {});
revoked.revoke();

test.each<[unknown, string]>([
  ['a', '"a"'],
  [[1, 'a', null, undefined], '[1, "a", null, undefined]'],
  [[Symbol('s'), Object.create(null)], '[Symbol(s), an object of no class]'],
  [new Array(2), '[undefined, undefined]'],
  [Array(10).fill(0), '[0, 0, 0, 0, 0, 0, 0, 0, … 2 more]'],
  [[[1, 2]], '[an array of 2]'],
  [new Map(), 'an object of Map'],
  [() => 'its text', 'a function'],
  [{ constructor: { name: 5 } }, 'an object of no class'],
  [
    {
      get constructor() {
        throw new Error('mine');
      },
    },
    'what cannot be shown',
  ],
  [revoked.proxy, 'what cannot be shown'],
])('%# is told as %#', (value, shown) => {
  expect(messageOf(value)).toBe(`it: expected one, got ${shown}`);
});

test('no value makes a long message', () => {
  const long = 'x'.repeat(1e6);
  const values = [long, Array(1e6).fill(long), Symbol(long), BigInt(`0x${'f'.repeat(1000)}`), [[[long]]]];
  for (const value of values) expect(messageOf(value).length).toBeLessThan(1000);
});
