/**
 * One process at a time. The lock is a file that names its holder: process id, when that process started (ids are
 * used again) and the machine. A lock whose holder is gone is taken over.
 */
import { hostname } from 'node:os';
import { LockedError } from './errors.ts';
import { asidePath, createExclusive, exists, moveAway, removePath } from './files.ts';
import { type Holder, held, holderText, isAlive, newHolder, readHolder } from './lock-holder.ts';

export class FileLock {
  readonly #path: string;
  readonly #id: string;

  private constructor(path: string, id: string) {
    this.#path = path;
    this.#id = id;
  }

  /**
   * Takes the lock at `path`. `what` is what it guards, `does` what its holder does with it (`is training in this run
   * directory`): both are for the message.
   * @throws LockedError when a living process holds it.
   */
  static async acquire(path: string, what: string, does: string): Promise<FileLock> {
    const own = await newHolder();
    const content = holderText(own);
    for (let attempt = 0; attempt < 5; attempt++) {
      held.add(own.id);
      if (await createExclusive(path, content)) return new FileLock(path, own.id);
      held.delete(own.id);
      const holder = await readHolder(path);
      if (holder === 'gone') continue;
      if (holder !== 'unreadable' && (await isAlive(holder))) {
        const where = holder.host === hostname() ? '' : ` on ${holder.host}`;
        throw new LockedError(
          `${what}: process ${holder.pid}${where} ${does}. Wait until it has finished, or choose another one; if ` +
            `that process is gone, remove ${path}`,
        );
      }
      await recover(path, holder);
    }
    throw new LockedError(`${what}: the lock ${path} changes hands all the time; try again later`);
  }

  /** Gives the lock back, unless somebody else has it by now. */
  async release(): Promise<void> {
    held.delete(this.#id);
    const holder = await readHolder(this.#path);
    if (typeof holder === 'object' && holder.id === this.#id) await removePath(this.#path);
  }
}

/** Moves a dead holder's lock out of the way; puts it back if it was somebody else's in the meantime. */
async function recover(path: string, dead: Holder | 'unreadable'): Promise<void> {
  const aside = asidePath(path);
  if (!(await moveAway(path, aside))) return;
  const moved = await readHolder(aside);
  const same = typeof moved === 'object' && typeof dead === 'object' ? moved.id === dead.id : moved === dead;
  if (!same && !(await exists(path))) await moveAway(aside, path);
  else await removePath(aside);
}
