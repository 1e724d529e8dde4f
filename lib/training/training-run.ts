/**
 * A run at work: weights, program, data and logs, and the things that are done between two steps. All that it
 * remembers is in `state`, which is what a checkpoint holds.
 */
import type { Program } from '../models/compiled.ts';
import type { Model } from '../models/model.ts';
import type { OptimizerInput, TrainStepResult } from '../runtime/addon.ts';
import { InvalidArgumentError } from '../runtime/errors.ts';
import { AppendLog } from '../runtime/files.ts';
import { type CheckpointContent, saveCheckpoint, type TrainingState } from './checkpoint.ts';
import type { TrainEvent } from './events.ts';
import type { GradedCheckpoints } from './grader.ts';
import type { NonFiniteGuard } from './guard.ts';
import { tidy } from './keeping.ts';
import type { MetricsLog, StepMetrics } from './metrics.ts';
import type { SampleContext, TrainOptions } from './options.ts';
import type { RunDirectory } from './run-directory.ts';
import { learningRate, type Schedule } from './schedule.ts';
import type { SessionSettings, Settings } from './settings.ts';
import { scheduleOf } from './settings.ts';
import type { TensorBoardLog } from './tensorboard.ts';
import type { Update, UpdateStream } from './training-data.ts';
import type { ValidationLoss } from './validation.ts';

export interface TrainingRunParts {
  directory: RunDirectory;
  settings: Settings;
  session: SessionSettings;
  model: Model;
  program: Program;
  /** Ask for a step while the one before is computed: for devices that compute by themselves. */
  ahead: boolean;
  stream: UpdateStream;
  validation: ValidationLoss | null;
  guard: NonFiniteGuard;
  metrics: MetricsLog;
  tensorboard: TensorBoardLog | null;
  grades: GradedCheckpoints | null;
  content: CheckpointContent;
  /** Where the run stands: after `state.step` steps. */
  state: TrainingState;
  options: TrainOptions;
}

/** A step that was asked for. */
interface Asked {
  step: number;
  lr: number;
  update: Update;
  /** When it was asked for. */
  since: number;
  running: Promise<TrainStepResult>;
}

/** Losses that the result averages. */
const RECENT = 50;

export class TrainingRun {
  readonly #parts: TrainingRunParts;
  readonly #schedule: Schedule;
  readonly #tokensPerStep: number;
  readonly #started: number = performance.now();
  readonly #recent: number[] = [];
  #state: TrainingState;
  #valLoss: number | null;
  /** Step of the newest checkpoint. */
  #saved: number;
  #stepsHere = 0;
  /** The step that is computed, and data that was read for one that is not. */
  #asked: Asked | null = null;
  #next: Update | null = null;
  /** When the last result came. */
  #answered = 0;

  constructor(parts: TrainingRunParts) {
    const { settings, state } = parts;
    this.#parts = parts;
    this.#schedule = scheduleOf(settings);
    this.#tokensPerStep = settings.batch * settings.context * settings.accumulation;
    this.#state = state;
    this.#valLoss = state.valLoss;
    this.#saved = state.step;
  }

  get state(): TrainingState {
    return this.#state;
  }

  get valLoss(): number | null {
    return this.#valLoss;
  }

  /** Mean of the last losses of this session; null before its first step. */
  get recentLoss(): number | null {
    const losses = this.#recent;
    return losses.length === 0 ? null : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  }

  get finished(): boolean {
    return this.#state.step >= this.#parts.settings.steps;
  }

  /** Whether a step was asked for whose result was not taken. */
  get underWay(): boolean {
    return this.#asked !== null;
  }

  /**
   * One step and what is due after it: evaluation, a line of metrics, a checkpoint, a sample. The next step's data is
   * read meanwhile; where steps are asked for ahead and nothing is due, the next step is asked for as well.
   */
  async step(): Promise<void> {
    const { guard, stream, settings, session } = this.#parts;
    const { step, lr, update, since, running } = this.#asked ?? this.#ask(this.#next ?? stream.next());
    this.#asked = this.#next = null;
    const reading = step < settings.steps ? Promise.resolve().then(() => this.#goOn(step)) : null;
    const [computed, read] = await Promise.allSettled([running, reading]);
    if (computed.status === 'rejected') throw computed.reason;
    if (read.status === 'rejected') throw read.reason;
    const result = computed.value;
    this.#advance(step, update, result);
    const now = performance.now();
    const seconds = (now - Math.max(since, this.#answered)) / 1000;
    this.#answered = now;

    const evaluated = this.#due(step, settings.evalEvery) && !result.skipped ? await this.#evaluate() : null;
    await this.#log(lr, result, seconds, evaluated?.valLoss);
    if (result.skipped) this.#emit({ type: 'skipped', step, total: this.#state.skipped });
    guard.observe(step, result);
    if (step === settings.steps) await this.checkpoint(true);
    else if (this.#due(step, session.checkpointEvery) || evaluated?.best) await this.checkpoint();
    if (this.#due(step, session.sampleEvery)) await this.#sample();
    this.#tellGrades();
  }

  /** After the last step: waits for the grades of the last checkpoints. */
  async finishGrading(): Promise<void> {
    await this.#parts.grades?.finish(this.#state.step);
    this.#tellGrades();
  }

  /**
   * Writes a checkpoint of this moment, unless there is one. While steps are being skipped it waits for a
   * healthy one; at the end of the run it no longer can, and weights that are not finite are refused anyway.
   */
  async checkpoint(atTheEnd = false): Promise<void> {
    const { guard, directory, content, session, settings, metrics, tensorboard, grades } = this.#parts;
    const { step } = this.#state;
    if (this.#saved === step || !(guard.healthy || atTheEnd)) return;
    // The logs reach at least as far as the checkpoint: resuming cuts lines, it cannot invent them.
    await metrics.sync();
    await tensorboard?.sync();
    const folder = directory.checkpoint(step);
    await saveCheckpoint(folder, content, this.#state);
    this.#saved = step;
    // Before older ones are removed, of which this may be one soon.
    await grades?.offer({ run: directory.path, step, folder }, step === settings.steps);
    await tidy(directory, this.#state, session.keep);
    this.#emit({ type: 'checkpoint', step, folder });
  }

  /** While `step` is computed: reads the data of the next one, and asks for that where it may be. */
  #goOn(step: number): void {
    const { stream, ahead, settings, session, options } = this.#parts;
    const next = stream.next();
    const pauses = [settings.evalEvery, session.checkpointEvery, session.sampleEvery];
    const asks = ahead && !options.signal?.aborted && !pauses.some((every) => this.#due(step, every));
    if (asks) this.#asked = this.#ask(next, true);
    else this.#next = next;
  }

  /** Asks for the step after those that were asked for. `ahead`: the result of the one before is not known yet. */
  #ask(update: Update, ahead = false): Asked {
    const { program, settings } = this.#parts;
    const since = performance.now();
    const step = this.#state.step + (ahead ? 2 : 1);
    const lr = learningRate(step, this.#schedule);
    const running = program.trainStep(update.batches, settings.seed, this.#optimizer(lr, ahead));
    // Whoever fails before it is waited for tells why.
    running.catch(() => {});
    return { step, lr, update, since, running };
  }

  #optimizer(learningRate: number, ahead: boolean): OptimizerInput {
    const { beta1, beta2, epsilon, weightDecay, clip } = this.#parts.settings;
    const step = this.#state.updates + (ahead ? 2 : 1);
    return { step, learningRate, beta1, beta2, epsilon, weightDecay, clip, ahead };
  }

  #due(step: number, every: number): boolean {
    return every > 0 && (step % every === 0 || step === this.#parts.settings.steps);
  }

  #advance(step: number, update: Update, result: TrainStepResult): void {
    const { skipped } = result;
    this.#valLoss = null;
    this.#stepsHere++;
    if (!skipped) this.#recent.push(result.loss);
    if (this.#recent.length > RECENT) this.#recent.shift();
    this.#state = {
      ...this.#state,
      step,
      tokens: this.#state.tokens + this.#tokensPerStep,
      updates: this.#state.updates + (skipped ? 0 : 1),
      skipped: this.#state.skipped + (skipped ? 1 : 0),
      cursor: update.cursor,
      valLoss: null,
    };
  }

  async #evaluate(): Promise<{ valLoss: number; best: boolean } | null> {
    const { validation } = this.#parts;
    if (!validation) return null;
    const { step } = this.#state;
    const valLoss = await validation.measure();
    const best = Number.isFinite(valLoss) && valLoss < (this.#state.best?.valLoss ?? Infinity);
    this.#valLoss = valLoss;
    this.#state = { ...this.#state, valLoss, best: best ? { step, valLoss } : this.#state.best };
    this.#emit({ type: 'evaluation', step, valLoss, best });
    return { valLoss, best };
  }

  async #log(lr: number, result: TrainStepResult, seconds: number, valLoss?: number): Promise<void> {
    const { metrics, tensorboard, settings } = this.#parts;
    const { step, tokens } = this.#state;
    const line: StepMetrics = {
      step,
      loss: Number.isFinite(result.loss) ? result.loss : null,
      lr,
      gradNorm: Number.isFinite(result.gradNorm) ? result.gradNorm : null,
      tokens,
      tokensPerSecond: Math.round(this.#tokensPerStep / seconds),
      ...(valLoss === undefined ? {} : { valLoss }),
      ...(result.skipped ? { skipped: true } : {}),
    };
    await metrics.append(line);
    const { loss, gradNorm, tokensPerSecond } = line;
    await tensorboard?.scalars(step, { loss, lr, gradNorm, valLoss, tokensPerSecond });
    const spent = (performance.now() - this.#started) / 1000;
    const secondsLeft = (spent / this.#stepsHere) * (settings.steps - step);
    this.#emit({ type: 'step', ...line, steps: settings.steps, secondsLeft });
  }

  async #sample(): Promise<void> {
    const { options, model, directory, content, settings } = this.#parts;
    const { signal, sample } = options;
    if (!sample || signal?.aborted) return;
    const { step } = this.#state;
    const context: SampleContext = {
      model,
      step,
      tokenizer: content.tokenizer,
      endOfText: content.endOfText,
      context: settings.context,
      signal,
    };
    let texts: string[] = [];
    try {
      texts = textsOf(await sample(context));
    } catch (error) {
      // The abort is dealt with after the step, with a checkpoint.
      if (!signal?.aborted) throw error;
    }
    if (texts.length === 0) return;
    const log = await AppendLog.open(directory.samples);
    try {
      for (const text of texts) await log.append(JSON.stringify({ step, text }));
    } finally {
      await log.close();
    }
    this.#emit({ type: 'sample', step, texts });
  }

  #tellGrades(): void {
    for (const event of this.#parts.grades?.events() ?? []) this.#emit(event);
  }

  #emit(event: TrainEvent): void {
    this.#parts.options.onEvent?.(event);
  }
}

/** What a `sample` callback has told. @throws InvalidArgumentError for what is no text */
function textsOf(told: unknown): string[] {
  if (typeof told === 'string') return [told];
  // A copy has no holes, which `every` would pass over.
  const texts: unknown[] | null = Array.isArray(told) ? [...told] : null;
  if (texts?.every((text) => typeof text === 'string')) return texts;
  throw new InvalidArgumentError('what sample tells', 'a text or an array of texts', told);
}
