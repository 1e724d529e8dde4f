/** Bytes that come in parts as UTF-8 text, with the line where they are none. */
import { isUtf8 } from 'node:buffer';
import { FormatError } from '../../runtime/errors.ts';

export class Utf8Parts {
  readonly #path: string;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #line = 1;
  #previous: Uint8Array = new Uint8Array(0);

  constructor(path: string) {
    this.#path = path;
  }

  /** The text of the next part; a character that goes on in the part after it comes with that. */
  push(part: Uint8Array): string {
    const text = this.#decode(part);
    this.#line += newlines(part);
    this.#previous = part;
    return text;
  }

  end(): string {
    return this.#decode(null);
  }

  #decode(part: Uint8Array | null): string {
    try {
      return part === null ? this.#decoder.decode() : this.#decoder.decode(part, { stream: true });
    } catch (cause) {
      // A character may have begun in the part before.
      const bytes = Buffer.concat([this.#previous, part ?? new Uint8Array(0)]);
      const where = this.#line - newlines(this.#previous) + goodLines(bytes);
      const advice =
        'expected UTF-8; convert the file, for example with `iconv -f WINDOWS-1252 -t UTF-8`, or mend a .txt with ' +
        '`tinystories data clean`';
      throw new FormatError(this.#path, `line ${where} is not valid UTF-8; ${advice}`, { cause });
    }
  }
}

function newlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

/** Lines of UTF-8 before the first that is none. */
function goodLines(bytes: Buffer): number {
  let lines = 0;
  for (let begin = 0; begin < bytes.length; lines++) {
    const next = bytes.indexOf(10, begin);
    const end = next < 0 ? bytes.length : next + 1;
    // The first line may begin in the middle of a character that is well-formed.
    let first = begin;
    while (begin === 0 && first < 3 && ((bytes[first] ?? 0) & 0xc0) === 0x80) first++;
    if (!isUtf8(bytes.subarray(first, end))) break;
    begin = end;
  }
  return lines;
}
