/**
 * A corpus told by a language model, or by the offline storyteller, and checked story by story: the paper's recipe
 * (section 2). Whatever was answered is journalled; the corpus is a function of the settings and the answers, decided
 * in the order of the prompts, so that one that was broken off goes on and ends as if it had not been.
 */
import { join } from 'node:path';
import { BatchAsker } from '../../llm/batch-asker.ts';
import { LlmClient } from '../../llm/client.ts';
import type { LlmAsker, LlmBatchProgress, LlmTotals } from '../../llm/types.ts';
import { checkOptions, checkPath, checkTexts, type OptionNames } from '../../runtime/arguments.ts';
import { AbortedError, InvalidArgumentError, LlmError } from '../../runtime/errors.ts';
import { FileLock } from '../../runtime/file-lock.ts';
import { removeLeftovers } from '../../runtime/files.ts';
import { checkWhole } from '../../runtime/whole.ts';
import type { FileSummary } from '../make-files.ts';
import { workersFor } from '../tell-blocks.ts';
import { REQUIREMENTS, type Reason, type Requirement, StoryCheck } from './check.ts';
import {
  beginFolder,
  checkAnswers,
  checkJournal,
  claimFolder,
  type FolderRecord,
  holdsFiles,
  JOURNAL_FILE,
  LOCK_FILE,
  refuseFewer,
  type Settings,
} from './corpus-folder.ts';
import { Gate } from './gate.ts';
import { Generating, type GeneratingOptions } from './generating.ts';
import type { GrowthFigures } from './growth.ts';
import { LlmStories } from './llm-stories.ts';
import { type AskedStories, askedSettings, checkAsking, composerFor, toldSettings } from './settings.ts';
import { ToldStories } from './told-stories.ts';

export interface GenerateStoriesOptions {
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
  /**
   * Estimated Jaccard index of their runs of five words from which on two stories are too much alike, above 0; 1: equal
   * ones alone. Default 0.8.
   */
  near?: number | undefined;
  /** What has to be found in a story that was asked for it. Default: all that can be. */
  require?: readonly Requirement[] | undefined;
  /** Whether `instruct.txt` is written as well. */
  instruct?: boolean | undefined;
  /** Threads of the storyteller; the corpus is the same for any number. */
  workers?: number | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: GenerateStoriesProgress) => void) | undefined;
}

const OPTIONS: OptionNames<GenerateStoriesOptions> = {
  stories: true,
  seed: true,
  out: true,
  llm: true,
  lists: true,
  near: true,
  require: true,
  instruct: true,
  workers: true,
  signal: true,
  onProgress: true,
};

export interface GenerateStoriesProgress {
  stage: 'reading the journal' | 'generating' | 'waiting for batches' | 'telling';
  /** Stories of the corpus so far. */
  stories: number;
  of: number;
  /** Answers decided on, those rejected among them. */
  answers: number;
  rejected: Partial<Record<Reason, number>>;
  /** What the client has done; null where no model is asked. */
  llm: LlmTotals | null;
  /** Questions in batches under way; null where none are. */
  batch: LlmBatchProgress | null;
  /** The latest figures of how varied the corpus is; null before there are any. */
  growth: GrowthFigures | null;
}

/** What `generate.json` holds. */
export interface GenerateStoriesResult extends FolderRecord {
  generator: string;
  near: number;
  require: readonly Requirement[];
  instruct: boolean;
  /** Stories that have no summary although one was asked for. */
  withoutSummary: number;
  /** Answers decided on, those rejected among them. */
  answers: number;
  rejected: Partial<Record<Reason, number>>;
  growth: GrowthFigures[];
  /**
   * Tokens of the answers in the journal; dollars of these and of what requests without an answer may have cost, at
   * their worst case, as the budget counts them. Null where no model was asked.
   */
  spent: { promptTokens: number; completionTokens: number; dollars: number } | null;
  files: Record<'stories.jsonl' | 'stories.txt' | 'rejected.jsonl', FileSummary> & {
    'instruct.txt'?: FileSummary;
  };
}

const NEAR = 0.8;
/** Questions awaited for each that the client asks at once, so that a slow one holds up no other. */
const AHEAD = 4;
const CONCURRENCY = 32;
/** Questions awaited where they go into batches. */
const BATCH = 20_000;

type Checked = Omit<GeneratingOptions, 'held'> &
  Pick<GenerateStoriesOptions, 'llm' | 'lists'> & { workers: number };

/**
 * Tells stories until `stories` of them are kept. Where it ends before that (budget, server, signal), the folder has
 * those kept so far, or what it held before where that is more, and the same call goes on; nothing whose answer was
 * journalled is asked again.
 * @returns what `generate.json` says; at once where the folder holds just this corpus
 * @throws InvalidArgumentError; MismatchError for a folder that was begun otherwise, holds more stories or has lost
 *   answers that were paid for, or where next to no answer is kept; LockedError; BudgetError; LlmError; FileError;
 *   FormatError; AbortedError; WorkerError
 */
export async function generateStories(options: GenerateStoriesOptions): Promise<GenerateStoriesResult> {
  const checked = check(options);
  return checked.llm === undefined ? tell(checked) : ask(checked, checked.llm);
}

function tell(checked: Checked): Promise<GenerateStoriesResult> {
  const { out, seed, lists, instruct, workers, signal } = checked;
  return inFolder(checked, toldSettings(seed, lists), (settings, { held }) => {
    const what = `generating stories in ${out}`;
    const provider = new ToldStories({ seed, wishes: { lists }, instruct: false }, { workers, what, signal });
    const gate = new Gate(new StoryCheck('english', checked.require), checked.near);
    return new Generating({ ...checked, instruct, held }, settings, provider, gate, null).run();
  });
}

async function ask(checked: Checked, llm: AskedStories): Promise<GenerateStoriesResult> {
  const { out, seed, lists, require, near, signal } = checked;
  const asking = checkAsking(llm);
  const composer = await composerFor(llm, seed, lists);
  return inFolder(checked, askedSettings(llm, asking, composer), async (settings, { before, held }) => {
    await checkJournal(out, before);
    const journal = join(out, JOURNAL_FILE);
    const client = await LlmClient.open({ ...llm.client, journal, ...(signal && { signal }) });
    // Known once there is one; batches are looked after long before it has anything to do.
    let run: Generating | null = null;
    const asker: LlmAsker = llm.batch
      ? new BatchAsker(client, { ...llm.batch, onProgress: (progress) => run?.waitForBatches(progress) })
      : client;
    try {
      checkAnswers(out, before, client.totals.usage);
      if (!llm.batch) await collectBatches(client);
      const provider = new LlmStories(asker, composer, { ...asking, signal });
      const gate = new Gate(new StoryCheck(composer.phrasing.match, require, composer.bank), near);
      run = new Generating({ ...checked, held }, settings, provider, gate, asker);
      return await run.run();
    } finally {
      await asker.close();
    }
  });
}

/**
 * Takes in what batches of an earlier run have answered: that is paid for. The client tells of those under way; what
 * stands in the way of looking is met by the run itself, or does not matter to it.
 */
async function collectBatches(client: LlmClient): Promise<void> {
  try {
    await client.askInBatches([], { wait: false });
  } catch (error) {
    if (!(error instanceof LlmError || error instanceof AbortedError)) throw error;
  }
}

/** What the folder's record says, and the same where its files are there as well; null: nothing. */
interface Found {
  before: GenerateStoriesResult | null;
  held: GenerateStoriesResult | null;
}

/** Does the work in the folder, which nobody else works in, unless all of it was done before. */
async function inFolder(
  checked: Checked,
  settings: Settings,
  work: (settings: Settings, found: Found) => Promise<GenerateStoriesResult>,
): Promise<GenerateStoriesResult> {
  const { out } = checked;
  await claimFolder(out);
  const lock = await FileLock.acquire(join(out, LOCK_FILE), out, 'generates stories in this folder');
  try {
    const before = (await beginFolder(out, settings)) as GenerateStoriesResult | null;
    const held = before && (await holdsFiles(out, before)) ? before : null;
    if (held && isDone(held, checked)) return held;
    if (before) refuseFewer(out, before, checked.stories);
    await removeLeftovers(out);
    return await work(settings, { before, held });
  } finally {
    await lock.release();
  }
}

function isDone(before: GenerateStoriesResult, { stories, near, require, instruct }: Checked): boolean {
  const { complete, stories: kept } = before;
  const same =
    before.near === near && before.instruct === instruct && String(before.require) === String(require);
  return complete && kept === stories && same;
}

function check(options: GenerateStoriesOptions): Checked {
  checkOptions('generateStories', options, OPTIONS);
  const { stories, seed = 1, out, llm, lists, near = NEAR, require = REQUIREMENTS } = options;
  const { instruct = false, signal, onProgress } = options;
  checkPath('out', out);
  checkTexts('require', require);
  checkWhole('stories', stories, 1);
  checkWhole('seed', seed, 0);
  if (!(near > 0 && near <= 1)) throw new InvalidArgumentError('near', 'a number above 0 and up to 1', near);
  const unknown = require.find((one) => !REQUIREMENTS.includes(one));
  if (unknown !== undefined)
    throw new InvalidArgumentError('require', `some of ${REQUIREMENTS.join(', ')}`, unknown);
  if (llm && options.workers !== undefined)
    throw new InvalidArgumentError('workers', 'nothing where a language model tells', options.workers);
  if (llm !== undefined) checkAsking(llm);
  const workers = llm ? 1 : workersFor(stories, options.workers);
  const atOnce = AHEAD * (llm?.client.concurrency ?? CONCURRENCY);
  const window = llm?.batch ? (llm.batch.size ?? BATCH) : atOnce;
  const required = REQUIREMENTS.filter((one) => require.includes(one));
  return {
    stories,
    seed,
    out,
    llm,
    lists,
    near,
    require: required,
    instruct,
    workers,
    window,
    signal,
    onProgress,
  };
}
