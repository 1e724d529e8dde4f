import { expect, test } from '@jest/globals';
import { HELP, parseOptions } from '../../bench/options.mjs';

test('a plain run is a whole one', () => {
  expect(parseOptions([])).toMatchObject({ seconds: 10, runs: 1, peers: true, whole: true, quick: false });
});

test('quick and filtered runs are not', () => {
  expect(parseOptions(['--quick'])).toMatchObject({ seconds: 0.4, whole: false });
  expect(parseOptions(['--quick', '--seconds', '2'])).toMatchObject({ seconds: 2 });
  const { filter, whole } = parseOptions(['--filter', 'training/.*t2']);
  expect([filter.test('training/64x8/t2'), filter.test('training/64x8/t1'), whole]).toEqual([
    true,
    false,
    false,
  ]);
});

test.each([
  [['--seconds', '0'], '--seconds'],
  [['--runs', '1.5'], '--runs'],
  [['--filter', '('], '--filter'],
  [['--fast'], '--fast'],
])('%j is refused, by name', (args, name) => {
  expect(() => parseOptions(args)).toThrow(name);
});

test('every option stands in the help', () => {
  for (const name of [
    'filter',
    'list',
    'seconds',
    'quick',
    'full',
    'runs',
    'out',
    'compare',
    'json',
    'text',
    'python',
    'llama2c',
    'llama-cpp',
    'node-llama-cpp',
    'no-peers',
    'help',
  ]) {
    expect(HELP).toContain(`--${name}`);
  }
});
