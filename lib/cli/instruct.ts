import type { Command } from 'commander';
import { checkOutOfDistribution } from '../data/instruct-check.ts';
import { buildInstructCorpus, type InstructCorpus } from '../data/instruct-corpus.ts';
import type { Context } from './context.ts';
import { CliFailure, EXIT } from './exit.ts';
import { bytes, count, percent, shellWord, table } from './format.ts';
import { seedOption, share } from './options.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

interface InstructCommand {
  input: string[];
  out: string;
  seed?: number;
  blankLine: boolean;
  derive?: boolean;
  ood?: boolean;
  testShare?: number;
  json?: boolean;
}

export function addInstruct(data: Command, { terminal, signal }: Context): void {
  data
    .command('instruct')
    .description('Build records of TinyStories-Instruct from stories: instructions, then the story.')
    .requiredOption('--input <file...>', 'stories; .jsonl says what they were asked for')
    .requiredOption('--out <dir>', 'gets instruct.txt (with --ood: train.txt and test.txt) and instruct.json')
    .addOption(seedOption('other subsets, orders and sentences (default: 1)'))
    .option('--no-blank-line', 'no blank line before the story, as in the released validation file')
    .option('--derive', 'take words and dialogue from the story where the input does not say them')
    .option('--ood', 'split for the out-of-distribution test: training never has both words and summary')
    .option('--test-share <x>', 'share of the stories held out with --ood (default: 0.02)', share)
    .option('--json', 'print what was made as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories data instruct --input data/made/stories.jsonl --out data/instruct
  tinystories data instruct --input data/made/stories.jsonl --out data/ood --ood
  tinystories data check-ood --train data/ood/train.txt --test data/ood/test.txt

Each record is a random subset, in random order, of words, features, summary and a sentence that is never the first,
then the story. What the input does not say is left out.`,
    )
    .action(async ({ input, ood, json, ...options }: InstructCommand) => {
      const bar = new ProgressBar(terminal);
      const settings = { ...options, inputs: input, outOfDistribution: ood, signal, onProgress: bar.show };
      const made = await buildInstructCorpus(settings).finally(() => bar.end());
      if (json) printJson(terminal, { folder: options.out, ...made });
      else terminal.out(summary(options.out, made));
    });
}

function summary(out: string, made: InstructCorpus): string {
  const rows = Object.entries(made.files).map(([name, { records, bytes: size, asked }]) => [
    name,
    `${count(records)} records, ${bytes(size)};`,
    `asked for: ${Object.entries(asked)
      .map(([kind, n]) => `${kind} ${percent(n / records)}`)
      .join(', ')}`,
  ]);
  const remarks = [
    made.nothing > 0 && `${count(made.nothing)} stories had nothing to ask for and were left out`,
    made.unlike > 0 && `${count(made.unlike)} could not be told from the layout and were left out`,
    made.both > 0 && `${count(made.both)} training records had both words and summary and were left out`,
    made.incomplete > 0 && `${count(made.incomplete)} stories held out lack words or summary`,
  ].filter((remark) => remark !== false);
  const next = made.outOfDistribution
    ? `tinystories data check-ood --train ${shellWord(`${out}/train.txt`)} --test ${shellWord(`${out}/test.txt`)}`
    : `tinystories data prepare --input ${shellWord(`${out}/instruct.txt`)} --responses --out data/NAME`;
  return `${out}: of ${count(made.stories)} stories
${table(rows)}${remarks.map((remark) => `${remark}\n`).join('')}next: ${next}
`;
}

export function addCheckOod(data: Command, { terminal, signal }: Context): void {
  data
    .command('check-ood')
    .description('Prove that an out-of-distribution split has no leak; fails where it has one.')
    .requiredOption('--train <file...>', 'Instruct records trained on')
    .requiredOption('--test <file...>', 'Instruct records that ask for words and summary both')
    .option('--json', 'print the counts as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories data check-ood --train data/ood/train.txt --test data/ood/test.txt`,
    )
    .action(async ({ train, test, json }: { train: string[]; test: string[]; json?: boolean }) => {
      const bar = new ProgressBar(terminal);
      const checking = checkOutOfDistribution(train, test, { signal, onProgress: bar.show });
      const { firstLeak, ...counts } = await checking.finally(() => bar.end());
      if (json) printJson(terminal, { ...counts, firstLeak });
      else
        terminal.out(`training records           ${count(counts.trainRecords)}
  with words and summary   ${count(counts.trainWithBoth)}
  with a story of the test ${count(counts.shared)}
test records               ${count(counts.testRecords)}
  without one of the two   ${count(counts.testWithoutBoth)}
`);
      if (firstLeak !== null) throw new CliFailure(`the split leaks: ${firstLeak}`, EXIT.failed);
    });
}
