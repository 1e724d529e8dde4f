/** The data of a run: shards that `prepare` wrote, and their tokenizer. */
import { join } from 'node:path';
import { type BatchCursor, BatchStream } from '../data/batches.ts';
import { openSplit, readDataInfo } from '../data/dataset.ts';
import type { Shard } from '../data/shards.ts';
import type { BatchInput } from '../runtime/addon.ts';
import { MismatchError } from '../runtime/errors.ts';
import { readBytes } from '../runtime/files.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { SequenceKind } from './options.ts';
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
    const tokenizer = await Tokenizer.load(tokenizerPath);
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
  validation(tokens: number, rows: number, cut: Omit<Cut, 'endOfText'>): BatchInput[] {
    const { path } = this.identity;
    const parts: Int32Array[] = [];
    let left = tokens + 1;
    for (const shard of this.#validation) {
      const part = shard.read(0, Math.min(left, shard.tokens));
      parts.push(part);
      left -= part.length;
      if (left === 0) break;
    }
    const stream = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      stream.set(part, at);
      at += part.length;
    }
    if (stream.length < 2) {
      throw new MismatchError(
        `${path}: there is no validation data to evaluate on; make the data again with a validation share, or ` +
          'train with evalEvery 0',
      );
    }
    return cutBatches(stream, rows, { ...cut, endOfText: this.endOfText });
  }

  close(): void {
    for (const shard of [...this.#train, ...this.#validation]) shard.dispose();
  }
}

/** A batch stream, an update at a time. */
export class UpdateStream {
  readonly #stream: BatchStream;
  readonly #shape: StreamShape & Cut;

  constructor(shards: readonly Shard[], shape: StreamShape & Cut, cursor: BatchCursor | null) {
    const { batch, context, seed } = shape;
    this.#shape = shape;
    // One window for the whole batch, which is then cut into sequences.
    this.#stream = new BatchStream(shards, { batch: 1, context: batch * context, seed });
    if (cursor) this.#stream.seek(cursor);
  }

  next(): Update {
    const batches = Array.from({ length: this.#shape.accumulation }, () => {
      const { tokens, targets } = this.#stream.next();
      return { tokens, targets, lengths: cutLengths(tokens, this.#shape) };
    });
    return { batches, cursor: this.#stream.cursor };
  }
}
