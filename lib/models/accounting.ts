/**
 * What a model costs before anything is built: parameters by kind, memory and FLOPs, read off the recorded
 * program, so that they hold for any architecture.
 */
import { checkOptions } from '../runtime/arguments.ts';
import { checkWhole } from '../runtime/whole.ts';
import type { Operation, ProgramDocument } from './program.ts';
import { checkDocument } from './program-file.ts';

export interface ParameterSplit {
  tokens: number;
  positions: number;
  attention: number;
  mlp: number;
  norms: number;
  /** The vocabulary head when it is not the token table. */
  head: number;
  total: number;
}

export interface MemoryEstimate {
  /** Bytes, all float32. */
  weights: number;
  gradients: number;
  /** Both moments of AdamW. */
  moments: number;
  /**
   * What of `rows` tokens is kept for the gradient, and two gradients of the widest on their way: an upper bound, for
   * buffers are shared.
   */
  activations: number;
  total: number;
}

export interface FlopsEstimate {
  /** Of one token, averaged over the positions of a full context; a multiply-add counts as two. */
  forward: number;
  /** Forward, and twice as much for the gradients. */
  training: number;
}

/**
 * Splits the parameters by the operations that use them; a tied one counts where it is used first.
 * @throws InvalidArgumentError for what is no document.
 */
export function countParameters(document: ProgramDocument): ParameterSplit {
  checkDocument(document);
  const split: ParameterSplit = {
    tokens: 0,
    positions: 0,
    attention: 0,
    mlp: 0,
    norms: 0,
    head: 0,
    total: 0,
  };
  const counted = new Set<number>();
  const add = (kind: keyof ParameterSplit, parameters: (number | null)[]) => {
    for (const index of parameters) {
      if (index === null || counted.has(index)) continue;
      counted.add(index);
      const size = document.parameters[index]!.shape.reduce((product, length) => product * length, 1);
      split[kind] += size;
      split.total += size;
    }
  };
  const aroundAttention = attentionValues(document.operations);
  for (const operation of document.operations) {
    switch (operation.op) {
      case 'embedding':
        add('tokens', [operation.table]);
        add('positions', [operation.positions]);
        break;
      case 'norm':
        add('norms', [operation.gain, operation.bias]);
        break;
      case 'linear': {
        const near = aroundAttention.has(operation.y) || aroundAttention.has(operation.x);
        add(near ? 'attention' : 'mlp', [...operation.weights, ...operation.biases]);
        break;
      }
      case 'gated_linear':
        add('mlp', [operation.gate, operation.up]);
        break;
      case 'head':
        add('head', [operation.weight]);
        break;
      default:
        break;
    }
  }
  return split;
}

/**
 * Memory to train on `rows` tokens at a time (0: weights and optimizer alone). `remakes`: what norms and the activations
 * of MLPs make is made again for the gradient, as the CPU does; else every intermediate is kept.
 * @throws InvalidArgumentError for what is no document, rows that are no count, and options that there are not.
 */
export function estimateMemory(
  document: ProgramDocument,
  rows: number,
  options: { remakes?: boolean } = {},
): MemoryEstimate {
  checkDocument(document);
  checkWhole('rows', rows, 0);
  checkOptions('estimateMemory', options, { remakes: true });
  const { remakes = false } = options;
  const weights = 4 * countParameters(document).total;
  // A linear layer with an activation keeps its value before it as well.
  const width = document.operations.reduce((sum, operation, i) => {
    const next = document.operations[i + 1];
    switch (operation.op) {
      case 'linear': {
        const mlp = next?.op === 'linear' && next.x === operation.y;
        const both = operation.activation !== 'identity' && !(remakes && mlp);
        // Of what goes into a sum the sum alone is kept.
        const added = next?.op === 'norm' ? next.residual : next?.op === 'dropout' ? next.x : null;
        const dropped = remakes && added === operation.y;
        return sum + (dropped ? 0 : widthOf(document, operation.y) * (both ? 2 : 1));
      }
      case 'gated_linear':
        return sum + widthOf(document, operation.y) * 3;
      case 'norm':
        return (
          sum + widthOf(document, operation.y) * ((operation.sum === null ? 0 : 1) + (remakes ? 0 : 1)) + 2
        );
      case 'attention':
        return sum + widthOf(document, operation.y) + operation.heads;
      case 'head':
        return sum;
      default:
        return sum + widthOf(document, operation.y);
    }
  }, 0);
  const widest = Math.max(...document.values.map((value) => value.width));
  const activations = 4 * (width + 2 * widest) * rows;
  return { weights, gradients: weights, moments: 2 * weights, activations, total: 4 * weights + activations };
}

/**
 * FLOPs of one token in sequences of `context` tokens: matrix products, attention and the head.
 * @throws InvalidArgumentError for what is no document, and for a context that is no count.
 */
export function estimateFlops(document: ProgramDocument, context: number): FlopsEstimate {
  checkDocument(document);
  checkWhole('context', context, 1);
  let forward = 0;
  for (const operation of document.operations) {
    if (operation.op === 'linear') {
      forward += 2 * widthOf(document, operation.x) * widthOf(document, operation.y);
    } else if (operation.op === 'gated_linear') {
      forward += 4 * widthOf(document, operation.x) * widthOf(document, operation.y);
    } else if (operation.op === 'attention') {
      const { heads, headSize, window } = operation;
      forward += 4 * heads * headSize * meanKeys(context, window);
    } else if (operation.op === 'head') {
      forward += 2 * widthOf(document, operation.x) * document.vocab;
    }
  }
  return { forward, training: 3 * forward };
}

/** Keys that a query sees, itself included, averaged over the positions of a sequence. */
export function meanKeys(context: number, window: number): number {
  const full = window === 0 ? context : Math.min(window, context);
  return ((full * (full + 1)) / 2 + (context - full) * full) / context;
}

/** Values that attention reads or makes: the linear layers beside them belong to it. */
function attentionValues(operations: readonly Operation[]): Set<number> {
  const values = new Set<number>();
  for (const operation of operations) {
    if (operation.op === 'attention') values.add(operation.x).add(operation.y);
  }
  return values;
}

function widthOf(document: ProgramDocument, value: number): number {
  return document.values[value]!.width;
}
