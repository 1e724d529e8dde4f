/** Finds the model that a run asks for: a preset, a file, a configuration or a recorded document. */
import { describeJson, describeModel, type ModelDescription } from '../models/description.ts';
import { type GptNeoConfig, gptNeo } from '../models/gpt-neo.ts';
import { fullLength } from '../models/model.ts';
import { lookUpPreset, type SuitedSettings, suitedSettings } from '../models/presets.ts';
import type { ProgramDocument } from '../models/program.ts';
import { parseDocument } from '../models/program-file.ts';
import { FormatError, InvalidArgumentError, MismatchError } from '../runtime/errors.ts';
import { readJson } from '../runtime/json.ts';
import { DEFAULTS, type TrainOptions } from './options.ts';

export interface ChosenModel {
  /** For people. */
  name: string;
  /** null for a document of another architecture. */
  config: GptNeoConfig | null;
  document: ProgramDocument;
  /** Learning rate and batch suited to it for a run of so many tokens (omitted: a long one). */
  suited(tokens?: number): SuitedSettings;
}

/**
 * @param vocab Vocabulary of the data, which is the model's.
 * @throws FormatError, InvalidArgumentError or MismatchError that names the model and the field.
 */
export async function chooseModel(options: TrainOptions, vocab: number): Promise<ChosenModel> {
  const { model = DEFAULTS.model } = options;
  if (typeof model !== 'string') return fromValue(model, 'model', options, vocab);
  if (!lookUpPreset(model) && model.endsWith('.json')) {
    return fromValue(await readJson(model, { pipe: true }), model, options, vocab);
  }
  return described(await describeModel(model), options, vocab);
}

function fromValue(value: unknown, path: string, options: TrainOptions, vocab: number): ChosenModel {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FormatError(path, 'expected an object: a configuration or a recorded program');
  }
  if ('format' in value || 'operations' in value) return asDocument(value, path, options, vocab);
  if (!('maxPositions' in value)) return described(describeJson(value, path), options, vocab);
  const { maxPositions: context, ...rest } = value;
  return described(describeJson({ ...rest, context }, path), options, vocab);
}

function described(description: ModelDescription, options: TrainOptions, vocab: number): ChosenModel {
  const { name } = description;
  const base = description.config(vocab, options.context);
  const config = options.dropout === undefined ? base : { ...base, dropout: options.dropout };
  return { name, config, document: gptNeo(config, name), suited: (tokens) => description.settings(tokens) };
}

function asDocument(value: object, path: string, options: TrainOptions, vocab: number): ChosenModel {
  const document = parseDocument(value, path);
  if (document.vocab !== vocab) {
    throw new MismatchError(
      `${path}: the program has ${document.vocab} tokens, the data ${vocab}; record it for the data's vocabulary`,
    );
  }
  if (options.dropout) {
    throw new InvalidArgumentError('dropout', '0: a recorded program brings its own', options.dropout);
  }
  const embedding = document.operations.find((operation) => operation.op === 'embedding');
  const hidden = embedding ? (document.values[embedding.y]?.width ?? 0) : 0;
  if (!Number.isSafeInteger(hidden) || hidden < 1)
    throw new FormatError(path, 'the program has no embedding');
  const context = fullLength(document);
  const suited = (tokens?: number) => suitedSettings(hidden, context, tokens);
  return { name: document.name, config: null, document, suited };
}
