/** A GPT-Neo in this package's terms and in those of config.json, both ways. */
import type { HuggingFaceGptNeo } from '../formats/huggingface-config.ts';
import { UnsupportedError } from '../runtime/errors.ts';
import { attentionKinds, type GptNeoConfig } from './gpt-neo.ts';
import { lookUpPreset } from './presets.ts';

/** The model's description in the terms of config.json. */
export function toHuggingFace(config: GptNeoConfig, endOfText: number, context?: number): HuggingFaceGptNeo {
  const { maxPositions, dropout = 0 } = config;
  return {
    vocabSize: config.vocab,
    hiddenSize: config.hidden,
    numLayers: config.layers,
    numHeads: config.heads,
    intermediateSize: config.intermediate ?? null,
    maxPositionEmbeddings: maxPositions,
    windowSize: config.window,
    attentionLayers: attentionKinds(config),
    layerNormEpsilon: config.epsilon ?? 1e-5,
    initializerRange: config.initRange ?? 0.02,
    embedDropout: dropout,
    residDropout: dropout,
    bosTokenId: endOfText,
    eosTokenId: endOfText,
    trainedContext: context === undefined || context === maxPositions ? null : context,
  };
}

/** The other way; `path` names the file in errors. */
export function fromHuggingFace(config: HuggingFaceGptNeo, path: string): GptNeoConfig {
  if (config.embedDropout !== config.residDropout) {
    throw new UnsupportedError(
      `${path}: embed_dropout (${config.embedDropout}) and resid_dropout (${config.residDropout}) must be equal`,
    );
  }
  return {
    vocab: config.vocabSize,
    hidden: config.hiddenSize,
    layers: config.numLayers,
    heads: config.numHeads,
    maxPositions: config.maxPositionEmbeddings,
    window: config.windowSize,
    attention: config.attentionLayers,
    ...(config.intermediateSize === null ? {} : { intermediate: config.intermediateSize }),
    epsilon: config.layerNormEpsilon,
    initRange: config.initializerRange,
    dropout: config.residDropout,
  };
}

/**
 * The released models have 2,048 positions of which 512 were ever trained, and their config.json does not say
 * so: they are known by their shape.
 */
export function trainedContext(config: HuggingFaceGptNeo): number {
  if (config.trainedContext !== null) return config.trainedContext;
  const preset = lookUpPreset(`${config.hiddenSize}x${config.numLayers}`);
  const released =
    preset?.released != null &&
    config.vocabSize === 50257 &&
    config.maxPositionEmbeddings === 2048 &&
    config.windowSize === preset.window &&
    config.numHeads === preset.heads;
  return released ? preset.context : config.maxPositionEmbeddings;
}
