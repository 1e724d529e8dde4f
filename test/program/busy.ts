/** A model whose calls take long enough to be interrupted, and what it is asked to do. */

import type { Program } from '../../lib/models/compiled.ts';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { Model } from '../../lib/models/model.ts';
import type { BatchInput, OptimizerInput } from '../../lib/runtime/addon.ts';

export const document = gptNeo({
  vocab: 500,
  hidden: 64,
  layers: 8,
  heads: 4,
  maxPositions: 128,
  window: 32,
});
export const optimizer: OptimizerInput = {
  step: 1,
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clip: 1,
};

/** Some hundred steps of the plan, each of them a chance to stop. */
export const long: BatchInput = {
  tokens: Int32Array.from({ length: 2048 }, (_, i) => (i * i) % 500),
  targets: Int32Array.from({ length: 2048 }, (_, i) => (i * 7) % 500),
  lengths: new Int32Array(16).fill(128),
};
export const short: BatchInput = {
  tokens: Int32Array.of(1, 2),
  targets: Int32Array.of(2, 3),
  lengths: Int32Array.of(2),
};

export async function busyModel(): Promise<{ model: Model; program: Program }> {
  const model = await Model.create(document, { seed: 1 });
  return { model, program: model.compile({ mode: 'train', maxSequences: 16, maxLength: 128 }) };
}

/** Resolves after a turn of the event loop: long enough for a native thread to begin, not for a long call to end. */
export const begun = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
