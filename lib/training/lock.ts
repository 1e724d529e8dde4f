/** One process per run directory: the lock is its `lock.json`. */
import { join } from 'node:path';
import { FileLock } from '../runtime/file-lock.ts';

/**
 * Takes the lock of a run directory.
 * @throws LockedError when a living process holds it.
 */
export function lockRun(run: string): Promise<FileLock> {
  return FileLock.acquire(join(run, 'lock.json'), run, 'is training in this run directory');
}
