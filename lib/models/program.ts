/**
 * The recorded program: a model as a document. The native side executes it and knows nothing of GPT-Neo or
 * Llama; a C++ driver can run a committed one as well. Numbers refer to entries of `parameters` and `values`.
 *
 * Every value is an array [N, width]: one row for each token of all sequences of a batch, so batch size and
 * length never appear here.
 */

/** What `format` of a document says. */
export const PROGRAM_FORMAT = 'tinystories-program';
/** The `version` of documents that this package records, and the only one that it runs. */
export const PROGRAM_VERSION = 1;

/** How a parameter starts out: N(0, std²), or a constant. */
export type Initialiser = { kind: 'normal'; std: number } | { kind: 'constant'; value: number };

export interface ParameterSpec {
  /** The name it has in a Hugging Face checkpoint. */
  name: string;
  /** [rows, columns], or [length]. A linear layer's weight is [out, in]. */
  shape: number[];
  init: Initialiser;
  /** Weight decay applies (matrices, by custom; not biases and norms). */
  decay: boolean;
  /** Left as it is by training. */
  frozen: boolean;
}

export interface ValueSpec {
  /** Unique; the name under which it can be asked for, or replaced. */
  name: string;
  width: number;
}

export type Activation = 'identity' | 'gelu_tanh' | 'gelu_erf' | 'silu' | 'relu';

/** y = table[token] + positions[position]. */
export interface EmbeddingOperation {
  op: 'embedding';
  table: number;
  positions: number | null;
  y: number;
}
/** sum = x + residual; y = norm(sum) · gain + bias. Without residual there is no `sum`. */
export interface NormOperation {
  op: 'norm';
  kind: 'layer' | 'rms';
  x: number;
  residual: number | null;
  gain: number;
  bias: number | null;
  epsilon: number;
  sum: number | null;
  y: number;
}
/** y = activation(x Wᵀ + b); several weights write their outputs side by side. */
export interface LinearOperation {
  op: 'linear';
  x: number;
  weights: number[];
  biases: (number | null)[];
  activation: Activation;
  y: number;
}
/** y = activation(x Gᵀ) · (x Uᵀ). */
export interface GatedLinearOperation {
  op: 'gated_linear';
  x: number;
  gate: number;
  up: number;
  activation: Activation;
  y: number;
}
/** Causal attention over rows that hold q, k and v side by side. */
export interface AttentionOperation {
  op: 'attention';
  x: number;
  heads: number;
  kvHeads: number;
  headSize: number;
  /** A query sees the last `window` keys, itself included; 0: all before it. */
  window: number;
  /** Factor on the scores: 1 for GPT-Neo, 1/√headSize for most others. */
  scale: number;
  /** Base of the rotary embedding; 0: none. */
  ropeTheta: number;
  y: number;
}
/** Zeroes a share of the entries while training and scales the rest; nothing elsewhere. */
export interface DropoutOperation {
  op: 'dropout';
  x: number;
  probability: number;
  y: number;
}
export interface AddOperation {
  op: 'add';
  a: number;
  b: number;
  y: number;
}
/** The vocabulary head: cross-entropy when targets are given, logits when they are asked for. Always last. */
export interface HeadOperation {
  op: 'head';
  x: number;
  weight: number;
}

export type Operation =
  | EmbeddingOperation
  | NormOperation
  | LinearOperation
  | GatedLinearOperation
  | AttentionOperation
  | DropoutOperation
  | AddOperation
  | HeadOperation;

export interface ProgramDocument {
  format: typeof PROGRAM_FORMAT;
  version: typeof PROGRAM_VERSION;
  name: string;
  vocab: number;
  /** Positions the model can tell apart (rows of its position table); 0: no limit of its own. */
  maxPositions: number;
  parameters: ParameterSpec[];
  values: ValueSpec[];
  operations: Operation[];
}
