/**
 * Operations on simt in a process of its own, calls-child.ts, whose environment says which of several ways they go: what is
 * handed to it, and what comes back.
 */
import { runScript } from './child.ts';

export interface Call {
  name: string;
  attributes: Record<string, number>;
  arrays: Record<string, string>;
}
export interface Outcome {
  arrays: Record<string, string>;
  /** Instructions of our own products. */
  mma: number;
  /** That bulk copies brought. */
  boxes: number;
  /** Another order of the threads gave the same bits. */
  same: boolean;
}

type Arrays = Record<string, Float32Array | Int32Array>;
type Floats = Record<string, Float32Array>;

/** The kind's letter, then base64. */
export const encode = (arrays: Arrays): Record<string, string> =>
  Object.fromEntries(
    Object.entries(arrays).map(([name, array]) => [
      name,
      (array instanceof Int32Array ? 'i' : 'f') +
        Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64'),
    ]),
  );
export const decode = (arrays: Record<string, string>): Arrays =>
  Object.fromEntries(
    Object.entries(arrays).map(([name, text]) => {
      const { buffer } = new Uint8Array(Buffer.from(text.slice(1), 'base64'));
      return [name, text[0] === 'i' ? new Int32Array(buffer) : new Float32Array(buffer)];
    }),
  );

/** All calls in one process, in bfloat16; `environment`: what is set in it besides. */
export function runCalls(
  calls: Call[],
  environment: Record<string, string>,
): { arrays: Floats; mma: number; boxes: number }[] {
  return runScript<Outcome[]>('calls-child.ts', calls, environment).map(({ arrays, mma, boxes, same }) => {
    if (!same) throw new Error('another order of the threads gave other bits');
    return { arrays: decode(arrays) as Floats, mma, boxes };
  });
}
