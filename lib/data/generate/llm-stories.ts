/** Stories told by a language model: each prompt is a question, its answer a candidate. */
import type { LlmAsker, LlmReply, LlmRequest } from '../../llm/types.ts';
import { LlmError } from '../../runtime/errors.ts';
import type { Rejection } from './check.ts';
import { inOrder } from './in-order.ts';
import { type Composer, composePrompt, fill, type StoryPrompt } from './prompts.ts';
import type { Candidate, StoryProvider } from './provider.ts';
import { cleanReply, isRefusal, oneLine, partSummary } from './reply.ts';

/** `after`: in a request of its own, as the paper did; `along`: in the answer that has the story; or not at all. */
export const SUMMARIES = ['after', 'along', 'none'] as const;
export type SummaryWay = (typeof SUMMARIES)[number];

export interface Asking {
  summary: SummaryWay;
  /** Most tokens of a story's answer. */
  maxTokens: number;
  temperature?: number | undefined;
  topP?: number | undefined;
}

/** Most tokens of a summary's answer. */
export const SUMMARY_TOKENS = 120;
/** So many questions in a row that got no answer are no accident. */
const MOST_FAILURES = 5;

/** The question that a prompt becomes. */
export function storyRequest(
  { phrasing }: Pick<Composer, 'phrasing'>,
  asking: Asking,
  { text, index }: Pick<StoryPrompt, 'text' | 'index'>,
): LlmRequest {
  const content = asking.summary === 'along' ? `${text}\n\n${phrasing.summary.along}` : text;
  return question(content, index, asking.maxTokens, asking);
}

/** The question that asks for a story's summary. */
export function summaryRequest(
  { phrasing }: Pick<Composer, 'phrasing'>,
  asking: Asking,
  { index, story }: Pick<Candidate, 'index' | 'story'>,
): LlmRequest {
  return question(fill(phrasing.summary.after, { story }), index, SUMMARY_TOKENS, asking);
}

function question(
  content: string,
  index: number,
  maxTokens: number,
  { temperature, topP }: Asking,
): LlmRequest {
  return {
    messages: [{ role: 'user', content }],
    // Two prompts with the same words are two questions: the model may tell something else.
    sample: index,
    maxTokens,
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
  };
}

export class LlmStories implements StoryProvider {
  readonly #asker: LlmAsker;
  readonly #composer: Composer;
  readonly #options: Asking & { signal: AbortSignal | undefined };
  readonly summarize?: (candidate: Candidate) => Promise<string | null>;

  constructor(asker: LlmAsker, composer: Composer, options: Asking & { signal: AbortSignal | undefined }) {
    this.#asker = asker;
    this.#composer = composer;
    this.#options = options;
    if (options.summary === 'after') this.summarize = (candidate) => this.#summarize(candidate);
  }

  async *candidates(room: (awaited: number) => boolean): AsyncGenerator<Candidate, void, void> {
    let failures = 0;
    for await (const { candidate, failure } of inOrder((index) => this.#tell(index), room)) {
      failures = failure ? failures + 1 : 0;
      if (failure && failures >= MOST_FAILURES) throw failure;
      yield candidate;
    }
  }

  /** A question that alone is lost gives a candidate that says so. */
  async #tell(index: number): Promise<{ candidate: Candidate; failure: LlmError | null }> {
    const prompt = composePrompt(this.#composer, index);
    try {
      const reply = await this.#asker.ask(
        storyRequest(this.#composer, this.#options, prompt),
        this.#options.signal,
      );
      return { candidate: this.#candidate(prompt, reply), failure: null };
    } catch (error) {
      if (!(error instanceof LlmError) || error.final) throw error;
      const { text, words, features } = prompt;
      const rejection: Rejection = { reason: 'failed', detail: error.message };
      const candidate: Candidate = {
        index,
        instruction: { 'prompt:': text, words, features },
        story: '',
        summary: '',
        source: '',
        rejection,
      };
      return { candidate, failure: error };
    }
  }

  #candidate({ index, text, words, features }: StoryPrompt, reply: LlmReply): Candidate {
    const { phrasing } = this.#composer;
    const whole = cleanReply(reply.text, phrasing);
    const parts =
      this.#options.summary === 'along' && reply.finish === 'stop'
        ? partSummary(whole, phrasing.summary.label)
        : null;
    const candidate: Candidate = {
      index,
      instruction: { 'prompt:': text, words, features },
      story: parts?.story ?? whole,
      summary: parts?.summary ?? '',
      source: reply.model,
      kept: reply.kept,
    };
    if (reply.finish === 'length')
      candidate.rejection = { reason: 'truncated', detail: 'at the bound on tokens' };
    else if (reply.finish !== 'stop') candidate.rejection = { reason: reply.finish };
    else if (isRefusal(whole, phrasing)) candidate.rejection = { reason: 'refusal' };
    else if (this.#options.summary === 'along' && parts === null && whole !== '')
      candidate.rejection = { reason: 'form', detail: 'no summary' };
    return candidate;
  }

  async #summarize(candidate: Candidate): Promise<string | null> {
    try {
      const request = summaryRequest(this.#composer, this.#options, candidate);
      const reply = await this.#asker.ask(request, this.#options.signal);
      const { phrasing } = this.#composer;
      const text = oneLine(cleanReply(reply.text, phrasing));
      if (reply.finish !== 'stop' || text === '' || isRefusal(text, phrasing)) return null;
      const label = `${phrasing.summary.label.toLowerCase()}:`;
      return text.toLowerCase().startsWith(label) ? text.slice(label.length).trim() : text;
    } catch (error) {
      if (!(error instanceof LlmError) || error.final) throw error;
      return null;
    }
  }
}
