// Reading a prompt of 256 tokens: logits of the last position, of all positions, and through a session, as a
// generation does it.
import { repeat } from './measure.mjs';
import { row } from './rows.mjs';
import { CONTEXT, documentOf, PREFILL, SHAPES, someTokens } from './shapes.mjs';
import { rate } from './statistics.mjs';

const WAYS = ['last', 'all', 'session'];

export function prefillTasks({ threads }) {
  return SHAPES.flatMap((shape) =>
    threads.flatMap((count) =>
      WAYS.map((way) => ({
        id: `prefill/${shape.name}/${way}/t${count}`,
        run: (bench) => measure(bench, shape, way, count),
      })),
    ),
  );
}

async function measure({ library, addon, limits, seconds }, shape, way, threads) {
  const document = documentOf(library, shape);
  const model = await library.Model.create(document, { seed: 1 });
  const program = model.compile({ ...PREFILL, threads });
  // A session has a token to tell after the prompt, which needs a place.
  const tokens = someTokens(way === 'session' ? CONTEXT - 1 : CONTEXT);
  const session =
    way === 'session' ? new addon.Session(program.native, { slots: 1, capacity: CONTEXT }) : null;
  const work = session
    ? async () => {
        const slot = session.add(tokens, greedy(1));
        await session.run(1);
        session.remove(slot);
      }
    : () => program.forward({ tokens, lengths: Int32Array.of(tokens.length) }, { logits: way, reuse: true });
  try {
    await work();
    const measured = rate(await repeat(work, seconds / 5), tokens.length);
    const flops = measured.median * flopsOfToken(library, document, shape, way);
    return [
      row(`prefill/${shape.name}/${way}/t${threads}`, 'tokens/s', measured, {
        gflops: flops / 1e9,
        share: flops / limits[threads].multiplyAdds,
        by: 'FMA',
        peakBytes: workingMemory(program) + (session?.memory().cache ?? 0),
      }),
    ];
  } finally {
    session?.dispose();
    program.dispose();
    model.dispose();
  }
}

/** Bytes beside the weights that a program has planned for its work. */
export function workingMemory(program) {
  const { activations, workspace } = program.memory();
  return activations + workspace;
}

/** Where only the last position is asked for, the head is computed once. */
function flopsOfToken(library, document, shape, way) {
  const { forward } = library.estimateFlops(document, CONTEXT);
  const head = 2 * shape.hidden * document.vocab;
  return way === 'all' ? forward : forward - head + head / CONTEXT;
}

/** Always the likeliest token, nothing reported about it. */
export const greedy = (maxTokens) => ({
  repetitionPenalty: 1,
  temperature: 0,
  topK: 0,
  topP: 1,
  minP: 0,
  seed: 1,
  stream: 0,
  stop: new Int32Array(0),
  maxTokens,
  logprobs: -1,
});
