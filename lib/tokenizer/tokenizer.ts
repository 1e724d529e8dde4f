import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseLlama2cTokenizer } from '../formats/llama2c-tokenizer.ts';
import { parseSentencePieceModel } from '../formats/sentencepiece-model.ts';
import { parseTokenizerJson, type TokenizerJson, tokenizerJson } from '../formats/tokenizer-json.ts';
import type { PackedTexts, TokenizerDefinition } from '../runtime/addon-text.ts';
import {
  checkObject,
  checkOptions,
  checkPath,
  checkText,
  checkTexts,
  type OptionNames,
} from '../runtime/arguments.ts';
import { InvalidArgumentError } from '../runtime/errors.ts';
import { exists, fileError, makeDirectory, readBytes, writeFileAtomic } from '../runtime/files.ts';
import { loadAddon } from '../runtime/native.ts';
import { type Codec, codecOf } from './codec.ts';
import { END_OF_TEXT } from './end-of-text.ts';
import { gpt2Definition } from './gpt2.ts';
import { packTexts } from './packed.ts';
import { TokenStream } from './stream.ts';
import { type TrainTokenizerOptions, trainDefinition } from './train.ts';

/** A `tokenizer.json` of 100 MB is no tokenizer. */
const FILE_LIMIT = 100 << 20;

export interface EncodeOptions {
  /**
   * Whether special tokens in the text, such as `<|endoftext|>`, become their id (as in Hugging Face's
   * tokenizers, and the default) or are spelt out as ordinary text.
   */
  special?: boolean;
}

export interface EncodeBatchOptions extends EncodeOptions {
  /** 0 (default): all that the process may use. The ids are the same for any number. */
  threads?: number;
}

const ENCODE: OptionNames<EncodeOptions> = { special: true };
const ENCODE_BATCH: OptionNames<EncodeBatchOptions> = { special: true, threads: true };
const TRAIN: OptionNames<TrainTokenizerOptions> = {
  vocab: true,
  threads: true,
  words: true,
  signal: true,
  onProgress: true,
  onCounted: true,
};

/**
 * Text to token ids and back: a byte-level BPE with GPT-2's rule for words, one restricted to some of its tokens, or
 * SentencePiece's BPE as llama2.c uses it. Any text can be encoded and comes back the same, except that lone
 * surrogates, which UTF-8 does not have, come back as U+FFFD, and what a restricted vocabulary has lost as `<unk>`.
 */
export class Tokenizer {
  /** Number of tokens. */
  readonly vocab: number;
  /** Id of `<|endoftext|>`; of llama2.c's token 1, which parts stories there. */
  readonly endOfText: number;
  /** Id of `<unk>`, which stands for lost tokens; undefined where all text comes back. See `restrict`. */
  readonly unknown: number | undefined;
  /** Hexadecimal SHA-256 of all that decides about ids: equal hashes, equal ids. */
  readonly hash: string;
  /** What the tokenizer is made of. Not to be changed. */
  readonly definition: TokenizerDefinition;
  readonly #codec: Codec;

  private constructor(definition: TokenizerDefinition, codec: Codec, hash: string) {
    this.vocab = codec.encoder.vocab;
    this.endOfText = codec.endOfText;
    this.unknown = codec.unknown;
    this.hash = hash;
    this.definition = definition;
    this.#codec = codec;
  }

  /**
   * Makes a tokenizer of a definition. `name` is for messages.
   * @throws UnsupportedError without `<|endoftext|>`; InvalidArgumentError for one that contradicts itself.
   */
  static async create(definition: TokenizerDefinition, name = 'tokenizer'): Promise<Tokenizer> {
    checkObject('definition', definition);
    const codec = codecOf(definition, name);
    return new Tokenizer(definition, codec, await loadAddon().sha256(codec.identity));
  }

  /**
   * Loads `gpt2`, a `tokenizer.json`, a `tokenizer.bin` of llama2.c, a `tokenizer.model` of SentencePiece, or what of
   * these stands in a folder.
   * @throws InvalidArgumentError, FileError, FormatError, UnsupportedError.
   */
  static async load(source: string): Promise<Tokenizer> {
    if (typeof source !== 'string' || source === '') {
      throw new InvalidArgumentError('tokenizer', 'gpt2 or a path', source);
    }
    const path = await tokenizerPath(source);
    if (path === null) return Tokenizer.create(await gpt2Definition(), source);
    // In a folder nobody has named it, so nobody will write to a pipe in its place.
    return readTokenizer(path, path === source);
  }

  /**
   * Trains on texts, none of which is kept; see native/text/bpe_train.h for the rule. The vocabulary has the 256
   * bytes first and `<|endoftext|>` last, as GPT-2's. It is smaller than asked for when the texts have no more
   * pairs that occur twice.
   * @throws InvalidArgumentError for a vocabulary below 257, and for one text where many are meant; AbortedError.
   */
  static async train(
    texts: AsyncIterable<string> | Iterable<string>,
    options: TrainTokenizerOptions,
  ): Promise<Tokenizer> {
    checkOptions('Tokenizer.train', options, TRAIN);
    if (!isSeries(texts)) throw new InvalidArgumentError('texts', 'an iterable of strings', texts);
    return Tokenizer.create(await trainDefinition(texts, [END_OF_TEXT], options));
  }

  /** Ids of a text, on the calling thread; for long texts or many, `encodeBatch`. */
  encode(text: string, options: EncodeOptions = {}): Int32Array {
    checkText('text', text);
    return this.encodeBytes(Buffer.from(text), options);
  }

  /** Encodes any bytes; those that are not UTF-8 come back as well. */
  encodeBytes(bytes: Uint8Array, options: EncodeOptions = {}): Int32Array {
    checkOptions('encode', options, ENCODE);
    checkBytes(bytes);
    return this.#codec.encoder.encode(bytes, options.special ?? true);
  }

  /** Encodes texts in parallel, away from the event loop. */
  async encodeBatch(texts: readonly string[], options: EncodeBatchOptions = {}): Promise<Int32Array[]> {
    checkTexts('texts', texts);
    const { ids, counts } = await this.encodePacked(packTexts(texts), options);
    let end = 0;
    return Array.from(counts, (count) => {
      end += count;
      return ids.subarray(end - count, end);
    });
  }

  /** `encodeBatch` for texts that lie one after another; the ids do too. */
  async encodePacked(
    texts: PackedTexts,
    options: EncodeBatchOptions = {},
  ): Promise<{ ids: Int32Array; counts: Uint32Array }> {
    checkOptions('encodeBatch', options, ENCODE_BATCH);
    return this.#codec.encoder.encodeBatch(texts, options.special ?? true, options.threads ?? 0);
  }

  /**
   * Encodes the beginning of a text that goes on, as far as the ids no longer depend on what follows; `bytes` of
   * it are done. `encodeBytes` is for its end.
   */
  async encodeSettled(
    text: Uint8Array,
    options: EncodeOptions = {},
  ): Promise<{ ids: Int32Array; bytes: number }> {
    checkOptions('encodeSettled', options, ENCODE);
    checkBytes(text);
    return this.#codec.encoder.encodeSettled(text, options.special ?? true);
  }

  /** Text of the ids; bytes that are not UTF-8 become U+FFFD. @throws InvalidArgumentError for an unknown id, and for what are no ids. */
  decode(ids: ArrayLike<number>): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.decodeBytes(ids));
  }

  /** `decode` without making text of the bytes. */
  decodeBytes(ids: ArrayLike<number>): Uint8Array {
    return this.#codec.encoder.decode(ids instanceof Int32Array ? ids : wholeIds(ids));
  }

  /** Bytes of one token. */
  tokenBytes(id: number): Uint8Array {
    if (!Number.isInteger(id) || id < 0 || id >= this.vocab) {
      throw new InvalidArgumentError('token id', `a whole number below ${this.vocab}`, id);
    }
    return this.#codec.tokens[id] as Uint8Array;
  }

  /**
   * How many bytes of a text each token stands for, by id; 0 for special tokens and for `<unk>`, of which that is not
   * known. Where a space is put in front of a text, its first token has one byte more than it stands for.
   */
  tokenLengths(): Uint32Array {
    const lengths = Uint32Array.from(this.#codec.tokens, ({ length }) => length);
    for (const id of this.#codec.special.values()) lengths[id] = 0;
    if (this.unknown !== undefined) lengths[this.unknown] = 0;
    return lengths;
  }

  /** Most bytes of a text that one token stands for: a text of more than so many a token has more tokens. */
  get longestToken(): number {
    return this.#codec.longest;
  }

  /** Whether a space is put in front of a text, as SentencePiece does. */
  get spaceBefore(): boolean {
    return this.#codec.spaceBefore;
  }

  /** Text from ids that arrive one by one. */
  stream(): TokenStream {
    return new TokenStream((id) => this.tokenBytes(id));
  }

  /** Id of a special token by its text; undefined when there is none. */
  specialId(text: string): number | undefined {
    return this.#codec.special.get(text);
  }

  /** Ids of all special tokens. */
  get specialIds(): number[] {
    return [...this.#codec.special.values()];
  }

  toJSON(): TokenizerJson {
    return tokenizerJson(this.definition);
  }

  /** Writes `tokenizer.json` into a folder, which is made when it is missing. Returns the file's path. */
  async save(folder: string): Promise<string> {
    checkPath('folder', folder);
    const path = join(folder, 'tokenizer.json');
    await makeDirectory(folder);
    await writeFileAtomic(path, `${JSON.stringify(this)}\n`);
    return path;
  }
}

const NAMES = ['tokenizer.json', 'tokenizer.bin', 'tokenizer.model'];

/** The file that `Tokenizer.load` reads; null for `gpt2`, which has none. @throws FileError */
export async function tokenizerPath(source: string): Promise<string | null> {
  if (source === 'gpt2') return null;
  try {
    if (!(await stat(source)).isDirectory()) return source;
  } catch (cause) {
    throw fileError(source, cause, 'read as a tokenizer (a folder, a tokenizer.json, or `gpt2`)');
  }
  for (const name of NAMES) if (await exists(join(source, name))) return join(source, name);
  return join(source, 'tokenizer.json');
}

/** A file of a folder that this package knows, which is no pipe. @throws what `Tokenizer.load` does */
export function loadTokenizerFile(path: string): Promise<Tokenizer> {
  return readTokenizer(path, false);
}

async function readTokenizer(path: string, pipe: boolean): Promise<Tokenizer> {
  const bytes = await readBytes(path, { limit: FILE_LIMIT, pipe });
  return Tokenizer.create(parserOf(path)(path, bytes), path);
}

function parserOf(path: string): (path: string, bytes: Uint8Array) => TokenizerDefinition {
  if (path.endsWith('.bin')) return parseLlama2cTokenizer;
  return path.endsWith('.model') ? parseSentencePieceModel : parseTokenizerJson;
}

/** @throws InvalidArgumentError for what is no tokenizer, by the methods it would have */
export function checkTokenizer(value: unknown): asserts value is Tokenizer {
  if (typeof (value as Tokenizer | null | undefined)?.encodePacked !== 'function')
    throw new InvalidArgumentError('tokenizer', 'a Tokenizer', value);
}

/** A string is a series of letters, which nobody means. */
function isSeries(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

function checkBytes(value: unknown): void {
  if (!(value instanceof Uint8Array)) throw new InvalidArgumentError('bytes', 'a Uint8Array', value);
}

function wholeIds(ids: ArrayLike<number>): Int32Array {
  if (typeof ids !== 'object' || ids === null || !Number.isInteger(ids.length))
    throw new InvalidArgumentError('ids', 'an array of token ids', ids);
  return Int32Array.from(ids, (id) => {
    if (!Number.isInteger(id) || id < 0 || id > 0x7fffffff) {
      throw new InvalidArgumentError('token id', 'a whole number from 0 on', id);
    }
    return id;
  });
}
