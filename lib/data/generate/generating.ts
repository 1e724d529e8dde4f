/** The run that makes a corpus: candidates are decided in order, summaries asked for, files written. */
import type { LlmAsker, LlmBatchProgress } from '../../llm/types.ts';
import { TinyStoriesError } from '../../runtime/errors.ts';
import { Pace } from '../../runtime/pace.ts';
import type { Requirement } from './check.ts';
import { CorpusInMaking, type Settings } from './corpus-folder.ts';
import type { Gate } from './gate.ts';
import type { GenerateStoriesProgress, GenerateStoriesResult } from './generate.ts';
import { Growth } from './growth.ts';
import { settled } from './in-order.ts';
import type { Candidate, StoryProvider } from './provider.ts';

export interface GeneratingOptions {
  out: string;
  stories: number;
  seed: number;
  near: number;
  require: readonly Requirement[];
  instruct: boolean;
  /** Most answers awaited at a time. */
  window: number;
  /** What stands in the folder from before; null for nothing. */
  held: Pick<GenerateStoriesResult, 'stories' | 'withoutSummary'> | null;
  signal: AbortSignal | undefined;
  onProgress: ((progress: GenerateStoriesProgress) => void) | undefined;
}

interface Waiting {
  candidate: Candidate;
  summary: Promise<PromiseSettledResult<string | null>>;
}

const GENERATOR = 'tinystories generate 1';
/** Errors after which what was decided so far is worth keeping. */
const STOPS: readonly string[] = ['BUDGET', 'LLM', 'ABORTED', 'MISMATCH'];
/** Decisions between two reports of progress where answers cost nothing. */
const REPORTED = 100;

export class Generating {
  readonly #options: GeneratingOptions;
  readonly #settings: Settings;
  readonly #provider: StoryProvider;
  readonly #gate: Gate;
  readonly #asker: LlmAsker | null;
  readonly #growth: Growth;
  readonly #pace: Pace;
  /** Kept, and without a summary yet; in order. */
  readonly #waiting: Waiting[] = [];
  #written = 0;
  #withoutSummary = 0;
  /** Whether an answer came that was in no journal. */
  #asked = false;
  #batch: LlmBatchProgress | null = null;

  constructor(
    options: GeneratingOptions,
    settings: Settings,
    provider: StoryProvider,
    gate: Gate,
    asker: LlmAsker | null,
  ) {
    this.#options = options;
    this.#settings = settings;
    this.#provider = provider;
    this.#gate = gate;
    this.#asker = asker;
    this.#growth = new Growth(options.seed);
    this.#pace = new Pace(`generating stories in ${options.out}`, options.signal);
  }

  /**
   * Whatever ends it, the folder has what was kept, or what it had before: where files cannot be written, and where a
   * stop left less than that, since the answers of the journal had not all been read again.
   */
  async run(): Promise<GenerateStoriesResult> {
    const { out, seed, instruct } = this.#options;
    const corpus = await CorpusInMaking.begin(out, { seed, instruct });
    let stop: TinyStoriesError | null = null;
    let result: GenerateStoriesResult;
    try {
      this.#report();
      stop = await stopOf(this.#decideAll(corpus));
      stop = await this.#writeWaiting(corpus, stop);
      if (stop !== null && this.#wouldLose) throw stop;
      result = await corpus.commit((files) =>
        this.#result(files as GenerateStoriesResult['files'], stop === null),
      );
    } catch (error) {
      await corpus.discard();
      if (error === stop) this.#report(this.#options.held?.stories);
      throw error;
    }
    this.#report(this.#written);
    if (stop !== null) throw stop;
    return result;
  }

  /** Batches are under way, or, when nothing is pending any more, have ended. */
  waitForBatches(progress: LlmBatchProgress): void {
    this.#batch = progress.pending > 0 ? progress : null;
    this.#asked = true;
    this.#report();
  }

  async #decideAll(corpus: CorpusInMaking): Promise<void> {
    const { stories, window } = this.#options;
    // No more is asked for than would be kept if nothing were rejected.
    const room = (awaited: number) => awaited < window && this.#gate.kept + awaited < stories;
    for await (const candidate of this.#provider.candidates(room)) {
      await this.#decide(corpus, candidate);
      if (this.#gate.kept === stories) return;
    }
  }

  async #decide(corpus: CorpusInMaking, candidate: Candidate): Promise<void> {
    const rejection = this.#gate.decide(candidate);
    if (rejection) {
      this.#growth.reject(rejection.reason.endsWith('duplicate'));
      await corpus.reject(candidate, rejection);
    } else {
      this.#growth.keep(candidate.story);
      await this.#keep(corpus, candidate);
      if (this.#growth.due) await this.#growth.measure(this.#pace);
    }
    this.#asked ||= candidate.kept === false;
    if (this.#asked || this.#gate.decided % REPORTED === 0) this.#report();
    if (this.#pace.due) await this.#pace.rest();
  }

  /** The record is written at once, or when its summary and those before it have come. */
  async #keep(corpus: CorpusInMaking, candidate: Candidate): Promise<void> {
    if (this.#provider.summarize === undefined) {
      await this.#write(corpus, candidate);
      return;
    }
    this.#waiting.push({ candidate, summary: settled(this.#provider.summarize(candidate)) });
    while (this.#waiting.length > this.#options.window) await this.#writeFirst(corpus);
  }

  /** Stories that are paid for are in the corpus, without a summary where a stop was in the way of it. */
  async #writeWaiting(
    corpus: CorpusInMaking,
    before: TinyStoriesError | null,
  ): Promise<TinyStoriesError | null> {
    let stop = before;
    while (this.#waiting.length > 0) {
      const met = await stopOf(this.#writeFirst(corpus));
      if (met === null) continue;
      stop ??= met;
      const { candidate } = this.#waiting.shift() as Waiting;
      this.#withoutSummary++;
      await this.#write(corpus, candidate);
    }
    return stop;
  }

  async #writeFirst(corpus: CorpusInMaking): Promise<void> {
    const { candidate, summary } = this.#waiting[0] as Waiting;
    const outcome = await summary;
    if (outcome.status === 'rejected') throw outcome.reason;
    this.#waiting.shift();
    if (outcome.value === null) this.#withoutSummary++;
    await this.#write(corpus, { ...candidate, summary: outcome.value ?? '' });
  }

  async #write(
    corpus: CorpusInMaking,
    { index, story, instruction, summary, source }: Candidate,
  ): Promise<void> {
    await corpus.keep({ story, instruction, summary, source }, index);
    this.#written++;
  }

  /** Whether the folder holds stories, or summaries of them, that have not been written again. */
  get #wouldLose(): boolean {
    const { held } = this.#options;
    if (held === null) return false;
    const further = this.#written - held.stories;
    // A folder that was only begun counts nothing.
    return further < 0 || this.#withoutSummary > (held.withoutSummary ?? 0) + further;
  }

  /** @param kept what counts as done: at the end, what is in the files */
  #report(kept: number = this.#gate.kept): void {
    const { stories, onProgress } = this.#options;
    if (onProgress === undefined) return;
    onProgress({
      stage: this.#stage(),
      stories: kept,
      of: stories,
      answers: this.#gate.decided,
      rejected: this.#gate.rejected,
      llm: this.#asker?.totals ?? null,
      batch: this.#batch,
      growth: this.#growth.figures.at(-1) ?? null,
    });
  }

  #stage(): GenerateStoriesProgress['stage'] {
    if (this.#asker === null) return 'telling';
    if (this.#batch !== null) return 'waiting for batches';
    return this.#asked || this.#asker.totals.asked > 0 ? 'generating' : 'reading the journal';
  }

  #result(files: GenerateStoriesResult['files'], complete: boolean): GenerateStoriesResult {
    const { near, require, instruct } = this.#options;
    const { usage, spent } = this.#asker?.totals ?? {};
    return {
      generator: GENERATOR,
      settings: this.#settings,
      near,
      require,
      instruct,
      complete,
      stories: this.#written,
      withoutSummary: this.#withoutSummary,
      answers: this.#gate.decided,
      rejected: this.#gate.rejected,
      growth: this.#growth.figures,
      spent: usage
        ? { promptTokens: usage.promptTokens, completionTokens: usage.completionTokens, dollars: spent ?? 0 }
        : null,
      files,
    };
  }
}

/** Waits for work; returns the error that ended it where what was done is worth keeping, and throws any other. */
async function stopOf(work: Promise<void>): Promise<TinyStoriesError | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof TinyStoriesError && STOPS.includes(error.code)) return error;
    throw error;
  }
}
