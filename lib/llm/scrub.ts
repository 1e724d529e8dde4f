/** Keeps keys out of everything that is said or written: messages of servers repeat what they were sent. */

/** Shorter ones are words such as `none`, which servers of one's own are given. */
const SHORTEST = 8;

export class Scrubber {
  readonly #forms: readonly string[];

  constructor(key: string) {
    const forms = [
      key,
      encodeURIComponent(key),
      JSON.stringify(key).slice(1, -1),
      Buffer.from(key).toString('base64'),
    ];
    this.#forms = key.length < SHORTEST ? [] : [...new Set(forms)];
  }

  /** The key's every form replaced. */
  exact(text: string): string {
    let clean = text;
    for (const form of this.#forms) clean = clean.replaceAll(form, '[key]');
    return clean;
  }

  /** For messages: what looks like a key as well, in one line of at most 300 letters. */
  message(text: string): string {
    const clean = this.exact(text)
      .replace(/\bsk-[\w*-]{6,}/g, '[key]')
      .replace(/\b(Bearer|Basic)\s+[^\s"',;)]+/gi, '$1 [key]')
      .replace(/\s+/g, ' ')
      .trim();
    return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
  }
}
