import { FormatError } from './errors.ts';

/**
 * The text of a whole file, without a byte order mark.
 * @param expected what the file should hold, for the message
 * @throws FormatError for bytes that are not UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array, path: string, expected: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(path, `not UTF-8 text; expected ${expected}`, { cause });
  }
}
