/** The peers' model files, read back by the descriptions of their formats. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseLlama2c, parseLlamaBench } from '../../bench/peers/decoding-programs.mjs';
import { ggufModel } from '../../bench/peers/gguf-file.mjs';
import {
  gatedWidth,
  llama2cModel,
  llama2cTokenizer,
  llama2cTokens,
  writeParts,
} from '../../bench/peers/llama2c-file.mjs';
import { randomBf16, randomFloats, randomQ8 } from '../../bench/peers/random-weights.mjs';

const SHAPE = { hidden: 64, layers: 2, heads: 16, vocab: 300, context: 32 };

const floatsOf = (bytes: Buffer) =>
  Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));

describe('random weights', () => {
  const count = 70_016;
  const floats = floatsOf(randomFloats(count));

  test('are small, of both signs and never all the same', () => {
    expect(Math.max(...floats.map(Math.abs))).toBeLessThan(0.032);
    const mean = floats.reduce((sum, x) => sum + x, 0) / count;
    expect(Math.abs(mean)).toBeLessThan(1e-3);
    expect(new Set(floats).size).toBe(255);
  });

  test('are the same numbers in bfloat16 and in blocks of int8', () => {
    const halves = randomBf16(count);
    const word = Buffer.alloc(4);
    const wide = floats.map((_, i) => {
      word.writeUInt16LE(halves.readUInt16LE(2 * i), 2);
      return word.readFloatLE(0);
    });
    expect(wide).toEqual(floats);

    const blocks = randomQ8(count);
    expect(blocks.length).toBe((count / 32) * 34);
    const scale = (bits: number) => 2 ** ((bits >> 10) - 15) * (1 + (bits & 1023) / 1024);
    const restored = floats.map((_, i) => {
      const at = Math.floor(i / 32) * 34;
      return blocks.readInt8(at + 2 + (i % 32)) * scale(blocks.readUInt16LE(at));
    });
    expect(restored).toEqual(floats);
  });

  test('in blocks come by whole blocks', () => {
    expect(() => randomQ8(33)).toThrow('33');
  });
});

describe('llama2.c', () => {
  const file = Buffer.concat(llama2cModel(SHAPE));
  const inner = gatedWidth(SHAPE.hidden);

  test('the header names the shape', () => {
    const header = Array.from({ length: 7 }, (_, i) => file.readInt32LE(4 * i));
    expect(header).toEqual([64, inner, 2, 16, 16, 300, 32]);
  });

  test('every weight has its place, and nothing follows', () => {
    const { hidden, layers, heads, vocab, context } = SHAPE;
    const layer = 2 * hidden + 4 * hidden * hidden + 3 * hidden * inner;
    const floats = vocab * hidden + layers * layer + hidden + context * (hidden / heads);
    expect(file.length).toBe(28 + 4 * floats);
    // The norms of attention follow the table, those of the MLP the four square matrices.
    const norms = 28 + 4 * vocab * hidden;
    expect(floatsOf(file.subarray(norms, norms + 4 * layers * hidden)).every((x) => x === 1)).toBe(true);
    const second = norms + 4 * layers * (hidden + 4 * hidden * hidden);
    expect(floatsOf(file.subarray(second, second + 4 * layers * hidden)).every((x) => x === 1)).toBe(true);
  });

  test('the token that ends a text is never the likeliest', () => {
    const row = floatsOf(file.subarray(28 + 4 * 64, 28 + 8 * 64));
    expect(row).toEqual(new Array(64).fill(0));
    expect(floatsOf(file.subarray(28, 28 + 4 * 64)).some((x) => x !== 0)).toBe(true);
  });

  test('its gated layer costs what a plain one of four times the width does', () => {
    for (const hidden of [64, 128, 256, 768, 1024]) {
      expect((3 * gatedWidth(hidden)) / (8 * hidden)).toBeCloseTo(1, 2);
    }
  });

  test('the vocabulary: its longest token, then score, length and bytes of each', () => {
    const tokens = llama2cTokens(400);
    expect(new Set(tokens).size).toBe(400);
    const bytes = Buffer.concat(llama2cTokenizer(tokens));
    const longest = bytes.readInt32LE(0);
    const read: string[] = [];
    for (let at = 4; at < bytes.length; ) {
      const length = bytes.readInt32LE(at + 4);
      expect(length).toBeLessThanOrEqual(longest);
      read.push(bytes.toString('utf8', at + 8, at + 8 + length));
      at += 8 + length;
    }
    expect(read).toEqual(tokens);
  });

  test('tokens a second are found in what its program says', () => {
    expect(parseLlama2c('Once upon …\nachieved tok/s: 123.45\n')).toBe(123.45);
    expect(() => parseLlama2c('Usage: run')).toThrow('tok/s');
  });
});

/** Reads GGUF as its description says. */
function readGguf(file: Buffer) {
  let at = 0;
  const past = (bytes: number) => {
    at += bytes;
    return at - bytes;
  };
  const u32 = () => file.readUInt32LE(past(4));
  const u64 = () => Number(file.readBigUInt64LE(past(8)));
  const text = () => {
    const length = u64();
    const begin = past(length);
    return file.toString('utf8', begin, begin + length);
  };
  const value = (type: number): unknown => {
    if (type === 4) return u32();
    if (type === 5) return file.readInt32LE(past(4));
    if (type === 6) return file.readFloatLE(past(4));
    if (type === 8) return text();
    if (type !== 9) throw new Error(`type ${type}`);
    const element = u32();
    return Array.from({ length: u64() }, () => value(element));
  };
  const magic = file.toString('latin1', 0, 4);
  at = 4;
  const version = u32();
  const [tensorCount, pairCount] = [u64(), u64()];
  const pairs = new Map(Array.from({ length: pairCount }, () => [text(), value(u32())] as const));
  const tensors = Array.from({ length: tensorCount }, () => {
    const name = text();
    const dimensions = Array.from({ length: u32() }, u64);
    return { name, dimensions, type: u32(), offset: u64() };
  });
  const start = Math.ceil(at / 32) * 32;
  return { magic, version, pairs, tensors, start };
}

const BYTES: Record<number, (count: number) => number> = {
  0: (count) => 4 * count,
  30: (count) => 2 * count,
  8: (count) => (count / 32) * 34,
};

describe.each(['float32', 'bf16', 'int8'] as const)('GGUF in %s', (precision) => {
  const tokens = Array.from({ length: 300 }, (_, i) => `t${i}`);
  const file = Buffer.concat(
    ggufModel(SHAPE, precision, { tokens, merges: ['a b', 'ab c'], endOfText: 299 }),
  );
  const { magic, version, pairs, tensors, start } = readGguf(file);

  test('says what it is, and the shape', () => {
    expect([magic, version]).toEqual(['GGUF', 3]);
    expect(Object.fromEntries(pairs)).toMatchObject({
      'general.architecture': 'gpt2',
      'gpt2.embedding_length': 64,
      'gpt2.feed_forward_length': 256,
      'gpt2.block_count': 2,
      'gpt2.attention.head_count': 16,
      'gpt2.context_length': 32,
      'tokenizer.ggml.tokens': tokens,
      'tokenizer.ggml.merges': ['a b', 'ab c'],
      'tokenizer.ggml.eos_token_id': 299,
    });
  });

  test('tensors follow one another on multiples of 32 bytes to the end of the file', () => {
    let expected = 0;
    for (const { dimensions, type, offset } of tensors) {
      expect(offset).toBe(expected);
      const count = dimensions.reduce((product, size) => product * size, 1);
      expected = Math.ceil((offset + BYTES[type](count)) / 32) * 32;
    }
    expect(file.length).toBe(start + expected);
  });

  test('matrices have the precision, norms and biases are float32', () => {
    const kind = { float32: 0, bf16: 30, int8: 8 }[precision];
    const of = (name: string) => tensors.find((tensor) => tensor.name === name);
    expect(of('blk.1.attn_qkv.weight')).toMatchObject({ dimensions: [64, 192], type: kind });
    expect(of('blk.1.ffn_down.weight')).toMatchObject({ dimensions: [256, 64], type: kind });
    expect(of('output.weight')).toMatchObject({ dimensions: [64, 300], type: kind });
    expect(of('blk.0.ffn_up.bias')).toMatchObject({ dimensions: [256], type: 0 });
    expect(of('output_norm.weight')).toMatchObject({ dimensions: [64], type: 0 });
    const norm = start + (of('output_norm.weight')?.offset ?? Number.NaN);
    expect(floatsOf(file.subarray(norm, norm + 256))).toEqual(new Array(64).fill(1));
  });
});

test('tokens a second are found in what llama-bench says', () => {
  const output = `note\n${JSON.stringify([{ n_gen: 255, avg_ts: 987.5 }])}`;
  expect(parseLlamaBench(output)).toBe(987.5);
  expect(() => parseLlamaBench('error: unknown option')).toThrow('llama-bench');
  expect(() => parseLlamaBench('[]')).toThrow('no generation');
});

test('parts are written whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tinystories-'));
  try {
    writeParts(join(folder, 'file'), [Buffer.from('ab'), Buffer.alloc(0), Buffer.from('c')]);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('abc');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
