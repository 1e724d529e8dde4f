import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseTokenizerJson } from '../formats/tokenizer-json.ts';
import { LanguageModel } from '../generation/language-model.ts';
import { BackgroundGrader } from '../grading/while-training.ts';
import { AbortedError } from '../runtime/errors.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import {
  LOSSES,
  type SampleContext,
  SEQUENCES,
  TRAIN_OPTIONS,
  type TrainOption,
  type TrainOptions,
} from '../training/options.ts';
import { SCHEDULES } from '../training/schedule.ts';
import { train } from '../training/trainer.ts';
import type { Context } from './context.ts';
import { CliFailure, EXIT } from './exit.ts';
import { shellWord } from './format.ts';
import { computeOption, deviceOption, positive, positiveNumber } from './options.ts';
import { printJson } from './terminal.ts';
import { TrainView } from './train-view.ts';

/** What a sample told while training starts from, and how long it may become. */
const SAMPLE_PROMPT = 'Once upon a time';
const SAMPLE_TOKENS = 200;

/** Options of the library that are spelt otherwise, or not at all, on the command line. */
const FLAGS: Partial<Record<keyof TrainOptions, string | null>> = {
  learningRate: '--lr <x>',
  device: null,
  compute: null,
  data: null,
  out: null,
  model: null,
  schedule: null,
  sequences: null,
  loss: null,
  tensorboard: null,
  resume: null,
  sample: null,
  gradeEvery: null,
  grader: null,
  signal: null,
  onEvent: null,
};

export function addTrain(program: Command, context: Context): void {
  const command = program
    .command('train')
    .description(
      'Train a model on prepared data. A run is a directory; it can be stopped and resumed at will.',
    )
    .option('--data <dir>', 'directory that `data prepare` wrote (with --resume: the run knows it)')
    .option('--model <name>', 'a preset (`tinystories models`) or a model file (default: 1M)')
    .requiredOption('--out <run>', 'run directory')
    .option('--resume', 'go on with the run in --out, bit for bit as if it had not stopped')
    .addOption(
      new Option('--schedule <kind>', 'course of the learning rate (default: linear)').choices(SCHEDULES),
    )
    .addOption(
      new Option(
        '--sequences <kind>',
        'stories by themselves, or windows of their stream (default: stories)',
      ).choices(SEQUENCES),
    )
    .addOption(
      new Option(
        '--loss <kind>',
        'of all tokens, or of responses to instructions alone (default: all)',
      ).choices(LOSSES),
    )
    .addOption(deviceOption())
    .addOption(computeOption())
    .option('--no-tensorboard', 'write no TensorBoard events');
  for (const option of TRAIN_OPTIONS) {
    const flag = FLAGS[option.name] === undefined ? `--${kebab(option.name)} <n>` : FLAGS[option.name];
    if (flag) command.addOption(fromTable(flag, option));
  }
  command
    .option('--grade-every <n>', 'grade every n-th checkpoint in the background, into grades/', positive)
    .option('--grade-judge <model>', 'with --grade-every: a judge as well, asked as `grade` asks')
    .option('--grade-judge-url <url>', 'its server, if it is not OpenAI’s')
    .option('--grade-dollars <x>', 'with --grade-judge: dollars that each grading may cost', positiveNumber)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories train --data data/stories --model 1M --out runs/first --minutes 3
  tinystories train --data data/stories --model my-model.json --out runs/mine --steps 2000 --batch 32 --lr 2e-3
  tinystories train --data data/stories --out runs/graded --steps 4000 --grade-every 2
  tinystories train --out runs/first --resume

Ctrl-C finishes the step, writes a checkpoint and says how to resume; a second one ends at once.
The run directory holds run.json, metrics.jsonl, samples.jsonl, checkpoints/, grades/ and TensorBoard events.`,
    )
    .action(async ({ json, lr, ...given }: TrainFlags) => {
      const { gradeEvery, gradeJudge, gradeJudgeUrl, gradeDollars, ...options } = given;
      const rate = lr === undefined ? {} : { learningRate: lr };
      const grading = graderFor({ gradeEvery, gradeJudge, gradeJudgeUrl, gradeDollars }, context.signal);
      await runTraining({ ...options, ...rate, ...grading }, context, json ?? false);
    });
}

interface GradeFlags {
  gradeEvery?: number | undefined;
  gradeJudge?: string | undefined;
  gradeJudgeUrl?: string | undefined;
  gradeDollars?: number | undefined;
}

interface TrainFlags extends Omit<TrainOptions, 'gradeEvery'>, GradeFlags {
  json?: boolean;
  lr?: number;
}

/** What grades beside the run, if anything. */
function graderFor(
  { gradeEvery, gradeJudge, gradeJudgeUrl, gradeDollars }: GradeFlags,
  signal: AbortSignal,
): Pick<TrainOptions, 'gradeEvery' | 'grader'> {
  if (gradeJudge === undefined && (gradeJudgeUrl !== undefined || gradeDollars !== undefined))
    throw new CliFailure('--grade-judge-url and --grade-dollars go with --grade-judge', EXIT.usage);
  if (gradeEvery === undefined) {
    if (gradeJudge !== undefined)
      throw new CliFailure('--grade-judge grades checkpoints; say which with --grade-every', EXIT.usage);
    return {};
  }
  const judge = gradeJudge && {
    model: gradeJudge,
    ...(gradeJudgeUrl === undefined ? {} : { baseURL: gradeJudgeUrl }),
    ...(gradeDollars === undefined ? {} : { budget: { dollars: gradeDollars } }),
  };
  return { gradeEvery, grader: new BackgroundGrader({ ...(judge ? { judge } : {}), signal }) };
}

/** Trains with everything shown; the result goes to stdout. */
async function runTraining(options: TrainOptions, context: Context, json: boolean): Promise<void> {
  const { terminal, signal } = context;
  const view = new TrainView(terminal);
  try {
    const result = await train({ ...options, sample: tellSample, signal, onEvent: view.show });
    view.end();
    if (json) printJson(terminal, result);
    else terminal.out(view.summary(result, options.data));
  } catch (error) {
    view.end();
    if (!(error instanceof AbortedError)) throw error;
    if (!view.begun) {
      throw new AbortedError(
        'interrupted before the first step; nothing was changed, give the same command again',
        {
          cause: error,
        },
      );
    }
    const command = `tinystories train --out ${shellWord(options.out)} --resume`;
    throw new AbortedError(`interrupted at step ${view.step}; go on with: ${command}`, { cause: error });
  }
}

/** The `sample` of a run: the beginning of a story by the model as it is, the same dice every time. */
async function tellSample(context: SampleContext): Promise<string> {
  const tokenizer = await Tokenizer.create(
    parseTokenizerJson('tokenizer.json', Buffer.from(context.tokenizer)),
  );
  const { context: length, endOfText, signal } = context;
  await using teller = LanguageModel.of(context.model, tokenizer, { context: length, endOfText, slots: 1 });
  const options = { maxTokens: SAMPLE_TOKENS, seed: 1, ...(signal ? { signal } : {}) };
  return SAMPLE_PROMPT + (await teller.generate(SAMPLE_PROMPT, options).text());
}

function fromTable(flag: string, option: TrainOption): Option {
  const given = option.byDefault === 'one of four' ? '' : ` (default: ${option.byDefault})`;
  return new Option(flag, `${option.meaning}${given}`).argParser((text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text.replaceAll('_', ''));
    const expected = option.expected(value);
    if (expected) throw new InvalidArgumentError(`Expected ${expected}.`);
    return value;
  });
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
