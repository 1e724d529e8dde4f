/**
 * How many batches may be submitted, and how large: an account's queue takes so many tokens at a time, says of none how
 * many, and refuses a batch that does not fit as a whole.
 */
export class BatchRoom {
  #size: number;
  /** Batches that may be submitted beside those under way. */
  #free = Infinity;
  /** The latest batch, where no other was under way when it was submitted. */
  #alone: number | null = null;

  constructor(size: number) {
    this.#size = size;
  }

  /** Most requests of a batch. */
  get size(): number {
    return this.#size;
  }

  /** Whether another batch may be submitted while so many are under way. Where none is, nothing can be waited for. */
  admits(underWay: number): boolean {
    return underWay === 0 || this.#free > 0;
  }

  /** @param others batches under way besides */
  submitted(batch: number, others: number): void {
    this.#free = Math.max(0, this.#free - 1);
    this.#alone = others === 0 ? batch : null;
  }

  /** What a batch took of the queue is free again. */
  ended(): void {
    this.#free++;
  }

  /**
   * The queue did not take a batch: nothing more is submitted until one under way has ended, and only one that was alone
   * is too large. False where it cannot be made smaller.
   */
  refused(batch: number, requests: number): boolean {
    this.#free = 0;
    if (batch !== this.#alone) return true;
    if (requests === 1) return false;
    this.#size = Math.min(this.#size, requests) >> 1;
    return true;
  }
}
