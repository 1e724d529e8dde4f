import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { listSources, readSource } from '../data/sources.ts';
import { FormatError } from '../runtime/errors.ts';
import { readBytes, writeFileAtomic } from '../runtime/files.ts';
import { checkFileApart } from '../runtime/outputs.ts';
import { encodeFile } from '../tokenizer/encode-file.ts';
import { Tokenizer, tokenizerPath } from '../tokenizer/tokenizer.ts';
import type { CountedWords } from '../tokenizer/train.ts';
import type { Context } from './context.ts';
import { bytes, count, table } from './format.ts';
import { nonNegative, positive } from './options.ts';
import { ProgressBar } from './progress.ts';
import { showReading } from './reading.ts';
import { addRestrict } from './restrict.ts';
import { printJson } from './terminal.ts';

const WHICH = 'gpt2, or a folder or file: tokenizer.json, tokenizer.bin, tokenizer.model';

export function addTokenizer(program: Command, context: Context): void {
  const tokenizer = program.command('tokenizer').description('Train and use tokenizers.');
  addTrain(tokenizer, context);
  addEncode(tokenizer, context);
  addDecode(tokenizer, context);
  addInfo(tokenizer, context);
  addRestrict(tokenizer, context);
}

interface TrainCommand {
  input: string[];
  vocab: number;
  words?: number;
  out: string;
  threads?: number;
  json?: boolean;
}

function addTrain(parent: Command, { terminal, signal }: Context): void {
  parent
    .command('train')
    .description('Train a tokenizer on stories.')
    .requiredOption(
      '--input <file...>',
      'text with <|endoftext|> lines between stories, .jsonl, or folders of them',
    )
    .addOption(new Option('--vocab <n>', 'tokens').argParser(positive).default(4096))
    .option('--words <n>', 'different words told apart at most (default: 2,097,152)', positive)
    .requiredOption('--out <dir>', 'gets tokenizer.json')
    .option('--threads <n>', '0: all that the process may use', nonNegative)
    .option('--json', 'print what was made as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories tokenizer train --input stories.txt --vocab 2048 --out tokenizers/small`,
    )
    .action(async ({ input, vocab, words, out, threads, json }: TrainCommand) => {
      const sources = (await listSources(input)).map(({ path }) => path);
      await checkFileApart('--out', join(out, 'tokenizer.json'), sources);
      const bar = new ProgressBar(terminal);
      let counted: CountedWords | undefined;
      const settings = {
        vocab,
        words,
        signal,
        onProgress: bar.show,
        onCounted: (met: CountedWords) => {
          counted = met;
        },
        ...(threads === undefined ? {} : { threads }),
      };
      const training = Tokenizer.train(storiesOf(input, bar, signal), settings);
      const tokenizer = await training.finally(() => bar.end());
      const path = await tokenizer.save(out);
      if (json) printJson(terminal, { path, ...describe(tokenizer), counted });
      else terminal.out(`${path}: ${count(tokenizer.vocab)} tokens${wordLine(counted)}\n`);
    });
}

/** All stories, with how much of their files is read. @throws FormatError where there are none */
async function* storiesOf(inputs: string[], bar: ProgressBar, signal: AbortSignal): AsyncGenerator<string> {
  const files = await listSources(inputs);
  const read = showReading(files, 'counting words', bar);
  const onBytes = (part: Uint8Array): void => read(part.length);
  let any = false;
  for (const file of files) {
    for await (const stories of readSource(file, { signal, onBytes })) {
      any ||= stories.length > 0;
      yield* stories;
    }
  }
  if (!any) throw new FormatError(inputs.join(', '), 'no story in it to train on; name a file with stories');
}

interface EncodeCommand {
  tokenizer: string;
  input: string;
  out: string;
  threads?: number;
  json?: boolean;
}

function addEncode(parent: Command, { terminal, signal }: Context): void {
  parent
    .command('encode')
    .description('Turn a file of text into a file of token ids.')
    .requiredOption('--tokenizer <name>', WHICH)
    .requiredOption('--input <file>', 'text; <|endoftext|> in it becomes its token')
    .requiredOption('--out <ids>', 'little-endian uint16, or uint32 for more than 65,535 tokens')
    .option('--threads <n>', '0: all that the process may use', nonNegative)
    .option('--json', 'print what was made as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories tokenizer encode --tokenizer gpt2 --input stories.txt --out stories.ids
  tinystories tokenizer encode --tokenizer data/stories --input stories.txt --out stories.ids --json`,
    )
    .action(async ({ tokenizer: which, input, out, threads = 0, json }: EncodeCommand) => {
      const bar = new ProgressBar(terminal);
      const tokenizer = await Tokenizer.load(which);
      await checkFileApart('--out', out, [await tokenizerPath(which)]);
      const encoding = encodeFile(tokenizer, input, out, { threads, signal, onProgress: bar.show });
      const result = await encoding.finally(() => bar.end());
      if (json) {
        printJson(terminal, { path: out, ...result });
        return;
      }
      const { tokens, bytes: read, bytesPerId } = result;
      const each = tokens > 0 ? `, ${(read / tokens).toFixed(2)} bytes a token` : '';
      terminal.out(
        `${out}: ${count(tokens)} tokens of ${bytesPerId} bytes for ${bytes(read)} of text${each}\n`,
      );
    });
}

interface DecodeCommand {
  tokenizer: string;
  input: string;
  out?: string;
  json?: boolean;
}

function addDecode(parent: Command, { terminal, signal }: Context): void {
  parent
    .command('decode')
    .description('Turn a file of token ids back into text.')
    .requiredOption('--tokenizer <name>', WHICH)
    .requiredOption('--input <ids>', 'what `tokenizer encode` wrote')
    .option('--out <file>', 'where the text goes (default: stdout)')
    .option('--json', 'print what was made, or the text, as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories tokenizer decode --tokenizer gpt2 --input stories.ids
  tinystories tokenizer decode --tokenizer gpt2 --input stories.ids --out stories.txt`,
    )
    .action(async ({ tokenizer: which, input, out, json }: DecodeCommand) => {
      const tokenizer = await Tokenizer.load(which);
      if (out !== undefined) await checkFileApart('--out', out, [input, await tokenizerPath(which)]);
      const ids = idsOf(await readBytes(input, { pipe: true }), input, tokenizer.vocab);
      const text = tokenizer.decodeBytes(ids);
      if (out !== undefined) await writeFileAtomic(out, text, { signal });
      const told = out === undefined ? Buffer.from(text).toString() : '';
      if (json) {
        const where = out === undefined ? { text: told } : { path: out };
        printJson(terminal, { tokens: ids.length, bytes: text.length, ...where });
      } else if (out === undefined) {
        terminal.text(told);
      } else {
        terminal.out(`${out}: ${bytes(text.length)} of text from ${count(ids.length)} tokens\n`);
      }
    });
}

function addInfo(parent: Command, { terminal }: Context): void {
  parent
    .command('info')
    .description('Describe a tokenizer.')
    .requiredOption('--tokenizer <name>', WHICH)
    .option('--text <text>', 'also show how this text is cut into tokens')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories tokenizer info --tokenizer gpt2
  tinystories tokenizer info --tokenizer runs/first/checkpoints/step-001000 --text "Once upon a time"`,
    )
    .action(
      async ({ tokenizer: which, text, json }: { tokenizer: string; text?: string; json?: boolean }) => {
        const tokenizer = await Tokenizer.load(which);
        const cut = text === undefined ? undefined : cutText(tokenizer, text);
        if (json) {
          printJson(terminal, { ...describe(tokenizer), ...(cut ? { tokens: cut } : {}) });
          return;
        }
        const { vocab, endOfText, longest, hash } = describe(tokenizer);
        terminal.out(
          table([
            ['tokens', count(vocab)],
            ['<|endoftext|>', String(endOfText)],
            ['longest token', `${longest} bytes`],
            ['hash', hash],
          ]),
        );
        if (cut)
          terminal.text(
            `\n${table(
              cut.map(({ id, text: part }) => [String(id), JSON.stringify(part)]),
              [0],
            )}`,
          );
      },
    );
}

function wordLine(counted: CountedWords | undefined): string {
  if (!counted) return '';
  const { words, distinct, cuts, undercount } = counted;
  const met = `, from ${count(words)} words, ${count(distinct)} of them different`;
  if (cuts === 0) return met;
  return `${met} (the rarest were forgotten ${count(cuts)} times; no count is too low by more than ${count(undercount)})`;
}

function describe(tokenizer: Tokenizer) {
  const { vocab, endOfText, hash } = tokenizer;
  let longest = 0;
  for (let id = 0; id < vocab; id++) {
    if (id !== endOfText) longest = Math.max(longest, tokenizer.tokenBytes(id).length);
  }
  return { vocab, endOfText, longest, hash };
}

function cutText(tokenizer: Tokenizer, text: string): { id: number; text: string }[] {
  return Array.from(tokenizer.encode(text), (id) => ({
    id,
    text: Buffer.from(tokenizer.tokenBytes(id)).toString(),
  }));
}

/** Reads ids as `encode` writes them; the vocabulary says how wide they are. */
function idsOf(file: Uint8Array, path: string, vocab: number): Int32Array {
  const width = vocab > 0xffff ? 4 : 2;
  if (file.length % width !== 0) {
    throw new FormatError(path, `${file.length} bytes are no whole number of ${width}-byte ids`);
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  return Int32Array.from({ length: file.length / width }, (_, i) => {
    const id = width === 4 ? view.getUint32(4 * i, true) : view.getUint16(2 * i, true);
    if (id >= vocab) {
      throw new FormatError(
        path,
        `id ${id} at place ${i}, while the tokenizer has ${vocab} tokens; give the one it was encoded with`,
      );
    }
    return id;
  });
}
