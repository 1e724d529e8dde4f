/**
 * The numbers of a run, all decided: options where they are given, else defaults suited to the model and to the
 * length of the run. They are written to `run.json` and never decided again.
 */
import type { SuitedSettings } from '../models/presets.ts';
import { InvalidArgumentError } from '../runtime/errors.ts';
import {
  DEFAULTS,
  LENGTHS,
  type Length,
  type LossKind,
  type SequenceKind,
  type TrainOptions,
} from './options.ts';
import type { Schedule, ScheduleKind } from './schedule.ts';

export interface Settings {
  /** What the user asked for. */
  length: { unit: Length; amount: number };
  steps: number;
  /** `batch` times `context` tokens are computed at once, and that `accumulation` times in an update. */
  batch: number;
  context: number;
  accumulation: number;
  sequences: SequenceKind;
  loss: LossKind;
  learningRate: number;
  schedule: ScheduleKind;
  warmup: number;
  finalShare: number;
  decayShare: number;
  weightDecay: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  clip: number;
  seed: number;
  evalEvery: number;
  evalTokens: number;
  maxSkipped: number;
}

/** Settings of a session alone: a resumed run may have others. */
export interface SessionSettings {
  threads: number;
  memoryLimit: number;
  checkpointEvery: number;
  keep: number;
  sampleEvery: number;
  tensorboard: boolean;
}

export interface Facts {
  /** Learning rate and batch suited to the model, for a run of so many tokens. */
  suited(tokens?: number): SuitedSettings;
  /** Positions that the model knows; 0: no limit. */
  maxPositions: number;
  /** Tokens of the training data. */
  trainTokens: number;
}

/** Tokens of an update when only the number of updates is known. */
const UPDATE_TOKENS = 8192;

/** Sequence length of a run. */
export function contextOf(options: TrainOptions, maxPositions: number): number {
  const context = options.context ?? Math.min(512, maxPositions || 512);
  if (maxPositions > 0 && context > maxPositions) {
    throw new InvalidArgumentError('context', `at most the model's ${maxPositions} positions`, context);
  }
  return context;
}

/** Tokens that a run is about to see, where its length says so. */
function tokensAhead(options: TrainOptions, trainTokens: number): number | null {
  if (options.tokens !== undefined) return options.tokens;
  if (options.epochs !== undefined) return options.epochs * trainTokens;
  return null;
}

/**
 * Decides all settings.
 * @param budget What a run by minutes was measured to have time for: tokens, or null for the other runs.
 */
export function settle(options: TrainOptions, facts: Facts, budget: number | null): Settings {
  const context = contextOf(options, facts.maxPositions);
  const { accumulation = DEFAULTS.accumulation } = options;
  const tokens = budget ?? tokensAhead(options, facts.trainTokens);
  const bySteps = Math.max(1, Math.round(UPDATE_TOKENS / context));
  const suitedBatch = tokens === null ? bySteps : facts.suited(tokens).batch;
  const batch = options.batch ?? Math.max(1, Math.round(suitedBatch / accumulation));
  const tokensPerStep = batch * context * accumulation;
  const unit = LENGTHS.find((name) => options[name] !== undefined);
  if (!unit)
    throw new InvalidArgumentError('length of the run', 'one of steps, tokens, epochs, minutes', 'none');
  const steps = options.steps ?? stepsFor(tokens as number, tokensPerStep, budget !== null);
  if (!Number.isSafeInteger(steps))
    throw new InvalidArgumentError(unit, 'a run of fewer than 2^53 steps', options[unit]);
  const { warmup = Math.min(1000, Math.ceil(steps / 20)) } = options;
  if (warmup > steps) throw new InvalidArgumentError('warmup', `at most the run's ${steps} steps`, warmup);
  return {
    length: { unit, amount: options[unit] as number },
    steps,
    batch,
    context,
    accumulation,
    sequences: options.sequences ?? DEFAULTS.sequences,
    loss: options.loss ?? DEFAULTS.loss,
    learningRate: options.learningRate ?? facts.suited(steps * tokensPerStep).learningRate,
    schedule: options.schedule ?? DEFAULTS.schedule,
    warmup,
    finalShare: options.finalShare ?? DEFAULTS.finalShare,
    decayShare: options.decayShare ?? DEFAULTS.decayShare,
    weightDecay: options.weightDecay ?? DEFAULTS.weightDecay,
    beta1: options.beta1 ?? DEFAULTS.beta1,
    beta2: options.beta2 ?? DEFAULTS.beta2,
    epsilon: options.epsilon ?? DEFAULTS.epsilon,
    clip: options.clip ?? DEFAULTS.clip,
    seed: options.seed ?? DEFAULTS.seed,
    evalEvery: options.evalEvery ?? evalEveryFor(steps),
    evalTokens: options.evalTokens ?? DEFAULTS.evalTokens,
    maxSkipped: options.maxSkipped ?? DEFAULTS.maxSkipped,
  };
}

/** Settings of this session; those of the run decide where nothing is said. */
export function settleSession(options: TrainOptions, settings: Settings): SessionSettings {
  const checkpointEvery = options.checkpointEvery ?? settings.evalEvery;
  return {
    threads: options.threads ?? DEFAULTS.threads,
    memoryLimit: options.memoryLimit ?? DEFAULTS.memoryLimit,
    checkpointEvery,
    keep: options.keep ?? DEFAULTS.keep,
    sampleEvery: options.sample ? (options.sampleEvery ?? settings.evalEvery) : 0,
    tensorboard: options.tensorboard ?? DEFAULTS.tensorboard,
  };
}

/** Steps between evaluations when nothing is said: ten a run, and one every 500 steps of a long one. */
function evalEveryFor(steps: number): number {
  return Math.min(500, Math.ceil(steps / 10));
}

export function scheduleOf(settings: Settings): Schedule {
  const { schedule: kind, learningRate: peak, steps, warmup, finalShare, decayShare } = settings;
  return { kind, peak, steps, warmup, finalShare, decayShare };
}

/** A measured budget is a limit; tokens and epochs are what the user wants to have seen. */
function stepsFor(tokens: number, tokensPerStep: number, limit: boolean): number {
  const steps = tokens / tokensPerStep;
  return Math.max(1, limit ? Math.floor(steps) : Math.ceil(steps));
}
