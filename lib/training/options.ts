/**
 * What a training run can be told: names, meanings, defaults and bounds in one table, from which the checks and
 * the page in docs/ follow.
 */
import type { GptNeoConfig } from '../models/gpt-neo.ts';
import type { Model } from '../models/model.ts';
import type { ProgramDocument } from '../models/program.ts';
import type { Compute } from '../runtime/addon.ts';
import { checkOptions as checkNames, numberProblem, type OptionNames } from '../runtime/arguments.ts';
import { COMPUTES, type Device, isDevice } from '../runtime/devices.ts';
import { InvalidArgumentError } from '../runtime/errors.ts';
import type { TrainEvent } from './events.ts';
import type { CheckpointGrader } from './grader.ts';
import { SCHEDULES, type ScheduleKind } from './schedule.ts';

export interface TrainOptions {
  /** Directory that `prepare` wrote; required, but for a resumed run, which knows it. */
  data?: string;
  /** Run directory. */
  out: string;
  /**
   * Name of a preset, path of a model file, a GPT-Neo configuration (the vocabulary is the data's) or a document.
   * Default `1M`.
   */
  model?: string | Omit<GptNeoConfig, 'vocab'> | ProgramDocument;
  /** Length of the run in updates of the weights. Exactly one of `steps`, `tokens`, `epochs` and `minutes` is given. */
  steps?: number;
  /** Length of the run in tokens of the training part; a last step that is begun is finished. */
  tokens?: number;
  /** Length of the run in passes over the training part; parts of one are allowed. */
  epochs?: number;
  /** Length of the run in minutes; fixes its steps after a measurement. */
  minutes?: number;
  /** Sequences of full length computed at once. Default: suited to the model and the length of the run. */
  batch?: number;
  /** Tokens of a sequence. Default: the model's positions, at most 512. */
  context?: number;
  /** Batches of one update. Default 1. */
  accumulation?: number;
  /** `stories` by themselves (default), or `windows` of their stream. */
  sequences?: SequenceKind;
  /** Of `all` tokens (default), or of `responses` of Instruct records alone. */
  loss?: LossKind;
  /** Peak of the schedule. Default: suited to the model and the length of the run. */
  learningRate?: number;
  /** How the rate goes on after the warmup. Default `linear`. */
  schedule?: ScheduleKind;
  /** Steps in which the rate rises to its peak. Default: 5 % of the steps, at most 1000. */
  warmup?: number;
  /** Share of the peak at which its fall ends, from 0 to 1: a step after the last would have it. Default 0. */
  finalShare?: number;
  /** Of the schedule `wsd` alone: share of the run in which the rate falls, from 0 to 1. Default 0.2. */
  decayShare?: number;
  /** AdamW's, on matrices. Default 0.1. */
  weightDecay?: number;
  /** AdamW's, of the first moment. Default 0.9. */
  beta1?: number;
  /** AdamW's, of the second moment. Default 0.95. */
  beta2?: number;
  /** AdamW's. Default 1e-8. */
  epsilon?: number;
  /** Largest global norm of the gradients; 0: none. Default 1. */
  clip?: number;
  /** Share of the entries zeroed while training, from 0 to below 1. Default 0; a document brings its own. */
  dropout?: number;
  /** Of the weights, the order of the data and dropout: a whole number below 2^53. Default 1. */
  seed?: number;
  /** Where to compute (docs/gpu.md). Default `auto`, or where the run was. */
  device?: Device;
  /** What it computes in. Default: the device's own, or the run's. */
  compute?: Compute;
  /** Threads of the CPU; 0 (default): all that the process may use. The numbers are the same for any number. */
  threads?: number;
  /** Bytes that activations may take; 0 (default): what is free. */
  memoryLimit?: number;
  /** Steps between checkpoints; 0: one at the end alone. Default: as `evalEvery`. */
  checkpointEvery?: number;
  /** Newest checkpoints kept, besides the best. Default 2. */
  keep?: number;
  /** Steps between evaluations on the validation part; 0: never. Default: a tenth of the steps, at most 500. */
  evalEvery?: number;
  /** Validation tokens of an evaluation. Default 65,536. */
  evalTokens?: number;
  /** Steps between calls of `sample`; 0: none. Default: as `evalEvery`. */
  sampleEvery?: number;
  /** Steps in a row that are borne though their gradients are not finite. Default 10. */
  maxSkipped?: number;
  /** Whether events for TensorBoard are written. Default true. */
  tensorboard?: boolean;
  /** true: go on with the run that stands in `out`; 'auto': the same, or start when there is none. Default false. */
  resume?: boolean | 'auto';
  /** Tells texts with the model as it stands; they go to `samples.jsonl`. */
  sample?: (context: SampleContext) => Promise<string | string[]>;
  /** Checkpoints from one that is graded to the next, with `grader`. Default 1: each. */
  gradeEvery?: number;
  /** Grades checkpoints beside the run; nothing it does slows the run's steps or ends it. */
  grader?: CheckpointGrader;
  /** Finishes the step, writes a checkpoint, then rejects with AbortedError. */
  signal?: AbortSignal;
  /** Called for everything that happens; what it throws ends the run. */
  onEvent?: (event: TrainEvent) => void;
}

/** What a `sample` callback is given. The model is the run's own: read from it, do not dispose of it. */
export interface SampleContext {
  model: Model;
  step: number;
  /** Text of the run's tokenizer.json. */
  tokenizer: string;
  endOfText: number;
  /** Tokens that the model was trained on at once. */
  context: number;
  signal: AbortSignal | undefined;
}

export interface TrainOption {
  name: keyof TrainOptions;
  meaning: string;
  /** As the page shows it: a value, or how it is found. */
  byDefault: string;
  /** What a value must be, or null when it is. */
  expected(value: unknown): string | null;
  /** The numbers of a run depend on it: a resumed run must have the same. */
  fixed: boolean;
}

/**
 * What a sequence is. `stories`: a story, from the end token before it, cut only where it is longer than the
 * context; as it is scored and told later. `windows`: `context` tokens of the stream of stories, so that a story
 * may begin anywhere and sees the ends of others.
 */
export const SEQUENCES = ['stories', 'windows'] as const;
export type SequenceKind = (typeof SEQUENCES)[number];

/**
 * What the loss is taken of. `all`: every token. `responses`: of Instruct records the story and its end token; the
 * instructions are read, not learnt. The data must say which tokens these are (`data prepare --responses`).
 */
export const LOSSES = ['all', 'responses'] as const;
export type LossKind = (typeof LOSSES)[number];

/** Values of options that do not depend on the model or on the length of the run. */
export const DEFAULTS = {
  model: '1M',
  accumulation: 1,
  sequences: 'stories',
  loss: 'all',
  schedule: 'linear',
  finalShare: 0,
  decayShare: 0.2,
  weightDecay: 0.1,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  clip: 1,
  dropout: 0,
  seed: 1,
  device: 'auto',
  threads: 0,
  memoryLimit: 0,
  keep: 2,
  evalTokens: 65_536,
  maxSkipped: 10,
  tensorboard: true,
  resume: false,
  gradeEvery: 1,
} as const;

/** Every option, in the order of the page. */
export const TRAIN_OPTIONS: readonly TrainOption[] = [
  fixed(
    'data',
    'directory of token shards, made by `data prepare`',
    'required, unless the run resumes',
    text,
  ),
  free('out', 'run directory', 'required', text),
  fixed('model', 'preset, model file, configuration or document', DEFAULTS.model, model),
  fixed('steps', 'length of the run, in updates', 'one of four', whole(1)),
  fixed('tokens', 'length of the run, in tokens', 'one of four', above(0)),
  fixed('epochs', 'length of the run, in passes over the data', 'one of four', above(0)),
  fixed('minutes', 'length of the run; fixes its steps after a measurement', 'one of four', above(0)),
  fixed('batch', 'sequences of full length computed at once', 'suited to the model and the length', whole(1)),
  fixed('context', 'tokens of a sequence', "the model's positions, at most 512", whole(1)),
  fixed('accumulation', 'batches of an update', DEFAULTS.accumulation, whole(1)),
  fixed('sequences', '`stories` by themselves, or `windows` of their stream', DEFAULTS.sequences, sequences),
  fixed('loss', 'of `all` tokens, or of `responses` alone', DEFAULTS.loss, losses),
  fixed('learningRate', 'peak of the schedule', 'suited to the model and the length', upTo(1e6)),
  fixed('schedule', SCHEDULES.join(', '), DEFAULTS.schedule, schedule),
  fixed('warmup', 'steps in which the rate rises', '5 % of the steps, at most 1000', whole(0)),
  fixed(
    'finalShare',
    'share of the peak at which its fall ends: a step after the last would have it',
    DEFAULTS.finalShare,
    within(0, 1),
  ),
  fixed('decayShare', 'wsd: share of the run in which the rate falls', DEFAULTS.decayShare, within(0, 1)),
  fixed('weightDecay', 'AdamW, on matrices', DEFAULTS.weightDecay, within(0, 10)),
  fixed('beta1', 'AdamW, first moment', DEFAULTS.beta1, below1),
  fixed('beta2', 'AdamW, second moment', DEFAULTS.beta2, below1),
  fixed('epsilon', 'AdamW', DEFAULTS.epsilon, upTo(1)),
  fixed('clip', 'largest global norm of the gradients; 0: none', DEFAULTS.clip, within(0, 1e30)),
  fixed('dropout', 'share zeroed while training', DEFAULTS.dropout, below1),
  fixed('seed', 'of weights, order of the data and dropout', DEFAULTS.seed, whole(0)),
  free('device', 'auto, cpu, cuda or cuda:N', `${DEFAULTS.device}, or the run's own`, device),
  free('compute', 'float32 or bf16', "the device's, or the run's own", compute),
  free('threads', '0: all that the process may use', DEFAULTS.threads, whole(0)),
  free('memoryLimit', 'bytes for activations; 0: what is free', DEFAULTS.memoryLimit, whole(0)),
  free('checkpointEvery', 'steps between checkpoints; 0: at the end', 'as `evalEvery`', whole(0)),
  free('keep', 'newest checkpoints kept, besides the best', DEFAULTS.keep, whole(1)),
  fixed('evalEvery', 'steps between evaluations; 0: never', 'a tenth of the steps, at most 500', whole(0)),
  fixed('evalTokens', 'validation tokens of an evaluation', DEFAULTS.evalTokens, whole(1)),
  free('sampleEvery', 'steps between samples; 0: none', 'as `evalEvery`', whole(0)),
  fixed('maxSkipped', 'non-finite steps in a row that are borne', DEFAULTS.maxSkipped, whole(0)),
  free('tensorboard', 'write TensorBoard events', DEFAULTS.tensorboard, flag),
  free('resume', "true: go on; 'auto': go on or start", DEFAULTS.resume, resume),
  free('sample', 'tells texts with the model as it stands', 'none', callable),
  free('gradeEvery', 'checkpoints from one graded to the next, with `grader`', DEFAULTS.gradeEvery, whole(1)),
  free('grader', 'grades checkpoints in the background', 'none', grader),
  free('signal', 'ends the run at a step, with a checkpoint', 'none', signal),
  free('onEvent', 'called for every event', 'none', callable),
];

/** The four ways to say how long a run is. */
export const LENGTHS = ['steps', 'tokens', 'epochs', 'minutes'] as const;
export type Length = (typeof LENGTHS)[number];

const NAMES = Object.fromEntries(TRAIN_OPTIONS.map(({ name }) => [name, true])) as OptionNames<TrainOptions>;

/**
 * Checks every option by itself and the length of the run; what depends on model and data is checked later.
 * @throws InvalidArgumentError that names the option, what is expected, and the nearest name of a misspelt one.
 */
export function checkOptions(options: TrainOptions): void {
  checkNames('train', options, NAMES);
  for (const { name, expected: expectation } of TRAIN_OPTIONS) {
    const value: unknown = options[name];
    if (value === undefined) continue;
    const expected = expectation(value);
    if (expected) throw new InvalidArgumentError(name, expected, value);
  }
  for (const name of ['data', 'out'] as const) {
    const known = name === 'data' && options.resume;
    if (options[name] === undefined && !known) throw new InvalidArgumentError(name, 'a path', undefined);
  }
  const given = LENGTHS.filter((name) => options[name] !== undefined);
  if (given.length > 1 || (given.length === 0 && !options.resume)) {
    throw new InvalidArgumentError(
      'length of the run',
      'exactly one of steps, tokens, epochs and minutes',
      given.length === 0 ? 'none' : given.join(' and '),
    );
  }
}

type Check = (value: unknown) => string | null;

function fixed(name: keyof TrainOptions, meaning: string, byDefault: unknown, expected: Check): TrainOption {
  return { name, meaning, byDefault: String(byDefault), expected, fixed: true };
}

function free(name: keyof TrainOptions, meaning: string, byDefault: unknown, expected: Check): TrainOption {
  return { name, meaning, byDefault: String(byDefault), expected, fixed: false };
}

function whole(least: number): Check {
  return (value) =>
    Number.isSafeInteger(value) && (value as number) >= least ? null : `a whole number of at least ${least}`;
}

function above(bound: number): Check {
  return (value) => (Number.isFinite(value) && (value as number) > bound ? null : `a number above ${bound}`);
}

function within(low: number, high: number): Check {
  return (value) => numberProblem(value, low, high);
}

/** What the optimizer takes; refused here, before a run is begun with it. */
function upTo(high: number): Check {
  return (value) =>
    typeof value === 'number' && value > 0 && value <= high ? null : `a number above 0, at most ${high}`;
}

function below1(value: unknown): string | null {
  return typeof value === 'number' && value >= 0 && value < 1 ? null : 'a number from 0 to below 1';
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? null : 'a path';
}

function model(value: unknown): string | null {
  const fits = (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null);
  return fits ? null : 'the name of a preset, a file, a configuration or a document';
}

function device(value: unknown): string | null {
  return isDevice(value) ? null : 'auto, cpu, cuda or cuda:N';
}

function compute(value: unknown): string | null {
  return COMPUTES.includes(value as Compute) ? null : `one of ${COMPUTES.join(', ')}`;
}

function sequences(value: unknown): string | null {
  return SEQUENCES.includes(value as SequenceKind) ? null : `one of ${SEQUENCES.join(', ')}`;
}

function losses(value: unknown): string | null {
  return LOSSES.includes(value as LossKind) ? null : `one of ${LOSSES.join(', ')}`;
}

function schedule(value: unknown): string | null {
  return SCHEDULES.includes(value as ScheduleKind) ? null : `one of ${SCHEDULES.join(', ')}`;
}

function flag(value: unknown): string | null {
  return typeof value === 'boolean' ? null : 'true or false';
}

function resume(value: unknown): string | null {
  return typeof value === 'boolean' || value === 'auto' ? null : "true, false or 'auto'";
}

function callable(value: unknown): string | null {
  return typeof value === 'function' ? null : 'a function';
}

function grader(value: unknown): string | null {
  const fits = typeof (value as CheckpointGrader | null)?.begin === 'function';
  return fits ? null : 'a CheckpointGrader';
}

function signal(value: unknown): string | null {
  const fits = typeof (value as AbortSignal | null)?.addEventListener === 'function';
  return fits ? null : 'an AbortSignal';
}
