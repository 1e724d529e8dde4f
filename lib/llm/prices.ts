/** What models cost, as OpenAI listed it, in dollars per million tokens. A price given by the caller goes first. */
import { checkOptions, checkText, type OptionNames } from '../runtime/arguments.ts';
import { InvalidArgumentError } from '../runtime/errors.ts';
import type { LlmPrice, LlmUsage } from './types.ts';

const KNOWN: OptionNames<LlmPrice> = { prompt: true, cachedPrompt: true, completion: true };

/** When the table was last compared with the published prices. */
export const PRICES_AS_OF = '2026-06';

/**
 * `[prompt, cached prompt, completion]`, at the ordinary rate; a batch costs half. Where no price of cached prompts was
 * found it is that of others.
 */
const TABLE: ReadonlyMap<string, readonly [number, number, number]> = new Map([
  ['gpt-5.4', [2.5, 2.5, 15]],
  ['gpt-5.1', [1.25, 0.125, 10]],
  ['gpt-5', [1.25, 0.125, 10]],
  ['gpt-5-mini', [0.25, 0.025, 2]],
  ['gpt-5-nano', [0.05, 0.005, 0.4]],
  ['gpt-5-pro', [15, 15, 120]],
  ['gpt-4.1', [2, 0.5, 8]],
  ['gpt-4.1-mini', [0.4, 0.1, 1.6]],
  ['gpt-4.1-nano', [0.1, 0.025, 0.4]],
  ['gpt-4o', [2.5, 1.25, 10]],
  ['gpt-4o-2024-05-13', [5, 5, 15]],
  ['gpt-4o-mini', [0.15, 0.075, 0.6]],
  ['o1', [15, 7.5, 60]],
  ['o3', [2, 0.5, 8]],
  ['o3-mini', [1.1, 0.55, 4.4]],
  ['o4-mini', [1.1, 0.275, 4.4]],
  ['gpt-4-turbo', [10, 10, 30]],
  ['gpt-4', [30, 30, 60]],
  ['gpt-4-32k', [60, 60, 120]],
  ['gpt-3.5-turbo', [0.5, 0.5, 1.5]],
]);

/** What a batch costs of the ordinary price. */
export const BATCH_SHARE = 0.5;

/** A model's price in the table, its date (`-2024-08-06`, `-0613`) left out; null for one that is not in it. @throws InvalidArgumentError */
export function listedPrice(model: string): LlmPrice | null {
  checkText('model', model);
  const row = TABLE.get(model) ?? TABLE.get(model.replace(/-(\d{4}-\d{2}-\d{2}|\d{4})$/, ''));
  if (row === undefined) return null;
  return { prompt: row[0], cachedPrompt: row[1], completion: row[2] };
}

/** The caller's price where one is given, checked. */
export function priceOf(model: string, given: LlmPrice | undefined): LlmPrice | null {
  if (given === undefined) return listedPrice(model);
  checkOptions('price', given, KNOWN);
  const { prompt, cachedPrompt = prompt, completion } = given;
  for (const [name, value] of Object.entries({ prompt, cachedPrompt, completion })) {
    if (!Number.isFinite(value) || value < 0) {
      throw new InvalidArgumentError(`price.${name}`, 'dollars per million tokens, 0 or more', value);
    }
  }
  return { prompt, cachedPrompt, completion };
}

/** Dollars of an answer; 0 where no price is known. `share`: 0.5 for a batch. */
export function dollarsOf(price: LlmPrice | null, usage: LlmUsage, share = 1): number {
  if (price === null) return 0;
  const cached = Math.min(usage.cachedTokens, usage.promptTokens);
  const prompt = (usage.promptTokens - cached) * price.prompt + cached * (price.cachedPrompt ?? price.prompt);
  return ((prompt + usage.completionTokens * price.completion) / 1e6) * share;
}
