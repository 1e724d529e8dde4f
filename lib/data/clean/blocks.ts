/** The files of a corpus as the blocks that native cleaning takes. */
import { open } from 'node:fs/promises';
import type { CleaningBlock } from '../../runtime/addon-text.ts';
import { fileError } from '../../runtime/files.ts';
import { TextPacker } from '../../tokenizer/packed.ts';
import { type ReadSourceOptions, readParts, readRawStories, type SourceFile } from '../sources.ts';

/** Bytes of a block: enough work for all threads, little enough to hold some of them. */
const BLOCK = 4 << 20;
/** Bytes read at once; `onBytes` hashes them in one turn of the event loop. */
const READ = 1 << 20;

export type SourceRecord = Readonly<Record<string, unknown>>;

export interface Block extends CleaningBlock {
  /** Of the texts of a packed block, in their order. */
  records?: (SourceRecord | undefined)[];
}

export interface BlockOptions extends Pick<ReadSourceOptions, 'signal' | 'onBytes' | 'field'> {
  /** Only records whose `source` is one of these; `onOther` is called for each other. */
  from?: readonly string[] | undefined;
  onOther?: (() => void) | undefined;
}

/** The blocks of one file, in order. Their memory is used again: each is to be handed on before the next is asked for. */
export async function* readBlocks(file: SourceFile, options: BlockOptions): AsyncGenerator<Block> {
  const parts = file.format === 'text' ? rawBlocks(file, options) : packedBlocks(file, options);
  let held: Omit<Block, 'first' | 'last'> | null = null;
  let first = true;
  for await (const next of parts) {
    if (held !== null) {
      yield { ...held, first, last: false };
      first = false;
    }
    held = next;
  }
  // A file of nothing is one block of nothing.
  yield { ...(held ?? { bytes: new Uint8Array(0) }), first, last: true };
}

/** In two buffers by turns: one may be held while the other is filled. */
async function* rawBlocks(file: SourceFile, options: BlockOptions): AsyncGenerator<{ bytes: Uint8Array }> {
  const buffers = [new Uint8Array(BLOCK), new Uint8Array(BLOCK)] as const;
  const fill = file.gzip ? fromParts(readParts(file, options)) : await fromFile(file.path, options);
  try {
    for (let turn: 0 | 1 = 0; ; turn = turn === 0 ? 1 : 0) {
      const size = await fill.read(buffers[turn]);
      if (size > 0) yield { bytes: buffers[turn].subarray(0, size) };
      if (size < BLOCK) break;
    }
  } finally {
    await fill.close();
  }
}

/** Fills a buffer with what comes next; less than the whole of it at the end. */
interface Filling {
  read(buffer: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** Straight into the buffer: a stream would make, and throw away, memory for each of its parts. */
async function fromFile(path: string, { onBytes }: BlockOptions): Promise<Filling> {
  const failed = (cause: unknown): never => {
    throw fileError(path, cause, 'read');
  };
  const handle = await open(path, 'r').catch(failed);
  return {
    async read(buffer) {
      let size = 0;
      while (size < buffer.length) {
        const wanted = Math.min(READ, buffer.length - size);
        const { bytesRead } = await handle.read(buffer, size, wanted, null).catch(failed);
        if (bytesRead === 0) break;
        onBytes?.(buffer.subarray(size, size + bytesRead));
        size += bytesRead;
      }
      return size;
    },
    close: () => handle.close(),
  };
}

function fromParts(parts: AsyncGenerator<Uint8Array>): Filling {
  let rest: Uint8Array = new Uint8Array(0);
  return {
    async read(buffer) {
      let size = 0;
      while (size < buffer.length) {
        if (rest.length === 0) {
          const next = await parts.next();
          if (next.done) break;
          rest = next.value;
        }
        const taken = rest.subarray(0, buffer.length - size);
        buffer.set(taken, size);
        rest = rest.subarray(taken.length);
        size += taken.length;
      }
      return size;
    },
    close: async () => void (await parts.return(undefined)),
  };
}

async function* packedBlocks(
  file: SourceFile,
  { from, onOther, ...options }: BlockOptions,
): AsyncGenerator<Omit<Block, 'first' | 'last'>> {
  let packer = new TextPacker();
  let records: (SourceRecord | undefined)[] = [];
  let taken = false;
  const take = (): Omit<Block, 'first' | 'last'> => {
    const block = { ...packer.take(), records };
    packer = new TextPacker();
    records = [];
    return block;
  };
  for await (const stories of readRawStories(file, options)) {
    for (const { text, record } of stories) {
      if (from !== undefined && !from.includes(String(record?.source))) {
        onOther?.();
        continue;
      }
      packer.add(text);
      records.push(record);
      if (packer.size < BLOCK) continue;
      taken = true;
      yield take();
    }
  }
  // Of a file without a record that is wanted too: no texts, which are not one empty text.
  if (packer.count > 0 || !taken) yield take();
}
