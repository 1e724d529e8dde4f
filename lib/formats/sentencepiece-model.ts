/**
 * The `tokenizer.model` of SentencePiece: a message of protocol buffers, of which the pieces, the kind of model and the
 * normalizer are read. It becomes what llama2.c's export makes of it.
 */
import type { SentencePieceDefinition } from '../runtime/addon-text.ts';
import { FormatError, UnsupportedError } from '../runtime/errors.ts';
import { SPACE_MARK, sentencePieceDefinition } from './sentencepiece.ts';

// Field numbers of sentencepiece_model.proto.
const PIECES = 1;
const TRAINER = 2;
const NORMALIZER = 3;
const PIECE = { text: 1, score: 2 };
const MODEL_TYPE = 3;
const BPE = 2;
const ADD_DUMMY_PREFIX = 3;
const CHARACTER_MAP = 2;

/**
 * @throws FormatError for a damaged file; UnsupportedError for a model that is not BPE with byte fallback, or that changes
 * characters before it looks at them.
 */
export function parseSentencePieceModel(path: string, file: Uint8Array): SentencePieceDefinition {
  const pieces: string[] = [];
  const scores: number[] = [];
  let modelType = 1;
  let prefix = 1;
  let map = 0;
  for (const field of fields(path, file)) {
    if (field.number === PIECES) {
      let text = '';
      let score = 0;
      for (const part of fields(path, field.bytes)) {
        if (part.number === PIECE.text) text = Buffer.from(part.bytes).toString();
        if (part.number === PIECE.score) score = part.float;
      }
      pieces.push(text.replaceAll(SPACE_MARK, ' '));
      scores.push(score);
    } else if (field.number === TRAINER) {
      for (const part of fields(path, field.bytes)) if (part.number === MODEL_TYPE) modelType = part.value;
    } else if (field.number === NORMALIZER) {
      for (const part of fields(path, field.bytes)) {
        if (part.number === ADD_DUMMY_PREFIX) prefix = part.value;
        if (part.number === CHARACTER_MAP) map = part.bytes.length;
      }
    }
  }
  const refuse = (reason: string): never => {
    throw new UnsupportedError(`${path}: ${reason}; only BPE as llama2.c uses it can be read`);
  };
  if (modelType !== BPE) refuse(`its model is of type ${modelType}, not BPE (2)`);
  if (prefix !== 1) refuse('it puts no space before a text (add_dummy_prefix)');
  if (map > 0) refuse('it changes characters before it looks at them (precompiled_charsmap)');
  return sentencePieceDefinition(path, pieces, scores);
}

interface Field {
  number: number;
  /** Of a varint. */
  value: number;
  /** Of four bytes. */
  float: number;
  /** Of what has a length. */
  bytes: Uint8Array;
}

/** The fields of a message, in their order. */
function* fields(path: string, message: Uint8Array): Generator<Field> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const damaged = (): never => {
    throw new FormatError(
      path,
      'not a SentencePiece model: its fields do not fit together; the file is damaged',
    );
  };
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      if (at >= message.length) damaged();
      const byte = message[at++] as number;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return damaged();
  };
  while (at < message.length) {
    const key = varint();
    const field: Field = { number: Math.floor(key / 8), value: 0, float: 0, bytes: new Uint8Array(0) };
    const kind = key % 8;
    if (kind === 0) {
      field.value = varint();
    } else {
      const length = kind === 1 ? 8 : kind === 5 ? 4 : kind === 2 ? varint() : damaged();
      if (length > message.length - at) damaged();
      if (kind === 5) field.float = view.getFloat32(at, true);
      field.bytes = message.subarray(at, at + length);
      at += length;
    }
    yield field;
  }
}
