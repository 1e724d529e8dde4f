// Decoding: 255 tokens after a first one, of one sequence and of batches, as speed and as a share of the time in which
// the weights could be read or multiplied.
import { repeat } from './measure.mjs';
import { greedy, workingMemory } from './prefill.mjs';
import { leastTime } from './roofline.mjs';
import { row } from './rows.mjs';
import { CONTEXT, documentOf, SHAPES } from './shapes.mjs';
import { rate } from './statistics.mjs';

const BATCHES = [1, 2, 4, 8, 16, 32, 64];
export const NEW_TOKENS = CONTEXT - 1;

/** How the weights are kept while decoding, and what that asks of a session. */
export const PRECISIONS = [
  { name: 'float32', bytes: 4, session: {} },
  { name: 'bf16', bytes: 2, session: { weights: 'bf16' } },
  { name: 'int8', bytes: 1, session: { weights: 'int8' } },
];

export function decodingTasks({ threads }) {
  return SHAPES.flatMap((shape) =>
    PRECISIONS.flatMap((precision) =>
      BATCHES.flatMap((batch) =>
        threads.map((count) => ({
          id: `decoding/${shape.name}/${precision.name}/b${batch}/t${count}`,
          // One sequence waits for its weights alone, so its bandwidth is looked up where it stands.
          ...(batch === 1 && { reads: ({ library }) => readsOf(library, shape, precision, batch) }),
          run: (bench) => measure(bench, shape, precision, batch, count),
        })),
      ),
    ),
  );
}

/** Something that decodes `batch` sequences to their end, again and again. */
export async function openDecoder({ library, addon }, shape, precision, batch, threads) {
  const model = await library.Model.create(documentOf(library, shape), { seed: 1 });
  const options = { maxSequences: batch, maxRows: batch, maxLength: CONTEXT, threads };
  const program = model.compile(options);
  const session = new addon.Session(program.native, {
    slots: batch,
    capacity: CONTEXT,
    ...precision.session,
  });
  const decode = async () => {
    const slots = Array.from({ length: batch }, (_, i) =>
      session.add(Int32Array.of(1 + i), greedy(NEW_TOKENS)),
    );
    const outputs = await session.run(NEW_TOKENS);
    for (const slot of slots) session.remove(slot);
    const told = outputs.reduce((sum, { ids }) => sum + ids.length, 0);
    if (told !== batch * NEW_TOKENS) throw new Error(`${told} tokens instead of ${batch * NEW_TOKENS}`);
  };
  const dispose = () => {
    session.dispose();
    program.dispose();
    model.dispose();
  };
  await decode();
  const bytes = workingMemory(program) + session.memory().cache;
  return { decode, dispose, bytes };
}

async function measure(bench, shape, precision, batch, threads) {
  const decoder = await openDecoder(bench, shape, precision, batch, threads);
  try {
    const times = await repeat(decoder.decode, bench.seconds / 5);
    const measured = rate(times, batch * NEW_TOKENS);
    const reads = readsOf(bench.library, shape, precision, batch);
    const flops = batch * bench.library.estimateFlops(documentOf(bench.library, shape), CONTEXT).forward;
    const least = leastTime({ flops, reads }, bench.limits[threads]);
    const steps = measured.median / batch;
    return [
      row(`decoding/${shape.name}/${precision.name}/b${batch}/t${threads}`, 'tokens/s', measured, {
        gflops: (steps * flops) / 1e9,
        gbps: (steps * reads) / 1e9,
        share: steps * least.seconds,
        by: least.by,
        peakBytes: decoder.bytes,
      }),
    ];
  } finally {
    decoder.dispose();
  }
}

/**
 * Bytes that one token of each sequence takes: every weight is read once (of the position table and of the token table
 * as an embedding only a row) and the cache of each sequence, half full on average.
 */
function readsOf(library, shape, precision, batch) {
  const { total } = library.countParameters(documentOf(library, shape));
  const weights = (total - CONTEXT * shape.hidden) * precision.bytes;
  const cache = 2 * shape.layers * shape.hidden * (CONTEXT / 2) * 4;
  return weights + batch * cache;
}
