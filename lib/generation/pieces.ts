/** From the token ids of one sequence to pieces of text. */
import type { SlotOutput } from '../runtime/addon.ts';
import { StopStrings } from './stop-strings.ts';

/**
 * Why a text ended: at the end-of-text token, before a stop string, after `maxTokens`, or because the context
 * the model was trained with is full.
 */
export type FinishReason = 'end' | 'stop' | 'length' | 'context';

export interface Alternative {
  id: number;
  logprob: number;
}

/** One token, and the text that can be shown since the piece before. */
export interface Piece {
  /** Which of the prompts, from 0. */
  prompt: number;
  /** Which of the prompt's samples, from 0. */
  sample: number;
  id: number;
  /** Whole characters only; empty while a character, or what may be a stop string, is incomplete. */
  text: string;
  /** Under the model's own distribution, before penalty, temperature and cuts. */
  logprob: number;
  /** The likeliest tokens here, as many as `logprobs` asked for. */
  alternatives: Alternative[];
  /** Set on the last piece of a sample. */
  finish: FinishReason | null;
}

/** A whole continuation. */
export interface Completion {
  prompt: number;
  sample: number;
  text: string;
  ids: number[];
  logprobs: number[];
  /** Of each token, the likeliest ones there; empty unless `logprobs` asked for them. */
  alternatives: Alternative[][];
  finish: FinishReason;
}

/** What is needed of a streaming decoder; see `Tokenizer.stream`. */
export interface TextStream {
  push(id: number): string;
  end(): string;
}

const FINISH = { '': null, stop: 'end', length: 'length', capacity: 'context' } as const;

/** Turns what the session says about one sequence into pieces. */
export class PieceReader {
  readonly #prompt: number;
  readonly #sample: number;
  readonly #stream: TextStream;
  readonly #stop: StopStrings;
  readonly #end: number | null;

  /** @param end the token that ends a story and has no text, or null. */
  constructor(
    prompt: number,
    sample: number,
    stream: TextStream,
    stop: readonly string[],
    end: number | null,
  ) {
    this.#prompt = prompt;
    this.#sample = sample;
    this.#stream = stream;
    this.#stop = new StopStrings(stop);
    this.#end = end;
  }

  /** The pieces of `output`; tokens past a stop string are dropped. */
  *read(output: SlotOutput): Generator<Piece> {
    const { ids, logprobs, topIds, topLogprobs } = output;
    const top = ids.length > 0 ? topIds.length / ids.length : 0;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number;
      const last = i === ids.length - 1;
      let finish: FinishReason | null = last ? FINISH[output.finished] : null;
      let text = this.#stop.push(id === this.#end ? '' : this.#stream.push(id));
      if (finish !== null && !this.#stop.stopped) text += this.#stop.push(this.#stream.end());
      if (this.#stop.stopped) finish = 'stop';
      else if (finish !== null) text += this.#stop.end();
      const alternatives: Alternative[] = [];
      for (let k = i * top; k < (i + 1) * top; k++) {
        const other = topIds[k] as number;
        if (other >= 0) alternatives.push({ id: other, logprob: topLogprobs[k] as number });
      }
      const logprob = logprobs[i] as number;
      yield { prompt: this.#prompt, sample: this.#sample, id, text, logprob, alternatives, finish };
      if (finish !== null) return;
    }
  }
}
