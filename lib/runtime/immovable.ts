/** Folders that nothing can take the place of by a rename. */
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileError } from './file-errors.ts';
import { exists } from './files.ts';
import { realPath } from './real-path.ts';

/** What file systems have in their root, such as that of a volume, and nobody put there. */
export const SYSTEMS_OWN = 'lost+found';

/**
 * Whether a folder stands there that has to stay the one it is: the current folder, in which this process and the shell
 * that started it would be left nowhere, or a mount point, which the system does not rename.
 * @param place a real path
 */
export async function isImmovable(place: string): Promise<boolean> {
  if (!(await exists(place))) return false;
  return place === (await currentFolder()) || (await isMountPoint(place));
}

/** Null where it was removed. */
async function currentFolder(): Promise<string | null> {
  try {
    return await realPath(process.cwd());
  } catch {
    return null;
  }
}

async function isMountPoint(place: string): Promise<boolean> {
  try {
    const [own, above] = await Promise.all([stat(place), stat(dirname(place))]);
    if (own.dev !== above.dev) return true;
  } catch (cause) {
    throw fileError(place, cause, 'looked at');
  }
  // A part of the same file system may be mounted as well; Linux says where.
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  return mounts.split('\n').some((line) => unescaped(line.split(' ')[4] ?? '') === place);
}

/** White space and backslashes of a path stand there as `\040` and the like. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
