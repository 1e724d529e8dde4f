/** Makes a corpus of the storyteller's: `stories.jsonl`, `stories.txt` and `make.json` in one folder. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AbortedError, FileError, InvalidArgumentError } from '../runtime/errors.ts';
import {
  AppendLog,
  asidePath,
  exists,
  fileError,
  makeDirectory,
  removePath,
  replaceDirectory,
  writeJson,
} from '../runtime/files.ts';
import { END_OF_TEXT } from '../tokenizer/end-of-text.ts';
import { STORYTELLER, storyRecords, type Variety } from './storyteller/storyteller.ts';

/** Stories between two looks at the event loop and the signal: a few milliseconds of work. */
const BLOCK = 32;
const FILES = ['stories.jsonl', 'stories.txt', 'make.json'] as const;

export interface MakeOptions {
  /** How many stories. */
  stories: number;
  /** Which corpus; whole number from 0 to 2^53 − 1. Default 1. */
  seed?: number;
  /** How much there is to learn from the corpus. Default `full`. */
  variety?: Variety;
  /** The folder to write: new, empty, or one that this function wrote before and that is then replaced. */
  out: string;
  signal?: AbortSignal | undefined;
  /** Called after every few stories with what is done, and at the end. */
  onProgress?: ((progress: MakeProgress) => void) | undefined;
}

export interface MakeProgress {
  stories: number;
  of: number;
  /** Bytes of `stories.txt` so far. */
  bytes: number;
}

/** What `make.json` holds: all that is needed to make the same corpus again and to know that it is the same. */
export interface MakeResult {
  generator: string;
  version: number;
  seed: number;
  variety: Variety;
  stories: number;
  files: Record<'stories.jsonl' | 'stories.txt', { bytes: number; sha256: string }>;
}

/**
 * Tells `stories` stories of a seed and writes them as records (JSON lines) and as text (each story followed by a
 * line with `<|endoftext|>`). Memory is bounded by a block of stories; the folder appears whole at the end, or not
 * at all.
 * @throws InvalidArgumentError; FileError; AbortedError, after which nothing is left behind.
 */
export async function makeStories(options: MakeOptions): Promise<MakeResult> {
  const { stories, seed = 1, variety = 'full', out, signal, onProgress } = options;
  if (!Number.isSafeInteger(stories) || stories < 1)
    throw new InvalidArgumentError('stories', 'a whole number of at least 1', stories);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new InvalidArgumentError('seed', 'a whole number from 0 to 2^53 − 1', seed);
  await checkFolder(out);
  const aside = asidePath(out);
  await makeDirectory(aside);
  try {
    const records = await HashedLog.open(join(aside, 'stories.jsonl'));
    const text = await HashedLog.open(join(aside, 'stories.txt')).catch(async (cause) => {
      await records.close().catch(() => {});
      throw cause;
    });
    try {
      for (let from = 0; from < stories; from += BLOCK) {
        if (signal?.aborted) throw new AbortedError(`making stories in ${out} was aborted`);
        const count = Math.min(BLOCK, stories - from);
        const lines: string[] = [];
        const plain: string[] = [];
        for (const record of storyRecords(seed, from, count, variety)) {
          lines.push(JSON.stringify(record));
          plain.push(record.story, END_OF_TEXT);
        }
        await Promise.all([records.append(lines), text.append(plain)]);
        onProgress?.({ stories: from + count, of: stories, bytes: text.bytes });
      }
    } finally {
      await Promise.all([records.close(), text.close()]);
    }
    const result: MakeResult = {
      generator: STORYTELLER.name,
      version: STORYTELLER.version,
      seed,
      variety,
      stories,
      files: { 'stories.jsonl': records.summary(), 'stories.txt': text.summary() },
    };
    await writeJson(join(aside, 'make.json'), result);
    if (signal?.aborted) throw new AbortedError(`making stories in ${out} was aborted`);
    await replaceDirectory(aside, out);
    return result;
  } catch (cause) {
    await removePath(aside).catch(() => {});
    throw cause;
  }
}

/** Replacing a folder removes what is in it, so only one that holds nothing else than a corpus of ours will do. */
async function checkFolder(out: string): Promise<void> {
  if (!(await exists(out))) return;
  let names: string[];
  try {
    names = await readdir(out);
  } catch (cause) {
    throw fileError(out, cause, 'listed');
  }
  const foreign = names.find((name) => !FILES.includes(name as (typeof FILES)[number]));
  if (foreign !== undefined)
    throw new FileError(out, `holds other files (${foreign}); name a new or empty folder for the corpus`);
}

/** A file of lines with its length and hash. */
class HashedLog {
  readonly #log: AppendLog;
  readonly #hash = createHash('sha256');
  bytes = 0;

  private constructor(log: AppendLog) {
    this.#log = log;
  }

  static async open(path: string): Promise<HashedLog> {
    return new HashedLog(await AppendLog.open(path));
  }

  async append(lines: readonly string[]): Promise<void> {
    const block = lines.join('\n');
    this.#hash.update(block).update('\n');
    this.bytes += Buffer.byteLength(block) + 1;
    await this.#log.append(block);
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  summary(): { bytes: number; sha256: string } {
    return { bytes: this.bytes, sha256: this.#hash.digest('hex') };
  }
}
