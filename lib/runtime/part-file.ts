/**
 * A large file that comes in pieces, in any order, and may be interrupted at any time. `NAME.part` holds the bytes,
 * `NAME.part.log` says which pieces are there: a line of it is written once its piece is on the disk. Whoever opens it
 * again keeps the pieces whose checksums still agree.
 */
import { constants, type FileHandle, open, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { FileError } from './errors.ts';
import { change } from './faults.ts';
import { checkStatus } from './file-errors.ts';
import { FileLock } from './file-lock.ts';
import { AppendLog, exists, fileError, moveAway, readBytes, removePath } from './files.ts';

export interface PartFileOptions {
  /** Bytes of the whole file. */
  size: number;
  /** Bytes of a piece; the last one may be shorter. Pieces of another size are not gone on with. */
  piece: number;
  /** What the file is to be; pieces of another one are thrown away. */
  identity: string;
}

const READ = 1 << 20;

export class PartFile {
  readonly path: string;
  readonly size: number;
  readonly piece: number;
  readonly #part: string;
  readonly #handle: FileHandle;
  readonly #log: AppendLog;
  readonly #done: Uint8Array;
  readonly #lock: FileLock;

  private constructor(
    path: string,
    options: PartFileOptions,
    handle: FileHandle,
    log: AppendLog,
    done: Uint8Array,
    lock: FileLock,
  ) {
    this.path = path;
    this.size = options.size;
    this.piece = options.piece;
    this.#part = `${path}.part`;
    this.#handle = handle;
    this.#log = log;
    this.#done = done;
    this.#lock = lock;
  }

  /**
   * Opens what is there of the file at `path`, or begins it.
   * @throws LockedError when another process works on it; FileError.
   */
  static async open(path: string, options: PartFileOptions): Promise<PartFile> {
    const part = `${path}.part`;
    const lock = await FileLock.acquire(`${part}.lock`, path, 'is downloading it');
    let handle: FileHandle | null = null;
    try {
      const known = await readLog(`${part}.log`, options);
      if (known === null) await removePath(`${part}.log`);
      handle = await change('open', () => open(part, constants.O_RDWR | constants.O_CREAT, 0o666));
      checkStatus(part, await handle.stat());
      const done = new Uint8Array(Math.ceil(options.size / options.piece));
      for (const [index, sum] of known ?? []) {
        const length = Math.min(options.piece, options.size - index * options.piece);
        if ((await checksum(handle, index * options.piece, length)) === sum) done[index] = 1;
      }
      const log = await AppendLog.open(`${part}.log`, { fsync: 'line' });
      if (known === null) await log.append(header(options));
      return new PartFile(path, options, handle, log, done, lock);
    } catch (cause) {
      await handle?.close().catch(() => {});
      await lock.release().catch(() => {});
      throw fileError(part, cause, 'opened');
    }
  }

  get pieces(): number {
    return this.#done.length;
  }

  has(index: number): boolean {
    return this.#done[index] === 1;
  }

  /** Bytes of a piece. */
  length(index: number): number {
    return Math.min(this.piece, this.size - index * this.piece);
  }

  /** Bytes of the pieces that are there. */
  get bytes(): number {
    return this.#done.reduce((sum, there, index) => sum + (there ? this.length(index) : 0), 0);
  }

  async write(position: number, bytes: Uint8Array): Promise<void> {
    try {
      await change('write', async () => {
        for (let at = 0; at < bytes.length; ) {
          const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at, position + at);
          at += bytesWritten;
        }
      });
    } catch (cause) {
      throw fileError(this.#part, cause, 'written');
    }
  }

  /** A piece is written whole: makes it last, and notes it with its checksum. */
  async complete(index: number): Promise<void> {
    try {
      const sum = await checksum(this.#handle, index * this.piece, this.length(index));
      await change('fsync', () => this.#handle.datasync());
      await this.#log.append(`${index} ${sum}`);
    } catch (cause) {
      throw fileError(this.#part, cause, 'written');
    }
    this.#done[index] = 1;
  }

  /** The bytes from the beginning, once all pieces are there. */
  async *read(): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(READ);
    for (let at = 0; at < this.size; ) {
      const { bytesRead } = await this.#handle.read(buffer, 0, Math.min(READ, this.size - at), at);
      if (bytesRead === 0) throw new FileError(this.#part, 'was cut short by another program; run it again');
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  /** The file takes its name. Nothing else may be called afterwards. */
  async finish(): Promise<void> {
    try {
      await change('truncate', () => this.#handle.truncate(this.size));
      await change('fsync', () => this.#handle.sync());
      await this.#close();
      await moveAway(this.#part, this.path);
      await removePath(`${this.#part}.log`);
    } catch (cause) {
      throw fileError(this.path, cause, 'written');
    } finally {
      await this.#lock.release();
    }
  }

  /** Leaves what is there for the next time. */
  async close(): Promise<void> {
    await this.#close().finally(() => this.#lock.release());
  }

  /** Throws away what is there. */
  async discard(): Promise<void> {
    await this.#close().catch(() => {});
    await removePath(`${this.#part}.log`);
    await removePath(this.#part);
    await this.#lock.release();
  }

  async #close(): Promise<void> {
    await this.#log.close().finally(() => this.#handle.close());
  }
}

function header({ identity, size, piece }: PartFileOptions): string {
  return JSON.stringify({ format: 'tinystories part', version: 1, size, piece, identity });
}

/** Checksums by piece, as the log has them; null where there is none of this file. */
async function readLog(path: string, options: PartFileOptions): Promise<Map<number, number> | null> {
  if (!(await exists(path))) return null;
  // A line for each piece: a few kilobytes.
  const lines = Buffer.from(await readBytes(path))
    .toString('latin1')
    .split('\n');
  if (lines[0] !== header(options)) return null;
  const sums = new Map<number, number>();
  // What follows the last line feed was never completed.
  for (const line of lines.slice(1, -1)) {
    const [index, sum] = line.split(' ').map(Number);
    if (!Number.isInteger(index) || !Number.isInteger(sum)) continue;
    if (index! >= 0 && index! * options.piece < options.size) sums.set(index!, sum!);
  }
  return sums;
}

async function checksum(handle: FileHandle, begin: number, length: number): Promise<number | null> {
  const buffer = new Uint8Array(Math.min(READ, length));
  let sum = 0;
  for (let at = 0; at < length; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, length - at), begin + at);
    if (bytesRead === 0) return null;
    sum = crc32(buffer.subarray(0, bytesRead), sum);
    at += bytesRead;
  }
  return sum;
}

/** Bytes that a part file takes on the disk already; it may have holes. */
export async function partBytes(path: string): Promise<number> {
  try {
    const { blocks, size } = await stat(`${path}.part`);
    return Math.min(size, blocks * 512);
  } catch {
    return 0;
  }
}
