/** The data of a run: shards that `prepare` wrote, and their tokenizer. */
import { join } from 'node:path';
import { type BatchCursor, BatchStream } from '../data/batches.ts';
import { openSplit, readDataInfo } from '../data/dataset.ts';
import type { Shard } from '../data/shards.ts';
import type { BatchInput } from '../runtime/addon.ts';
import { MismatchError } from '../runtime/errors.ts';
import { readBytes } from '../runtime/files.ts';
import { loadTokenizerFile, type Tokenizer } from '../tokenizer/tokenizer.ts';
import type { LossKind, SequenceKind } from './options.ts';
import { type Cut, cutBatches, cutLengths } from './sequences.ts';

/** What tells data from other data. */
export interface DataIdentity {
  path: string;
  tokenizerHash: string;
  vocab: number;
  trainTokens: number;
}

/** The batches of one update, and where the data goes on after them. */
export interface Update {
  batches: BatchInput[];
  cursor: BatchCursor;
}

export interface StreamShape {
  batch: number;
  context: number;
  accumulation: number;
  sequences: SequenceKind;
  loss: LossKind;
  seed: number;
}

export class TrainingData {
  readonly identity: DataIdentity;
  /** Text of tokenizer.json. */
  readonly tokenizer: string;
  readonly endOfText: number;
  readonly #train: readonly Shard[];
  readonly #validation: readonly Shard[];

  private constructor(
    path: string,
    json: string,
    tokenizer: Tokenizer,
    train: readonly Shard[],
    validation: readonly Shard[],
  ) {
    const trainTokens = train.reduce((sum, { tokens }) => sum + tokens, 0);
    this.identity = { path, tokenizerHash: tokenizer.hash, vocab: tokenizer.vocab, trainTokens };
    this.tokenizer = json;
    this.endOfText = tokenizer.endOfText;
    this.#train = train;
    this.#validation = validation;
  }

  /**
   * Opens a data directory and checks its checksums.
   * @throws FileError, FormatError; MismatchError for shards of another tokenizer than the one beside them.
   */
  static async open(path: string): Promise<TrainingData> {
    // First of all, so that a path that is no data directory is told as that.
    await readDataInfo(path);
    const tokenizerPath = join(path, 'tokenizer.json');
    const tokenizer = await loadTokenizerFile(tokenizerPath);
    const json = Buffer.from(await readBytes(tokenizerPath)).toString('utf8');
    const opened: Shard[] = [];
    try {
      const train = await openSplit(path, 'train', { tokenizer });
      opened.push(...train);
      const validation = await openSplit(path, 'validation', { tokenizer });
      return new TrainingData(path, json, tokenizer, train, validation);
    } catch (error) {
      for (const shard of opened) shard.dispose();
      throw error;
    }
  }

  /** @param cursor Where to go on; null: the beginning. */
  stream(shape: StreamShape, cursor: BatchCursor | null): UpdateStream {
    return new UpdateStream(this.#train, { ...shape, endOfText: this.endOfText }, cursor);
  }

  /** The first `tokens` of the validation stream as sequences, `rows` tokens to a batch. */
  validation(
    tokens: number,
    rows: number,
    { loss, ...cut }: Omit<Cut, 'endOfText'> & { loss: LossKind },
  ): BatchInput[] {
    const { path } = this.identity;
    const all = this.#validation.reduce((sum, shard) => sum + shard.tokens, 0);
    const stream = new Int32Array(Math.min(all, tokens + 1));
    const weights = loss === 'responses' ? new Float32Array(stream.length) : null;
    let at = 0;
    for (const shard of this.#validation) {
      const count = Math.min(stream.length - at, shard.tokens);
      if (weights) weighResponses(shard, weights.subarray(at, at + count));
      shard.readInto(0, count, stream, at);
      at += count;
    }
    if (stream.length < 2) {
      throw new MismatchError(
        `${path}: there is no validation data to evaluate on; make the data again with a validation share, or ` +
          'train with evalEvery 0',
      );
    }
    if (weights && !weights.includes(1, 1)) {
      throw new MismatchError(
        `${path}: there is no response among the first ${tokens} validation tokens; raise evalTokens`,
      );
    }
    return cutBatches(stream, rows, { ...cut, endOfText: this.endOfText }, weights);
  }

  close(): void {
    for (const shard of [...this.#train, ...this.#validation]) shard.dispose();
  }
}

/** Sets the weights of a shard's first tokens: 1 in responses. */
function weighResponses(shard: Shard, weights: Float32Array): void {
  if (!shard.hasResponses) {
    throw new MismatchError(
      `${shard.path} does not say which tokens are responses; make the data with \`data prepare --responses\``,
    );
  }
  const offsets = shard.storyOffsets();
  const responses = shard.responses();
  for (let story = 0; story < shard.stories; story++) {
    const begin = offsets[story] as number;
    if (begin >= weights.length) break;
    const [from, to] = [responses[3 * story] as number, responses[3 * story + 1] as number];
    weights.fill(1, begin + from, begin + to);
  }
}

/** A batch stream, an update at a time. */
export class UpdateStream {
  readonly #stream: BatchStream;
  readonly #shape: StreamShape & Cut;

  constructor(shards: readonly Shard[], shape: StreamShape & Cut, cursor: BatchCursor | null) {
    const { batch, context, seed, loss } = shape;
    this.#shape = shape;
    // One window for the whole batch, which is then cut into sequences.
    const options = { batch: 1, context: batch * context, seed, responses: loss === 'responses' };
    this.#stream = new BatchStream(shards, options);
    if (cursor) this.#stream.seek(cursor);
  }

  next(): Update {
    const batches = Array.from({ length: this.#shape.accumulation }, () => {
      const batch = this.#stream.next();
      return { ...batch, lengths: cutLengths(batch.tokens, this.#shape) };
    });
    return { batches, cursor: this.#stream.cursor };
  }
}
