/**
 * The one door for files: everything the product writes goes through here, written aside in the same folder,
 * fsynced and renamed, so that a reader (or a crash) finds the old content or the new one, never a part.
 */

import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, type FileHandle, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { throwIfAborted } from './abort.ts';
import { change } from './faults.ts';
import { checkStatus, fileError } from './file-errors.ts';

export { faults } from './faults.ts';
export { fileError } from './file-errors.ts';
export { openFile, type ReadOptions, readBytes, streamFile } from './file-reading.ts';

/** Bytes of one write call: small enough to abort between two, large enough to cost nothing. */
const CHUNK = 4 << 20;
/** Pieces are joined up to this size. */
const JOIN = 256 << 10;
const ASIDE = /^\.(.+)\.[0-9a-f]{12}\.partial$/;

export interface WriteOptions {
  /** Ends the write between two chunks with AbortedError; what stood at the path stays. */
  signal?: AbortSignal | undefined;
}

/**
 * Writes a whole file, or leaves what was there. The folder must exist.
 * @throws FileError with the reason and what to do; AbortedError.
 */
export async function writeFileAtomic(
  path: string,
  data: Uint8Array | string | AsyncIterable<Uint8Array | string>,
  options: WriteOptions = {},
): Promise<void> {
  const aside = asidePath(path);
  try {
    await writeNew(aside, data, () => {
      throwIfAborted(options.signal, `writing ${path} was aborted`);
    });
    await change('rename', () => rename(aside, path));
    await syncDirectory(dirname(path));
  } catch (cause) {
    await rm(aside, { force: true }).catch(() => {});
    throw fileError(path, cause, 'written');
  }
}

/** Writes a file that is not there yet, until it is on the disk; `check` is called between two chunks. */
async function writeNew(
  path: string,
  data: Uint8Array | string | AsyncIterable<Uint8Array | string>,
  check: () => void = () => {},
): Promise<void> {
  const handle = await change('open', () => open(path, 'wx'));
  try {
    for await (const bytes of chunks(data)) {
      check();
      await writeAll(handle, bytes);
    }
    check();
    await change('fsync', () => handle.sync());
  } catch (cause) {
    await handle.close().catch(() => {});
    throw cause;
  }
  await handle.close();
}

export interface AppendLogOptions {
  /** `line`: every line is on the disk before `append` resolves; `close`: on `sync` and `close`. */
  fsync?: 'line' | 'close';
  /** Bytes that stay, what lies beyond is cut off. Default: up to the end of the last whole line. */
  keep?: number;
}

/** A file that only grows, line by line. Lines keep their order; an error is reported by the call that met it. */
export class AppendLog {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #everyLine: boolean;
  #position = 0;
  #last: Promise<void> = Promise.resolve();

  private constructor(path: string, handle: FileHandle, everyLine: boolean) {
    this.path = path;
    this.#handle = handle;
    this.#everyLine = everyLine;
  }

  /** Opens for appending; a torn last line (a crash in the middle of a write) is cut off first. */
  static async open(path: string, options: AppendLogOptions = {}): Promise<AppendLog> {
    let handle: FileHandle | null = null;
    try {
      // Not the append flag: Linux would then ignore where a torn line is cut.
      handle = await change('open', () => open(path, constants.O_RDWR | constants.O_CREAT, 0o666));
      const status = await handle.stat();
      checkStatus(path, status);
      const { size } = status;
      const end = Math.min(size, options.keep ?? (await endOfLastLine(handle, size)));
      const log = new AppendLog(path, handle, options.fsync === 'line');
      log.#position = end;
      if (end < size) await change('truncate', () => handle!.truncate(end));
      await syncDirectory(dirname(path));
      return log;
    } catch (cause) {
      await handle?.close().catch(() => {});
      throw fileError(path, cause, 'opened for appending');
    }
  }

  /** Adds a line (without its newline). */
  append(line: string): Promise<void> {
    return this.appendBytes(Buffer.from(`${line}\n`));
  }

  /** Adds a record of a log that is not made of lines. */
  appendBytes(bytes: Uint8Array): Promise<void> {
    return this.#enqueue(async () => {
      await writeAll(this.#handle, bytes, this.#position);
      this.#position += bytes.length;
      if (this.#everyLine) await change('fsync', () => this.#handle.datasync());
    });
  }

  /** Resolves when every line so far is on the disk. */
  sync(): Promise<void> {
    return this.#enqueue(() => change('fsync', () => this.#handle.sync()));
  }

  async close(): Promise<void> {
    try {
      await this.sync();
    } finally {
      await this.#handle.close();
    }
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const next = this.#last.then(work).catch((cause) => {
      throw fileError(this.path, cause, 'appended to');
    });
    this.#last = next.catch(() => {});
    return next;
  }
}

/** Makes a folder and those above it. */
export async function makeDirectory(path: string): Promise<void> {
  try {
    const made = await change('mkdir', () => makeFolders(resolve(path)));
    if (made !== undefined) await syncDirectory(dirname(made));
  } catch (cause) {
    throw fileError(path, cause, 'created');
  }
}

/**
 * Returns the topmost folder made, undefined when all stood there. Not Node's `recursive`, which never ends where
 * the system answers ENOENT below a folder that is there (Linux: /proc).
 */
async function makeFolders(path: string): Promise<string | undefined> {
  try {
    await mkdir(path);
    return path;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return undefined;
    if (code !== 'ENOENT' || dirname(path) === path) throw cause;
    const above = await makeFolders(dirname(path));
    await mkdir(path).catch((again: NodeJS.ErrnoException) => {
      // Another process may have made it in between.
      if (again.code !== 'EEXIST') throw again;
    });
    return above ?? path;
  }
}

/** A name beside `path` that nothing else uses, hidden and recognised by `removeLeftovers`. */
export function asidePath(path: string): string {
  const whole = resolve(path);
  return join(dirname(whole), `.${basename(whole)}.${randomBytes(6).toString('hex')}.partial`);
}

/** The name beside which `asidePath` gave this one; undefined for any other name. */
export function asideOf(name: string): string | undefined {
  return ASIDE.exec(name)?.[1];
}

/**
 * Commits a folder: `aside` (whose files are written) takes the place of `path` by rename, and the disk knows.
 * A folder that stands at `path` is moved aside first, put back should the rename fail, and removed at the end.
 */
export async function replaceDirectory(aside: string, path: string): Promise<void> {
  let old: string | null = null;
  try {
    await syncDirectory(aside);
    if (await exists(path)) {
      old = asidePath(path);
      await change('rename', () => rename(path, old!));
    }
    try {
      await change('rename', () => rename(aside, path));
    } catch (cause) {
      if (old !== null) await rename(old, path);
      throw cause;
    }
    await syncDirectory(dirname(path));
    if (old !== null) await change('remove', () => rm(old!, { recursive: true, force: true }));
  } catch (cause) {
    throw fileError(path, cause, 'replaced');
  }
}

/**
 * Makes a small file that must not be there yet, its content complete from the start; false if it is there. It may be
 * called where somebody else works, such as to take the lock that he holds, and begins anew when his
 * `removeLeftovers` takes what lies aside.
 */
export async function createExclusive(path: string, content: string): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const aside = asidePath(path);
    try {
      await writeNew(aside, content);
      await change('link', () => link(aside, path));
      return true;
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EEXIST') return false;
      if (code !== 'ENOENT' || attempt === 5) throw fileError(path, cause, 'created');
    } finally {
      await rm(aside, { force: true }).catch(() => {});
    }
  }
}

/**
 * Gives a file a second name in another folder, so that its content stays should the first one be removed; a copy
 * where the file system has no such names. For files that are only ever replaced, never changed.
 */
export async function linkFile(path: string, to: string): Promise<void> {
  try {
    await change('link', () => link(path, to));
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS'].includes(code))
      throw fileError(to, cause, 'linked');
    await writeFileAtomic(to, createReadStream(path));
  }
}

/** Renames within a folder; false when there was nothing to rename. */
export async function moveAway(path: string, to: string): Promise<boolean> {
  try {
    await change('rename', () => rename(path, to));
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw fileError(path, cause, 'renamed');
  }
}

/** Removes a file or a whole folder; nothing there is fine. A folder vanishes at once, by rename. */
export async function removePath(path: string): Promise<void> {
  try {
    const aside = asidePath(path);
    await change('rename', () => rename(path, aside));
    await change('remove', () => rm(aside, { recursive: true, force: true }));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw fileError(path, cause, 'removed');
  }
}

/**
 * Removes what writes that were killed left in a folder. Only for a folder in which nobody else writes, but for those who
 * try to take its lock (`createExclusive`).
 */
export async function removeLeftovers(folder: string): Promise<void> {
  try {
    for (const name of await readdir(folder)) {
      if (asideOf(name) === undefined) continue;
      await change('remove', () => rm(join(folder, name), { recursive: true, force: true }));
    }
  } catch (cause) {
    throw fileError(folder, cause, 'cleaned');
  }
}

/** Whether something stands at the path. */
export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw fileError(path, cause, 'looked at');
  }
}

/** Makes renames and new names in a folder last. */
export async function syncDirectory(folder: string): Promise<void> {
  // Windows cannot open a folder; there the rename itself is all there is.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await change('fsync of the folder', () => handle.sync());
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position?: number): Promise<void> {
  await change(
    'write',
    async () => {
      for (let at = 0; at < bytes.length; ) {
        const where = position === undefined ? null : position + at;
        const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, where);
        at += bytesWritten;
      }
    },
    () => handle.write(bytes, 0, bytes.length >> 1, position ?? null),
  );
}

/** Joins small pieces and cuts large ones, so that a file of many tensors is not as many writes. */
async function* chunks(
  data: Uint8Array | string | AsyncIterable<Uint8Array | string>,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  const pieces = typeof data === 'string' || data instanceof Uint8Array ? [data] : data;
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    if (size + bytes.length >= JOIN) {
      if (size > 0) yield Buffer.concat(held);
      held = [];
      size = 0;
      for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
    } else {
      // A copy: the giver may use its memory again.
      held.push(new Uint8Array(bytes));
      size += bytes.length;
    }
  }
  if (size > 0) yield Buffer.concat(held);
}

/** Where the last complete line ends. */
async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  const window = Buffer.alloc(64 << 10);
  for (let end = size; end > 0; ) {
    const begin = Math.max(0, end - window.length);
    const { bytesRead } = await handle.read(window, 0, end - begin, begin);
    const newline = window.subarray(0, bytesRead).lastIndexOf(10);
    if (newline >= 0) return begin + newline + 1;
    end = begin;
  }
  return 0;
}
