import { loadAddon } from '../runtime/native.ts';

/** A data set has at least this many validation stories, or a tenth of its stories where that is less. */
const WANTED = 20;

/**
 * Decides which stories are for validation: those whose text has a small hash. It depends on the bytes of the text
 * alone, so that equal texts are never on both sides; under the share a story stays on its side when data is added.
 */
export class SplitRule {
  readonly #limit: number;
  readonly #smallest: number[] = [];
  #stories = 0;
  #raised: number;

  /** `share` of the stories, in (0, 0.5]. */
  constructor(share: number) {
    this.#limit = Math.floor(share * 2 ** 32);
    this.#raised = this.#limit;
  }

  /** Looks at a story's hash while all of them are read for the first time. True: surely for validation. */
  count(hash: number): boolean {
    this.#stories++;
    const smallest = this.#smallest;
    if (!smallest.includes(hash) && (smallest.length < WANTED || hash < (smallest.at(-1) as number))) {
      smallest.push(hash);
      smallest.sort((a, b) => a - b);
      smallest.length = Math.min(smallest.length, WANTED);
    }
    return hash < this.#limit;
  }

  /** After all were counted: raises the limit where so few stories came that the share holds too few. */
  settle(): void {
    const least = Math.min(
      this.#smallest.length,
      Math.max(1, Math.min(WANTED, Math.floor(this.#stories / 10))),
    );
    const last = this.#smallest[least - 1];
    if (last !== undefined) this.#raised = Math.max(this.#limit, last + 1);
  }

  isValidation(hash: number): boolean {
    return hash < this.#raised;
  }
}

/** Hash of a story's UTF-8 text, in [0, 2^32). */
export function storyHash(bytes: Uint8Array): number {
  return loadAddon().crc32c(bytes);
}
