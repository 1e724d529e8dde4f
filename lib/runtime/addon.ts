/**
 * The typed contract of the native addon: everything that crosses the boundary, here and, what is about text, in
 * addon-text.ts. Only lib/ calls these; the classes of lib/models, lib/generation and lib/tokenizer are what users see.
 *
 * Long calls return promises and run on the addon's own threads. Arguments are read (or copied) before the call
 * returns, so a caller may reuse its arrays at once. A native failure rejects or throws an Error whose `code` is
 * one of errors.ts; the loader turns it into the class of that name.
 */
import type {
  BpeDefinition,
  CleaningRules,
  NativeBpeTrainer,
  NativeCleaner,
  NativeEncoder,
  NativeShard,
  SentencePieceDefinition,
  ShardAbout,
} from './addon-text.ts';

export interface NativeAddon {
  readonly version: string;
  machine(): MachineInfo;
  /** The backends that people choose from and the devices they see. Opens the CUDA library, where there is one. */
  backends(): BackendInfo[];
  /** Without a place: on the CPU. @throws UNSUPPORTED or DEVICE with the reason when the place cannot be used. */
  Weights: new (
    document: string,
    place?: Place,
  ) => NativeWeights;
  Program: new (document: string, weights: NativeWeights, options: ProgramOptions) => NativeProgram;
  Session: new (program: NativeProgram, options: SessionOptions) => NativeSession;
  /**
   * `count` independent draws from one row of logits, as for the positions from `position` on; `seen` is what
   * the repetition penalty applies to. `stop` and `maxTokens` play no part.
   */
  sample(
    logits: Float32Array,
    sampling: SamplingInput,
    seen: Int32Array,
    position: number,
    count: number,
  ): Omit<SlotOutput, 'slot' | 'finished'>;
  Encoder: new (
    definition:
      | BpeDefinition
      /** `endOfText`: the text that stands for token 1. */
      | (SentencePieceDefinition & { endOfText: string }),
  ) => NativeEncoder;
  /** `words`: different words told apart at most, 2,097,152 when absent; see native/text/bpe_train.h. */
  BpeTrainer: new (
    words?: number,
  ) => NativeBpeTrainer;
  /** The merges, as pairs of ranks, behind a vocabulary that lists its tokens by rank alone. */
  mergesOfRanks(tokenBytes: Uint8Array, tokenEnds: Uint32Array): Promise<Uint32Array>;
  Shard: new (path: string) => NativeShard;
  /**
   * The bytes of a shard file. `ids` are the stories' tokens one after another, in parts cut anywhere; each story
   * ends with the end token, which its number in `storyTokens` counts. `responses`: of each story the first token of
   * its response, the one past its last, and the response's bytes; absent: the shard has none.
   */
  packShard(
    about: ShardAbout,
    ids: Int32Array[],
    storyTokens: Uint32Array,
    storyBytes: Uint32Array,
    responses?: Uint32Array,
  ): Promise<Uint8Array>;
  /** CRC-32C of bytes, going on from `seed` (0 to start). `portable`: without the processor's instruction (tests). */
  crc32c(bytes: Uint8Array, seed?: number, portable?: boolean): number;
  /** Hexadecimal SHA-256. */
  sha256(bytes: Uint8Array): Promise<string>;
  Cleaner: new (rules: CleaningRules) => NativeCleaner;
  /** The steps of cleaning in their order; a verdict is an index of this list. */
  readonly cleaningSteps: string[];
  /** Allocation N from now on fails (tests); 0 turns it off. Returns how many allocations were counted. */
  failAllocation(nth: number): number;
  /** Allocations of the process that were not released yet (tests). */
  liveAllocations(): number;
}

export interface MachineInfo {
  /** Instruction-set level in use, levels compiled in, levels this machine can run. */
  level: string;
  compiledLevels: string[];
  usableLevels: string[];
  cpu: string;
  /** CPUs this process may use. */
  threads: number;
  compiler: string;
}

/** `simt`: the CUDA backend's kernels as fibers on the CPU, for tests. */
export type BackendName = 'cpu' | 'cuda' | 'simt';

/** What activations are kept in and products multiply; sums are float32 either way. */
export type Compute = 'float32' | 'bf16';

/** Where weights live and the programs over them run. */
export interface Place {
  backend: BackendName;
  /** The device's place in the backend's list. */
  device: number;
  compute: Compute;
}

export interface BackendInfo {
  backend: 'cpu' | 'cuda';
  devices: DeviceInfo[];
  /** Why there is no device; else empty. */
  reason: string;
}

export interface DeviceInfo {
  name: string;
  /** Bytes in all, and those that can still be taken; 0: not known. */
  memory: number;
  available: number;
  /** Compute capability of a GPU, such as `9.0`. */
  capability: string;
  /** Multiprocessors. */
  processors: number;
}

export interface NativeWeights {
  /** Floats in the arena. */
  readonly count: number;
  /** Where each parameter stands: offset and count in floats. */
  layout(): { name: string; shape: number[]; offset: number; count: number }[];
  /** Draws every parameter anew by its `init`; the same seed gives the same bits on every machine. */
  initialise(seed: number): Promise<void>;
  read(arena: ArenaName, offset: number, count: number): Promise<Float32Array>;
  /** Counts as a change of the weights: derived copies are thrown away. */
  write(arena: ArenaName, offset: number, data: Float32Array): Promise<void>;
  dispose(): void;
}

/** Gradients and moments exist once a training program was compiled over the weights. */
export type ArenaName = 'parameters' | 'gradients' | 'moment1' | 'moment2';

export interface ProgramOptions {
  /** `train` keeps what the gradient needs; `evaluate` does not. */
  mode: 'train' | 'evaluate';
  /** Largest number of sequences, and of rows (tokens) in one call. */
  maxSequences: number;
  maxRows: number;
  /** Longest sequence. */
  maxLength: number;
  /** 0: as many as the process may use. */
  threads: number;
  /** Values to hand out (`name`), or `name.probabilities` of an attention value: [sequence, head, query, key]. */
  outputs: string[];
  /** Values whose rows the caller will supply instead. */
  replace: string[];
  /** Bytes that activations and workspace may take; 0: what the machine has free. */
  memoryLimit: number;
  /**
   * Of `evaluate`: whether logits have the very bits that generation computes with its cache. Without that, processors
   * with AMX multiply wide enough weights about twice as fast, equal to rounding, as they do in training.
   */
  matchGeneration: boolean;
}

/** Sequences one after another: `lengths` sums to the length of the other arrays. */
export interface BatchInput {
  tokens: Int32Array;
  lengths: Int32Array;
  /** The token that should follow each; -1: not scored. */
  targets?: Int32Array;
  /** Weight of each token's loss; absent: 1. */
  lossWeights?: Float32Array;
  /** Position, in its sequence, of the first token each may attend to (document mask). */
  first?: Int32Array;
}

export interface OptimizerInput {
  /** 1 for the first update. */
  step: number;
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** Largest global norm; 0: no clipping. */
  clip: number;
  /**
   * Asked for before the program's step before this one was answered: `step` counts the update of that one, and if it
   * turns out to be skipped, this update's number is one less. A device goes on with such a step at once. Of one step at
   * a time: the step before that one has to be answered.
   */
  ahead?: boolean;
}

export interface ForwardOptions {
  losses?: boolean;
  logits?: 'none' | 'last' | 'all';
  /**
   * The logits stand in memory that the program's next call with `reuse` writes over: for who asks often and reads at
   * once, so that many megabytes of new memory a call do not keep the garbage collector busy.
   */
  reuse?: boolean;
  replace?: Record<string, Float32Array>;
}

export interface ForwardResult {
  /** Weighted mean over the scored tokens; 0 when there is none. Sum of their weights. */
  loss: number;
  weight: number;
  losses?: Float32Array;
  /** [rows or sequences, vocab]. */
  logits?: Float32Array;
  outputs: Record<string, Float32Array>;
}

export interface TrainStepResult {
  loss: number;
  /** Global norm of the gradients before clipping. */
  gradNorm: number;
  /** The gradients were not finite and nothing was changed. */
  skipped: boolean;
}

export interface NativeProgram {
  /** Planned bytes. */
  memory(): {
    parameters: number;
    gradients: number;
    moments: number;
    activations: number;
    workspace: number;
  };
  forward(batch: BatchInput, options: ForwardOptions): Promise<ForwardResult>;
  /**
   * Forward and backward over the micro-batches, which are weighted together as one batch; the gradients are
   * left in their arena, whole. `seed` keys dropout.
   */
  gradients(batches: BatchInput[], seed: number, step: number): Promise<{ loss: number; weight: number }>;
  /** `gradients`, then one AdamW update: one call per training step. */
  trainStep(batches: BatchInput[], seed: number, optimizer: OptimizerInput): Promise<TrainStepResult>;
  /** Calls accepted so far, which is the number of the call accepted last. */
  readonly calls: number;
  /**
   * Makes that call, or all of them, reject (code ABORTED): at once while it waits, at the next operation when it
   * runs. The weights stay at a step's boundary.
   */
  cancel(call?: number): void;
  /** JSON of the memory plan: steps, buffers, gradient buckets. */
  plan(): string;
  dispose(): void;
}

export interface SessionOptions {
  /** Sequences the cache holds at once. */
  slots: number;
  /** Tokens a sequence may reach, prompt included. */
  capacity: number;
  /** How matrix products read the weights; absent: `float32`. */
  weights?: WeightPrecision;
}

/**
 * How decoding keeps the weights of matrix products: as they are, rounded to bfloat16, or as whole numbers of
 * 8 bits with a scale for each row.
 */
export type WeightPrecision = 'float32' | 'bf16' | 'int8';

/** In the order they are applied. Neutral values: penalty 1, temperature 1, topK 0, topP 1, minP 0. */
export interface SamplingInput {
  /** Divides positive and multiplies negative logits of tokens seen before (prompt included). */
  repetitionPenalty: number;
  /** 0: the most likely token (lowest id among equals). */
  temperature: number;
  topK: number;
  topP: number;
  /** Tokens less likely than minP times the likeliest one are dropped. */
  minP: number;
  /** Random numbers are a function of (seed, stream, position) alone. */
  seed: number;
  stream: number;
  /** Tokens that end the sequence; they are reported, then nothing follows. */
  stop: Int32Array;
  /** New tokens at most. */
  maxTokens: number;
  /** How many of the likeliest alternatives to report a token; 0: none. -1: not even the token's own. */
  logprobs: number;
}

export interface SlotOutput {
  slot: number;
  ids: Int32Array;
  /** Log-probability of each id under the model's own distribution (before penalty, temperature and cuts). */
  logprobs: Float32Array;
  /** [ids.length, logprobs] */
  topIds: Int32Array;
  topLogprobs: Float32Array;
  /** 'length': maxTokens; 'capacity': the cache or the model's positions are full. */
  finished: '' | 'stop' | 'length' | 'capacity';
}

/**
 * Sequences and what is cached of them. Weights that change between calls are read anew by the next call; what was
 * cached before stays as it was.
 */
export interface NativeSession {
  /** Puts a prompt (at least one token) into a free slot; nothing is computed yet. */
  add(tokens: Int32Array, sampling: SamplingInput): number;
  /**
   * Computes prompts not yet seen, then up to `steps` tokens for every unfinished slot, or for those of `slots`
   * only. A slot that was told finished is not told of again. One call at a time; while it runs, calls that change
   * the session are refused (BUSY).
   */
  run(steps: number, slots?: Int32Array): Promise<SlotOutput[]>;
  /** Frees a slot. */
  remove(slot: number): void;
  /**
   * For searches that choose tokens themselves: feeds one token to each slot (-1: none, it is asked as it is) and
   * returns the log-probabilities of the `top` likeliest next tokens, [slots, top], likeliest first; id -1 past the
   * vocabulary's end.
   */
  step(
    slots: Int32Array,
    tokens: Int32Array,
    top: number,
  ): Promise<{ ids: Int32Array; logprobs: Float32Array }>;
  /** A slot with the same past as `slot`. */
  fork(slot: number): Promise<number>;
  memory(): { cache: number };
  cancel(): void;
  dispose(): void;
}
