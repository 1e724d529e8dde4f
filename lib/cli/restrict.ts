import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { listSources, readSource } from '../data/sources.ts';
import { FormatError, InvalidArgumentError } from '../runtime/errors.ts';
import { writeJson } from '../runtime/json.ts';
import { checkFileApart } from '../runtime/outputs.ts';
import { encodeParts } from '../tokenizer/encode-file.ts';
import {
  type LostShare,
  readKeptList,
  remapFile,
  restrictTo,
  restrictToTop,
  TokenCounts,
} from '../tokenizer/restrict.ts';
import { Tokenizer, tokenizerPath } from '../tokenizer/tokenizer.ts';
import type { Context } from './context.ts';
import { count, percent, table } from './format.ts';
import { nonNegative, positive } from './options.ts';
import { ProgressBar } from './progress.ts';
import { showReading } from './reading.ts';
import { printJson } from './terminal.ts';

const NO_STORIES = 'no story in it, so there is nothing to count; name a file with stories';

interface RestrictCommand {
  tokenizer: string;
  input?: string[];
  top: number;
  remap?: string;
  raw?: boolean;
  byteFallback?: boolean;
  out: string;
  threads?: number;
  json?: boolean;
}

export function addRestrict(parent: Command, { terminal, signal }: Context): void {
  parent
    .command('restrict')
    .description('Keep the most frequent tokens of a tokenizer, as the paper does with 10,000 of GPT-Neo’s.')
    .option('--tokenizer <name>', 'gpt2, or a folder or file with a tokenizer.json', 'gpt2')
    .option('--input <file...>', 'stories whose tokens are counted')
    .option('--top <n>', 'tokens kept', positive, 10_000)
    .option('--raw', 'count files as they are, white space between stories included')
    .option('--remap <file>', 'keep the tokens of a remap.json, or of a JSON list of ids, and count nothing')
    .option('--byte-fallback', 'spell lost tokens by kept ones, down to bytes, instead of <unk>')
    .requiredOption('--out <dir>', 'gets tokenizer.json and remap.json')
    .option('--threads <n>', '0: all that the process may use', nonNegative)
    .option('--json', 'print what was made as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories tokenizer restrict --input TinyStories-train.txt --out tokenizers/paper
  tinystories tokenizer restrict --input stories.txt --top 2000 --byte-fallback --out tokenizers/small
  tinystories data prepare --input stories.txt --tokenizer tokenizers/paper --out data/paper

Ids follow the frequency in the input, then <unk>, then <|endoftext|>. The tokenizer.json is for this package alone.`,
    )
    .action(
      async ({ tokenizer: which, input, top, remap, byteFallback, out, json, ...rest }: RestrictCommand) => {
        if ((input === undefined) === (remap === undefined))
          throw new InvalidArgumentError(
            '--input',
            'stories to count, or --remap instead',
            input === undefined ? 'neither' : 'both',
          );
        const whole = await Tokenizer.load(which);
        const sources = input === undefined ? [] : (await listSources(input)).map(({ path }) => path);
        for (const name of ['tokenizer.json', 'remap.json'])
          await checkFileApart('--out', join(out, name), [await tokenizerPath(which), remap, ...sources]);
        const made =
          remap === undefined
            ? await counted(whole, input as string[], { top, byteFallback, ...rest })
            : await listed(whole, remap, byteFallback ?? false);
        const path = await made.tokenizer.save(out);
        const file = remapFile(whole, made.tokenizer, made.kept, made.counts);
        await writeJson(join(out, 'remap.json'), file);
        const { vocab, unknown, endOfText, hash } = made.tokenizer;
        if (json) {
          printJson(terminal, { path, vocab, unknown, endOfText, hash, remap: file.sha256, lost: made.lost });
          return;
        }
        terminal.out(
          table([
            ['tokens', `${count(vocab)} of ${count(whole.vocab)}`],
            ...(unknown === undefined ? [] : [['<unk>', String(unknown)]]),
            ['<|endoftext|>', String(endOfText)],
            ['list', `remap.json, sha256 ${file.sha256}`],
            ...(made.lost ? lostRows(made.lost, unknown !== undefined) : []),
          ]),
        );
      },
    );

  async function counted(
    whole: Tokenizer,
    inputs: string[],
    options: { top: number; byteFallback?: boolean | undefined; raw?: boolean; threads?: number },
  ) {
    const { top, byteFallback = false, raw = false, threads = 0 } = options;
    const counts = new TokenCounts(whole, threads);
    const files = await listSources(inputs);
    const bar = new ProgressBar(terminal);
    const read = showReading(files, 'counting tokens', bar);
    const onBytes = (part: Uint8Array): void => read(part.length);
    try {
      for (const file of files) {
        if (raw && (file.format !== 'text' || file.gzip)) {
          throw new FormatError(
            file.path,
            `${basename(file.path)} is no plain text; --raw counts .txt files alone`,
          );
        }
        if (raw) {
          for await (const { ids, bytes } of encodeParts(whole, file.path, { threads, signal })) {
            counts.addIds(ids);
            read(bytes);
          }
          continue;
        }
        for await (const stories of readSource(file, { signal, onBytes })) {
          for (const story of stories) await counts.add(story);
        }
      }
      await counts.finish();
      if (counts.counts.every((n) => n === 0)) throw new FormatError(inputs.join(', '), NO_STORIES);
    } finally {
      bar.end();
    }
    const made = await restrictToTop(counts, { top, byteFallback });
    return { ...made, counts: counts.counts };
  }
}

/** What a file lists is made as it is of; a list of ids by itself says nothing of fallback. */
async function listed(whole: Tokenizer, path: string, fallback: boolean) {
  const { kept, byteFallback } = await readKeptList(path, whole);
  const tokenizer = await restrictTo(whole, kept, { byteFallback: byteFallback || fallback });
  return { tokenizer, kept, lost: null, counts: undefined };
}

function lostRows(lost: LostShare, unknown: boolean): string[][] {
  const { tokens, lostTokens, bytes, lostBytes, distinct, lostDistinct } = lost;
  const of = (part: number, whole: number) =>
    `${percent(whole === 0 ? 0 : part / whole)} (${count(part)} of ${count(whole)})`;
  return [
    [unknown ? 'lost tokens' : 'spelt-out tokens', of(lostTokens, tokens)],
    [unknown ? 'lost bytes' : 'spelt-out bytes', of(lostBytes, bytes)],
    ['different tokens', of(lostDistinct, distinct)],
  ];
}
