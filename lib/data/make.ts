/**
 * Makes a corpus of the storyteller's: `stories.jsonl`, `stories.txt`, on request `instruct.txt`, and `make.json` in
 * one folder.
 */
import { join } from 'node:path';
import { checkOptions, checkPath, type OptionNames } from '../runtime/arguments.ts';
import { MismatchError } from '../runtime/errors.ts';
import { writeJson } from '../runtime/json.ts';
import { checkWhole } from '../runtime/whole.ts';
import { writeCorpus } from './corpus-folder.ts';
import type { CorpusFile, FileSummary } from './make-files.ts';
import {
  type Feature,
  STORYTELLER,
  type StoryWishes,
  type Variety,
  type WordWishes,
} from './storyteller/storyteller.ts';
import { CheckedWishes } from './storyteller/wishes.ts';
import { readLexicon } from './storyteller/words/lexicon.ts';
import { tellBlocks, workersFor } from './tell-blocks.ts';

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

const OPTIONS: OptionNames<MakeOptions> = {
  stories: true,
  seed: true,
  out: true,
  instruct: true,
  workers: true,
  variety: true,
  features: true,
  words: true,
  lists: true,
  signal: true,
  onProgress: true,
};

/**
 * Tells `stories` stories of a seed and writes them as records (JSON lines), as text (each story followed by a
 * line with `<|endoftext|>`) and, when asked, as Instruct records. Memory is bounded by a few blocks of stories; the
 * folder appears whole at the end, or not at all.
 * @throws InvalidArgumentError; MismatchError when no story with what was asked for came about or the lists were
 * changed meanwhile; FileError; LockedError where another process fills the folder; WorkerError; AbortedError. After each
 * of them nothing is left behind.
 */
export async function makeStories(options: MakeOptions): Promise<MakeResult> {
  checkOptions('makeStories', options, OPTIONS);
  const { stories, seed = 1, out, instruct = false, signal, onProgress } = options;
  checkPath('out', out);
  checkWhole('stories', stories, 1);
  checkWhole('seed', seed, 0);
  const workers = workersFor(stories, options.workers);
  const { lists } = options;
  const { variety, features, words, lexicon } = new CheckedWishes(options);
  const wishes = { variety, features: features ?? undefined, words: words ?? undefined, lists };
  const names: CorpusFile[] = ['stories.jsonl', 'stories.txt'];
  if (instruct) names.push('instruct.txt');
  const writing = { what: `making stories in ${out}`, signal };
  return writeCorpus(
    out,
    names,
    async (files) => {
      let done = 0;
      const report = () => onProgress?.({ stories: done, of: stories, bytes: files.bytes('stories.txt') });
      report();
      for await (const block of tellBlocks({ seed, wishes, instruct }, stories, { workers, ...writing })) {
        await files.append(block);
        done += block.stories;
        report();
      }
    },
    async (_, files, folder) => {
      // Blocks read the lists for themselves.
      if (lists !== undefined && readLexicon(lists) !== lexicon)
        throw new MismatchError(
          `the lists in ${lists} were changed while stories were told with them; make them again`,
        );
      const { name: generator, version } = STORYTELLER;
      const result: MakeResult = {
        generator,
        version,
        seed,
        variety,
        features,
        words,
        lists: lexicon.sha256,
        stories,
        files: files.summaries() as MakeResult['files'],
      };
      await writeJson(join(folder, 'make.json'), result);
      return result;
    },
    writing,
  );
}
