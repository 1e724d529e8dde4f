// The machine's own limits, measured before all else: multiply-adds a second of every instruction-set level, and the
// bandwidth of each cache and of memory, for every number of threads.
import { freemem } from 'node:os';
import { row } from './rows.mjs';
import { summary } from './statistics.mjs';

const KINDS = ['read', 'copy', 'triad'];

/**
 * Working sets of one thread: in the middle of each cache, between caches, and well beyond the last one as far as
 * there is memory for it.
 * @param {{ L1: number, L2: number, L3: number }} caches
 * @param {number} most
 * @param {number[]} more besides
 * @returns {{ cache: string, bytes: number, named: boolean }[]} `named`: stands for the cache in the table
 */
export function workingSets({ L1, L2, L3 }, most, more = []) {
  const holding = (bytes) => (bytes <= L1 ? 'L1' : bytes <= L2 ? 'L2' : bytes <= L3 ? 'L3' : 'memory');
  const points = [
    { cache: 'L1', bytes: L1 / 2, named: true },
    { cache: 'L2', bytes: L1 * 2, named: false },
    { cache: 'L2', bytes: L2 / 2, named: true },
    { cache: 'L3', bytes: L2 * 2, named: false },
    { cache: 'L3', bytes: Math.max(L2 * 4, Math.min(L3 / 4, 32 << 20)), named: true },
    { cache: 'L3', bytes: L3 / 2, named: false },
    ...more.map((bytes) => ({ cache: holding(bytes), bytes, named: false })),
    { cache: 'memory', bytes: Math.max(4 * L3, 256 << 20, ...more), named: true },
  ].sort((a, b) => a.bytes - b.bytes);
  return points
    .map((point) => ({ ...point, bytes: Math.min(point.bytes, most) }))
    .filter(({ bytes }, i, all) => i === all.length - 1 || bytes < all[i + 1].bytes);
}

/** The same figure once more when all is done: it tells whether the machine was the same all the time. */
export function ceilingAgain({ addon, machine, threads, seconds }) {
  const count = Math.max(...threads);
  const rates = addon.multiplyAdds({ level: machine.level, threads: count, seconds: seconds / 10 });
  const best = Math.max(...rates);
  const id = `ceilings/fma-at-the-end/${machine.level}/t${count}`;
  return row(id, 'FLOP/s', summary(rates), { gflops: best / 1e9, more: { best } });
}

/**
 * The ceiling is the best of the trials: a trial that was disturbed says nothing about the machine.
 * @param {number[] | undefined} sizes working sets of all threads at which the bandwidth is wanted besides; undefined:
 * nothing is held against it (it takes most of the time)
 * @returns {{ limits: Record<number, import('./roofline.mjs').Limits>, rows: import('./rows.mjs').Row[] }}
 */
export function measureCeilings({ addon, machine, threads, seconds }, sizes) {
  /** @type {import('./rows.mjs').Row[]} */
  const rows = [];
  const limits = {};
  for (const count of threads) {
    limits[count] = { multiplyAdds: 0, bandwidth: [] };
    for (const level of machine.usableLevels) {
      const rates = addon.multiplyAdds({ level, threads: count, seconds: seconds / 10 });
      if (level === machine.level) limits[count].multiplyAdds = Math.max(...rates);
      const best = Math.max(...rates);
      rows.push(
        row(`ceilings/fma/${level}/t${count}`, 'FLOP/s', summary(rates), {
          gflops: best / 1e9,
          more: { best },
        }),
      );
    }
    const tiles = addon.multiplyAdds({
      level: machine.level,
      threads: count,
      seconds: seconds / 10,
      tiles: true,
    });
    if (tiles.length > 0) {
      const best = Math.max(...tiles);
      const id = `ceilings/amx/float32/t${count}`;
      rows.push(row(id, 'FLOP/s', summary(tiles), { gflops: best / 1e9, more: { best } }));
    }
    if (!sizes) continue;
    // A short measurement has no time to go through much memory.
    const most = Math.min(2 ** 31 * Math.min(1, seconds), freemem() / 4) / count;
    const more = sizes.map((bytes) => bytes / count);
    for (const { cache, bytes, named } of workingSets(machine.caches, most, more)) {
      const point = { bytes: bytes * count, cache };
      for (const kind of KINDS) {
        const total = Math.floor(bytes) * count;
        const rates = addon.bandwidth({ kind, bytes: total, threads: count, seconds: seconds / 25 });
        point[kind] = Math.max(...rates);
        if (!named) continue;
        rows.push(
          row(`ceilings/${cache}/${kind}/t${count}`, 'B/s', summary(rates), {
            gbps: point[kind] / 1e9,
            more: { best: point[kind], workingSet: total },
          }),
        );
      }
      limits[count].bandwidth.push(point);
    }
  }
  return { limits, rows };
}
