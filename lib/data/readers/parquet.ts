/** Stories of parquet files, one group of rows after another. */

import type { FileHandle } from 'node:fs/promises';
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { throwIfAborted } from '../../runtime/abort.ts';
import { FormatError, TinyStoriesError } from '../../runtime/errors.ts';
import { fileError, openFile } from '../../runtime/files.ts';
import { type SourceStory, textColumn } from './source.ts';

/** Bytes of a group of rows, unpacked. A group is held whole. */
const LARGEST_GROUP = 1 << 29;

/** @throws FormatError, FileError, AbortedError. */
export async function* readParquet(
  path: string,
  options: { field?: string | undefined; signal?: AbortSignal | undefined } = {},
): AsyncGenerator<SourceStory[]> {
  let handle: FileHandle | null = null;
  try {
    handle = await openFile(path);
    const file = await asyncBuffer(handle);
    const metadata = await parquetMetadataAsync(file);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    const column = textColumn(path, columns, options.field);
    for (const [rowStart, rowEnd] of groups(path, metadata)) {
      throwIfAborted(options.signal, `reading ${path} was aborted`);
      const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors });
      yield rows.map((row) => story(path, row, column));
    }
  } catch (cause) {
    if (cause instanceof TinyStoriesError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) throw fileError(path, cause, 'read');
    throw new FormatError(path, `not a parquet file that can be read (${message}); download it again`, {
      cause,
    });
  } finally {
    await handle?.close().catch(() => {});
  }
}

function* groups(path: string, metadata: FileMetaData): Generator<[number, number]> {
  let begin = 0;
  for (const { num_rows: rows, total_byte_size: bytes } of metadata.row_groups) {
    if (bytes > LARGEST_GROUP)
      throw new FormatError(
        path,
        `a group of rows has ${bytes} bytes; expected at most ${LARGEST_GROUP}: write it with smaller groups`,
      );
    const end = begin + Number(rows);
    if (end > begin) yield [begin, end];
    begin = end;
  }
}

async function asyncBuffer(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  // A promise of this very class: hyparquet tells promises from buffers by it.
  return {
    byteLength: size,
    slice: (start, end = size) => Promise.resolve(readSlice(handle, start, Math.min(end, size))),
  };
}

async function readSlice(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, end - start));
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.buffer.slice(0, done);
}

function story(path: string, row: Record<string, unknown>, column: string): SourceStory {
  const text = row[column] ?? '';
  if (typeof text !== 'string')
    throw new FormatError(path, `column \`${column}\` holds ${typeof text} values; expected text`);
  const record = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]));
  return { text, record };
}

/** What JSON can hold. */
function plain(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
