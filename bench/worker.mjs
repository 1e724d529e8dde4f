// Our side of a measurement in a process of its own: opens a model, then repeats what it is asked for. One request
// a line on stdin, one answer a line on stdout; the process ends with its input.
import { createInterface } from 'node:readline';
import { resetPeak, residentMemory } from './machine.mjs';
import { eventLoopDelay, repeat } from './measure.mjs';
import { CONTEXT, documentOf, PREFILL, someTokens, VOCAB } from './shapes.mjs';

const library = await import('../dist/index.js');
/** @type {{ model: any, program: any, work: () => Promise<unknown>, baseline: number | null } | undefined} */
let opened;

const requests = {
  async open({ role, shape, threads }) {
    resetPeak();
    const baseline = residentMemory()?.now ?? null;
    const document = documentOf(library, shape);
    const model = await library.Model.create(document, { seed: 1 });
    opened = { model, baseline, ...(role === 'training' ? training : prefill)(model, shape, threads) };
    for (let warm = 0; warm < 2; warm++) await opened.work();
    return { parameters: model.parameterCount };
  },

  /** `logits`: of prefill, whether those of all positions or of the last one are handed out. */
  async run({ seconds, logits }) {
    return { times: await repeat(() => opened.work(logits), seconds, 1) };
  },

  async delay({ seconds }) {
    const busy = await eventLoopDelay(() => repeat(() => opened.work(), seconds, 1));
    const idle = await eventLoopDelay(() => new Promise((resolve) => setTimeout(resolve, 1000 * seconds)));
    return { busy, idle };
  },

  /** Bytes that the work took at most, beyond the process with the library loaded. */
  async memory() {
    const memory = residentMemory();
    return { bytes: memory && opened.baseline !== null ? memory.peak - opened.baseline : null };
  },
};

function training(model, shape, threads) {
  const rows = shape.batch * CONTEXT;
  const options = { mode: 'train', maxSequences: shape.batch, maxRows: rows, maxLength: CONTEXT, threads };
  const program = model.compile(options);
  const tokens = someTokens(rows + 1);
  const batch = {
    tokens: tokens.subarray(0, rows),
    lengths: new Int32Array(shape.batch).fill(CONTEXT),
    targets: tokens.subarray(1),
  };
  const optimizer = { learningRate: 1e-4, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };
  let step = 0;
  const work = () => program.trainStep([batch], 1, { step: ++step, ...optimizer });
  return { program, work };
}

function prefill(model, _shape, threads) {
  const program = model.compile({ ...PREFILL, threads });
  const batch = { tokens: someTokens(CONTEXT, VOCAB), lengths: Int32Array.of(CONTEXT) };
  const work = (logits = 'last') => program.forward(batch, { losses: false, logits, reuse: true });
  return { program, work };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { do: what, ...rest } = JSON.parse(line);
  try {
    process.stdout.write(`${JSON.stringify(await requests[what](rest))}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: error.message })}\n`);
  }
}
opened?.program.dispose();
opened?.model.dispose();
