/**
 * Stories of a JSON file that holds one array of objects, as the shards of `TinyStories_all_data` do; or several
 * objects one after another. The file is never held whole: each object is cut out and parsed alone.
 */
import { FormatError } from '../../runtime/errors.ts';
import { type Cutter, fieldNames, LONGEST, type SourceStory, textOf } from './source.ts';

const QUOTE = '"';
const BACKSLASH = 0x5c;
/** Deeper than any record; what JSON.parse does with a million brackets is not to be found out. */
const DEEPEST = 64;
const SPACE = /\s/;
/** What ends or opens something, outside of strings. */
const SIGN = /["{}[\]]/g;

type State = 'start' | 'first' | 'element' | 'comma' | 'object' | 'done';

export class JsonArrayCutter implements Cutter {
  readonly #path: string;
  readonly #field: string | undefined;
  #held = '';
  /** Looked at so far. */
  #at = 0;
  /** Where the object that is being looked at begins. */
  #begin = 0;
  #depth = 0;
  #inString = false;
  /** `first`, `element`, `comma`: in the array, what may come next; `object`: between objects without an array. */
  #state: State = 'start';
  #elements = 0;

  constructor(path: string, field?: string) {
    this.#path = path;
    this.#field = field;
  }

  push(text: string): SourceStory[] {
    this.#held += text;
    const stories: SourceStory[] = [];
    while (this.#depth > 0 ? this.#inside(stories) : this.#between()) {}
    const used = this.#depth > 0 ? this.#begin : this.#at;
    this.#held = this.#held.slice(used);
    this.#at -= used;
    this.#begin = 0;
    if (this.#held.length > LONGEST) this.#refuse(`is longer than ${LONGEST} characters`);
    return stories;
  }

  end(text: string): SourceStory[] {
    const stories = this.push(text);
    if (this.#depth > 0) this.#refuse('is not complete: the file ends inside of it');
    if (this.#state === 'first' || this.#state === 'element' || this.#state === 'comma')
      throw new FormatError(
        this.#path,
        `the file ends after object ${this.#elements}, before its array does`,
      );
    return stories;
  }

  /** Looks for the next object; false when the text is used up. */
  #between(): boolean {
    const { length } = this.#held;
    while (this.#at < length && SPACE.test(this.#held[this.#at] as string)) this.#at++;
    if (this.#at === length) return false;
    const sign = this.#held[this.#at] as string;
    const state = this.#state;
    if (sign === '{' && state !== 'comma' && state !== 'done') {
      if (state === 'start') this.#state = 'object';
      this.#begin = this.#at;
      this.#depth = 1;
    } else if (sign === '[' && state === 'start') this.#state = 'first';
    else if (sign === ',' && state === 'comma') this.#state = 'element';
    else if (sign === ']' && (state === 'comma' || state === 'first')) this.#state = 'done';
    else this.#refuse(`is expected, or the end; there is ${JSON.stringify(sign)}`);
    this.#at++;
    return true;
  }

  /** Looks for the object's end; false when the text is used up. */
  #inside(stories: SourceStory[]): boolean {
    if (this.#inString) {
      const quote = this.#held.indexOf(QUOTE, this.#at);
      if (quote < 0) {
        this.#at = this.#held.length;
        return false;
      }
      this.#at = quote + 1;
      this.#inString = this.#isEscaped(quote);
      return true;
    }
    SIGN.lastIndex = this.#at;
    const found = SIGN.exec(this.#held);
    if (found === null) {
      this.#at = this.#held.length;
      return false;
    }
    this.#at = found.index + 1;
    if (found[0] === QUOTE) this.#inString = true;
    else if (found[0] === '{' || found[0] === '[') this.#depth++;
    else this.#depth--;
    if (this.#depth > DEEPEST) this.#refuse(`is nested deeper than ${DEEPEST} levels`);
    if (this.#depth === 0) {
      stories.push(this.#story(this.#held.slice(this.#begin, this.#at)));
      if (this.#state !== 'object') this.#state = 'comma';
    }
    return true;
  }

  /** Whether an odd number of backslashes stands before a quotation mark. */
  #isEscaped(quote: number): boolean {
    let first = quote;
    while (this.#held.charCodeAt(first - 1) === BACKSLASH) first--;
    return (quote - first) % 2 === 1;
  }

  #story(element: string): SourceStory {
    let record: Record<string, unknown>;
    try {
      record = JSON.parse(element) as Record<string, unknown>;
    } catch (cause) {
      this.#refuse(`is not valid JSON (${(cause as Error).message})`, cause);
    }
    const text = textOf(record, this.#field);
    if (text === undefined) this.#refuse(`has no text in ${fieldNames(this.#field)}`);
    this.#elements++;
    return { text, record };
  }

  #refuse(what: string, cause?: unknown): never {
    const expected = 'expected an array of objects, such as [{"story": "…"}, …]';
    throw new FormatError(this.#path, `object ${this.#elements + 1} ${what}; ${expected}`, { cause });
  }
}
