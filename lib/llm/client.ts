/** Asks a language model behind an OpenAI-compatible server. */
import { UnsupportedError } from '../runtime/errors.ts';
import type { LlmAsker, LlmClientOptions, LlmReply, LlmRequest, LlmTotals } from './types.ts';

export class LlmClient implements LlmAsker {
  readonly totals: LlmTotals = {
    asked: 0,
    answered: 0,
    kept: 0,
    retried: 0,
    failed: 0,
    inFlight: 0,
    usage: { promptTokens: 0, completionTokens: 0, cachedTokens: 0 },
    spent: 0,
    reserved: 0,
  };

  private constructor() {}

  static async open(_options: LlmClientOptions): Promise<LlmClient> {
    return new LlmClient();
  }

  async ask(_request: LlmRequest, _signal?: AbortSignal): Promise<LlmReply> {
    throw new UnsupportedError('the client does not ask yet');
  }

  async close(): Promise<void> {}
}
