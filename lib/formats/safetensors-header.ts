/**
 * The header of a safetensors file: 8 bytes of length (little-endian), that many bytes of JSON naming dtype,
 * shape and byte range of every tensor, then the data. Everything in it is hostile until checked here.
 */
import { FormatError } from '../runtime/errors.ts';
import { isJsonObject, parseStrictJson, shownJson } from './strict-json.ts';

/** Bytes an entry of each dtype takes. */
const DTYPE_BYTES: ReadonlyMap<string, number> = new Map([
  ['BOOL', 1],
  ['U8', 1],
  ['I8', 1],
  ['F8_E4M3', 1],
  ['F8_E5M2', 1],
  ['U16', 2],
  ['I16', 2],
  ['F16', 2],
  ['BF16', 2],
  ['U32', 4],
  ['I32', 4],
  ['F32', 4],
  ['U64', 8],
  ['I64', 8],
  ['F64', 8],
]);

export const SAFETENSORS_PREFIX = 8;
/**
 * Most tensors of a file that is read or written, so that a header does not hold up the event loop. The moments of 1,024
 * layers of GPT-Neo are 26,632.
 */
export const MAX_TENSORS: number = 2 ** 15;
/** Longest header that is read: 4 MiB. */
export const MAX_HEADER_BYTES: number = 128 * MAX_TENSORS;
/** Stands once in the description of a tensor, as it cannot stand within a text of the header. */
const OFFSETS = '"data_offsets"';

export interface TensorEntry {
  name: string;
  /** `F32`, `F16`, `BF16`, … as the file says. */
  dtype: string;
  shape: number[];
  /** Entries: the product of `shape`. */
  count: number;
  bytesPerEntry: number;
  /** Byte range, counted from the start of the file. */
  begin: number;
  end: number;
}

export interface SafetensorsHeader {
  /** In the order of their data. */
  tensors: Map<string, TensorEntry>;
  metadata: Map<string, string>;
}

/** Reads the length that the first 8 bytes state; throws FormatError when it cannot be one. */
export function headerLength(prefix: Uint8Array, fileBytes: number, path: string): number {
  if (fileBytes < SAFETENSORS_PREFIX + 2 || prefix.length < SAFETENSORS_PREFIX) {
    throw new FormatError(path, `too short for a safetensors file: ${fileBytes} bytes`);
  }
  const stated = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (stated > BigInt(MAX_HEADER_BYTES)) {
    throw new FormatError(
      path,
      `its first 8 bytes state a header of ${stated} bytes, more than the ${MAX_HEADER_BYTES} allowed: ` +
        'not a safetensors file, or a damaged one',
    );
  }
  const length = Number(stated);
  if (length < 2 || SAFETENSORS_PREFIX + length > fileBytes) {
    throw new FormatError(path, `a header of ${length} bytes does not fit in a file of ${fileBytes} bytes`);
  }
  return length;
}

/**
 * Checks the header's JSON against the rest of the file: known dtypes, whole sizes, byte ranges that agree with
 * shape × dtype and cover the data exactly once. `dataBytes` is what follows the header.
 */
export function parseHeader(json: Uint8Array, dataBytes: number, path: string): SafetensorsHeader {
  if (json[0] !== 0x7b) throw new FormatError(path, 'the header does not begin with {');
  // Before they are parsed, which takes far longer than a look at the bytes.
  if (countOf(OFFSETS, json) > MAX_TENSORS)
    throw new FormatError(path, `describes more than the ${MAX_TENSORS} tensors allowed`);
  const value = parseStrictJson(json, path, 'the header');
  if (!isJsonObject(value)) throw new FormatError(path, 'the header is not an object');
  const dataStart = SAFETENSORS_PREFIX + json.length;
  const metadata = new Map<string, string>();
  const entries: TensorEntry[] = [];
  for (const [name, entry] of Object.entries(value)) {
    if (name === '__metadata__') readMetadata(entry, metadata, path);
    else entries.push(readEntry(name, entry, dataStart, path));
  }
  // Empty tensors share their offset with the tensor that follows, so the end decides between equals.
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let reached = dataStart;
  for (const entry of entries) {
    if (entry.begin !== reached) {
      const how = entry.begin < reached ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw new FormatError(
        path,
        `tensor ${shownJson(entry.name)} ${how}: its data begins at ${entry.begin - dataStart}, ` +
          `expected ${reached - dataStart}`,
      );
    }
    reached = entry.end;
  }
  if (reached !== dataStart + dataBytes) {
    throw new FormatError(
      path,
      `the tensors take ${reached - dataStart} bytes, the file holds ${dataBytes} after its header` +
        (reached > dataStart + dataBytes ? ' (cut off?)' : ''),
    );
  }
  return { tensors: new Map(entries.map((entry) => [entry.name, entry])), metadata };
}

function countOf(text: string, bytes: Uint8Array): number {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let count = 0;
  for (let at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + text.length)) count++;
  return count;
}

function readMetadata(value: unknown, metadata: Map<string, string>, path: string): void {
  if (!isJsonObject(value)) throw new FormatError(path, '__metadata__ is not an object');
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') {
      throw new FormatError(path, `__metadata__ ${shownJson(key)}: expected text, got ${typeof text}`);
    }
    metadata.set(key, text);
  }
}

function readEntry(name: string, value: unknown, dataStart: number, path: string): TensorEntry {
  const fail = (message: string) => new FormatError(path, `tensor ${shownJson(name)}: ${message}`);
  if (!isJsonObject(value)) throw fail('its description is not an object');
  const { dtype, shape, data_offsets: offsets, ...rest } = value;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw fail(`unknown field ${shownJson(unknown)}`);
  const bytesPerEntry = typeof dtype === 'string' ? DTYPE_BYTES.get(dtype) : undefined;
  if (typeof dtype !== 'string' || bytesPerEntry === undefined) {
    throw fail(`unknown dtype ${shownJson(dtype)}; known: ${[...DTYPE_BYTES.keys()].join(', ')}`);
  }
  if (!isSizes(shape) || shape.length > 64)
    throw fail(`shape ${shownJson(shape)} is not a list of whole sizes`);
  const count = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(count * bytesPerEntry)) throw fail(`shape ${shownJson(shape)} overflows`);
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw fail(`data_offsets ${shownJson(offsets)} is not a pair of whole numbers`);
  }
  const [begin, end] = offsets as [number, number];
  if (end < begin) throw fail(`its data ends at ${end}, before it begins at ${begin}`);
  if (end - begin !== count * bytesPerEntry) {
    throw fail(
      `shape ${shownJson(shape)} of ${dtype} takes ${count * bytesPerEntry} bytes, data_offsets span ${end - begin}`,
    );
  }
  return { name, dtype, shape, count, bytesPerEntry, begin: dataStart + begin, end: dataStart + end };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
