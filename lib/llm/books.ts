/** What a client keeps account of: the journal, the budget, and the figures for progress. One writer for all three. */
import type { TinyStoriesError } from '../runtime/errors.ts';
import { type Amount, NOTHING } from './amount.ts';
import type { Failure } from './failures.ts';
import type { Journal } from './journal.ts';
import type { NoteLine } from './journal-lines.ts';
import { Ledger } from './ledger.ts';
import type { Settings } from './options.ts';
import { dollarsOf } from './prices.ts';
import type { Answer } from './replies.ts';
import type { LlmBudget, LlmReply, LlmRequest, LlmTotals, LlmUsage } from './types.ts';
import { isBelievable, worstUsage } from './worst-case.ts';

/** A request that is reserved. */
export interface Reservation {
  id: number;
  key: string;
  worst: Amount;
}

export class Books {
  readonly journal: Journal | null;
  readonly ledger: Ledger;
  readonly totals: Omit<LlmTotals, 'spent' | 'reserved'>;
  readonly #settings: Settings;
  #lastId: number;
  #model: string | null;

  constructor(settings: Settings, budget: LlmBudget, journal: Journal | null) {
    this.journal = journal;
    this.#settings = settings;
    this.ledger = new Ledger(budget, journal?.state.spent ?? NOTHING);
    // Batches go on by themselves: what they may cost stays reserved.
    for (const { open } of journal?.state.batches.values() ?? []) {
      for (const { worst } of open.values()) this.ledger.hold(worst, true);
    }
    this.#lastId = journal?.state.lastId ?? 0;
    this.#model = journal?.state.model ?? null;
    const usage = journal?.state.usage ?? { promptTokens: 0, completionTokens: 0, cachedTokens: 0 };
    this.totals = { asked: 0, answered: 0, kept: 0, retried: 0, failed: 0, inFlight: 0, usage: { ...usage } };
  }

  /** Writes that a request is about to be sent; the ledger holds its worst case already. */
  async reserve(key: string, worst: Amount, batch?: number): Promise<Reservation> {
    const id = ++this.#lastId;
    const { dollars, tokens } = worst;
    const of = batch === undefined ? {} : { batch };
    await this.journal?.append({ kind: 'reserve', id, key, dollars, tokens, ...of });
    return { id, key, worst };
  }

  /** Writes an answer. `share`: 0.5 for a batch. */
  async answered(
    { id, key, worst }: Reservation,
    request: LlmRequest | null,
    answer: Answer,
    share = 1,
  ): Promise<{ reply: LlmReply; actual: Amount }> {
    const { price, model } = this.#settings;
    const counted = believed(answer.usage, worst);
    // Without counts nothing less than the worst case is known to be enough.
    const usage = counted ?? (request === null ? usageOf(worst) : worstUsage(request));
    const cost = counted === null ? worst.dollars : dollarsOf(price, usage, share);
    const named = answer.model ?? model;
    const at = new Date().toISOString();
    const { text, finish } = answer;
    const reply = { key, text, finish, model: named, usage, cost, at };
    await this.journal?.append({ kind: 'reply', id, ...reply });
    this.#count(usage);
    if (this.#model !== null && this.#model !== named) {
      this.#settings.onNotice({ type: 'model', from: this.#model, to: named });
    }
    this.#model = named;
    return { reply: { ...reply, kept: false }, actual: { dollars: cost, ...tokensOf(usage) } };
  }

  /** Writes that a request came to nothing, and what it may have cost. */
  async failed(
    { id, key, worst }: Reservation,
    failure: Pick<Failure, 'status' | 'message' | 'charged'>,
    usage: LlmUsage | null,
    share = 1,
  ): Promise<Amount> {
    const counted = believed(usage, worst);
    const told =
      counted === null
        ? worst
        : { dollars: dollarsOf(this.#settings.price, counted, share), ...tokensOf(counted) };
    const actual = failure.charged ? told : { ...NOTHING, requests: 1 };
    const { status, message } = failure;
    const { dollars, tokens } = actual;
    const at = new Date().toISOString();
    await this.journal?.append({ kind: 'failure', id, key, status, message, dollars, tokens, at });
    return actual;
  }

  /** Writes that a request was never sent: it cost nothing and counts for nothing. */
  async unsent({ id, key }: Reservation, message: string): Promise<Amount> {
    const at = new Date().toISOString();
    const nothing = { dollars: 0, tokens: 0, requests: 0 } as const;
    await this.journal?.append({ kind: 'failure', id, key, status: null, message, ...nothing, at });
    return NOTHING;
  }

  /** Writes what was learnt of the server. */
  async note(note: NoteLine['note'], message: string): Promise<void> {
    await this.journal?.append({ kind: 'note', note, message, at: new Date().toISOString() });
  }

  #count(usage: LlmUsage): void {
    const { usage: total } = this.totals;
    total.promptTokens += usage.promptTokens;
    total.completionTokens += usage.completionTokens;
    total.cachedTokens += usage.cachedTokens;
    this.totals.answered++;
  }
}

/** Ends everything: nothing more is sent, and whoever waits is told. */
export type Stop = (error: TinyStoriesError) => void;

function tokensOf(usage: LlmUsage): { tokens: number; requests: number } {
  return { tokens: usage.promptTokens + usage.completionTokens, requests: 1 };
}

function believed(usage: LlmUsage | null, worst: Amount): LlmUsage | null {
  return usage !== null && isBelievable(usage, worst) ? usage : null;
}

/** The worst case of a request whose text is not at hand any more: all of it counts as the prompt. */
function usageOf(worst: Amount): LlmUsage {
  return { promptTokens: worst.tokens, completionTokens: 0, cachedTokens: 0 };
}
