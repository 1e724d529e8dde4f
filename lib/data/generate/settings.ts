/** What a corpus is asked for with, and what of it has to stay the same when it is gone on with. */
import type { BatchAskerOptions } from '../../llm/batch-asker.ts';
import { checkBatchOptions, checkClientOptions } from '../../llm/options.ts';
import type { LlmClientOptions } from '../../llm/types.ts';
import { checkNumber, checkObject, checkOptions, type OptionNames } from '../../runtime/arguments.ts';
import { sha256 } from '../../runtime/digest.ts';
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { checkWhole } from '../../runtime/whole.ts';
import { STORYTELLER } from '../storyteller/storyteller.ts';
import { readLexicon } from '../storyteller/words/lexicon.ts';
import type { Settings } from './corpus-folder.ts';
import { type Asking, SUMMARIES, type SummaryWay } from './llm-stories.ts';
import { ENGLISH_PHRASING, readPhrasing, STYLES, type Style } from './phrasing.ts';
import type { Composer } from './prompts.ts';
import { readWordBank } from './word-bank.ts';

/** A language model as the one who tells, and how it is asked. */
export interface AskedStories {
  /** The model and its server; the journal is in the corpus's folder. */
  client: Omit<LlmClientOptions, 'journal' | 'signal'>;
  /** By the Batch API, for half the price; `size`, questions of a batch, also bounds how many are awaited. */
  batch?: Omit<BatchAskerOptions, 'onProgress' | 'signal'> | undefined;
  /** After which structure requests are phrased. Default `data`. */
  style?: Style | undefined;
  /** A JSON file with the phrasing of another language; default: English. */
  phrasing?: string | undefined;
  /** How summaries are asked for. Default `after`. */
  summary?: SummaryWay | undefined;
  /** Most tokens of a story's answer, those of a summary along with it included. Default 700. */
  maxTokens?: number | undefined;
  /** Default: the server's. */
  temperature?: number | undefined;
  topP?: number | undefined;
}

const OPTIONS: OptionNames<AskedStories> = {
  client: true,
  batch: true,
  style: true,
  phrasing: true,
  summary: true,
  maxTokens: true,
  temperature: true,
  topP: true,
};

/** Three times what stories of the paper's data take on average. */
const MAX_TOKENS = 700;
/** What a client takes for one answer. */
const MOST_TOKENS = 10_000_000;

/**
 * Sees to it that nothing is begun with options that cannot be meant.
 * @throws InvalidArgumentError
 */
export function checkAsking(llm: AskedStories): Asking & { style: Style } {
  checkOptions('llm', llm, OPTIONS);
  checkObject('client', llm.client);
  checkClientOptions(llm.client);
  if (llm.batch) checkBatchOptions(llm.batch);
  const { style = 'data', summary = 'after', maxTokens = MAX_TOKENS, temperature, topP } = llm;
  if (!STYLES.includes(style)) throw new InvalidArgumentError('style', `one of ${STYLES.join(', ')}`, style);
  if (!SUMMARIES.includes(summary))
    throw new InvalidArgumentError('summary', `one of ${SUMMARIES.join(', ')}`, summary);
  checkWhole('maxTokens', maxTokens, 1, MOST_TOKENS);
  if (temperature !== undefined) checkNumber('temperature', temperature, 0, 2);
  if (topP !== undefined && !(topP > 0 && topP <= 1))
    throw new InvalidArgumentError('topP', 'a number above 0 and up to 1', topP);
  return { style, summary, maxTokens, temperature, topP };
}

/** What makes the prompts. @throws FileError, FormatError */
export async function composerFor(
  llm: AskedStories,
  seed: number,
  lists: string | undefined,
): Promise<Composer> {
  const { style } = checkAsking(llm);
  const phrasing = llm.phrasing === undefined ? ENGLISH_PHRASING : await readPhrasing(llm.phrasing);
  return { seed, style, phrasing, bank: await readWordBank(lists) };
}

/** All that the questions depend on. */
export function askedSettings({ client }: AskedStories, asking: Asking, composer: Composer): Settings {
  const { summary, maxTokens, temperature = null, topP = null } = asking;
  return {
    provider: 'llm',
    model: client.model,
    baseURL: checkClientOptions(client).baseURL,
    seed: composer.seed,
    style: composer.style,
    language: composer.phrasing.language,
    phrasing: sha256(JSON.stringify(composer.phrasing)),
    words: composer.bank.sha256,
    summary,
    maxTokens,
    temperature,
    topP,
  };
}

/** All that the storyteller's stories depend on. @throws FileError, FormatError */
export function toldSettings(seed: number, lists: string | undefined): Settings {
  return {
    provider: 'storyteller',
    version: STORYTELLER.version,
    seed,
    words: lists === undefined ? null : readLexicon(lists).sha256,
  };
}
