/**
 * A text that is looked through for stop strings as it grows, where it may grow in several ways: what has been read stays
 * as it is, and each token makes another reading of it.
 */
import { StopStrings } from './stop-strings.ts';

/** The first byte of characters of several bytes is this or above, those after it are below. */
const LEAD = 0xc0;
const NOTHING = new Uint8Array(0);
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export class StopReading {
  readonly #bytesOf: (id: number) => Uint8Array;
  readonly #stop: StopStrings;
  /** The beginning of a character at the end of the text. */
  readonly #pending: Uint8Array;

  private constructor(bytesOf: (id: number) => Uint8Array, stop: StopStrings, pending: Uint8Array) {
    this.#bytesOf = bytesOf;
    this.#stop = stop;
    this.#pending = pending;
  }

  /** Of a text that has just begun. `bytesOf` gives the bytes of a token. */
  static of(strings: readonly string[], bytesOf: (id: number) => Uint8Array): StopReading {
    return new StopReading(bytesOf, new StopStrings(strings), NOTHING);
  }

  /** The text with one more token; null where a stop string ends it. */
  push(id: number): StopReading | null {
    const bytes = Buffer.concat([this.#pending, this.#bytesOf(id)]);
    const text = decoder.decode(bytes, { stream: true });
    const whole = decoder.decode() === '';
    const stop = this.#stop.fork();
    stop.push(text);
    if (stop.stopped) return null;
    const pending = whole ? NOTHING : bytes.subarray(bytes.findLastIndex((byte) => byte >= LEAD));
    return new StopReading(this.#bytesOf, stop, pending);
  }
}
