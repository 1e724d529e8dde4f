/** Damaged and hostile safetensors files, each with what the reader must say. */

const data = new Uint8Array(8);
const text = new TextEncoder();

/** A file of this header and data, the length in front. */
export function sealed(json: string | Uint8Array, body: Uint8Array = data, length?: bigint): Uint8Array {
  const bytes = typeof json === 'string' ? text.encode(json) : json;
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setBigUint64(0, length ?? BigInt(bytes.length), true);
  return Buffer.concat([prefix, bytes, body]);
}

export function header(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** A file of one tensor `x`, two floats, with some fields changed. */
function tensor(fields: Record<string, unknown>): Uint8Array {
  return sealed(JSON.stringify({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...fields } }));
}

const half = (begin: number, end: number) => ({ dtype: 'F32', shape: [1], data_offsets: [begin, end] });

export const corruptFiles: { what: string; bytes: Uint8Array; error: RegExp }[] = [
  { what: 'an empty file', bytes: new Uint8Array(), error: /too short/ },
  { what: 'seven bytes', bytes: new Uint8Array(7), error: /too short/ },
  { what: 'a header of no bytes', bytes: sealed(''), error: /does not fit/ },
  {
    what: 'a header of 2^60 bytes',
    bytes: sealed('{}', data, 2n ** 60n),
    error: /1152921504606846976 bytes, more/,
  },
  {
    what: 'a header that is longer than 4 MiB',
    bytes: sealed(`{${' '.repeat(2 ** 22)}}`),
    error: /a header of 4194306 bytes, more than the 4194304 allowed/,
  },
  {
    what: 'countless tensors of nothing',
    bytes: sealed(
      JSON.stringify(
        Object.fromEntries(
          Array.from({ length: 32_769 }, (_, i) => [i, { dtype: 'U8', shape: [0], data_offsets: [0, 0] }]),
        ),
      ),
      new Uint8Array(),
    ),
    error: /describes more than the 32768 tensors allowed/,
  },
  { what: 'a header length past the end', bytes: sealed('{}', data, 11n), error: /does not fit/ },
  {
    what: 'a zip file',
    bytes: Buffer.from('PK\x03\x04\x00\x00\x08\x08\x00\x00and more'),
    error: /not a safetensors/,
  },
  { what: 'a header that is no object', bytes: sealed('[]'), error: /begin with \{/ },
  { what: 'blanks before the header', bytes: sealed(' {}'), error: /begin with \{/ },
  { what: 'broken JSON', bytes: sealed('{"x":'), error: /not valid JSON/ },
  { what: 'zeros after the JSON', bytes: sealed('{}\0\0'), error: /not valid JSON/ },
  {
    what: 'bytes that are not UTF-8',
    bytes: sealed(Uint8Array.of(0x7b, 0xff, 0x7d)),
    error: /not valid UTF-8/,
  },
  {
    what: 'a tensor twice',
    bytes: sealed(`{"x":${JSON.stringify(half(0, 4))},"x":${JSON.stringify(half(4, 8))}}`),
    error: /the name "x" twice/,
  },
  {
    what: 'a tensor twice, once spelt with an escape',
    bytes: sealed(`{"x":${JSON.stringify(half(0, 4))},"\\u0078":${JSON.stringify(half(4, 8))}}`),
    error: /the name "x" twice/,
  },
  {
    what: 'a field twice',
    bytes: sealed('{"x":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}'),
    error: /the name "dtype" twice/,
  },
  {
    what: 'metadata that is text',
    bytes: sealed('{"__metadata__":"pt"}', new Uint8Array()),
    error: /not an object/,
  },
  {
    what: 'a number in the metadata',
    bytes: sealed('{"__metadata__":{"a":1}}', new Uint8Array()),
    error: /__metadata__ "a": expected text/,
  },
  { what: 'a tensor that is null', bytes: sealed('{"x":null}'), error: /description is not an object/ },
  {
    what: 'a tensor that is a list',
    bytes: sealed('{"__proto__":[1]}'),
    error: /"__proto__": its description/,
  },
  { what: 'an unknown field', bytes: tensor({ extra: 1 }), error: /unknown field "extra"/ },
  {
    what: 'a field __proto__',
    bytes: sealed('{"x":{"__proto__":{"dtype":"F32"}}}'),
    error: /unknown field "__proto__"/,
  },
  { what: 'an unknown dtype', bytes: tensor({ dtype: 'F12' }), error: /unknown dtype "F12"/ },
  { what: 'a dtype of the prototype', bytes: tensor({ dtype: 'constructor' }), error: /unknown dtype/ },
  { what: 'no dtype', bytes: tensor({ dtype: undefined }), error: /unknown dtype nothing/ },
  { what: 'a shape that is a number', bytes: tensor({ shape: 2 }), error: /not a list of whole sizes/ },
  { what: 'a negative size', bytes: tensor({ shape: [-2, -1] }), error: /not a list of whole sizes/ },
  { what: 'a broken size', bytes: tensor({ shape: [0.5, 4] }), error: /not a list of whole sizes/ },
  { what: 'a size as text', bytes: tensor({ shape: ['2'] }), error: /not a list of whole sizes/ },
  { what: 'a size beyond 2^53', bytes: tensor({ shape: [2 ** 53] }), error: /not a list of whole sizes/ },
  { what: 'a shape that overflows', bytes: tensor({ shape: [2 ** 32, 2 ** 32] }), error: /overflows/ },
  {
    what: 'a shape that wraps round to the right size',
    bytes: tensor({ shape: [2 ** 50, 2 ** 14, 2] }),
    error: /overflows/,
  },
  {
    what: 'a hundred dimensions',
    bytes: tensor({ shape: Array(100).fill(1) }),
    error: /not a list of whole sizes/,
  },
  {
    what: 'a shape of too many entries',
    bytes: tensor({ shape: [3] }),
    error: /takes 12 bytes, data_offsets span 8/,
  },
  { what: 'one offset', bytes: tensor({ data_offsets: [8] }), error: /not a pair/ },
  { what: 'a negative offset', bytes: tensor({ data_offsets: [-8, 0] }), error: /not a pair/ },
  { what: 'offsets backwards', bytes: tensor({ data_offsets: [8, 0] }), error: /before it begins/ },
  { what: 'data beyond the end', bytes: tensor({ shape: [3], data_offsets: [0, 12] }), error: /cut off\?/ },
  {
    what: 'data that no tensor owns',
    bytes: tensor({ shape: [1], data_offsets: [0, 4] }),
    error: /the tensors take 4 bytes/,
  },
  { what: 'a gap at the start', bytes: tensor({ shape: [1], data_offsets: [4, 8] }), error: /leaves a gap/ },
  {
    what: 'tensors that overlap',
    bytes: sealed(JSON.stringify({ x: { ...half(0, 8), shape: [2] }, y: half(4, 8) })),
    error: /"y" overlaps/,
  },
  {
    what: 'two tensors over the same bytes',
    bytes: sealed(JSON.stringify({ x: { ...half(0, 8), shape: [2] }, y: { ...half(0, 8), shape: [2] } })),
    error: /overlaps/,
  },
  {
    what: 'a gap between tensors',
    bytes: sealed(JSON.stringify({ x: half(0, 4), y: half(8, 12) }), new Uint8Array(12)),
    error: /"y" leaves a gap/,
  },
];
