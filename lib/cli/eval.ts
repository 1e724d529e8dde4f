import { type Command, Option } from 'commander';
import { type EvaluateOptions, type EvaluateResult, evaluate } from '../training/evaluate.ts';
import { LOSSES } from '../training/options.ts';
import type { Context } from './context.ts';
import { count, deviceLine, percent } from './format.ts';
import { computeOption, deviceOption, nonNegative } from './options.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

interface Options extends Pick<EvaluateOptions, 'device' | 'compute' | 'threads' | 'loss'> {
  model: string;
  data: string;
  json?: boolean;
}

export function addEval(program: Command, { terminal, signal }: Context): void {
  program
    .command('eval')
    .description('Measure a model on stories: loss, perplexity and bits per byte.')
    .requiredOption('--model <dir>', 'a run, a checkpoint or a Hugging Face folder')
    .requiredOption('--data <path>', 'prepared data (its validation part is used) or a file of stories')
    .addOption(deviceOption())
    .addOption(computeOption())
    .addOption(
      new Option(
        '--loss <kind>',
        'of all tokens, or of responses to instructions alone (default: all)',
      ).choices(LOSSES),
    )
    .option('--threads <n>', '0: all that the process may use', nonNegative)
    .option('--json', 'print loss, perplexity, bitsPerByte, tokens, bytes, stories and device as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories eval --model runs/first --data data/stories
  tinystories eval --model runs/first --data unseen-stories.txt --json

Each story is scored from its own <|endoftext|>, in windows of the trained context. Bits per byte are the nats
of all its tokens, the end token included, over ln 2, over its bytes in UTF-8. With a restricted vocabulary
that has lost tokens, the figures are given twice: with <unk> as a token like any other, and without it.`,
    )
    .action(async ({ model, data, json, ...options }: Options) => {
      const bar = new ProgressBar(terminal);
      const settings = { ...options, signal, onProgress: bar.show };
      const result = await evaluate(model, data, settings).finally(() => bar.end());
      if (json) {
        printJson(terminal, result);
        return;
      }
      terminal.out(`bits per byte  ${result.bitsPerByte.toFixed(4)}
loss           ${result.loss.toFixed(4)} nats per token
perplexity     ${result.perplexity.toFixed(2)}
${lostLines(result)}measured on    ${count(result.stories)} stories, ${count(result.tokens)} tokens, ${count(result.bytes)} bytes
computed on    ${deviceLine(result.device)}
`);
    });
}

/** The figures once more, without what a restricted vocabulary has lost. */
function lostLines({ known, tokens, bytes }: EvaluateResult): string {
  if (!known) return '';
  return `lost (<unk>)   ${percent(known.lostTokens / tokens)} of tokens, ${percent(known.lostBytes / bytes)} of bytes; without them:
  bits per byte  ${known.bitsPerByte.toFixed(4)}
  loss           ${known.loss.toFixed(4)} nats per token
  perplexity     ${known.perplexity.toFixed(2)}
`;
}
