/**
 * The `tokenizer.bin` of llama2.c: the length of the longest piece, then for each piece its score, its length and its
 * bytes; all numbers of four bytes, little-endian.
 */
import type { SentencePieceDefinition } from '../runtime/addon-text.ts';
import { FormatError } from '../runtime/errors.ts';
import { sentencePieceDefinition } from './sentencepiece.ts';

/** @throws FormatError for a damaged file; UnsupportedError for another layout of ids. */
export function parseLlama2cTokenizer(path: string, file: Uint8Array): SentencePieceDefinition {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < 4) throw new FormatError(path, `${bytes.length} bytes are no tokenizer.bin of llama2.c`);
  const longest = bytes.readUInt32LE(0);
  const pieces: string[] = [];
  const scores: number[] = [];
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (let at = 4; at < bytes.length; ) {
    const name = `piece ${pieces.length}`;
    if (bytes.length - at < 8)
      throw new FormatError(path, `${name} is cut short; the file is damaged or of another kind`);
    const length = bytes.readUInt32LE(at + 4);
    if (length > longest || length > bytes.length - at - 8) {
      throw new FormatError(
        path,
        `${name} is said to have ${length} bytes; at most ${Math.min(longest, bytes.length - at - 8)} can be. The file is damaged or of another kind`,
      );
    }
    scores.push(bytes.readFloatLE(at));
    at += 8;
    try {
      pieces.push(decoder.decode(bytes.subarray(at, at + length)));
    } catch (cause) {
      throw new FormatError(path, `${name} is not valid UTF-8`, { cause });
    }
    at += length;
  }
  return sentencePieceDefinition(path, pieces, scores);
}
