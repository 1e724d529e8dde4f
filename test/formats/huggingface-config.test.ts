import { describe, expect, test } from '@jest/globals';
import {
  attentionTypes,
  generationJson,
  gptNeoJson,
  type HuggingFaceGptNeo,
  parseGenerationJson,
  parseGptNeoJson,
} from '../../lib/formats/huggingface-config.ts';

/** As the released TinyStories-1M has it. */
const released = {
  architectures: ['GPTNeoForCausalLM'],
  activation_function: 'gelu_new',
  attention_dropout: 0,
  attention_layers: ['global', 'local', 'global', 'local', 'global', 'local', 'global', 'local'],
  attention_types: [[['global', 'local'], 4]],
  bos_token_id: 50256,
  classifier_dropout: 0.1,
  embed_dropout: 0,
  eos_token_id: 50256,
  gradient_checkpointing: false,
  hidden_size: 64,
  initializer_range: 0.02,
  intermediate_size: null,
  layer_norm_epsilon: 1e-5,
  max_position_embeddings: 2048,
  model_type: 'gpt_neo',
  num_heads: 16,
  num_layers: 8,
  resid_dropout: 0,
  summary_type: 'cls_index',
  torch_dtype: 'float32',
  use_cache: true,
  vocab_size: 50257,
  window_size: 256,
};

const parse = (fields: Record<string, unknown>) => parseGptNeoJson({ ...released, ...fields }, 'config.json');

describe('reading', () => {
  test('a released config', () => {
    expect(parse({})).toEqual({
      vocabSize: 50257,
      hiddenSize: 64,
      numLayers: 8,
      numHeads: 16,
      intermediateSize: null,
      maxPositionEmbeddings: 2048,
      windowSize: 256,
      attentionLayers: released.attention_layers,
      layerNormEpsilon: 1e-5,
      initializerRange: 0.02,
      embedDropout: 0,
      residDropout: 0,
      bosTokenId: 50256,
      eosTokenId: 50256,
      trainedContext: null,
    });
  });

  test('either form of the attention kinds', () => {
    const layers = ['global', 'global', 'local'];
    expect(parse({ num_layers: 3, attention_layers: layers, attention_types: null }).attentionLayers).toEqual(
      layers,
    );
    const types = [
      [['global'], 2],
      [['local'], 1],
    ];
    expect(
      parse({ num_layers: 3, attention_layers: undefined, attention_types: types }).attentionLayers,
    ).toEqual(layers);
  });

  test('the first of several end tokens', () => {
    expect(parse({ eos_token_id: [7, 9] }).eosTokenId).toBe(7);
    expect(parseGenerationJson({ eos_token_id: 3 }, 'g').eosTokenId).toBe(3);
    expect(parseGenerationJson({}, 'g').eosTokenId).toBeNull();
  });

  test.each<[string, Record<string, unknown>, string, RegExp]>([
    ['another architecture', { model_type: 'llama' }, 'UNSUPPORTED', /model_type is "llama"/],
    ['no architecture', { model_type: undefined }, 'UNSUPPORTED', /model_type is ""/],
    ['another activation', { activation_function: 'relu' }, 'UNSUPPORTED', /activation_function relu/],
    ['a head of its own', { tie_word_embeddings: false }, 'UNSUPPORTED', /tie_word_embeddings/],
    ['attention dropout', { attention_dropout: 0.1 }, 'UNSUPPORTED', /attention_dropout is not 0/],
    [
      'text for a number',
      { hidden_size: '64' },
      'FORMAT',
      /hidden_size: expected a whole number .* got "64"/,
    ],
    ['half a layer', { num_layers: 8.5 }, 'FORMAT', /num_layers: expected a whole number/],
    ['no layers', { num_layers: 0 }, 'FORMAT', /num_layers/],
    ['a billion layers', { num_layers: 1e9 }, 'FORMAT', /num_layers/],
    ['a negative vocabulary', { vocab_size: -1 }, 'FORMAT', /vocab_size/],
    [
      'heads that do not divide',
      { num_heads: 12 },
      'FORMAT',
      /hidden_size: expected a multiple of num_heads/,
    ],
    [
      'too few layers listed',
      { attention_layers: null, num_layers: 9 },
      'FORMAT',
      /attention_types: expected 9/,
    ],
    [
      'nothing, countless times',
      { attention_layers: null, attention_types: [[[], Number.MAX_SAFE_INTEGER]] },
      'FORMAT',
      /attention_types: expected pairs of a list of kinds, at least one, and a count/,
    ],
    [
      'many groups of many',
      { attention_layers: null, attention_types: Array(3).fill([['global'], 1024]) },
      'FORMAT',
      /at most 1024 layers/,
    ],
    ['a count of 10^12', { attention_types: [[['global'], 1e12]] }, 'FORMAT', /at most 1024 layers/],
    [
      'an unknown kind',
      { attention_types: [[['sliding'], 8]] },
      'FORMAT',
      /attention kind: .* got "sliding"/,
    ],
    ['kinds that disagree', { attention_layers: Array(8).fill('global') }, 'FORMAT', /disagree/],
    ['kinds that are text', { attention_types: 'global' }, 'FORMAT', /attention_types: expected a list/],
    [
      'a group that is no pair',
      { attention_types: [['global', 8]] },
      'FORMAT',
      /attention_types: expected pairs/,
    ],
    ['an epsilon of 0', { layer_norm_epsilon: 0 }, 'FORMAT', /layer_norm_epsilon/],
    [
      'a flag as a number',
      { tie_word_embeddings: 1 },
      'FORMAT',
      /tie_word_embeddings: expected true or false/,
    ],
    [
      'a context past the positions',
      { trained_context: 4096 },
      'FORMAT',
      /trained_context: expected at most 2048/,
    ],
  ])('refuses %s', (_, fields, code, message) => {
    const call = () => parse(fields);
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ code }));
  });

  test('refuses what is no object', () => {
    for (const value of [null, [], 'config', 7]) {
      expect(() => parseGptNeoJson(value, 'config.json')).toThrow('config.json: expected a JSON object');
    }
  });
});

describe('writing', () => {
  const config: HuggingFaceGptNeo = {
    ...parse({}),
    vocabSize: 2048,
    intermediateSize: 100,
    bosTokenId: 0,
    eosTokenId: 0,
    trainedContext: 300,
  };

  test('what is written reads back the same', () => {
    expect(parseGptNeoJson(JSON.parse(JSON.stringify(gptNeoJson(config))), 'config.json')).toEqual(config);
  });

  test('every field of a released config is there, with its value', () => {
    const written = gptNeoJson(parse({}));
    // Leftovers of the library's older versions; nothing reads them.
    const { gradient_checkpointing: _, summary_type: __, ...wanted } = released;
    expect(written).toMatchObject(wanted);
    expect(written).not.toHaveProperty('trained_context');
  });

  test('the generation config ends texts and stays within the context', () => {
    const written = generationJson(5, 300);
    expect(written).toEqual({ bos_token_id: 5, eos_token_id: 5, pad_token_id: 5, max_length: 300 });
    expect(parseGenerationJson(written, 'g')).toEqual({ eosTokenId: 5, maxLength: 300 });
    expect(parseGenerationJson({ max_length: 0.5 }, 'g').maxLength).toBeNull();
  });

  test.each([
    [['global'], [[['global'], 1]]],
    [['global', 'local'], [[['global', 'local'], 1]]],
    [
      ['global', 'local', 'global'],
      [
        [['global', 'local'], 1],
        [['global'], 1],
      ],
    ],
    [
      ['local', 'local', 'global'],
      [
        [['local'], 2],
        [['global'], 1],
      ],
    ],
  ] as const)('attention types of %j', (layers, types) => {
    expect(attentionTypes(layers)).toEqual(types);
  });
});
