/** All completions before all judges. */

import type { LlmAsker, LlmReply, LlmTotals } from '../../llm/types.ts';
import { AbortedError, type BudgetError, type LlmError } from '../../runtime/errors.ts';
import { Pace } from '../../runtime/pace.ts';
import type { OnProgress } from '../../runtime/progress.ts';
import { gradeKey } from '../completion-key.ts';
import type {
  CompletionRecord,
  GradeRecord,
  GradingFile,
  JudgeRecord,
  MissingReason,
  PromptRecord,
} from '../record.ts';
import { gradedText } from './graded-text.ts';
import { type Judgement, judgeText } from './judge.ts';

/** A judge, and how it is asked. */
export interface GradingJudge {
  record: Pick<JudgeRecord, 'id' | 'model' | 'baseURL' | 'api' | 'journal'>;
  asker: LlmAsker;
  /** It waits until all questions are there, so they all have to come. */
  batched?: boolean;
}

export interface JudgeAllOptions {
  file: GradingFile;
  completions: readonly CompletionRecord[];
  judges: readonly GradingJudge[];
  /** Lines of an earlier run: those of judges who are not asked this time are kept. */
  before: readonly GradeRecord[];
  /**
   * Nothing can be asked, only the journals are read. What they do not answer keeps the reason that it had.
   */
  offline?: boolean;
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

export interface JudgedAll {
  /** By completion, then by judge in the order of the file. */
  grades: GradeRecord[];
  /** By judge and key. */
  replies: Map<string, Map<string, LlmReply>>;
  /** By judge, of those who were there to be asked: what its journal says was charged, whoever asked. */
  charged: Map<string, Pick<LlmTotals, 'usage' | 'spent'>>;
  stop: BudgetError | LlmError | null;
  aborted: AbortedError | null;
}

/** Texts before judges at once; how many of them are asked at once is for the client to say. */
const AT_ONCE = 256;
/** Reasons that another run may do away with. */
const PASSING: readonly MissingReason[] = ['failed', 'budget', 'unasked'];

export async function judgeAll(options: JudgeAllOptions): Promise<JudgedAll> {
  const { file, completions, judges, before, offline = false, signal, onProgress } = options;
  const prompts = new Map(file.prompts.items.map((prompt) => [prompt.id, prompt]));
  const old = new Map(before.map((grade) => [gradeKey(grade), grade]));
  const askers = new Map(judges.map(({ record, asker }) => [record.id, asker]));
  const replies = new Map(file.judges.map(({ id }) => [id, new Map<string, LlmReply>()]));
  const work = completions.flatMap((completion) => file.judges.map(({ id }) => ({ completion, judge: id })));
  const result: JudgedAll = { grades: [], replies, charged: new Map(), stop: null, aborted: null };
  let done = 0;

  const one = async (completion: CompletionRecord, judge: string): Promise<GradeRecord> => {
    const { prompt, sample, text } = completion;
    const earlier = old.get(gradeKey({ prompt, sample, judge }));
    const asker = askers.get(judge);
    if (text === null) return { ...blank(completion, judge), missing: 'untold' };
    if (!asker || result.aborted) return earlier ?? blank(completion, judge);
    let judgement: Judgement;
    try {
      const graded = gradedText(text, file.settings.cutRepeats);
      const exercise = { kind: file.kind, prompt: prompts.get(prompt) as PromptRecord, text: graded };
      judgement = await judgeText(asker, exercise, file.settings, signal);
    } catch (error) {
      if (!(error instanceof AbortedError)) throw error;
      result.aborted = error;
      return earlier ?? blank(completion, judge);
    }
    for (const reply of judgement.replies) replies.get(judge)?.set(reply.key, reply);
    // Not in the journal: it was missing then, for a reason that only the old line knows.
    if (offline && judgement.missing === 'failed')
      return earlier?.missing ? earlier : blank(completion, judge);
    result.stop ??= judgement.stop;
    // A client that has stopped does not read its journal any more.
    if (judgement.stop && earlier?.scores) return earlier;
    return lineOf(completion, judge, judgement);
  };

  const atOnce = judges.some(({ batched }) => batched) ? work.length : AT_ONCE;
  const lines: GradeRecord[] = new Array(work.length);
  const running = new Set<Promise<void>>();
  const pace = new Pace('grading', undefined);
  for (const [at, { completion, judge }] of work.entries()) {
    // A question takes a while to put into words.
    if (pace.due) await pace.rest();
    while (running.size >= atOnce) await Promise.race(running);
    const task: Promise<void> = one(completion, judge)
      .then((line) => {
        lines[at] = line;
        done++;
        onProgress?.({ stage: 'grading', done, total: work.length, unit: 'grades' });
      })
      .finally(() => running.delete(task));
    // The first failure is thrown below; those of the others are the same.
    task.catch(() => {});
    running.add(task);
  }
  await Promise.all(running);
  result.grades = lines;
  for (const [id, { totals }] of askers) result.charged.set(id, totals);
  return result;
}

/** The file with what came of it; a function of completions, grades and journals alone. */
export function completeFile(
  file: GradingFile,
  completions: readonly CompletionRecord[],
  { grades, replies, charged }: Pick<JudgedAll, 'grades' | 'replies' | 'charged'>,
): GradingFile {
  const answered = [...replies.values()].flatMap((answers) => [...answers.values()].map(({ at }) => at));
  const dates = [file.dates.first, file.dates.last, ...answered].filter((at) => at !== null).sort();
  return {
    ...file,
    judges: file.judges.map((judge) => tallied(judge, replies.get(judge.id), charged.get(judge.id))),
    complete: !grades.some(({ missing }) => missing !== null && PASSING.includes(missing)),
    counts: {
      completions: completions.length,
      untold: completions.filter(({ text }) => text === null).length,
      grades: grades.length,
      missing: grades.filter(({ missing }) => missing !== null).length,
    },
    dates: { first: dates[0] ?? null, last: dates.at(-1) ?? null },
  };
}

/**
 * What a judge has cost is its journal's to say, not that of the answers used: what came to nothing may have been charged
 * as well, and a run that was stopped has not read all of them. Whatever stands already was charged, so it never shrinks.
 */
function tallied(
  judge: JudgeRecord,
  replies: ReadonlyMap<string, LlmReply> | undefined,
  charged: Pick<LlmTotals, 'usage' | 'spent'> | undefined,
): JudgeRecord {
  // Not asked this time: what is known of it stays.
  if (charged === undefined) return judge;
  const { usage } = judge;
  const most = (name: keyof typeof usage): number => Math.max(usage[name], charged.usage[name]);
  const models = [...(replies?.values() ?? [])].map(({ model }) => model);
  return {
    ...judge,
    answered: [...new Set([...judge.answered, ...models])].sort(),
    usage: {
      promptTokens: most('promptTokens'),
      completionTokens: most('completionTokens'),
      cachedTokens: most('cachedTokens'),
    },
    cost: Math.max(judge.cost, rounded(charged.spent)),
  };
}

/** A sum has other last digits in another order, and a grading made again has to come out the same. */
function rounded(dollars: number): number {
  return Math.round(dollars * 1e12) / 1e12;
}

function lineOf(completion: CompletionRecord, judge: string, judgement: Judgement): GradeRecord {
  const { scores, missing, assessment, faults, replies, neutralised } = judgement;
  return {
    prompt: completion.prompt,
    sample: completion.sample,
    judge,
    scores,
    missing,
    assessment,
    attempts: replies.length,
    faults,
    replies: replies.map(({ key }) => key),
    neutralised,
    cost: replies.reduce((sum, { cost }) => sum + cost, 0),
    at:
      replies
        .map(({ at }) => at)
        .sort()
        .at(-1) ?? null,
  };
}

function blank({ prompt, sample }: CompletionRecord, judge: string): GradeRecord {
  return {
    prompt,
    sample,
    judge,
    scores: null,
    missing: 'unasked',
    assessment: null,
    attempts: 0,
    faults: [],
    replies: [],
    neutralised: 0,
    cost: 0,
    at: null,
  };
}
