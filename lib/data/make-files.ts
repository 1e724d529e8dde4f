/** The files of a corpus while they are written: each with its length and hash. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AppendLog } from '../runtime/files.ts';
import { Pace } from '../runtime/pace.ts';
import type { Block } from './make-block.ts';

export interface FileSummary {
  bytes: number;
  sha256: string;
}

const OF_BLOCK = { 'stories.jsonl': 'records', 'stories.txt': 'text', 'instruct.txt': 'instruct' } as const;
export type CorpusFile = keyof typeof OF_BLOCK;
/** Bytes hashed at once: a block has megabytes. */
const PIECE = 1 << 19;

export class CorpusFiles {
  readonly #files: Map<CorpusFile, HashedLog>;

  private constructor(files: Map<CorpusFile, HashedLog>) {
    this.#files = files;
  }

  /** Opens all in a folder, or none. */
  static async open(folder: string, names: readonly CorpusFile[]): Promise<CorpusFiles> {
    const files = new CorpusFiles(new Map());
    try {
      for (const name of names) files.#files.set(name, await HashedLog.open(join(folder, name)));
    } catch (cause) {
      await files.close().catch(() => {});
      throw cause;
    }
    return files;
  }

  async append(block: Block): Promise<void> {
    const writes = [...this.#files].map(([name, file]) => file.append(block[OF_BLOCK[name]]));
    // All, or one that fails first would leave the others writing.
    for (const outcome of await Promise.allSettled(writes))
      if (outcome.status === 'rejected') throw outcome.reason;
  }

  bytes(name: CorpusFile): number {
    return this.#files.get(name)?.bytes ?? 0;
  }

  /** Closes every one of them, and then reports the first that failed. */
  async close(): Promise<void> {
    const closing = [...this.#files.values()].map((file) => file.close());
    for (const outcome of await Promise.allSettled(closing))
      if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** Of what was written; to be asked once. */
  summaries(): Partial<Record<CorpusFile, FileSummary>> {
    return Object.fromEntries([...this.#files].map(([name, file]) => [name, file.summary()]));
  }
}

/** A file that grows, with its length and hash. */
export class HashedLog {
  readonly #log: AppendLog;
  readonly #hash = createHash('sha256');
  readonly #pace = new Pace('hashing', undefined);
  bytes = 0;

  private constructor(log: AppendLog) {
    this.#log = log;
  }

  static async open(path: string): Promise<HashedLog> {
    return new HashedLog(await AppendLog.open(path));
  }

  /** To be awaited before the next block. */
  async append(block: Uint8Array): Promise<void> {
    this.bytes += block.length;
    const written = this.#log.appendBytes(block);
    // Reported below.
    written.catch(() => {});
    for (let at = 0; at < block.length; at += PIECE) {
      this.#hash.update(block.subarray(at, at + PIECE));
      if (this.#pace.due) await this.#pace.rest();
    }
    await written;
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  /** To be asked once. */
  summary(): FileSummary {
    return { bytes: this.bytes, sha256: this.#hash.digest('hex') };
  }
}
