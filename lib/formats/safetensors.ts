/**
 * Random access to the tensors of a safetensors file, as float32 and in pieces: memory stays bounded by what is
 * asked for, whatever the file's size.
 */
import type { FileHandle } from 'node:fs/promises';
import { FormatError, InvalidArgumentError, UnsupportedError } from '../runtime/errors.ts';
import { fileError, openFile } from '../runtime/files.ts';
import { bfloat16ToFloat32, float16ToFloat32 } from './half.ts';
import { headerLength, parseHeader, SAFETENSORS_PREFIX, type TensorEntry } from './safetensors-header.ts';

/** Floats in a piece when nothing else is asked for: 4 MB. */
const PIECE = 2 ** 20;

export class SafetensorsFile {
  readonly path: string;
  /** In the order of their data. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly #handle: FileHandle;

  private constructor(
    path: string,
    handle: FileHandle,
    tensors: ReadonlyMap<string, TensorEntry>,
    metadata: ReadonlyMap<string, string>,
  ) {
    this.path = path;
    this.#handle = handle;
    this.tensors = tensors;
    this.metadata = metadata;
  }

  /** Opens the file and checks its whole header. Throws FileError or FormatError; then nothing stays open. */
  static async open(path: string): Promise<SafetensorsFile> {
    const handle = await openFile(path);
    try {
      const { size } = await handle.stat();
      const prefix = await readExactly(handle, path, 0, Math.min(size, SAFETENSORS_PREFIX));
      const length = headerLength(prefix, size, path);
      const json = await readExactly(handle, path, SAFETENSORS_PREFIX, length);
      const header = parseHeader(json, size - SAFETENSORS_PREFIX - length, path);
      return new SafetensorsFile(path, handle, header.tensors, header.metadata);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The entry of a tensor; FormatError when the file has none of that name. */
  entry(name: string): TensorEntry {
    const entry = this.tensors.get(name);
    if (!entry) throw new FormatError(this.path, `holds no tensor ${JSON.stringify(name)}`);
    return entry;
  }

  /**
   * Entries [offset, offset + count) of a tensor as float32 (default: all of it). F32, F16 and BF16 are exact,
   * F64 is rounded. Integers, booleans and 8-bit floats: UnsupportedError.
   */
  async read(name: string, offset = 0, count?: number): Promise<Float32Array> {
    const entry = this.entry(name);
    const wanted = count ?? entry.count - offset;
    if (!Number.isInteger(offset) || !Number.isInteger(wanted) || offset < 0 || wanted < 0) {
      throw new InvalidArgumentError(`range of ${name}`, 'whole numbers', [offset, wanted]);
    }
    if (offset + wanted > entry.count) {
      throw new InvalidArgumentError(`range of ${name}`, `at most ${entry.count} entries`, [offset, wanted]);
    }
    const convert = CONVERSIONS.get(entry.dtype);
    if (!convert) {
      throw new UnsupportedError(
        `${this.path}: tensor ${JSON.stringify(name)} is ${entry.dtype}; weights must be ` +
          `${[...CONVERSIONS.keys()].join(', ')}`,
      );
    }
    const at = entry.begin + offset * entry.bytesPerEntry;
    return convert(await readExactly(this.#handle, this.path, at, wanted * entry.bytesPerEntry));
  }

  /** The tensor from its first to its last entry, at most `piece` floats at a time. */
  async *pieces(name: string, piece: number = PIECE): AsyncGenerator<Float32Array> {
    const { count } = this.entry(name);
    for (let at = 0; at < count; at += piece) yield await this.read(name, at, Math.min(piece, count - at));
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

const CONVERSIONS: ReadonlyMap<string, (bytes: Uint8Array) => Float32Array> = new Map([
  ['F32', (bytes: Uint8Array) => new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)],
  ['F16', float16ToFloat32],
  ['BF16', bfloat16ToFloat32],
  [
    'F64',
    (bytes: Uint8Array) =>
      Float32Array.from(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)),
  ],
]);

/** Bytes in an array of their own, so that typed views of them are aligned. */
async function readExactly(handle: FileHandle, path: string, at: number, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  let done = 0;
  while (done < count) {
    const { bytesRead } = await handle
      .read(bytes, done, count - done, at + done)
      .catch((cause: unknown): { bytesRead: number } => {
        throw fileError(path, cause, 'read');
      });
    if (bytesRead === 0) throw new FormatError(path, `ends at byte ${at + done}, while being read`);
    done += bytesRead;
  }
  return bytes;
}
