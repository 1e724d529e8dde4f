/** The files inside of a tar archive as they come by; nothing is unpacked to the disk. */
import { once } from 'node:events';
import { Parser, type ReadEntry } from 'tar';
import { FormatError, TinyStoriesError } from '../../runtime/errors.ts';

export interface TarEntry {
  name: string;
  parts: AsyncIterable<Uint8Array>;
}

/**
 * Entries that `wanted` says yes to, one after another; what is left of one is passed over when the next is asked
 * for. `parts` are the archive's bytes, not compressed.
 * @throws FormatError for an archive that is damaged or cut short; whatever `parts` throws.
 */
export async function* readTar(
  path: string,
  parts: AsyncIterable<Uint8Array>,
  wanted: (name: string) => boolean,
): AsyncGenerator<TarEntry> {
  const waiting: ReadEntry[] = [];
  let current: ReadEntry | undefined;
  let failure: unknown;
  let done = false;
  /** Whether what came last is a block of zeros: tar writes two behind the last file, and some writers only one. */
  let marked = false;
  let wake = (): void => {};
  const fail = (cause: unknown): void => {
    failure ??= cause;
    // Whoever reads it would wait for ever.
    current?.destroy(cause as Error);
    wake();
  };
  const parser = new Parser({
    strict: true,
    filter: (name, entry) =>
      wanted(name) && 'type' in entry && (entry.type === 'File' || entry.type === 'OldFile'),
    onReadEntry: (entry) => {
      entry.on('error', () => {});
      marked = false;
      waiting.push(entry);
      wake();
    },
  });
  parser.on('error', fail);
  for (const other of ['ignoredEntry', 'meta'] as const)
    parser.on(other, () => {
      marked = false;
    });
  parser.on('nullBlock', () => {
    marked = true;
  });
  parser.on('end', () => {
    // Cut inside a header or between two files: every file that there is looks whole.
    if (!marked) failure ??= new Error('the mark of its end is missing');
    done = true;
    wake();
  });
  async function* body(entry: ReadEntry): AsyncGenerator<Uint8Array> {
    try {
      if (failure !== undefined) throw failure;
      yield* entry;
      if (failure !== undefined) throw failure;
    } catch (cause) {
      throw damaged(path, cause);
    }
  }
  const stop = new AbortController();
  const pump = feed(parser, parts, stop.signal).catch(fail);
  try {
    for (;;) {
      current = waiting.shift();
      if (current !== undefined) {
        yield { name: current.path, parts: body(current) };
        current.resume();
      } else if (failure !== undefined) throw failure;
      else if (done) break;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    await pump;
  } catch (cause) {
    throw damaged(path, cause);
  } finally {
    stop.abort();
  }
}

/** Writes the archive into the parser as fast as entries are read. */
async function feed(parser: Parser, parts: AsyncIterable<Uint8Array>, stopped: AbortSignal): Promise<void> {
  for await (const part of parts) {
    if (stopped.aborted) return;
    // Where nobody reads any more, nothing drains.
    if (!parser.write(part)) await once(parser, 'drain', { signal: stopped }).catch(() => {});
  }
  if (!stopped.aborted) parser.end();
}

function damaged(path: string, cause: unknown): TinyStoriesError {
  if (cause instanceof TinyStoriesError) return cause;
  const advice = 'expected a tar archive; download it again';
  return new FormatError(path, `damaged or cut short (${(cause as Error).message}); ${advice}`, { cause });
}
