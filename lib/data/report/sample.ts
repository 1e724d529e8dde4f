/**
 * A random sample of stories whose number is not known beforehand (reservoir sampling, algorithm R): a function of
 * the seed and of how many stories there were, the same on every machine.
 */
import { Random } from '../../runtime/random.ts';

/** Characters kept of a story: far more than a story has, and a bound for what is none. */
export const LONGEST_SAMPLED: number = 1 << 14;
const DRAW = 1;
const ORDER = 2;

export interface SampledStory {
  /** Place among all stories that are not empty, from 0. */
  index: number;
  /** UTF-8. Bytes of its own: a piece of a string would keep the part of the file that it was cut from. */
  bytes: Uint8Array;
  /** Longer than `LONGEST_SAMPLED`, and cut there. */
  cut: boolean;
}

export class Sampler {
  readonly #size: number;
  readonly #seed: number;
  readonly #random: Random;
  #seen = 0;
  readonly #kept: SampledStory[] = [];

  constructor(size: number, seed: number) {
    this.#size = size;
    this.#seed = seed;
    this.#random = new Random(seed, DRAW);
  }

  /** Looks at the next story. */
  see(text: string): void {
    const index = this.#seen++;
    const place = index < this.#size ? index : this.#draw(index);
    if (place >= this.#size) return;
    const cut = text.length > LONGEST_SAMPLED;
    this.#kept[place] = { index, bytes: new TextEncoder().encode(text.slice(0, LONGEST_SAMPLED)), cut };
  }

  get size(): number {
    return this.#kept.length;
  }

  /** `count` stories of the sample, in random order: fewer of them are a random sample as well. */
  take(count: number = this.#kept.length): SampledStory[] {
    return new Random(this.#seed, ORDER).shuffle([...this.#kept]).slice(0, count);
  }

  /** `Random.int` reaches to 2^32 stories, which is more than there will be. */
  #draw(index: number): number {
    return this.#random.int(index + 1);
  }
}

const decoder = new TextDecoder();

export function sampledText(story: SampledStory): string {
  return decoder.decode(story.bytes);
}
