/** Reading of files: whole, from their beginning, or at any place. */
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { FormatError } from './errors.ts';
import { checkRegular, fileError } from './file-errors.ts';

/** Bytes asked of a pipe at once. */
const PIECE = 256 << 10;

export interface ReadOptions {
  /** Largest file accepted, bytes. */
  limit?: number;
  /** Whether a pipe will do as well: a text that is read once. */
  pipe?: boolean;
}

/** Opens a file to be read at any place. @throws FileError, for pipes, sockets and devices too */
export async function openFile(path: string): Promise<FileHandle> {
  try {
    await checkRegular(path);
    return await open(path, 'r');
  } catch (cause) {
    throw fileError(path, cause, 'opened');
  }
}

/** The bytes of a file from its beginning, so many at a time. @throws FileError, for pipes, sockets and devices too */
export async function* streamFile(path: string, piece: number): AsyncGenerator<Uint8Array> {
  try {
    await checkRegular(path);
    yield* createReadStream(path, { highWaterMark: piece });
  } catch (cause) {
    throw fileError(path, cause, 'read');
  }
}

/**
 * Reads a whole file.
 * @throws FileError when it cannot be read; FormatError when it is larger than `limit` (default 2 GiB).
 */
export async function readBytes(path: string, options: ReadOptions = {}): Promise<Uint8Array> {
  const { limit = 2 ** 31, pipe = false } = options;
  let handle: FileHandle | null = null;
  try {
    if (!pipe) await checkRegular(path);
    handle = await open(path, 'r');
    const status = await handle.stat();
    if (!status.isFile() && !status.isDirectory()) return await readToEnd(path, handle, limit);
    if (status.size > limit) throw tooLarge(path, `${status.size} bytes`, limit);
    return await handle.readFile();
  } catch (cause) {
    throw fileError(path, cause, 'read');
  } finally {
    await handle?.close().catch(() => {});
  }
}

/** What comes out of a pipe, which does not say how much that is. */
async function readToEnd(path: string, handle: FileHandle, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let size = 0; size <= limit; ) {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(PIECE), 0, PIECE, null);
    if (bytesRead === 0) return Buffer.concat(pieces);
    pieces.push(buffer.slice(0, bytesRead));
    size += bytesRead;
  }
  throw tooLarge(path, 'a stream of bytes', limit);
}

function tooLarge(path: string, what: string, limit: number): FormatError {
  return new FormatError(path, `${what}, more than the ${limit} this kind of file may have`);
}
