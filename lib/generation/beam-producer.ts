/** Makes texts by beam search, one prompt after another; what it found comes all at once. */
import type { NativeSession } from '../runtime/addon.ts';
import { AbortedError, DisposedError } from '../runtime/errors.ts';
import { beamSearch, type Hypothesis } from './beam.ts';
import type { Output, Producer } from './generate.ts';
import type { ResolvedOptions } from './options.ts';
import { PieceReader, type TextStream } from './pieces.ts';

export interface BeamSource {
  /** A session with so many slots, for one search. */
  openSession: (slots: number) => { session: NativeSession; close: () => void };
  textStream: () => TextStream;
  endOfText: number;
  /** Tokens of a text, prompt included. */
  context: number;
  vocab: number;
  /** Whether the language model was disposed of meanwhile. */
  disposed: () => boolean;
}

export class BeamProducer implements Producer {
  readonly #source: BeamSource;
  readonly #prompts: Int32Array[];
  readonly #options: ResolvedOptions;
  #stopped = false;

  constructor(source: BeamSource, prompts: Int32Array[], options: ResolvedOptions) {
    this.#source = source;
    this.#prompts = prompts;
    this.#options = options;
  }

  start(output: Output): void {
    this.#work(output).then(
      () => output.close(),
      (error) => {
        if (this.#stopped) return;
        output.fail(this.#source.disposed() ? new DisposedError('the language model') : error);
      },
    );
  }

  more(): void {}

  stop(): void {
    this.#stopped = true;
  }

  async #work(output: Output): Promise<void> {
    const { samples } = this.#options;
    const { session, close } = this.#source.openSession(this.#options.beams);
    try {
      for (const [index, prompt] of this.#prompts.entries()) {
        const found = await this.#search(session, prompt);
        for (let sample = 0; sample < samples; sample++) {
          const hypothesis = found[sample];
          if (hypothesis) this.#emit(output, index, sample, hypothesis);
          else output.finished(index, sample, 'context');
        }
      }
    } finally {
      close();
    }
  }

  #search(session: NativeSession, prompt: Int32Array): Promise<Hypothesis[]> {
    const { beams, lengthPenalty, maxTokens, stop, stopAtEnd } = this.#options;
    const { context, vocab, endOfText } = this.#source;
    const end = stopAtEnd ? endOfText : null;
    return beamSearch(session, prompt, {
      beams,
      lengthPenalty,
      maxTokens,
      capacity: context,
      vocab,
      end,
      stops: (ids) => stop.length > 0 && this.#textOf(ids).stopped,
      check: () => {
        if (this.#stopped) throw new AbortedError();
      },
    });
  }

  #textOf(ids: readonly number[]): { stopped: boolean } {
    const reader = this.#reader(0, 0);
    let stopped = false;
    for (const piece of reader.read(outputOf(ids, [], ''))) stopped = piece.finish === 'stop';
    return { stopped };
  }

  #emit(output: Output, prompt: number, sample: number, { ids, logprobs, finish }: Hypothesis): void {
    const finished = finish === 'end' ? 'stop' : finish === 'context' ? 'capacity' : 'length';
    for (const piece of this.#reader(prompt, sample).read(outputOf(ids, logprobs, finished)))
      output.push(piece);
  }

  #reader(prompt: number, sample: number): PieceReader {
    const { stop, stopAtEnd } = this.#options;
    const { textStream, endOfText } = this.#source;
    return new PieceReader(prompt, sample, textStream(), stop, stopAtEnd ? endOfText : null);
  }
}

function outputOf(
  ids: readonly number[],
  logprobs: readonly number[],
  finished: '' | 'stop' | 'length' | 'capacity',
) {
  const none = { slot: 0, topIds: new Int32Array(0), topLogprobs: new Float32Array(0) };
  return { ...none, ids: Int32Array.from(ids), logprobs: Float32Array.from(logprobs), finished };
}
