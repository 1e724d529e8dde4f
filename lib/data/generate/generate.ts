/**
 * A corpus told by a language model, or by the offline storyteller, and checked story by story: the paper's recipe
 * (section 2). Whatever was answered is journalled; the corpus is a function of the settings and the answers, decided
 * in the order of the prompts, so that one that was broken off goes on and ends as if it had not been.
 */
import { join } from 'node:path';
import { LlmClient } from '../../llm/client.ts';
import type { LlmAsker, LlmClientOptions, LlmTotals } from '../../llm/types.ts';
import { InvalidArgumentError, TinyStoriesError } from '../../runtime/errors.ts';
import { FileLock } from '../../runtime/file-lock.ts';
import { removeLeftovers } from '../../runtime/files.ts';
import type { FileSummary } from '../make-files.ts';
import { Pace } from '../report/pace.ts';
import type { StoryRecord } from '../storyteller/record.ts';
import { STORYTELLER } from '../storyteller/storyteller.ts';
import { workersFor } from '../tell-blocks.ts';
import { type Reason, REQUIREMENTS, type Requirement, StoryCheck } from './check.ts';
import { CorpusInMaking, type FolderRecord, holdsFiles, JOURNAL_FILE, openFolder } from './corpus-folder.ts';
import { Gate } from './gate.ts';
import { Growth, type GrowthFigures } from './growth.ts';
import { settled } from './in-order.ts';
import { LlmStories } from './llm-stories.ts';
import type { Candidate, StoryProvider } from './provider.ts';
import { type AskedStories, composerFor, settingsOf } from './settings.ts';
import { ToldStories } from './told-stories.ts';

export interface GenerateOptions {
  /** How many stories the corpus has to have in the end. */
  stories: number;
  /** Which prompts, or which stories of the storyteller; whole number from 0 to 2^53 − 1. Default 1. */
  seed?: number | undefined;
  /** The folder: new, empty, or one that this function began with the same settings and that is gone on with. */
  out: string;
  /** The language model to ask; without one the offline storyteller tells. */
  llm?: AskedStories | undefined;
  /** A folder with verbs.txt, nouns.txt and adjectives.txt to use instead of the package's own. */
  lists?: string | undefined;
  /** Estimated Jaccard index of their runs of five words from which on two stories are too much alike. Default 0.8. */
  near?: number | undefined;
  /** What has to be found in a story that was asked for it. Default: all that can be. */
  require?: readonly Requirement[] | undefined;
  /** Whether `instruct.txt` is written as well. */
  instruct?: boolean | undefined;
  /** Threads of the storyteller; the corpus is the same for any number. */
  workers?: number | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: GenerateProgress) => void) | undefined;
}

export interface GenerateProgress {
  stage: 'reading the journal' | 'generating' | 'telling';
  /** Stories of the corpus so far. */
  stories: number;
  of: number;
  /** Answers decided on, those rejected among them. */
  answers: number;
  rejected: Partial<Record<Reason, number>>;
  /** What the client has done; null where no model is asked. */
  llm: LlmTotals | null;
  /** The latest figures of how varied the corpus is; null before there are any. */
  growth: GrowthFigures | null;
}

/** What `generate.json` holds. */
export interface GenerateResult extends FolderRecord {
  generator: string;
  /** Stories that have no summary although one was asked for. */
  withoutSummary: number;
  answers: number;
  rejected: Partial<Record<Reason, number>>;
  near: number;
  require: readonly Requirement[];
  instruct: boolean;
  growth: GrowthFigures[];
  /** Tokens and dollars of the whole corpus; null where no model was asked. */
  spent: { promptTokens: number; completionTokens: number; dollars: number } | null;
  files: Record<'stories.jsonl' | 'stories.txt' | 'rejected.jsonl', FileSummary> & { 'instruct.txt'?: FileSummary };
}

const GENERATOR = 'tinystories generate 1';
const NEAR = 0.8;
/** Questions awaited for each that the client may ask at once: some wait in it, so that a slow one holds up nobody. */
const AHEAD = 4;
const CONCURRENCY = 32;
/** Errors after which what was decided so far is worth keeping. */
const STOPS: readonly string[] = ['BUDGET', 'LLM', 'ABORTED', 'MISMATCH'];
/** Decisions between two reports of progress where they cost nothing. */
const REPORTED = 100;

/**
 * Tells stories until `stories` of them are kept. Where it ends before (budget, server, signal), the folder has what
 * was kept so far, and the same call goes on; nothing whose answer was journalled is asked again.
 * @returns what `generate.json` says; at once where the folder holds just this corpus
 * @throws InvalidArgumentError; MismatchError for a folder begun otherwise, or where next to no answer is kept;
 *   LockedError; BudgetError; LlmError; FileError; FormatError; AbortedError; WorkerError
 */
export async function generateStories(options: GenerateOptions): Promise<GenerateResult> {
  const checked = check(options);
  const { out, llm, seed } = checked;
  const composer = llm ? await composerFor(llm, seed, options.lists) : null;
  const settings = settingsOf(checked, composer);
  const before = await openFolder(out, settings);
  const lock = await FileLock.acquire(join(out, 'generate.lock'), out, 'generates stories here');
  try {
    if (before && isDone(before, checked) && (await holdsFiles(out, before))) return before as GenerateResult;
    await removeLeftovers(out);
    if (llm === undefined || composer === null) return await new Generating(checked, settings, teller(checked)).run();
    const asker = await openAsker(llm, out, options.signal);
    try {
      const { summary = 'after', maxTokens, temperature, topP } = llm;
      const asking = { summary, maxTokens: maxTokens ?? MAX_TOKENS, temperature, topP, signal: options.signal };
      const provider = new LlmStories(asker, composer, asking);
      const storyCheck = new StoryCheck(composer.phrasing.match, checked.require, composer.bank);
      return await new Generating(checked, settings, provider, storyCheck, asker).run();
    } finally {
      await asker.close();
    }
  } finally {
    await lock.release();
  }
}
