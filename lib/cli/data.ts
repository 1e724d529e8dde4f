import type { Command } from 'commander';
import { prepare } from '../data/prepare.ts';
import type { Context } from './context.ts';
import { addClean } from './data-clean.ts';
import { addDownload } from './data-download.ts';
import { addImport } from './data-import.ts';
import { addReport } from './data-report.ts';
import { count, shellWord } from './format.ts';
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
  addPrepare(data, context);
  addReport(data, context);
}

interface PrepareCommand {
  input: string[];
  vocab?: number;
  tokenizer?: string;
  out: string;
  validationShare?: number;
  shardTokens?: number;
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
next: tinystories train --data ${shellWord(options.out)} --model 1M --out runs/NAME --minutes 3
`);
    });
}
