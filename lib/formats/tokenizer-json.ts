/**
 * The `tokenizer.json` of Hugging Face tokenizers, for byte-level BPE: read into the addon's definition and
 * written from it. What is not byte-level BPE is refused with the reason: a tokenizer that is nearly right gives
 * text that is nearly right, and nobody sees why.
 *
 * Not taken over: `truncation` and `padding`, which are settings of a call.
 */
import type { BpeDefinition } from '../runtime/addon.ts';
import { FormatError, UnsupportedError } from '../runtime/errors.ts';
import { isJsonObject, parseStrictJson } from './strict-json.ts';

/** The value that `JSON.stringify` turns into the file. */
export interface TokenizerJson {
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

interface AddedToken {
  id: number;
  content: string;
  single_word: false;
  lstrip: false;
  rstrip: false;
  normalized: false;
  special: true;
}

interface ByteLevel {
  type: 'ByteLevel';
  add_prefix_space: boolean;
  trim_offsets: boolean;
  use_regex: boolean;
}

type Fields = Record<string, unknown>;

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

/**
 * Reads the bytes of a `tokenizer.json`. `path` is for messages.
 * @throws FormatError for a damaged file; UnsupportedError for a tokenizer that is not byte-level BPE.
 */
export function parseTokenizerJson(path: string, bytes: Uint8Array): BpeDefinition {
  const file = fields(path, 'the file', parseStrictJson(bytes, path, 'the tokenizer'));
  const model = fields(path, 'model', file.model);
  checkPipeline(path, file);
  checkModel(path, model);

  const idOf = readVocab(path, model.vocab);
  const added = readAdded(path, file.added_tokens);
  for (const [content, id] of added) {
    const known = idOf.get(content);
    if (known !== undefined && known !== id) {
      throw new FormatError(path, `the added token ${show(content)} has the ids ${known} and ${id}`);
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
  return { tokenBytes, tokenEnds: ends, merges, special };
}

/**
 * The `tokenizer.json` of a definition. Merges are written as strings, the form that every version reads.
 * @throws UnsupportedError when a special token is spelt like another token: the file could not tell them apart.
 */
export function tokenizerJson(definition: BpeDefinition): TokenizerJson {
  const { tokenBytes, tokenEnds, merges } = definition;
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
        `tokens ${vocab[name]} and ${id} would both be called ${show(name)} in tokenizer.json; choose another name for the special token`,
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
  return {
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

function readVocab(path: string, value: unknown): Map<string, number> {
  const vocab = new Map<string, number>();
  for (const [name, id] of Object.entries(fields(path, 'model.vocab', value))) {
    if (!isId(id)) throw new FormatError(path, `the id of token ${show(name)} is ${show(id)}`);
    vocab.set(name, id);
  }
  return vocab;
}

function readAdded(path: string, value: unknown): Map<string, number> {
  const added = new Map<string, number>();
  if (absent(value)) return added;
  if (!Array.isArray(value)) throw new FormatError(path, 'added_tokens must be a list');
  for (const entry of value) {
    const token = fields(path, 'an entry of added_tokens', entry);
    const { content, id } = token;
    if (typeof content !== 'string' || content === '' || !isId(id)) {
      throw new FormatError(path, 'an entry of added_tokens has no usable content and id');
    }
    for (const field of ['single_word', 'lstrip', 'rstrip']) {
      if (token[field] === true)
        refuse(path, `its token ${show(content)} is matched in a special way (${field})`);
    }
    if (added.has(content)) throw new FormatError(path, `the added token ${show(content)} stands twice`);
    added.set(content, id);
  }
  return added;
}

/** Names by id, which must be 0, 1, 2 … without gaps. */
function order(path: string, idOf: Map<string, number>): string[] {
  const names: (string | undefined)[] = new Array(idOf.size).fill(undefined);
  for (const [name, id] of idOf) {
    if (id >= names.length) {
      throw new FormatError(
        path,
        `token ${show(name)} has the id ${id}, but there are only ${idOf.size} tokens`,
      );
    }
    if (names[id] !== undefined) {
      throw new FormatError(path, `tokens ${show(names[id])} and ${show(name)} share the id ${id}`);
    }
    names[id] = name;
  }
  return names as string[];
}

function readMerges(path: string, value: unknown, idOf: Map<string, number>): Uint32Array {
  if (!Array.isArray(value)) throw new FormatError(path, 'model.merges must be a list');
  const merges = new Uint32Array(value.length * 2);
  for (const [rank, merge] of value.entries()) {
    const pair: unknown = typeof merge === 'string' ? merge.split(' ') : merge;
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new FormatError(path, `merge ${rank} is ${show(merge)}; expected two tokens`);
    }
    for (const [side, name] of pair.entries()) {
      const id = idOf.get(name);
      if (id === undefined) {
        throw new FormatError(path, `merge ${rank} names ${show(name)}, which is not in the vocabulary`);
      }
      merges[rank * 2 + side] = id;
    }
  }
  return merges;
}

function bytesOf(path: string, name: string): Uint8Array {
  const bytes = new Uint8Array(name.length);
  for (let i = 0; i < name.length; i++) {
    const byte = BYTE.get(name.charAt(i));
    if (byte === undefined) {
      refuse(path, `token ${show(name)} is not spelt in the byte-level alphabet and is no added token`);
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

/** The one part of a sequence of one; anything else as it is. */
function only(value: unknown): unknown {
  if (typeOf(value) !== 'Sequence') return value;
  const { pretokenizers, decoders, processors } = value as Fields;
  const parts = pretokenizers ?? decoders ?? processors;
  return Array.isArray(parts) && parts.length === 1 ? parts[0] : value;
}

function typeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return 'missing';
  const { type } = value as Fields;
  return typeof type === 'string' ? type : 'of an unknown type';
}

function fields(path: string, what: string, value: unknown): Fields {
  if (isJsonObject(value)) return value;
  throw new FormatError(path, `${what} must be an object, it is ${show(value)}`);
}

function absent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function refuse(path: string, reason: string): never {
  throw new UnsupportedError(
    `${path}: not a byte-level BPE as GPT-2's: ${reason}. Only that kind is supported; train one with \`tokenizer train\``,
  );
}
