// Which PyTorch there is, and the settings it is tried with: eager and compiled, each allocator, each number of
// threads, one changed after another. The fastest stands for it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Contender } from '../contender.mjs';
import { CONTEXT, HEADS, VOCAB } from '../shapes.mjs';
import { quantile } from '../statistics.mjs';
import { sharedLibrary } from './shared-libraries.mjs';

const script = fileURLToPath(new URL('pytorch.py', import.meta.url));

/** What PyTorch's own guide to tuning recommends for jemalloc: never give memory back while it may be wanted again. */
const JEMALLOC =
  'oversize_threshold:1,background_thread:true,metadata_thp:auto,dirty_decay_ms:9000000000,muzzy_decay_ms:9000000000';

/**
 * @param {string | undefined} wanted the user's choice
 * @returns {{ python: string, about: any } | { reason: string }}
 */
export function findPyTorch(wanted) {
  const tried = wanted ? [wanted] : ['python3', '/usr/bin/python3'];
  for (const python of tried) {
    const { status, stdout } = spawnSync(python, [script, '--about'], { encoding: 'utf8' });
    if (status === 0) return { python, about: JSON.parse(stdout.trim().split('\n').at(-1)) };
  }
  return { reason: `no PyTorch: ${tried.join(' and ')} cannot import torch` };
}

function allocators() {
  const found = [{ name: 'malloc', env: {} }];
  const jemalloc = sharedLibrary('libjemalloc.so.2');
  if (jemalloc) found.push({ name: 'jemalloc', env: { LD_PRELOAD: jemalloc, MALLOC_CONF: JEMALLOC } });
  const tcmalloc = sharedLibrary('libtcmalloc.so.4') ?? sharedLibrary('libtcmalloc_minimal.so.4');
  if (tcmalloc) found.push({ name: 'tcmalloc', env: { LD_PRELOAD: tcmalloc } });
  return found;
}

/**
 * What can be chosen, each the likely best first.
 * @returns {{ mode: string[], allocator: any[], threads: number[] }}
 */
export function choices(about, threads, quick) {
  const known = allocators().reverse();
  const most = [...threads].sort((a, b) => b - a);
  if (quick) return { mode: ['eager'], allocator: known.slice(0, 1), threads: most.slice(0, 1) };
  return { mode: about.compile ? ['compiled', 'eager'] : ['eager'], allocator: known, threads: most };
}

/**
 * Changes one setting after another and keeps what is faster.
 * @template {Record<string, any>} T
 * @param {{ [K in keyof T]: T[K][] }} all what can be chosen, the likely best first
 * @param {(settings: T) => Promise<number>} seconds Infinity where it does not run
 */
export async function descend(all, seconds) {
  let best = Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values[0]]));
  let fastest = await seconds(best);
  for (const [name, values] of Object.entries(all)) {
    for (const value of values.slice(1)) {
      const settings = { ...best, [name]: value };
      const took = await seconds(settings);
      if (took < fastest) [best, fastest] = [settings, took];
    }
  }
}

export const settingsName = ({ mode, allocator, threads }) =>
  `${mode}, ${allocator.name}, ${threads} thread${threads > 1 ? 's' : ''}`;

/** PyTorch with a model opened for `role`, under these settings. */
export async function openPyTorch(python, settings, role, shape) {
  const count = String(settings.threads);
  const contender = new Contender(python, [script], {
    ...settings.allocator.env,
    OMP_NUM_THREADS: count,
    OPENBLAS_NUM_THREADS: count,
    MKL_NUM_THREADS: count,
  });
  try {
    const opened = await contender.ask({
      do: 'open',
      role,
      shape,
      threads: settings.threads,
      compiled: settings.mode === 'compiled',
      vocab: VOCAB,
      context: CONTEXT,
      heads: HEADS,
    });
    return { contender, parameters: opened.parameters, optimizer: opened.optimizer };
  } catch (error) {
    await contender.close();
    throw error;
  }
}

const explored = new Map();

/**
 * Tries settings, one after another; in the later ones of several runs what the first found is taken.
 * @param {string[]} ways what is asked of the opened model; the best is chosen for each
 * @returns {Promise<{ tried: any[], best: Record<string, any> }>} `tried`: seconds and peak memory of each
 */
export async function explore(peer, bench, role, shape, ways) {
  const key = `${role} ${shape.name}`;
  if (!explored.has(key)) explored.set(key, await tryAll(peer, bench, role, shape, ways));
  return explored.get(key);
}

async function tryAll({ python, about }, { threads, seconds, options }, role, shape, ways) {
  const tried = [];
  await descend(choices(about, threads, options.quick), async (settings) => {
    const name = settingsName(settings);
    let side;
    try {
      side = await openPyTorch(python, settings, role, shape);
      const medians = {};
      for (const way of ways) {
        medians[way] = quantile(await side.contender.times(seconds / 10, { logits: way }), 0.5);
      }
      const { bytes } = await side.contender.ask({ do: 'memory' });
      tried.push({
        name,
        settings,
        medians,
        memory: bytes,
        parameters: side.parameters,
        optimizer: side.optimizer,
      });
      return medians[ways[0]];
    } catch (error) {
      tried.push({ name, settings, failed: error.message });
      return Number.POSITIVE_INFINITY;
    } finally {
      await side?.contender.close();
    }
  });
  const worked = tried.filter(({ medians }) => medians);
  if (worked.length === 0) throw new Error(`PyTorch ran with no settings: ${tried[0].failed}`);
  const best = {};
  for (const way of ways) {
    best[way] = worked.reduce((a, b) => (b.medians[way] < a.medians[way] ? b : a));
  }
  return { tried, best };
}
