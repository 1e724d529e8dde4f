/** The name of a question: what was asked, of which model, where, and which of several answers it is. */
import { sha256 } from '../runtime/digest.ts';
import type { LlmRequest } from './types.ts';

/** SHA-256 (hex). Everything that can change the answer is in it, and nothing else: not the API, not the batch. */
export function requestKey(request: LlmRequest, model: string, baseURL: string): string {
  const { messages, sample, maxTokens, temperature, topP, seed, schema } = request;
  const content = {
    version: 1,
    baseURL,
    model,
    messages: messages.map(({ role, content }) => [role, content]),
    sample,
    maxTokens,
    temperature,
    topP,
    seed,
    schema,
  };
  return sha256(canonical(content));
}

/** JSON with the keys of every object in order: equal values are equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
