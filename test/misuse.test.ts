/** Calls that only untyped code can make: typed errors that name the argument, none of the engine's own. */
import { expect, test } from '@jest/globals';
import {
  buildInstructCorpus,
  checkOutOfDistribution,
  cleanStories,
  evaluate,
  findOverlap,
  InvalidArgumentError,
  importStories,
  LanguageModel,
  LlmClient,
  prepare,
  reportCorpus,
  Tokenizer,
  train,
} from '../lib/index.ts';

const wrong = (value: unknown) => value as never;

test.each<[string, RegExp, () => Promise<unknown>]>([
  ['LanguageModel.load()', /^model: /, () => LanguageModel.load(wrong(undefined))],
  ['LanguageModel.load(5)', /^model: /, () => LanguageModel.load(wrong(5))],
  ["LanguageModel.load('')", /^model: /, () => LanguageModel.load('')],
  [
    'LanguageModel.load of null',
    /^options of LanguageModel\.load: /,
    () => LanguageModel.load('m', wrong(null)),
  ],
  [
    'LanguageModel.load, misspelt',
    /^option of LanguageModel\.load: expected one such as weights, got "weight"/,
    () => LanguageModel.load('m', wrong({ weight: 'int8' })),
  ],
  [
    'LanguageModel.of, misspelt',
    /^option of LanguageModel\.of: expected one such as slots, got "slot"/,
    async () => LanguageModel.of(wrong({}), wrong({}), wrong({ slot: 2 })),
  ],
  ['Tokenizer.load(7)', /^tokenizer: /, () => Tokenizer.load(wrong(7))],
  ['evaluate(model)', /^data: /, () => evaluate('model', wrong(undefined))],
  ['evaluate({})', /^model: /, () => evaluate(wrong({}), 'data')],
  ['evaluate of null', /^options of evaluate: /, () => evaluate('model', 'data', wrong(null))],
  [
    'evaluate, misspelt',
    /^option of evaluate: expected one such as stories, got "story"/,
    () => evaluate('model', 'data', wrong({ story: 5 })),
  ],
  ['evaluate of a text of stories', /^stories: /, () => evaluate('model', 'data', { stories: wrong('5') })],
  ['LlmClient.open()', /^options of LlmClient\.open: /, () => LlmClient.open(wrong(undefined))],
  ['LlmClient.open(null)', /^options of LlmClient\.open: /, () => LlmClient.open(wrong(null))],
  ...(
    [
      [{ bugdet: { requests: 1 } }, /^option of LlmClient\.open: expected one such as budget, got "bugdet"/],
      [{ budget: { request: 1 } }, /^option of budget: expected one such as requests, got "request"/],
      [{ budget: 5 }, /^options of budget: expected an object, got 5/],
      [{ budget: null }, /^options of budget: expected an object, got null/],
      [{ budget: { dollars: '5' } }, /^budget\.dollars: expected a number, 0 or more, got "5"/],
      [{ budget: { tokens: Number.NaN } }, /^budget\.tokens: expected a number, 0 or more, got NaN/],
      [{ budget: { requests: -1 } }, /^budget\.requests: /],
      [{ price: { promt: 1, completion: 1 } }, /^option of price: expected one such as prompt, got "promt"/],
      [{ timeout: '5' }, /^timeout: /],
      [{ baseURL: 5 }, /^baseURL: /],
      [{ journal: 5 }, /^journal: /],
      [{ offline: 'no' }, /^offline: /],
    ] as [object, RegExp][]
  ).map(([options, message]): [string, RegExp, () => Promise<unknown>] => [
    `LlmClient.open of ${JSON.stringify(options)}`,
    message,
    () => LlmClient.open({ model: 'gpt-4o-mini', baseURL: 'http://127.0.0.1:9/v1', ...options }),
  ]),
  ['prepare({})', /^inputs: /, () => prepare(wrong({}))],
  ['prepare without out', /^out: /, () => prepare(wrong({ inputs: ['a.txt'] }))],
  ['prepare of a string', /^inputs: /, () => prepare(wrong({ inputs: 'a.txt', out: 'b' }))],
  ['cleanStories of a string', /^inputs: /, () => cleanStories(wrong({ inputs: 'a.txt', out: 'b' }))],
  [
    'cleanStories with validation of a string',
    /^validation: /,
    () => cleanStories(wrong({ inputs: ['a.txt'], validation: 'v.txt', out: 'b' })),
  ],
  ['importStories of a string', /^inputs: /, () => importStories(wrong({ inputs: 'a.txt', out: 'b' }))],
  [
    'buildInstructCorpus of one',
    /^inputs: /,
    () => buildInstructCorpus(wrong({ inputs: 'a.txt', out: 'b' })),
  ],
  ['reportCorpus of a string', /^inputs: /, () => reportCorpus(wrong('a.txt'))],
  ['checkOutOfDistribution of a string', /^test: /, () => checkOutOfDistribution(['a.txt'], wrong('b.txt'))],
  ['findOverlap of a string', /^corpus: /, () => findOverlap([], wrong('a.txt'))],
  ['train()', /^options of train: /, () => train(wrong(undefined))],
])('%s', async (_name, message, call) => {
  const error = await call().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect((error as Error).message).toMatch(message);
});
