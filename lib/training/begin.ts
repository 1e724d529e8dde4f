/** The beginning of a new run: everything is decided here, and written to `run.json` before the first step. */
import { Model } from '../models/model.ts';
import type { ChosenDevice } from '../runtime/devices.ts';
import { machine } from '../runtime/machine.ts';
import { packageVersion } from '../runtime/version.ts';
import { tokensInTime } from './measure.ts';
import { type ChosenModel, chooseModel } from './model-choice.ts';
import { DEFAULTS, type TrainOptions } from './options.ts';
import { compileTraining } from './programs.ts';
import { newRunFile, type RunFile } from './run-file.ts';
import { contextOf, settle } from './settings.ts';
import type { TrainingData } from './training-data.ts';

/** Tokens computed at once while the speed is measured, unless the options name a batch. */
const PROBE_TOKENS = 4096;

/** @param spent Seconds since `train` was called. */
export async function begin(
  options: TrainOptions,
  data: TrainingData,
  device: ChosenDevice,
  spent: () => number,
): Promise<RunFile> {
  const model = await chooseModel(options, data.identity.vocab);
  const { maxPositions } = model.document;
  const facts = { suited: model.suited, maxPositions, trainTokens: data.identity.trainTokens };
  const minutes = options.minutes;
  const budget = minutes === undefined ? null : await measure(options, minutes, model, data, device, spent);
  const settings = settle(options, facts, budget);
  return newRunFile(packageVersion(), model, data.identity, settings, machine(), device);
}

/** Measures with weights of its own, which are thrown away. */
async function measure(
  options: TrainOptions,
  minutes: number,
  chosen: ChosenModel,
  data: TrainingData,
  device: ChosenDevice,
  spent: () => number,
): Promise<number> {
  const { seed = DEFAULTS.seed, threads = DEFAULTS.threads, memoryLimit = DEFAULTS.memoryLimit } = options;
  const { sequences = DEFAULTS.sequences, loss = DEFAULTS.loss } = options;
  const context = contextOf(options, chosen.document.maxPositions);
  const batch = options.batch ?? Math.max(1, Math.round(PROBE_TOKENS / context));
  const model = await Model.create(chosen.document, { seed, device });
  try {
    const program = compileTraining(model, { batch, context, threads, memoryLimit });
    try {
      const update = data.stream({ batch, context, accumulation: 1, sequences, loss, seed }, null).next();
      return await tokensInTime(program, update, {
        minutes,
        spent: spent(),
        seed,
        signal: options.signal,
        onProgress: (done) => options.onEvent?.({ type: 'measure', done }),
      });
    } finally {
      program.dispose();
    }
  } finally {
    model.dispose();
  }
}
