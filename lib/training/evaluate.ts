/** `evaluate`: how well a model predicts stories that it was not trained on. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DATA_FILE, openSplit } from '../data/dataset.ts';
import { ResponseFinder, responseRange } from '../data/responses.ts';
import type { Shard } from '../data/shards.ts';
import { readStories } from '../data/sources.ts';
import { checkOptions, checkSignal, type OptionNames } from '../runtime/arguments.ts';
import type { ChosenDevice } from '../runtime/devices.ts';
import { FormatError, InvalidArgumentError, MismatchError } from '../runtime/errors.ts';
import { exists, fileError } from '../runtime/files.ts';
import type { OnProgress } from '../runtime/progress.ts';
import { checkWhole } from '../runtime/whole.ts';
import { packTexts } from '../tokenizer/packed.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { openScorer, SCORER_OPTIONS, type ScorerOptions } from './open-scorer.ts';
import { LOSSES, type LossKind } from './options.ts';
import { type Evaluation, type ScoredStory, scoreStories } from './scoring.ts';

export interface EvaluateOptions extends ScorerOptions {
  /** Stories at most, from the beginning; default: all. */
  stories?: number;
  /** `responses`: of Instruct records score the story and its end token alone. Default `all`. */
  loss?: LossKind;
  onProgress?: OnProgress;
}

export interface EvaluateResult extends Evaluation {
  /** Where it was computed. */
  device: ChosenDevice;
}

const KNOWN: OptionNames<EvaluateOptions> = {
  ...SCORER_OPTIONS,
  stories: true,
  loss: true,
  onProgress: true,
};

/** Stories encoded at once. */
const ENCODED_AT_ONCE = 256;

/**
 * Scores a model on the validation stories of a data directory, or on the stories of a text file, a JSONL file
 * or a folder of such (as `prepare` reads them). See scoring.ts for what bits per byte are.
 *
 * @param model Hugging Face folder, checkpoint or run directory.
 * @param data Data directory, file or folder.
 * @throws MismatchError when the data, or the model, was made with another tokenizer; FileError, FormatError;
 * NonFiniteError for weights that are broken; DeviceError for a GPU that cannot be used; InvalidArgumentError for options
 * that there are not or that cannot be meant; AbortedError.
 */
export async function evaluate(
  model: string,
  data: string,
  options: EvaluateOptions = {},
): Promise<EvaluateResult> {
  checkOptions('evaluate', options, KNOWN);
  checkSignal(options.signal);
  const { loss = 'all', stories } = options;
  if (stories !== undefined) checkWhole('stories', stories, 1);
  if (!LOSSES.includes(loss)) throw new InvalidArgumentError('loss', `one of ${LOSSES.join(', ')}`, loss);
  if (typeof data !== 'string' || data === '') throw new InvalidArgumentError('data', 'a path', data);
  const { program, tokenizer, context, maxRows, maxSequences, device, dispose } = await openScorer(
    model,
    options,
  );
  try {
    const source = await openSource(data, tokenizer, options);
    const { unknown } = tokenizer;
    try {
      const result = await scoreStories(program, source.stories, {
        context,
        endOfText: tokenizer.endOfText,
        maxRows,
        maxSequences,
        lost: unknown === undefined ? undefined : { unknown, lengths: tokenizer.tokenLengths() },
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
  const { stories: most = Number.POSITIVE_INFINITY, threads = 0, loss = 'all', signal } = options;
  const responses = loss === 'responses';
  if (!(await isDataDirectory(path))) {
    const finder = responses ? await ResponseFinder.of(tokenizer) : null;
    const texts = limited(readStories([path], { signal }), most);
    return {
      stories: encoded(texts, tokenizer, threads, finder, path),
      total: Number.isFinite(most) ? most : 0,
      close() {},
    };
  }
  const shards = await openSplit(path, 'validation', { tokenizer });
  const there = shards.reduce((sum, { stories }) => sum + stories, 0);
  const close = () => {
    for (const shard of shards) shard.dispose();
  };
  if (responses && shards.some((shard) => !shard.hasResponses)) {
    close();
    throw new MismatchError(
      `${path} does not say which tokens are responses; make it with \`data prepare --responses\``,
    );
  }
  return { stories: limited(storiesOf(shards, responses), most), total: Math.min(there, most), close };
}

async function isDataDirectory(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isDirectory()) return false;
  } catch (cause) {
    throw fileError(path, cause, 'read');
  }
  return exists(join(path, DATA_FILE));
}

async function* storiesOf(shards: readonly Shard[], responses: boolean): AsyncGenerator<ScoredStory> {
  for (const shard of shards) {
    const bytes = shard.storyBytes();
    for (let story = 0; story < shard.stories; story++) {
      const all = shard.readStory(story);
      const tokens = all.subarray(0, all.length - 1);
      if (responses) {
        const [begin, end, size] = shard.responses().subarray(3 * story, 3 * story + 3);
        yield { tokens, bytes: size as number, scored: { begin: begin as number, end: end as number } };
      } else yield { tokens, bytes: bytes[story] as number };
    }
  }
}

async function* encoded(
  stories: AsyncIterable<string>,
  tokenizer: Tokenizer,
  threads: number,
  finder: ResponseFinder | null,
  path: string,
): AsyncGenerator<ScoredStory> {
  let texts: string[] = [];
  async function* flush(): AsyncGenerator<ScoredStory> {
    const packed = packTexts(texts);
    const { ids, counts } = await tokenizer.encodePacked(packed, { special: false, threads });
    const ranges = finder ? texts.map((text) => rangeOf(text, path)) : [];
    const found = await finder?.find(packed, { ids, counts }, ranges, threads);
    let end = 0;
    for (const [i, text] of texts.entries()) {
      end += counts[i] as number;
      const tokens = ids.subarray(end - (counts[i] as number), end);
      const response = found?.[i];
      yield response
        ? { tokens, bytes: response.bytes, scored: response }
        : { tokens, bytes: Buffer.byteLength(text) };
    }
    texts = [];
  }
  for await (const text of stories) {
    texts.push(text);
    if (texts.length === ENCODED_AT_ONCE) yield* flush();
  }
  yield* flush();
}

function rangeOf(text: string, path: string): NonNullable<ReturnType<typeof responseRange>> {
  const range = responseRange(text);
  if (range === null) throw new FormatError(path, 'holds a text that is no Instruct record; score all of it');
  return range;
}

async function* limited<T>(items: AsyncIterable<T>, most: number): AsyncGenerator<T> {
  let left = most;
  for await (const item of items) {
    if (left-- <= 0) return;
    yield item;
  }
}
