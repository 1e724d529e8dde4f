/** The part of the addon's contract that is about text: tokenizers, cleaning, shards of tokens. See addon.ts. */

/** A byte-level BPE: tokens by id, as bytes; merges by rank, as pairs of ids. */
export interface BpeDefinition {
  /** All tokens' bytes one after another, and where each ends. */
  tokenBytes: Uint8Array;
  tokenEnds: Uint32Array;
  /** [merges, 2] ids; the result of a merge is the token of the joined bytes. */
  merges: Uint32Array;
  /** Ids matched whole in the text before anything else, such as `<|endoftext|>`. */
  special: Uint32Array;
  /** Absent: all tokens can be met. */
  restriction?: BpeRestriction;
}

/**
 * Some of the tokens of a BPE. Text is cut with all of them; then those that are not kept, the lost ones, are replaced.
 * The ids are the places in `kept`, then `<unk>` where there is one, then the special tokens.
 */
export interface BpeRestriction {
  /** Ids, special ones left out. */
  kept: Uint32Array;
  /**
   * Whether each lost token becomes `<unk>`; else it is spelt by the kept tokens it was merged from, down to bytes,
   * all of which must then be kept.
   */
  unknown: boolean;
}

/** A BPE by scores, as of SentencePiece and llama2.c; see native/text/sentencepiece.h. */
export interface SentencePieceDefinition {
  /** Pieces as bytes, spaces as U+0020; bytes are spelt `<0x00>` and so on, from id 3 on. */
  tokenBytes: Uint8Array;
  tokenEnds: Uint32Array;
  scores: Float32Array;
}

export type TokenizerDefinition = BpeDefinition | SentencePieceDefinition;

/** Texts one after another: text i is `bytes` from `ends[i - 1]` (0 for the first) to `ends[i]`. */
export interface PackedTexts {
  bytes: Uint8Array;
  ends: Uint32Array;
}

/** See lib/data/clean/steps.ts for what the steps do. */
export interface CleaningRules {
  /** Names of the steps that are on, in any order. */
  steps: string[];
  /** Stories of fewer words are `tiny`, of fewer characters `short`. */
  tinyWords: number;
  shortCharacters: number;
  /** Jaccard index from which on stories are near duplicates. */
  nearThreshold: number;
}

/** A part of a file: raw text with `<|endoftext|>` lines, cut anywhere, or with `ends` whole texts as in PackedTexts. */
export interface CleaningBlock {
  bytes: Uint8Array;
  ends?: Uint32Array;
  /** Whether the file begins and ends with this block. */
  first: boolean;
  last: boolean;
}

export interface CleanedBlock {
  /** The stories that stay, each followed by a line `<|endoftext|>`; `ends`: where each ends with that. */
  bytes: Uint8Array;
  ends: Uint32Array;
  /** For each story met the index of the step that dropped it, the number of steps for one that stays. */
  verdicts: Uint8Array;
}

export interface CleaningTotals {
  /** Stories that a step changed or dropped, and places in them. */
  steps: Record<string, { stories: number; places: number }>;
  /** Most bytes that were taken to find duplicates, and the stories they were taken for. */
  peakBytes: number;
  compared: number;
}

/**
 * Calls are worked off in their order; `threads` 0: all that the process may use. What comes out does not depend on
 * them. With near duplicates: `survey` every block, `settle`, then `clean` the same blocks; without: `clean` alone.
 */
export interface NativeCleaner {
  /** Stories whose words no other is to have (step `leaked`); before all else. */
  protect(block: CleaningBlock, threads: number): Promise<void>;
  survey(block: CleaningBlock, threads: number): Promise<void>;
  settle(threads: number): Promise<void>;
  /** Rejects with MISMATCH when it is not what was surveyed. */
  clean(block: CleaningBlock, threads: number): Promise<CleanedBlock>;
  /** After the last block. */
  finish(): Promise<CleaningTotals>;
  /** Makes running calls reject (code ABORTED). */
  cancel(): void;
}

/** Calls are worked off in their order. */
export interface NativeBpeTrainer {
  /** Counts the words of texts, none of which is kept. `threads` 0: all that the process may use. */
  add(texts: PackedTexts, threads: number): Promise<void>;
  /**
   * Chooses the tokens; special ones come last. Fewer than `vocab` when no pair is left that occurs twice. To be called
   * once: the words are forgotten.
   */
  train(vocab: number, special: string[]): Promise<TrainedBpe>;
  /** Tokens chosen so far. */
  tokens(): number;
  /** Makes running calls reject (code ABORTED). */
  cancel(): void;
}

export interface TrainedBpe {
  definition: BpeDefinition;
  /** Words in the texts, and those told apart at the end. */
  words: number;
  distinct: number;
  /** How often the rarest words were forgotten, and by how much the count of a word may be too low for that. */
  cuts: number;
  undercount: number;
}

export interface NativeEncoder {
  readonly vocab: number;
  /** `special`: whether special tokens in the text are recognised, or spelt out as ordinary bytes. */
  encode(text: Uint8Array, special: boolean): Int32Array;
  /** Encodes texts in parallel; order and ids do not depend on the threads. `counts`: ids of each text. */
  encodeBatch(
    texts: PackedTexts,
    special: boolean,
    threads: number,
  ): Promise<{ ids: Int32Array; counts: Uint32Array }>;
  /**
   * Encodes the beginning of a text that goes on: as far as the ids no longer depend on what follows. `bytes` of
   * it are done; the caller comes back with the rest and more, or with `encode` at the end.
   */
  encodeSettled(text: Uint8Array, special: boolean): Promise<{ ids: Int32Array; bytes: number }>;
  decode(ids: Int32Array): Uint8Array;
}

export interface ShardAbout {
  vocab: number;
  endOfText: number;
  /** Hexadecimal SHA-256. */
  tokenizerHash: string;
}

export interface ShardHeader extends ShardAbout {
  version: number;
  bytesPerId: number;
  tokens: number;
  stories: number;
  /** UTF-8 bytes of all stories. */
  bytes: number;
  fileSize: number;
  /** Whether the shard says which part of each story is a response. */
  hasResponses: boolean;
}

/** A memory-mapped file of tokens. Opening checks everything but the checksum of the tokens. */
export interface NativeShard {
  header(): ShardHeader;
  /** Compares the tokens with their checksum; rejects with FORMAT. */
  verify(): Promise<void>;
  /** Copies tokens [begin, end) to `target` from `at` on. */
  readInto(begin: number, end: number, target: Int32Array, at: number): void;
  /** Token offsets of stories [begin, end], one more than stories asked for. */
  storyOffsets(begin: number, end: number): Float64Array;
  /** UTF-8 bytes of stories [begin, end). */
  storyBytes(begin: number, end: number): Uint32Array;
  /**
   * Of stories [begin, end) the first token of the response, the one past its last (both counted within the story) and
   * its UTF-8 bytes. @throws INVALID_ARGUMENT when the shard has none.
   */
  responses(begin: number, end: number): Uint32Array;
  dispose(): void;
}
