/**
 * Batches for training. The stories of all shards are shuffled anew for each epoch and laid one after another,
 * each with its end token: one endless stream, cut into windows of `context` tokens that are to be predicted.
 * A window's inputs are the tokens before those, so every token of the data is predicted exactly once an epoch,
 * and each story is predicted from an end token on.
 */
import type { BatchInput } from '../runtime/addon.ts';
import { checkOptions, type OptionNames } from '../runtime/arguments.ts';
import { FormatError, InvalidArgumentError, MismatchError } from '../runtime/errors.ts';
import { checkWhole } from '../runtime/whole.ts';
import type { Shard } from './shards.ts';
import { StoryOrder } from './story-order.ts';

export interface BatchOptions {
  /** Sequences of this rank in a batch. */
  batch: number;
  /** Tokens a sequence. */
  context: number;
  /** Keys the order of the stories. */
  seed: number;
  /** Of `world` processes that share each batch, this is number `rank`. */
  rank?: number;
  world?: number;
  /** Also states from where each token may attend: its own story alone (`first`). */
  documentMask?: boolean;
  /** Also gives each target a weight: 1 in responses, 0 elsewhere (`lossWeights`). */
  responses?: boolean;
}

const OPTIONS: OptionNames<BatchOptions> = {
  batch: true,
  context: true,
  seed: true,
  rank: true,
  world: true,
  documentMask: true,
  responses: true,
};

/** A place in the stream, between two batches; the same for all ranks. Plain JSON. */
export interface BatchCursor {
  version: 1;
  /** What the stream was made of. */
  seed: number;
  stories: number;
  tokens: number;
  tokenizerHash: string;
  /** The next token to predict: token `token` of story number `place` of the epoch's order. */
  epoch: number;
  place: number;
  token: number;
}

/** A batch with the token that each input token is to predict. */
export interface Batch extends BatchInput {
  targets: Int32Array;
}

/** Batches of `batch` windows of `context` tokens, without end; `cursor` and `seek` go on from any place of it. */
export class BatchStream {
  /** Tokens of one epoch. */
  readonly tokensPerEpoch: number;
  readonly stories: number;
  readonly #shards: readonly Shard[];
  readonly #options: Required<BatchOptions>;
  readonly #tokenizerHash: string;
  readonly #endOfText: number;
  #order: StoryOrder;
  #epoch = 0;
  #place = 0;
  #token = 0;
  // The story at #place: its shard, and the tokens it takes there.
  #shard: Shard;
  #begin = 0;
  #end = 0;
  /** Its number in the shard. */
  #story = 0;

  /** @throws InvalidArgumentError; MismatchError for shards of several tokenizers. */
  constructor(shards: readonly Shard[], options: BatchOptions) {
    checkOptions('BatchStream', options, OPTIONS);
    if (!Array.isArray(shards)) throw new InvalidArgumentError('shards', 'an array of shards', shards);
    this.#options = { rank: 0, world: 1, documentMask: false, responses: false, ...options };
    checkNumbers(this.#options);
    const first = shards[0];
    if (first === undefined) throw new InvalidArgumentError('shards', 'at least one', 'none');
    for (const shard of shards) {
      if (shard.header.tokenizerHash === first.header.tokenizerHash) continue;
      throw new MismatchError(
        `${first.path} and ${shard.path} were made with different tokenizers; make the data again with \`data prepare\``,
      );
    }
    if (options.responses) checkResponses(shards);
    this.#shards = shards;
    this.#shard = first;
    this.#tokenizerHash = first.header.tokenizerHash;
    this.#endOfText = first.header.endOfText;
    this.stories = shards.reduce((sum, shard) => sum + shard.stories, 0);
    this.tokensPerEpoch = shards.reduce((sum, shard) => sum + shard.tokens, 0);
    if (this.stories === 0) throw new InvalidArgumentError('shards', 'at least one story', 'none');
    this.#order = new StoryOrder(this.stories, this.#options.seed, 0);
    this.#enter();
  }

  /** Where the next batch begins. */
  get cursor(): BatchCursor {
    return {
      version: 1,
      seed: this.#options.seed,
      stories: this.stories,
      tokens: this.tokensPerEpoch,
      tokenizerHash: this.#tokenizerHash,
      epoch: this.#epoch,
      place: this.#place,
      token: this.#token,
    };
  }

  /**
   * Goes to a cursor of a stream over the same data with the same seed; batch, context and world may differ.
   * @throws MismatchError for another stream's; FormatError for one that is none.
   */
  seek(cursor: BatchCursor): void {
    const mine = this.cursor;
    if (cursor.version !== 1) {
      throw new FormatError('data cursor', `version ${cursor.version}, this package reads version 1`);
    }
    for (const field of ['tokenizerHash', 'stories', 'tokens', 'seed'] as const) {
      if (cursor[field] === mine[field]) continue;
      throw new MismatchError(
        `the data cursor belongs to other data or another seed: its ${field} is ${cursor[field]}, here it is ` +
          `${mine[field]}. Go on with the data directory and the seed that the run was started with`,
      );
    }
    const { epoch, place, token } = cursor;
    const whole = [epoch, place, token].every((value) => Number.isSafeInteger(value) && value >= 0);
    if (!whole || place >= this.stories || epoch > 0xffffffff) {
      throw new FormatError('data cursor', 'its epoch, place and token are not those of a stream');
    }
    const before = [this.#epoch, this.#place, this.#token] as const;
    this.#moveTo(epoch, place, token);
    if (token < this.#end - this.#begin) return;
    this.#moveTo(...before);
    throw new FormatError('data cursor', `story ${place} of its epoch has fewer than ${token + 1} tokens`);
  }

  /** The next batch of this rank; the stream moves on by the windows of all ranks. */
  next(): Batch {
    const { batch, context, rank, world, documentMask, responses } = this.#options;
    const tokens = new Int32Array(batch * context);
    const targets = new Int32Array(batch * context);
    const made: Batch = { tokens, targets, lengths: new Int32Array(batch).fill(context) };
    if (responses) made.lossWeights = new Float32Array(batch * context);
    this.#skip(rank * batch * context);
    for (let row = 0; row < batch; row++) this.#fill(made, row * context, context);
    this.#skip((world - rank - 1) * batch * context);
    if (documentMask) made.first = this.#documentStarts(tokens, context);
    return made;
  }

  #fill({ tokens, targets, lossWeights }: Batch, at: number, context: number): void {
    // What comes before a story is the end of the one before it, and before all of them it is the same.
    tokens[at] = this.#endOfText;
    if (this.#token > 0)
      this.#shard.readInto(this.#begin + this.#token - 1, this.#begin + this.#token, tokens, at);
    for (let done = 0; done < context; ) {
      const count = Math.min(context - done, this.#left());
      const from = this.#begin + this.#token;
      this.#shard.readInto(from, from + count, targets, at + done);
      if (lossWeights) this.#weigh(lossWeights, at + done, count);
      done += count;
      this.#skip(count);
    }
    tokens.set(targets.subarray(at, at + context - 1), at + 1);
  }

  /** Weights of the next `count` tokens of the story. */
  #weigh(weights: Float32Array, at: number, count: number): void {
    const responses = this.#shard.responses();
    const begin = (responses[3 * this.#story] as number) - this.#token;
    const end = (responses[3 * this.#story + 1] as number) - this.#token;
    const [from, to] = [Math.max(0, begin), Math.min(count, end)];
    if (from < to) weights.fill(1, at + from, at + to);
  }

  #documentStarts(tokens: Int32Array, context: number): Int32Array {
    const first = new Int32Array(tokens.length);
    for (let i = 0; i < tokens.length; i++) {
      const position = i % context;
      if (tokens[i] === this.#endOfText || position === 0) first[i] = position;
      else first[i] = first[i - 1] as number;
    }
    return first;
  }

  /** Tokens of the story that are still to come; never 0. */
  #left(): number {
    return this.#end - this.#begin - this.#token;
  }

  #skip(count: number): void {
    let todo = count;
    while (todo >= this.#left()) {
      todo -= this.#left();
      if (this.#place + 1 < this.stories) this.#moveTo(this.#epoch, this.#place + 1, 0);
      else this.#moveTo(this.#epoch + 1, 0, 0);
    }
    this.#token += todo;
  }

  #moveTo(epoch: number, place: number, token: number): void {
    if (epoch !== this.#epoch) this.#order = new StoryOrder(this.stories, this.#options.seed, epoch);
    this.#epoch = epoch;
    this.#place = place;
    this.#token = token;
    this.#enter();
  }

  #enter(): void {
    let story = this.#order.at(this.#place);
    for (const shard of this.#shards) {
      if (story < shard.stories) {
        const offsets = shard.storyOffsets();
        this.#shard = shard;
        this.#story = story;
        this.#begin = offsets[story] as number;
        this.#end = offsets[story + 1] as number;
        return;
      }
      story -= shard.stories;
    }
  }
}

function checkResponses(shards: readonly Shard[]): void {
  const without = shards.find((shard) => !shard.hasResponses);
  if (!without) return;
  throw new MismatchError(
    `${without.path} does not say which tokens are responses; make the data with \`data prepare --responses\``,
  );
}

function checkNumbers(options: Required<BatchOptions>): void {
  const { batch, context, seed, rank, world } = options;
  const positive = { batch, context, world };
  for (const [name, value] of Object.entries(positive)) {
    checkWhole(name, value, 1);
  }
  if (!Number.isInteger(rank) || rank < 0 || rank >= world) {
    throw new InvalidArgumentError('rank', `a whole number below world (${world})`, rank);
  }
  checkWhole('seed', seed, 0);
}
