/** The files of a corpus as the blocks that native cleaning takes. */
import type { CleaningBlock } from '../../runtime/addon.ts';
import { TextPacker } from '../../tokenizer/packed.ts';
import { type ReadSourceOptions, readParts, readRawStories, type SourceFile } from '../sources.ts';

/** Bytes of a block: enough work for all threads, little enough to hold some of them. */
const BLOCK = 4 << 20;

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
  let turn: 0 | 1 = 0;
  let size = 0;
  for await (const part of readParts(file, options)) {
    for (let at = 0; at < part.length; ) {
      const taken = Math.min(part.length - at, BLOCK - size);
      buffers[turn].set(part.subarray(at, at + taken), size);
      at += taken;
      size += taken;
      if (size < BLOCK) continue;
      yield { bytes: buffers[turn] };
      turn = turn === 0 ? 1 : 0;
      size = 0;
    }
  }
  if (size > 0) yield { bytes: buffers[turn].subarray(0, size) };
}

async function* packedBlocks(
  file: SourceFile,
  { from, onOther, ...options }: BlockOptions,
): AsyncGenerator<Omit<Block, 'first' | 'last'>> {
  let packer = new TextPacker();
  let records: (SourceRecord | undefined)[] = [];
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
      if (packer.size >= BLOCK) yield take();
    }
  }
  if (packer.count > 0) yield take();
}
