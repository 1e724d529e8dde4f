import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { calibrate } from '../grading/calibration/calibrate.ts';
import { givenTeller } from '../grading/calibration/given-teller.ts';
import { type HumanScore, readHumanScores } from '../grading/calibration/human-scores.ts';
import { failuresOf } from '../grading/failures.ts';
import { grade, JUDGING_DEFAULTS, TELLING_DEFAULTS } from '../grading/grade.ts';
import type { Grading } from '../grading/record.ts';
import { readGrading } from '../grading/record-files.ts';
import type { BudgetError, LlmError } from '../runtime/errors.ts';
import { makeDirectory } from '../runtime/files.ts';
import type { Context } from './context.ts';
import { CliFailure, EXIT } from './exit.ts';
import {
  type Asked,
  addAskingOptions,
  askedList,
  checkKeys,
  closeJudges,
  JUDGE_HELP,
  openJudges,
} from './grade-judges.ts';
import { calibrationText, failuresText } from './grade-text.ts';
import type { LlmFlags } from './llm-options.ts';
import { nonNegative, nonNegativeNumber, positiveNumber } from './options.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

interface CalibrateFlags extends Omit<LlmFlags, 'model'> {
  human: string;
  scale?: number;
  grading?: [string, string][];
  judge?: Asked[];
  out?: string;
  oneTurn?: boolean;
  reasks?: number;
  tolerance?: number;
  json?: boolean;
}

export function addCalibrate(grade: Command, context: Context): void {
  const command = grade
    .command('calibrate')
    .description('Compare a judge with people who scored the same texts.')
    .requiredOption(
      '--human <file>',
      'CSV: model, prompt, sample or beginning, completion; grammar, creativity, consistency, plot',
    )
    .option('--scale <x>', 'what the best text got from people (default: 10)', positiveNumber)
    .option(
      '--grading <model=dir>',
      'the grading of a model in the CSV; several times for several models',
      named,
    )
    .option('--judge <name[@url]>', `for a CSV with texts; ${JUDGE_HELP}`, askedList)
    .option('--out <dir>', 'with --judge: where its grades are kept')
    .option('--one-turn', 'with --judge: ask for assessment and grades at once')
    .option(
      '--reasks <n>',
      `how often what cannot be read is asked again (default: ${JUDGING_DEFAULTS.reasks})`,
      nonNegative,
    )
    .option(
      '--tolerance <x>',
      'points of 10 by which the two may differ and agree (default: 1)',
      nonNegativeNumber,
    );
  addAskingOptions(command)
    .option('--json', 'print the calibration as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories grade calibrate --human scores.csv --grading small=runs/a/grades/story --grading large=runs/b/grades/story
  tinystories grade calibrate --human labels.csv --scale 1 --judge gpt-4o-mini --out grades/calibration`,
    )
    .action((flags: CalibrateFlags) => run(flags, context));
}

async function run(flags: CalibrateFlags, { terminal, signal }: Context): Promise<void> {
  const { human, scale, grading: folders = [], judge: judges = [], out, tolerance, json } = flags;
  if (folders.length > 0 === judges.length > 0)
    throw new CliFailure('name either gradings that there are with --grading, or a --judge', EXIT.usage);
  if (judges.length > 0 && out === undefined)
    throw new CliFailure('say with --out where the grades of the judge are to be kept', EXIT.usage);
  checkKeys(judges, flags);
  const people = await readHumanScores(human, scale);
  const bar = new ProgressBar(terminal);
  const gradings = new Map<string, Grading>();
  for (const [model, folder] of folders) gradings.set(model, await readGrading(folder));
  let stop: BudgetError | LlmError | null = null;
  if (judges.length > 0) {
    const judged = await judgeTexts(people, out as string, flags, bar, signal).finally(() => bar.end());
    for (const [model, { grading, stopped }] of judged) {
      gradings.set(model, grading);
      stop ??= stopped;
    }
  }
  if (stop) throw stop;
  if (judges.length > 0)
    for (const grading of gradings.values()) terminal.err(failuresText(failuresOf(grading)));
  const calibrations = await calibrate(people, gradings, {
    signal,
    ...(tolerance === undefined ? {} : { tolerance }),
  });
  if (json) printJson(terminal, { calibrations });
  else terminal.text(calibrationText(calibrations));
}

/** A grading for each model, in a folder of its own. */
async function judgeTexts(
  people: readonly HumanScore[],
  out: string,
  flags: CalibrateFlags,
  bar: ProgressBar,
  signal: AbortSignal,
): Promise<Map<string, { grading: Grading; stopped: BudgetError | LlmError | null }>> {
  if (people.some(({ text }) => text === null))
    throw new CliFailure('a --judge needs the columns beginning and completion in the CSV', EXIT.usage);
  const models = [...new Set(people.map(({ model }) => model))];
  const gradings = new Map<string, { grading: Grading; stopped: BudgetError | LlmError | null }>();
  for (const [i, model] of models.entries()) {
    const folder = join(
      out,
      `${String(i + 1).padStart(2, '0')}-${model.replace(/[^\w.-]+/g, '-').slice(0, 60)}`,
    );
    const { teller, prompts, samples } = givenTeller(
      model,
      people.filter((score) => score.model === model),
    );
    await makeDirectory(folder);
    const among = (flags.judge?.length ?? 1) * models.length;
    const judges = await openJudges(flags.judge ?? [], folder, {
      flags,
      among,
      batch: false,
      bar,
      signal,
    });
    try {
      const { stop, ...grading } = await grade({
        folder,
        prompts,
        teller,
        telling: { ...TELLING_DEFAULTS, samples },
        judging: {
          ...(flags.oneTurn ? { turns: 1 as const } : {}),
          ...(flags.reasks === undefined ? {} : { reasks: flags.reasks }),
        },
        judges,
        signal,
        onProgress: bar.show,
      });
      gradings.set(model, { grading, stopped: stop });
    } finally {
      await closeJudges(judges);
    }
  }
  return gradings;
}

function named(text: string, before: [string, string][] | undefined): [string, string][] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError('Expected a model and its folder, model=dir.');
  return [...(before ?? []), [text.slice(0, at), text.slice(at + 1)]];
}
