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

/** What keys of the great services begin with, and enough behind it to be no word. */
const SHAPES = /\b(?:sk-[\w*-]{6,}|(?:gsk_|hf_|r8_|xai-)[A-Za-z0-9*]{16,})/g;
/** The same where a name is meant, which may begin so and be none: a long run without a break says that it is one. */
const SURE = /\b(?:sk-|gsk_|hf_|r8_|xai-)(?:[\w-]*[_-])?[A-Za-z0-9]{16,}/;

/** Whether a text, such as the name of a model, has what can only be a key in it. */
export function holdsKey(text: string): boolean {
  return SURE.test(text);
}

/** What looks like a key replaced, whoever's it is. */
export function withoutKeys(text: string): string {
  return text.replace(SHAPES, '[key]');
}

/** A value that is sent, and what a server may repeat of it alone: the token behind a scheme, a user's password. */
export function secretsIn(value: string): string[] {
  const [, scheme = '', token] = /^([A-Za-z][\w-]*)\s+(\S+)$/.exec(value) ?? [];
  if (token === undefined) return [value];
  if (!/^basic$/i.test(scheme)) return [value, token];
  const login = Buffer.from(token, 'base64').toString();
  return [value, token, login, login.slice(login.indexOf(':') + 1)].filter((text) => text !== '');
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
    this.#secrets = keys.map((key) => ({ forms: formsOf(key), common: isCommon(key) }));
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
    const clean = withoutKeys(this.#replaced(text, this.#secrets))
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

/** The ways in which servers repeat a key: as it is, in a URL, in JSON, in JSON that a text of JSON holds, in base64. */
function formsOf(key: string): string[] {
  const once = JSON.stringify(key).slice(1, -1);
  const twice = JSON.stringify(once).slice(1, -1);
  // Some escape slashes too.
  const json = [once, twice, once.replaceAll('/', '\\/'), twice.replaceAll('/', '\\\\/')];
  const base64 = Buffer.from(key).toString('base64').replace(/=+$/, '');
  return [...new Set([key, encodeURIComponent(key), ...json, base64, base64url(base64)])];
}

function base64url(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

/** As a pattern that fits just this text. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
