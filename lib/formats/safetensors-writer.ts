/** Writing safetensors files: float32 tensors, streamed, with the same bytes for the same content every time. */
import { InvalidArgumentError } from '../runtime/errors.ts';
import { MAX_TENSORS } from './safetensors-header.ts';

/** Half a character: it has no UTF-8 form. */
const LONE_SURROGATE = /\p{Surrogate}/u;

export interface TensorLayout {
  name: string;
  shape: number[];
}

/** A run of a tensor's entries; the runs of one tensor follow one another, the tensors follow the layout. */
export interface TensorChunk {
  name: string;
  data: Float32Array;
}

/**
 * The bytes of a file that holds `layout` in that order, fed by `chunks`. The data of a chunk must stay as it is
 * until the next one is asked for. Throws InvalidArgumentError when chunks do not fill the layout exactly.
 */
export async function* encodeSafetensors(
  layout: readonly TensorLayout[],
  chunks: AsyncIterable<TensorChunk> | Iterable<TensorChunk>,
  metadata: Record<string, string> = { format: 'pt' },
): AsyncGenerator<Uint8Array> {
  if (layout.length > MAX_TENSORS)
    throw new InvalidArgumentError('tensors of a file', `at most ${MAX_TENSORS}`, layout.length);
  const counts = layout.map(entryCount);
  yield header(layout, counts, metadata);
  let tensor = 0;
  let filled = 0;
  const skipFull = () => {
    while (tensor < layout.length && filled === counts[tensor]) {
      tensor++;
      filled = 0;
    }
  };
  skipFull();
  for await (const { name, data } of chunks) {
    if (data.length === 0) continue;
    const expected = layout[tensor];
    if (name !== expected?.name) {
      throw new InvalidArgumentError('next chunk', expected ? `one of ${expected.name}` : 'none', name);
    }
    filled += data.length;
    const count = counts[tensor] as number;
    if (filled > count) throw new InvalidArgumentError(`chunks of ${name}`, `${count} floats`, filled);
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    skipFull();
  }
  const missing = layout[tensor];
  if (missing) {
    throw new InvalidArgumentError(`chunks of ${missing.name}`, `${counts[tensor]} floats`, filled);
  }
}

function entryCount({ name, shape }: TensorLayout): number {
  const count = shape.reduce((product, size) => product * size, 1);
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || !Number.isSafeInteger(count * 4)) {
    throw new InvalidArgumentError(`shape of ${name}`, 'whole sizes', shape);
  }
  return count;
}

/** Padded with blanks to a multiple of 8 bytes, so that the data is aligned for readers that map the file. */
function header(
  layout: readonly TensorLayout[],
  counts: readonly number[],
  metadata: Record<string, string>,
): Uint8Array {
  const names = new Set(['__metadata__']);
  // Built as text: in an object, names such as "0" would change places and `__proto__` would vanish.
  const fields = [`"__metadata__":${JSON.stringify(metadata)}`];
  let at = 0;
  layout.forEach(({ name, shape }, i) => {
    if (names.has(name) || name === '' || LONE_SURROGATE.test(name)) {
      throw new InvalidArgumentError('tensor name', 'well-formed text, used once', name);
    }
    names.add(name);
    const end = at + 4 * (counts[i] as number);
    const entry = { dtype: 'F32', shape, data_offsets: [at, end] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    at = end;
  });
  const json = new TextEncoder().encode(`{${fields.join(',')}}`);
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  return bytes;
}
