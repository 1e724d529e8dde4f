/** Going on with a run: finding it, and making sure that it stays the same run. */
import { type ChosenDevice, resolveDevice } from '../runtime/devices.ts';
import { FileError, InvalidArgumentError, MismatchError } from '../runtime/errors.ts';
import { exists } from '../runtime/files.ts';
import type { TrainingState } from './checkpoint.ts';
import { chooseModel } from './model-choice.ts';
import { LENGTHS, TRAIN_OPTIONS, type TrainOptions } from './options.ts';
import type { RunDirectory } from './run-directory.ts';
import { documentHash, type RunFile, readRunFile } from './run-file.ts';
import { firstDifference } from './schedule.ts';
import { type Settings, scheduleOf } from './settings.ts';
import type { DataIdentity } from './training-data.ts';

/**
 * The run that stands in a directory; null when a new one is to begin there.
 * @throws FileError when there is a run and the options do not ask to resume, or none and they do.
 */
export async function findRun(directory: RunDirectory, options: TrainOptions): Promise<RunFile | null> {
  const { resume = false } = options;
  const there = await exists(directory.runFile);
  if (there && !resume) {
    throw new FileError(
      directory.path,
      'a run stands here already; go on with it (resume) or choose another directory',
    );
  }
  if (there) return readRunFile(directory.runFile);
  if (resume === true) {
    throw new FileError(directory.path, 'no run to go on with stands here; check the path, or begin one');
  }
  if (options.data === undefined) {
    throw new InvalidArgumentError('data', 'a path: there is no run to go on with', undefined);
  }
  return null;
}

/**
 * Checks that the options, the data and the newest checkpoint belong to the run; returns the run, made longer
 * if the options say so and its schedule allows that.
 */
export async function reconcile(
  run: RunFile,
  state: TrainingState | null,
  options: TrainOptions,
  data: DataIdentity,
): Promise<RunFile> {
  checkData(run, data);
  if (state && (state.modelHash !== run.model.hash || state.tokenizerHash !== run.data.tokenizerHash)) {
    throw new MismatchError(
      'the newest checkpoint is of another model or tokenizer than run.json; both files must be of one run',
    );
  }
  if (options.model !== undefined) {
    const chosen = await chooseModel({ dropout: run.model.config?.dropout ?? 0, ...options }, data.vocab);
    if (documentHash(chosen.document) !== run.model.hash) {
      throw new InvalidArgumentError('model', `${run.model.name}, as the run began`, chosen.name);
    }
  }
  for (const { name, fixed } of TRAIN_OPTIONS) {
    if (!fixed || options[name] === undefined || LENGTHS.some((length) => length === name)) continue;
    const stored = name === 'dropout' ? (run.model.config?.dropout ?? 0) : settingOf(run.settings, name);
    if (stored !== undefined && stored !== options[name]) {
      throw new InvalidArgumentError(
        name,
        `${String(stored)}, as the run began (a resumed run keeps its numbers; leave the option out)`,
        options[name],
      );
    }
  }
  return { ...run, settings: lengthened(run, state?.step ?? 0, options) };
}

/**
 * Where a run goes on: on the device that is asked for, else on the one it was on.
 * @throws DeviceError when that is not there.
 */
export function deviceFor(run: RunFile, { device, compute }: TrainOptions): ChosenDevice {
  const last = run.devices.at(-1)!;
  const chosen = resolveDevice({ device: device ?? last.id, compute });
  const sameBackend = last.id.split(':', 1)[0] === chosen.backend;
  return compute === undefined && sameBackend ? { ...chosen, compute: last.compute } : chosen;
}

function checkData(run: RunFile, data: DataIdentity): void {
  const { tokenizerHash, trainTokens } = run.data;
  if (data.tokenizerHash !== tokenizerHash) {
    throw new MismatchError(
      `${data.path}: its tokenizer (${data.tokenizerHash.slice(0, 12)}…) is not the one that the run began with ` +
        `(${tokenizerHash.slice(0, 12)}…); give the run its own data`,
    );
  }
  if (data.trainTokens !== trainTokens) {
    throw new MismatchError(
      `${data.path}: ${data.trainTokens} training tokens, while the run began with ${trainTokens}; ` +
        'give the run its own data',
    );
  }
}

function settingOf(settings: Settings, name: string): unknown {
  return (settings as unknown as Record<string, unknown>)[name];
}

/** The settings with a new length, if one is asked for. */
function lengthened(run: RunFile, done: number, options: TrainOptions): Settings {
  const { settings } = run;
  const unit = LENGTHS.find((name) => options[name] !== undefined);
  if (unit === undefined) return settings;
  const amount = options[unit] as number;
  if (settings.length.unit === unit && settings.length.amount === amount) return settings;
  if (unit === 'minutes') {
    throw new InvalidArgumentError(
      'minutes',
      `no other limit than the one the run began with (it is a run of ${settings.steps} steps; say steps)`,
      amount,
    );
  }
  const tokensPerStep = settings.batch * settings.context * settings.accumulation;
  const tokens = unit === 'epochs' ? amount * run.data.trainTokens : amount;
  const steps = unit === 'steps' ? amount : Math.max(1, Math.ceil(tokens / tokensPerStep));
  if (steps === settings.steps) return settings;
  const longer: Settings = { ...settings, length: { unit, amount }, steps };
  if (steps < done || steps < settings.warmup) {
    throw new InvalidArgumentError(unit, `more than the ${done} steps already done`, amount);
  }
  if (firstDifference(scheduleOf(settings), scheduleOf(longer), done) > 0) {
    throw new InvalidArgumentError(
      unit,
      `the ${settings.steps} steps that the run began with (its ${settings.schedule} schedule gave the steps ` +
        'already done another learning rate than a run of the new length; begin a new one, with schedule ' +
        'constant or wsd if it may grow later)',
      amount,
    );
  }
  return longer;
}
