/**
 * A model as a Hugging Face folder: `config.json`, `model.safetensors`, `tokenizer.json`,
 * `generation_config.json`. Python's `transformers` opens it as GPTNeoForCausalLM, and folders made there (or
 * released with the paper) open here. A model of another architecture has its recorded program, `program.json`, in
 * the place of `config.json`.
 */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type Generation,
  generationJson,
  gptNeoJson,
  type HuggingFaceGptNeo,
  parseGenerationJson,
  parseGptNeoJson,
} from '../formats/huggingface-config.ts';
import { parseStrictJson } from '../formats/strict-json.ts';
import type { NativeWeights } from '../runtime/addon.ts';
import { checkObject, checkOptions, checkPath, type OptionNames } from '../runtime/arguments.ts';
import { type ChosenDevice, resolvePlace } from '../runtime/devices.ts';
import {
  FileError,
  FormatError,
  InvalidArgumentError,
  MismatchError,
  UnsupportedError,
} from '../runtime/errors.ts';
import { exists, makeDirectory, readBytes, removePath, writeFileAtomic } from '../runtime/files.ts';
import { writeJson } from '../runtime/json.ts';
import { checkWhole } from '../runtime/whole.ts';
import { type GptNeoConfig, gptNeo } from './gpt-neo.ts';
import { fromHuggingFace, toHuggingFace, trainedContext } from './huggingface.ts';
import { fullLength, Model, type ModelOptions, mostPositions } from './model.ts';
import type { ProgramDocument } from './program.ts';
import { PROGRAM_FILE, parseDocument } from './program-file.ts';
import { loadWeights, saveWeights, WEIGHTS_FILE } from './weights-file.ts';

const CONFIG_FILE = 'config.json';
const GENERATION_FILE = 'generation_config.json';
const TOKENIZER_FILE = 'tokenizer.json';
const CONFIG_LIMIT = 2 ** 20;
const PROGRAM_LIMIT = 64 * 2 ** 20;
/** What `transformers` puts in when config.json is silent: GPT-2's `<|endoftext|>`. */
const GPT2_END = 50256;

export interface ModelFolderOptions {
  /** A GPT-Neo's; omitted or null: the folder gets the model's `document` as `program.json`. */
  config?: GptNeoConfig | null | undefined;
  /** Text of tokenizer.json; omitted: the folder gets none. */
  tokenizer?: string | undefined;
  /** Id of `<|endoftext|>`, which begins and ends every story. */
  endOfText: number;
  /** Tokens a training sequence had; default: all positions. */
  context?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Options of `loadModelFolder`. */
export interface LoadModelOptions extends ModelOptions {
  signal?: AbortSignal | undefined;
}

/** What a folder says without its weights. */
export interface ModelFolder {
  /** null: another architecture than GPT-Neo, described by `document` alone. */
  config: GptNeoConfig | null;
  document: ProgramDocument;
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

const KNOWN_OF_SAVE: OptionNames<ModelFolderOptions> = {
  config: true,
  tokenizer: true,
  endOfText: true,
  context: true,
  signal: true,
};
const KNOWN_OF_LOAD: OptionNames<LoadModelOptions> = { device: true, compute: true, signal: true };

/**
 * Writes the folder, each file whole or not at all; `config.json` (or `program.json`) last, so that a folder which has
 * one is complete. Files of the same names are replaced, others are left alone, but for the one of these two that
 * the model does not have.
 * @param model a Model, or weights by themselves where `config` says what they are of
 * @throws InvalidArgumentError for options that there are not or that cannot be meant; FileError; AbortedError.
 */
export async function saveModelFolder(
  dir: string,
  model: { readonly weights: Pick<NativeWeights, 'layout' | 'read'>; readonly document?: ProgramDocument },
  options: ModelFolderOptions,
): Promise<void> {
  checkPath('dir', dir);
  checkObject('model', model);
  checkOptions('saveModelFolder', options, KNOWN_OF_SAVE);
  const { config = null, endOfText, tokenizer, signal } = options;
  const document = config ? gptNeo(config) : model.document;
  if (!document)
    throw new InvalidArgumentError('config', 'a configuration, as the model has no document', config);
  if (!Number.isInteger(endOfText) || endOfText < 0 || endOfText >= document.vocab) {
    throw new InvalidArgumentError('endOfText', `a token below ${document.vocab}`, endOfText);
  }
  const context = options.context ?? fullLength(document);
  checkWhole('context', context, 1, mostPositions(document));
  const [file, other] = config ? [CONFIG_FILE, PROGRAM_FILE] : [PROGRAM_FILE, CONFIG_FILE];
  const described = config ? gptNeoJson(toHuggingFace(config, endOfText, context)) : document;
  await makeDirectory(dir);
  // Two descriptions of one folder would contradict each other.
  if (await exists(join(dir, other))) await removePath(join(dir, other));
  await saveWeights(join(dir, WEIGHTS_FILE), model.weights, { signal });
  if (tokenizer !== undefined) await writeFileAtomic(join(dir, TOKENIZER_FILE), tokenizer, { signal });
  await writeJson(join(dir, GENERATION_FILE), generationJson(endOfText, context), { signal });
  await writeJson(join(dir, file), described, { signal });
}

/**
 * Opens a folder as a model with its weights; the caller disposes of the model. Default device: the CPU.
 * @throws FileError for a folder or file that is not there; FormatError for a file that is damaged; MismatchError for
 * weights that are not of the model, and for a `config.json` and a `program.json` of two models; UnsupportedError for
 * what this package does not compute; InvalidArgumentError for options that there are not; OutOfMemoryError;
 * DeviceError; AbortedError.
 */
export async function loadModelFolder(dir: string, options: LoadModelOptions = {}): Promise<LoadedModel> {
  checkPath('dir', dir);
  checkOptions('loadModelFolder', options, KNOWN_OF_LOAD);
  const { signal, ...place } = options;
  const device = resolvePlace(place);
  const folder = await readModelFolder(dir);
  const model = empty(folder, device, dir);
  try {
    const describedBy = folder.config ? CONFIG_FILE : PROGRAM_FILE;
    await loadWeights(dir, model.weights, { signal, describedBy });
    return { model, ...folder };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The native side is the one that checks a program to the last number; what it finds is a fault of the file. */
function empty({ config, document }: ModelFolder, device: ChosenDevice, dir: string): Model {
  try {
    return Model.empty(document, { device });
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    if (!config) throw new FormatError(join(dir, PROGRAM_FILE), error.message, { cause: error });
    // Each of its sizes may be, but not all of them together.
    const path = join(dir, CONFIG_FILE);
    throw new UnsupportedError(`${path} describes a model that cannot be computed: ${error.message}`);
  }
}

/** Reads and checks everything but the weights, and of a program all but what the native side checks. */
export async function readModelFolder(dir: string): Promise<ModelFolder> {
  const { config, document, own } = await readDescription(dir);
  const generation = join(dir, GENERATION_FILE);
  const said: Generation = (await exists(generation))
    ? parseGenerationJson(await readStrict(generation), generation)
    : { eosTokenId: null, maxLength: null };
  const tokenizer = join(dir, TOKENIZER_FILE);
  return {
    config,
    document,
    ...(own
      ? { context: trainedContext(own), endOfText: endToken(own, said.eosTokenId) }
      : ofProgram(document, said, generation)),
    tokenizerPath: (await exists(tokenizer)) ? tokenizer : null,
  };
}

interface Description {
  config: GptNeoConfig | null;
  document: ProgramDocument;
  /** `config.json` as it stands. */
  own: HuggingFaceGptNeo | null;
}

async function readDescription(dir: string): Promise<Description> {
  const [configPath, programPath] = [join(dir, CONFIG_FILE), join(dir, PROGRAM_FILE)];
  const [hasConfig, hasProgram] = [await exists(configPath), await exists(programPath)];
  const program = hasProgram
    ? parseDocument(await readStrict(programPath, PROGRAM_LIMIT), programPath)
    : null;
  if (hasConfig) {
    const own = parseGptNeoJson(await readStrict(configPath), configPath);
    const config = fromHuggingFace(own, configPath);
    const document = gptNeo(config);
    if (program && !isDeepStrictEqual({ ...program, name: '' }, { ...document, name: '' })) {
      throw new MismatchError(
        `${dir}: ${CONFIG_FILE} and ${PROGRAM_FILE} describe two models; remove the one that the weights are not of`,
      );
    }
    return { config, document, own };
  }
  if (program) return { config: null, document: program, own: null };
  const what = (await exists(dir)) ? `holds neither ${CONFIG_FILE} nor ${PROGRAM_FILE}` : 'does not exist';
  throw new FileError(dir, `${what}; expected a model folder, a checkpoint for instance`);
}

/** What a program does not say itself. Where the folder does not say it either, all positions were trained. */
function ofProgram(
  document: ProgramDocument,
  { eosTokenId, maxLength }: Generation,
  path: string,
): Pick<ModelFolder, 'context' | 'endOfText'> {
  const most = mostPositions(document);
  if (maxLength !== null && maxLength > most) {
    throw new FormatError(path, `max_length is ${maxLength}, the model has ${most} positions`);
  }
  const endOfText = eosTokenId !== null && eosTokenId < document.vocab ? eosTokenId : null;
  return { context: maxLength ?? fullLength(document), endOfText };
}

function endToken(config: HuggingFaceGptNeo, generation: number | null): number | null {
  const named = generation ?? config.eosTokenId ?? GPT2_END;
  return named < config.vocabSize ? named : null;
}

async function readStrict(path: string, limit: number = CONFIG_LIMIT): Promise<unknown> {
  return parseStrictJson(await readBytes(path, { limit }), path, 'the file');
}
