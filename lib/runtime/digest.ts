/** SHA-256 in hexadecimal: by which files, prompts, models and questions are known again. */

import { createHash } from 'node:crypto';
import { throwIfAborted } from './abort.ts';
import { streamFile } from './files.ts';

/** Small enough that hashing a piece does not hold up the event loop. */
const PIECE = 1 << 20;

/** Of bytes, or of the UTF-8 of a text; for what is not long. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Of a file of any size, with its size.
 * @throws FileError, AbortedError.
 */
export async function sha256File(
  path: string,
  signal?: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of streamFile(path, PIECE)) {
    throwIfAborted(signal, `reading ${path} was aborted`);
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
