import { describe, expect, test } from '@jest/globals';
import { countParameters } from '../../lib/models/accounting.ts';
import { describeJson, describeModel } from '../../lib/models/description.ts';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { findPreset, names, presetConfig, presets, suitedSettings } from '../../lib/models/presets.ts';

describe('the grid', () => {
  test('is the 26 models of Figure 4', () => {
    expect(presets.map(({ name }) => name)).toEqual([
      ...[64, 128, 256, 512].flatMap((hidden) => [2, 4, 8, 12].map((layers) => `${hidden}x${layers}`)),
      ...[768, 1024].flatMap((hidden) => [1, 2, 4, 8, 12].map((layers) => `${hidden}x${layers}`)),
    ]);
  });

  // Block parameters in millions, the column of the paper's table.
  test.each([
    ['64x12', 0.6],
    ['64x8', 0.4],
    ['64x4', 0.2],
    ['64x2', 0.1],
    ['128x12', 2.37],
    ['128x8', 1.58],
    ['128x4', 0.79],
    ['128x2', 0.4],
    ['256x12', 9.47],
    ['256x8', 6.31],
    ['256x4', 3.16],
    ['256x2', 1.58],
    ['512x12', 37.81],
    ['512x8', 25.21],
    ['512x4', 12.6],
    ['512x2', 6.3],
    ['768x12', 85.03],
    ['768x8', 56.69],
    ['768x4', 28.34],
    ['768x2', 14.17],
    ['768x1', 7.09],
    ['1024x12', 151.12],
    ['1024x8', 100.75],
    ['1024x4', 50.37],
    ['1024x2', 25.19],
    ['1024x1', 12.6],
  ] as const)('%s has %d million parameters in its blocks', (name, millions) => {
    const split = countParameters(gptNeo(presetConfig(findPreset(name), 1000)));
    // The table's two decimals; its rows count the blocks with or without the last norm.
    expect(Math.abs((split.attention + split.mlp + split.norms) / 1e6 - millions)).toBeLessThan(0.0065);
  });

  test('no name means two models', () => {
    const all = presets.flatMap(names).map((name) => name.toLowerCase());
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('lookup', () => {
  test.each([
    ['1M', '64x8'],
    ['3M', '128x8'],
    ['8M', '256x8'],
    ['9M', '256x8'],
    ['28M', '512x8'],
    ['33M', '768x4'],
    ['1Layer-21M', '1024x1'],
    ['2Layers-33M', '1024x2'],
    ['TinyStories-1M', '64x8'],
    ['roneneldan/TinyStories-33M', '768x4'],
    ['tinystories-instruct-28m', '512x8'],
    ['TinyStories-Instuct-1Layer-21M', '1024x1'],
    ['TinyStories-Instruct-2Layers-33M', '1024x2'],
    ['64X8', '64x8'],
  ])('%s is %s', (name, expected) => {
    expect(findPreset(name).name).toBe(expected);
  });

  test.each([
    ['2M', /one of .*1M/],
    ['64x9', /one of .*64x8/],
    ['TinyStory-33M', /33M/],
    ['constructor', /one of/],
  ])('%s is refused with the nearest names', (name, message) => {
    expect(() => findPreset(name)).toThrow(message);
    expect(() => findPreset(name)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  test('a preset takes its vocabulary from the data and its context from the caller', () => {
    const config = presetConfig(findPreset('1M'), 2048);
    expect(config).toMatchObject({
      vocab: 2048,
      hidden: 64,
      layers: 8,
      heads: 16,
      maxPositions: 512,
      window: 256,
    });
    expect(presetConfig(findPreset('1M'), 2048, 128).maxPositions).toBe(128);
  });
});

describe('settings', () => {
  test('wider models learn more slowly, shorter runs take smaller batches', () => {
    const rates = [64, 256, 512, 1024].map((hidden) => suitedSettings(hidden, 512).learningRate);
    expect(rates).toEqual([...rates].sort((a, b) => b - a));
    expect(rates[2]).toBe(1e-3);
    const batches = [1e5, 1e7, 1e8, undefined].map((tokens) => suitedSettings(64, 512, tokens).batch);
    expect(batches).toEqual([2, 8, 64, 128]);
    expect(suitedSettings(64, 128).batch).toBe(512);
  });

  test('a short run takes a higher rate, at most two and a half times', () => {
    const rates = [1e4, 1e6, 1e9].map((tokens) => suitedSettings(512, 512, tokens).learningRate);
    expect(rates).toEqual([2.5e-3, 2.5e-3, 1e-3]);
    expect(suitedSettings(64, 512, 1e6).learningRate).toBe(4e-3);
    const between = suitedSettings(512, 512, 3e8).learningRate;
    expect(between).toBeGreaterThan(1e-3);
    expect(between).toBeLessThan(2.5e-3);
  });
});

describe('a model file', () => {
  const own = {
    name: 'mine',
    hidden: 48,
    layers: 2,
    heads: 6,
    context: 100,
    window: 10,
    learningRate: 0.01,
    batch: 3,
  };

  test('in our own form', () => {
    const described = describeJson({ ...own, attention: ['local', 'global'] }, 'mine.json');
    expect(described).toMatchObject({ name: 'mine', context: 100, hidden: 48 });
    expect(described.config(300)).toMatchObject({
      vocab: 300,
      hidden: 48,
      layers: 2,
      heads: 6,
      maxPositions: 100,
      window: 10,
      attention: ['local', 'global'],
    });
    expect(described.config(300, 50).maxPositions).toBe(50);
    expect(described.settings(1e6)).toEqual({ learningRate: 0.01, batch: 3 });
  });

  test('as config.json; the vocabulary of the data wins', () => {
    const json = {
      model_type: 'gpt_neo',
      vocab_size: 50257,
      hidden_size: 32,
      num_layers: 2,
      num_heads: 4,
      attention_types: [[['global', 'local'], 1]],
      max_position_embeddings: 64,
      window_size: 8,
    };
    const described = describeJson(json, '/somewhere/config.json');
    expect(described.name).toBe('config');
    expect(described.config(99)).toMatchObject({ vocab: 99, hidden: 32, maxPositions: 64, window: 8 });
  });

  test.each<[string, unknown, RegExp]>([
    ['a field nobody knows', { ...own, headSize: 8 }, /headSize: expected a field among/],
    ['no width', { layers: 1, heads: 1 }, /hidden: expected a whole number/],
    ['heads that do not divide', { ...own, heads: 5 }, /hidden: expected a multiple of heads \(5\)/],
    ['too few kinds', { ...own, attention: ['local'] }, /attention: expected 2 entries/],
    ['certain dropout', { ...own, dropout: 1 }, /dropout/],
    ['a list', [own], /expected a JSON object/],
  ])('with %s is refused', (_, value, message) => {
    expect(() => describeJson(value, 'mine.json')).toThrow(message);
  });

  test('that does not exist', async () => {
    await expect(describeModel('./absent.json')).rejects.toMatchObject({ code: 'FILE' });
    await expect(describeModel('absent')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect((await describeModel('3M')).config(10)).toMatchObject({ hidden: 128, layers: 8, vocab: 10 });
  });
});
