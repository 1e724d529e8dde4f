/** Runs single operations of the CPU backend through the addon's test harness, and compares what they give. */
import { expect } from '@jest/globals';
import { packageRoot } from '../../../lib/runtime/here.ts';
import { exact, type Round, single } from '../../reference/operations.ts';

// Names of this module: found at once, whatever the global object is.
const { abs, floor, imul, max } = Math;

export type Arrays = Record<string, Float32Array | Int32Array>;
export type Floats = Record<string, Float32Array>;

interface Addon {
  failAllocation(nth: number): number;
  machine(): { level: string; usableLevels: string[]; compiledLevels: string[]; threads: number };
  runOperation(
    name: string,
    attributes: Record<string, number>,
    arrays: Arrays,
    options: { level: string; threads: number; wholeTexts?: boolean; precision?: number; repeat?: number },
  ): Arrays;
}

export const addon = require('node-gyp-build')(packageRoot) as Addon;
export const levels: string[] = addon.machine().usableLevels;

const plain = new Map<string, [unknown, unknown]>();

/**
 * What a plain implementation makes of a case in float64 and in float32. It is slow and the same at every level, so it is
 * worked out once.
 * @param name tells it from others of a test file that have equal cases; the same data has to stand behind it
 */
export function plainly<T>(name: string, ofCase: object, compute: (round: Round) => T): [T, T] {
  const key = `${name} ${JSON.stringify(ofCase)}`;
  const known = plain.get(key) ?? [compute(exact), compute(single)];
  plain.set(key, known);
  return known as [T, T];
}

/** Runs with 1, 2 and 3 threads, expects the same bits each time, and returns them. */
export function run(
  level: string,
  name: string,
  attributes: Record<string, number>,
  arrays: Arrays,
  { wholeTexts = false } = {},
): Floats {
  const results = [1, 2, 3].map((threads) =>
    addon.runOperation(name, attributes, arrays, { level, threads, wholeTexts }),
  );
  expectSameBits(results[1], results[0]);
  expectSameBits(results[2], results[0]);
  return results[0] as Floats;
}

export function expectSameBits(actual: Arrays, expected: Arrays): void {
  for (const name of Object.keys(expected)) {
    const a = bits(actual[name]);
    const b = bits(expected[name]);
    if (Buffer.compare(a, b) !== 0) {
      const at = actual[name].findIndex(
        (_, i) => !a.subarray(4 * i, 4 * i + 4).equals(b.subarray(4 * i, 4 * i + 4)),
      );
      throw new Error(`${name}[${at}]: ${actual[name][at]} is not bit for bit ${expected[name][at]}`);
    }
  }
}

function bits(array: Float32Array | Int32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

/** A small deterministic generator of test data (mulberry32); values in [-1, 1) times `scale`. */
export class Numbers {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  floats(count: number, scale = 1): Float32Array {
    return Float32Array.from({ length: count }, () => (2 * this.next() - 1) * scale);
  }

  integers(count: number, below: number): Int32Array {
    return Int32Array.from({ length: count }, () => floor(this.next() * below));
  }
}

/** An output that was never written is not a number. */
export function poison(count: number): Float32Array {
  return new Float32Array(count).fill(Number.NaN);
}

/**
 * The largest error of ours may be twice that of a naive float32 version, plus a few roundings of the largest
 * value: where few terms are summed the naive version may be exact by luck. `amplification`: how many roundings
 * of its inputs a value suffers anyway (an exponential e^x: |x| of them).
 */
export function expectClose(
  what: string,
  ours: Float32Array,
  reference: ArrayLike<number>,
  naive: ArrayLike<number>,
  amplification = 1,
): void {
  expect(`${what}: ${ours.length}`).toBe(`${what}: ${reference.length}`);
  let largest = 0;
  let naiveError = 0;
  let error = 0;
  let at = 0;
  for (let i = 0; i < ours.length; i++) {
    largest = max(largest, abs(reference[i]));
    naiveError = max(naiveError, abs(naive[i] - reference[i]));
    const e = abs(ours[i] - reference[i]);
    // Once it is no number it stays so: nothing compares with that.
    if (!(e <= error) && !Number.isNaN(error)) {
      error = e;
      at = i;
    }
  }
  const allowed = 2 * naiveError + 4 * 2 ** -24 * largest * amplification;
  if (!(error <= allowed)) {
    throw new Error(
      `${what}[${at}]: ${ours[at]} instead of ${reference[at]}; error ${error}, allowed ${allowed} (naive ${naiveError})`,
    );
  }
}

/** Rows of a batch, one sequence after another. */
export function sequencesOf(
  lengths: number[],
  position = 0,
): { row: number; length: number; position: number }[] {
  let row = 0;
  return lengths.map((length) => {
    const sequence = { row, length, position };
    row += length;
    return sequence;
  });
}

export function batchArrays(sequences: { row: number; length: number; position: number; slot?: number }[]): {
  sequences: Int32Array;
  positions: Int32Array;
} {
  return {
    sequences: Int32Array.from(sequences.flatMap((s, i) => [s.row, s.length, s.position, s.slot ?? i])),
    positions: Int32Array.from(
      sequences.flatMap((s) => Array.from({ length: s.length }, (_, i) => s.position + i)),
    ),
  };
}
