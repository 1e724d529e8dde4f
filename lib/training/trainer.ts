/**
 * `train`: from a data directory and a few numbers to a run directory with checkpoints. One native call a step;
 * the next step's data is read while it runs, and a GPU is asked for that step as well. A run that was stopped, killed
 * or aborted goes on bit for bit.
 */

import { countParameters, estimateFlops, estimateMemory } from '../models/accounting.ts';
import type { Program } from '../models/compiled.ts';
import { Model } from '../models/model.ts';
import { throwIfAborted } from '../runtime/abort.ts';
import { type ChosenDevice, resolveDevice } from '../runtime/devices.ts';
import { AbortedError } from '../runtime/errors.ts';
import { makeDirectory, removeLeftovers } from '../runtime/files.ts';
import { machine } from '../runtime/machine.ts';
import { begin } from './begin.ts';
import { type CheckpointContent, loadCheckpoint, type TrainingState } from './checkpoint.ts';
import type { TrainResult } from './events.ts';
import { GradedCheckpoints } from './grader.ts';
import { NonFiniteGuard } from './guard.ts';
import { newestWhole, tidy } from './keeping.ts';
import { lockRun } from './lock.ts';
import { cutAfter, MetricsLog } from './metrics.ts';
import { checkOptions, DEFAULTS, type TrainOptions } from './options.ts';
import { compileEvaluation, compileTraining, evaluationBatch } from './programs.ts';
import { deviceFor, findRun, reconcile } from './resume.ts';
import { RunDirectory } from './run-directory.ts';
import { continuedOn, dataPath, type RunFile, sameDevice, storedPath, writeRunFile } from './run-file.ts';
import { settleSession } from './settings.ts';
import { TensorBoardLog } from './tensorboard.ts';
import { TrainingData } from './training-data.ts';
import { TrainingRun } from './training-run.ts';
import { ValidationLoss } from './validation.ts';

/** What was opened, to be closed in the opposite order. */
type Open = (() => unknown)[];

/**
 * Trains a model.
 *
 * @returns where the checkpoints are and what was reached.
 * @throws InvalidArgumentError for options that cannot be meant, FileError when a run stands in `out` already
 *   (or none does, with `resume`), LockedError when another process trains there, MismatchError when data,
 *   tokenizer or model are not those of the run, OutOfMemoryError with the largest batch that fits,
 *   DeviceError for a GPU that cannot be used, NonFiniteError after too many steps that had to be skipped, and
 *   AbortedError after `signal`: then the step was finished and a checkpoint written.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  checkOptions(options);
  throwIfAborted(options.signal, 'training was aborted before it began');
  const directory = new RunDirectory(options.out);
  await findRun(directory, options);
  await makeDirectory(directory.checkpoints);
  const lock = await lockRun(directory.path);
  const open: Open = [() => lock.release()];
  let result: TrainResult;
  try {
    result = await work(directory, options, open);
  } catch (error) {
    // What failed first is what the caller should hear of.
    await closeAll(open).catch(() => {});
    throw error;
  }
  await closeAll(open);
  options.onEvent?.({ type: 'done', ...result });
  return result;
}

/** Closes everything, even when something cannot be closed. */
async function closeAll(open: Open): Promise<void> {
  const failures: unknown[] = [];
  for (const close of open.reverse()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function work(directory: RunDirectory, options: TrainOptions, open: Open): Promise<TrainResult> {
  const started = performance.now();
  const spent = () => (performance.now() - started) / 1000;
  // Asked again under the lock: another process may have begun a run in the meantime.
  const found = await findRun(directory, options);
  for (const folder of [directory.path, directory.checkpoints]) await removeLeftovers(folder);
  const data = await TrainingData.open(
    options.data ?? dataPath(directory.path, (found as RunFile).data.path),
  );
  open.push(() => data.close());

  const damaged = (folder: string, reason: string) => options.onEvent?.({ type: 'damaged', folder, reason });
  const state = found ? await newestWhole(directory, damaged) : null;
  const fresh = found ? null : resolveDevice({ device: options.device, compute: options.compute });
  const chosen = fresh
    ? await begin(options, data, fresh, spent)
    : await reconcile(found as RunFile, state, options, data.identity);
  const path = storedPath(directory.path, data.identity.path);
  const before = { ...chosen, data: { ...chosen.data, path } };
  if (found) await writeRunFile(directory.runFile, before);
  // The process that wrote the checkpoint may have ended before it did this.
  if (state) await tidy(directory, state, options.keep ?? DEFAULTS.keep);
  if (state && state.step >= before.settings.steps) {
    return outcome(directory, state, { loss: null, seconds: spent(), wasDone: true });
  }

  const device = fresh ?? deviceFor(before, options);
  const run = continuedOn(before, device, state?.step ?? 0);
  if (found) tellOfChanges(before, run, options);
  const training = await prepare(directory, run, device, state, data, options, open);
  // A run that memory is too small for has not begun, and leaves the directory free for another try.
  await writeRunFile(directory.runFile, run);
  await loop(training, options);
  const { state: end, recentLoss: loss } = training;
  return outcome(directory, end, { loss, seconds: spent(), wasDone: false });
}

/** Tells what the run goes on with that does not compute the same bits. */
function tellOfChanges(before: RunFile, run: RunFile, options: TrainOptions): void {
  const [from, to] = [before.devices.at(-1)!, run.devices.at(-1)!];
  const { level } = machine();
  if (!sameDevice(from, to)) options.onEvent?.({ type: 'device', from, to });
  else if (to.id === 'cpu' && level !== run.machine.level) {
    options.onEvent?.({ type: 'level', began: run.machine.level, level });
  }
}

/** Builds everything that a step needs, and says what it costs. */
async function prepare(
  directory: RunDirectory,
  run: RunFile,
  device: ChosenDevice,
  state: TrainingState | null,
  data: TrainingData,
  options: TrainOptions,
  open: Open,
): Promise<TrainingRun> {
  const { settings } = run;
  const { document, config } = run.model;
  const session = settleSession(options, settings);
  const shape = { ...session, batch: settings.batch, context: settings.context };
  const model = state
    ? Model.empty(document, { device })
    : await Model.create(document, { seed: settings.seed, device });
  open.push(() => model.dispose());
  const program = compileTraining(model, shape);
  open.push(() => program.dispose());
  if (state) await loadCheckpoint(directory.checkpoint(state.step), model.weights);
  let validation: ValidationLoss | null = null;
  if (settings.evalEvery > 0) {
    const evaluation = compileEvaluation(model, shape);
    open.push(() => evaluation.dispose());
    const rows = evaluationBatch(settings.context) * settings.context;
    validation = new ValidationLoss(evaluation, data.validation(settings.evalTokens, rows, settings));
  }

  const at = state ?? startState(run);
  const stream = data.stream(settings, state?.cursor ?? null);
  const metrics = await MetricsLog.open(directory.metrics, at.step);
  open.push(() => metrics.close());
  await cutAfter(directory.samples, at.step);
  const tensorboard = session.tensorboard ? await TensorBoardLog.open(directory.path, at.step + 1) : null;
  if (tensorboard) open.push(() => tensorboard.close());
  await directory.removeGradesAfter(at.step);
  const grades = options.grader
    ? new GradedCheckpoints(options.grader, options.gradeEvery ?? DEFAULTS.gradeEvery)
    : null;
  if (grades) open.push(() => grades.close());

  const content: CheckpointContent = {
    weights: model.weights,
    document,
    config,
    tokenizer: data.tokenizer,
    endOfText: data.endOfText,
    context: settings.context,
  };
  announce(run, at, program, options);
  return new TrainingRun({
    directory,
    settings,
    session,
    model,
    program,
    ahead: device.backend !== 'cpu',
    stream,
    validation,
    guard: new NonFiniteGuard(settings.maxSkipped),
    metrics,
    tensorboard,
    grades,
    content,
    state: at,
    options,
  });
}

async function loop(training: TrainingRun, { signal }: TrainOptions): Promise<void> {
  while (!training.finished) {
    await training.step();
    if (!signal?.aborted || training.finished || training.underWay) continue;
    await training.checkpoint();
    throw new AbortedError(
      `training was aborted after step ${training.state.step}; a checkpoint was written, resume goes on from it`,
      { cause: signal.reason },
    );
  }
  await training.finishGrading();
}

function startState(run: RunFile): TrainingState {
  return {
    step: 0,
    tokens: 0,
    updates: 0,
    skipped: 0,
    cursor: null,
    valLoss: null,
    best: null,
    seed: run.settings.seed,
    tokenizerHash: run.data.tokenizerHash,
    modelHash: run.model.hash,
    package: run.package,
  };
}

function announce(run: RunFile, at: TrainingState, program: Program, options: TrainOptions): void {
  const { settings, model } = run;
  const rows = settings.batch * settings.context;
  options.onEvent?.({
    type: 'start',
    run,
    from: at.step,
    steps: settings.steps,
    tokensPerStep: rows * settings.accumulation,
    parameters: countParameters(model.document),
    memory: estimateMemory(model.document, rows, { remakes: run.devices.at(-1)!.id === 'cpu' }),
    flops: estimateFlops(model.document, settings.context),
    planned: program.memory(),
  });
}

function outcome(
  directory: RunDirectory,
  state: TrainingState,
  session: Pick<TrainResult, 'loss' | 'seconds' | 'wasDone'>,
): TrainResult {
  const { step, tokens, skipped, valLoss, best } = state;
  return {
    run: directory.path,
    last: directory.checkpoint(step),
    best: best ? directory.checkpoint(best.step) : null,
    step,
    tokens,
    skipped,
    valLoss,
    bestLoss: best?.valLoss ?? null,
    ...session,
  };
}
