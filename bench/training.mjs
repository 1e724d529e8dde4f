// Whole training steps of the paper's models, each in a process of its own: tokens a second, matrix FLOPs as a share
// of the ceiling, the memory of a step, and the event loop meanwhile.
import { fileURLToPath } from 'node:url';
import { Contender } from './contender.mjs';
import { row } from './rows.mjs';
import { CONTEXT, SHAPES, trainingFlops } from './shapes.mjs';
import { rate } from './statistics.mjs';

const worker = fileURLToPath(new URL('worker.mjs', import.meta.url));

/** Weights, gradients and both moments, in float32. */
export const BYTES_PER_PARAMETER = 16;

/** Our process with a model opened for `role`. */
export async function ourWorker(role, shape, threads) {
  const contender = new Contender(process.execPath, [worker]);
  try {
    const opened = await contender.ask({ do: 'open', role, shape, threads });
    return { contender, parameters: opened.parameters };
  } catch (error) {
    await contender.close();
    throw error;
  }
}

/** Bytes of a step beyond parameters, gradients and moments; null where the system does not tell. */
export async function stepMemory({ contender, parameters }) {
  const { bytes } = await contender.ask({ do: 'memory' });
  return bytes === null ? null : bytes - BYTES_PER_PARAMETER * parameters;
}

export function trainingTasks({ threads }) {
  return SHAPES.flatMap((shape) =>
    threads.map((count) => ({
      id: `training/${shape.name}/t${count}`,
      bandwidth: false,
      run: (bench) => measure(bench, shape, count),
    })),
  );
}

async function measure({ library, addon, machine, seconds }, shape, threads) {
  // Shared machines change from minute to minute: the ceiling is measured around what is held against it.
  const limit = (tiles) =>
    addon.multiplyAdds({ level: machine.level, threads, seconds: seconds / 20, tiles });
  const ours = await ourWorker('training', shape, threads);
  try {
    const before = limit(false);
    const tilesBefore = limit(true);
    const measured = rate(await ours.contender.times(seconds), shape.batch * CONTEXT);
    const ceiling = Math.max(...before, ...limit(false));
    const tiles = Math.max(0, ...tilesBefore, ...limit(true));
    const peakBytes = await stepMemory(ours);
    const delay = await ours.contender.ask({ do: 'delay', seconds: seconds / 8 });
    const flops = measured.median * trainingFlops(library, shape);
    const ofTiles = tiles > 0 ? `${Math.round((100 * flops) / tiles)} % of AMX; ` : '';
    return [
      row(`training/${shape.name}/t${threads}`, 'tokens/s', measured, {
        gflops: flops / 1e9,
        share: flops / ceiling,
        by: 'FMA',
        note: `${ofTiles}event loop ${delay.busy.p99} ms at most in 99 of 100 turns, ${delay.idle.p99} when idle`,
        ...(peakBytes === null ? {} : { peakBytes }),
        more: {
          parameters: ours.parameters,
          ceiling,
          ...(tiles > 0 ? { tiles } : {}),
          eventLoopDelayMs: delay,
        },
      }),
    ];
  } finally {
    await ours.contender.close();
  }
}
