// Single operations of the CPU backend, run one by one through the addon's harness.
import { operationCases } from './operation-cases.mjs';
import { leastTime } from './roofline.mjs';
import { row } from './rows.mjs';
import { WIDTHS } from './shapes.mjs';
import { rate } from './statistics.mjs';

/** @returns {{ id: string, run: (bench: any) => Promise<import('./rows.mjs').Row[]> }[]} */
export function operationTasks({ threads }) {
  return WIDTHS.flatMap((hidden) =>
    operationCases(hidden).flatMap((one) =>
      threads.map((count) => ({
        id: `operations/${one.id}/t${count}`,
        run: async (bench) => [measure(bench, one, count, `operations/${one.id}/t${count}`)],
      })),
    ),
  );
}

function measure({ addon, machine, limits, seconds }, { operation, attributes, make, work }, threads, id) {
  const options = { level: machine.level, threads, wholeTexts: true, repeat: 5, seconds: seconds / 40 };
  const { times, workspaceBytes } = addon.runOperation(operation, attributes, make(), options);
  // The first two repetitions rearrange weights, for themselves and to stay, and touch memory for the first time.
  const warm = times.subarray(2);
  const { flops = 0, reads = 0, writes = 0 } = work;
  const bytes = reads + writes;
  const least = leastTime(work, limits[threads]);
  const matrix = flops > 0;
  const measured = rate(warm, matrix ? flops : bytes);
  const perSecond = measured.median / (matrix ? flops : bytes);
  return row(id, matrix ? 'FLOP/s' : 'B/s', measured, {
    ...(matrix ? { gflops: measured.median / 1e9 } : {}),
    gbps: (perSecond * bytes) / 1e9,
    share: perSecond * least.seconds,
    by: least.by,
    peakBytes: workspaceBytes,
  });
}
