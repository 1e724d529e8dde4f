/** Opens a model for scoring texts: its program, its tokenizer, and how much it takes at once. */

import { loadModelFolder } from '../models/checkpoint.ts';
import type { Program } from '../models/compiled.ts';
import { mostPositions } from '../models/model.ts';
import { findModelFolder } from '../models/model-path.ts';
import { checkTrainedTokenizer, checkVocabulary } from '../models/model-tokenizer.ts';
import type { Compute } from '../runtime/addon.ts';
import type { OptionNames } from '../runtime/arguments.ts';
import { type ChosenDevice, type Device, resolveDevice } from '../runtime/devices.ts';
import { FormatError } from '../runtime/errors.ts';
import { checkWhole } from '../runtime/whole.ts';
import { loadTokenizerFile, type Tokenizer } from '../tokenizer/tokenizer.ts';

export interface ScorerOptions {
  /** Where to compute (docs/gpu.md), and in what. Default `auto`, and the device's own. */
  device?: Device;
  compute?: Compute;
  /** Tokens of a window; default: the context that the model was trained on. */
  context?: number;
  /** Tokens computed at once; changes the speed alone. Default 8192. */
  batchTokens?: number;
  /** 0 (default): as many as the process may use. */
  threads?: number;
  signal?: AbortSignal;
}

/** Names of these options, for the calls that take others as well. */
export const SCORER_OPTIONS: OptionNames<ScorerOptions> = {
  device: true,
  compute: true,
  context: true,
  batchTokens: true,
  threads: true,
  signal: true,
};

export interface OpenScorer {
  program: Program;
  tokenizer: Tokenizer;
  /** Tokens of a window. */
  context: number;
  /** Rows and sequences of a call at most. */
  maxRows: number;
  maxSequences: number;
  device: ChosenDevice;
  dispose(): void;
}

/**
 * @param model Hugging Face folder, checkpoint or run directory.
 * @throws MismatchError, FileError, FormatError for what is wrong with it; InvalidArgumentError for a context that it
 * does not have; DeviceError; AbortedError.
 */
export async function openScorer(model: string, options: ScorerOptions = {}): Promise<OpenScorer> {
  const { batchTokens = 8192, threads = 0, signal } = options;
  const folder = await findModelFolder(model);
  const device = resolveDevice({ device: options.device, compute: options.compute });
  const loaded = await loadModelFolder(folder, { device, signal });
  try {
    const { context: trained, document, tokenizerPath } = loaded;
    const context = options.context ?? trained;
    checkWhole('context', context, 1, mostPositions(document));
    if (tokenizerPath === null) throw new FormatError(folder, 'holds no tokenizer.json, which scoring needs');
    const tokenizer = await loadTokenizerFile(tokenizerPath);
    await checkTrainedTokenizer(folder, tokenizer);
    checkVocabulary(tokenizer, document.vocab);
    const maxRows = Math.max(context, batchTokens);
    const maxSequences = Math.max(1, Math.ceil(maxRows / 16));
    const program = loaded.model.compile({
      mode: 'evaluate',
      maxRows,
      maxSequences,
      maxLength: context,
      matchGeneration: false,
      threads,
    });
    const dispose = () => {
      program.dispose();
      loaded.model.dispose();
    };
    return { program, tokenizer, context, maxRows, maxSequences, device, dispose };
  } catch (error) {
    loaded.model.dispose();
    throw error;
  }
}
