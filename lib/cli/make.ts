/** `tinystories data make`. */
import { basename, join } from 'node:path';
import { type Command, Option } from 'commander';
import { type MakeOptions, type MakeProgress, type MakeResult, makeStories } from '../data/make.ts';
import { reportHtml } from '../data/report/html.ts';
import { reportCorpora } from '../data/report/report.ts';
import { VARIETIES } from '../data/storyteller/storyteller.ts';
import { parseFeatures, parseWords } from '../data/storyteller/wishes.ts';
import { writeFileAtomic } from '../runtime/files.ts';
import { writeJson } from '../runtime/json.ts';
import type { Context } from './context.ts';
import { bytes, count, shellWord } from './format.ts';
import { positive, seedOption, storiesOption } from './options.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

type MakeFlags = Omit<MakeOptions, 'signal' | 'onProgress'> & { report?: boolean; json?: boolean };

export function addMake(data: Command, { terminal, signal }: Context): void {
  data
    .command('make')
    .description('Tell stories offline: the same seed gives the same stories on every machine.')
    .addOption(storiesOption('how many').makeOptionMandatory())
    .addOption(seedOption('another seed, other stories').default(1))
    .addOption(
      new Option(
        '--variety <name>',
        'small: short stories of few kinds, which tiny models learn within minutes',
      )
        .choices(VARIETIES)
        .default('full'),
    )
    .option(
      '--features <list>',
      'these in every story and no others: Dialogue, BadEnding, MoralValue, Twist, Foreshadowing, Conflict; ' +
        'or none (default: drawn for each)',
      parseFeatures,
    )
    .option(
      '--words <list>',
      'verb, noun and adjective that every story uses, - for one that is left open (default: found in each story)',
      parseWords,
    )
    .requiredOption('--out <dir>', 'gets stories.jsonl (with words, features, summary) and stories.txt')
    .option('--instruct', 'write instruct.txt as well: the stories as records of TinyStories-Instruct')
    .option(
      '--workers <n>',
      'threads that tell; the files are the same for any number (default: the cores there are)',
      positive,
    )
    .option('--lists <dir>', 'tell with the verbs.txt, nouns.txt and adjectives.txt of this folder')
    .option('--report', 'write report.json and report.html beside the stories, see `data report`')
    .option('--json', 'print what was made as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories data make --stories 20000 --out data/made
  tinystories data make --stories 100 --seed 7 --out data/few --json
  tinystories data make --stories 5000 --features Dialogue,Twist --out data/twists
  tinystories data make --stories 500 --words "climb, kite, -" --features none --out data/kites
  tinystories data make --stories 20000 --instruct --out data/instruct
  tinystories data make --stories 20000 --report --out data/shown`,
    )
    .action(async ({ json, report, ...options }: MakeFlags) => {
      const bar = new ProgressBar(terminal);
      const { out } = options;
      const result = await makeStories({ ...options, signal, onProgress: showMade(bar) }).finally(() =>
        bar.end(),
      );
      if (report) await writeReport(out, bar, signal).finally(() => bar.end());
      if (json) printJson(terminal, { out, ...result });
      else terminal.out(render(result, out, report ? join(out, 'report.html') : undefined));
    });
}

async function writeReport(out: string, bar: ProgressBar, signal: AbortSignal): Promise<void> {
  const corpus = { inputs: [join(out, 'stories.jsonl')], name: basename(out) };
  const reports = await reportCorpora([corpus], { signal, onProgress: bar.show });
  await writeJson(join(out, 'report.json'), reports[0]);
  await writeFileAtomic(join(out, 'report.html'), reportHtml(reports), { signal });
}

/** The `onProgress` of `makeStories`. */
export function showMade(bar: ProgressBar): (progress: MakeProgress) => void {
  return ({ stories, of }) =>
    bar.update(
      { stage: 'telling', done: stories, total: of, unit: 'stories' },
      (perSecond) => `${count(perSecond)} stories/s`,
    );
}

function render({ stories, files }: MakeResult, out: string, report: string | undefined): string {
  const text = join(out, 'stories.txt');
  const instruct = files['instruct.txt'];
  const lines = [`${text}: ${count(stories)} stories, ${bytes(files['stories.txt'].bytes)}`];
  if (instruct)
    lines.push(`${join(out, 'instruct.txt')}: ${count(stories)} records, ${bytes(instruct.bytes)}`);
  if (report !== undefined)
    lines.push(`${report}: how varied they are, and whether they have what was asked for`);
  lines.push(`next: tinystories data prepare --input ${shellWord(text)} --vocab 2048 --out DIR`);
  return `${lines.join('\n')}\n`;
}
