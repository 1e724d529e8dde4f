import { type Command, Option } from 'commander';
import { VARIETIES, type Variety } from '../data/storyteller/storyteller.ts';
import {
  type Answer,
  type Understanding,
  type UnderstandingOptions,
  understanding,
} from '../training/understanding.ts';
import type { Context } from './context.ts';
import { deviceLine, percent } from './format.ts';
import {
  computeOption,
  deviceOption,
  nonNegative,
  nonNegativeNumber,
  positive,
  seedOption,
} from './options.ts';
import { type DecodingFlags, probePrompts, renderSuite } from './probe-prompts.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

interface Options extends Pick<UnderstandingOptions, 'device' | 'compute'>, DecodingFlags {
  model: string;
  perKind: number;
  variety: Variety;
  show: number;
  trainedOn?: string[];
  prompts?: string | true;
  threads?: number;
  json?: boolean;
}

export function addProbe(program: Command, { terminal, signal }: Context): void {
  program
    .command('probe')
    .description(
      'Try what a model has understood: knowledge, reasoning and context, in stories it has never seen.',
    )
    .requiredOption('--model <dir>', 'a run, a checkpoint or a Hugging Face folder')
    .addOption(new Option('--per-kind <n>', 'how many places of each kind').argParser(positive).default(100))
    .addOption(new Option('--variety <name>', 'whose stories').choices(VARIETIES).default('full'))
    .addOption(new Option('--show <n>', 'answers of each kind to print').argParser(nonNegative).default(3))
    .option('--trained-on <file...>', 'leave out what stands in these stories, as `data prepare` takes them')
    .option(
      '--prompts [file]',
      'try prompts of the paper’s kinds instead: our own, or those of a YAML or JSON file',
    )
    .option('--beams <n>', 'with --prompts: beam search (default: always the likeliest token)', positive)
    .option('--temperature <x>', 'with --prompts: sample instead', nonNegativeNumber)
    .option('--samples <n>', 'with --temperature: continuations of each prompt (default: 1)', positive)
    .addOption(seedOption('with --temperature: another seed, other continuations (default: 1)'))
    .addOption(deviceOption())
    .addOption(computeOption())
    .option('--threads <n>', '0: all that the process may use', nonNegative)
    .option('--json', 'print all scores and answers as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories probe --model runs/quickstart --variety small
  tinystories probe --model runs/first --per-kind 300 --json
  tinystories probe --model runs/first --prompts
  tinystories probe --model runs/first --prompts paper.yaml --beams 5

The places are in the storyteller's own stories, of a seed kept for this, where only one continuation is right. "said":
the model's likeliest words begin with it. "chosen": it is likelier than the wrong ones given; beside it, what
blind choice would reach. With --prompts the model continues ninety prompts of our own on knowledge, reasoning and
context, and rules say whether that is right; docs/grade-report.md explains them and the file's format.`,
    )
    .action(
      async ({ model, show, json, prompts, beams, temperature, samples, seed, ...options }: Options) => {
        const bar = new ProgressBar(terminal);
        if (prompts !== undefined) {
          const { device, compute, threads } = options;
          const computing = { ...(device && { device }), ...(compute && { compute }), threads: threads ?? 0 };
          const flags = { beams, temperature, samples, seed } as DecodingFlags;
          const tried = await probePrompts(model, prompts, flags, {
            ...computing,
            signal,
            onProgress: bar.show,
          }).finally(() => bar.end());
          if (json) printJson(terminal, tried);
          else terminal.text(`${renderSuite(tried, show)}\ncomputed on ${deviceLine(tried.device)}\n`);
          return;
        }
        const result = await understanding(model, { ...options, signal, onProgress: bar.show }).finally(() =>
          bar.end(),
        );
        if (json) printJson(terminal, result);
        else terminal.out(`${renderUnderstanding(result, show)}\ncomputed on ${deviceLine(result.device)}\n`);
      },
    );
}

/** The table of scores, and some answers of each kind. */
export function renderUnderstanding({ kinds, answers, tooLong, seen }: Understanding, show: number): string {
  const column = (x: number): string => percent(x, 0).padStart(6);
  const lines = ['             probes    said  chosen  (blind)'];
  for (const [kind, { probes, said, chosen, chance }] of Object.entries(kinds))
    lines.push(
      `${kind.padEnd(12)} ${String(probes).padStart(6)}  ${column(said)}  ${column(chosen)}  ${column(chance)}`,
    );
  if (tooLong > 0) lines.push(`${tooLong} left out: longer than the model's context`);
  if (seen > 0) lines.push(`${seen} left out: a story it was trained on begins like that`);
  for (const kind of Object.keys(kinds))
    for (const answer of answers.filter((one) => one.kind === kind).slice(0, show))
      lines.push('', shown(answer));
  return `${lines.join('\n')}\n`;
}

function shown({ kind, prompt, right, said, saidRight }: Answer): string {
  const asked = prompt.trimEnd().replace(/\s+/g, ' ');
  const begin = asked.length > 160 ? `…${asked.slice(-160)}` : asked;
  const answer = said.trim().replace(/\s+/g, ' ');
  return `${kind}, ${saidRight ? 'right' : `wrong (${right})`}: ${begin} [${answer}]`;
}
