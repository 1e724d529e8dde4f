/**
 * `config.json` and `generation_config.json` of a GPT-Neo folder, as Python's `transformers` reads and writes
 * them. Reading checks field by field; what this package cannot compute is refused, never overlooked.
 */
import { FormatError, UnsupportedError } from '../runtime/errors.ts';
import { Fields } from './fields.ts';

export type AttentionKind = 'global' | 'local';

/** What `config.json` says, in one form. Token ids are null where the file leaves them out. */
export interface HuggingFaceGptNeo {
  vocabSize: number;
  hiddenSize: number;
  numLayers: number;
  numHeads: number;
  /** null: 4 × hidden. */
  intermediateSize: number | null;
  maxPositionEmbeddings: number;
  windowSize: number;
  /** One entry a layer. */
  attentionLayers: AttentionKind[];
  layerNormEpsilon: number;
  initializerRange: number;
  embedDropout: number;
  residDropout: number;
  bosTokenId: number | null;
  eosTokenId: number | null;
  /** Positions that training used, where the table has more; a field of this package's own. */
  trainedContext: number | null;
}

/** Both are the tanh approximation. */
const ACTIVATIONS: readonly string[] = ['gelu_new', 'gelu_pytorch_tanh'];
const LARGEST = 2 ** 24;
const MAX_LAYERS = 1024;

/** Checks a parsed `config.json`; absent fields take the defaults that `transformers` gives them. */
export function parseGptNeoJson(value: unknown, path: string): HuggingFaceGptNeo {
  const f = new Fields(value, path);
  const modelType = f.text('model_type', '');
  if (modelType !== 'gpt_neo') {
    throw new UnsupportedError(
      `${path}: model_type is ${JSON.stringify(modelType)}; this package reads "gpt_neo" folders`,
    );
  }
  const activation = f.text('activation_function', 'gelu_new');
  if (!ACTIVATIONS.includes(activation)) {
    throw new UnsupportedError(
      `${path}: activation_function ${activation}; expected ${ACTIVATIONS.join(' or ')}`,
    );
  }
  if (!f.flag('tie_word_embeddings', true)) {
    throw new UnsupportedError(
      `${path}: tie_word_embeddings is false; GPT-Neo's head is its token table here`,
    );
  }
  if (f.number('attention_dropout', 0, 0, 1) > 0) {
    throw new UnsupportedError(
      `${path}: attention_dropout is not 0; dropout on attention probabilities is not there, set it to 0`,
    );
  }
  const numLayers = f.whole('num_layers', 24, 1, MAX_LAYERS);
  const config: HuggingFaceGptNeo = {
    vocabSize: f.whole('vocab_size', 50257, 1, LARGEST),
    hiddenSize: f.whole('hidden_size', 2048, 1, LARGEST),
    numLayers,
    numHeads: f.whole('num_heads', 16, 1, LARGEST),
    intermediateSize: f.absent('intermediate_size') ? null : f.whole('intermediate_size', 0, 1, LARGEST),
    maxPositionEmbeddings: f.whole('max_position_embeddings', 2048, 1, LARGEST),
    windowSize: f.whole('window_size', 256, 1, LARGEST),
    attentionLayers: attentionLayers(f, numLayers),
    layerNormEpsilon: f.number('layer_norm_epsilon', 1e-5, 1e-12, 1),
    initializerRange: f.number('initializer_range', 0.02, 0, 10),
    embedDropout: f.number('embed_dropout', 0, 0, 1),
    residDropout: f.number('resid_dropout', 0, 0, 1),
    bosTokenId: tokenId(f, 'bos_token_id'),
    eosTokenId: tokenId(f, 'eos_token_id'),
    trainedContext: f.absent('trained_context') ? null : f.whole('trained_context', 0, 1, LARGEST),
  };
  if (config.hiddenSize % config.numHeads !== 0) {
    throw f.error('hidden_size', `a multiple of num_heads (${config.numHeads})`, config.hiddenSize);
  }
  if ((config.trainedContext ?? 1) > config.maxPositionEmbeddings) {
    throw f.error('trained_context', `at most ${config.maxPositionEmbeddings}`, config.trainedContext);
  }
  return config;
}

/** The object to write as `config.json`: every field that `transformers` expects, in a fixed order. */
export function gptNeoJson(config: HuggingFaceGptNeo): Record<string, unknown> {
  return {
    architectures: ['GPTNeoForCausalLM'],
    model_type: 'gpt_neo',
    activation_function: 'gelu_new',
    attention_dropout: 0,
    attention_layers: config.attentionLayers,
    attention_types: attentionTypes(config.attentionLayers),
    bos_token_id: config.bosTokenId,
    classifier_dropout: 0.1,
    embed_dropout: config.embedDropout,
    eos_token_id: config.eosTokenId,
    hidden_size: config.hiddenSize,
    initializer_range: config.initializerRange,
    intermediate_size: config.intermediateSize,
    layer_norm_epsilon: config.layerNormEpsilon,
    max_position_embeddings: config.maxPositionEmbeddings,
    num_heads: config.numHeads,
    num_layers: config.numLayers,
    resid_dropout: config.residDropout,
    tie_word_embeddings: true,
    torch_dtype: 'float32',
    ...(config.trainedContext === null ? {} : { trained_context: config.trainedContext }),
    use_cache: true,
    vocab_size: config.vocabSize,
    window_size: config.windowSize,
  };
}

/** The object to write as `generation_config.json`: what ends a text, nothing about style. */
export function generationJson(endOfText: number, maxLength: number): Record<string, unknown> {
  return {
    bos_token_id: endOfText,
    eos_token_id: endOfText,
    pad_token_id: endOfText,
    max_length: maxLength,
  };
}

/** What this package reads of `generation_config.json`; null where it says nothing. */
export interface Generation {
  /** Wins over the model's own. */
  eosTokenId: number | null;
  /** Tokens of a text; what `transformers` writes here is a taste of its own, and may be anything. */
  maxLength: number | null;
}

export function parseGenerationJson(value: unknown, path: string): Generation {
  const f = new Fields(value, path);
  const length = f.value('max_length');
  const whole = typeof length === 'number' && Number.isSafeInteger(length) && length > 0;
  return { eosTokenId: tokenId(f, 'eos_token_id'), maxLength: whole ? length : null };
}

/** Layers in the nested form of `attention_types`: `[[["global", "local"], 4]]`. */
export function attentionTypes(layers: readonly AttentionKind[]): [AttentionKind[], number][] {
  const byTurns = layers.every((kind, i) => kind === (i % 2 === 0 ? 'global' : 'local'));
  if (byTurns && layers.length > 1) {
    const pairs: [AttentionKind[], number] = [['global', 'local'], Math.floor(layers.length / 2)];
    return layers.length % 2 === 0 ? [pairs] : [pairs, [['global'], 1]];
  }
  const runs: [AttentionKind[], number][] = [];
  for (const kind of layers) {
    const last = runs.at(-1);
    if (last?.[0][0] === kind) last[1]++;
    else runs.push([[kind], 1]);
  }
  return runs;
}

function attentionLayers(f: Fields, numLayers: number): AttentionKind[] {
  const listed = f.absent('attention_layers') ? null : kinds(f, f.list('attention_layers'));
  if (f.absent('attention_types')) {
    if (!listed)
      throw f.error('attention_types', 'the kinds of attention, such as [[["global"], 1]]', undefined);
    return counted(f, 'attention_layers', listed, numLayers);
  }
  const layers: AttentionKind[] = [];
  for (const group of f.list('attention_types')) {
    const [pattern, times] = Array.isArray(group) ? (group as unknown[]) : [];
    const fits = Array.isArray(pattern) && pattern.length > 0 && Number.isSafeInteger(times);
    if (!fits || (times as number) < 0) {
      throw f.error('attention_types', 'pairs of a list of kinds, at least one, and a count', group);
    }
    if (layers.length + pattern.length * (times as number) > MAX_LAYERS) {
      throw f.error('attention_types', `at most ${MAX_LAYERS} layers`, group);
    }
    for (let i = 0; i < (times as number); i++) layers.push(...kinds(f, pattern));
  }
  counted(f, 'attention_types', layers, numLayers);
  if (listed && listed.join() !== layers.join()) {
    throw new FormatError(f.path, 'attention_layers and attention_types disagree');
  }
  return layers;
}

function kinds(f: Fields, values: readonly unknown[]): AttentionKind[] {
  return values.map((kind) => {
    if (kind !== 'global' && kind !== 'local') throw f.error('attention kind', '"global" or "local"', kind);
    return kind;
  });
}

function counted(f: Fields, name: string, layers: AttentionKind[], expected: number): AttentionKind[] {
  if (layers.length !== expected)
    throw f.error(name, `${expected} layers, as num_layers says`, layers.length);
  return layers;
}

/** `eos_token_id` may be a list; its first entry is the one this package stops at. */
function tokenId(f: Fields, name: string): number | null {
  if (f.absent(name)) return null;
  return f.firstWhole(name, 0, LARGEST);
}
