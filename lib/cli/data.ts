import type { Command } from 'commander';
import type { SplitInfo } from '../data/dataset.ts';
import { prepare } from '../data/prepare.ts';
import type { Context } from './context.ts';
import { addClean } from './data-clean.ts';
import { addDownload } from './data-download.ts';
import { addDataGenerate } from './data-generate.ts';
import { addImport } from './data-import.ts';
import { addReport } from './data-report.ts';
import { count, percent, shellWord } from './format.ts';
import { addCheckOod, addInstruct } from './instruct.ts';
import { addMake } from './make.ts';
import { nonNegative, positive, share } from './options.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

export function addData(program: Command, context: Context): void {
  const data = program
    .command('data')
    .description('Fetch, make and clean stories, turn them into training data, and report on them.');
  addDownload(data, context);
  addImport(data, context);
  addClean(data, context);
  addMake(data, context);
  addDataGenerate(data, context);
  addPrepare(data, context);
  addReport(data, context);
  addInstruct(data, context);
  addCheckOod(data, context);
}

interface PrepareCommand {
  input: string[];
  vocab?: number;
  tokenizer?: string;
  out: string;
  validationShare?: number;
  shardTokens?: number;
  responses?: boolean;
  threads?: number;
  force?: boolean;
  json?: boolean;
}

function addPrepare(data: Command, { terminal, signal }: Context): void {
  data
    .command('prepare')
    .description('Turn stories into token shards, with a part split off for validation.')
    .requiredOption(
      '--input <file...>',
      'text with <|endoftext|> lines between stories, .jsonl, or folders of them',
    )
    .option('--vocab <n>', 'train a tokenizer of so many tokens on these stories (default: 4096)', positive)
    .option('--tokenizer <name>', 'gpt2, or a folder or file with a tokenizer.json')
    .requiredOption('--out <dir>', 'data directory: token shards, tokenizer.json and data.json')
    .option('--validation-share <x>', 'share of the stories kept for validation (default: 0.02)', share)
    .option('--shard-tokens <n>', 'tokens after which a shard is closed (default: 2^24)', positive)
    .option('--responses', 'the input is Instruct records: note which tokens are the response')
    .option('--threads <n>', '0: all that the process may use', nonNegative)
    .option('--force', 'replace another data set in --out')
    .option('--json', 'print what was made as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories data prepare --input stories.txt --vocab 2048 --out data/stories
  tinystories data prepare --input part-1.jsonl part-2.jsonl --tokenizer gpt2 --out data/gpt2`,
    )
    .action(async ({ json, input, ...options }: PrepareCommand) => {
      const bar = new ProgressBar(terminal);
      const settings = { ...options, inputs: input, signal, onProgress: bar.show };
      const result = await prepare(settings).finally(() => bar.end());
      if (json) {
        printJson(terminal, result);
        return;
      }
      const { train, validation, tokenizer, unchanged } = result;
      terminal.out(`${options.out}${unchanged ? ' holds just this data already' : ''}
tokenizer   ${count(tokenizer.vocab)} tokens
training    ${count(train.stories)} stories, ${count(train.tokens)} tokens
validation  ${count(validation.stories)} stories, ${count(validation.tokens)} tokens
${remarks(train)}next: tinystories train --data ${shellWord(options.out)} --model 1M --out runs/NAME --minutes 3
`);
    });
}

/** What a restricted vocabulary has lost, and how much of the data are responses. */
function remarks({ lost, responses, tokens, bytes }: SplitInfo): string {
  const lines: string[] = [];
  if (lost) {
    const shares = [lost.tokens / tokens, lost.bytes / bytes].map(percent);
    lines.push(`lost        ${shares[0]} of the training tokens became <unk>, ${shares[1]} of the bytes`);
  }
  if (responses) {
    lines.push(
      `responses   ${percent(responses.tokens / tokens)} of the training tokens; --loss responses scores these`,
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}
