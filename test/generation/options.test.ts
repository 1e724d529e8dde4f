/** Options of a generation: defaults, and precise refusals. */
import { expect, test } from '@jest/globals';
import { type GenerateOptions, resolveOptions } from '../../lib/generation/options.ts';
import { InvalidArgumentError } from '../../lib/runtime/errors.ts';

test('defaults', () => {
  const options = resolveOptions({ stop: 'The end', topK: undefined });
  expect(options).toMatchObject({
    temperature: 0.8,
    topK: 0,
    topP: 1,
    minP: 0,
    samples: 1,
    stop: ['The end'],
  });
  expect(options).toMatchObject({ stopAtEnd: true, fromStart: true, beams: 1, logprobs: 0 });
});

test('a seed is drawn where none is given, and is a good one to give', () => {
  const { seed } = resolveOptions({});
  expect(resolveOptions({ seed }).seed).toBe(seed);
  expect(new Set(Array.from({ length: 20 }, () => resolveOptions({}).seed)).size).toBeGreaterThan(15);
});

const bad: [string, unknown, RegExp][] = [
  ['temperature', -0.1, /temperature: expected a number from 0/],
  ['temperature', Number.NaN, /temperature/],
  ['temperature', '1', /temperature: expected a number .* got "1"/],
  ['topK', 2.5, /topK: expected a whole number/],
  ['topP', 1.2, /topP: expected a number from 0 to 1, got 1.2/],
  ['minP', -1, /minP/],
  ['repetitionPenalty', 0, /repetitionPenalty/],
  ['seed', -1, /seed/],
  ['seed', 2 ** 53, /seed/],
  ['maxTokens', 0, /maxTokens: expected a whole number from 1/],
  ['samples', 0, /samples/],
  ['stop', '', /stop: expected one or more strings, none of them empty/],
  ['stop', ['a', 1], /stop/],
  ['stop', new Array(1), /stop: expected one or more strings/],
  ['stop', Array(257).fill('a'), /stop: expected at most 256 strings, got 257/],
  ['stopAtEnd', 'yes', /stopAtEnd: expected true or false, got "yes"/],
  ['logprobs', -1, /logprobs/],
  ['beams', 0, /beams/],
  ['signal', {}, /signal: expected an AbortSignal/],
  ['signal', null, /signal: expected an AbortSignal, got null/],
  ['temprature', 1, /only beams, .*, topP, got "temprature"/],
];

test.each(bad)('%s %p is refused', (name, value, message) => {
  const options = { [name]: value } as GenerateOptions;
  expect(() => resolveOptions(options)).toThrow(InvalidArgumentError);
  expect(() => resolveOptions(options)).toThrow(message);
});

test('beam search takes no sampling options', () => {
  expect(resolveOptions({ beams: 4, temperature: 0, samples: 4 }).beams).toBe(4);
  expect(() => resolveOptions({ beams: 4, temperature: 0.5 })).toThrow(/temperature: expected 0 or nothing/);
  expect(() => resolveOptions({ beams: 4, topK: 3 })).toThrow(/topK: expected nothing/);
  expect(() => resolveOptions({ beams: 4, samples: 5 })).toThrow(/samples: expected at most the 4 beams/);
});
