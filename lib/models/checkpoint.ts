/**
 * A model as a Hugging Face folder: `config.json`, `model.safetensors`, `tokenizer.json`,
 * `generation_config.json`. Python's `transformers` opens it as GPTNeoForCausalLM, and folders made there (or
 * released with the paper) open here.
 */
import { join } from 'node:path';
import {
  generationJson,
  gptNeoJson,
  type HuggingFaceGptNeo,
  parseGenerationJson,
  parseGptNeoJson,
} from '../formats/huggingface-config.ts';
import { parseStrictJson } from '../formats/strict-json.ts';
import type { NativeWeights } from '../runtime/addon.ts';
import { InvalidArgumentError } from '../runtime/errors.ts';
import { exists, makeDirectory, readBytes, writeFileAtomic } from '../runtime/files.ts';
import { writeJson } from '../runtime/json.ts';
import { type GptNeoConfig, gptNeo } from './gpt-neo.ts';
import { fromHuggingFace, toHuggingFace, trainedContext } from './huggingface.ts';
import { Model, type ModelOptions } from './model.ts';
import { loadWeights, saveWeights, WEIGHTS_FILE } from './weights-file.ts';

const CONFIG_FILE = 'config.json';
const GENERATION_FILE = 'generation_config.json';
const TOKENIZER_FILE = 'tokenizer.json';
const CONFIG_LIMIT = 2 ** 20;
/** What `transformers` puts in when config.json is silent: GPT-2's `<|endoftext|>`. */
const GPT2_END = 50256;

export interface ModelFolderOptions {
  config: GptNeoConfig;
  /** Text of tokenizer.json; omitted: the folder gets none. */
  tokenizer?: string | undefined;
  /** Id of `<|endoftext|>`, which begins and ends every story. */
  endOfText: number;
  /** Tokens a training sequence had; default: all positions. */
  context?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** What a folder says without its weights. */
export interface ModelFolder {
  config: GptNeoConfig;
  /** Positions that were trained; beyond them the model's output means nothing. */
  context: number;
  /** The token that ends a story; null when the folder names none. */
  endOfText: number | null;
  /** null when the folder holds none. */
  tokenizerPath: string | null;
}

export interface LoadedModel extends ModelFolder {
  model: Model;
}

/**
 * Writes the folder, each file whole or not at all; config.json last, so that a folder which has one is
 * complete. Files of the same names are replaced, others are left alone.
 */
export async function saveModelFolder(
  dir: string,
  model: { readonly weights: Pick<NativeWeights, 'layout' | 'read'> },
  options: ModelFolderOptions,
): Promise<void> {
  const { config, endOfText, tokenizer, signal } = options;
  if (!Number.isInteger(endOfText) || endOfText < 0 || endOfText >= config.vocab) {
    throw new InvalidArgumentError('endOfText', `a token below ${config.vocab}`, endOfText);
  }
  const described = toHuggingFace(config, endOfText, options.context);
  await makeDirectory(dir);
  await saveWeights(join(dir, WEIGHTS_FILE), model.weights, { signal });
  if (tokenizer !== undefined) await writeFileAtomic(join(dir, TOKENIZER_FILE), tokenizer, { signal });
  await writeJson(join(dir, GENERATION_FILE), generationJson(described), { signal });
  await writeJson(join(dir, CONFIG_FILE), gptNeoJson(described), { signal });
}

/**
 * Opens a folder as a model with its weights; the caller disposes of the model.
 * @throws FileError, FormatError, MismatchError or UnsupportedError, as `readModelFolder` and `loadWeights` say.
 */
export async function loadModelFolder(
  dir: string,
  options: ModelOptions & { signal?: AbortSignal | undefined } = {},
): Promise<LoadedModel> {
  const folder = await readModelFolder(dir);
  const model = Model.empty(gptNeo(folder.config), { device: options.device });
  try {
    await loadWeights(dir, model.weights, { signal: options.signal });
    return { model, ...folder };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Reads and checks everything but the weights. */
export async function readModelFolder(dir: string): Promise<ModelFolder> {
  const config = parseGptNeoJson(await readStrict(join(dir, CONFIG_FILE)), join(dir, CONFIG_FILE));
  const generation = join(dir, GENERATION_FILE);
  const ending = (await exists(generation))
    ? parseGenerationJson(await readStrict(generation), generation).eosTokenId
    : null;
  const tokenizer = join(dir, TOKENIZER_FILE);
  return {
    config: fromHuggingFace(config, join(dir, CONFIG_FILE)),
    context: trainedContext(config),
    endOfText: endToken(config, ending),
    tokenizerPath: (await exists(tokenizer)) ? tokenizer : null,
  };
}

function endToken(config: HuggingFaceGptNeo, generation: number | null): number | null {
  const named = generation ?? config.eosTokenId ?? GPT2_END;
  return named < config.vocabSize ? named : null;
}

async function readStrict(path: string): Promise<unknown> {
  return parseStrictJson(await readBytes(path, { limit: CONFIG_LIMIT }), path, 'the file');
}
