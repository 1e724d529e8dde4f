/** The `tokenizer.json` of byte-level BPE, and of a byte-level BPE restricted to some of its tokens. */
import type { BpeDefinition, BpeRestriction } from '../runtime/addon-text.ts';
import { FormatError, UnsupportedError } from '../runtime/errors.ts';
import { shownJson } from './strict-json.ts';
import {
  absent,
  type Fields,
  fields,
  isId,
  only,
  order,
  readAdded,
  readMerges,
  readVocab,
  typeOf,
} from './tokenizer-json-parts.ts';

/** The value that `JSON.stringify` turns into the file. */
export interface BpeJson {
  version: '1.0';
  truncation: null;
  padding: null;
  added_tokens: AddedToken[];
  normalizer: null;
  pre_tokenizer: ByteLevel;
  post_processor: ByteLevel;
  decoder: ByteLevel;
  model: {
    type: 'BPE';
    dropout: null;
    unk_token: null;
    continuing_subword_prefix: '';
    end_of_word_suffix: '';
    fuse_unk: false;
    byte_fallback: false;
    ignore_merges: false;
    vocab: Record<string, number>;
    merges: string[];
  };
}

/**
 * The same of a restricted one: vocabulary, merges and added tokens with the ids of the whole, and which of them are
 * kept. No other program knows the kind, so none takes it for something else.
 */
export interface RestrictedBpeJson extends Omit<BpeJson, 'model'> {
  model: { type: typeof RESTRICTED; kept: number[]; unknown: boolean; whole: BpeJson['model'] };
}

const RESTRICTED = 'RestrictedBPE';

export interface AddedToken {
  id: number;
  content: string;
  single_word: false;
  lstrip: false;
  rstrip: false;
  normalized: false;
  special: true;
}

export interface ByteLevel {
  type: 'ByteLevel';
  add_prefix_space: boolean;
  trim_offsets: boolean;
  use_regex: boolean;
}

// GPT-2 spells each byte as one visible character: those of Latin-1 that print stand for themselves, the others
// follow from U+0100 on.
const CHARACTER: string[] = [];
const BYTE: Map<string, number> = new Map();
for (let byte = 0, next = 0x100; byte < 256; byte++) {
  const prints = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
  const character = String.fromCharCode(prints ? byte : next++);
  CHARACTER.push(character);
  BYTE.set(character, byte);
}

/** @throws FormatError for a damaged file; UnsupportedError for a tokenizer that is not byte-level BPE. */
export function parseBpeJson(path: string, file: Fields): BpeDefinition {
  const given = fields(path, 'model', file.model);
  const restricted = given.type === RESTRICTED;
  const model = restricted ? fields(path, 'model.whole', given.whole) : given;
  checkPipeline(path, file);
  checkModel(path, model);

  const idOf = readVocab(path, model.vocab);
  const added = readAdded(path, file.added_tokens);
  for (const [content, id] of added) {
    const known = idOf.get(content);
    if (known !== undefined && known !== id) {
      throw new FormatError(path, `the added token ${shownJson(content)} has the ids ${known} and ${id}`);
    }
    idOf.set(content, id);
  }
  const names = order(path, idOf);
  const merges = readMerges(path, model.merges, idOf);
  const ends = new Uint32Array(names.length);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (const [id, name] of names.entries()) {
    const token = added.get(name) === id ? new TextEncoder().encode(name) : bytesOf(path, name);
    size += token.length;
    pieces.push(token);
    ends[id] = size;
  }
  const tokenBytes = new Uint8Array(size);
  for (const [id, piece] of pieces.entries()) tokenBytes.set(piece, (ends[id] as number) - piece.length);
  const special = Uint32Array.from([...added.values()].sort((a, b) => a - b));
  const definition = { tokenBytes, tokenEnds: ends, merges, special };
  return restricted ? { ...definition, restriction: readRestriction(path, given) } : definition;
}

/**
 * The `tokenizer.json` of a definition. Merges are written as strings, the form that every version reads.
 * @throws UnsupportedError when a special token is spelt like another token: the file could not tell them apart.
 */
export function bpeJson(definition: BpeDefinition): BpeJson | RestrictedBpeJson {
  const { tokenBytes, tokenEnds, merges, restriction } = definition;
  const special = new Set(definition.special);
  const names: string[] = [];
  // A token may be called __proto__: no object with a prototype here.
  const vocab: Record<string, number> = Object.create(null);
  const added: AddedToken[] = [];
  for (let id = 0, begin = 0; id < tokenEnds.length; id++) {
    const bytes = tokenBytes.subarray(begin, tokenEnds[id]);
    begin = tokenEnds[id] as number;
    const name = special.has(id) ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : spell(bytes);
    if (vocab[name] !== undefined) {
      throw new UnsupportedError(
        `tokens ${vocab[name]} and ${id} would both be called ${shownJson(name)} in tokenizer.json; choose another name for the special token`,
      );
    }
    names.push(name);
    vocab[name] = id;
    if (special.has(id)) {
      const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false } as const;
      added.push({ id, content: name, ...flags, special: true });
    }
  }
  const pairs: string[] = [];
  for (let i = 0; i < merges.length; i += 2) {
    pairs.push(`${names[merges[i] as number]} ${names[merges[i + 1] as number]}`);
  }
  const byteLevel: ByteLevel = {
    type: 'ByteLevel',
    add_prefix_space: false,
    trim_offsets: true,
    use_regex: true,
  };
  const json: BpeJson = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: { ...byteLevel, trim_offsets: false },
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab,
      merges: pairs,
    },
  };
  if (!restriction) return json;
  const { kept, unknown } = restriction;
  return { ...json, model: { type: RESTRICTED, kept: Array.from(kept), unknown, whole: json.model } };
}

function readRestriction(path: string, { kept, unknown }: Fields): BpeRestriction {
  if (!Array.isArray(kept) || kept.length === 0 || !kept.every(isId) || typeof unknown !== 'boolean') {
    throw new FormatError(path, 'model: expected a list of ids in `kept`, and true or false in `unknown`');
  }
  return { kept: Uint32Array.from(kept), unknown };
}

function checkPipeline(path: string, file: Fields): void {
  if (!absent(file.normalizer)) {
    refuse(path, `its normalizer (${typeOf(file.normalizer)}) changes the text before it is split`);
  }
  const before = only(file.pre_tokenizer);
  if (typeOf(before) !== 'ByteLevel') refuse(path, `its pre-tokenizer is ${typeOf(before)}, not ByteLevel`);
  const { add_prefix_space: prefix, use_regex: regex } = before as Fields;
  if (prefix !== false) refuse(path, 'it puts a space before each text (add_prefix_space)');
  if (regex === false) refuse(path, 'it does not split text by the rule of GPT-2 (use_regex is false)');
  const decoder = only(file.decoder);
  if (typeOf(decoder) !== 'ByteLevel') refuse(path, `its decoder is ${typeOf(decoder)}, not ByteLevel`);
  const after = only(file.post_processor);
  if (!absent(after) && typeOf(after) !== 'ByteLevel') {
    refuse(path, `its post-processor (${typeOf(after)}) adds tokens to each text`);
  }
}

function checkModel(path: string, model: Fields): void {
  // Files of the first versions have no type; only BPE had merges then.
  if (model.type !== 'BPE' && !(model.type === undefined && model.merges !== undefined)) {
    refuse(path, `its model is ${typeOf(model)}`);
  }
  if (!absent(model.dropout) && model.dropout !== 0) refuse(path, 'it merges at random (dropout)');
  for (const field of ['continuing_subword_prefix', 'end_of_word_suffix']) {
    if (!absent(model[field]) && model[field] !== '') refuse(path, `it marks parts of words (${field})`);
  }
  if (model.byte_fallback === true) refuse(path, 'it spells bytes as tokens of their own (byte_fallback)');
  if (model.ignore_merges === true) refuse(path, 'it takes whole words from the vocabulary (ignore_merges)');
}

function bytesOf(path: string, name: string): Uint8Array {
  const bytes = new Uint8Array(name.length);
  for (let i = 0; i < name.length; i++) {
    const byte = BYTE.get(name.charAt(i));
    if (byte === undefined) {
      refuse(path, `token ${shownJson(name)} is not spelt in the byte-level alphabet and is no added token`);
    }
    bytes[i] = byte as number;
  }
  return bytes;
}

function spell(bytes: Uint8Array): string {
  let name = '';
  for (const byte of bytes) name += CHARACTER[byte];
  return name;
}

function refuse(path: string, reason: string): never {
  throw new UnsupportedError(
    `${path}: not a byte-level BPE as GPT-2's: ${reason}. Only that kind, and SentencePiece's as llama2.c uses it, are supported; train one with \`tokenizer train\``,
  );
}
