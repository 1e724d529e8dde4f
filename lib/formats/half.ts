/** Sixteen-bit floats to float32; every value of both kinds is exact in float32. Little-endian bytes in. */

/** IEEE binary16: one table for all 65,536 values, made when first needed. */
let halfTable: Float32Array | null = null;

export function float16ToFloat32(bytes: Uint8Array): Float32Array {
  halfTable ??= Float32Array.from({ length: 65536 }, (_, bits) => halfValue(bits));
  const words = wordsOf(bytes);
  const out = new Float32Array(words.length);
  for (let i = 0; i < words.length; i++) out[i] = halfTable[words[i]!]!;
  return out;
}

/** bfloat16 is the upper half of a float32. */
export function bfloat16ToFloat32(bytes: Uint8Array): Float32Array {
  const words = wordsOf(bytes);
  const out = new Uint32Array(words.length);
  for (let i = 0; i < words.length; i++) out[i] = words[i]! << 16;
  return new Float32Array(out.buffer);
}

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function wordsOf(bytes: Uint8Array): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 1);
}
