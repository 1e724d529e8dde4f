/** Reads what a server answered with status 200. Nothing is guessed: what is not an answer is a failure. */
import { isJsonObject } from '../formats/strict-json.ts';
import type { LlmFinish, LlmUsage } from './types.ts';

/** An answer that can be used. */
export interface Answer {
  text: string;
  finish: LlmFinish;
  /** Null: the server does not say. */
  model: string | null;
  usage: LlmUsage | null;
}

/** Why an answer cannot be used; what it was charged, where that is said. */
export class Unreadable {
  readonly message: string;
  readonly usage: LlmUsage | null;
  /** Status that the body itself speaks of. */
  readonly status: number | null;

  constructor(message: string, usage: LlmUsage | null = null, status: number | null = null) {
    this.message = message;
    this.usage = usage;
    this.status = status;
  }
}

type Fields = Record<string, unknown>;

/** How servers of several makers name the ends of an answer. */
const FINISHES: Record<string, LlmFinish> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  max_tokens: 'length',
  content_filter: 'content_filter',
};

export function readAnswer(api: 'chat' | 'responses', body: string): Answer | Unreadable {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    if (/^\s*<(!doctype|html)/i.test(body)) {
      return new Unreadable('a web page came instead of JSON; check the base URL (most end in /v1)');
    }
    return new Unreadable('what came is not JSON');
  }
  return readValue(api, value);
}

/** `readAnswer` for JSON that is parsed already, as in a line of a batch. */
export function readValue(api: 'chat' | 'responses', value: unknown): Answer | Unreadable {
  if (!isJsonObject(value)) return new Unreadable('what came is not a JSON object');
  if (value.error !== undefined && value.error !== null) return errorWithin(value.error);
  return api === 'chat' ? readChat(value) : readResponses(value);
}

/** Gateways send the error of another server with status 200. */
function errorWithin(error: unknown): Unreadable {
  const { message, code } = isJsonObject(error) ? error : { message: error, code: null };
  const status = Number(code);
  const text = typeof message === 'string' ? message : 'no message';
  return new Unreadable(
    `an error came with status 200: ${text}`,
    null,
    Number.isInteger(status) && status >= 400 && status < 600 ? status : null,
  );
}

function readChat(value: Fields): Answer | Unreadable {
  const usage = usageOf(value.usage, 'prompt_tokens', 'completion_tokens', 'prompt_tokens_details');
  const choice = Array.isArray(value.choices) ? value.choices[0] : undefined;
  if (!isJsonObject(choice) || !isJsonObject(choice.message))
    return new Unreadable('the answer holds no choice', usage);
  const { content, refusal } = choice.message;
  return finished(choice.finish_reason, content, refusal, value.model, usage);
}

function readResponses(value: Fields): Answer | Unreadable {
  const usage = usageOf(value.usage, 'input_tokens', 'output_tokens', 'input_tokens_details');
  const output = Array.isArray(value.output) ? value.output : [];
  const parts = output
    .filter((item) => isJsonObject(item) && item.type === 'message')
    .flatMap((item: Fields) => (Array.isArray(item.content) ? item.content : []))
    .filter(isJsonObject);
  const texts = parts.filter((part) => part.type === 'output_text' && typeof part.text === 'string');
  const refusal = parts.find((part) => part.type === 'refusal')?.refusal;
  const details = isJsonObject(value.incomplete_details) ? value.incomplete_details.reason : undefined;
  const reason = { max_output_tokens: 'length', content_filter: 'content_filter' }[String(details)];
  const finish =
    value.status === 'completed' ? 'stop' : value.status === 'incomplete' ? reason : value.status;
  const content = texts.length === 0 ? null : texts.map((part) => part.text).join('');
  return finished(finish, content, refusal, value.model, usage);
}

function finished(
  reason: unknown,
  content: unknown,
  refusal: unknown,
  named: unknown,
  counted: LlmUsage | null,
): Answer | Unreadable {
  const said = [content, refusal].some((text) => typeof text === 'string' && text !== '');
  // Some servers count nothing and say 0: an answer of no tokens is not believed.
  const usage = said && counted?.completionTokens === 0 ? null : counted;
  const model = typeof named === 'string' && named !== '' ? named : null;
  if (typeof refusal === 'string' && refusal !== '')
    return { text: refusal, finish: 'refusal', model, usage };
  const finish = typeof reason === 'string' && Object.hasOwn(FINISHES, reason) ? FINISHES[reason] : undefined;
  if (finish === undefined)
    return new Unreadable(`the answer ended for the reason ${JSON.stringify(reason)}`, usage);
  const text = typeof content === 'string' ? content : '';
  // Cut off before its first letter is still what the server said; whole and empty is not an answer.
  if (text === '' && finish === 'stop') return new Unreadable('the answer is empty', usage);
  return { text, finish, model, usage };
}

function usageOf(value: unknown, prompt: string, completion: string, details: string): LlmUsage | null {
  if (!isJsonObject(value)) return null;
  const promptTokens = value[prompt];
  const completionTokens = value[completion];
  // A prompt of no tokens was not counted.
  if (!isCount(promptTokens) || !isCount(completionTokens) || promptTokens === 0) return null;
  const within = value[details];
  const cached = isJsonObject(within) && isCount(within.cached_tokens) ? within.cached_tokens : 0;
  return { promptTokens, completionTokens, cachedTokens: Math.min(cached, promptTokens) };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
