/** `tinystories data clean`. */
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type CleanOptions, cleanStories } from '../data/clean/clean.ts';
import { CLEANING_PRESETS } from '../data/clean/steps.ts';
import { cleanText, stepsText } from '../data/clean/text.ts';
import type { Context } from './context.ts';
import { shellWord } from './format.ts';
import { nonNegative, share } from './options.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

type CleanFlags = Omit<CleanOptions, 'inputs' | 'signal' | 'onProgress'> & {
  input: string[];
  json?: boolean;
};

export function addClean(data: Command, { terminal, signal }: Context): void {
  data
    .command('clean')
    .description('Mend stories, and drop what is no story or is there twice; with a count for each step.')
    .requiredOption('--input <file...>', 'stories in files of any kind that `data import` reads, or folders')
    .requiredOption('--out <dir>', 'gets stories.txt, clean.json and, of records, stories.jsonl')
    .addOption(new Option('--preset <name>', 'which steps').choices(CLEANING_PRESETS).default('standard'))
    .option('--with <step...>', 'these steps as well')
    .option('--without <step...>', 'not these')
    .option('--validation <file...>', 'no story of these files may stay (step leaked)')
    .option('--tiny-words <n>', 'step tiny: fewer words (default: 10)', nonNegative)
    .option('--short-characters <n>', 'step short: fewer characters (default: 100)', nonNegative)
    .option(
      '--near-threshold <x>',
      'step near-duplicates: Jaccard index of runs of five words (default: 0.8)',
      share,
    )
    .option(
      '--source <name...>',
      'only records of these sources, such as GPT-4; text files are refused, for they name none',
    )
    .option('--field <name>', 'field or column with the text (default: story, text)')
    .option(
      '--threads <n>',
      '0: all that the process may use; the result is the same for any number',
      nonNegative,
    )
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Steps, in their order:
${stepsText()}

Examples:
  tinystories data clean --input TinyStories-train.txt --validation TinyStories-valid.txt --out data/v1
  tinystories data clean --input TinyStories_all_data.tar.gz --source GPT-4 --preset gpt4-clean --out data/gpt4
  tinystories data clean --input stories.txt --with near-duplicates --near-threshold 0.7 --out data/few`,
    )
    .action(async ({ json, input, ...options }: CleanFlags) => {
      const bar = new ProgressBar(terminal);
      const settings = { ...options, inputs: input, signal, onProgress: bar.show };
      const report = await cleanStories(settings).finally(() => bar.end());
      if (json) printJson(terminal, { out: options.out, ...report });
      else {
        const text = join(options.out, 'stories.txt');
        terminal.out(
          `${cleanText(report)}next: tinystories data prepare --input ${shellWord(text)} --vocab 4096 --out DIR\n`,
        );
      }
    });
}
