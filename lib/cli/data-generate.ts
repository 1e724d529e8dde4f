/** `tinystories data generate`. */
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { REQUIREMENTS, type Requirement } from '../data/generate/check.ts';
import { type CorpusEstimate, estimateStories } from '../data/generate/estimate.ts';
import {
  type GenerateStoriesOptions,
  type GenerateStoriesProgress,
  type GenerateStoriesResult,
  generateStories,
} from '../data/generate/generate.ts';
import { SUMMARIES, type SummaryWay } from '../data/generate/llm-stories.ts';
import { STYLES, type Style } from '../data/generate/phrasing.ts';
import type { AskedStories } from '../data/generate/settings.ts';
import { FileError } from '../runtime/errors.ts';
import type { Context } from './context.ts';
import { CliFailure, EXIT } from './exit.ts';
import { bytes, count, percent, shellWord, table } from './format.ts';
import {
  addLlmOptions,
  askedText,
  clientOptions,
  dollars,
  type LlmFlags,
  noticeLines,
} from './llm-options.ts';
import { nonNegativeNumber, positive, positiveNumber, seedOption, storiesOption } from './options.ts';
import { ProgressBar } from './progress.ts';
import { printJson, type Terminal } from './terminal.ts';

const PROVIDERS = ['llm', 'storyteller'] as const;

/** Options that are about the corpus, whoever tells. */
const FOR_BOTH: readonly string[] = [
  'stories',
  'out',
  'provider',
  'seed',
  'lists',
  'near',
  'require',
  'instruct',
  'workers',
  'json',
] satisfies (keyof GenerateFlags)[];

interface GenerateFlags extends LlmFlags {
  stories: number;
  out?: string;
  provider: (typeof PROVIDERS)[number];
  seed: number;
  style?: Style;
  phrasing?: string;
  lists?: string;
  summary?: SummaryWay;
  maxTokens?: number;
  temperature?: number;
  topP?: number;
  near?: number;
  require?: Requirement[];
  instruct?: boolean;
  workers?: number;
  batch?: boolean;
  batchSize?: number;
  dryRun?: boolean;
  json?: boolean;
}

export function addDataGenerate(data: Command, { terminal, signal }: Context): void {
  const command = data
    .command('generate')
    .description("Let a language model tell a corpus by the paper's recipe, and check every story.")
    .addOption(storiesOption('how many the corpus has in the end').makeOptionMandatory())
    .option('--out <dir>', 'new, or begun before: then it goes on, and asks nothing again that was answered')
    .addOption(
      new Option('--provider <name>', 'who tells: a language model, or the offline storyteller')
        .choices(PROVIDERS)
        .default('llm'),
    );
  addLlmOptions(command)
    .option('--batch', 'ask by the Batch API, for half the price and within a day')
    .option('--batch-size <n>', 'most requests of a batch (default: 20000)', positive)
    .option('--dry-run', 'say what it would cost, show the first prompts, and ask nothing')
    .addOption(seedOption('another seed, other prompts').default(1))
    .addOption(
      new Option(
        '--style <name>',
        "prompts after the paper's text, after its data, or of both (default: data)",
      ).choices(STYLES),
    )
    .option('--phrasing <file>', 'JSON with the phrasing of another language')
    .option('--lists <dir>', 'draw words from the verbs.txt, nouns.txt and adjectives.txt of this folder')
    .addOption(
      new Option(
        '--summary <way>',
        'asked for after the story, along with it, or not (default: after)',
      ).choices(SUMMARIES),
    )
    .option('--max-tokens <n>', "most tokens of a story's answer (default: 700)", positive)
    .option('--temperature <x>', "(default: the server's)", nonNegativeNumber)
    .option('--top-p <x>', "(default: the server's)", positiveNumber)
    .option(
      '--near <x>',
      'likeness from which on a story is a repeat; 1: equal ones alone (default: 0.8)',
      positiveNumber,
    )
    .option(
      '--require <list>',
      'what has to be found in a story: words, dialogue; or none (default: both)',
      requirements,
    )
    .option('--instruct', 'write instruct.txt as well: the stories as records of TinyStories-Instruct')
    .option('--workers <n>', 'threads of the storyteller (default: the cores there are)', positive)
    .option('--json', 'print what was made as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories data generate --stories 100000 --model gpt-4o-mini --dry-run
  tinystories data generate --stories 2000 --model gpt-4o-mini --budget-dollars 2 --out data/llm
  tinystories data generate --stories 2000 --model llama3.1 --base-url http://localhost:11434/v1 --out data/local
  tinystories data generate --stories 50000 --model gpt-4o-mini --batch --out data/half-price
  tinystories data generate --stories 20000 --provider storyteller --out data/told

Stopped in whatever way, the same command goes on. The folder has stories.jsonl, stories.txt, rejected.jsonl (answers
that are no stories of the corpus, and why), journal.jsonl (every answer) and generate.json.`,
    )
    .action(async (flags: GenerateFlags) => {
      const llm = askedStories(flags);
      const { stories, seed, lists, out, json } = flags;
      if (flags.dryRun && llm) {
        const estimate = await estimateStories({ stories, seed, lists, llm });
        if (json) printJson(terminal, estimate);
        else terminal.text(estimateText(estimate, llm.batch !== undefined));
        return;
      }
      if (out === undefined) throw new CliFailure("required option '--out <dir>' not specified", EXIT.usage);
      const bar = new ProgressBar(terminal);
      if (llm) llm.client.onNotice = noticeLines((line) => bar.line(line));
      const result = await generate({ ...optionsOf(flags, out), llm, signal }, bar, terminal);
      if (json) printJson(terminal, { out, ...result });
      else terminal.out(resultText(result, out));
    });
}

function optionsOf(flags: GenerateFlags, out: string): GenerateStoriesOptions {
  const { stories, seed, lists, near, require, instruct, workers } = flags;
  return { stories, seed, out, lists, near, require, instruct, workers };
}

/** Undefined for the storyteller, which takes no option that is about asking. */
function askedStories(flags: GenerateFlags): AskedStories | undefined {
  if (flags.provider === 'storyteller') {
    const asking = Object.keys(flags).find((name) => !FOR_BOTH.includes(name));
    if (asking !== undefined)
      throw new CliFailure(`${dashed(asking)} is for a language model, not for the storyteller`, EXIT.usage);
    return undefined;
  }
  const { model, style, phrasing, summary, maxTokens, temperature, topP, batch, batchSize } = flags;
  if (batchSize !== undefined && !batch) throw new CliFailure('--batch-size is for --batch', EXIT.usage);
  if (model === undefined) throw new CliFailure('name a --model, or take --provider storyteller', EXIT.usage);
  const client = clientOptions(model, flags);
  const batches = batch ? { ...(batchSize !== undefined && { size: batchSize }) } : undefined;
  return { client, batch: batches, style, phrasing, summary, maxTokens, temperature, topP };
}

/** Shows how far it is; where it stops early, says what stands. */
async function generate(
  options: GenerateStoriesOptions,
  bar: ProgressBar,
  terminal: Terminal,
): Promise<GenerateStoriesResult> {
  let latest: GenerateStoriesProgress | undefined;
  const onProgress = (progress: GenerateStoriesProgress): void => {
    if (progress.growth !== latest?.growth && progress.growth) bar.line(growthText(progress));
    latest = progress;
    const { stage, stories, of } = progress;
    const { batch } = progress;
    if (batch)
      bar.update({ stage, done: batch.done, total: batch.requests, unit: 'answers' }, detail(progress));
    else bar.update({ stage, done: stories, total: of, unit: 'stories' }, detail(progress));
  };
  try {
    return await generateStories({ ...options, onProgress });
  } catch (error) {
    bar.end();
    if (latest && latest.stories > 0 && latest.stories < latest.of) {
      // Where files cannot be written, those of the corpus are not either.
      const where =
        error instanceof FileError ? 'were told, and are not written yet' : `stand in ${options.out}`;
      const stories = `${count(latest.stories)} of ${count(latest.of)} stories`;
      terminal.err(`${stories} ${where}; the same command goes on\n`);
    }
    throw error;
  } finally {
    bar.end();
  }
}

function detail({ rejected: reasons, llm }: GenerateStoriesProgress): string {
  const rejected = Object.values(reasons).reduce((sum, n) => sum + n, 0);
  const parts = rejected > 0 ? [`${count(rejected)} rejected`] : [];
  if (llm) parts.push(askedText(llm));
  return parts.join(', ');
}

function growthText({ growth }: GenerateStoriesProgress): string {
  if (growth === null) return '';
  return (
    `at ${count(growth.stories)} stories (of ${growth.sample}): ${count(growth.vocabulary)} words, ` +
    `distinct 4-grams ${percent(growth.distinct4, 1)}, ten openings ${percent(growth.openings10, 1)}, ` +
    `Rouge-2 ${growth.rouge2.toFixed(3)}, repeats ${percent(growth.repeats, 1)}`
  );
}

function estimateText(estimate: CorpusEstimate, batch: boolean): string {
  const { requests, promptTokens, completionTokens, most, price, prompts } = estimate;
  const money = (value: number | null) => (value === null ? 'not known: give --price' : dollars(value));
  const rows = [
    ['stories', count(estimate.stories), 'if every answer is kept'],
    ['requests', count(requests)],
    ['tokens read', count(promptTokens), 'about'],
    ['tokens written', count(completionTokens), 'about'],
    ['dollars', money(estimate.dollars), `about${batch ? ', by batches' : ''}`],
    ['dollars', money(most.dollars), 'at most'],
  ];
  if (price) rows.push(['price', `${price.prompt}, ${price.completion}`, 'dollars per million tokens']);
  const shown = prompts.map(({ text }, n) => `prompt ${n}:\n${text}\n`).join('\n');
  return `${table(rows)}\n${shown}`;
}

function resultText(
  { stories, files, rejected, answers, withoutSummary, spent }: GenerateStoriesResult,
  out: string,
): string {
  const text = join(out, 'stories.txt');
  const lines = [`${text}: ${count(stories)} stories, ${bytes(files['stories.txt'].bytes)}`];
  if (answers > stories) {
    const reasons = Object.entries(rejected).map(([reason, n]) => `${reason} ${count(n)}`);
    lines.push(`${join(out, 'rejected.jsonl')}: ${count(answers - stories)} answers (${reasons.join(', ')})`);
  }
  if (withoutSummary > 0) lines.push(`${count(withoutSummary)} stories are without a summary`);
  if (spent) {
    const tokens = spent.promptTokens + spent.completionTokens;
    lines.push(`answers: ${count(tokens)} tokens, those of earlier runs too`);
    if (spent.dollars > 0)
      lines.push(`spent: ${dollars(spent.dollars)}, with what requests without an answer may have cost`);
  }
  lines.push(
    `next: tinystories data report --input ${shellWord(join(out, 'stories.jsonl'))}`,
    `      tinystories data prepare --input ${shellWord(text)} --vocab 2048 --out DIR`,
  );
  return `${lines.join('\n')}\n`;
}

function requirements(text: string): Requirement[] {
  if (text.trim() === 'none') return [];
  return text.split(',').map((part) => {
    const found = REQUIREMENTS.find((one) => one === part.trim());
    if (found === undefined)
      throw new InvalidArgumentError(`Expected some of ${REQUIREMENTS.join(', ')}, or none.`);
    return found;
  });
}

/** `maxTokens` → `--max-tokens`. */
function dashed(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
