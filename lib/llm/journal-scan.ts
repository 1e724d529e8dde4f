/** Reads a journal from its beginning: what was asked, answered, spent, and how far its lines are whole. */
import type { FileHandle } from 'node:fs/promises';
import { FormatError } from '../runtime/errors.ts';
import { fileError, openFile } from '../runtime/files.ts';
import { type Amount, add, NOTHING } from './amount.ts';
import { BEGINNING, type HeaderLine, type JournalLine, type NoteLine, unsealed } from './journal-lines.ts';
import { KeyIndex, type Place } from './key-index.ts';
import type { LlmUsage } from './types.ts';

const CHUNK = 256 << 10;
/** No line of ours is longer; a file without newlines is not read into memory. */
const LONGEST_LINE = 64 << 20;

/** A batch that is under way. */
export interface BatchState {
  batch: number;
  file?: string;
  remote?: string;
  /** When the file was there, ISO 8601: the batch is not older. */
  uploadedAt?: string;
  /** Its requests without an outcome: id and worst case by key. */
  open: Map<string, { id: number; worst: Amount }>;
}

/** What a journal says. */
export class JournalState {
  header: HeaderLine | null = null;
  readonly index: KeyIndex = new KeyIndex();
  readonly usage: LlmUsage = { promptTokens: 0, completionTokens: 0, cachedTokens: 0 };
  readonly notes: NoteLine[] = [];
  readonly batches: Map<number, BatchState> = new Map();
  readonly #open = new Map<number, { key: string; worst: Amount; batch?: number }>();
  /** Model of the last answer. */
  model: string | null = null;
  lastId = 0;
  lastBatch = 0;
  #settled: Amount = NOTHING;

  /** Spent, with the worst case of requests whose process ended before their outcome was written. */
  get spent(): Amount {
    let spent = this.#settled;
    for (const { worst, batch } of this.#open.values()) if (batch === undefined) spent = add(spent, worst);
    return spent;
  }

  /** Requests that were in flight when their process ended. */
  get lost(): number {
    return [...this.#open.values()].filter(({ batch }) => batch === undefined).length;
  }

  apply(line: JournalLine, place: Place): void {
    switch (line.kind) {
      case 'header':
        this.header ??= line;
        return;
      case 'reserve': {
        const worst = { dollars: line.dollars, tokens: line.tokens, requests: 1 };
        this.lastId = Math.max(this.lastId, line.id);
        this.#open.set(line.id, {
          key: line.key,
          worst,
          ...(line.batch !== undefined && { batch: line.batch }),
        });
        if (line.batch !== undefined) this.#batch(line.batch).open.set(line.key, { id: line.id, worst });
        return;
      }
      case 'reply': {
        const { promptTokens, completionTokens, cachedTokens } = line.usage;
        this.#settle(line.id, { dollars: line.cost, tokens: promptTokens + completionTokens, requests: 1 });
        this.index.add(line.key, place);
        this.usage.promptTokens += promptTokens;
        this.usage.completionTokens += completionTokens;
        this.usage.cachedTokens += cachedTokens;
        this.model = line.model;
        return;
      }
      case 'failure':
        this.#settle(line.id, {
          dollars: line.dollars,
          tokens: line.tokens,
          requests: line.requests ?? 1,
        });
        return;
      case 'note':
        this.notes.push(line);
        return;
      case 'batch': {
        const state = this.#batch(line.batch);
        if (line.file !== undefined) state.file = line.file;
        if (line.stage === 'uploaded') state.uploadedAt = line.at;
        if (line.remote !== undefined) state.remote = line.remote;
        if (line.stage === 'done') this.batches.delete(line.batch);
        return;
      }
      default:
        throw new Error(`a line of kind ${JSON.stringify((line as { kind: unknown }).kind)}`);
    }
  }

  #settle(id: number, actual: Amount): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    if (open?.batch !== undefined) this.batches.get(open.batch)?.open.delete(open.key);
    this.#settled = add(this.#settled, actual);
  }

  #batch(batch: number): BatchState {
    this.lastBatch = Math.max(this.lastBatch, batch);
    const known = this.batches.get(batch);
    if (known) return known;
    const state: BatchState = { batch, open: new Map() };
    this.batches.set(batch, state);
    return state;
  }
}

export interface Scan {
  state: JournalState;
  /** Whole lines, and their bytes. */
  lines: number;
  end: number;
  /** Lines and bytes behind them, torn by a crash. */
  torn: { lines: number; bytes: number };
}

/**
 * Reads the journal at `path`. Damage at its very end is what a crash leaves behind and is told; damage that whole
 * lines follow is not, and neither is a line that was taken away: what it says was asked, paid or answered.
 * @throws FormatError for a file that is no journal, or that is damaged in its middle or has lost lines; FileError.
 */
export async function scanJournal(path: string): Promise<Scan> {
  const state = new JournalState();
  let end = 0;
  let number = 0;
  let tornLines = 0;
  let size = 0;
  for await (const { bytes, offset, whole } of linesOf(path)) {
    number++;
    size = offset + bytes.length + (whole ? 1 : 0);
    const line = whole ? unsealed(bytes) : null;
    if (number === 1) checkBeginning(path, bytes, whole, line);
    if (line === null) {
      tornLines++;
      continue;
    }
    if (tornLines > 0) {
      throw new FormatError(
        path,
        `the line at byte ${end} is damaged (its checksum does not fit), and whole lines follow, so this was no crash. ` +
          `Check the disk; \`head -c ${end}\` of the file is a journal that can be gone on with`,
      );
    }
    if (line.n !== undefined && line.n !== number) throw misplaced(path, number, line.n, offset);
    try {
      state.apply(line, { offset, length: bytes.length });
    } catch (cause) {
      throw new FormatError(path, `line ${number}: ${(cause as Error).message}; made by another version?`, {
        cause,
      });
    }
    end = size;
  }
  return { state, lines: number - tornLines, end, torn: { lines: tornLines, bytes: size - end } };
}

function misplaced(path: string, place: number, number: number, offset: number): FormatError {
  const lost = number - place;
  const what =
    lost > 0
      ? `${lost === 1 ? 'a line was' : `${lost} lines were`} taken away from before it`
      : 'lines stand twice or in another order';
  return new FormatError(
    path,
    `line ${place} was written as line ${number}: ${what}, and with it what was asked and paid. Restore the file from a ` +
      `copy; \`head -c ${offset}\` of the file is a journal that can be gone on with, without what stands behind`,
  );
}

/** A file that is none of ours is not touched, and a damaged header is not a crash's. */
function checkBeginning(path: string, bytes: Buffer, whole: boolean, line: JournalLine | null): void {
  const text = bytes.toString('latin1', 0, BEGINNING.length);
  if (line?.kind === 'header' && line.version === 1) return;
  // A crash while the header was written leaves a part of it, and nothing behind.
  if (!whole && (BEGINNING.startsWith(text) || text === BEGINNING)) return;
  if (line?.kind === 'header') {
    throw new FormatError(
      path,
      `a journal of version ${line.version}, this release reads 1; use a newer release`,
    );
  }
  throw new FormatError(
    path,
    text === BEGINNING
      ? 'its first line is damaged (the checksum does not fit); check the disk and restore the file from a copy'
      : 'not a journal of questions to language models; choose another path',
  );
}

/** The lines of a file with where they begin; the last one may lack its newline (`whole` false). */
async function* linesOf(path: string): AsyncGenerator<{ bytes: Buffer; offset: number; whole: boolean }> {
  let handle: FileHandle | null = null;
  try {
    handle = await openFile(path);
    let pieces: Buffer[] = [];
    let held = 0;
    let offset = 0;
    for (let at = 0; ; ) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      let from = 0;
      const chunk = buffer.subarray(0, bytesRead);
      for (let newline = chunk.indexOf(10); newline >= 0; newline = chunk.indexOf(10, from)) {
        const bytes = Buffer.concat([...pieces, chunk.subarray(from, newline)]);
        yield { bytes, offset, whole: true };
        offset += bytes.length + 1;
        from = newline + 1;
        pieces = [];
        held = 0;
      }
      pieces.push(chunk.subarray(from));
      held += bytesRead - from;
      if (held > LONGEST_LINE) {
        throw new FormatError(
          path,
          `a line of more than ${LONGEST_LINE} bytes at byte ${offset}; no journal`,
        );
      }
    }
    if (held > 0) yield { bytes: Buffer.concat(pieces), offset, whole: false };
  } catch (cause) {
    throw fileError(path, cause, 'read');
  } finally {
    await handle?.close().catch(() => {});
  }
}
