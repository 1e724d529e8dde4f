/**
 * Makes a corpus of the storyteller's: `stories.jsonl`, `stories.txt`, on request `instruct.txt`, and `make.json` in
 * one folder.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { AbortedError, InvalidArgumentError, MismatchError } from '../runtime/errors.ts';
import { asidePath, makeDirectory, removePath, replaceDirectory, writeJson } from '../runtime/files.ts';
import { packageRoot } from '../runtime/here.ts';
import { inWorkers } from '../runtime/worker-pool.ts';
import { checkCorpusFolder } from './corpus-folder.ts';
import { type Block, blockTasks, type Recipe, tellBlockInPieces } from './make-block.ts';
import { type CorpusFile, CorpusFiles, type FileSummary } from './make-files.ts';
import {
  type Feature,
  STORYTELLER,
  type StoryWishes,
  type Variety,
  type WordWishes,
} from './storyteller/storyteller.ts';
import { CheckedWishes } from './storyteller/wishes.ts';
import { readLexicon } from './storyteller/words/lexicon.ts';

/** A thread starts in the time that so many stories take. */
const STORIES_PER_WORKER = 1000;
/** Milliseconds of telling after which this thread sees to other things. */
const TURN = 5;

export interface MakeOptions extends StoryWishes {
  /** How many stories. */
  stories: number;
  /** Which corpus; whole number from 0 to 2^53 − 1. Default 1. */
  seed?: number | undefined;
  /** The folder to write: new, empty, or one that this function wrote before and that is then replaced. */
  out: string;
  /** Whether `instruct.txt` is written as well: the stories as records of TinyStories-Instruct. */
  instruct?: boolean | undefined;
  /**
   * Worker threads that tell; 1: none, told on this thread, with pauses. The files are the same for any number.
   * Default: as many as the process may use cores, fewer for small corpora.
   */
  workers?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Called at the start, after every few stories with what is done, and at the end. */
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
  /** Those asked for in every story; null: drawn for each. */
  features: Feature[] | null;
  /** Those asked for in every story; null: found in each. */
  words: WordWishes | null;
  /** SHA-256 of the three lists of words that the stories were told with, one after the other; null: the package's. */
  lists: string | null;
  stories: number;
  files: Record<'stories.jsonl' | 'stories.txt', FileSummary> & { 'instruct.txt'?: FileSummary };
}

/**
 * Tells `stories` stories of a seed and writes them as records (JSON lines), as text (each story followed by a
 * line with `<|endoftext|>`) and, when asked, as Instruct records. Memory is bounded by a few blocks of stories; the
 * folder appears whole at the end, or not at all.
 * @throws InvalidArgumentError; MismatchError when no story with what was asked for came about or the lists were
 * changed meanwhile; FileError;
 * WorkerError; AbortedError. After each of them nothing is left behind.
 */
export async function makeStories(options: MakeOptions): Promise<MakeResult> {
  const { stories, seed = 1, out, instruct = false, signal, onProgress } = options;
  if (!Number.isSafeInteger(stories) || stories < 1)
    throw new InvalidArgumentError('stories', 'a whole number of at least 1', stories);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new InvalidArgumentError('seed', 'a whole number from 0 to 2^53 − 1', seed);
  const workers = workersFor(options);
  const { lists } = options;
  const { variety, features, words, lexicon } = new CheckedWishes(options);
  const wishes = { variety, features: features ?? undefined, words: words ?? undefined, lists };
  await checkCorpusFolder(out);
  const aside = asidePath(out);
  try {
    await makeDirectory(aside);
    const names: CorpusFile[] = ['stories.jsonl', 'stories.txt'];
    if (instruct) names.push('instruct.txt');
    const files = await CorpusFiles.open(aside, names);
    try {
      let done = 0;
      const report = () => onProgress?.({ stories: done, of: stories, bytes: files.bytes('stories.txt') });
      report();
      for await (const block of blocks({ seed, wishes, instruct }, stories, workers, options)) {
        await files.append(block);
        done += block.stories;
        report();
      }
    } finally {
      await files.close();
    }
    // Blocks read the lists for themselves.
    if (lists !== undefined && readLexicon(lists) !== lexicon)
      throw new MismatchError(
        `the lists in ${lists} were changed while stories were told with them; make them again`,
      );
    const { name: generator, version } = STORYTELLER;
    const summaries = files.summaries() as MakeResult['files'];
    const result: MakeResult = {
      generator,
      version,
      seed,
      variety,
      features,
      words,
      lists: lexicon.sha256,
      stories,
      files: summaries,
    };
    await writeJson(join(aside, 'make.json'), result);
    if (signal?.aborted) throw aborted(out);
    await replaceDirectory(aside, out);
    return result;
  } catch (cause) {
    await removePath(aside).catch(() => {});
    throw cause;
  }
}

/** All blocks in order, told here or by workers. */
async function* blocks(
  recipe: Recipe,
  stories: number,
  workers: number,
  { out, signal }: MakeOptions,
): AsyncGenerator<Block, void, void> {
  const tasks = blockTasks(recipe, stories);
  if (workers > 1) {
    // Threads run what was compiled, also where the rest is run from its sources.
    const script = join(packageRoot, 'dist', 'data', 'make-worker.js');
    yield* inWorkers(tasks, { script, workers, what: `making stories in ${out}`, signal });
    return;
  }
  const breathe = turns();
  for (const task of tasks) {
    const block = await tellBlockInPieces(task, () => {
      if (signal?.aborted) throw aborted(out);
      return breathe();
    });
    yield block;
  }
}

/** A promise of a pause whenever this thread has worked for so long, null before. */
function turns(): () => Promise<void> | null {
  let began = performance.now();
  return () => {
    if (performance.now() - began < TURN) return null;
    return new Promise((resolve) => {
      setImmediate(() => {
        began = performance.now();
        resolve();
      });
    });
  };
}

function workersFor({ workers, stories }: MakeOptions): number {
  if (workers === undefined)
    return Math.max(1, Math.min(availableParallelism(), Math.floor(stories / STORIES_PER_WORKER)));
  if (!Number.isSafeInteger(workers) || workers < 1 || workers > 1024)
    throw new InvalidArgumentError('workers', 'a whole number from 1 to 1024', workers);
  return workers;
}

function aborted(out: string): AbortedError {
  return new AbortedError(`making stories in ${out} was aborted`);
}
