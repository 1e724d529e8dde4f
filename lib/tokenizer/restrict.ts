/**
 * Restricting a vocabulary to its most frequent tokens, as the paper does with GPT-Neo's 50,257 and 10,000 of them. What
 * becomes of the others it does not say; here they are either lost, and all become `<unk>`, or spelt by kept tokens.
 */
import { isJsonObject } from '../formats/strict-json.ts';
import { checkOptions } from '../runtime/arguments.ts';
import { sha256 } from '../runtime/digest.ts';
import { FormatError, InvalidArgumentError, MismatchError, UnsupportedError } from '../runtime/errors.ts';
import { readJson } from '../runtime/json.ts';
import { TextPacker } from './packed.ts';
import { checkTokenizer, Tokenizer } from './tokenizer.ts';

/** Bytes of text encoded at once. */
const PART = 4 << 20;
const BYTES = 256;

/** How often each token of a tokenizer occurs in texts. */
export class TokenCounts {
  readonly tokenizer: Tokenizer;
  /** By id; special tokens are not counted. */
  readonly counts: Float64Array;
  readonly #threads: number;
  readonly #packer = new TextPacker();

  /** @param threads 0: all that the process may use. The counts are the same for any number. */
  constructor(tokenizer: Tokenizer, threads = 0) {
    checkTokenizer(tokenizer);
    this.tokenizer = tokenizer;
    this.counts = new Float64Array(tokenizer.vocab);
    this.#threads = threads;
  }

  /** Takes a text. Wait for what it returns before the next. */
  async add(text: string): Promise<void> {
    this.#packer.add(text);
    if (this.#packer.size >= PART) await this.finish();
  }

  /** Counts what still waits. */
  async finish(): Promise<void> {
    if (this.#packer.count === 0) return;
    const options = { special: false, threads: this.#threads };
    this.addIds((await this.tokenizer.encodePacked(this.#packer.take(), options)).ids);
  }

  /** Counts tokens; special ones among them are left out. */
  addIds(ids: Int32Array): void {
    const { counts } = this;
    for (const id of ids) counts[id] = (counts[id] as number) + 1;
    for (const id of this.tokenizer.specialIds) counts[id] = 0;
  }

  /** Ids by how often they occur, then by id; special ones left out. */
  ranking(): number[] {
    const special = new Set(this.tokenizer.specialIds);
    const ids = Array.from(this.counts.keys()).filter((id) => !special.has(id));
    return ids.sort((a, b) => (this.counts[b] as number) - (this.counts[a] as number) || a - b);
  }
}

/** How much of a text is tokens that were not kept. */
export interface LostShare {
  /** Tokens of the text before it was restricted, and those of them that were not kept. */
  tokens: number;
  lostTokens: number;
  /** Bytes of the same. */
  bytes: number;
  lostBytes: number;
  /** Different tokens met, and those of them that were not kept. */
  distinct: number;
  lostDistinct: number;
}

export interface RestrictOptions {
  /** How many tokens are kept; the bytes that fallback needs may come on top. */
  top: number;
  /** Whether tokens that are not kept are spelt by kept ones, down to bytes, instead of becoming `<unk>`. */
  byteFallback?: boolean;
}

/** Options of `restrictTo`. */
export type RestrictToOptions = Pick<RestrictOptions, 'byteFallback'>;

export interface RestrictedTokenizer {
  tokenizer: Tokenizer;
  /** Ids of the whole vocabulary, by id of the restricted one. */
  kept: number[];
  /** Of the texts that were counted. With fallback nothing is lost; it is then what is spelt out. */
  lost: LostShare;
}

/**
 * Keeps the most frequent tokens.
 * @throws InvalidArgumentError for a number of tokens that cannot be; UnsupportedError for a tokenizer that is not a whole
 * byte-level BPE.
 */
export async function restrictToTop(
  counted: TokenCounts,
  options: RestrictOptions,
): Promise<RestrictedTokenizer> {
  if (!(counted instanceof TokenCounts)) throw new InvalidArgumentError('counted', 'a TokenCounts', counted);
  checkOptions<RestrictOptions>('restrictToTop', options, { top: true, byteFallback: true });
  const { top, byteFallback = false } = options;
  const { tokenizer, counts } = counted;
  if (!Number.isInteger(top) || top < 1 || top > tokenizer.vocab) {
    throw new InvalidArgumentError('top', `a whole number from 1 to ${tokenizer.vocab}`, top);
  }
  if (counts.every((count) => count === 0)) {
    throw new InvalidArgumentError('counts', 'texts with tokens to count', 'none');
  }
  const ranking = counted.ranking();
  const kept = ranking.slice(0, top);
  if (byteFallback) {
    const there = new Set(kept);
    const bytes = ranking.filter((id) => tokenizer.tokenBytes(id).length === 1 && !there.has(id));
    kept.push(...bytes.sort((a, b) => a - b));
  }
  return {
    tokenizer: await restrictTo(tokenizer, kept, { byteFallback }),
    kept,
    lost: lostShare(tokenizer, counts, kept),
  };
}

/** Keeps the tokens of a list, in its order. @throws as `restrictToTop`. */
export async function restrictTo(
  tokenizer: Tokenizer,
  kept: readonly number[],
  options: RestrictToOptions = {},
): Promise<Tokenizer> {
  checkTokenizer(tokenizer);
  checkOptions<RestrictToOptions>('restrictTo', options, { byteFallback: true });
  const { byteFallback = false } = options;
  if (typeof byteFallback !== 'boolean')
    throw new InvalidArgumentError('byteFallback', 'true or false', byteFallback);
  if (!Array.isArray(kept)) throw new InvalidArgumentError('kept', 'an array of token ids', kept);
  const { definition } = tokenizer;
  if ('scores' in definition || definition.restriction) {
    throw new UnsupportedError(
      'only a whole byte-level BPE can be restricted, such as gpt2 or one that `tokenizer train` made',
    );
  }
  for (const id of kept) {
    if (Number.isInteger(id) && id >= 0 && id < tokenizer.vocab) continue;
    throw new InvalidArgumentError('kept token', `a whole number below ${tokenizer.vocab}`, id);
  }
  if (byteFallback) {
    const bytes = new Set(
      kept
        .map((id) => tokenizer.tokenBytes(id))
        .filter(({ length }) => length === 1)
        .map(([byte]) => byte),
    );
    if (bytes.size < BYTES) {
      throw new InvalidArgumentError(
        'kept',
        `all ${BYTES} bytes among the tokens kept, for the others to be spelt by them (add them, or leave out byte fallback)`,
        `${bytes.size} of them`,
      );
    }
  }
  const restriction = { kept: Uint32Array.from(kept), unknown: !byteFallback };
  return Tokenizer.create({ ...definition, restriction }, 'the restricted tokenizer');
}

function lostShare(tokenizer: Tokenizer, counts: Float64Array, kept: readonly number[]): LostShare {
  const lost: LostShare = { tokens: 0, lostTokens: 0, bytes: 0, lostBytes: 0, distinct: 0, lostDistinct: 0 };
  const there = new Set(kept);
  const lengths = tokenizer.tokenLengths();
  for (const [id, count] of counts.entries()) {
    if (count === 0) continue;
    const bytes = count * (lengths[id] as number);
    lost.tokens += count;
    lost.bytes += bytes;
    lost.distinct++;
    if (there.has(id)) continue;
    lost.lostTokens += count;
    lost.lostBytes += bytes;
    lost.lostDistinct++;
  }
  return lost;
}

/** The content of `remap.json`: which tokens were kept, for programs that have the ids of the whole vocabulary. */
export interface RemapFile {
  format: 'tinystories token remap';
  version: 1;
  /** Hash and size of the whole tokenizer, and of the restricted one. */
  from: { hash: string; vocab: number };
  to: { hash: string; vocab: number };
  /** Id in `to` of `<unk>`, and of the end token; `unknown` is null with byte fallback. */
  unknown: number | null;
  endOfText: number;
  /** SHA-256 of the ids in `kept`, in decimal, a line each. */
  sha256: string;
  /** Ids in `from` by id in `to`. */
  kept: number[];
  /** How often each occurred; absent where nothing was counted. */
  counts?: number[];
}

/** Tokens to keep, as a file lists them. */
export interface KeptList {
  kept: number[];
  /** Whether the file is of a tokenizer that spells what it does not keep. */
  byteFallback: boolean;
}

/**
 * Reads a `remap.json`, or a list of ids by itself.
 * @throws FormatError for a list that is none, or was changed; MismatchError for the list of another tokenizer; FileError
 */
export async function readKeptList(path: string, whole: Tokenizer): Promise<KeptList> {
  const value = await readJson(path, { pipe: true });
  const { kept, from, sha256: stated, unknown } = isJsonObject(value) ? value : { kept: value };
  if (!Array.isArray(kept) || !kept.every((id): id is number => Number.isSafeInteger(id))) {
    throw new FormatError(path, 'expected a list of ids, by itself or as `kept` of a remap.json');
  }
  if (isJsonObject(from) && from.hash !== whole.hash) {
    throw new MismatchError(
      `${path} lists tokens of another tokenizer (${from.vocab} tokens, ${String(from.hash).slice(0, 12)}) than the one ` +
        `to be restricted (${whole.vocab} tokens, ${whole.hash.slice(0, 12)}); name the one it is of with --tokenizer`,
    );
  }
  if (stated !== undefined && stated !== hashOf(kept)) {
    throw new FormatError(path, 'the list was changed: its SHA-256 is not what `sha256` says; make it anew');
  }
  return { kept, byteFallback: unknown === null };
}

function hashOf(kept: readonly number[]): string {
  return sha256(kept.map((id) => `${id}\n`).join(''));
}

/** What `remap.json` holds: ids of the whole tokenizer by ids of the restricted one, and how often each occurred. */
export function remapFile(
  whole: Tokenizer,
  restricted: Tokenizer,
  kept: number[],
  counts?: Float64Array,
): RemapFile {
  return {
    format: 'tinystories token remap',
    version: 1,
    from: { hash: whole.hash, vocab: whole.vocab },
    to: { hash: restricted.hash, vocab: restricted.vocab },
    unknown: restricted.unknown ?? null,
    endOfText: restricted.endOfText,
    sha256: hashOf(kept),
    kept,
    ...(counts && { counts: kept.map((id) => counts[id] as number) }),
  };
}
