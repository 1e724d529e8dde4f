import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type MakeProgress, makeStories } from '../data/make.ts';
import type { Context } from './context.ts';
import { bytes, count } from './format.ts';
import { positive, seed } from './options.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

export function addData(program: Command, context: Context): void {
  const data = program.command('data').description('Make stories, and turn stories into training data.');
  addMake(data, context);
}

function addMake(data: Command, { terminal, signal }: Context): void {
  data
    .command('make')
    .description('Tell stories offline: the same seed gives the same stories on every machine.')
    .requiredOption('--stories <n>', 'how many', positive)
    .addOption(new Option('--seed <n>', 'another seed, other stories').argParser(seed).default(1))
    .requiredOption('--out <dir>', 'gets stories.jsonl (with words, features, summary) and stories.txt')
    .option('--json', 'print what was made as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories data make --stories 20000 --out data/made
  tinystories data make --stories 100 --seed 7 --out data/few --json`,
    )
    .action(async ({ json, ...options }: { stories: number; seed: number; out: string; json?: boolean }) => {
      const bar = new ProgressBar(terminal);
      const result = await makeStories({ ...options, signal, onProgress: showMade(bar) }).finally(() =>
        bar.end(),
      );
      if (json) {
        printJson(terminal, { out: options.out, ...result });
        return;
      }
      const text = join(options.out, 'stories.txt');
      terminal.out(`${text}: ${count(result.stories)} stories, ${bytes(result.files['stories.txt'].bytes)}
next: tinystories data prepare --input ${text} --vocab 2048 --out DIR
`);
    });
}

/** The `onProgress` of `makeStories`. */
export function showMade(bar: ProgressBar): (progress: MakeProgress) => void {
  return ({ stories, of }) => bar.update({ stage: 'telling', done: stories, total: of, unit: 'stories' });
}
