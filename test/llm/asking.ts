/** Clients and questions for tests. */
import { join } from 'node:path';
import { LlmClient } from '../../lib/llm/client.ts';
import type { LlmClientOptions, LlmRequest } from '../../lib/llm/types.ts';
import type { Mock } from './mock.ts';

/** A client of the mock's, with a journal in its folder, that waits next to nothing between attempts. */
export function openClient(mock: Mock, options: Partial<LlmClientOptions> = {}): Promise<LlmClient> {
  return LlmClient.open({
    model: 'mock',
    baseURL: mock.baseURL,
    journal: journalOf(mock),
    backoff: 0.005,
    ...options,
  });
}

export function journalOf(mock: Mock): string {
  return join(mock.folder, 'journal.jsonl');
}

export function question(content: string, more: Partial<LlmRequest> = {}): LlmRequest {
  return { messages: [{ role: 'user', content }], sample: 0, maxTokens: 50, ...more };
}

export function questions(count: number, more: Partial<LlmRequest> = {}): LlmRequest[] {
  return Array.from({ length: count }, (_, i) => question(`question ${i}`, more));
}
