// Training steps and prefill against PyTorch at its best settings, in turns with ours.
import { figures } from '../format.mjs';
import { inTurns } from '../measure.mjs';
import { notShown, row } from '../rows.mjs';
import { CONTEXT, SHAPES, trainingFlops } from '../shapes.mjs';
import { pairedRatio, quantile, summary } from '../statistics.mjs';
import { BYTES_PER_PARAMETER, ourWorker, stepMemory } from '../training.mjs';
import { against, KNOWN } from './pytorch-known.mjs';
import { explore, findPyTorch, openPyTorch } from './pytorch-settings.mjs';

let found;
const pytorch = (bench) => {
  found ??= findPyTorch(bench.options.python);
  return found;
};

export function pytorchTasks() {
  return [
    ...SHAPES.map((shape) => ({
      id: `peers/pytorch/training/${shape.name}`,
      bandwidth: false,
      run: (bench) => measureTraining(bench, shape),
    })),
    ...SHAPES.map((shape) => ({
      id: `peers/pytorch/prefill/${shape.name}`,
      bandwidth: false,
      run: (bench) => measurePrefill(bench, shape),
    })),
  ];
}

async function measureTraining(bench, shape) {
  const id = `peers/pytorch/training/${shape.name}`;
  const peer = pytorch(bench);
  if (peer.reason) return [notShown(id, peer.reason)];
  const { tried, best } = await explore(peer, bench, 'training', shape, ['last']);
  const chosen = best.last;
  const ours = await ourWorker('training', shape, Math.max(...bench.threads));
  const theirs = await openPyTorch(peer.python, chosen.settings, 'training', shape);
  try {
    if (theirs.parameters !== ours.parameters) {
      throw new Error(`PyTorch's model has ${theirs.parameters} parameters, ours ${ours.parameters}`);
    }
    const pairs = await inTurns(
      (seconds) => ours.contender.times(seconds),
      (seconds) => theirs.contender.times(seconds),
      bench.seconds,
    );
    const tokens = shape.batch * CONTEXT;
    const flops = trainingFlops(bench.library, shape) * tokens;
    const oursGflops = flops / quantile(pairs.ours, 0.5) / 1e9;
    const peerGflops = flops / quantile(pairs.theirs, 0.5) / 1e9;
    const memory = { ours: await stepMemory(ours), peer: leastMemory(tried) };
    const known = memory.ours !== null && memory.peer !== null;
    return [
      row(id, '×', pairedRatio(pairs.ours, pairs.theirs), {
        gflops: oursGflops,
        ...(known ? { peakBytes: memory.ours } : {}),
        note: `PyTorch ${peer.about.version}, ${chosen.name}: ${figures(peerGflops)} GFLOP/s`,
        more: {
          ours: rateOf(pairs.ours, tokens),
          peer: rateOf(pairs.theirs, tokens),
          peerGflops,
          ...against(KNOWN.training[shape.name], oursGflops, peerGflops, ceilingOf(bench)),
          memory,
          ...(known ? { memoryRatio: memory.ours / memory.peer } : {}),
          settings: chosen.name,
          optimizer: chosen.optimizer,
          tried: tried.map(({ name, medians, failed }) => ({
            name,
            ...(medians ? { tokensPerSecond: tokens / medians.last } : { failed }),
          })),
          about: peer.about,
        },
      }),
    ];
  } finally {
    await ours.contender.close();
    await theirs.contender.close();
  }
}

/** The most sparing of its settings, which need not be the fastest. */
function leastMemory(tried) {
  const known = tried.filter(({ memory }) => typeof memory === 'number');
  if (known.length === 0) return null;
  return Math.min(...known.map(({ memory, parameters }) => memory - BYTES_PER_PARAMETER * parameters));
}

async function measurePrefill(bench, shape) {
  const ways = ['last', 'all'];
  const id = (way) => `peers/pytorch/prefill/${shape.name}/${way}`;
  const peer = pytorch(bench);
  if (peer.reason) return ways.map((way) => notShown(id(way), peer.reason));
  const { best } = await explore(peer, bench, 'prefill', shape, ways);
  const rows = [];
  for (const way of ways) {
    const chosen = best[way];
    const ours = await ourWorker('prefill', shape, Math.max(...bench.threads));
    const theirs = await openPyTorch(peer.python, chosen.settings, 'prefill', shape);
    try {
      const pairs = await inTurns(
        (seconds) => ours.contender.times(seconds, { logits: way }),
        (seconds) => theirs.contender.times(seconds, { logits: way }),
        bench.seconds / 3,
      );
      const peerRate = rateOf(pairs.theirs, CONTEXT);
      const ourRate = rateOf(pairs.ours, CONTEXT);
      rows.push(
        row(id(way), '×', pairedRatio(pairs.ours, pairs.theirs), {
          note: `PyTorch ${peer.about.version}, ${chosen.name}: ${figures(peerRate.median)} tokens/s`,
          more: {
            ours: ourRate,
            peer: peerRate,
            ...against(KNOWN.prefill[shape.name], ourRate.median, peerRate.median, ceilingOf(bench)),
            settings: chosen.name,
            about: peer.about,
          },
        }),
      );
    } finally {
      await ours.contender.close();
      await theirs.contender.close();
    }
  }
  return rows;
}

/** Of as many threads as the pair uses, in GFLOP/s. */
const ceilingOf = ({ limits, threads }) => limits[Math.max(...threads)].multiplyAdds / 1e9;

/** Tokens a second. */
const rateOf = (seconds, tokens) => summary(seconds.map((one) => tokens / one));
