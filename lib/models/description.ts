/** A model by name or by file: what `--model` means when a model is to be trained from nothing. */
import { basename } from 'node:path';
import { Fields } from '../formats/fields.ts';
import { parseGptNeoJson } from '../formats/huggingface-config.ts';
import { parseStrictJson } from '../formats/strict-json.ts';
import { exists, readBytes } from '../runtime/files.ts';
import type { GptNeoConfig } from './gpt-neo.ts';
import { fromHuggingFace } from './huggingface.ts';
import { findPreset, lookUpPreset, presetConfig, type SuitedSettings, suitedSettings } from './presets.ts';

/** A model without its vocabulary, and how to train it. */
export interface ModelDescription {
  name: string;
  /** Rows of the position table. */
  context: number;
  hidden: number;
  /** The model over a vocabulary, with another context if one is given. */
  config(vocab: number, context?: number): GptNeoConfig;
  /** Learning rate and batch for a run of so many tokens (omitted: a long one). */
  settings(tokens?: number): SuitedSettings;
}

const FILE_LIMIT = 2 ** 20;
const OWN_FIELDS = [
  'name',
  'hidden',
  'layers',
  'heads',
  'context',
  'window',
  'attention',
  'intermediate',
  'epsilon',
  'initRange',
  'dropout',
  'learningRate',
  'batch',
];

/**
 * Finds a preset, or reads a JSON file: either `config.json` of a GPT-Neo folder, or an object with `hidden`,
 * `layers`, `heads` and, if wanted, `name`, `context` (512), `window` (256), `attention`, `intermediate`,
 * `epsilon`, `initRange`, `dropout`, `learningRate`, `batch`.
 * @throws InvalidArgumentError naming the nearest presets; FormatError naming the field.
 */
export async function describeModel(nameOrFile: string): Promise<ModelDescription> {
  const preset = lookUpPreset(nameOrFile);
  if (preset) {
    return {
      name: preset.name,
      context: preset.context,
      hidden: preset.hidden,
      config: (vocab, context) => presetConfig(preset, vocab, context),
      settings: (tokens) => suitedSettings(preset.hidden, preset.context, tokens),
    };
  }
  const looksLikeFile = /[/\\]|\.json$/i.test(nameOrFile);
  if (!looksLikeFile && !(await exists(nameOrFile))) findPreset(nameOrFile);
  const bytes = await readBytes(nameOrFile, { limit: FILE_LIMIT, pipe: true });
  return describeJson(parseStrictJson(bytes, nameOrFile, 'the model file'), nameOrFile);
}

/** `describeModel` for a parsed file; `path` names it in errors. */
export function describeJson(value: unknown, path: string): ModelDescription {
  const f = new Fields(value, path);
  const name = f.text('name', basename(path).replace(/\.json$/i, ''));
  const base = f.absent('model_type') ? ownForm(f) : fromHuggingFace(parseGptNeoJson(value, path), path);
  const learningRate = f.absent('learningRate') ? null : f.number('learningRate', 0, 1e-8, 10);
  const batch = f.absent('batch') ? null : f.whole('batch', 0, 1, 2 ** 20);
  return {
    name,
    context: base.maxPositions,
    hidden: base.hidden,
    config: (vocab, context) => ({ ...base, vocab, maxPositions: context ?? base.maxPositions }),
    settings: (tokens) => {
      const suited = suitedSettings(base.hidden, base.maxPositions, tokens);
      return { learningRate: learningRate ?? suited.learningRate, batch: batch ?? suited.batch };
    },
  };
}

function ownForm(f: Fields): GptNeoConfig {
  const unknown = f.names().find((name) => !OWN_FIELDS.includes(name));
  if (unknown !== undefined)
    throw f.error(unknown, `a field among ${OWN_FIELDS.join(', ')}`, f.value(unknown));
  const required = (name: string, most: number) => {
    if (f.absent(name)) throw f.error(name, `a whole number from 1 to ${most}`, undefined);
    return f.whole(name, 0, 1, most);
  };
  const config: GptNeoConfig = {
    vocab: 1,
    hidden: required('hidden', 2 ** 16),
    layers: required('layers', 1024),
    heads: required('heads', 2 ** 12),
    maxPositions: f.whole('context', 512, 1, 2 ** 20),
    window: f.whole('window', 256, 1, 2 ** 20),
    epsilon: f.number('epsilon', 1e-5, 1e-12, 1),
    initRange: f.number('initRange', 0.02, 0, 10),
    dropout: f.number('dropout', 0, 0, 0.99),
  };
  if (!f.absent('intermediate')) config.intermediate = f.whole('intermediate', 0, 1, 2 ** 18);
  if (config.hidden % config.heads !== 0) {
    throw f.error('hidden', `a multiple of heads (${config.heads})`, config.hidden);
  }
  if (!f.absent('attention')) {
    const kinds = f.list('attention');
    const known = kinds.every((kind) => kind === 'global' || kind === 'local');
    if (!known || kinds.length !== config.layers) {
      throw f.error('attention', `${config.layers} entries, each "global" or "local"`, kinds);
    }
    config.attention = kinds as ('global' | 'local')[];
  }
  return config;
}
