/** What a corpus will cost, about and at most, without asking anybody. */
import { BATCH_SHARE, dollarsOf, priceOf } from '../../llm/prices.ts';
import type { LlmPrice, LlmRequest } from '../../llm/types.ts';
import { usualPromptTokens, worstCase } from '../../llm/worst-case.ts';
import { checkOptions, type OptionNames } from '../../runtime/arguments.ts';
import { checkWhole } from '../../runtime/whole.ts';
import { SUMMARY_TOKENS, storyRequest, summaryRequest } from './llm-stories.ts';
import { composePrompt, type StoryPrompt } from './prompts.ts';
import { type AskedStories, checkAsking, composerFor } from './settings.ts';

export interface EstimateOptions {
  stories: number;
  seed?: number | undefined;
  /** With `batch`, at half the price. */
  llm: AskedStories;
  lists?: string | undefined;
}

const OPTIONS: OptionNames<EstimateOptions> = {
  stories: true,
  seed: true,
  llm: true,
  lists: true,
};

/** Tokens and dollars of a corpus, scaled up from its first prompts. */
export interface CorpusEstimate {
  stories: number;
  requests: number;
  /** If every answer is kept, with tokens as texts of such lengths usually have. */
  promptTokens: number;
  completionTokens: number;
  dollars: number | null;
  /** What no answer can pass; a budget below it may end the corpus early. */
  most: { tokens: number; dollars: number | null };
  /** Dollars per million tokens; null: not known, give `price`. */
  price: LlmPrice | null;
  /** The first prompts, as they will be asked. */
  prompts: StoryPrompt[];
}

/** Tokens of a story of the paper's data, of a summary, and bytes of the story where it is sent back for one. */
const STORY_TOKENS = 230;
const STORY_BYTES = 920;
const SAMPLE = 200;
const SHOWN = 3;

/** @throws InvalidArgumentError; FileError, FormatError for lists and phrasing */
export async function estimateStories(options: EstimateOptions): Promise<CorpusEstimate> {
  checkOptions('estimateStories', options, OPTIONS);
  const { stories, seed = 1, llm, lists } = options;
  checkWhole('stories', stories, 1);
  checkWhole('seed', seed, 0);
  const asking = checkAsking(llm);
  const composer = await composerFor(llm, seed, lists);
  const price = priceOf(llm.client.model, llm.client.price);
  const prompts = Array.from({ length: Math.min(SAMPLE, stories) }, (_, n) => composePrompt(composer, n));
  const some = 'x'.repeat(STORY_BYTES);
  const longest = 'x'.repeat(4 * asking.maxTokens);
  const share = llm.batch ? BATCH_SHARE : 1;
  const sum = { requests: 0, prompt: 0, completion: 0, tokens: 0, dollars: 0 };
  const add = (request: LlmRequest, worst: LlmRequest, completion: number): void => {
    const most = worstCase(worst, price, share);
    sum.requests++;
    sum.prompt += usualPromptTokens(request);
    sum.completion += Math.min(completion, request.maxTokens);
    sum.tokens += most.tokens;
    sum.dollars += most.dollars;
  };
  const usualSummary = SUMMARY_TOKENS / 3;
  for (const prompt of prompts) {
    const request = storyRequest(composer, asking, prompt);
    add(request, request, STORY_TOKENS + (asking.summary === 'along' ? usualSummary : 0));
    if (asking.summary !== 'after') continue;
    const about = (story: string) => summaryRequest(composer, asking, { index: prompt.index, story });
    add(about(some), about(longest), usualSummary);
  }
  const scale = (value: number) => Math.round((value / prompts.length) * stories);
  const usage = { promptTokens: scale(sum.prompt), completionTokens: scale(sum.completion), cachedTokens: 0 };
  return {
    stories,
    requests: scale(sum.requests),
    promptTokens: usage.promptTokens,
    completionTokens: usage.completionTokens,
    dollars: price && dollarsOf(price, usage, share),
    most: { tokens: scale(sum.tokens), dollars: price && (sum.dollars / prompts.length) * stories },
    price,
    prompts: prompts.slice(0, SHOWN),
  };
}
