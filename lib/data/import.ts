/** Turns files of other kinds into a corpus as `data make` writes it: `stories.txt` and, with records, `stories.jsonl`. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { checkOptions, checkPath, type OptionNames } from '../runtime/arguments.ts';
import { FileError, FormatError, InvalidArgumentError } from '../runtime/errors.ts';
import { writeJson } from '../runtime/json.ts';
import { checkFolderApart } from '../runtime/outputs.ts';
import { Pace } from '../runtime/pace.ts';
import type { OnProgress } from '../runtime/progress.ts';
import { END_OF_TEXT } from '../tokenizer/end-of-text.ts';
import { IMPORT_FORMAT, type TextAndRecords, textAndRecords, writeCorpus } from './corpus-folder.ts';
import { corpusRecord, saysMore } from './corpus-record.ts';
import { parseInstruct } from './instruct.ts';
import type { CorpusFiles, FileSummary } from './make-files.ts';
import {
  checkSource,
  listSources,
  type ReadSourceOptions,
  readSourceStories,
  type SourceFile,
  type SourceStory,
} from './sources.ts';

export interface ImportOptions {
  /** Files and folders; see docs/sources.md for the kinds. */
  inputs: readonly string[];
  /** The folder to write: new, empty, or one with a corpus, which is then replaced. */
  out: string;
  /** `instruct`: texts are records of TinyStories-Instruct. Default: by the names of the files. */
  format?: 'instruct' | undefined;
  /** Field or column with the text; default `story` or `text`. */
  field?: string | undefined;
  /** Only records whose `source` is one of these, such as `GPT-4`; text files have none, and are refused. */
  source?: readonly string[] | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

const OPTIONS: OptionNames<ImportOptions> = {
  inputs: true,
  out: true,
  format: true,
  field: true,
  source: true,
  signal: true,
  onProgress: true,
};

/** What `import.json` holds. */
export interface ImportResult {
  format: typeof IMPORT_FORMAT;
  version: 1;
  inputs: { name: string; bytes: number; sha256: string }[];
  stories: number;
  /** Left out: white space alone; of another `source`; Instruct records that cannot be taken apart. */
  empty: number;
  otherSource: number;
  unreadable: number;
  /** Stories with `<|endoftext|>` inside, which end there. */
  marks: number;
  files: TextAndRecords;
}

type Counts = Pick<ImportResult, 'stories' | 'empty' | 'otherSource' | 'unreadable' | 'marks'>;

/**
 * Reads every input once, in memory that does not depend on its size, and writes the corpus whole or not at all. The
 * records keep what the inputs say of a story besides its text.
 * @throws FileError, FormatError (with the place); InvalidArgumentError, for an `out` that is, holds or lies in an input too;
 * LockedError where another process fills `out`; AbortedError.
 */
export async function importStories(options: ImportOptions): Promise<ImportResult> {
  checkOptions('importStories', options, OPTIONS);
  const { inputs, out, signal } = options;
  checkPath('out', out);
  const files = await listSources(inputs);
  checkSource(files, options.source);
  if (options.format === 'instruct' && files.some(({ format }) => format !== 'text'))
    throw new InvalidArgumentError('format', 'instruct for .txt files only', options.format);
  await checkFolderApart('out', out, [...inputs, ...files.map(({ path }) => path)]);
  return writeCorpus(
    out,
    ['stories.txt', 'stories.jsonl'],
    (corpus) => new Importing(options, files, corpus).run(),
    async ({ counts, read, informative }, corpus, folder) => {
      const result: ImportResult = {
        format: IMPORT_FORMAT,
        version: 1,
        inputs: files.map(({ name }, i) => ({ name, ...(read[i] as FileSummary) })),
        ...counts,
        files: await textAndRecords(corpus, folder, informative),
      };
      await writeJson(join(folder, 'import.json'), result);
      return result;
    },
    { what: `importing into ${out}`, signal },
  );
}

class Importing {
  readonly #options: ImportOptions;
  readonly #files: readonly SourceFile[];
  readonly #corpus: CorpusFiles;
  readonly #pace: Pace;
  readonly #counts: Counts = { stories: 0, empty: 0, otherSource: 0, unreadable: 0, marks: 0 };
  #informative = false;
  /** Why the first record that could not be taken apart could not. */
  #unreadable: FormatError | null = null;

  constructor(options: ImportOptions, files: readonly SourceFile[], corpus: CorpusFiles) {
    this.#options = options;
    this.#files = files;
    this.#corpus = corpus;
    this.#pace = new Pace(`importing into ${options.out}`, options.signal);
  }

  async run(): Promise<{ counts: Counts; read: FileSummary[]; informative: boolean }> {
    const { signal, field, onProgress, inputs } = this.#options;
    const total = this.#files.reduce((sum, { bytes }) => sum + bytes, 0);
    // Sizes as read: a pipe has none before.
    const read: FileSummary[] = [];
    let done = 0;
    for (const file of this.#files) {
      const hash = createHash('sha256');
      const count = { stories: 0, empty: 0 };
      const before = done;
      const onBytes = (part: Uint8Array): void => {
        hash.update(part);
        done += part.length;
      };
      const reading: ReadSourceOptions = { signal, field, onBytes, count };
      for await (const stories of readSourceStories(file, reading)) {
        await this.#add(file.path, stories);
        onProgress?.({ stage: 'importing', done, total, unit: 'bytes' });
      }
      this.#counts.empty += count.empty;
      read.push({ bytes: done - before, sha256: hash.digest('hex') });
    }
    if (this.#counts.stories === 0)
      throw this.#unreadable ?? new FileError(inputs.join(', '), 'holds no story that was asked for');
    return { counts: this.#counts, read, informative: this.#informative };
  }

  async #add(path: string, stories: readonly SourceStory[]): Promise<void> {
    const { field, source } = this.#options;
    const text: string[] = [];
    const lines: string[] = [];
    const counts = this.#counts;
    for (const raw of stories) {
      const read = this.#options.format === 'instruct' ? this.#instruct(path, raw) : raw;
      if (read === null) continue;
      const { text: whole, record = {} } = read;
      if (source !== undefined && !source.includes(String(record.source))) {
        counts.otherSource++;
        continue;
      }
      const mark = whole.indexOf(END_OF_TEXT);
      const story = mark < 0 ? whole : whole.slice(0, mark).trim();
      if (mark >= 0) counts.marks++;
      if (story === '') {
        counts.empty++;
        continue;
      }
      counts.stories++;
      this.#informative ||= saysMore(record, field);
      text.push(story, '\n', END_OF_TEXT, '\n');
      lines.push(JSON.stringify(corpusRecord(story, record, field)), '\n');
      if (this.#pace.due) await this.#pace.rest();
    }
    const encoder = new TextEncoder();
    await this.#corpus.append({
      stories: lines.length / 2,
      text: encoder.encode(text.join('')),
      records: encoder.encode(lines.join('')),
      instruct: new Uint8Array(0),
    });
  }

  /** The story of a record of TinyStories-Instruct, with what was asked for; null for one that cannot be read. */
  #instruct(path: string, { text }: SourceStory): SourceStory | null {
    try {
      const { story, words, features, summary, sentence, asked } = parseInstruct(text, path);
      const instruction = {
        ...(words !== undefined && { words }),
        ...(features !== undefined && { features }),
        ...(sentence !== undefined && { sentence }),
        asked,
      };
      return { text: story, record: { instruction, ...(summary !== undefined && { summary }) } };
    } catch (cause) {
      if (!(cause instanceof FormatError)) throw cause;
      this.#unreadable ??= cause;
      this.#counts.unreadable++;
      return null;
    }
  }
}
