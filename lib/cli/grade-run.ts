import { basename, dirname, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { LanguageModel, WEIGHT_PRECISIONS } from '../generation/language-model.ts';
import { checkCompletions } from '../grading/checks/grading.ts';
import { scoreWithSecond } from '../grading/checks/second-file.ts';
import { summariseChecks } from '../grading/checks/summary.ts';
import { type GradeResult, grade, JUDGING_DEFAULTS, TELLING_DEFAULTS } from '../grading/grade.ts';
import { plannedQuestions } from '../grading/judging/plan.ts';
import { findOverlap, withoutOverlap } from '../grading/prompts/overlap.ts';
import { readPromptFile } from '../grading/prompts/prompt-file.ts';
import { ownPrompts, type PromptSet } from '../grading/prompts/prompt-set.ts';
import type { GradingKind, OverlapRecord } from '../grading/record.ts';
import { gradingFolder, readCompletions } from '../grading/record-files.ts';
import { summarise } from '../grading/statistics/summary.ts';
import { describeModelTeller, modelTeller } from '../grading/telling/model-teller.ts';
import { serverTeller, tellingRequest } from '../grading/telling/server-teller.ts';
import type { Teller, TellingSettings } from '../grading/telling/teller.ts';
import { LlmClient } from '../llm/client.ts';
import { findModelFolder } from '../models/model-path.ts';
import type { Compute, WeightPrecision } from '../runtime/addon.ts';
import type { Device } from '../runtime/devices.ts';
import { exists, makeDirectory } from '../runtime/files.ts';
import { checksText } from './checks-text.ts';
import type { Context } from './context.ts';
import { CliFailure, EXIT } from './exit.ts';
import {
  type Asked,
  addAskingOptions,
  asked,
  askedList,
  clientFor,
  closeJudges,
  JUDGE_HELP,
  namedJudges,
  openJudges,
} from './grade-judges.ts';
import { estimateText, gradingText, overlapText } from './grade-text.ts';
import { type LlmFlags, noticeText } from './llm-options.ts';
import { computeOption, deviceOption, nonNegative, nonNegativeNumber, positive, share } from './options.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

const TELLING_JOURNAL = 'journal.telling.jsonl';

interface RunFlags extends Omit<LlmFlags, 'model'>, Partial<TellingSettings> {
  model?: string;
  server?: Asked;
  out?: string;
  name?: string;
  judge?: Asked[];
  instruct?: boolean;
  prompts?: string;
  corpus?: string[];
  strict?: boolean;
  cutRepeats?: boolean;
  oneTurn?: boolean;
  reasks?: number;
  judgeTemperature?: number | 'none';
  judgeMaxTokens?: number;
  offline?: boolean;
  secondModel?: string;
  batch?: boolean;
  dryRun?: boolean;
  device?: Device;
  compute?: Compute;
  threads?: number;
  weights?: WeightPrecision;
  json?: boolean;
}

export function addRun(grade: Command, context: Context): void {
  const command = grade
    .command('run', { isDefault: true })
    .description('Let a model continue beginnings of stories, and judges grade what it tells.')
    .option('--model <dir>', 'a run, a checkpoint or a Hugging Face folder')
    .option('--server <name[@url]>', 'instead of --model: a model behind an OpenAI-compatible server', asked)
    .option('--judge <name[@url]>', JUDGE_HELP, askedList)
    .option('--offline', 'no judge: completions and checks by rules, which judges can grade later')
    .option(
      '--second-model <dir>',
      'say how likely another model finds the texts, beside the checks by rules',
    )
    .option('--out <dir>', 'where the grading is kept (default: grades/<name> in the run of --model)')
    .option('--name <text>', 'of the grading in the run (default: story or instruct, with the checkpoint)')
    .option('--instruct', 'prompts for Instruct models: words, features, summary, sentence')
    .option(
      '--prompts <file>',
      'YAML with prompts of your own, or `Evaluation prompts.yaml` (default: our fifty)',
    )
    .option(
      '--corpus <file...>',
      'stories the model was trained on: say which prompts share six words in a row',
    )
    .option('--strict', 'with --corpus: leave those prompts out')
    .option('--samples <n>', `completions of each prompt (default: ${TELLING_DEFAULTS.samples})`, positive)
    .option(
      '--temperature <x>',
      `of the completions (default: ${TELLING_DEFAULTS.temperature})`,
      nonNegativeNumber,
    )
    .option('--top-p <x>', 'only the likeliest tokens that reach this probability (default: 1)', share)
    .option('--max-tokens <n>', 'of a completion (default: what the context holds; servers: 700)', positive)
    .option('--seed <n>', `another seed, other completions (default: ${TELLING_DEFAULTS.seed})`, nonNegative)
    .option(
      '--cut-repeats',
      'grade the text before its first repeated four words, as the paper does with base models',
    )
    .option('--one-turn', 'ask for assessment and grades at once, at half the cost')
    .option(
      '--reasks <n>',
      `how often what cannot be read is asked again (default: ${JUDGING_DEFAULTS.reasks})`,
      nonNegative,
    )
    .option(
      '--judge-temperature <x>',
      `none: the server's own (default: ${JUDGING_DEFAULTS.judgeTemperature})`,
      temperature,
    )
    .option('--judge-max-tokens <n>', `of one answer (default: ${JUDGING_DEFAULTS.judgeMaxTokens})`, positive)
    .option('--batch', 'ask the judges by the Batch API, for half the price and within a day')
    .option('--dry-run', 'say what it would cost, and ask nothing');
  addAskingOptions(command)
    .addOption(deviceOption())
    .addOption(computeOption())
    .option('--threads <n>', '0: all that the process may use', nonNegative)
    .option('--weights <kind>', `${WEIGHT_PRECISIONS.join(', ')} (default: float32)`, weights)
    .option('--json', 'print the statistics as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories grade run --model runs/first --judge gpt-4o-mini --dry-run
  tinystories grade --model runs/first --judge gpt-4o-mini --budget-dollars 1
  tinystories grade --model runs/first --judge llama3@http://localhost:8080/v1 --one-turn --samples 3
  tinystories grade --server gpt-4o --judge gpt-4o --out grades/gpt-4o
  tinystories grade --model runs/first --offline

"run" may be left out. Stopped in whatever way, the same command goes on, and asks nothing again that was answered. A
budget is that of all judges together. What cannot be read after all is missing and counted as such, never a grade.`,
    )
    .action((flags: RunFlags) => run(flags, context));
}

async function run(flags: RunFlags, context: Context): Promise<void> {
  const { terminal, signal } = context;
  const { judge: judges = [], offline = false, dryRun = false, json = false } = flags;
  if ((flags.model === undefined) === (flags.server === undefined))
    throw new CliFailure('name either a --model or a --server', EXIT.usage);
  if (judges.length === 0 && !offline) throw new CliFailure('name a --judge, or take --offline', EXIT.usage);
  if (judges.length > 0 && offline) throw new CliFailure('--offline asks no --judge', EXIT.usage);
  if (flags.strict && !flags.corpus) throw new CliFailure('--strict needs a --corpus', EXIT.usage);
  const bar = new ProgressBar(terminal);
  const kind: GradingKind = flags.instruct ? 'instruct' : 'story';
  const folder = await folderOf(flags, kind);
  const { set, overlap } = await promptsOf(flags, kind, bar, signal);
  if (overlap) terminal.err(overlapText(overlap));
  if (set.prompts.length === 0)
    throw new CliFailure('every prompt shares a phrase with the corpus; none is left');
  if (dryRun) {
    const estimates = await estimate(flags, set, folder);
    if (json) printJson(terminal, { folder, estimates });
    else terminal.text(estimateText(folder, estimates));
    return;
  }
  const result = await gradeInto(folder, flags, set, overlap, bar, signal).finally(() => bar.end());
  const summary = await summarise(result, { signal });
  const { prompts, ...file } = result.file;
  const checks = summariseChecks(await checkCompletions(prompts.items, result.completions, { signal }));
  const second =
    flags.secondModel === undefined ? null : await secondOf(result, flags.secondModel, flags, bar, signal);
  if (json) printJson(terminal, { folder, file, summary, checks, secondModel: second });
  else terminal.text(`${gradingText(result, summary)}\n${checksText(checks, second)}`);
  if (result.stop) throw result.stop;
}

function secondOf(
  result: GradeResult,
  model: string,
  { device, compute, threads }: RunFlags,
  bar: ProgressBar,
  signal: AbortSignal,
) {
  const computing = { ...(device && { device }), ...(compute && { compute }), threads: threads ?? 0 };
  return scoreWithSecond(result, model, { ...computing, signal, onProgress: bar.show }).finally(() =>
    bar.end(),
  );
}

async function gradeInto(
  folder: string,
  flags: RunFlags,
  prompts: PromptSet,
  overlap: OverlapRecord | null,
  bar: ProgressBar,
  signal: AbortSignal,
): Promise<GradeResult> {
  const judges = flags.judge ?? [];
  const part = 1 / (judges.length + (flags.server ? 1 : 0));
  const telling = tellingOf(flags);
  await makeDirectory(folder);
  const opened = await openJudges(judges, folder, {
    flags,
    share: part,
    batch: flags.batch ?? false,
    bar,
    signal,
  });
  try {
    const { teller, close } = await openTeller(flags, folder, telling, part, bar, signal);
    try {
      return await grade({
        folder,
        prompts,
        overlap,
        teller,
        telling,
        judging: judgingOf(flags),
        judges: opened,
        signal,
        onProgress: bar.show,
      });
    } finally {
      await close();
    }
  } finally {
    await closeJudges(opened);
  }
}

async function openTeller(
  flags: RunFlags,
  folder: string,
  telling: TellingSettings,
  part: number,
  bar: ProgressBar,
  signal: AbortSignal,
): Promise<{ teller: Teller; close: () => Promise<void> }> {
  const { model: path, server, device, compute, threads, weights: precision } = flags;
  if (path === undefined) {
    const client = await LlmClient.open({
      ...clientFor(server as Asked, flags, part),
      journal: join(folder, TELLING_JOURNAL),
      onNotice: (notice) => bar.line(noticeText(notice)),
      signal,
    });
    const record = {
      source: 'server' as const,
      name: client.model,
      hash: null,
      step: null,
      parameters: null,
      valLoss: null,
      baseURL: client.baseURL,
      answered: [],
    };
    return { teller: serverTeller(client, record, telling), close: () => client.close() };
  }
  const model = await LanguageModel.load(path, {
    signal,
    ...(device === undefined ? {} : { device }),
    ...(compute === undefined ? {} : { compute }),
    ...(threads === undefined ? {} : { threads }),
    ...(precision === undefined ? {} : { weights: precision }),
  });
  const close = async (): Promise<void> => {
    await model[Symbol.asyncDispose]();
  };
  try {
    const record = await describeModelTeller(path, model, signal);
    const options = precision === undefined ? {} : { weights: precision };
    return { teller: modelTeller(model, record, telling, options), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function promptsOf(
  { prompts: file, corpus, strict }: RunFlags,
  kind: GradingKind,
  bar: ProgressBar,
  signal: AbortSignal,
): Promise<{ set: PromptSet; overlap: OverlapRecord | null }> {
  const set = file === undefined ? ownPrompts(kind) : await readPromptFile(file, kind);
  if (!corpus) return { set, overlap: null };
  const overlap = await findOverlap(set.prompts, corpus, { signal, onProgress: bar.show }).finally(() =>
    bar.end(),
  );
  return { set: strict ? withoutOverlap(set, overlap) : set, overlap };
}

/** In the run that a model is of; elsewhere only where it is said. */
async function folderOf({ out, name, model }: RunFlags, kind: GradingKind): Promise<string> {
  if (out !== undefined && name !== undefined)
    throw new CliFailure('--name is for a grading in its run; --out names the folder already', EXIT.usage);
  if (name !== undefined && !/^[\w.-]+$/.test(name))
    throw new CliFailure('--name: letters, digits, dots and dashes alone, as it is a folder', EXIT.usage);
  if (out !== undefined) return out;
  if (model !== undefined) {
    const checkpoint = await findModelFolder(model);
    const run = dirname(dirname(checkpoint));
    if (basename(dirname(checkpoint)) === 'checkpoints' && (await exists(join(run, 'run.json'))))
      return gradingFolder(run, name ?? `${kind}-${basename(checkpoint)}`);
  }
  throw new CliFailure(
    '--model is of no run directory; say where the grading is to be kept with --out',
    EXIT.usage,
  );
}

/** One for each who is asked, the teller first. */
async function estimate(flags: RunFlags, set: PromptSet, folder: string) {
  const telling = tellingOf(flags);
  const judging = { ...JUDGING_DEFAULTS, ...judgingOf(flags), samples: telling.samples };
  const told = await readCompletions(folder);
  const estimates = [];
  if (flags.server) {
    const journal = join(folder, TELLING_JOURNAL);
    const client = await LlmClient.open({ ...clientFor(flags.server, flags), journal, offline: true });
    const requests = set.prompts.flatMap((prompt) =>
      Array.from({ length: telling.samples }, (_, sample) => tellingRequest(prompt, sample, telling)),
    );
    estimates.push({ what: `${client.model} tells`, ...(await client.estimate(requests)) });
    await client.close();
  }
  for (const { asked: one, journal } of namedJudges(flags.judge ?? [])) {
    const client = await LlmClient.open({
      ...clientFor(one, flags),
      journal: join(folder, journal),
      offline: true,
    });
    const questions = plannedQuestions(set, told, judging, async (question) => {
      const isKept = (await client.estimate([question])).kept > 0;
      return isKept ? (await client.ask(question)).text : null;
    });
    estimates.push({
      what: `${client.model} grades`,
      ...(await client.estimate(questions, { batch: flags.batch ?? false })),
    });
    await client.close();
  }
  return estimates;
}

function tellingOf(flags: RunFlags): TellingSettings {
  const { samples, temperature: heat, topP, maxTokens, seed } = flags;
  return {
    ...TELLING_DEFAULTS,
    ...(samples === undefined ? {} : { samples }),
    ...(heat === undefined ? {} : { temperature: heat }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxTokens === undefined || maxTokens === null ? {} : { maxTokens }),
    ...(seed === undefined ? {} : { seed }),
  };
}

function judgingOf({ cutRepeats, oneTurn, reasks, judgeTemperature, judgeMaxTokens }: RunFlags) {
  return {
    ...(cutRepeats ? { cutRepeats } : {}),
    ...(oneTurn ? { turns: 1 as const } : {}),
    ...(reasks === undefined ? {} : { reasks }),
    ...(judgeTemperature === undefined
      ? {}
      : { judgeTemperature: judgeTemperature === 'none' ? null : judgeTemperature }),
    ...(judgeMaxTokens === undefined ? {} : { judgeMaxTokens }),
  };
}

function temperature(text: string): number | 'none' {
  return text === 'none' ? 'none' : nonNegativeNumber(text);
}

function weights(text: string): WeightPrecision {
  const found = WEIGHT_PRECISIONS.find((precision) => precision === text);
  if (found === undefined) throw new InvalidArgumentError(`Expected one of ${WEIGHT_PRECISIONS.join(', ')}.`);
  return found;
}
