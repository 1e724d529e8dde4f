/**
 * The most that a question can cost, without asking anybody. A byte-level vocabulary has no token shorter than a byte,
 * so a text has at most as many tokens as bytes; templates of chats and of schemas add some that are not in it.
 */
import type { Amount } from './amount.ts';
import { dollarsOf } from './prices.ts';
import type { LlmPrice, LlmRequest, LlmUsage } from './types.ts';

/** Tokens that a template puts around a message: role, separators. Known ones take 3 to 8. */
const PER_MESSAGE = 16;
/** Tokens around the whole: a server's own date line, the beginning of the answer. */
const PER_REQUEST = 64;
/** What turns a schema into words may repeat each name once. */
const SCHEMA_TIMES = 2;
/** Tokens that a server may add of its own: instructions before the prompt, thoughts that its bound does not hold. */
const OF_ITS_OWN = 100_000;
/** Bytes of a token in ordinary text, for estimates only. */
const USUAL_BYTES = 4;

/** Bytes of everything that the model reads. */
function bytesOf(request: LlmRequest): { text: number; schema: number } {
  let text = 0;
  for (const { content } of request.messages) text += Buffer.byteLength(content);
  const schema = request.schema === undefined ? 0 : Buffer.byteLength(JSON.stringify(request.schema));
  return { text, schema };
}

/** No server counts more than this. */
export function mostPromptTokens(request: LlmRequest): number {
  const { text, schema } = bytesOf(request);
  return text + SCHEMA_TIMES * schema + PER_MESSAGE * request.messages.length + PER_REQUEST;
}

/** About what a server counts, for a dry run. */
export function usualPromptTokens(request: LlmRequest): number {
  const { text, schema } = bytesOf(request);
  return Math.ceil((text + schema) / USUAL_BYTES) + 4 * request.messages.length + 3;
}

/** What is reserved before a question is sent. */
export function worstCase(request: LlmRequest, price: LlmPrice | null, share = 1): Amount {
  const usage = worstUsage(request);
  // A cached prompt may not be dearer than a fresh one, but a price that says so is believed.
  const cached = { ...usage, cachedTokens: usage.promptTokens };
  const dollars = Math.max(dollarsOf(price, usage, share), dollarsOf(price, cached, share));
  return { dollars, tokens: usage.promptTokens + usage.completionTokens, requests: 1 };
}

/** The counts of the worst case: what an answer without counts is charged. */
export function worstUsage(request: LlmRequest): LlmUsage {
  return {
    promptTokens: mostPromptTokens(request),
    completionTokens: request.maxTokens,
    cachedTokens: 0,
  };
}

/** Whether a server can have counted so much for a request of this worst case; a count that is absurd is none. */
export function isBelievable({ promptTokens, completionTokens }: LlmUsage, worst: Amount): boolean {
  return promptTokens + completionTokens <= worst.tokens + OF_ITS_OWN;
}
