/** Keeps keys out of everything that is said or written: servers repeat what they were sent. */

/** Shorter ones stand in texts by chance. */
const SHORTEST = 8;
/**
 * What servers of one's own are given as a key is often a word, such as `anything`: no secret, and part of any story.
 * Longer than this no word of a story is, and keys that were drawn have digits or letters of both cases among them.
 */
const WORD = /^(?:[A-Z]?[a-z]+|[A-Z]+)$/;
const LONGEST_WORD = 16;

/** Whether its letters may stand anywhere by chance. */
export function isCommon(text: string): boolean {
  return text.length < SHORTEST || (text.length <= LONGEST_WORD && WORD.test(text));
}

interface Secret {
  forms: readonly string[];
  /** Its letters may be meant as they stand: a word, or too few of them. */
  common: boolean;
}

export class Scrubber {
  readonly #secrets: readonly Secret[];

  /** @param keys all that are sent */
  constructor(keys: readonly string[]) {
    this.#secrets = keys.map((key) => ({
      forms: [
        ...new Set([
          key,
          encodeURIComponent(key),
          JSON.stringify(key).slice(1, -1),
          Buffer.from(key).toString('base64'),
        ]),
      ],
      common: isCommon(key),
    }));
  }

  /** For texts that are kept as they were said: a key's every form replaced, unless its letters may be the text's own. */
  answer(text: string): string {
    return this.#replaced(
      text,
      this.#secrets.filter(({ common }) => !common),
    );
  }

  /** For messages: keys whatever they are, and what looks like one, in one line of at most 300 letters. */
  message(text: string): string {
    const clean = this.#replaced(text, this.#secrets)
      .replace(/\bsk-[\w*-]{6,}/g, '[key]')
      .replace(/\b(Bearer|Basic)\s+[^\s"',;)]+/gi, '$1 [key]')
      .replace(/\s+/g, ' ')
      .trim();
    return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
  }

  /** A key that is a word or short is replaced where it stands alone, so that others which have it in them stay. */
  #replaced(text: string, secrets: readonly Secret[]): string {
    let clean = text;
    for (const { forms, common } of secrets) {
      for (const form of forms) {
        if (!common) clean = clean.replaceAll(form, '[key]');
        else
          clean = clean.replace(new RegExp(`(?<![A-Za-z0-9])${literal(form)}(?![A-Za-z0-9])`, 'g'), '[key]');
      }
    }
    return clean;
  }
}

/** As a pattern that fits just this text. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
