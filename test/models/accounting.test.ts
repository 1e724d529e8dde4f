import { describe, expect, test } from '@jest/globals';
import * as library from '../../lib/index.ts';
import { countParameters, estimateFlops, estimateMemory, meanKeys } from '../../lib/models/accounting.ts';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { Model } from '../../lib/models/model.ts';
import { findPreset, presetConfig } from '../../lib/models/presets.ts';
import { Recorder } from '../../lib/models/recorder.ts';

const model = (name: string, vocab: number, context: number) =>
  gptNeo(presetConfig(findPreset(name), vocab, context));

// total, token table, positions, blocks with the last norm; total with 10,000 tokens and 512 positions.
test.each([
  ['TinyStories-1M', 3_745_984, 3_216_448, 131_072, 398_464, 1_071_232],
  ['TinyStories-3M', 8_278_400, 6_432_896, 262_144, 1_583_360, 2_928_896],
  ['TinyStories-8M', 19_702_528, 12_865_792, 524_288, 6_312_448, 9_003_520],
  ['TinyStories-28M', 51_987_968, 25_731_584, 1_048_576, 25_207_808, 30_589_952],
  ['TinyStories-33M', 68_514_048, 38_597_376, 1_572_864, 28_343_808, 36_417_024],
  ['TinyStories-1Layer-21M', 66_155_520, 51_463_168, 2_097_152, 12_595_200, 23_359_488],
  ['TinyStories-2Layers-33M', 78_748_672, 51_463_168, 2_097_152, 25_188_352, 35_952_640],
])('%s: parameters of the released weights', (name, total, tokens, positions, blocks, small) => {
  const split = countParameters(model(name, 50257, 2048));
  expect(split).toMatchObject({ total, tokens, positions, head: 0 });
  expect(split.attention + split.mlp + split.norms).toBe(blocks);
  expect(countParameters(model(name, 10_000, 512)).total).toBe(small);
});

test('the split follows the formula of a block', () => {
  const [h, layers] = [128, 8];
  expect(countParameters(model('3M', 100, 512))).toMatchObject({
    attention: layers * (4 * h * h + h),
    mlp: layers * (8 * h * h + 5 * h),
    norms: (2 * layers + 1) * 2 * h,
  });
});

test('another architecture: gated MLP, a head of its own, no positions', () => {
  const r = new Recorder('other');
  const x = r.embedding('x', r.parameter('table', [11, 8]));
  const y = r.rmsNorm('norm', x, r.parameter('gain', [8]), 1e-5);
  const qkv = r.linear('qkv', y, r.parameter('qkv', [24, 8]));
  const mixed = r.attention(qkv, { name: 'attn', heads: 2, headSize: 4, scale: 0.5 });
  const out = r.linear('out', mixed, r.parameter('out', [8, 8]));
  const gated = r.gatedLinear('gated', out, r.parameter('gate', [16, 8]), r.parameter('up', [16, 8]));
  const down = r.linear('down', gated, r.parameter('down', [8, 16]));
  const document = r.head(r.add('sum', x, down), r.parameter('head', [11, 8]));
  expect(countParameters(document)).toEqual({
    tokens: 88,
    positions: 0,
    attention: 256,
    mlp: 384,
    norms: 8,
    head: 88,
    total: 824,
  });
  expect(estimateFlops(document, 3).forward).toBe(
    2 * (24 * 8 + 8 * 8 + 2 * 16 * 8 + 16 * 8 + 11 * 8) + 4 * 8 * 2,
  );
});

describe('costs', () => {
  test('keys seen, by counting them', () => {
    for (const [context, window] of [
      [1, 0],
      [7, 0],
      [7, 3],
      [7, 7],
      [7, 100],
      [512, 256],
    ] as const) {
      let seen = 0;
      for (let query = 0; query < context; query++)
        seen += Math.min(query + 1, window || Number.POSITIVE_INFINITY);
      expect(meanKeys(context, window)).toBeCloseTo(seen / context, 12);
    }
  });

  test('the library has the estimates, and not what they are made of', () => {
    expect(Object.keys(library)).toEqual(expect.arrayContaining(['estimateFlops', 'estimateMemory']));
    expect(library).not.toHaveProperty('meanKeys');
  });

  test('forward is two FLOPs a weight of every matrix, and attention; training three times that', () => {
    const [h, layers, vocab] = [64, 8, 10_000];
    const { forward, training } = estimateFlops(model('1M', vocab, 512), 512);
    const attention = (layers / 2) * 4 * h * (meanKeys(512, 0) + meanKeys(512, 256));
    expect(forward).toBeCloseTo(2 * layers * 12 * h * h + attention + 2 * vocab * h, 6);
    expect(training).toBe(3 * forward);
  });

  test('memory: weights, gradients, two moments, and activations by the row', () => {
    const document = model('1M', 10_000, 512);
    const none = estimateMemory(document, 0);
    expect(none).toMatchObject({
      weights: 4 * 1_071_232,
      gradients: 4 * 1_071_232,
      moments: 8 * 1_071_232,
      activations: 0,
    });
    expect(none.total).toBe(16 * 1_071_232);
    const [one, two] = [estimateMemory(document, 512), estimateMemory(document, 1024)];
    expect(two.activations).toBe(2 * one.activations);
    // A block keeps at least its two norms, q, k, v, attention's output, the MLP's inside and two outputs.
    expect(one.activations).toBeGreaterThan(4 * 512 * 8 * 64 * (2 + 3 + 1 + 4 + 2));
  });

  test.each([
    { vocab: 211, hidden: 24, layers: 3, heads: 6, maxPositions: 40, window: 5 },
    { vocab: 1000, hidden: 64, layers: 8, heads: 16, maxPositions: 128, window: 64, dropout: 0.1 },
  ])('the estimate before is what is planned after, hidden $hidden', async (config) => {
    const document = gptNeo(config);
    const model = Model.empty(document);
    const program = model.compile({ mode: 'train', maxSequences: 3 });
    const planned = program.memory();
    const estimate = estimateMemory(document, 3 * config.maxPositions, { remakes: true });
    // Each parameter may be moved to the next boundary of 64 bytes.
    const padding = 64 * document.parameters.length;
    expect(planned.parameters - estimate.weights).toBeGreaterThanOrEqual(0);
    expect(planned.parameters - estimate.weights).toBeLessThanOrEqual(padding);
    expect(planned.moments - estimate.moments).toBeLessThanOrEqual(2 * padding);
    expect(planned.activations).toBeLessThanOrEqual(estimate.activations);
    expect(planned.activations).toBeGreaterThan(0.65 * estimate.activations);
    const whole = estimateMemory(document, 3 * config.maxPositions).activations;
    expect(whole).toBeGreaterThan(estimate.activations);
    await model[Symbol.asyncDispose]();
  });
});
