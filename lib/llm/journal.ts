/**
 * The journal of a client: a file that only grows, and that knows at every instant what was asked, answered and spent.
 * Lines that come together are written and fsynced together; `append` resolves when its line is on the disk.
 */
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError, MismatchError, type TinyStoriesError } from '../runtime/errors.ts';
import { FileLock } from '../runtime/file-lock.ts';
import { AppendLog, exists, fileError, makeDirectory, openFile } from '../runtime/files.ts';
import { type JournalLine, type ReplyLine, replyOf, sealed, unsealed } from './journal-lines.ts';
import { JournalState, type Scan, scanJournal } from './journal-scan.ts';
import type { Place } from './key-index.ts';
import type { LlmReply } from './types.ts';

interface Waiting {
  line: JournalLine;
  bytes: Buffer;
  resolve: () => void;
  reject: (error: TinyStoriesError) => void;
}

export class Journal {
  readonly path: string;
  readonly state: JournalState;
  /** What a crash had left at the end and was cut off. */
  readonly torn: { lines: number; bytes: number };
  readonly #lock: FileLock | null;
  /** Null: read only. */
  readonly #log: AppendLog | null;
  readonly #handle: FileHandle | null;
  #end: number;
  /** Of the last line. */
  #number: number;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  #broken: TinyStoriesError | null = null;

  private constructor(
    path: string,
    scan: Scan,
    log: AppendLog | null,
    handle: FileHandle | null,
    lock: FileLock | null,
  ) {
    this.path = path;
    this.state = scan.state;
    this.torn = scan.torn;
    this.#end = scan.end;
    this.#number = scan.lines;
    this.#log = log;
    this.#handle = handle;
    this.#lock = lock;
  }

  /**
   * Opens or begins a journal and locks it.
   * @throws LockedError; FormatError for a damaged file; MismatchError where it belongs to another model or server.
   */
  static async open(path: string, model: string, baseURL: string): Promise<Journal> {
    await makeDirectory(dirname(path));
    const lock = await FileLock.acquire(`${path}.lock`, path, 'works with this journal');
    let log: AppendLog | null = null;
    let handle: FileHandle | null = null;
    try {
      const scan = (await exists(path)) ? await scanJournal(path) : empty();
      checkHeader(path, scan.state, model, baseURL);
      log = await AppendLog.open(path, { fsync: 'line', keep: scan.end });
      handle = await openFile(path);
      const journal = new Journal(path, scan, log, handle, lock);
      if (scan.state.header === null) {
        const at = new Date().toISOString();
        await journal.append({
          kind: 'header',
          format: 'tinystories-llm-journal',
          version: 1,
          model,
          baseURL,
          at,
        });
      }
      return journal;
    } catch (error) {
      await handle?.close().catch(() => {});
      await log?.close().catch(() => {});
      await lock.release();
      throw error;
    }
  }

  /** Opens a journal to read from it alone: no lock, no repair, and none need be there. */
  static async openReadOnly(path: string): Promise<Journal> {
    if (!(await exists(path))) return new Journal(path, empty(), null, null, null);
    return new Journal(path, await scanJournal(path), null, await openFile(path), null);
  }

  /** The answer to a question, null when the journal has none. */
  async read(key: string): Promise<LlmReply | null> {
    const place = this.state.index.get(key);
    if (place === null || this.#handle === null) return null;
    let bytes: Buffer;
    try {
      bytes = Buffer.alloc(place.length);
      await this.#handle.read(bytes, 0, place.length, place.offset);
    } catch (cause) {
      throw fileError(this.path, cause, 'read');
    }
    const line = unsealed(bytes);
    if (line?.kind !== 'reply') {
      throw new FileError(this.path, 'it was changed while it was open; leave it to one process');
    }
    return line.key === key ? replyOf(line as ReplyLine, true) : null;
  }

  /**
   * Adds a line; resolves when it is on the disk. After the first failure nothing is written any more: what stands
   * in the file behind the last whole line is cut off when it is opened again.
   */
  append(line: JournalLine): Promise<void> {
    const reason =
      this.#broken ?? (this.#log === null ? new FileError(this.path, 'opened to read only') : null);
    if (reason !== null) return Promise.reject(reason);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line, bytes: sealed(line, this.#number + 1), resolve, reject });
      this.#number++;
      this.#writing ??= this.#write();
    });
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#log!.appendBytes(Buffer.concat(group.map(({ bytes }) => bytes)));
      } catch (error) {
        this.#broken = error as TinyStoriesError;
        for (const { reject } of [...group, ...this.#waiting]) reject(this.#broken);
        this.#waiting = [];
        break;
      }
      for (const { line, bytes, resolve } of group) {
        const place: Place = { offset: this.#end, length: bytes.length - 1 };
        this.#end += bytes.length;
        this.state.apply(line, place);
        resolve();
      }
    }
    // In the same turn in which nothing waits any more: a line that came later would find nobody to write it.
    this.#writing = null;
  }

  /** Waits for the lines under way, closes the file and gives the lock back. */
  async close(): Promise<void> {
    await this.#writing;
    try {
      // A journal that could not be written to has said so already.
      await this.#log?.close().catch((error: unknown) => {
        if (this.#broken === null) throw error;
      });
    } finally {
      await this.#handle?.close();
      await this.#lock?.release();
    }
  }
}

function empty(): Scan {
  return { state: new JournalState(), lines: 0, end: 0, torn: { lines: 0, bytes: 0 } };
}

function checkHeader(path: string, { header }: JournalState, model: string, baseURL: string): void {
  if (header === null || (header.model === model && header.baseURL === baseURL)) return;
  throw new MismatchError(
    `${path}: a journal of ${header.model} at ${header.baseURL}, not of ${model} at ${baseURL}; name the same model and ` +
      'server, or another journal',
  );
}
