/** Parts of a `tokenizer.json`, checked one by one; what several kinds of tokenizers have in common. */
import { FormatError, UnsupportedError } from '../runtime/errors.ts';
import { isJsonObject, shownJson } from './strict-json.ts';

export type Fields = Record<string, unknown>;

export function readVocab(path: string, value: unknown): Map<string, number> {
  const vocab = new Map<string, number>();
  for (const [name, id] of Object.entries(fields(path, 'model.vocab', value))) {
    if (!isId(id)) throw new FormatError(path, `the id of token ${shownJson(name)} is ${shownJson(id)}`);
    vocab.set(name, id);
  }
  return vocab;
}

export function readAdded(path: string, value: unknown): Map<string, number> {
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
        throw new UnsupportedError(
          `${path}: its token ${shownJson(content)} is matched in a special way (${field})`,
        );
    }
    if (added.has(content)) throw new FormatError(path, `the added token ${shownJson(content)} stands twice`);
    added.set(content, id);
  }
  return added;
}

/** Names by id, which must be 0, 1, 2 … without gaps. */
export function order(path: string, idOf: Map<string, number>): string[] {
  const names: (string | undefined)[] = new Array(idOf.size).fill(undefined);
  for (const [name, id] of idOf) {
    if (id >= names.length) {
      throw new FormatError(
        path,
        `token ${shownJson(name)} has the id ${id}, but there are only ${idOf.size} tokens`,
      );
    }
    if (names[id] !== undefined) {
      throw new FormatError(path, `tokens ${shownJson(names[id])} and ${shownJson(name)} share the id ${id}`);
    }
    names[id] = name;
  }
  return names as string[];
}

export function readMerges(path: string, value: unknown, idOf: Map<string, number>): Uint32Array {
  if (!Array.isArray(value)) throw new FormatError(path, 'model.merges must be a list');
  const merges = new Uint32Array(value.length * 2);
  for (const [rank, merge] of value.entries()) {
    const pair: unknown = typeof merge === 'string' ? merge.split(' ') : merge;
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new FormatError(path, `merge ${rank} is ${shownJson(merge)}; expected two tokens`);
    }
    for (const [side, name] of pair.entries()) {
      const id = idOf.get(name);
      if (id === undefined) {
        throw new FormatError(path, `merge ${rank} names ${shownJson(name)}, which is not in the vocabulary`);
      }
      merges[rank * 2 + side] = id;
    }
  }
  return merges;
}

/** The one part of a sequence of one; anything else as it is. */
export function only(value: unknown): unknown {
  if (typeOf(value) !== 'Sequence') return value;
  const { pretokenizers, decoders, processors } = value as Fields;
  const parts = pretokenizers ?? decoders ?? processors;
  return Array.isArray(parts) && parts.length === 1 ? parts[0] : value;
}

export function typeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return 'missing';
  const { type } = value as Fields;
  return typeof type === 'string' ? type : 'of an unknown type';
}

export function fields(path: string, what: string, value: unknown): Fields {
  if (isJsonObject(value)) return value;
  throw new FormatError(path, `${what} must be an object, it is ${shownJson(value)}`);
}

export function absent(value: unknown): boolean {
  return value === undefined || value === null;
}

export function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31;
}
