/** Models small enough to test with, random but far from uniform. */
import { type GptNeoConfig, gptNeo } from '../../lib/models/gpt-neo.ts';
import type { ProgramDocument } from '../../lib/models/program.ts';
import { Recorder } from '../../lib/models/recorder.ts';
import type {
  NativeProgram,
  NativeSession,
  NativeWeights,
  SamplingInput,
  WeightPrecision,
} from '../../lib/runtime/addon.ts';
import { loadAddon } from '../../lib/runtime/native.ts';

const normal = { init: { kind: 'normal', std: 0.35 } } as const;
const ones = { init: { kind: 'constant', value: 1 } } as const;

/** Four layers, two of them with a window of `window` keys. */
export function tinyConfig({ vocab = 53, window = 8, maxPositions = 400 } = {}): GptNeoConfig {
  return { vocab, hidden: 24, layers: 4, heads: 3, maxPositions, window, initRange: 0.35 };
}

export function tinyGptNeo(sizes: Parameters<typeof tinyConfig>[0] = {}): ProgramDocument {
  return gptNeo(tinyConfig(sizes));
}

/** Rotary positions, grouped key/value heads, one windowed layer, untied head; no limit of positions. */
export function tinyRotary({ vocab = 31, window = 6 } = {}): ProgramDocument {
  const r = new Recorder('tiny-rotary');
  let stream = r.embedding('embedding', r.parameter('embed', [vocab, 16], normal));
  for (const layer of [0, 1]) {
    const at = (name: string) => `layer.${layer}.${name}`;
    const x = r.rmsNorm(at('norm'), stream, r.parameter(at('gain'), [16], ones), 1e-5);
    const qkv = r.linear(at('qkv'), x, r.parameter(at('qkv.weight'), [(4 + 2 * 2) * 4, 16], normal));
    const attention = {
      name: at('attention'),
      heads: 4,
      kvHeads: 2,
      headSize: 4,
      scale: 0.5,
      ropeTheta: 10000,
    };
    const mixed = r.attention(qkv, { ...attention, window: layer === 1 ? window : 0 });
    const out = r.linear(at('out'), mixed, r.parameter(at('out.weight'), [16, 16], normal));
    stream = r.add(at('add'), stream, out);
  }
  const x = r.rmsNorm('norm', stream, r.parameter('gain', [16], ones), 1e-5);
  return r.head(x, r.parameter('head', [vocab, 16], normal));
}

export interface TinyModel {
  document: ProgramDocument;
  weights: NativeWeights;
  program: NativeProgram;
  session(slots: number, capacity: number, weights?: WeightPrecision): NativeSession;
  /** Log-probabilities of what follows `tokens`, by id, without any cache. */
  logprobsAfter(tokens: number[]): Promise<Float32Array>;
  dispose(): void;
}

export async function tinyModel(document: ProgramDocument, seed = 1, threads = 2): Promise<TinyModel> {
  const addon = loadAddon();
  const text = JSON.stringify(document);
  const weights = new addon.Weights(text);
  await weights.initialise(seed);
  const program = new addon.Program(text, weights, {
    mode: 'evaluate',
    maxSequences: 4,
    maxRows: 400,
    maxLength: 400,
    threads,
    outputs: [],
    replace: [],
    memoryLimit: 0,
    matchGeneration: true,
  });
  return {
    document,
    weights,
    program,
    session: (slots, capacity, precision = 'float32') =>
      new addon.Session(program, { slots, capacity, weights: precision }),
    async logprobsAfter(tokens) {
      const batch = { tokens: Int32Array.from(tokens), lengths: Int32Array.of(tokens.length) };
      const { logits } = await program.forward(batch, { logits: 'last' });
      const sampling = { ...sampled(), logprobs: document.vocab };
      const { topIds, topLogprobs } = addon.sample(logits as Float32Array, sampling, new Int32Array(0), 0, 1);
      return byId(topIds, topLogprobs);
    },
    dispose() {
      program.dispose();
      weights.dispose();
    },
  };
}

/** Puts log-probabilities that came likeliest first in the order of ids. */
export function byId(ids: Int32Array, logprobs: Float32Array): Float32Array {
  const ordered = new Float32Array(ids.length);
  ids.forEach((id, i) => {
    ordered[id] = logprobs[i];
  });
  return ordered;
}

/** Sampling options: plain, unless changed. */
export function sampled(change: Partial<SamplingInput> = {}): SamplingInput {
  return {
    repetitionPenalty: 1,
    temperature: 1,
    topK: 0,
    topP: 1,
    minP: 0,
    seed: 7,
    stream: 0,
    stop: new Int32Array(0),
    maxTokens: 1_000_000,
    logprobs: 0,
    ...change,
  };
}

/** `count` ids that follow no pattern. */
export function someTokens(count: number, vocab: number, seed = 1): number[] {
  let state = seed * 2654435761;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * vocab);
  });
}
