/** The entry of the process that grades one checkpoint beside a run; see while-training.ts. */
import { LanguageModel } from '../generation/language-model.ts';
import type { LlmClientOptions } from '../llm/types.ts';
import { AbortedError, TinyStoriesError } from '../runtime/errors.ts';
import { makeDirectory } from '../runtime/files.ts';
import { checkCompletions } from './checks/grading.ts';
import { summariseChecks } from './checks/summary.ts';
import { grade } from './grade.ts';
import type { GradingJudge } from './judging/judge-all.ts';
import { openJudge } from './judging/open-judge.ts';
import { ownPrompts } from './prompts/prompt-set.ts';
import { AXES, type Grading } from './record.ts';
import { summarise } from './statistics/summary.ts';
import { describeModelTeller, modelTeller } from './telling/model-teller.ts';

export interface ChildJob {
  /** Folder of the model's files. */
  model: string;
  /** Where the grading goes. */
  folder: string;
  /** What the teller is called: the run's name. */
  name: string;
  step: number;
  samples: number;
  maxTokens: number;
  judge: Omit<LlmClientOptions, 'journal' | 'signal'> | null;
}

export interface ChildAnswer {
  /** Means of the axes, and `offline`, the order without a judge (0 to 1). */
  scores: Record<string, number>;
  problem: string | null;
}

/** A run is told the same beginning by the same dice every time. */
const SEED = 1;

process.once('message', (job: ChildJob) => {
  const controller = new AbortController();
  // The run is gone, and nobody waits for this any more.
  process.on('disconnect', () => controller.abort());
  work(job, controller.signal)
    .then((answer) => process.send?.(answer, () => process.disconnect()))
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    });
});

async function work(job: ChildJob, signal: AbortSignal): Promise<ChildAnswer> {
  const { model: path, folder, name, step, samples, maxTokens } = job;
  await makeDirectory(folder);
  await using model = await LanguageModel.load(path, { device: 'cpu', threads: 1, signal });
  const record = { ...(await describeModelTeller(path, model, { signal })), name, step };
  const telling = { samples, temperature: 1, topP: 1, maxTokens, seed: SEED };
  const { judges, problem } = await judgesFor(job, signal);
  try {
    const teller = modelTeller(model, record, telling);
    const done = await grade({ folder, prompts: ownPrompts('story'), teller, telling, judges, signal });
    if (signal.aborted) throw new AbortedError('the run that asked for grades is gone');
    return { scores: await scoresOf(done), problem: problem ?? done.stop?.message ?? missingIn(done) };
  } finally {
    for (const { asker } of judges) await asker.close();
  }
}

/** A judge that cannot be asked at all, for want of a key for instance, leaves what rules say. */
async function judgesFor(
  { judge, folder }: ChildJob,
  signal: AbortSignal,
): Promise<{ judges: GradingJudge[]; problem: string | null }> {
  if (!judge) return { judges: [], problem: null };
  try {
    return { judges: [await openJudge(folder, 'judge', { ...judge, signal })], problem: null };
  } catch (error) {
    if (!(error instanceof TinyStoriesError) || signal.aborted) throw error;
    return { judges: [], problem: error.message };
  }
}

/** As the curves of a report show them. */
async function scoresOf(grading: Grading): Promise<Record<string, number>> {
  const { order } = summariseChecks(await checkCompletions(grading.file.prompts.items, grading.completions));
  const axes = (await summarise(grading)).judges[0]?.axes;
  const means = axes ? AXES.map((axis) => [axis, axes[axis].mean] as const) : [];
  return { ...Object.fromEntries(means), offline: order.value };
}

function missingIn({ file: { counts } }: Grading): string | null {
  const { completions, untold, grades, missing } = counts;
  const parts: string[] = [];
  if (untold > 0) parts.push(`${untold} of ${completions} texts could not be told`);
  // Those of untold texts are missing as well, and not for a reason of the judge's.
  if (missing > untold) parts.push(`${missing} of ${grades} grades are missing`);
  return parts.length === 0 ? null : parts.join(', ');
}
