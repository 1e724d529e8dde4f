/** Where paths lead, so that two names of one place are known as one. */
import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileError } from './file-errors.ts';

/** The absolute path with its links resolved, whether something stands there or not. @throws FileError */
export async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (!['ENOENT', 'ENOTDIR'].includes(code)) throw fileError(path, cause, 'resolved');
  }
  const whole = resolve(path);
  const above = await realPath(dirname(whole));
  // A link may lead to what is not there yet.
  const led = await readlink(whole).catch(() => null);
  return led === null ? join(above, basename(whole)) : realPath(resolve(above, led));
}

/** Whether a real path is that of a folder, or of something in it. */
export function liesIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
