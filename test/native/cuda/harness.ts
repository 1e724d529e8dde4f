/**
 * Runs single operations of the CUDA backend: its kernels as fibers on the CPU (`simt`), and on a GPU where the
 * process sees one (`cuda`), or on what TINYSTORIES_TEST_BACKENDS lists; in float32 and in bfloat16.
 */
import { type Arrays, addon as cpuAddon, expectSameBits, type Floats } from '../operations/harness.ts';

export type Backend = 'simt' | 'cuda';
export type Compute = 'float32' | 'bf16';

interface Addon {
  backends(): { backend: string; devices: unknown[]; reason: string }[];
  runOperation(
    name: string,
    attributes: Record<string, number>,
    arrays: Arrays,
    options: { backend: Backend; compute: Compute; repeat?: number; seconds?: number },
  ): Arrays;
  simulate(options?: { order?: string; threads?: number }): { launches: number; mma: number };
}

const addon = cpuAddon as unknown as Addon;

const gpu = addon.backends().some((one) => one.backend === 'cuda' && one.devices.length > 0);
const listed = process.env.TINYSTORIES_TEST_BACKENDS?.split(',') as Backend[] | undefined;
export const backends: Backend[] = listed ?? (gpu ? ['simt', 'cuda'] : ['simt']);
export const computes: Compute[] = ['float32', 'bf16'];
/** For `describe.each`. */
export const places: [Backend, Compute][] = backends.flatMap((backend) =>
  computes.map((compute): [Backend, Compute] => [backend, compute]),
);

/**
 * Runs more than once, expects the same bits, and returns them. On the CPU the threads of a block, its warps and the
 * blocks run in another order each time.
 */
export function runOn(
  backend: Backend,
  compute: Compute,
  name: string,
  attributes: Record<string, number>,
  arrays: Arrays,
): Floats {
  const once = addon.runOperation(name, attributes, arrays, { backend, compute });
  if (backend === 'cuda') {
    expectSameBits(addon.runOperation(name, attributes, arrays, { backend, compute }), once);
    return once as Floats;
  }
  for (const order of ['descending', '1']) {
    addon.simulate({ order });
    try {
      expectSameBits(addon.runOperation(name, attributes, arrays, { backend, compute }), once);
    } catch (error) {
      throw new Error(`order ${order}: ${(error as Error).message}`);
    } finally {
      addon.simulate({});
    }
  }
  return once as Floats;
}

/** What `run` takes of the matrix units, in fused multiply-adds: mma instructions of warps times 16 x 8 x 16. */
export function multiplyAdds(run: () => void): number {
  const before = addon.simulate().mma;
  run();
  return (addon.simulate().mma - before) * 16 * 8 * 16;
}

const word = new Float32Array(1);
const bits = new Uint32Array(word.buffer);

/** Rounded to bfloat16: to nearest, ties to even. */
export function bf16(value: number): number {
  word[0] = value;
  const before = bits[0]!;
  bits[0] = ((before + 0x7fff + ((before >>> 16) & 1)) >>> 16) << 16;
  return word[0];
}

/** What an operation of this kind can be handed: references have to be computed from these. */
export function given(compute: Compute, values: Float32Array): Float32Array {
  return compute === 'bf16' ? values.map(bf16) : values;
}

/** A rounding of the kind, relative to the number. */
export function unit(compute: Compute): number {
  return compute === 'bf16' ? 2 ** -8 : 2 ** -24;
}

/**
 * The largest error of ours may be twice that of a naive version of the same precision (which rounds what it stores),
 * plus `roundings` roundings of the largest value.
 */
export function expectNear(
  what: string,
  compute: Compute,
  ours: Float32Array,
  reference: ArrayLike<number>,
  naive: ArrayLike<number>,
  roundings = 1,
): void {
  if (ours.length !== reference.length)
    throw new Error(`${what}: ${ours.length} numbers, expected ${reference.length}`);
  let largest = 0;
  let naiveError = 0;
  let error = 0;
  let at = 0;
  for (let i = 0; i < ours.length; i++) {
    largest = Math.max(largest, Math.abs(reference[i]!));
    naiveError = Math.max(naiveError, Math.abs(naive[i]! - reference[i]!));
    const e = Math.abs(ours[i]! - reference[i]!);
    // Once it is no number it stays so: nothing compares with that.
    if (!(e <= error) && !Number.isNaN(error)) {
      error = e;
      at = i;
    }
  }
  const allowed = 2 * naiveError + roundings * unit(compute) * largest + 1e-30;
  if (!(error <= allowed)) {
    throw new Error(
      `${what}[${at}]: ${ours[at]} instead of ${reference[at]}; error ${error}, allowed ${allowed} (naive ${naiveError})`,
    );
  }
}
