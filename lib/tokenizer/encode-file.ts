import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { AbortedError } from '../runtime/errors.ts';
import { fileError, writeFileAtomic } from '../runtime/files.ts';
import type { OnProgress } from '../runtime/progress.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface EncodeFileOptions {
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

export interface EncodedFile {
  tokens: number;
  bytes: number;
  /** 2, or 4 for a vocabulary of more than 65,535 tokens. */
  bytesPerId: 2 | 4;
}

/** Bytes read at once. */
const PART = 1 << 22;

/**
 * Encodes a whole file as one text, in which special tokens are recognised, and writes the ids little-endian, 2
 * or 4 bytes each. Files of any size pass through in parts; the ids are those of the whole.
 * @throws FileError, AbortedError.
 */
export async function encodeFile(
  tokenizer: Tokenizer,
  input: string,
  output: string,
  options: EncodeFileOptions = {},
): Promise<EncodedFile> {
  const result: EncodedFile = { tokens: 0, bytes: 0, bytesPerId: tokenizer.vocab > 0xffff ? 4 : 2 };
  await writeFileAtomic(output, parts(tokenizer, input, result, options), { signal: options.signal });
  return result;
}

async function* parts(
  tokenizer: Tokenizer,
  input: string,
  result: EncodedFile,
  { signal, onProgress }: EncodeFileOptions,
): AsyncGenerator<Uint8Array> {
  const pack = (ids: Int32Array): Uint8Array => {
    result.tokens += ids.length;
    const packed = result.bytesPerId === 2 ? Uint16Array.from(ids) : ids;
    return new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength);
  };
  let held: Uint8Array = new Uint8Array(0);
  // A word that is longer than all that is held must not be looked at from its beginning for each part anew.
  let wanted = PART;
  const waiting: Uint8Array[] = [];
  try {
    const { size } = await stat(input);
    for await (const part of createReadStream(input, { highWaterMark: PART })) {
      if (signal?.aborted) throw new AbortedError(`encoding ${input} was aborted`);
      waiting.push(part);
      result.bytes += part.length;
      onProgress?.({ stage: 'encoding', done: result.bytes, total: size, unit: 'bytes' });
      if (waiting.reduce((sum, bytes) => sum + bytes.length, held.length) < wanted) continue;
      const text = Buffer.concat([held, ...waiting.splice(0)]);
      const { ids, bytes } = await tokenizer.encodeSettled(text);
      held = text.subarray(bytes);
      wanted = held.length + Math.max(PART, held.length);
      yield pack(ids);
    }
  } catch (cause) {
    throw fileError(input, cause, 'read');
  }
  yield pack(tokenizer.encodeBytes(Buffer.concat([held, ...waiting])));
}
