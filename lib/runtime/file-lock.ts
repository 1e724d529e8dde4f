/**
 * One process at a time. The lock is a file that names its holder: process id, when that process started (ids are
 * used again) and the machine. A lock whose holder is gone is taken over.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import { LockedError } from './errors.ts';
import { asidePath, createExclusive, exists, moveAway, removePath } from './files.ts';
import { readJson } from './json.ts';

interface Holder {
  pid: number;
  /** Start of the process in the kernel's own count; empty where the system does not tell. */
  started: string;
  host: string;
  /** Of the process: each has a list of its own of the locks that it holds. */
  thread: number;
  /** Tells two locks of one thread apart. */
  id: string;
}

/** Locks that this thread holds, for all copies of this module in it. */
const registry = globalThis as unknown as Record<symbol, Set<string> | undefined>;
const key = Symbol.for('tinystories.fileLocks');
registry[key] ??= new Set();
const held: Set<string> = registry[key];

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
    const own: Holder = {
      pid: process.pid,
      started: await startOf(process.pid),
      host: hostname(),
      thread: threadId,
      id: randomUUID(),
    };
    const content = `${JSON.stringify(own)}\n`;
    for (let attempt = 0; attempt < 5; attempt++) {
      held.add(own.id);
      if (await createExclusive(path, content)) return new FileLock(path, own.id);
      held.delete(own.id);
      const holder = await read(path);
      if (holder === 'gone') continue;
      if (holder !== 'unreadable' && (await alive(holder))) {
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
    const holder = await read(this.#path);
    if (typeof holder === 'object' && holder.id === this.#id) await removePath(this.#path);
  }
}

/** Moves a dead holder's lock out of the way; puts it back if it was somebody else's in the meantime. */
async function recover(path: string, dead: Holder | 'unreadable'): Promise<void> {
  const aside = asidePath(path);
  if (!(await moveAway(path, aside))) return;
  const moved = await read(aside);
  const same = typeof moved === 'object' && typeof dead === 'object' ? moved.id === dead.id : moved === dead;
  if (!same && !(await exists(path))) await moveAway(aside, path);
  else await removePath(aside);
}

async function read(path: string): Promise<Holder | 'gone' | 'unreadable'> {
  if (!(await exists(path))) return 'gone';
  try {
    const value = (await readJson(path, { limit: 4096 })) as Partial<Holder> | null;
    const { pid, started, host, thread, id } = value ?? {};
    if (!Number.isInteger(pid) || !Number.isInteger(thread)) return 'unreadable';
    if (![started, host, id].every((text) => typeof text === 'string')) return 'unreadable';
    return value as Holder;
  } catch {
    return (await exists(path)) ? 'unreadable' : 'gone';
  }
}

async function alive(holder: Holder): Promise<boolean> {
  // A process of another machine cannot be asked: take it as alive, the message says what to do.
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = await startOf(holder.pid);
  // A process whose start cannot be read (hidden from other users, say) counts as the one that took the lock.
  if (started !== '' && holder.started !== '' && started !== holder.started) return false;
  // A lock of this thread that it does not hold any more was left behind by a release that failed.
  return holder.pid !== process.pid || holder.thread !== threadId || held.has(holder.id);
}

/** When a process started, in the kernel's own count; '' where that cannot be read. */
async function startOf(pid: number): Promise<string> {
  if (process.platform !== 'linux') return '';
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The name, in parentheses, may hold anything: the other fields follow the last one. Start is field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie holds its id but does nothing any more; that is nobody's start.
    return fields[0] === 'Z' ? 'zombie' : (fields[19] ?? '');
  } catch {
    return '';
  }
}
