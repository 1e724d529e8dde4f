/**
 * One text before one judge: asked, read strictly, asked again at most so often, and else missing. A judge may fail,
 * but it may not lie.
 */
import type { LlmAsker, LlmReply, LlmRequest } from '../../llm/types.ts';
import { BudgetError, LlmError } from '../../runtime/errors.ts';
import type { GradingSettings, MissingReason, Scores } from '../record.ts';
import { askedWith, type Exercise, questionFor, secondTurn, verdictSchema } from './question.ts';
import { readVerdict, type Unreadable } from './verdict.ts';

export type JudgingSettings = Pick<
  GradingSettings,
  'turns' | 'reasks' | 'judgeTemperature' | 'judgeMaxTokens'
>;

export interface Judgement {
  scores: Scores | null;
  missing: MissingReason | null;
  assessment: string | null;
  faults: string[];
  /** All answers used, in order. */
  replies: LlmReply[];
  neutralised: number;
  /** What every other question would meet as well: a spent budget, a server that lets nobody in. */
  stop: BudgetError | LlmError | null;
}

/** @throws AbortedError; what is wrong with servers and answers is part of the judgement. */
export async function judgeText(
  asker: LlmAsker,
  exercise: Exercise,
  settings: JudgingSettings,
  signal?: AbortSignal,
): Promise<Judgement> {
  const { turns } = settings;
  const question = questionFor(exercise, turns);
  const base = askedWith(settings);
  const schema = verdictSchema(turns);
  const attempts = new Attempts(asker, settings.reasks, signal);
  const result = { assessment: null as string | null, scores: null as Scores | null };
  try {
    if (turns === 2) {
      const request = { ...base, messages: question.first };
      result.assessment = await attempts.until(() => request, assessmentOf);
    }
    if (turns === 1 || result.assessment !== null) {
      const messages = turns === 1 ? question.first : secondTurn(question, result.assessment!);
      // Asked again, it is the same question with a reminder, never one that shows what was answered.
      const reminded = messages.map((message, i) =>
        i < messages.length - 1
          ? message
          : { ...message, content: `${message.content}\n\n${question.reminder}` },
      );
      const verdict = await attempts.until(
        (again) => ({ ...base, schema, messages: again ? reminded : messages }),
        ({ text }) => readVerdict(text, turns),
      );
      if (verdict) {
        result.scores = verdict.scores;
        result.assessment = verdict.assessment ?? result.assessment;
      }
    }
  } catch (error) {
    attempts.failed(error);
  }
  const { faults, replies, stop } = attempts;
  const missing = result.scores === null ? attempts.reason : null;
  return { ...result, missing, faults, replies, stop, neutralised: question.neutralised };
}

/** The answers to one text, usable or not. */
class Attempts {
  readonly replies: LlmReply[] = [];
  readonly faults: string[] = [];
  reason: MissingReason = 'unreadable';
  stop: BudgetError | LlmError | null = null;
  readonly #asker: LlmAsker;
  readonly #reasks: number;
  readonly #signal: AbortSignal | undefined;

  constructor(asker: LlmAsker, reasks: number, signal: AbortSignal | undefined) {
    this.#asker = asker;
    this.#reasks = reasks;
    this.#signal = signal;
  }

  /** Asks until an answer can be used; null when none could. */
  async until<T extends string | object>(
    request: (again: boolean) => Omit<LlmRequest, 'sample'>,
    read: (reply: LlmReply) => T | Unreadable,
  ): Promise<T | null> {
    for (let sample = 0; sample <= this.#reasks; sample++) {
      const reply = await this.#asker.ask({ ...request(sample > 0), sample }, this.#signal);
      this.replies.push(reply);
      const refusal = REFUSALS[reply.finish];
      if (refusal) {
        [this.reason] = refusal;
        this.faults.push(refusal[1]);
        continue;
      }
      const value = read(reply);
      if (!isUnreadable(value)) return value;
      this.reason = 'unreadable';
      this.faults.push(value.fault);
    }
    return null;
  }

  failed(error: unknown): void {
    if (error instanceof BudgetError) {
      this.reason = 'budget';
      this.stop = error;
    } else if (error instanceof LlmError) {
      this.reason = 'failed';
      if (error.final) this.stop = error;
    } else throw error;
    this.faults.push(error.message);
  }
}

/** An answer that was cut off is none, even where what is there could be read. */
const REFUSALS: Readonly<Record<LlmReply['finish'], [MissingReason, string] | null>> = {
  stop: null,
  length: ['truncated', 'cut off at the limit of tokens'],
  refusal: ['refused', 'the judge refused to answer'],
  content_filter: ['filtered', "the server's filter held the answer back"],
};

function isUnreadable(value: string | object): value is Unreadable {
  return typeof value === 'object' && 'fault' in value;
}

function assessmentOf({ text }: LlmReply): string | Unreadable {
  const assessment = text.trim();
  return assessment === '' ? { fault: 'an empty assessment' } : assessment;
}
