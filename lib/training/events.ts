/** What a training run tells while it runs. */
import type { FlopsEstimate, MemoryEstimate, ParameterSplit } from '../models/accounting.ts';
import type { StepMetrics } from './metrics.ts';
import type { RunDevice, RunFile } from './run-file.ts';

/** Before the first step: everything that was decided, and what it costs. */
export interface StartEvent {
  type: 'start';
  run: RunFile;
  /** Step of the checkpoint that this session goes on from; 0: from the beginning. */
  from: number;
  steps: number;
  tokensPerStep: number;
  parameters: ParameterSplit;
  memory: MemoryEstimate;
  flops: FlopsEstimate;
  /** Bytes as the program planned them. */
  planned: {
    parameters: number;
    gradients: number;
    moments: number;
    activations: number;
    workspace: number;
  };
}

/** A run limited by minutes is being measured to find how many steps that is. */
export interface MeasureEvent {
  type: 'measure';
  /** Share done, 0 to 1. */
  done: number;
}

export interface StepEvent extends StepMetrics {
  type: 'step';
  steps: number;
  /** Seconds to the last step at the speed so far. */
  secondsLeft: number;
}

export interface EvaluationEvent {
  type: 'evaluation';
  step: number;
  valLoss: number;
  /** Better than every evaluation before. */
  best: boolean;
}

export interface CheckpointEvent {
  type: 'checkpoint';
  step: number;
  folder: string;
}

export interface SampleEvent {
  type: 'sample';
  step: number;
  texts: string[];
}

/** The gradients of a step were not finite; it changed nothing. */
export interface SkippedEvent {
  type: 'skipped';
  step: number;
  /** Skipped since the run began. */
  total: number;
}

/** A checkpoint that could not be used, and why; an older one was. */
export interface DamagedEvent {
  type: 'damaged';
  folder: string;
  reason: string;
}

/** The run goes on at another instruction-set level than it began with: its numbers agree to rounding only. */
export interface LevelEvent {
  type: 'level';
  began: string;
  level: string;
}

/** The run goes on on another device, or in another kind of numbers, than its last steps were computed with. */
export interface DeviceEvent {
  type: 'device';
  from: RunDevice;
  to: RunDevice;
}

/** A checkpoint was graded beside the run, or could not be. */
export interface GradeEvent {
  type: 'grade';
  /** Of the checkpoint. */
  step: number;
  /** Where the grading stands; null where there is none. */
  folder: string | null;
  /** Means by name, such as the axes of a judge; empty where nothing could be graded. */
  scores: Record<string, number>;
  /** Why it was not graded, or not wholly; null when all is well. */
  problem: string | null;
}

export interface TrainResult {
  /** Run directory. */
  run: string;
  /** Folder of the last checkpoint, and of the one with the best validation loss. */
  last: string;
  best: string | null;
  step: number;
  /** Mean training loss of the last steps of this session (at most 50); null when it did none. */
  loss: number | null;
  /** The last evaluation's, and the best one's. */
  valLoss: number | null;
  bestLoss: number | null;
  tokens: number;
  /** Steps skipped since the run began. */
  skipped: number;
  /** Of this session. */
  seconds: number;
  /** The run was finished before; nothing was done. */
  wasDone: boolean;
}

export interface DoneEvent extends TrainResult {
  type: 'done';
}

export type TrainEvent =
  | StartEvent
  | MeasureEvent
  | StepEvent
  | EvaluationEvent
  | CheckpointEvent
  | SampleEvent
  | GradeEvent
  | SkippedEvent
  | DamagedEvent
  | LevelEvent
  | DeviceEvent
  | DoneEvent;
