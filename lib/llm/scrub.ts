/** Keeps keys out of everything that is said or written: servers repeat what they were sent. */

/** Shorter ones stand in texts by chance. */
const SHORTEST = 8;
/**
 * What servers of one's own are given as a key is often a word, such as `anything`: no secret, and part of any story.
 * Longer than this no word of a story is, and keys that were drawn have digits or letters of both cases among them.
 */
const WORD = /^(?:[A-Z]?[a-z]+|[A-Z]+)$/;
const LONGEST_WORD = 16;

export class Scrubber {
  readonly #forms: readonly string[];
  /** Its letters may be meant as they stand: a word, or too few of them. */
  readonly #common: boolean;

  /** @param key null where none is sent */
  constructor(key: string | null) {
    const forms =
      key === null
        ? []
        : [
            key,
            encodeURIComponent(key),
            JSON.stringify(key).slice(1, -1),
            Buffer.from(key).toString('base64'),
          ];
    this.#forms = [...new Set(forms)];
    this.#common = key !== null && (key.length < SHORTEST || (key.length <= LONGEST_WORD && WORD.test(key)));
  }

  /** For texts that are kept as they were said: the key's every form replaced, unless its letters may be the text's own. */
  answer(text: string): string {
    return this.#common ? text : this.#replaced(text);
  }

  /** For messages: the key whatever it is, and what looks like one, in one line of at most 300 letters. */
  message(text: string): string {
    const clean = this.#replaced(text)
      .replace(/\bsk-[\w*-]{6,}/g, '[key]')
      .replace(/\b(Bearer|Basic)\s+[^\s"',;)]+/gi, '$1 [key]')
      .replace(/\s+/g, ' ')
      .trim();
    return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
  }

  /** A key that is a word or short is replaced where it stands alone, so that others which have it in them stay. */
  #replaced(text: string): string {
    let clean = text;
    for (const form of this.#forms) {
      if (!this.#common) clean = clean.replaceAll(form, '[key]');
      else clean = clean.replace(new RegExp(`(?<![A-Za-z0-9])${literal(form)}(?![A-Za-z0-9])`, 'g'), '[key]');
    }
    return clean;
  }
}

/** As a pattern that fits just this text. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
