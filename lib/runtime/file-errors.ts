/** What is wrong with a file, or with what stands in the place of one, as errors that say what to do. */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { FileError, TinyStoriesError } from './errors.ts';

const ADVICE: Record<string, string> = {
  ENOSPC: 'the disk is full; free some space and run the command again',
  EDQUOT: 'the disk quota is used up; free some space and run the command again',
  EACCES: 'permission denied; check the rights of the file and its folder, or choose another path',
  EPERM: 'not permitted; check the rights of the file and its folder, or choose another path',
  EROFS: 'the file system is read-only; choose another path',
  EIO: 'the device reported an error; check the disk before going on',
  ENOENT: 'no such file or folder; check the path',
  ENOTDIR: 'part of the path is a file, not a folder; check the path',
  EISDIR: 'this is a folder, a file was expected; check the path',
  EEXIST: 'something stands there already; choose another path',
  EMFILE: 'too many open files; raise the limit (`ulimit -n`)',
};

/** Turns a failure of the file system into a FileError that says what to do; typed errors stay as they are. */
export function fileError(path: string, cause: unknown, what: string): TinyStoriesError {
  if (cause instanceof TinyStoriesError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const advice = (code && ADVICE[code]) || message;
  return new FileError(path, `could not be ${what}: ${advice}${code ? ` (${code})` : ''}`, { cause });
}

/** What a path may name that is neither file nor folder. */
const OTHERS: readonly [(status: Stats) => boolean, string][] = [
  [(status) => status.isFIFO(), 'a named pipe'],
  [(status) => status.isSocket(), 'a socket'],
  [(status) => status.isCharacterDevice() || status.isBlockDevice(), 'a device'],
];

/**
 * For what is measured, read twice, read at many places or written to: a pipe would be waited for without an end, or
 * give its content once and then nothing. Nothing is opened. A folder passes: whoever reads it is told.
 * @throws FileError; what `stat` throws.
 */
export async function checkRegular(path: string): Promise<void> {
  checkStatus(path, await stat(path));
}

/** `checkRegular` for what is open or was looked at already. @throws FileError */
export function checkStatus(path: string, status: Stats): void {
  const other = OTHERS.find(([is]) => is(status));
  if (other === undefined) return;
  throw new FileError(
    path,
    `this is ${other[1]}, a file was expected; write what it gives into a file, and name that`,
  );
}
