/**
 * Whether two models differ, by the prompts that both continued: a sign-flip test of the mean of the differences. If the
 * models were alike, each prompt's difference could as well have had the other sign; the share of all signs that give a
 * mean at least as far from 0 is the p-value. Exact for few prompts, by random signs else.
 */
import type { Pace } from '../../runtime/pace.ts';
import type { Random } from '../../runtime/random.ts';

/** Up to so many differences all signs are tried. */
const EXACT = 13;
const FLIPS = 10_000;
/** Flips between two looks at the clock. */
const REST = 256;

export interface SignFlipOptions {
  random: Random;
  pace: Pace;
  flips?: number;
}

/** @returns the two-sided p-value; 1 of no differences. */
export async function signFlipTest(
  differences: readonly number[],
  { random, pace, flips = FLIPS }: SignFlipOptions,
): Promise<number> {
  const n = differences.length;
  const total = Math.abs(differences.reduce((sum, value) => sum + value, 0));
  if (n === 0) return 1;
  // Sums in another order differ in their last bits.
  const least = total - 1e-9 * differences.reduce((sum, value) => sum + Math.abs(value), 0);
  const exact = n <= EXACT;
  const tries = exact ? 2 ** n : flips;
  const tables = signedSums(differences);
  let far = 0;
  for (let i = 0; i < tries; i++) {
    let sum = 0;
    let signs = i;
    for (let at = 0; at < tables.length; at++) {
      if (!exact && at % 4 === 0) signs = random.uint32();
      sum += tables[at]![signs & 255]!;
      signs >>>= 8;
    }
    if (sum >= least || sum <= -least) far++;
    if (i % REST === 0 && pace.due) await pace.rest();
  }
  // The signs that there are count as one of the random ones, so that p is never 0.
  return exact ? far / tries : (far + 1) / (tries + 1);
}

/** For each eight of the differences, their sum under each of the 256 choices of signs. */
function signedSums(differences: readonly number[]): Float64Array[] {
  return Array.from({ length: Math.ceil(differences.length / 8) }, (_, group) => {
    const eight = differences.slice(group * 8, group * 8 + 8);
    return Float64Array.from({ length: 256 }, (_, signs) =>
      eight.reduce((sum, value, bit) => sum + ((signs >> bit) & 1 ? value : -value), 0),
    );
  });
}

/** p-values of several tests at once (Holm 1979), in the same order. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[a]! - ps[b]!);
  const adjusted = new Array<number>(ps.length).fill(1);
  let most = 0;
  order.forEach((at, rank) => {
    most = Math.max(most, Math.min(1, ps[at]! * (ps.length - rank)));
    adjusted[at] = most;
  });
  return adjusted;
}
