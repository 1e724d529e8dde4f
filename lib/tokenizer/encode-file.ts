import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { throwIfAborted } from '../runtime/abort.ts';
import { checkOptions, checkPath, type OptionNames } from '../runtime/arguments.ts';
import { fileError, writeFileAtomic } from '../runtime/files.ts';
import { checkFileApart } from '../runtime/outputs.ts';
import type { OnProgress } from '../runtime/progress.ts';
import { END_OF_TEXT } from './end-of-text.ts';
import { checkTokenizer, type Tokenizer } from './tokenizer.ts';

export interface EncodeFileOptions {
  /** 0 (default): all that the process may use. The ids are the same for any number. */
  threads?: number;
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

const OPTIONS: OptionNames<EncodeFileOptions> = {
  threads: true,
  signal: true,
  onProgress: true,
};

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
 * @throws InvalidArgumentError, where both are one file too; FileError, AbortedError.
 */
export async function encodeFile(
  tokenizer: Tokenizer,
  input: string,
  output: string,
  options: EncodeFileOptions = {},
): Promise<EncodedFile> {
  checkTokenizer(tokenizer);
  checkPath('input', input);
  checkPath('output', output);
  checkOptions('encodeFile', options, OPTIONS);
  await checkFileApart('output', output, [input]);
  const result: EncodedFile = { tokens: 0, bytes: 0, bytesPerId: tokenizer.vocab > 0xffff ? 4 : 2 };
  async function* packed(): AsyncGenerator<Uint8Array> {
    for await (const { ids, bytes } of encodeParts(tokenizer, input, options)) {
      result.tokens += ids.length;
      result.bytes += bytes;
      const packed = result.bytesPerId === 2 ? Uint16Array.from(ids) : ids;
      yield new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength);
    }
  }
  await writeFileAtomic(output, packed(), { signal: options.signal });
  return result;
}

/**
 * The ids of a file as one text, in which special tokens are recognised, a few megabytes of it at a time. `bytes`: of
 * the file, for these ids.
 * @throws FileError, AbortedError.
 */
export async function* encodeParts(
  tokenizer: Tokenizer,
  input: string,
  { threads = 0, signal, onProgress }: EncodeFileOptions,
): AsyncGenerator<{ ids: Int32Array; bytes: number }> {
  let held: Uint8Array = new Uint8Array(0);
  // A word that is longer than all that is held must not be looked at from its beginning for each part anew.
  let wanted = PART;
  const waiting: Uint8Array[] = [];
  let read = 0;
  try {
    const { size } = await stat(input);
    for await (const part of createReadStream(input, { highWaterMark: PART })) {
      throwIfAborted(signal, `encoding ${input} was aborted`);
      waiting.push(part);
      read += part.length;
      onProgress?.({ stage: 'encoding', done: read, total: size, unit: 'bytes' });
      if (waiting.reduce((sum, bytes) => sum + bytes.length, held.length) < wanted) continue;
      const text = Buffer.concat([held, ...waiting.splice(0)]);
      const { ids, bytes } = await encodeBeginning(tokenizer, text, threads);
      held = text.subarray(bytes);
      wanted = held.length + Math.max(PART, held.length);
      yield { ids, bytes };
    }
  } catch (cause) {
    throw fileError(input, cause, 'read');
  }
  const rest = Buffer.concat([held, ...waiting]);
  yield { ids: tokenizer.encodeBytes(rest), bytes: rest.length };
}

/** What is settled of a text that goes on: whole stories in parallel where it has any, else as far as words go. */
async function encodeBeginning(
  tokenizer: Tokenizer,
  text: Buffer,
  threads: number,
): Promise<{ ids: Int32Array; bytes: number }> {
  // Where other special tokens could begin within this one or end with it, only the whole text shows which it is.
  const ends = tokenizer.specialIds.length === 1 ? storyEnds(text) : [];
  const bytes = ends.at(-1);
  if (bytes === undefined) return tokenizer.encodeSettled(text);
  const stories = { bytes: text.subarray(0, bytes), ends: Uint32Array.from(ends) };
  return { ids: (await tokenizer.encodePacked(stories, { threads })).ids, bytes };
}

/** Where each story ends, its end token included. */
function storyEnds(text: Buffer): number[] {
  const ends: number[] = [];
  for (let at = text.indexOf(END_OF_TEXT); at >= 0; at = text.indexOf(END_OF_TEXT, at + END_OF_TEXT.length)) {
    ends.push(at + END_OF_TEXT.length);
  }
  return ends;
}
