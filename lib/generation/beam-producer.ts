/** Makes texts by beam search, one prompt after another; what it found comes all at once. */
import type { NativeSession } from '../runtime/addon.ts';
import { AbortedError, DisposedError } from '../runtime/errors.ts';
import { Pace } from '../runtime/pace.ts';
import { beamSearch, type Hypothesis } from './beam.ts';
import type { BeamSessions } from './beam-sessions.ts';
import type { Output, Producer } from './generate.ts';
import type { ResolvedOptions } from './options.ts';
import { PieceReader, type TextStream } from './pieces.ts';
import { StopReading } from './stop-reading.ts';

export interface BeamSource {
  sessions: BeamSessions;
  textStream: () => TextStream;
  /** Bytes of a token. */
  bytesOf: (id: number) => Uint8Array;
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
  readonly #stopped = new AbortController();

  constructor(source: BeamSource, prompts: Int32Array[], options: ResolvedOptions) {
    this.#source = source;
    this.#prompts = prompts;
    this.#options = options;
  }

  start(output: Output): void {
    this.#work(output).then(
      () => output.close(),
      (error) => {
        if (this.#stopped.signal.aborted) return;
        output.fail(this.#source.disposed() ? new DisposedError('the language model') : error);
      },
    );
  }

  more(): void {}

  stop(): void {
    this.#stopped.abort();
  }

  async #work(output: Output): Promise<void> {
    const { samples, beams } = this.#options;
    const { session, close } = await this.#source.sessions.open(beams, this.#stopped.signal);
    const pace = new Pace('the search', this.#stopped.signal);
    try {
      for (const [index, prompt] of this.#prompts.entries()) {
        const found = await this.#search(session, prompt);
        for (let sample = 0; sample < samples; sample++) {
          const hypothesis = found[sample];
          if (hypothesis) this.#emit(output, index, sample, hypothesis);
          else output.finished(index, sample, 'context');
          if (pace.due) await pace.rest();
        }
      }
    } finally {
      close();
    }
  }

  #search(session: NativeSession, prompt: Int32Array): Promise<Hypothesis[]> {
    const { beams, lengthPenalty, maxTokens, stop, stopAtEnd } = this.#options;
    const { context, vocab, endOfText, bytesOf } = this.#source;
    const end = stopAtEnd ? endOfText : null;
    return beamSearch(session, prompt, {
      beams,
      lengthPenalty,
      maxTokens,
      capacity: context,
      vocab,
      end,
      reading: stop.length > 0 ? StopReading.of(stop, bytesOf) : null,
      check: () => {
        if (this.#stopped.signal.aborted) throw new AbortedError();
      },
    });
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
  finished: 'stop' | 'length' | 'capacity',
) {
  const none = { slot: 0, topIds: new Int32Array(0), topLogprobs: new Float32Array(0) };
  return { ...none, ids: Int32Array.from(ids), logprobs: Float32Array.from(logprobs), finished };
}
