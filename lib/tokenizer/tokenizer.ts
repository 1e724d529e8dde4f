import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTokenizerJson, type TokenizerJson, tokenizerJson } from '../formats/tokenizer-json.ts';
import type { BpeDefinition, NativeBpe, PackedTexts } from '../runtime/addon.ts';
import { InvalidArgumentError, UnsupportedError } from '../runtime/errors.ts';
import { fileError, makeDirectory, readBytes, writeFileAtomic } from '../runtime/files.ts';
import { loadAddon } from '../runtime/native.ts';
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
  /** 0 (default): as many as the machine has. The ids are the same for any number. */
  threads?: number;
}

/**
 * A byte-level BPE with GPT-2's rule for words. Any text can be encoded and comes back the same, except that lone
 * surrogates, which UTF-8 does not have, come back as U+FFFD.
 */
export class Tokenizer {
  /** Number of tokens. */
  readonly vocab: number;
  /** Id of `<|endoftext|>`. */
  readonly endOfText: number;
  /** Hexadecimal SHA-256 of all that decides about ids: equal hashes, equal ids. */
  readonly hash: string;
  readonly #definition: BpeDefinition;
  readonly #bpe: NativeBpe;

  private constructor(definition: BpeDefinition, bpe: NativeBpe, hash: string, endOfText: number) {
    this.vocab = bpe.vocab;
    this.endOfText = endOfText;
    this.hash = hash;
    this.#definition = definition;
    this.#bpe = bpe;
  }

  /**
   * Makes a tokenizer of a definition. `name` is for messages.
   * @throws UnsupportedError without `<|endoftext|>`; InvalidArgumentError for one that contradicts itself.
   */
  static async create(definition: BpeDefinition, name = 'tokenizer'): Promise<Tokenizer> {
    const addon = loadAddon();
    const bpe = new addon.Bpe(definition);
    const endOfText = definition.special.find((id) => textOf(definition, id) === END_OF_TEXT);
    if (endOfText === undefined) {
      throw new UnsupportedError(
        `${name}: no special token ${END_OF_TEXT}, which parts stories here; add it, or train a tokenizer with \`tokenizer train\``,
      );
    }
    return new Tokenizer(definition, bpe, await addon.sha256(canonical(definition)), endOfText);
  }

  /**
   * Loads `gpt2`, a `tokenizer.json`, or the one in a folder.
   * @throws InvalidArgumentError, FileError, FormatError, UnsupportedError.
   */
  static async load(source: string): Promise<Tokenizer> {
    if (typeof source !== 'string' || source === '') {
      throw new InvalidArgumentError('tokenizer', 'gpt2 or a path', source);
    }
    if (source === 'gpt2') return Tokenizer.create(await gpt2Definition(), 'gpt2');
    const path = await tokenizerPath(source);
    const bytes = await readBytes(path, { limit: FILE_LIMIT });
    return Tokenizer.create(parseTokenizerJson(path, bytes), path);
  }

  /**
   * Trains on texts, none of which is kept; see native/text/bpe_train.h for the rule. The vocabulary has the 256
   * bytes first and `<|endoftext|>` last, as GPT-2's. It is smaller than asked for when the texts have no more
   * pairs that occur twice.
   * @throws InvalidArgumentError for a vocabulary below 257; AbortedError.
   */
  static async train(
    texts: AsyncIterable<string> | Iterable<string>,
    options: TrainTokenizerOptions,
  ): Promise<Tokenizer> {
    return Tokenizer.create(await trainDefinition(texts, [END_OF_TEXT], options));
  }

  /** Ids of a text, on the calling thread; for long texts or many, `encodeBatch`. */
  encode(text: string, options: EncodeOptions = {}): Int32Array {
    return this.encodeBytes(Buffer.from(text), options);
  }

  /** Encodes any bytes; those that are not UTF-8 come back as well. */
  encodeBytes(bytes: Uint8Array, options: EncodeOptions = {}): Int32Array {
    return this.#bpe.encode(bytes, options.special ?? true);
  }

  /** Encodes texts in parallel, away from the event loop. */
  async encodeBatch(texts: readonly string[], options: EncodeBatchOptions = {}): Promise<Int32Array[]> {
    const { ids, counts } = await this.encodePacked(packTexts(texts), options);
    let end = 0;
    return Array.from(counts, (count) => {
      end += count;
      return ids.subarray(end - count, end);
    });
  }

  /** `encodeBatch` for texts that lie one after another; the ids do too. */
  encodePacked(
    texts: PackedTexts,
    options: EncodeBatchOptions = {},
  ): Promise<{ ids: Int32Array; counts: Uint32Array }> {
    return this.#bpe.encodeBatch(texts, options.special ?? true, options.threads ?? 0);
  }

  /**
   * Encodes the beginning of a text that goes on, as far as the ids no longer depend on what follows; `bytes` of
   * it are done. `encodeBytes` is for its end.
   */
  encodeSettled(text: Uint8Array, options: EncodeOptions = {}): Promise<{ ids: Int32Array; bytes: number }> {
    return this.#bpe.encodeSettled(text, options.special ?? true);
  }

  /** Text of the ids; bytes that are not UTF-8 become U+FFFD. @throws InvalidArgumentError for an unknown id. */
  decode(ids: ArrayLike<number>): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.decodeBytes(ids));
  }

  /** `decode` without making text of the bytes. */
  decodeBytes(ids: ArrayLike<number>): Uint8Array {
    return this.#bpe.decode(ids instanceof Int32Array ? ids : wholeIds(ids));
  }

  /** Bytes of one token. */
  tokenBytes(id: number): Uint8Array {
    if (!Number.isInteger(id) || id < 0 || id >= this.vocab) {
      throw new InvalidArgumentError('token id', `a whole number below ${this.vocab}`, id);
    }
    return bytesOf(this.#definition, id);
  }

  /** Text from ids that arrive one by one. */
  stream(): TokenStream {
    return new TokenStream((id) => this.tokenBytes(id));
  }

  /** Id of a special token by its text; undefined when there is none. */
  specialId(text: string): number | undefined {
    return this.#definition.special.find((id) => textOf(this.#definition, id) === text);
  }

  toJSON(): TokenizerJson {
    return tokenizerJson(this.#definition);
  }

  /** Writes `tokenizer.json` into a folder, which is made when it is missing. Returns the file's path. */
  async save(folder: string): Promise<string> {
    const path = join(folder, 'tokenizer.json');
    await makeDirectory(folder);
    await writeFileAtomic(path, `${JSON.stringify(this)}\n`);
    return path;
  }
}

async function tokenizerPath(source: string): Promise<string> {
  try {
    return (await stat(source)).isDirectory() ? join(source, 'tokenizer.json') : source;
  } catch (cause) {
    throw fileError(source, cause, 'read as a tokenizer (a folder, a tokenizer.json, or `gpt2`)');
  }
}

function wholeIds(ids: ArrayLike<number>): Int32Array {
  return Int32Array.from(ids, (id) => {
    if (!Number.isInteger(id) || id < 0 || id > 0x7fffffff) {
      throw new InvalidArgumentError('token id', 'a whole number from 0 on', id);
    }
    return id;
  });
}

function bytesOf(definition: BpeDefinition, id: number): Uint8Array {
  const begin = id === 0 ? 0 : (definition.tokenEnds[id - 1] as number);
  return definition.tokenBytes.subarray(begin, definition.tokenEnds[id]);
}

function textOf(definition: BpeDefinition, id: number): string {
  return Buffer.from(bytesOf(definition, id)).toString();
}

/** The definition as bytes, the same however it came about. */
function canonical(definition: BpeDefinition): Uint8Array {
  const { tokenBytes, tokenEnds, merges } = definition;
  const special = Uint32Array.from(definition.special).sort();
  const sizes = Uint32Array.of(1, tokenEnds.length, merges.length / 2, special.length);
  const words = [sizes, tokenEnds, merges, special].map((array) => new Uint8Array(array.slice().buffer));
  return new Uint8Array(Buffer.concat([Buffer.from('tinystories bpe\n'), ...words, tokenBytes]));
}
