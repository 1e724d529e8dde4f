/**
 * The stories of a corpus so far, in some 62 bytes each: finds one that a new story repeats or is much like. It grows
 * by segments, whose sizes depend on how many stories there are and nothing else, so what is found is a function of
 * the stories and their order.
 */
import { BANDS, BITS, SKETCH_WORDS, type Sketcher } from './sketch.ts';

/** Stories of the first segments; all further ones are as large as the last of these. */
const SIZES = [1 << 14, 1 << 16, 1 << 18, 1 << 20];
/** Stories under one key that a story is compared with, the latest: what bounds the work on templated text. */
const BUCKET = 16;
/** How full the tables of a full segment are. */
const LOAD = 0.75;
/** An entry is the story's place in its segment, and above it some bits of its key, which are never all zero. */
const PLACE_BITS = 20;
const PLACE_MASK = (1 << PLACE_BITS) - 1;

export interface Likeness {
  /** Place of the earlier story, from 0. */
  place: number;
  /** All words equal. */
  same: boolean;
}

export class NearIndex {
  readonly #least: number;
  readonly #segments: Segment[] = [];
  #size = 0;

  /** @param jaccard from which estimated index on two stories are near; above 0, and 1 for equal ones alone */
  constructor(jaccard: number) {
    // What a share of equal bits estimates; rounding must not make 0.8 more than it is.
    this.#least = jaccard >= 1 ? BITS + 1 : Math.ceil((BITS * (1 + jaccard)) / 2 - 1e-9);
  }

  get size(): number {
    return this.#size;
  }

  /** Memory of the tables, bytes. */
  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** An earlier story that the sketched one is like; null where none was found. */
  find(sketch: Sketcher): Likeness | null {
    const same = this.#first((segment) => segment.find(sketch, 0, BITS));
    if (same !== null) return { place: same, same: true };
    if (this.#least > BITS) return null;
    const near = this.#first((segment) => {
      for (let band = 1; band < BANDS; band++) {
        const found = segment.find(sketch, band, this.#least);
        if (found !== null) return found;
      }
      return null;
    });
    return near === null ? null : { place: near, same: false };
  }

  /** The sketched story is the next one. */
  add(sketch: Sketcher): void {
    let last = this.#segments.at(-1);
    if (last === undefined || last.full) {
      last = new Segment(SIZES[Math.min(this.#segments.length, SIZES.length - 1)] as number, this.#size);
      this.#segments.push(last);
    }
    last.add(sketch);
    this.#size++;
  }

  #first(look: (segment: Segment) => number | null): number | null {
    for (const segment of this.#segments) {
      const found = look(segment);
      if (found !== null) return found;
    }
    return null;
  }
}

class Segment {
  readonly #size: number;
  /** Place of its first story. */
  readonly #from: number;
  readonly #buckets: number;
  readonly #entries: Uint32Array;
  readonly #sketches: Uint32Array;
  #count = 0;

  constructor(size: number, from: number) {
    this.#size = size;
    this.#from = from;
    this.#buckets = Math.ceil(size / LOAD / BUCKET);
    this.#entries = new Uint32Array(BANDS * this.#buckets * BUCKET);
    this.#sketches = new Uint32Array(size * SKETCH_WORDS);
  }

  get full(): boolean {
    return this.#count === this.#size;
  }

  get bytes(): number {
    return this.#entries.byteLength + this.#sketches.byteLength;
  }

  /** The place of a story under the key of a band that agrees in so many bits; null where there is none. */
  find(sketch: Sketcher, band: number, least: number): number | null {
    const begin = this.#bucket(sketch, band);
    const print = fingerprint(sketch, band);
    for (let at = begin; at < begin + BUCKET; at++) {
      const entry = this.#entries[at] as number;
      if (entry === 0) return null;
      if (entry >>> PLACE_BITS !== print) continue;
      const place = entry & PLACE_MASK;
      if (this.#agreement(sketch.bits, place) >= least) return this.#from + place;
    }
    return null;
  }

  add(sketch: Sketcher): void {
    const place = this.#count++;
    this.#sketches.set(sketch.bits, place * SKETCH_WORDS);
    for (let band = 0; band < BANDS; band++) {
      const begin = this.#bucket(sketch, band);
      const end = begin + BUCKET;
      let at = begin;
      while (at < end && this.#entries[at] !== 0) at++;
      if (at === end) {
        // Full: the oldest gives way.
        this.#entries.copyWithin(begin, begin + 1, end);
        at--;
      }
      this.#entries[at] = ((fingerprint(sketch, band) << PLACE_BITS) | place) >>> 0;
    }
  }

  #bucket({ keys }: Sketcher, band: number): number {
    const share = (keys[2 * band] as number) / 0x1_0000_0000;
    return (band * this.#buckets + Math.floor(share * this.#buckets)) * BUCKET;
  }

  #agreement(bits: Uint32Array, place: number): number {
    let differing = 0;
    for (let i = 0; i < SKETCH_WORDS; i++)
      differing += ones((bits[i] as number) ^ (this.#sketches[place * SKETCH_WORDS + i] as number));
    return BITS - differing;
  }
}

function fingerprint({ keys }: Sketcher, band: number): number {
  return (keys[2 * band + 1] as number) >>> PLACE_BITS || 1;
}

/** How many bits of 32 are set. */
function ones(value: number): number {
  let pairs = value - ((value >>> 1) & 0x55555555);
  pairs = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((pairs + (pairs >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
