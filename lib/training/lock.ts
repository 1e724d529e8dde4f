/** One process per run directory: the lock is its `lock.json`. */
import { join } from 'node:path';
import { FileLock } from '../runtime/file-lock.ts';

export class RunLock {
  readonly #lock: FileLock;

  private constructor(lock: FileLock) {
    this.#lock = lock;
  }

  /**
   * Takes the lock of a run directory.
   * @throws LockedError when a living process holds it.
   */
  static async acquire(run: string): Promise<RunLock> {
    return new RunLock(
      await FileLock.acquire(join(run, 'lock.json'), run, 'is training in this run directory'),
    );
  }

  /** Gives the lock back, unless somebody else has it by now. */
  release(): Promise<void> {
    return this.#lock.release();
  }
}
