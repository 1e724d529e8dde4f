import type { NativeShard, ShardHeader } from '../runtime/addon-text.ts';
import { checkOptions, checkPath } from '../runtime/arguments.ts';
import { DisposedError, MismatchError } from '../runtime/errors.ts';
import { loadAddon } from '../runtime/native.ts';

/** What must be the same for a shard and whoever reads it. A `Tokenizer` is one. */
export interface TokenizerIdentity {
  readonly hash: string;
  readonly vocab: number;
}

export interface OpenShardOptions {
  /** Refuses a shard that another tokenizer made. */
  tokenizer?: TokenizerIdentity | undefined;
}

/**
 * A file of tokens, mapped into memory: stories one after another, each ending with the end token. See
 * native/text/shard.h for the layout. Files of data sets are never changed in place, only replaced.
 */
export class Shard {
  readonly path: string;
  readonly header: Readonly<ShardHeader>;
  #native: NativeShard | null;
  #offsets: Float64Array | null = null;
  #responses: Uint32Array | null = null;

  private constructor(path: string, native: NativeShard) {
    this.path = path;
    this.#native = native;
    this.header = native.header();
  }

  /**
   * Opens a shard and checks all of it, the checksum of the tokens included.
   * @throws InvalidArgumentError; FileError; FormatError for a damaged file; MismatchError for one of another tokenizer.
   */
  static async open(path: string, options: OpenShardOptions = {}): Promise<Shard> {
    checkPath('path', path);
    checkOptions<OpenShardOptions>('Shard.open', options, { tokenizer: true });
    const native = new (loadAddon().Shard)(path);
    try {
      const shard = new Shard(path, native);
      if (options.tokenizer) checkTokenizer(shard, options.tokenizer);
      await native.verify();
      return shard;
    } catch (error) {
      native.dispose();
      throw error;
    }
  }

  /** Tokens, end tokens included. */
  get tokens(): number {
    return this.header.tokens;
  }

  get stories(): number {
    return this.header.stories;
  }

  /** Copies tokens [begin, end). */
  read(begin: number, end: number): Int32Array {
    const ids = new Int32Array(Math.max(0, end - begin));
    this.readInto(begin, end, ids, 0);
    return ids;
  }

  /** Copies tokens [begin, end) to `target` from `at` on. */
  readInto(begin: number, end: number, target: Int32Array, at: number): void {
    this.#open().readInto(begin, end, target, at);
  }

  /** The tokens of a story, its end token last. */
  readStory(story: number): Int32Array {
    const [begin, end] = this.#open().storyOffsets(story, story + 1) as unknown as [number, number];
    return this.read(begin, end);
  }

  /** Where each story begins, and where the last one ends: one more than stories. */
  storyOffsets(): Float64Array {
    this.#offsets ??= this.#open().storyOffsets(0, this.stories);
    return this.#offsets;
  }

  /** UTF-8 bytes of the text of stories [begin, end). */
  storyBytes(begin = 0, end: number = this.stories): Uint32Array {
    return this.#open().storyBytes(begin, end);
  }

  /** Whether the shard says which part of each story is a response; see `responses`. */
  get hasResponses(): boolean {
    return this.header.hasResponses;
  }

  /**
   * Of each story three numbers: the first token of its response and the one past its last, counted within the story,
   * and the response's UTF-8 bytes. @throws InvalidArgumentError where the shard has none.
   */
  responses(): Uint32Array {
    this.#responses ??= this.#open().responses(0, this.stories);
    return this.#responses;
  }

  /** Unmaps the file. */
  dispose(): void {
    this.#native?.dispose();
    this.#native = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.dispose();
  }

  #open(): NativeShard {
    if (this.#native === null) throw new DisposedError('the token shard');
    return this.#native;
  }
}

function checkTokenizer(shard: Shard, tokenizer: TokenizerIdentity): void {
  const { vocab, tokenizerHash } = shard.header;
  if (tokenizerHash === tokenizer.hash && vocab === tokenizer.vocab) return;
  throw new MismatchError(
    `${shard.path} was made with another tokenizer (${vocab} tokens, ${short(tokenizerHash)}) than the one in use ` +
      `(${tokenizer.vocab} tokens, ${short(tokenizer.hash)}): the same ids would mean other text. ` +
      'Use the tokenizer.json beside the shard, or make the data again with `data prepare --tokenizer`',
  );
}

function short(hash: string): string {
  return hash.slice(0, 12);
}
