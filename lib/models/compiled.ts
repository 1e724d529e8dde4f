/**
 * A compiled program: a model's document planned for a largest batch, ready to run.
 *
 * Lifecycle. Calls on one program run one after another, in the order they were made; calls on different programs
 * run side by side. Arguments are read before a call returns. Each call takes an AbortSignal: an aborted call
 * rejects with AbortedError, at once while it waits for its turn, at the next operation once it runs; the weights
 * stay as the last whole step left them. `dispose()` aborts what runs or waits and frees the memory when that has
 * ended; calls made afterwards reject with DisposedError. Ending the process or the worker does the same by itself.
 */
import { onAbort, throwIfAborted } from '../runtime/abort.ts';
import type {
  BatchInput,
  ForwardOptions,
  ForwardResult,
  NativeProgram,
  OptimizerInput,
  TrainStepResult,
} from '../runtime/addon.ts';
import { AbortedError } from '../runtime/errors.ts';

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

/** A document planned for a largest batch. Calls run one after another, in the order they were made. */
export class Program {
  /** The native object, for the layers that build on it. */
  readonly native: NativeProgram;
  readonly #running = new Set<Promise<unknown>>();
  readonly #onDispose: (program: Program) => void;

  /** Made by `Model.compile`. */
  constructor(native: NativeProgram, onDispose: (program: Program) => void = () => {}) {
    this.native = native;
    this.#onDispose = onDispose;
  }

  /** Planned bytes by purpose. */
  memory(): ReturnType<NativeProgram['memory']> {
    return this.native.memory();
  }

  /**
   * Runs the batch without gradients and without dropout. The loss is there when the batch has targets.
   * `outputs` holds what the program was compiled to hand out, rows of all sequences one after another;
   * attention probabilities are [head, query, key] of each sequence in turn.
   * @throws InvalidArgumentError for a batch larger than planned or with ids outside of the vocabulary; AbortedError;
   * DisposedError. So do `gradients` and `trainStep`, which need a program of mode `train`.
   */
  forward(batch: BatchInput, options: ForwardOptions & CallOptions = {}): Promise<ForwardResult> {
    const { signal, ...rest } = options;
    return this.#call(() => this.native.forward(batch, rest), signal);
  }

  /**
   * Leaves the gradients of the weighted mean loss over all micro-batches in their arena. `seed` and `step` key
   * dropout.
   */
  gradients(
    batches: BatchInput[],
    seed: number,
    step: number,
    options: CallOptions = {},
  ): Promise<{ loss: number; weight: number }> {
    return this.#call(() => this.native.gradients(batches, seed, step), options.signal);
  }

  /**
   * `gradients`, then one AdamW update. Gradients that are not finite change nothing (`skipped`). On a GPU a step that
   * is asked for while another one is computed begins at once when that one has ended; a step that the GPU was asked
   * for is not aborted any more.
   */
  trainStep(
    batches: BatchInput[],
    seed: number,
    optimizer: OptimizerInput,
    options: CallOptions = {},
  ): Promise<TrainStepResult> {
    return this.#call(() => this.native.trainStep(batches, seed, optimizer), options.signal);
  }

  /** Aborts what runs or waits; may be called more than once. */
  dispose(): void {
    this.native.dispose();
    this.#onDispose(this);
  }

  /** As `dispose()`, and waits until nothing runs any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.dispose();
    await Promise.allSettled(this.#running);
  }

  async #call<T>(start: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    throwIfAborted(signal);
    const before = this.native.calls;
    const running = start();
    const number = this.native.calls;
    // A call refused for its arguments was never queued, and its abort must not hit another.
    const listening = signal && number > before;
    const unlisten = listening ? onAbort(signal, () => this.native.cancel(number)) : () => {};
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      if (error instanceof AbortedError && signal?.aborted) {
        throw new AbortedError(undefined, { cause: signal.reason });
      }
      throw error;
    } finally {
      this.#running.delete(running);
      unlisten();
    }
  }
}
