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
  /**
   * Structured output: the answer has to be JSON of this schema (a strict one: every property required, none besides).
   * Servers without it are asked in words alone, so the messages have to say the form too.
   */
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
  /**
   * Name of the environment variable that holds the server's key. Without one, `OPENAI_API_KEY` is sent to OpenAI, to
   * the server of `OPENAI_BASE_URL` and to this machine; every other server gets no key.
   */
  keyVariable?: string;
  /** True: a key may go over plain http to another machine, where anyone on the way can read it. Refused by default. */
  keyOverHttp?: boolean;
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
  /** Seconds before the second attempt (default 0.5); twice as long before each further one, at most 30. */
  backoff?: number;
  /**
   * The longest wait that a server is granted, seconds (default 60). It is told when it asks for more, and when that
   * does not do, nothing more is sent.
   */
  longestWait?: number;
  /** Nothing is sent and no key needed: answers come from the journal alone, which is not changed. */
  offline?: boolean;
  onNotice?: (notice: LlmNotice) => void;
  /**
   * What was sent is waited for and journalled even then, by `close`; what was not is not sent any more.
   */
  signal?: AbortSignal;
}

/** What a user should know and need not act on. */
export type LlmNotice =
  /** The server asks to wait; `asked` is what it said, `seconds` what is done. */
  | { type: 'wait'; seconds: number; asked: number; message: string }
  /** The server takes no schema; from now on it is asked in words alone. */
  | { type: 'no-schema'; message: string }
  /** Another model than before has answered. */
  | { type: 'model'; from: string; to: string }
  /** Lines that a crash had left unfinished at the end of the journal were cut off. */
  | { type: 'torn'; lines: number; bytes: number }
  /** Requests were in flight when an earlier process ended: they stay charged at their worst case. */
  | { type: 'lost'; requests: number }
  /** A batch ended without `missing` of its answers. `lost`: they may have been paid for, and cannot be had any more. */
  | { type: 'batch'; status: string; missing: number; message: string }
  /** What is asked is in a batch under way as well, and paid for twice; `requests` are in such batches. */
  | { type: 'in-batches'; requests: number };

/** What a client has done, for progress and reports. */
export interface LlmTotals {
  /** Requests sent, every attempt. */
  asked: number;
  /** Questions answered by the server. */
  answered: number;
  /** Read from the journal. */
  kept: number;
  /** Attempts beyond the first. */
  retried: number;
  /** Questions given up. */
  failed: number;
  /** Requests under way. */
  inFlight: number;
  /** Of all answers, those of earlier processes in the journal too. */
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

/** What asking would come to, before anything is sent. */
export interface LlmEstimate {
  /** Different questions. */
  requests: number;
  /** Of them answered in the journal already, which cost nothing. */
  kept: number;
  /** Tokens of the prompts that would be sent, about and at most. */
  promptTokens: number;
  mostPromptTokens: number;
  /** Tokens of the answers, at most. */
  mostCompletionTokens: number;
  /** With prompts of about that length and answers of the greatest; null where no price is known. */
  dollars: number | null;
  /** What would be reserved, every question at its worst. */
  mostDollars: number | null;
}

export interface LlmBatchOptions {
  /** True (default): resolves when every batch has ended. False: submits, collects what is ready, and comes back. */
  wait?: boolean;
  /** Seconds between two looks at a batch: the first, doubled up to the last (default 15 and 300). */
  poll?: { first: number; last: number };
  /** Most requests of one batch (default 20,000; OpenAI takes 50,000). */
  size?: number;
  /** How often a question is put into a batch before it is left (default 3). */
  attempts?: number;
  signal?: AbortSignal;
  onProgress?: (progress: LlmBatchProgress) => void;
}

export interface LlmBatchProgress {
  /** Different questions. */
  requests: number;
  /** Answered, in the journal. */
  done: number;
  /** In batches under way. */
  pending: number;
}

export interface LlmBatchResult extends LlmBatchProgress {
  /** Keys of questions that stayed without an answer, with the last reason. */
  missing: { key: string; reason: string }[];
}
