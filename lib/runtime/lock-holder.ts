/**
 * Who holds something: a process, when it started (ids are used again), its machine and its thread. A file of these says
 * to whom a lock or an unfinished folder belongs, and whether he is still there.
 */
import { randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import { exists } from './files.ts';
import { readJson } from './json.ts';

export interface Holder {
  pid: number;
  /** Start of the process in the kernel's own count; empty where the system does not tell. */
  started: string;
  host: string;
  /** Within which process ids are counted: containers of one machine may have its name. Missing in older files. */
  space?: string;
  /** Of the process: each has a list of its own of what it holds. */
  thread: number;
  /** Tells two things that one thread holds apart. */
  id: string;
}

/** What this thread holds, for all copies of this module in it. */
const registry = globalThis as unknown as Record<symbol, Set<string> | undefined>;
const key = Symbol.for('tinystories.fileLocks');
registry[key] ??= new Set();
/** Ids of what this thread holds: to be added before the file is there, and deleted when it is given back. */
export const held: Set<string> = registry[key];

/** This thread, as the holder of one more thing. */
export async function newHolder(): Promise<Holder> {
  return {
    pid: process.pid,
    started: await startOf(process.pid),
    host: hostname(),
    space: await ownSpace(),
    thread: threadId,
    id: randomUUID(),
  };
}

/** What the file says. */
export function holderText(holder: Holder): string {
  return `${JSON.stringify(holder)}\n`;
}

export async function readHolder(path: string): Promise<Holder | 'gone' | 'unreadable'> {
  if (!(await exists(path))) return 'gone';
  try {
    const value = (await readJson(path, { limit: 4096 })) as Partial<Holder> | null;
    const { pid, started, host, space = '', thread, id } = value ?? {};
    if (!Number.isInteger(pid) || !Number.isInteger(thread)) return 'unreadable';
    if (![started, host, space, id].every((text) => typeof text === 'string')) return 'unreadable';
    return value as Holder;
  } catch {
    return (await exists(path)) ? 'unreadable' : 'gone';
  }
}

export async function isAlive(holder: Holder): Promise<boolean> {
  // A process of another machine or container cannot be asked: take it as alive, messages say what to do.
  if (holder.host !== hostname()) return true;
  if (holder.space !== undefined && holder.space !== (await ownSpace())) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = await startOf(holder.pid);
  // A process whose start cannot be read (hidden from other users, say) counts as the one that is named.
  if (started !== '' && holder.started !== '' && started !== holder.started) return false;
  // What this thread does not hold any more was left behind when giving it back failed.
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

/** The namespace of process ids; '' where the system tells of none. */
async function ownSpace(): Promise<string> {
  return await readlink('/proc/self/ns/pid').catch(() => '');
}
