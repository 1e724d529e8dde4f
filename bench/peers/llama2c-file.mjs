// Models of random weights in the format of llama2.c (its first, float32), and a vocabulary for it.
//
// A header of seven 32-bit numbers, then the weights: token table; for all layers at once norms, queries, keys, values,
// outputs; norms, gates, downs, ups; the last norm; two tables of rotations. The head is the token table.
import { closeSync, openSync, writeSync } from 'node:fs';
import { ones, randomFloats, zeros } from './random-weights.mjs';

/** A gated layer of this width has the parameters of a plain one of 4 × hidden. */
export const gatedWidth = (hidden) => Math.round((8 * hidden) / 3);

/**
 * @param {{ hidden: number, layers: number, heads: number, vocab: number, context: number }} shape
 * @returns {Buffer[]} the parts of the file, one after another
 */
export function llama2cModel({ hidden, layers, heads, vocab, context }) {
  const inner = gatedWidth(hidden);
  const header = Buffer.from(Int32Array.of(hidden, inner, layers, heads, heads, vocab, context).buffer);
  const square = layers * hidden * hidden;
  const wide = layers * hidden * inner;
  const table = randomFloats(vocab * hidden);
  // The program stops at token 1. With a row of zeros it is never the likeliest.
  table.fill(0, 4 * hidden, 8 * hidden);
  return [
    header,
    table,
    ones(layers * hidden),
    ...[square, square, square, square].map(randomFloats),
    ones(layers * hidden),
    ...[wide, wide, wide].map(randomFloats),
    ones(hidden),
    zeros(context * (hidden / heads)),
  ];
}

/**
 * @param {string[]} tokens
 * @returns {Buffer[]}
 */
export function llama2cTokenizer(tokens) {
  const parts = tokens.map((token, id) => {
    const text = Buffer.from(token);
    const head = Buffer.alloc(8);
    head.writeFloatLE(-id, 0);
    head.writeInt32LE(text.length, 4);
    return Buffer.concat([head, text]);
  });
  const longest = Buffer.alloc(4);
  longest.writeInt32LE(Math.max(...parts.map(({ length }) => length - 8)));
  return [longest, ...parts];
}

/** Its program wants the three special tokens of sentencepiece, then the bytes; the rest may be anything. */
export function llama2cTokens(count) {
  const special = ['<unk>', '\n<s>\n', '\n</s>\n'];
  const hex = (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
  return Array.from({ length: count }, (_, id) =>
    id < 3 ? special[id] : id < 259 ? hex(id - 3) : id < 354 ? String.fromCharCode(32 + id - 259) : `w${id}`,
  );
}

export function writeParts(path, parts) {
  const file = openSync(path, 'w');
  try {
    for (const part of parts) {
      for (let at = 0; at < part.length; ) at += writeSync(file, part, at);
    }
  } finally {
    closeSync(file);
  }
}
