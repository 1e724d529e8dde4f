// Training the paper's 1M shape at full speed, and the event loop meanwhile.
import { eventLoopDelay, rate, repeat } from './measure.mjs';

const VOCAB = 2048;
const CONTEXT = 256;
const BATCH = 16;

export async function benchTraining({ library, seconds }) {
  const { gptNeo, presetConfig, findPreset, Model, estimateFlops } = library;
  const document = gptNeo(presetConfig(findPreset('1M'), VOCAB, CONTEXT));
  const model = await Model.create(document, { seed: 1 });
  const rows = BATCH * CONTEXT;
  const program = model.compile({ mode: 'train', maxSequences: BATCH, maxRows: rows, maxLength: CONTEXT });
  const tokens = Int32Array.from({ length: rows }, (_, i) => (i * 7919 + (i >> 5)) % VOCAB);
  const batch = {
    tokens,
    lengths: new Int32Array(BATCH).fill(CONTEXT),
    targets: tokens.map((_, i) => tokens[(i + 1) % rows]),
  };
  let step = 0;
  const train = async () => {
    step++;
    const optimizer = {
      step,
      learningRate: 1e-3,
      beta1: 0.9,
      beta2: 0.95,
      epsilon: 1e-8,
      weightDecay: 0.1,
      clip: 1,
    };
    await program.trainStep([batch], 1, optimizer);
  };
  try {
    for (let warm = 0; warm < 3; warm++) await train();
    let times = [];
    const busy = await eventLoopDelay(async () => {
      times = await repeat(train, seconds);
    });
    const idle = await eventLoopDelay(
      () => new Promise((resolve) => setTimeout(resolve, 1000 * Math.min(seconds, 5))),
    );
    const tokensPerSecond = rate(times, rows);
    return {
      training: {
        model: '1M',
        vocab: VOCAB,
        context: CONTEXT,
        batch: BATCH,
        tokensPerSecond,
        gflops: (tokensPerSecond.median * estimateFlops(document, CONTEXT).training) / 1e9,
      },
      eventLoopDelayMs: { training: busy, idle },
    };
  } finally {
    program.dispose();
    model.dispose();
  }
}
