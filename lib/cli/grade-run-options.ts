/** What `tinystories grade run` can be told. */
import { basename, dirname, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { WEIGHT_PRECISIONS } from '../generation/language-model.ts';
import { JUDGING_DEFAULTS, type JudgingChoices, TELLING_DEFAULTS } from '../grading/grade.ts';
import type { GradingKind } from '../grading/record.ts';
import { gradingFolder } from '../grading/record-files.ts';
import type { TellingSettings } from '../grading/telling/teller.ts';
import { findModelFolder } from '../models/model-path.ts';
import type { Compute, WeightPrecision } from '../runtime/addon.ts';
import type { Device } from '../runtime/devices.ts';
import { exists } from '../runtime/files.ts';
import { CliFailure, EXIT } from './exit.ts';
import { type Asked, addAskingOptions, asked, askedList, JUDGE_HELP } from './grade-judges.ts';
import type { LlmFlags } from './llm-options.ts';
import {
  computeOption,
  deviceOption,
  nonNegative,
  nonNegativeNumber,
  positive,
  seedOption,
  share,
} from './options.ts';

export const TELLING_JOURNAL = 'journal.telling.jsonl';

export interface RunFlags extends Omit<LlmFlags, 'model'>, Partial<TellingSettings> {
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

export function addRunOptions(run: Command): Command {
  run
    .description('Let a model continue beginnings of stories, and judges grade what it tells.')
    .option('--model <dir>', 'a run, a checkpoint or a Hugging Face folder')
    .option(
      '--server <name[@url]>',
      'instead of --model: a model behind an OpenAI-compatible server',
      (text: string) => asked(text, '--server'),
    )
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
    .addOption(seedOption(`another seed, other completions (default: ${TELLING_DEFAULTS.seed})`))
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
  return addAskingOptions(run)
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
    );
}

/** In the run that a model is of; elsewhere only where it is said. */
export async function folderOf({ out, name, model }: RunFlags, kind: GradingKind): Promise<string> {
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

export function tellingOf(flags: RunFlags): TellingSettings {
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

export function judgingOf(flags: RunFlags): Partial<JudgingChoices> {
  const { cutRepeats, oneTurn, reasks, judgeTemperature, judgeMaxTokens } = flags;
  return {
    ...(cutRepeats ? { cutRepeats } : {}),
    ...(oneTurn ? { turns: 1 } : {}),
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
