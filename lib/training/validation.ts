/** Validation loss while training: the same windows of the validation stream every time. */
import type { BatchInput, ForwardOptions, ForwardResult } from '../runtime/addon.ts';

interface Forward {
  forward(batch: BatchInput, options: ForwardOptions): Promise<ForwardResult>;
}

export class ValidationLoss {
  readonly #program: Forward;
  readonly #batches: readonly BatchInput[];

  /** @param batches Windows with their targets, as `TrainingData.validation` cuts them. */
  constructor(program: Forward, batches: readonly BatchInput[]) {
    this.#program = program;
    this.#batches = batches;
  }

  /** Mean over all tokens of the windows, nats. */
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

/** Cuts a stream of tokens into windows, several to a batch; the last one may be shorter. */
export function windowBatches(stream: Int32Array, context: number, sequences: number): BatchInput[] {
  const scored = stream.length - 1;
  const batches: BatchInput[] = [];
  for (let at = 0; at < scored; at += context * sequences) {
    const end = Math.min(scored, at + context * sequences);
    const lengths: number[] = [];
    for (let begin = at; begin < end; begin += context) lengths.push(Math.min(context, end - begin));
    batches.push({
      tokens: stream.subarray(at, end),
      targets: stream.subarray(at + 1, end + 1),
      lengths: Int32Array.from(lengths),
    });
  }
  return batches;
}
