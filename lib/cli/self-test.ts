/**
 * A model small enough to train in a blink, to see whether this machine computes: the loss of a text learnt by
 * heart falls, and one thread and all of them give the same bits. Run in a process of its own, for a wrong
 * binary may end it.
 */
import { gptNeo } from '../models/gpt-neo.ts';
import { Model } from '../models/model.ts';

export interface SelfTestResult {
  ok: boolean;
  firstLoss: number;
  lastLoss: number;
  /** Whether every loss was the same, bit for bit, on one thread and on all. */
  sameBits: boolean;
}

const STEPS = 30;
const LENGTH = 32;
const VOCAB = 64;

export async function selfTest(): Promise<SelfTestResult> {
  const one = await losses(1);
  const all = await losses(0);
  const sameBits = one.every((loss, step) => Object.is(loss, all[step]));
  const firstLoss = one[0]!;
  const lastLoss = one.at(-1)!;
  return { ok: sameBits && lastLoss < firstLoss / 2, firstLoss, lastLoss, sameBits };
}

async function losses(threads: number): Promise<number[]> {
  const config = { vocab: VOCAB, hidden: 32, layers: 2, heads: 4, maxPositions: LENGTH, window: 8 };
  const model = await Model.create(gptNeo(config), { seed: 1 });
  const program = model.compile({
    mode: 'train',
    maxSequences: 2,
    maxRows: 2 * LENGTH,
    maxLength: LENGTH,
    threads,
  });
  try {
    const text = Int32Array.from({ length: 2 * LENGTH }, (_, i) => (i * 7 + (i >> 3)) % VOCAB);
    const batch = {
      tokens: text,
      lengths: Int32Array.of(LENGTH, LENGTH),
      targets: text.map((_, i) => text[(i + 1) % text.length]!),
    };
    const results: number[] = [];
    for (let step = 1; step <= STEPS; step++) {
      const optimizer = {
        step,
        learningRate: 0.01,
        beta1: 0.9,
        beta2: 0.95,
        epsilon: 1e-8,
        weightDecay: 0.1,
        clip: 1,
      };
      results.push((await program.trainStep([batch], 1, optimizer)).loss);
    }
    return results;
  } finally {
    program.dispose();
    model.dispose();
  }
}
