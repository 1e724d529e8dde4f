/**
 * The part of an Instruct record that answers it, its story, as tokens: what a loss on responses alone is taken of. A field
 * after the story describes it and is no response.
 */
import type { PackedTexts } from '../runtime/addon-text.ts';
import { checkText } from '../runtime/arguments.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import { storyRange } from './instruct.ts';

/** A stretch of a text's UTF-8 bytes. */
export interface ByteRange {
  begin: number;
  end: number;
}

/** Tokens of a story, counted within it, the end token among them where the story ends with the response. */
export interface ResponseTokens {
  begin: number;
  end: number;
  /** UTF-8 bytes of the response. */
  bytes: number;
}

/** Where the story of a record stands; null when the text is no record. @throws InvalidArgumentError for what is no text */
export function responseRange(text: string): ByteRange | null {
  checkText('text', text);
  const range = storyRange(text);
  if (range === null) return null;
  const begin = Buffer.byteLength(text.slice(0, range.begin));
  return { begin, end: begin + Buffer.byteLength(text.slice(range.begin, range.end)) };
}

/** Finds the tokens of responses. */
export class ResponseFinder {
  readonly #spaceBefore: boolean;
  readonly #lengths: Uint32Array;
  readonly #whole: Tokenizer | null;

  private constructor(tokenizer: Tokenizer, whole: Tokenizer | null) {
    this.#spaceBefore = tokenizer.spaceBefore;
    this.#whole = whole;
    this.#lengths = (whole ?? tokenizer).tokenLengths();
  }

  static async of(tokenizer: Tokenizer): Promise<ResponseFinder> {
    const { definition, unknown } = tokenizer;
    if (unknown === undefined || 'scores' in definition) return new ResponseFinder(tokenizer, null);
    // How long a lost token was is known before it is lost: each stands for one token of the whole vocabulary.
    const { tokenBytes, tokenEnds, merges, special } = definition;
    return new ResponseFinder(tokenizer, await Tokenizer.create({ tokenBytes, tokenEnds, merges, special }));
  }

  /**
   * The responses of texts.
   * @param texts As they were encoded, special tokens spelt out.
   * @param encoded Their ids one after another, and how many each has; without end tokens.
   * @param ranges Where the response of each stands.
   */
  async find(
    texts: PackedTexts,
    encoded: { ids: Int32Array; counts: Uint32Array },
    ranges: readonly ByteRange[],
    threads: number,
  ): Promise<ResponseTokens[]> {
    const { ids, counts } = this.#whole
      ? await this.#whole.encodePacked(texts, { special: false, threads })
      : encoded;
    const found: ResponseTokens[] = [];
    let from = 0;
    for (const [i, range] of ranges.entries()) {
      const count = counts[i] as number;
      const size = (texts.ends[i] as number) - (i === 0 ? 0 : (texts.ends[i - 1] as number));
      found.push(this.#tokensOf(ids.subarray(from, from + count), range, size));
      from += count;
    }
    return found;
  }

  /** A token that stands half in the response is one of it. */
  #tokensOf(ids: Int32Array, { begin, end }: ByteRange, size: number): ResponseTokens {
    const bytes = end - begin;
    let at = this.#spaceBefore ? -1 : 0;
    let first = ids.length;
    let past = end >= size ? ids.length + 1 : ids.length;
    for (let i = 0; i < ids.length; i++) {
      const next = at + (this.#lengths[ids[i] as number] as number);
      if (next > begin && first === ids.length) first = i;
      if (at >= end) {
        past = i;
        break;
      }
      at = next;
    }
    return { begin: Math.min(first, past), end: past, bytes };
  }
}
