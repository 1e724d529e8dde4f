/** `tinystories grade run`. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { LanguageModel } from '../generation/language-model.ts';
import { checkCompletions } from '../grading/checks/grading.ts';
import { scoreWithSecond } from '../grading/checks/second-file.ts';
import { summariseChecks } from '../grading/checks/summary.ts';
import { failuresOf } from '../grading/failures.ts';
import { type GradeResult, grade } from '../grading/grade.ts';
import { findOverlap, withoutOverlap } from '../grading/prompts/overlap.ts';
import { readPromptFile } from '../grading/prompts/prompt-file.ts';
import { ownPrompts, type PromptSet } from '../grading/prompts/prompt-set.ts';
import type { GradingKind, OverlapRecord } from '../grading/record.ts';
import { summarise } from '../grading/statistics/summary.ts';
import { describeModelTeller, modelTeller } from '../grading/telling/model-teller.ts';
import { serverTeller } from '../grading/telling/server-teller.ts';
import type { Teller, TellingSettings } from '../grading/telling/teller.ts';
import { LlmClient } from '../llm/client.ts';
import { makeDirectory } from '../runtime/files.ts';
import { checksText } from './checks-text.ts';
import type { Context } from './context.ts';
import { CliFailure, EXIT } from './exit.ts';
import { estimate } from './grade-estimate.ts';
import { type Asked, checkKeys, clientFor, closeJudges, openJudges } from './grade-judges.ts';
import {
  addRunOptions,
  folderOf,
  judgingOf,
  type RunFlags,
  TELLING_JOURNAL,
  tellingOf,
} from './grade-run-options.ts';
import { estimateText, failuresText, gradingText, overlapText } from './grade-text.ts';
import { noticeLines } from './llm-options.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

export function addRun(grade: Command, context: Context): void {
  addRunOptions(grade.command('run', { isDefault: true })).action((flags: RunFlags) => run(flags, context));
}

async function run(flags: RunFlags, context: Context): Promise<void> {
  const { terminal, signal } = context;
  const { judge: judges = [], offline = false, dryRun = false, json = false } = flags;
  if ((flags.model === undefined) === (flags.server === undefined))
    throw new CliFailure('name either a --model or a --server', EXIT.usage);
  if (judges.length === 0 && !offline) throw new CliFailure('name a --judge, or take --offline', EXIT.usage);
  if (judges.length > 0 && offline) throw new CliFailure('--offline asks no --judge', EXIT.usage);
  checkKeys(flags.server ? [flags.server, ...judges] : judges, flags);
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
  terminal.err(failuresText(failuresOf(result)));
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
  const among = judges.length + (flags.server ? 1 : 0);
  const telling = tellingOf(flags);
  await makeDirectory(folder);
  const opened = await openJudges(judges, folder, {
    flags,
    among,
    batch: flags.batch ?? false,
    bar,
    signal,
  });
  try {
    const { teller, close } = await openTeller(flags, folder, telling, among, bar, signal);
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
  among: number,
  bar: ProgressBar,
  signal: AbortSignal,
): Promise<{ teller: Teller; close: () => Promise<void> }> {
  const { model: path, server, device, compute, threads, weights: precision } = flags;
  if (path === undefined) {
    const client = await LlmClient.open({
      ...clientFor(server as Asked, flags, among),
      journal: join(folder, TELLING_JOURNAL),
      onNotice: noticeLines((line) => bar.line(line)),
      signal,
    });
    return { teller: serverTeller(client, telling), close: () => client.close() };
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
    const record = await describeModelTeller(path, model, { signal });
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
