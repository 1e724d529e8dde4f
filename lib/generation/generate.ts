/** Texts in the making: the object that `LanguageModel.generate` returns. */
import { onAbort } from '../runtime/abort.ts';
import { AbortedError, BusyError } from '../runtime/errors.ts';
import { Channel } from './channel.ts';
import type { Completion, FinishReason, Piece } from './pieces.ts';

/** Makes the pieces of a generation. */
export interface Producer {
  /** Begins; called once, when the first piece is asked for. */
  start(output: Output): void;
  /** There is room for more pieces. */
  more(): void;
  /** Nothing more is wanted. */
  stop(): void;
}

/** Where a producer puts what it makes. */
export interface Output {
  readonly hungry: boolean;
  push(piece: Piece): void;
  /** A sample is whole without a piece that says so: its prompt left no room for a token. */
  finished(prompt: number, sample: number, reason: FinishReason): void;
  close(): void;
  fail(error: unknown): void;
}

/**
 * Continuations of one or more prompts. Read it once: piece by piece with `for await`, or whole with `text`,
 * `texts` or `completions`. Nothing is computed before the first read, and little ahead of the reader.
 * Leaving the loop, or the signal, ends the computation.
 */
export class Generation implements AsyncIterable<Piece> {
  /** Repeats this generation when given as the option `seed`. */
  readonly seed: number;
  readonly #producer: Producer;
  readonly #channel: Channel<Piece>;
  readonly #signal: AbortSignal | undefined;
  readonly #completions: Completion[][];
  #state: 'new' | 'running' | 'whole' | 'ended' | 'aborted' = 'new';
  #read = false;
  #unlisten: () => void = () => {};

  /** @param samples how many of each prompt. */
  constructor(
    producer: Producer,
    seed: number,
    prompts: number,
    samples: number,
    signal: AbortSignal | undefined,
  ) {
    this.seed = seed;
    this.#producer = producer;
    this.#signal = signal;
    this.#channel = new Channel(32 * prompts * samples);
    this.#channel.onRoom = () => this.#producer.more();
    this.#completions = Array.from({ length: prompts }, (_, prompt) =>
      Array.from({ length: samples }, (_, sample) => ({
        prompt,
        sample,
        text: '',
        ids: [],
        logprobs: [],
        alternatives: [],
        finish: 'length',
      })),
    );
  }

  [Symbol.asyncIterator](): AsyncIterator<Piece> {
    if (this.#read) throw readOnce();
    this.#read = true;
    return {
      next: () => this.#next(),
      return: async () => {
        this.#end();
        this.#channel.abandon();
        return { value: undefined, done: true };
      },
    };
  }

  /** The text of the first sample of the first prompt, without the prompt. */
  async text(): Promise<string> {
    const [[first] = []] = await this.completions();
    return first?.text ?? '';
  }

  /** The texts of all samples, by prompt. */
  async texts(): Promise<string[][]> {
    return (await this.completions()).map((samples) => samples.map(({ text }) => text));
  }

  /**
   * All samples whole, by prompt. Reads the generation, unless that was done already.
   * @throws AbortedError where the signal ended it; BusyError where somebody else reads it, or left it before its end.
   */
  async completions(): Promise<Completion[][]> {
    if (!this.#read) for await (const _ of this);
    if (this.#state === 'aborted') throw this.#abortion();
    if (this.#state !== 'whole') throw readOnce();
    return this.#completions;
  }

  #next(): Promise<IteratorResult<Piece>> {
    if (this.#state === 'new') this.#start();
    return this.#channel.next();
  }

  #start(): void {
    this.#state = 'running';
    if (this.#signal?.aborted) {
      this.#abort();
      return;
    }
    if (this.#signal) this.#unlisten = onAbort(this.#signal, () => this.#abort());
    const channel = this.#channel;
    this.#producer.start({
      get hungry() {
        return channel.hungry;
      },
      push: (piece) => {
        this.#collect(piece);
        channel.push(piece);
      },
      finished: (prompt, sample, reason) => {
        const completion = this.#completions[prompt]?.[sample];
        if (completion) completion.finish = reason;
      },
      close: () => {
        this.#unlisten();
        if (this.#state === 'running') this.#state = 'whole';
        channel.close();
      },
      fail: (error) => {
        this.#end();
        channel.fail(error);
      },
    });
  }

  #abort(): void {
    this.#end();
    this.#state = 'aborted';
    this.#channel.fail(this.#abortion());
  }

  #abortion(): AbortedError {
    return new AbortedError(undefined, { cause: this.#signal?.reason });
  }

  #end(): void {
    this.#unlisten();
    if (this.#state === 'running') this.#producer.stop();
    if (this.#state !== 'whole') this.#state = 'ended';
  }

  #collect(piece: Piece): void {
    const completion = this.#completions[piece.prompt]?.[piece.sample];
    if (!completion) return;
    completion.text += piece.text;
    completion.ids.push(piece.id);
    completion.logprobs.push(piece.logprob);
    if (piece.alternatives.length > 0) completion.alternatives.push(piece.alternatives);
    if (piece.finish) completion.finish = piece.finish;
  }
}

function readOnce(): BusyError {
  return new BusyError(
    'a generation can be read once, and whole by one reader; call generate again for another',
  );
}
