/**
 * Instruct records of a whole corpus (section 2 of the paper), and the split of its out-of-distribution test (section
 * 4.3): no training record has both words and a summary, all test records ask for both.
 */
import { join } from 'node:path';
import { checkOptions, checkPath, type OptionNames } from '../runtime/arguments.ts';
import { FormatError, InvalidArgumentError } from '../runtime/errors.ts';
import { AppendLog } from '../runtime/files.ts';
import { writeJson } from '../runtime/json.ts';
import { checkFolderApart } from '../runtime/outputs.ts';
import { Pace } from '../runtime/pace.ts';
import type { OnProgress } from '../runtime/progress.ts';
import { Random, seedFor } from '../runtime/random.ts';
import { checkWhole } from '../runtime/whole.ts';
import { END_OF_TEXT } from '../tokenizer/end-of-text.ts';
import {
  canBeRecord,
  drawInstruct,
  INSTRUCT_KINDS,
  type InstructKind,
  type InstructSource,
} from './instruct.ts';
import { asksBoth, showsBoth, storyFingerprint } from './instruct-check.ts';
import { derived, instructSource } from './instruct-source.ts';
import { type FolderWriting, type OwnFolder, writeOwnFolder } from './own-folder.ts';
import { listSources, readSourceStories, type SourceFile, type SourceStory } from './sources.ts';

const FORMAT = 'tinystories instruct';
const RECORDS: OwnFolder = { records: { 'instruct.json': ({ format }) => format === FORMAT }, beside: [] };
/** Keeps these numbers apart from others drawn with the same seed. */
const PURPOSE = 0x696e7363;
/** Bytes collected before they are written. */
const PART = 1 << 20;
const TEST_SHARE = 0.02;
/** A record that asks for two given kinds comes about once in four draws, where the story has both. */
const MOST_DRAWS = 200;

export interface InstructCorpusOptions {
  /** Stories; where they are `.jsonl` with `instruction` and `summary`, these are asked for. See instruct-source.ts. */
  inputs: readonly string[];
  /** The folder to write: new, empty, or one that this function wrote before and that is then replaced. */
  out: string;
  /** Which subsets, orders and sentences; whole number from 0 to 2^53 − 1. Default 1. */
  seed?: number | undefined;
  /** A blank line before the story, as the released training file has it. Default true. */
  blankLine?: boolean | undefined;
  /** Whether words and the feature `Dialogue` are taken from the story where the corpus does not say them. */
  derive?: boolean | undefined;
  /**
   * Makes the out-of-distribution split: `test.txt` with records that ask for words and summary both, of stories held
   * out; `train.txt` with records of the other stories, of which those that have both are left out.
   */
  outOfDistribution?: boolean | undefined;
  /** Share of the stories held out for the test, in (0, 0.5]. Default 0.02. */
  testShare?: number | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

const OPTIONS: OptionNames<InstructCorpusOptions> = {
  inputs: true,
  out: true,
  seed: true,
  blankLine: true,
  derive: true,
  outOfDistribution: true,
  testShare: true,
  signal: true,
  onProgress: true,
};

/** What `instruct.json` holds. */
export interface InstructCorpus {
  format: typeof FORMAT;
  version: 1;
  seed: number;
  blankLine: boolean;
  derive: boolean;
  outOfDistribution: boolean;
  testShare: number | null;
  /** Stories read. */
  stories: number;
  /** Left out: could not be told from the layout, had nothing to ask for. */
  unlike: number;
  nothing: number;
  /** Records of the training stories that have both words and a summary and were left out. */
  both: number;
  /** Stories held out that lack words or a summary, and so no test record. */
  incomplete: number;
  files: Record<string, InstructFile>;
}

export interface InstructFile {
  records: number;
  bytes: number;
  /** How many records ask for each kind. */
  asked: Record<InstructKind, number>;
}

/**
 * Builds the records; see docs/data.md. What story `n` becomes depends on the seed, on `n` and on the story alone.
 * @throws FileError and FormatError for inputs; FormatError when no record came about; InvalidArgumentError, for an `out`
 * that is, holds or lies in an input too; LockedError where another process fills `out`; AbortedError. After each of
 * them nothing is left behind.
 */
export async function buildInstructCorpus(options: InstructCorpusOptions): Promise<InstructCorpus> {
  checkOptions('buildInstructCorpus', options, OPTIONS);
  const { inputs, out, seed = 1, blankLine = true, derive = false, testShare = TEST_SHARE, signal } = options;
  const { outOfDistribution = false, onProgress } = options;
  checkPath('out', out);
  checkWhole('seed', seed, 0);
  if (!(testShare > 0 && testShare <= 0.5))
    throw new InvalidArgumentError('testShare', 'a share in (0, 0.5]', testShare);
  if (options.testShare !== undefined && !outOfDistribution)
    throw new InvalidArgumentError('testShare', 'none but with the out-of-distribution split', testShare);
  const sources = await listSources(inputs);
  await checkFolderApart('out', out, [...inputs, ...sources.map(({ path }) => path)]);
  const made: InstructCorpus = {
    format: FORMAT,
    version: 1,
    seed,
    blankLine,
    derive,
    outOfDistribution,
    testShare: outOfDistribution ? testShare : null,
    stories: 0,
    unlike: 0,
    nothing: 0,
    both: 0,
    incomplete: 0,
    files: {},
  };
  const writing = { what: `building records in ${out}`, signal };
  return writeOwnFolder(
    out,
    RECORDS,
    async (aside) => {
      const files = new Map<string, RecordFile>();
      try {
        const names = outOfDistribution ? ['train.txt', 'test.txt'] : ['instruct.txt'];
        for (const name of names) files.set(name, await RecordFile.open(join(aside, name)));
        await addAll(sources, new Builder(made, files, options), writing, onProgress);
        for (const [name, file] of files) made.files[name] = await file.close();
      } catch (cause) {
        for (const file of files.values()) await file.close().catch(() => {});
        throw cause;
      }
      checkRecords(made, inputs);
      await writeJson(join(aside, 'instruct.json'), made);
      return made;
    },
    writing,
  );
}

async function addAll(
  sources: readonly SourceFile[],
  builder: Builder,
  { what, signal }: FolderWriting,
  onProgress: OnProgress | undefined,
): Promise<void> {
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  const pace = new Pace(what, signal);
  let done = 0;
  for (const source of sources) {
    const onBytes = (part: Uint8Array): void => {
      done += part.length;
      onProgress?.({ stage: 'building records', done, total, unit: 'bytes' });
    };
    for await (const stories of readSourceStories(source, { signal, onBytes })) {
      for (const story of stories) {
        await builder.add(story, source.path);
        if (pace.due) await pace.rest();
      }
    }
  }
}

/** @throws FormatError where a file has no record */
function checkRecords(made: InstructCorpus, inputs: readonly string[]): void {
  for (const [name, { records }] of Object.entries(made.files)) {
    if (records > 0) continue;
    throw new FormatError(
      inputs.join(', '),
      `no record for ${name}: of ${made.stories} stories ${made.nothing + made.unlike} had nothing to ask for, ` +
        `${made.incomplete} of those held out lacked words or a summary; expected .jsonl with \`instruction\` and ` +
        '`summary`, as `data make` writes it, or try --derive',
    );
  }
}

class Builder {
  readonly #made: InstructCorpus;
  readonly #files: Map<string, RecordFile>;
  readonly #seed: number;
  readonly #limit: number;

  constructor(
    made: InstructCorpus,
    files: Map<string, RecordFile>,
    { testShare = TEST_SHARE }: InstructCorpusOptions,
  ) {
    this.#made = made;
    this.#files = files;
    this.#seed = seedFor(made.seed, PURPOSE);
    this.#limit = testShare * 2 ** 32;
  }

  async add(given: SourceStory, path: string): Promise<void> {
    const made = this.#made;
    const random = new Random(this.#seed, made.stories++);
    const known = sourceOrNull(given, path);
    if (known === null || !canBeRecord(known.story)) {
      made.unlike++;
      return;
    }
    const source = made.derive ? derived(known, random) : known;
    const draw = () => drawInstruct(source, random, { blankLine: made.blankLine });
    const drawn = draw();
    if (drawn === null) {
      made.nothing++;
    } else if (!made.outOfDistribution) {
      await this.#files.get('instruct.txt')?.add(drawn);
    } else if (storyFingerprint(source.story).number >= this.#limit) {
      if (showsBoth(drawn.text)) made.both++;
      else await this.#files.get('train.txt')?.add(drawn);
    } else {
      // Subsets are equally likely, so one with both comes soon where the story has both.
      let chosen = drawn;
      for (let draws = 1; !asksBoth(chosen.asked) && draws < MOST_DRAWS; draws++) chosen = draw() ?? chosen;
      if (asksBoth(chosen.asked)) await this.#files.get('test.txt')?.add(chosen);
      else made.incomplete++;
    }
  }
}

interface Drawn {
  text: string;
  asked: readonly InstructKind[];
}

/** Null for a text that begins like a record and is none. */
function sourceOrNull(given: SourceStory, path: string): InstructSource | null {
  try {
    return instructSource(given, path);
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

/** Records written one after another, each with the line that ends it. */
class RecordFile {
  readonly #log: AppendLog;
  readonly #made: InstructFile;
  #waiting: string[] = [];
  #size = 0;
  #closed = false;

  private constructor(log: AppendLog) {
    this.#log = log;
    const asked = Object.fromEntries(INSTRUCT_KINDS.map((kind) => [kind, 0])) as Record<InstructKind, number>;
    this.#made = { records: 0, bytes: 0, asked };
  }

  static async open(path: string): Promise<RecordFile> {
    return new RecordFile(await AppendLog.open(path));
  }

  async add({ text, asked }: Drawn): Promise<void> {
    this.#made.records++;
    for (const kind of asked) this.#made.asked[kind]++;
    this.#waiting.push(`${text}\n${END_OF_TEXT}\n`);
    this.#size += text.length;
    if (this.#size >= PART) await this.#write();
  }

  async close(): Promise<InstructFile> {
    if (this.#closed) return this.#made;
    this.#closed = true;
    try {
      await this.#write();
    } finally {
      await this.#log.close();
    }
    return this.#made;
  }

  async #write(): Promise<void> {
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#size = 0;
    this.#made.bytes += bytes.length;
    await this.#log.appendBytes(bytes);
  }
}
