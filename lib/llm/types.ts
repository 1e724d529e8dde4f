/**
 * What is asked of a language model behind an OpenAI-compatible server, and what comes back. Corpora and grades are
 * asked for through the same client, so that budget, journal and cache hold for both.
 */

export interface LlmMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** One question. Two questions with equal content and equal `sample` are the same question, asked once. */
export interface LlmRequest {
  messages: readonly LlmMessage[];
  /** Which of several answers to the same content this is, from 0: ten samples are ten questions. */
  sample: number;
  /** Upper bound of the answer, tokens; what the budget reserves. */
  maxTokens: number;
  temperature?: number;
  topP?: number;
  /** Passed on to servers that take one. */
  seed?: number;
  /** Structured output: the answer has to be JSON of this schema. Servers without it are asked in words alone. */
  schema?: { name: string; schema: Record<string, unknown> };
}

export type LlmFinish = 'stop' | 'length' | 'refusal' | 'content_filter';

export interface LlmUsage {
  promptTokens: number;
  completionTokens: number;
  /** Part of `promptTokens` that the server had kept and charges less for. */
  cachedTokens: number;
}

/** An answer, as the journal keeps it. */
export interface LlmReply {
  /** SHA-256 (hex) of the request's content with its sample, model and base URL. */
  key: string;
  text: string;
  finish: LlmFinish;
  /** The model that the server says has answered. */
  model: string;
  usage: LlmUsage;
  /** Dollars, 0 where no price is known. */
  cost: number;
  /** When the answer was journalled, ISO 8601. */
  at: string;
  /** True where the answer was read from the journal and nothing was asked. */
  kept: boolean;
}

/** Hard stops: nothing is sent whose worst case could pass one of them. */
export interface LlmBudget {
  dollars?: number;
  tokens?: number;
  requests?: number;
}

/** Dollars per million tokens. */
export interface LlmPrice {
  prompt: number;
  cachedPrompt?: number;
  completion: number;
}

export interface LlmClientOptions {
  model: string;
  /** Default: the one of the `openai` package (`OPENAI_BASE_URL`, else OpenAI's). */
  baseURL?: string;
  /** Name of the environment variable that holds the key (default `OPENAI_API_KEY`); servers of one's own may need none. */
  keyVariable?: string;
  api?: 'chat' | 'responses';
  /** File of the journal, JSON lines, created when missing. Without one nothing is kept. */
  journal?: string;
  budget?: LlmBudget;
  price?: LlmPrice;
  /** Most requests at once (default 32); fewer when the server says so. */
  concurrency?: number;
  /** Attempts of one question before it is given up (default 6). */
  attempts?: number;
  /** Seconds until a request without an answer is given up (default 120). */
  timeout?: number;
  signal?: AbortSignal;
}

/** What a client has done, for progress and reports. */
export interface LlmTotals {
  asked: number;
  answered: number;
  /** Read from the journal. */
  kept: number;
  retried: number;
  failed: number;
  inFlight: number;
  usage: LlmUsage;
  /** Dollars spent and reserved, with what was in flight when an earlier process ended. */
  spent: number;
  reserved: number;
}

/**
 * Asks. `ask` rejects with LlmError (what was refused and what to do), BudgetError (a hard stop; nothing was sent)
 * or AbortedError; it never resolves with anything that the server did not say.
 */
export interface LlmAsker {
  ask(request: LlmRequest, signal?: AbortSignal): Promise<LlmReply>;
  readonly totals: LlmTotals;
  /** Waits for what is in flight to be journalled and closes the journal. */
  close(): Promise<void>;
}
