// Models of random weights in GGUF, version 3: GPT-2, which has the matrices of the paper's models.
//
// Magic, version, counts; key and value pairs; name, dimensions, type and place of each tensor; the tensors, each on a
// multiple of 32 bytes. Dimensions stand with the one that varies fastest first.
import { ones, randomBf16, randomFloats, randomQ8, zeros } from './random-weights.mjs';

const ALIGNMENT = 32;
const F32 = 0;

/** As files name their kind of tensors, and files themselves. */
export const GGUF_PRECISIONS = {
  float32: { type: F32, fileType: 0, make: randomFloats },
  bf16: { type: 30, fileType: 32, make: randomBf16 },
  int8: { type: 8, fileType: 7, make: randomQ8 },
};

/**
 * @param {{ hidden: number, layers: number, heads: number, vocab: number, context: number }} shape
 * @param {'float32' | 'bf16' | 'int8'} precision of the matrices; norms and biases are float32
 * @param {{ tokens: string[], merges: string[], endOfText: number }} vocabulary in GPT-2's spelling; `endOfText` is an id
 * @returns {Buffer[]} the parts of the file, one after another
 */
export function ggufModel(shape, precision, vocabulary) {
  const { fileType } = GGUF_PRECISIONS[precision];
  const { hidden, layers, heads, context } = shape;
  const { tokens, merges, endOfText } = vocabulary;
  const pairs = [
    ['general.architecture', string('gpt2')],
    ['general.name', string('random')],
    ['general.alignment', uint32(ALIGNMENT)],
    ['general.file_type', uint32(fileType)],
    ['general.quantization_version', uint32(2)],
    ['gpt2.context_length', uint32(context)],
    ['gpt2.embedding_length', uint32(hidden)],
    ['gpt2.feed_forward_length', uint32(4 * hidden)],
    ['gpt2.block_count', uint32(layers)],
    ['gpt2.attention.head_count', uint32(heads)],
    ['gpt2.attention.layer_norm_epsilon', float32(1e-5)],
    ['tokenizer.ggml.model', string('gpt2')],
    ['tokenizer.ggml.pre', string('gpt-2')],
    ['tokenizer.ggml.tokens', strings(tokens)],
    ['tokenizer.ggml.token_type', int32s(tokens.map((_, id) => (id === endOfText ? 3 : 1)))],
    ['tokenizer.ggml.merges', strings(merges)],
    ['tokenizer.ggml.bos_token_id', uint32(endOfText)],
    ['tokenizer.ggml.eos_token_id', uint32(endOfText)],
  ];
  const tensors = ggufTensors(shape, precision);
  const infos = [];
  const data = [];
  let offset = 0;
  for (const { name, dimensions, type, bytes } of tensors) {
    infos.push(text(name), u32(dimensions.length), ...dimensions.map(u64), u32(type), u64(offset));
    data.push(bytes, padding(bytes.length));
    offset += bytes.length + padding(bytes.length).length;
  }
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    u32(3),
    u64(tensors.length),
    u64(pairs.length),
    ...pairs.flatMap(([key, value]) => [text(key), value]),
    ...infos,
  ]);
  return [head, padding(head.length), ...data];
}

function ggufTensors({ hidden, layers, vocab, context }, precision) {
  const { type, make } = GGUF_PRECISIONS[precision];
  const matrix = (name, inner, out) => ({
    name,
    dimensions: [inner, out],
    type,
    bytes: make(inner * out),
  });
  const vector = (name, length, bytes) => ({ name, dimensions: [length], type: F32, bytes });
  const norm = (name) => [
    vector(`${name}.weight`, hidden, ones(hidden)),
    vector(`${name}.bias`, hidden, zeros(hidden)),
  ];
  const linear = (name, inner, out) => [
    matrix(`${name}.weight`, inner, out),
    vector(`${name}.bias`, out, zeros(out)),
  ];
  const positions = randomFloats(hidden * context);
  return [
    matrix('token_embd.weight', hidden, vocab),
    { name: 'position_embd.weight', dimensions: [hidden, context], type: F32, bytes: positions },
    ...Array.from({ length: layers }, (_, layer) => [
      ...norm(`blk.${layer}.attn_norm`),
      ...linear(`blk.${layer}.attn_qkv`, hidden, 3 * hidden),
      ...linear(`blk.${layer}.attn_output`, hidden, hidden),
      ...norm(`blk.${layer}.ffn_norm`),
      ...linear(`blk.${layer}.ffn_up`, hidden, 4 * hidden),
      ...linear(`blk.${layer}.ffn_down`, 4 * hidden, hidden),
    ]).flat(),
    ...norm('output_norm'),
    matrix('output.weight', hidden, vocab),
  ];
}

function u32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
function u64(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
const text = (value) => {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
};
const padding = (length) => Buffer.alloc((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT);

// A value stands behind its type.
const uint32 = (value) => Buffer.concat([u32(4), u32(value)]);
const float32 = (value) => Buffer.concat([u32(6), Buffer.from(Float32Array.of(value).buffer)]);
const string = (value) => Buffer.concat([u32(8), text(value)]);
const strings = (values) => Buffer.concat([u32(9), u32(8), u64(values.length), ...values.map(text)]);
const int32s = (values) =>
  Buffer.concat([u32(9), u32(5), u64(values.length), Buffer.from(Int32Array.from(values).buffer)]);
