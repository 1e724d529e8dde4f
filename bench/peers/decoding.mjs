// Decoding one sequence against programs given by the user, with weights of the same precision and each side at its
// best number of threads. The fastest of the programs stands for them.
import { openDecoder, PRECISIONS } from '../decoding.mjs';
import { figures } from '../format.mjs';
import { inTurns, repeat } from '../measure.mjs';
import { notShown, row } from '../rows.mjs';
import { SHAPES } from '../shapes.mjs';
import { pairedRatio, quantile } from '../statistics.mjs';
import { decodingPrograms } from './decoding-programs.mjs';

export function decodingPeerTasks() {
  return SHAPES.flatMap((shape) =>
    ['float32', 'bf16', 'int8'].map((precision) => ({
      id: `peers/decoding/${shape.name}/${precision}`,
      run: (bench) => measure(bench, shape, precision),
    })),
  );
}

async function measure(bench, shape, precision) {
  const id = `peers/decoding/${shape.name}/${precision}`;
  const kept = PRECISIONS.find(({ name }) => name === precision);
  if (!kept) return [notShown(id, `the package does not decode with weights in ${precision}`)];
  const given = decodingPrograms(bench.options);
  if (given.length === 0)
    return [notShown(id, 'no program was given: --llama2c, --llama-cpp or --node-llama-cpp')];
  const programs = given.filter(({ precisions }) => precisions.includes(precision));
  if (programs.length === 0) return [notShown(id, `no program that was given decodes in ${precision}`)];

  const peer = await bestProgram(bench, programs, shape, precision);
  const ours = await bestThreads(bench, shape, kept);
  const decoder = await openDecoder(bench, shape, kept, 1, ours.threads);
  try {
    const pairs = await inTurns(
      (seconds) => repeat(decoder.decode, seconds, 3),
      async () => [await peer.decode(peer.threads)],
      bench.seconds,
    );
    const speed = (seconds) => 255 / quantile(seconds, 0.5);
    const side = (threads) => `${threads} thread${threads > 1 ? 's' : ''}`;
    return [
      row(id, '×', pairedRatio(pairs.ours, pairs.theirs), {
        note: `${peer.name}, ${side(peer.threads)}: ${figures(speed(pairs.theirs))} tokens/s; ours, ${side(ours.threads)}: ${figures(speed(pairs.ours))}`,
        more: {
          ours: { threads: ours.threads, tokensPerSecond: speed(pairs.ours) },
          peer: { name: peer.name, threads: peer.threads, tokensPerSecond: speed(pairs.theirs) },
          tried: peer.tried,
        },
      }),
    ];
  } finally {
    decoder.dispose();
  }
}

async function bestProgram(bench, programs, shape, precision) {
  const tried = [];
  let best = null;
  for (const program of programs) {
    const decode = await program.prepare(bench, shape, precision);
    for (const threads of bench.threads) {
      const seconds = Math.min(await decode(threads), await decode(threads));
      tried.push({ name: program.name, threads, tokensPerSecond: 255 / seconds });
      if (!best || seconds < best.seconds) best = { name: program.name, threads, seconds, decode };
    }
  }
  return { ...best, tried };
}

async function bestThreads(bench, shape, precision) {
  let best = null;
  for (const threads of bench.threads) {
    const decoder = await openDecoder(bench, shape, precision, 1, threads);
    try {
      const seconds = quantile(await repeat(decoder.decode, bench.seconds / 20), 0.5);
      if (!best || seconds < best.seconds) best = { threads, seconds };
    } finally {
      decoder.dispose();
    }
  }
  return best;
}
