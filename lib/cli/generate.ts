import { text as readAll } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { LanguageModel, WEIGHT_PRECISIONS } from '../generation/language-model.ts';
import type { GenerateOptions } from '../generation/options.ts';
import type { Completion } from '../generation/pieces.ts';
import type { Compute, WeightPrecision } from '../runtime/addon.ts';
import type { Device } from '../runtime/devices.ts';
import type { Context } from './context.ts';
import { deviceLine } from './format.ts';
import {
  collect,
  computeOption,
  deviceOption,
  nonNegative,
  nonNegativeNumber,
  positive,
  positiveNumber,
  seedOption,
  share,
} from './options.ts';
import { printJson } from './terminal.ts';

interface Options extends Omit<GenerateOptions, 'signal'> {
  model: string;
  prompt?: string[];
  device?: Device;
  compute?: Compute;
  threads?: number;
  weights?: WeightPrecision;
  json?: boolean;
}

export function addGenerate(program: Command, context: Context): void {
  program
    .command('generate')
    .description('Let a model continue a text. One sample is shown while it is being told.')
    .requiredOption('--model <dir>', 'a run, a checkpoint or a Hugging Face folder')
    .option('--prompt <text>', 'how the text begins; several times for several texts; - reads stdin', collect)
    .option('--samples <n>', 'continuations of each prompt (default: 1)', positive)
    .option('--max-tokens <n>', 'new tokens at most (default: what the context holds)', positive)
    .option(
      '--temperature <x>',
      'below 1 safer, above 1 wilder, 0 always the likeliest (default: 0.8)',
      nonNegativeNumber,
    )
    .option('--top-k <n>', 'only the n likeliest tokens; 0: all (default: 0)', nonNegative)
    .option('--top-p <x>', 'only the likeliest tokens that reach this probability (default: 1)', share)
    .option('--min-p <x>', 'no tokens below this share of the likeliest (default: 0)', share)
    .option(
      '--repetition-penalty <x>',
      'above 1: words told before become less likely (default: 1)',
      positiveNumber,
    )
    .option('--beams <n>', 'beam search over n beams instead of sampling', positive)
    .option('--length-penalty <x>', 'beam search: rank by log-probability ÷ length^x (default: 1)', Number)
    .option('--stop <text>', 'end before this text; may be given several times', collect)
    .option('--no-stop-at-end', 'go on past the end-of-text token')
    .option('--logprobs <n>', 'with --json: report the n likeliest alternatives of each token', nonNegative)
    .addOption(seedOption('same seed, same text (default: drawn anew)'))
    .addOption(deviceOption())
    .addOption(computeOption())
    .option('--threads <n>', '0: all that the process may use', nonNegative)
    .addOption(
      new Option(
        '--weights <kind>',
        'bf16 and int8 tell faster, a little beside the model (default: float32)',
      ).choices(WEIGHT_PRECISIONS),
    )
    .option('--json', 'print JSON when all is told')
    .addHelpText(
      'after',
      `
Examples:
  tinystories generate --model runs/quickstart --prompt "Once upon a time"
  tinystories generate --model runs/first --prompt "Lily had a red ball." --samples 3 --temperature 0.6 --seed 7
  tinystories generate --model runs/first --prompt "Tom" --prompt "Anna" --beams 5 --json`,
    )
    .action((options: Options) => generate(options, context));
}

async function generate(options: Options, { terminal, signal }: Context): Promise<void> {
  const { model: folder, prompt = [''], device, compute, threads, weights, json, ...rest } = options;
  const prompts = await Promise.all(prompt.map((text) => (text === '-' ? readAll(process.stdin) : text)));
  await using model = await LanguageModel.load(folder, {
    signal,
    ...(device === undefined ? {} : { device }),
    ...(compute === undefined ? {} : { compute }),
    ...(threads === undefined ? {} : { threads }),
    ...(weights === undefined ? {} : { weights }),
  });
  // Where nothing was asked for, the CPU goes without saying.
  if (device !== undefined || model.device.id !== 'cpu') terminal.err(`on ${deviceLine(model.device)}\n`);
  const generation = model.generateBatch(prompts, { ...rest, signal });
  if (json) {
    const completions = (await generation.completions()).flat();
    const described = completions.map((one) => ({ ...one, prompt: prompts[one.prompt] }));
    printJson(terminal, { seed: generation.seed, device: model.device, completions: described });
  } else if (prompts.length === 1 && (rest.samples ?? 1) === 1 && (rest.beams ?? 1) === 1) {
    terminal.text(prompts[0]!);
    for await (const { text } of generation) terminal.text(text);
    terminal.out('\n');
  } else {
    const told = (await generation.completions()).flat();
    const show = ({ prompt: which, text }: Completion) => terminal.text(`${prompts[which]}${text}\n`);
    told.forEach((completion, i) => {
      if (i > 0) terminal.out('---\n');
      show(completion);
    });
  }
}
