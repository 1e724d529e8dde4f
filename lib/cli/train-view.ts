import type { GradeEvent, StartEvent, StepEvent, TrainEvent, TrainResult } from '../training/events.ts';
import { dataPath } from '../training/run-file.ts';
import { renderCosts } from './costs.ts';
import { count, deviceLine, duration, shellWord, short } from './format.ts';
import { ProgressBar } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** Steps over which the loss that is shown is averaged. */
const SMOOTH = 20;

/** Shows the events of a training run on stderr. */
export class TrainView {
  readonly #terminal: Terminal;
  readonly #bar: ProgressBar;
  readonly #losses: number[] = [];
  #step = 0;
  #data: string | null = null;
  #responses = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#bar = new ProgressBar(terminal);
  }

  /** The run stands: it can be gone on with. */
  get begun(): boolean {
    return this.#data !== null;
  }

  /** The last step taken. */
  get step(): number {
    return this.#step;
  }

  /** The `onEvent` of a run. */
  readonly show = (event: TrainEvent): void => {
    switch (event.type) {
      case 'start':
        this.#step = event.from;
        this.#data = event.run.data.path;
        this.#responses = event.run.settings.loss === 'responses';
        this.#terminal.err(`${describeStart(event)}\n`);
        break;
      case 'measure':
        this.#bar.update({
          stage: 'measuring speed',
          done: Math.round(100 * event.done),
          total: 100,
          unit: '%',
        });
        break;
      case 'step':
        this.#step = event.step;
        this.#bar.update(
          { stage: 'training', done: event.step, total: event.steps, unit: 'steps' },
          this.#detail(event),
        );
        break;
      case 'evaluation':
        this.#bar.line(
          `step ${count(event.step)}: validation loss ${event.valLoss.toFixed(4)}${event.best ? ', the best so far' : ''}`,
        );
        break;
      case 'sample':
        for (const text of event.texts) this.#bar.line(`step ${count(event.step)} tells: ${text.trim()}`);
        break;
      case 'grade':
        this.#bar.line(describeGrade(event));
        break;
      case 'skipped':
        this.#bar.line(
          `step ${count(event.step)}: gradients were not finite, step skipped (${event.total} so far)`,
        );
        break;
      case 'damaged':
        this.#bar.line(`${event.folder}: cannot be used (${event.reason}); an older checkpoint is taken`);
        break;
      case 'level':
        this.#bar.line(
          `the run began on ${event.began}, this is ${event.level}: it goes on, equal to rounding but not bit for bit ` +
            `(TINYSTORIES_CPU=${event.began} keeps the bits, where the CPU has that level)`,
        );
        break;
      case 'device':
        this.#bar.line(
          `the run was on ${deviceLine(event.from)}, and goes on on ${deviceLine(event.to)}: near to what it would ` +
            'have been, not bit for bit',
        );
        break;
      default:
        break;
    }
  };

  /** Ends the line that is being drawn. */
  end(): void {
    this.#bar.end();
  }

  /**
   * What to print when a run is done.
   * @param given The data that the command named.
   */
  summary(result: TrainResult, given: string | undefined): string {
    const { run, step, tokens, loss, valLoss, bestLoss, seconds } = result;
    const data = given ?? (this.#data === null ? 'DATA' : dataPath(run, this.#data));
    const losses = [
      loss === null ? null : `training ${loss.toFixed(4)}`,
      valLoss === null ? null : `validation ${valLoss.toFixed(4)}`,
      bestLoss === null ? null : `best ${bestLoss.toFixed(4)}`,
    ].filter((text) => text !== null);
    const length = `${count(step)} steps, ${short(tokens)} tokens`;
    return `${result.wasDone ? `${run} was done already` : `${run} is done, in ${duration(seconds)}`}: ${length}
loss: ${losses.join(', ') || 'not measured'}
checkpoint: ${result.best ?? result.last}
next: tinystories generate --model ${shellWord(run)} --prompt "Once upon a time"
      tinystories eval --model ${shellWord(run)} --data ${shellWord(data)}${this.#responses ? ' --loss responses' : ''}
`;
  }

  #detail({ loss, tokensPerSecond }: StepEvent): string {
    if (loss !== null) this.#losses.push(loss);
    if (this.#losses.length > SMOOTH) this.#losses.shift();
    const mean = this.#losses.reduce((sum, one) => sum + one, 0) / this.#losses.length;
    const shown = this.#losses.length > 0 ? mean.toFixed(3) : 'not finite';
    return `loss ${shown}  ${short(tokensPerSecond)} tokens/s`;
  }
}

function describeGrade({ step, scores, problem }: GradeEvent): string {
  const figures = Object.entries(scores).map(([name, value]) => `${name} ${value.toFixed(2)}`);
  const parts = [figures.join(', '), problem ?? ''].filter(Boolean);
  return `step ${count(step)} graded: ${parts.join('; ')}`;
}

function describeStart(event: StartEvent): string {
  const { run, from, steps, tokensPerStep, parameters, memory, flops } = event;
  const begin = from === 0 ? '' : `going on from step ${count(from)}; `;
  return `${renderCosts(parameters, memory, flops, tokensPerStep)}${begin}${count(steps)} steps of ${count(tokensPerStep)} tokens on ${deviceLine(run.devices.at(-1)!)}`;
}
