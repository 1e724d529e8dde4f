/** Validation loss while training: the same stretch of the validation stream every time. */
import type { BatchInput, ForwardOptions, ForwardResult } from '../runtime/addon.ts';

interface Forward {
  forward(batch: BatchInput, options: ForwardOptions): Promise<ForwardResult>;
}

export class ValidationLoss {
  readonly #program: Forward;
  readonly #batches: readonly BatchInput[];

  /** @param batches Sequences with their targets, as `TrainingData.validation` cuts them. */
  constructor(program: Forward, batches: readonly BatchInput[]) {
    this.#program = program;
    this.#batches = batches;
  }

  /** Mean over all tokens, nats. */
  async measure(): Promise<number> {
    let nats = 0;
    let tokens = 0;
    for (const batch of this.#batches) {
      const { loss, weight } = await this.#program.forward(batch, {});
      nats += loss * weight;
      tokens += weight;
    }
    return nats / tokens;
  }
}
