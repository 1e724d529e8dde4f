// What is known of the machine and the program: names, caches, versions, how busy it is, what memory a process took.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** Sizes in bytes, as the system tells them of its first CPU; a guess where it does not. */
export function cacheSizes(folder = '/sys/devices/system/cpu/cpu0/cache') {
  const sizes = { L1: 32 << 10, L2: 1 << 20, L3: 32 << 20, known: false };
  let indices = [];
  try {
    indices = readdirSync(folder).filter((name) => name.startsWith('index'));
  } catch {
    return sizes;
  }
  for (const index of indices) {
    const read = (name) => readFileSync(`${folder}/${index}/${name}`, 'utf8').trim();
    try {
      if (read('type') === 'Instruction') continue;
      const [, number, unit] = /^(\d+)([KMG]?)$/.exec(read('size')) ?? [];
      if (!number) continue;
      sizes[`L${read('level')}`] = Number(number) * { '': 1, K: 1 << 10, M: 1 << 20, G: 1 << 30 }[unit];
      sizes.known = true;
    } catch {
      // This level is not told; the guess stays.
    }
  }
  return sizes;
}

/** Threads to measure with: one, two where there are two, and all. */
export const threadCounts = (usable) => [...new Set([1, Math.min(2, usable)])];

/** A processor's name as part of a file's name. */
export const slug = (name) =>
  name
    .toLowerCase()
    .replace(/\((r|tm)\)/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

export function describeMachine(library) {
  const machine = library.machine();
  return {
    cpu: machine.cpu || cpus()[0]?.model || 'unknown',
    threads: machine.threads,
    processors: availableParallelism(),
    memory: totalmem(),
    caches: cacheSizes(),
    level: machine.level,
    usableLevels: machine.usableLevels,
    compiler: machine.compiler,
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
  };
}

/** Processes that wanted the machine over the last minute, on average. */
export const load = () => Math.round(loadavg()[0] * 100) / 100;

/** A machine with something else to do gives figures that mean little. */
export const isBusy = (average, processors) => average > 0.35 * processors;

export function commit(root) {
  const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const head = git('rev-parse', '--short', 'HEAD');
  if (head.status !== 0) return null;
  const changed = git('status', '--porcelain', '--untracked-files=no').stdout.trim() !== '';
  return head.stdout.trim() + (changed ? ' with changes' : '');
}

/**
 * Resident memory of this process now, and its peak since `resetPeak`, in bytes; null where the system does not
 * tell.
 */
export function residentMemory() {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    const bytes = (key) => 1024 * Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
    return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
  } catch {
    return null;
  }
}

/** Lets the peak begin anew from what is resident now. */
export function resetPeak() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Then the peak is that of the process's whole life, which is no lower.
  }
}
