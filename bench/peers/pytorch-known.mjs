// What a current PyTorch is known to reach. A peer that stays far behind is not at its best, and to be faster than it
// would show little.

/** The ceiling of the machine on which these were reached, two cores with AVX-512, in GFLOP/s. */
const CEILING = 368;

/** PyTorch 2.13, the best of eager and compiled: GFLOP/s of training steps, tokens a second of prefill. */
export const KNOWN = {
  training: { '64x8': 60, '128x8': 100, '256x8': 150, '768x4': 219, '1024x1': 230 },
  prefill: { '64x8': 17_800, '128x8': 14_700, '256x8': 6700, '768x4': 2700 },
};

/**
 * Both sides against the known figure, made to this machine's measure by the ratio of the ceilings.
 * @param {number | undefined} known
 * @param {number} ours
 * @param {number} peer
 * @param {number} ceiling GFLOP/s
 * @returns {{ peerToKnown?: number, oursToKnown?: number }}
 */
export function against(known, ours, peer, ceiling) {
  if (known === undefined) return {};
  const here = (known * ceiling) / CEILING;
  return { peerToKnown: peer / here, oursToKnown: ours / here };
}
