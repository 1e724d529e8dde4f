/** The two programs of a run over one model's weights. */
import type { Program } from '../models/compiled.ts';
import type { Model } from '../models/model.ts';

export interface ProgramShape {
  /** Sequences of full length at once (or as many tokens in shorter ones), and the length of each at most. */
  batch: number;
  context: number;
  threads: number;
  /** Bytes for activations and workspace; 0: what is free. */
  memoryLimit: number;
}

/** Rows of an evaluation at once: enough to keep the threads busy, few enough to cost little memory. */
const EVALUATION_ROWS = 8192;

export function compileTraining(model: Model, shape: ProgramShape): Program {
  return compile(model, 'train', shape);
}

/** Over `evaluationBatch` sequences at once. */
export function compileEvaluation(model: Model, shape: Omit<ProgramShape, 'batch'>): Program {
  return compile(model, 'evaluate', { ...shape, batch: evaluationBatch(shape.context) });
}

/** Sequences of full length that an evaluation computes at once. */
export function evaluationBatch(context: number): number {
  return Math.max(1, Math.floor(EVALUATION_ROWS / context));
}

function compile(model: Model, mode: 'train' | 'evaluate', shape: ProgramShape): Program {
  const { batch, context, threads, memoryLimit } = shape;
  return model.compile({
    mode,
    // A story may be as short as its end token.
    maxSequences: batch * context,
    maxRows: batch * context,
    maxLength: context,
    matchGeneration: false,
    threads,
    memoryLimit,
  });
}
