/** What cublaslt.test.ts hands to a process of cublaslt-child.ts, and what comes back. */

export interface Call {
  name: string;
  attributes: Record<string, number>;
  arrays: Record<string, string>;
}
export interface Outcome {
  arrays: Record<string, string>;
  /** Instructions of our own products. */
  mma: number;
  /** Another order of the threads gave the same bits. */
  same: boolean;
}

type Arrays = Record<string, Float32Array | Int32Array>;

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
