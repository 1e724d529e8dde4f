/** Makes texts by sampling: every sample of every prompt is a job of the scheduler. */
import type { SamplingInput, SlotOutput } from '../runtime/addon.ts';
import type { Output, Producer } from './generate.ts';
import type { ResolvedOptions } from './options.ts';
import { PieceReader, type TextStream } from './pieces.ts';
import type { Job, Scheduler } from './scheduler.ts';

export interface SamplingSource {
  scheduler: Scheduler;
  /** One for each sample. */
  textStream: () => TextStream;
  endOfText: number;
}

export class SamplingProducer implements Producer {
  readonly #source: SamplingSource;
  readonly #prompts: Int32Array[];
  readonly #options: ResolvedOptions;
  readonly #jobs = new Set<SampleJob>();

  /** @param prompts ids, at least one each. */
  constructor(source: SamplingSource, prompts: Int32Array[], options: ResolvedOptions) {
    this.#source = source;
    this.#prompts = prompts;
    this.#options = options;
  }

  start(output: Output): void {
    const { scheduler, textStream, endOfText } = this.#source;
    const { samples, stop, stopAtEnd } = this.#options;
    const done = (job: SampleJob) => {
      this.#jobs.delete(job);
      scheduler.remove(job);
      if (this.#jobs.size === 0) output.close();
    };
    this.#prompts.forEach((prompt, p) => {
      for (let s = 0; s < samples; s++) {
        const reader = new PieceReader(p, s, textStream(), stop, stopAtEnd ? endOfText : null);
        this.#jobs.add(
          new SampleJob(prompt, samplingInput(this.#options, s, endOfText), reader, output, done, [p, s]),
        );
      }
    });
    for (const job of this.#jobs) scheduler.add(job);
  }

  more(): void {
    if (this.#jobs.size > 0) this.#source.scheduler.wake();
  }

  stop(): void {
    for (const job of this.#jobs) this.#source.scheduler.remove(job);
    this.#jobs.clear();
  }
}

/**
 * A sample's random numbers depend on the seed and on which sample of its prompt it is, so that a prompt's
 * texts are the same alone and in a batch.
 */
function samplingInput(options: ResolvedOptions, sample: number, endOfText: number): SamplingInput {
  return {
    repetitionPenalty: options.repetitionPenalty,
    temperature: options.temperature,
    topK: options.topK,
    topP: options.topP,
    minP: options.minP,
    seed: options.seed,
    stream: sample,
    stop: Int32Array.from(options.stopAtEnd ? [endOfText] : []),
    maxTokens: options.maxTokens,
    logprobs: options.logprobs,
  };
}

class SampleJob implements Job {
  readonly prompt: Int32Array;
  readonly sampling: SamplingInput;
  readonly ids: number[] = [];
  readonly #reader: PieceReader;
  readonly #output: Output;
  readonly #done: (job: SampleJob) => void;
  readonly #place: [prompt: number, sample: number];

  constructor(
    prompt: Int32Array,
    sampling: SamplingInput,
    reader: PieceReader,
    output: Output,
    done: (job: SampleJob) => void,
    place: [prompt: number, sample: number],
  ) {
    this.prompt = prompt;
    this.sampling = sampling;
    this.#reader = reader;
    this.#output = output;
    this.#done = done;
    this.#place = place;
  }

  wants(): boolean {
    return this.#output.hungry;
  }

  deliver(output: SlotOutput): void {
    let finished = false;
    for (const piece of this.#reader.read(output)) {
      this.ids.push(piece.id);
      finished = piece.finish !== null;
      this.#output.push(piece);
    }
    if (!finished && output.finished !== '') {
      this.#output.finished(...this.#place, 'context');
      finished = true;
    }
    if (finished) this.#done(this);
  }

  fail(error: unknown): void {
    this.#output.fail(error);
  }
}
