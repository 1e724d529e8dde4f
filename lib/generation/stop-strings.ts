/**
 * Cuts a text that arrives in pieces before the first stop string in it. A piece is held back only as long as
 * it could be the beginning of a stop string. How the text is cut into pieces changes nothing: the stop
 * string that ends first wins, the longest of those that end together.
 */
export class StopStrings {
  readonly #strings: readonly string[];
  #held = '';
  #stopped = false;

  constructor(strings: readonly string[]) {
    this.#strings = strings;
  }

  /** A stop string was met; nothing follows. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Another that has met the same, and goes its own way. */
  fork(): StopStrings {
    const fork = new StopStrings(this.#strings);
    fork.#held = this.#held;
    fork.#stopped = this.#stopped;
    return fork;
  }

  /** Takes the next piece and returns what may be shown by now. */
  push(piece: string): string {
    if (this.#stopped || piece === '') return '';
    const text = this.#held + piece;
    const cut = this.#firstMatch(text);
    if (cut >= 0) {
      this.#stopped = true;
      this.#held = '';
      return text.slice(0, cut);
    }
    const keep = this.#couldBegin(text);
    this.#held = text.slice(text.length - keep);
    return text.slice(0, text.length - keep);
  }

  /** The text ends here: what was held back is text after all. */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }

  /** Where the stop string that ends first begins, or -1. */
  #firstMatch(text: string): number {
    let begin = -1;
    let end = Number.POSITIVE_INFINITY;
    for (const stop of this.#strings) {
      const at = text.indexOf(stop);
      if (at < 0) continue;
      const ends = at + stop.length;
      if (ends < end || (ends === end && at < begin)) {
        begin = at;
        end = ends;
      }
    }
    return begin;
  }

  /** Length of the longest end of `text` that a stop string begins with. */
  #couldBegin(text: string): number {
    let longest = 0;
    for (const stop of this.#strings) {
      for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
        if (text.endsWith(stop.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}
