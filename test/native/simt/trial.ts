/** Runs the trial kernels of native/simt, which prove what it computes and what it finds. */
import { addon as cpuAddon } from '../operations/harness.ts';

interface Addon {
  simulate(options?: { order?: string; threads?: number }): { launches: number; mma: number };
  simulatorTrial(
    name: string,
    numbers: Float32Array,
    count: number,
  ): { output: Float32Array; failure: string };
}

export const addon = cpuAddon as unknown as Addon;
export const orders = ['ascending', 'descending', '1', '2'];

/** The numbers that a right kernel writes; every order gives the same. */
export function outputOf(name: string, numbers: Float32Array, count: number): Float32Array {
  let first: Float32Array | undefined;
  for (const order of orders) {
    const output = inOrder(order, () => {
      const result = addon.simulatorTrial(name, numbers, count);
      if (result.failure) throw new Error(result.failure);
      return result.output;
    });
    first ??= output;
    if (Buffer.compare(Buffer.from(output.buffer), Buffer.from(first.buffer)) !== 0) {
      throw new Error(`${name}: order ${order} gives other numbers`);
    }
  }
  return first!;
}

export function inOrder<T>(order: string, run: () => T, threads?: number): T {
  addon.simulate(threads === undefined ? { order } : { order, threads });
  try {
    return run();
  } finally {
    addon.simulate({});
  }
}
