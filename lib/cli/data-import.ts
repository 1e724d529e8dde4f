/** `tinystories data import`. */
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type ImportOptions, type ImportResult, importStories } from '../data/import.ts';
import type { Context } from './context.ts';
import { bytes, count, shellWord } from './format.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

type ImportFlags = Omit<ImportOptions, 'inputs' | 'signal' | 'onProgress'> & {
  input: string[];
  json?: boolean;
};

export function addImport(data: Command, { terminal, signal }: Context): void {
  data
    .command('import')
    .description('Turn stories of other files into a corpus: stories.txt and, with records, stories.jsonl.')
    .requiredOption(
      '--input <file...>',
      '.txt with <|endoftext|> lines, .jsonl, .json, .csv, .tsv, .parquet, .tar.gz of these, or folders',
    )
    .requiredOption('--out <dir>', 'gets stories.txt, import.json and, of records, stories.jsonl')
    .addOption(
      new Option('--format <name>', 'instruct: the .txt files hold records of TinyStories-Instruct').choices([
        'instruct',
      ]),
    )
    .option('--field <name>', 'field or column with the text (default: story, text)')
    .option(
      '--source <name...>',
      'only records of these sources, such as GPT-4; text files are refused, for they name none',
    )
    .option('--json', 'print what was imported as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories data import --input TinyStories_all_data.tar.gz --source GPT-4 --out data/gpt4
  tinystories data import --input TinyStories-Instruct-valid.txt --format instruct --out data/instruct
  tinystories data import --input tales.csv --field tale --out data/tales`,
    )
    .action(async ({ json, input, ...options }: ImportFlags) => {
      const bar = new ProgressBar(terminal);
      const settings = { ...options, inputs: input, signal, onProgress: bar.show };
      const result = await importStories(settings).finally(() => bar.end());
      if (json) printJson(terminal, { out: options.out, ...result });
      else terminal.out(render(result, options.out));
    });
}

function render(result: ImportResult, out: string): string {
  const text = join(out, 'stories.txt');
  const records = result.files['stories.jsonl'];
  const left = (
    [
      ['empty', result.empty],
      ['of another source', result.otherSource],
      ['not to be taken apart', result.unreadable],
    ] as const
  ).filter(([, many]) => many > 0);
  return [
    `${text}: ${count(result.stories)} stories, ${bytes(result.files['stories.txt'].bytes)}`,
    ...(records ? [`${join(out, 'stories.jsonl')}: what is known of each, ${bytes(records.bytes)}`] : []),
    ...(left.length > 0
      ? [`left out: ${left.map(([what, many]) => `${count(many)} ${what}`).join(', ')}`]
      : []),
    ...(result.marks > 0 ? [`cut at a <|endoftext|> inside: ${count(result.marks)}`] : []),
    `next: tinystories data clean --input ${shellWord(out)} --out DIR`,
    '',
  ].join('\n');
}
