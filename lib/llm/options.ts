/** The client's options, checked, with their defaults. */

import { checkNumber, checkOptions, type OptionNames } from '../runtime/arguments.ts';
import { InvalidArgumentError } from '../runtime/errors.ts';
import { checkWhole } from '../runtime/whole.ts';
import type { BatchAskerOptions } from './batch-asker.ts';
import { checkBudget } from './ledger.ts';
import { priceOf } from './prices.ts';
import { holdsKey } from './scrub.ts';
import { isVariableName, KEY_VARIABLE, keyFor, type ServerKey, takesEnvironment } from './server-key.ts';
import type { LlmBatchOptions, LlmClientOptions, LlmNotice, LlmPrice, LlmRequest } from './types.ts';

const OPENAI = 'https://api.openai.com/v1';
/** A shorter text, such as those that servers of one's own are given, may well be part of a name. */
const SHORTEST_KEY = 12;
/** Node's fetch gives up by itself after so many seconds without a byte. */
const LONGEST_TIMEOUT = 300;

export interface Settings {
  model: string;
  baseURL: string;
  /** Null: the server gets none. */
  key: ServerKey | null;
  /** See `takesEnvironment`. */
  environment: boolean;
  api: 'chat' | 'responses';
  price: LlmPrice | null;
  concurrency: number;
  attempts: number;
  timeout: number;
  backoff: number;
  longestWait: number;
  onNotice: (notice: LlmNotice) => void;
}

const KNOWN: OptionNames<LlmClientOptions> = {
  model: true,
  baseURL: true,
  keyVariable: true,
  keyOverHttp: true,
  api: true,
  journal: true,
  budget: true,
  price: true,
  concurrency: true,
  attempts: true,
  timeout: true,
  backoff: true,
  longestWait: true,
  offline: true,
  onNotice: true,
  signal: true,
};

/** Those of an asker by batches as well, which takes the same besides. */
const KNOWN_OF_BATCHES: OptionNames<LlmBatchOptions & BatchAskerOptions> = {
  quiet: true,
  wait: true,
  poll: true,
  size: true,
  attempts: true,
  signal: true,
  onProgress: true,
};

/** @throws InvalidArgumentError; LlmError where a key is needed and none is set. */
export function settingsOf(options: LlmClientOptions): Settings {
  checkOptions('LlmClient.open', options, KNOWN);
  const { model, api = 'chat', keyOverHttp = false, offline = false, journal } = options;
  if (typeof model !== 'string' || model.trim() === '') {
    throw new InvalidArgumentError('model', 'the name of a model', model);
  }
  if (api !== 'chat' && api !== 'responses')
    throw new InvalidArgumentError('api', '"chat" or "responses"', api);
  for (const [name, flag] of Object.entries({ keyOverHttp, offline })) {
    if (typeof flag !== 'boolean') throw new InvalidArgumentError(name, 'true or false', flag);
  }
  if (journal !== undefined && (typeof journal !== 'string' || journal === ''))
    throw new InvalidArgumentError('journal', 'a path', journal);
  const baseURL = baseURLOf(options.baseURL);
  checkNoKey(options, baseURL);
  if (options.budget !== undefined) checkBudget(options.budget);
  const price = priceOf(model, options.price);
  if (price === null && options.budget?.dollars !== undefined) {
    throw new InvalidArgumentError(
      'budget.dollars',
      `a price to reckon with: ${model} is not in the table of prices. Give its price (dollars per million tokens of ` +
        'prompt and completion; 0 for a server of your own), or a budget of tokens or requests',
      options.budget.dollars,
    );
  }
  return {
    model,
    baseURL,
    key: offline ? null : keyFor(new URL(baseURL), options.keyVariable, keyOverHttp),
    environment: takesEnvironment(new URL(baseURL), keyOverHttp),
    api,
    price,
    concurrency: checkWhole('concurrency', options.concurrency ?? 32, 1, 10_000),
    attempts: checkWhole('attempts', options.attempts ?? 6, 1, 100),
    timeout: seconds('timeout', options.timeout ?? 120, LONGEST_TIMEOUT),
    backoff: seconds('backoff', options.backoff ?? 0.5, 30),
    longestWait: seconds('longestWait', options.longestWait ?? 60, 86_400),
    onNotice: options.onNotice ?? (() => {}),
  };
}

/** The options without the key, as a client would take them. @throws InvalidArgumentError */
export function checkClientOptions(options: LlmClientOptions): Settings {
  return settingsOf({ ...options, offline: true });
}

/** What is shown and written of the options holds no key, wherever one was put by mistake. */
function checkNoKey({ keyVariable, model }: LlmClientOptions, baseURL: string): void {
  if (keyVariable !== undefined && !isVariableName(keyVariable)) {
    throw new InvalidArgumentError(
      'keyVariable',
      `the name of an environment variable, such as ${KEY_VARIABLE}, not the key itself (one in small letters has to be set)`,
      'something else, which is not shown',
    );
  }
  const key = process.env[keyVariable ?? KEY_VARIABLE]?.trim() ?? '';
  for (const [name, text] of [
    ['baseURL', baseURL],
    ['model', model],
  ] as const) {
    if (holdsKey(text) || (key.length >= SHORTEST_KEY && text.includes(key)))
      throw new InvalidArgumentError(
        name,
        'a value without a key in it',
        'one that has one, which is not shown',
      );
  }
}

/**
 * The server that is asked. The journal and every key name it by this, so nothing secret may be in it.
 * @throws InvalidArgumentError
 */
export function baseURLOf(given: string | undefined): string {
  const text = given ?? (process.env.OPENAI_BASE_URL?.trim() || OPENAI);
  const name = given === undefined ? 'OPENAI_BASE_URL' : 'baseURL';
  const expected = 'a URL that begins with http:// or https://, such as http://localhost:8080/v1';
  if (typeof text !== 'string') throw new InvalidArgumentError(name, expected, text);
  // What was given in its place is not repeated: it may be a key, or have one in it.
  if (!/^\s*https?:\/\//i.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError(name, expected, 'something else, which is not shown');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new InvalidArgumentError(
      name,
      `${expected}, without user, password or query; keys are read from an environment variable`,
      'one that has them',
    );
  }
  return url.href.replace(/\/+$/, '');
}

/** @throws InvalidArgumentError for a question that cannot be meant. */
export function checkRequest(request: LlmRequest): void {
  const { messages, sample, maxTokens, temperature, topP, seed } = request;
  if (messages.length === 0) throw new InvalidArgumentError('messages', 'at least one message', messages);
  for (const { role, content } of messages) {
    if (!['system', 'user', 'assistant'].includes(role)) {
      throw new InvalidArgumentError('role', '"system", "user" or "assistant"', role);
    }
    if (typeof content !== 'string') throw new InvalidArgumentError('content', 'a text', content);
  }
  checkWhole('sample', sample, 0);
  checkWhole('maxTokens', maxTokens, 1, 10_000_000);
  if (temperature !== undefined) checkNumber('temperature', temperature, 0, 2);
  if (topP !== undefined) checkNumber('topP', topP, 0, 1);
  if (seed !== undefined) checkWhole('seed', seed, Number.MIN_SAFE_INTEGER);
}

/** The options of batches, with their defaults. @throws InvalidArgumentError */
export function checkBatchOptions(
  options: LlmBatchOptions,
): Required<Pick<LlmBatchOptions, 'wait' | 'poll' | 'size' | 'attempts'>> {
  checkOptions('batches', options, KNOWN_OF_BATCHES);
  const { wait = true, poll = { first: 15, last: 300 }, size = 20_000, attempts = 3 } = options;
  seconds('poll.first', poll.first, 86_400);
  seconds('poll.last', poll.last, 86_400);
  return {
    wait,
    poll,
    size: checkWhole('size', size, 1, 50_000),
    attempts: checkWhole('attempts', attempts, 1, 100),
  };
}

function seconds(name: string, value: number, most: number): number {
  if (typeof value === 'number' && value > 0 && value <= most) return value;
  throw new InvalidArgumentError(name, `seconds, more than 0 and at most ${most}`, value);
}
