import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { makeStories } from '../data/make.ts';
import { prepare } from '../data/prepare.ts';
import { LanguageModel, type LoadOptions } from '../generation/language-model.ts';
import type { Completion } from '../generation/pieces.ts';
import { type DeviceWish, resolveDevice } from '../runtime/devices.ts';
import { AbortedError, InvalidArgumentError } from '../runtime/errors.ts';
import { exists } from '../runtime/files.ts';
import { readJson } from '../runtime/json.ts';
import { type EvaluateResult, evaluate } from '../training/evaluate.ts';
import type { TrainResult } from '../training/events.ts';
import { train } from '../training/trainer.ts';
import { type Understanding, understanding } from '../training/understanding.ts';
import type { Context } from './context.ts';
import { count, deviceLine, shellWord } from './format.ts';
import { showMade } from './make.ts';
import { computeOption, deviceOption, positiveNumber, storiesOption } from './options.ts';
import { renderUnderstanding } from './probe.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';
import { TrainView } from './train-view.ts';

const SEED = 1;
/** Hidden 128, 4 layers of the paper's grid: 1.1 million parameters with this vocabulary and context. */
const MODEL = '128x4';
/** Ample for the words of the made stories, and small, so that few parameters go into the token table. */
const VOCAB = 2048;
/** Longer than nearly every made story, and half the cost of the paper's 512. */
const CONTEXT = 256;
const PROMPTS = [
  'Once upon a time, there was a little girl named',
  'Once upon a time, there was a brave boy named',
  'Once upon a time, there lived a kind',
];
/** Continuations of each beginning; the one that the model itself finds likeliest is shown. */
const ATTEMPTS = 4;
/** As most models are sampled: it is coherent there as well. */
const TEMPERATURE = 0.8;
/** Places of each kind at which it is tried what the model has understood. */
const PROBES = 60;
/** Answers of each kind that are shown. */
const SHOWN = 2;

interface Options extends DeviceWish {
  out: string;
  stories: number;
  minutes: number;
  json?: boolean;
}

export interface QuickstartResult {
  stories: { prompt: string; text: string; complete: boolean }[];
  evaluation: EvaluateResult;
  /** Knowledge, reasoning and context, tried in stories that it was not trained on. */
  understanding: Understanding;
  training: TrainResult;
  out: string;
}

export function addQuickstart(program: Command, context: Context): void {
  const { terminal } = context;
  program
    .command('quickstart')
    .description(
      'The whole way in five minutes: make stories, train a small model on them, let it tell three.',
    )
    .addOption(new Option('--out <dir>', 'where everything goes').default('runs/quickstart'))
    .addOption(storiesOption('stories to make').default(30_000))
    .addOption(new Option('--minutes <n>', 'how long to train').argParser(positiveNumber).default(3.5))
    .addOption(deviceOption())
    .addOption(computeOption())
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories quickstart
  tinystories quickstart --out runs/longer --stories 100000 --minutes 20

Stop it with Ctrl-C whenever you like: run again, it goes on where it was, or says that it is done.`,
    )
    .action(async ({ json, ...options }: Options) => {
      try {
        const result = await quickstart(options, context);
        if (json) printJson(terminal, result);
        else terminal.out(render(result));
      } catch (error) {
        if (!(error instanceof AbortedError)) throw error;
        const again = 'npm run quickstart (or tinystories quickstart with the same options)';
        throw new AbortedError(`interrupted; go on with: ${again}`, { cause: error });
      }
    });
}

async function quickstart(options: Options, { terminal, signal }: Context): Promise<QuickstartResult> {
  const { out, stories, minutes, device, compute } = options;
  const where = { ...(device ? { device } : {}), ...(compute ? { compute } : {}) };
  // A device that is not there is told before anything is done.
  resolveDevice(where);
  const made = join(out, 'stories');
  const data = join(out, 'data');
  const bar = new ProgressBar(terminal);
  const stage = (number: number, title: string) => terminal.err(`[${number}/5] ${title}\n`);
  const watched = { signal, onProgress: bar.show };
  const computed = { ...where, ...watched };

  stage(1, `make ${count(stories)} stories`);
  const text = join(made, 'stories.txt');
  if (await exists(text)) {
    await checkMade(made, stories, out);
    terminal.err(`      done before: ${made}\n`);
  } else
    await makeStories({
      stories,
      seed: SEED,
      variety: 'small',
      out: made,
      signal,
      onProgress: showMade(bar),
    }).finally(() => bar.end());

  stage(2, 'train a tokenizer and count the stories out in tokens');
  if (await exists(join(data, 'data.json'))) terminal.err(`      done before: ${data}\n`);
  else await prepare({ inputs: [text], vocab: VOCAB, out: data, ...watched }).finally(() => bar.end());

  stage(3, `train a GPT-Neo of 1.1 million parameters for ${minutes} minutes`);
  const view = new TrainView(terminal);
  const settings = { data, out, model: MODEL, context: CONTEXT, minutes, seed: SEED, ...where };
  const training = await train({ ...settings, resume: 'auto', signal, onEvent: view.show }).finally(() =>
    view.end(),
  );
  if (training.wasDone) terminal.err(`      done before: ${out}\n`);

  stage(4, 'let it tell, and measure it on stories it has never seen');
  const told = await tell(out, where, signal);
  const evaluation = await evaluate(out, data, computed).finally(() => bar.end());
  stage(5, 'try what it has understood, in other stories it has never seen');
  const understood = await understanding(out, {
    variety: 'small',
    perKind: PROBES,
    trainedOn: [text],
    ...computed,
  }).finally(() => bar.end());
  return { stories: told, evaluation, understanding: understood, training, out };
}

/** Other stories than those asked for would be trained on in silence. */
async function checkMade(folder: string, asked: number, out: string): Promise<void> {
  const made = (await readJson(join(folder, 'make.json'))) as { stories?: unknown } | null;
  if (made?.stories === asked) return;
  throw new InvalidArgumentError(
    'stories',
    `${String(made?.stories)}, as ${out} was begun with (name another --out for others)`,
    asked,
  );
}

async function tell(
  run: string,
  where: Pick<LoadOptions, 'device' | 'compute'>,
  signal: AbortSignal,
): Promise<QuickstartResult['stories']> {
  await using model = await LanguageModel.load(run, { ...where, signal });
  // A seed for each beginning: with one for all, much the same story would follow each.
  const completions = await Promise.all(
    PROMPTS.map(async (prompt, i) => {
      const options = { samples: ATTEMPTS, temperature: TEMPERATURE, seed: SEED + i, signal };
      return (await model.generateBatch([prompt], options).completions())[0]!;
    }),
  );
  return PROMPTS.map((prompt, i) => {
    const attempts = completions[i]!;
    const whole = attempts.filter(({ finish }) => finish === 'end');
    const [best] = (whole.length > 0 ? whole : attempts).sort((a, b) => likelihood(b) - likelihood(a));
    return { prompt, text: prompt + best!.text, complete: best!.finish === 'end' };
  });
}

/** Mean log-probability of a token. */
function likelihood({ logprobs }: Completion): number {
  return logprobs.reduce((sum, one) => sum + one, 0) / logprobs.length;
}

function render({ stories, evaluation, understanding: understood, out }: QuickstartResult): string {
  const told = stories.map(({ text }, i) => `Story ${i + 1}\n${text.trim()}\n`).join('\n');
  return `
${told}
validation loss  ${evaluation.loss.toFixed(4)} nats per token
bits per byte    ${evaluation.bitsPerByte.toFixed(4)}
computed on      ${deviceLine(evaluation.device)}
the run          ${out}

What it has understood: "said" is what it says by itself, "chosen" the likeliest of the answers given
${renderUnderstanding(understood, SHOWN)}
Next:
  tinystories generate --model ${shellWord(out)} --prompt "Lily found a" --samples 3
  tinystories quickstart --out runs/longer --minutes 20
  tinystories train --data ${shellWord(join(out, 'data'))} --model 3M --out runs/3M --minutes 20
(in a clone: npx tinystories …)
`;
}
