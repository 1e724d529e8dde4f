// The least time that a piece of work can take on a machine of known ceilings: its multiply-adds at the pace of
// the arithmetic units, or its traffic at the pace of whatever holds its working set, whichever is longer.

/**
 * @typedef {{ bytes: number, cache: string, read: number, copy: number, triad: number }} BandwidthPoint
 * Bytes a second that a working set of `bytes` (all threads together) allows.
 * @typedef {{ multiplyAdds: number, bandwidth: BandwidthPoint[] }} Limits of one number of threads
 * @typedef {{ flops?: number, reads?: number, writes?: number, workingSet?: number }} Work
 * `reads` and `writes`: bytes that must at least be moved; `workingSet`: their union, the sum of the two if absent.
 */

/**
 * Bandwidth of one kind at a working set, between the points measured around it (on a logarithmic scale).
 * @param {BandwidthPoint[]} points ascending
 * @param {number} bytes
 * @param {'read' | 'copy' | 'triad'} kind
 * @returns {{ perSecond: number, cache: string }}
 */
export function bandwidthAt(points, bytes, kind) {
  const above = points.findIndex((point) => point.bytes >= bytes);
  const nearest = points[above < 0 ? points.length - 1 : above];
  if (above <= 0) return { perSecond: nearest[kind], cache: nearest.cache };
  const below = points[above - 1];
  const share = Math.log(bytes / below.bytes) / Math.log(nearest.bytes / below.bytes);
  const perSecond = below[kind] ** (1 - share) * nearest[kind] ** share;
  return { perSecond, cache: (share < 0.5 ? below : nearest).cache };
}

/**
 * The least seconds, and what sets them. What is both read and written goes at the pace of a copy, the rest at
 * that of reading; what is only written counts as copied, for a line is fetched before it is written.
 * @param {Work} work
 * @param {Limits} limits
 * @returns {{ seconds: number, by: string }}
 */
export function leastTime(work, limits) {
  const { flops = 0, reads = 0, writes = 0, workingSet = reads + writes } = work;
  const arithmetic = flops / limits.multiplyAdds;
  let traffic = 0;
  let by = '';
  if (reads + writes > 0) {
    const read = bandwidthAt(limits.bandwidth, workingSet, 'read');
    const copy = bandwidthAt(limits.bandwidth, workingSet, 'copy');
    const copied = writes + Math.min(reads, writes);
    traffic = copied / copy.perSecond + (reads + writes - copied) / read.perSecond;
    by = read.cache;
  }
  return arithmetic >= traffic ? { seconds: arithmetic, by: 'FMA' } : { seconds: traffic, by };
}
