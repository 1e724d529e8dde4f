/** Counts whole numbers one by one, and says how they are spread. */
import { grown } from './pair-table.ts';

/** Larger values are counted as this one; mean and maximum still know them. */
const LARGEST = 1 << 17;
const BINS = 64;

export interface Spread {
  mean: number;
  /** Percentiles by nearest rank: the smallest value that so many per cent of all do not exceed. */
  p5: number;
  median: number;
  p95: number;
  max: number;
}

export interface Histogram {
  /** Width of each bin; the first begins at 0. */
  width: number;
  counts: number[];
  /** How many lie above the last bin. */
  beyond: number;
}

export class Tally {
  #counts: Uint32Array = new Uint32Array(256);
  #n = 0;
  #sum = 0;
  #max = 0;

  add(value: number): void {
    const place = Math.min(value, LARGEST);
    while (place >= this.#counts.length) this.#counts = grown(this.#counts);
    this.#counts[place] = (this.#counts[place] as number) + 1;
    this.#n++;
    this.#sum += value;
    this.#max = Math.max(this.#max, value);
  }

  spread(): Spread {
    return {
      mean: this.#n === 0 ? 0 : this.#sum / this.#n,
      p5: this.#percentile(0.05),
      median: this.#percentile(0.5),
      p95: this.#percentile(0.95),
      max: this.#max,
    };
  }

  /** Up to 64 bins whose width is a power of two, so that those of two corpora can be made equal. */
  histogram(): Histogram {
    const most = this.#percentile(0.995);
    let width = 1;
    while (Math.floor(most / width) >= BINS) width *= 2;
    const counts = new Array<number>(Math.floor(most / width) + 1).fill(0);
    let beyond = 0;
    this.#counts.forEach((count, value) => {
      const bin = Math.floor(value / width);
      if (bin < counts.length) counts[bin] = (counts[bin] as number) + count;
      else beyond += count;
    });
    return { width, counts, beyond };
  }

  #percentile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#n));
    let below = 0;
    const found = this.#counts.findIndex((count) => {
      below += count;
      return below >= rank;
    });
    return Math.max(0, found);
  }
}
