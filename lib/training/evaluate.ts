/** `evaluate`: how well a model predicts stories that it was not trained on. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DATA_FILE, openSplit } from '../data/dataset.ts';
import type { Shard } from '../data/shards.ts';
import { readStories } from '../data/sources.ts';
import type { ChosenDevice } from '../runtime/devices.ts';
import { FormatError, InvalidArgumentError } from '../runtime/errors.ts';
import { exists, fileError } from '../runtime/files.ts';
import type { OnProgress } from '../runtime/progress.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { openScorer, type ScorerOptions } from './open-scorer.ts';
import { type Evaluation, type ScoredStory, scoreStories } from './scoring.ts';

export interface EvaluateOptions extends ScorerOptions {
  /** Stories at most, from the beginning; default: all. */
  stories?: number;
  onProgress?: OnProgress;
}

export interface EvaluateResult extends Evaluation {
  /** Where it was computed. */
  device: ChosenDevice;
}

/** Stories encoded at once. */
const ENCODED_AT_ONCE = 256;

/**
 * Scores a model on the validation stories of a data directory, or on the stories of a text file, a JSONL file
 * or a folder of such (as `prepare` reads them). See scoring.ts for what bits per byte are.
 *
 * @param model Hugging Face folder, checkpoint or run directory.
 * @param data Data directory, file or folder.
 * @throws MismatchError when the data was made with another tokenizer; FileError, FormatError; DeviceError for a GPU
 * that cannot be used; AbortedError.
 */
export async function evaluate(
  model: string,
  data: string,
  options: EvaluateOptions = {},
): Promise<EvaluateResult> {
  if (typeof data !== 'string' || data === '') throw new InvalidArgumentError('data', 'a path', data);
  const { program, tokenizer, context, maxRows, maxSequences, device, dispose } = await openScorer(
    model,
    options,
  );
  try {
    const source = await openSource(data, tokenizer, options);
    try {
      const result = await scoreStories(program, source.stories, {
        context,
        endOfText: tokenizer.endOfText,
        maxRows,
        maxSequences,
        signal: options.signal,
        onStories: (done) => {
          options.onProgress?.({ stage: 'scoring', done, total: source.total, unit: 'stories' });
        },
      });
      if (result.stories === 0) throw new FormatError(data, 'holds no stories to score');
      return { ...result, device };
    } finally {
      source.close();
    }
  } finally {
    dispose();
  }
}

interface Source {
  stories: AsyncIterable<ScoredStory>;
  /** Stories there are; 0: not known. */
  total: number;
  close(): void;
}

async function openSource(path: string, tokenizer: Tokenizer, options: EvaluateOptions): Promise<Source> {
  const { stories: most = Number.POSITIVE_INFINITY, threads = 0, signal } = options;
  if (!(await isDataDirectory(path))) {
    return {
      stories: encoded(limited(readStories([path], { signal }), most), tokenizer, threads),
      total: Number.isFinite(most) ? most : 0,
      close() {},
    };
  }
  const shards = await openSplit(path, 'validation', { tokenizer });
  const there = shards.reduce((sum, { stories }) => sum + stories, 0);
  return {
    stories: limited(storiesOf(shards), most),
    total: Math.min(there, most),
    close: () => {
      for (const shard of shards) shard.dispose();
    },
  };
}

async function isDataDirectory(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isDirectory()) return false;
  } catch (cause) {
    throw fileError(path, cause, 'read');
  }
  return exists(join(path, DATA_FILE));
}

async function* storiesOf(shards: readonly Shard[]): AsyncGenerator<ScoredStory> {
  for (const shard of shards) {
    const bytes = shard.storyBytes();
    for (let story = 0; story < shard.stories; story++) {
      const tokens = shard.readStory(story);
      yield { tokens: tokens.subarray(0, tokens.length - 1), bytes: bytes[story] as number };
    }
  }
}

async function* encoded(
  stories: AsyncIterable<string>,
  tokenizer: Tokenizer,
  threads: number,
): AsyncGenerator<ScoredStory> {
  let texts: string[] = [];
  async function* flush(): AsyncGenerator<ScoredStory> {
    const ids = await tokenizer.encodeBatch(texts, { special: false, threads });
    for (const [i, tokens] of ids.entries()) {
      yield { tokens, bytes: Buffer.byteLength(texts[i] as string) };
    }
    texts = [];
  }
  for await (const text of stories) {
    texts.push(text);
    if (texts.length === ENCODED_AT_ONCE) yield* flush();
  }
  yield* flush();
}

async function* limited<T>(items: AsyncIterable<T>, most: number): AsyncGenerator<T> {
  let left = most;
  for await (const item of items) {
    if (left-- <= 0) return;
    yield item;
  }
}
