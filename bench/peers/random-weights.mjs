// Random weights for model files in a peer's format: speed does not depend on what they are.

/** Small enough that no activation grows out of bounds, in a period that no matrix's rows share. */
const PERIOD = 65_521;
const STEP = 2 ** -12;

/** Whole numbers from −127 to 127 without order, the same every time. */
function mixed(i) {
  let x = Math.imul((i % PERIOD) + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
  return (((x ^ (x >>> 13)) >>> 0) % 255) - 127;
}

const UNITS = Int8Array.from({ length: PERIOD }, (_, i) => mixed(i));
const FLOATS = Float32Array.from(UNITS, (unit) => unit * STEP);

/** `count` floats, as bytes. */
export function randomFloats(count) {
  const floats = new Float32Array(count);
  for (let at = 0; at < count; at += PERIOD) floats.set(FLOATS.subarray(0, count - at), at);
  return bytesOf(floats);
}

/** The same numbers cut to bfloat16, which holds them exactly. */
export function randomBf16(count) {
  const words = new Uint16Array(count);
  const block = Uint16Array.from(new Uint32Array(FLOATS.buffer), (word) => word >>> 16);
  for (let at = 0; at < count; at += PERIOD) words.set(block.subarray(0, count - at), at);
  return bytesOf(words);
}

/** The same numbers in blocks of 32 bytes, each behind its scale as a float16. */
export function randomQ8(count) {
  if (count % 32 !== 0) throw new RangeError(`blocks of 32 do not part ${count} weights`);
  const bytes = Buffer.alloc((count / 32) * 34);
  for (let block = 0, at = 0; at < count; block++) {
    bytes.writeUInt16LE(0x0c00, block * 34); // 2^-12
    for (let i = 0; i < 32; i++, at++) bytes.writeInt8(UNITS[at % PERIOD], block * 34 + 2 + i);
  }
  return bytes;
}

export const ones = (count) => bytesOf(new Float32Array(count).fill(1));
export const zeros = (count) => Buffer.alloc(4 * count);

const bytesOf = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
