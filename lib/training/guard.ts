/**
 * Watches for steps whose gradients were not finite. The native step leaves weights and moments alone then;
 * here such steps are counted, and too many in a row end the run before it writes anything unhealthy.
 */
import type { TrainStepResult } from '../runtime/addon.ts';
import { NonFiniteError } from '../runtime/errors.ts';

export class NonFiniteGuard {
  readonly #limit: number;
  #inARow = 0;

  /** @param limit Skipped steps in a row that are still borne; one more ends the run. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** No checkpoint is written while steps are being skipped: the weights may be what makes them fail. */
  get healthy(): boolean {
    return this.#inARow === 0;
  }

  /**
   * Takes note of a step.
   * @throws NonFiniteError when more than `limit` steps in a row were skipped.
   */
  observe(step: number, result: TrainStepResult): void {
    if (!result.skipped) {
      this.#inARow = 0;
      return;
    }
    this.#inARow++;
    if (this.#inARow <= this.#limit) return;
    throw new NonFiniteError(
      `step ${step}: the gradients were not finite ${this.#inARow} times in a row (at most ${this.#limit} are ` +
        'skipped). The last healthy checkpoint was kept; start anew with a lower learning rate, a longer ' +
        'warm-up or a tighter clip',
    );
  }
}
