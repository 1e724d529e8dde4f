/** What questions would come to, before anything is sent. */
import { Pace } from '../runtime/pace.ts';
import { BATCH_SHARE, dollarsOf } from './prices.ts';
import type { LlmEstimate, LlmPrice, LlmRequest } from './types.ts';
import { mostPromptTokens, usualPromptTokens, worstCase } from './worst-case.ts';

export async function estimate(
  requests: Iterable<LlmRequest> | AsyncIterable<LlmRequest>,
  keyOf: (request: LlmRequest) => string,
  isKept: (key: string) => boolean,
  price: LlmPrice | null,
  batch = false,
): Promise<LlmEstimate> {
  const share = batch ? BATCH_SHARE : 1;
  const pace = new Pace('estimating', undefined);
  const seen = new Set<string>();
  const total = { kept: 0, promptTokens: 0, mostPromptTokens: 0, mostCompletionTokens: 0 };
  let dollars = 0;
  let mostDollars = 0;
  for await (const request of requests) {
    const key = keyOf(request);
    if (seen.has(key)) continue;
    seen.add(key);
    if (pace.due) await pace.rest();
    if (isKept(key)) {
      total.kept++;
      continue;
    }
    const promptTokens = usualPromptTokens(request);
    total.promptTokens += promptTokens;
    total.mostPromptTokens += mostPromptTokens(request);
    total.mostCompletionTokens += request.maxTokens;
    dollars += dollarsOf(
      price,
      { promptTokens, completionTokens: request.maxTokens, cachedTokens: 0 },
      share,
    );
    mostDollars += worstCase(request, price, share).dollars;
  }
  const known = price !== null;
  return {
    requests: seen.size,
    ...total,
    dollars: known ? dollars : null,
    mostDollars: known ? mostDollars : null,
  };
}
