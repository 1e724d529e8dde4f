/** A model of ours that tells. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { LanguageModel, WEIGHT_PRECISIONS } from '../../generation/language-model.ts';
import { countParameters } from '../../models/accounting.ts';
import { findModelFolder } from '../../models/model-path.ts';
import { WEIGHTS_FILE } from '../../models/weights-file.ts';
import type { WeightPrecision } from '../../runtime/addon.ts';
import { checkObject, checkOptions, checkPath } from '../../runtime/arguments.ts';
import { sha256File } from '../../runtime/digest.ts';
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { exists } from '../../runtime/files.ts';
import { readJson } from '../../runtime/json.ts';
import { seedFor } from '../../runtime/random.ts';
import { checkWhole } from '../../runtime/whole.ts';
import { checkTelling } from '../arguments.ts';
import type { CompletionRecord, PromptRecord, TellerRecord } from '../record.ts';
import type { Teller, TellingSettings } from './teller.ts';

const STEP = /^step-(\d+)$/;

export interface ModelTellerOptions {
  /** As the model was opened with. Default 16. */
  slots?: number;
  /** As the model was opened with. Default `float32`. */
  weights?: WeightPrecision;
}

/** @throws InvalidArgumentError */
export function modelTeller(
  model: LanguageModel,
  record: TellerRecord,
  settings: TellingSettings,
  options: ModelTellerOptions = {},
): Teller {
  checkModel(model);
  checkObject('record', record);
  checkTelling(settings);
  checkOptions<ModelTellerOptions>('modelTeller', options, { slots: true, weights: true });
  const { slots = 16, weights = 'float32' } = options;
  checkWhole('slots', slots, 1);
  if (!WEIGHT_PRECISIONS.includes(weights))
    throw new InvalidArgumentError('weights', `one of ${WEIGHT_PRECISIONS.join(', ')}`, weights);
  const { samples: all, temperature, topP, maxTokens } = settings;
  return {
    record,
    ahead: Math.max(2, Math.ceil((2 * slots) / all)),
    computed: { device: model.device.id, compute: model.device.compute, weights },
    async tell(prompt, samples, signal) {
      const seed = seedOfPrompt(settings.seed, prompt.text);
      const untold = (failure: string): CompletionRecord[] =>
        samples.map((sample) => ({ ...nothing(prompt, sample), failure }));
      const length = model.tokenizer.encode(prompt.text).length + 1;
      if (length > model.context)
        return untold(`the prompt has ${length} tokens, the model's context ${model.context}`);
      const generation = model.generate(prompt.text, {
        samples: all,
        temperature,
        topP,
        seed,
        ...(maxTokens === null ? {} : { maxTokens }),
        ...(signal ? { signal } : {}),
      });
      const [told = []] = await generation.completions();
      return samples.map((sample) => {
        const completion = told[sample];
        if (!completion) throw new InvalidArgumentError('samples', `numbers below ${all}`, sample);
        const { text, finish, ids, logprobs } = completion;
        return {
          prompt: prompt.id,
          sample,
          text,
          finish,
          seed,
          tokens: ids.length,
          perplexity: perplexityOf(logprobs),
        };
      });
    },
  };
}

export interface DescribeTellerOptions {
  signal?: AbortSignal;
}

/**
 * What is known of the model in a folder: hash of its weights, checkpoint, size.
 * @param path a run, a checkpoint or a Hugging Face folder
 * @throws InvalidArgumentError; FileError where it holds no model; AbortedError
 */
export async function describeModelTeller(
  path: string,
  model: LanguageModel,
  options: DescribeTellerOptions = {},
): Promise<TellerRecord> {
  checkPath('path', path);
  checkModel(model);
  checkOptions<DescribeTellerOptions>('describeModelTeller', options, { signal: true });
  const folder = await findModelFolder(path);
  const step = STEP.exec(folder.split(/[\\/]/).at(-1) ?? '');
  return {
    source: 'model',
    name: path,
    hash: (await sha256File(join(folder, WEIGHTS_FILE), options.signal)).sha256,
    step: step ? Number(step[1]) : null,
    parameters: countParameters(model.model.document).total,
    valLoss: await lossOf(folder, step ? Number(step[1]) : null),
    baseURL: null,
    answered: [],
  };
}

function checkModel(model: unknown): void {
  if (!(model instanceof LanguageModel))
    throw new InvalidArgumentError('model', 'a LanguageModel that was loaded', model);
}

function nothing(prompt: PromptRecord, sample: number): CompletionRecord {
  return { prompt: prompt.id, sample, text: null, finish: null, seed: null, tokens: null, perplexity: null };
}

/** A seed of its own for each prompt, by its text: others may come and go. */
function seedOfPrompt(seed: number, text: string): number {
  return seedFor(seed, createHash('sha256').update(text).digest().readUInt32LE());
}

function perplexityOf(logprobs: readonly number[]): number | null {
  if (logprobs.length === 0) return null;
  const perplexity = Math.exp(-logprobs.reduce((sum, value) => sum + value, 0) / logprobs.length);
  return Number.isFinite(perplexity) ? perplexity : null;
}

/** As the run's pointers know it. */
async function lossOf(folder: string, step: number | null): Promise<number | null> {
  if (step === null) return null;
  for (const name of ['best.json', 'last.json']) {
    const pointer = join(folder, '..', name);
    if (!(await exists(pointer))) continue;
    const { step: of, valLoss } = ((await readJson(pointer)) ?? {}) as { step?: unknown; valLoss?: unknown };
    if (of === step && typeof valLoss === 'number') return valLoss;
  }
  return null;
}
