/** Calls that only untyped code can make: typed errors that name the argument, none of the engine's own. */
import { expect, test } from '@jest/globals';
import { evaluate, InvalidArgumentError, LanguageModel, prepare, Tokenizer, train } from '../lib/index.ts';

const wrong = (value: unknown) => value as never;

test.each<[string, RegExp, () => Promise<unknown>]>([
  ['LanguageModel.load()', /^model: /, () => LanguageModel.load(wrong(undefined))],
  ['LanguageModel.load(5)', /^model: /, () => LanguageModel.load(wrong(5))],
  ["LanguageModel.load('')", /^model: /, () => LanguageModel.load('')],
  ['Tokenizer.load(7)', /^tokenizer: /, () => Tokenizer.load(wrong(7))],
  ['evaluate(model)', /^data: /, () => evaluate('model', wrong(undefined))],
  ['evaluate({})', /^model: /, () => evaluate(wrong({}), 'data')],
  ['prepare({})', /^inputs: /, () => prepare(wrong({}))],
  ['prepare without out', /^out: /, () => prepare(wrong({ inputs: ['a.txt'] }))],
  ['prepare of a string', /^inputs: /, () => prepare(wrong({ inputs: 'a.txt', out: 'b' }))],
  ['train()', /^options of train: /, () => train(wrong(undefined))],
])('%s', async (_name, message, call) => {
  const error = await call().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect((error as Error).message).toMatch(message);
});
