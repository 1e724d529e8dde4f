/**
 * The `tokenizer.json` of SentencePiece's BPE with byte fallback, as Hugging Face writes it for Llama: a normalizer that
 * puts a space in front and spells spaces `▁`, and merges in the order of the scores.
 */
import type { SentencePieceDefinition } from '../runtime/addon-text.ts';
import { FormatError, UnsupportedError } from '../runtime/errors.ts';
import { pieceMerges, pieceTexts, SPACE_MARK, sentencePieceDefinition } from './sentencepiece.ts';
import { isJsonObject, shownJson } from './strict-json.ts';
import {
  absent,
  type Fields,
  fields,
  order,
  readAdded,
  readMerges,
  readVocab,
} from './tokenizer-json-parts.ts';

export interface PieceJson {
  version: '1.0';
  truncation: null;
  padding: null;
  added_tokens: { id: number; content: string; special: true; normalized: false }[];
  normalizer: object;
  pre_tokenizer: null;
  post_processor: object;
  decoder: object;
  model: {
    type: 'BPE';
    dropout: null;
    unk_token: string;
    continuing_subword_prefix: null;
    end_of_word_suffix: null;
    fuse_unk: true;
    byte_fallback: true;
    ignore_merges: false;
    vocab: Record<string, number>;
    merges: string[];
  };
}

const SPECIAL = ['<unk>', '<s>', '</s>'];

const NORMALIZER = {
  type: 'Sequence',
  normalizers: [
    { type: 'Prepend', prepend: SPACE_MARK },
    { type: 'Replace', pattern: { String: ' ' }, content: SPACE_MARK },
  ],
} as const;

/** Puts `<s>` before a text, as llama2.c does; encoding leaves that to the caller here. */
const POST_PROCESSOR = {
  type: 'TemplateProcessing',
  single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  pair: [
    { SpecialToken: { id: '<s>', type_id: 0 } },
    { Sequence: { id: 'A', type_id: 0 } },
    { SpecialToken: { id: '<s>', type_id: 1 } },
    { Sequence: { id: 'B', type_id: 1 } },
  ],
  special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } },
} as const;

const DECODER = {
  type: 'Sequence',
  decoders: [
    { type: 'Replace', pattern: { String: SPACE_MARK }, content: ' ' },
    { type: 'ByteFallback' },
    { type: 'Fuse' },
    { type: 'Strip', content: ' ', start: 1, stop: 0 },
  ],
} as const;

/** Whether a file is of this kind, and not of byte-level BPE. */
export function isPieceJson(file: Fields): boolean {
  const { model, pre_tokenizer: before } = file;
  return isJsonObject(model) && model.byte_fallback === true && absent(before);
}

/** @throws FormatError for a damaged file; UnsupportedError for other rules than llama2.c's. */
export function parsePieceJson(path: string, file: Fields): SentencePieceDefinition {
  const model = fields(path, 'model', file.model);
  if (!same(file.normalizer, NORMALIZER)) {
    refuse(path, `its normalizer is not one that puts a space in front and writes spaces as ${SPACE_MARK}`);
  }
  if (model.type !== 'BPE') refuse(path, `its model is ${shownJson(model.type)}, not BPE`);
  if (model.ignore_merges === true) refuse(path, 'it takes whole words from the vocabulary (ignore_merges)');
  if (typeof model.dropout === 'number' && model.dropout !== 0) refuse(path, 'it merges at random (dropout)');
  const idOf = readVocab(path, model.vocab);
  for (const [content, id] of readAdded(path, file.added_tokens)) {
    if (SPECIAL[id] !== content || (idOf.get(content) ?? id) !== id) {
      refuse(
        path,
        `its token ${shownJson(content)} has the id ${id}; expected ${SPECIAL.join(', ')} as 0, 1, 2`,
      );
    }
    idOf.set(content, id);
  }
  const names = order(path, idOf);
  const merges = readMerges(path, model.merges, idOf);
  const scores = new Float64Array(names.length).fill(Number.NEGATIVE_INFINITY);
  let place = 0;
  for (let rank = 0; rank < merges.length; rank += 2) {
    const [left, right] = [names[merges[rank] as number], names[merges[rank + 1] as number]];
    const result = idOf.get(`${left}${right}`);
    if (result === undefined)
      throw new FormatError(path, `the result of merge ${rank / 2} is not in the vocabulary`);
    if (scores[result] === Number.NEGATIVE_INFINITY) scores[result] = -place++;
  }
  const definition = sentencePieceDefinition(
    path,
    names.map((name) => name.replaceAll(SPACE_MARK, ' ')),
    scores,
  );
  // With other merges the file would mean something that scores cannot say.
  if (written(definition).join('\n') !== readable(merges, names).join('\n')) {
    refuse(path, 'its merges are not all those of its pieces in the order of scores');
  }
  return definition;
}

/** @throws UnsupportedError where two pieces have the same score: merges cannot say that. */
export function pieceJson(definition: SentencePieceDefinition): PieceJson {
  const ranked = [...definition.scores].filter((score) => score > Number.NEGATIVE_INFINITY);
  if (new Set(ranked).size < ranked.length) {
    throw new UnsupportedError(
      'pieces of equal score, which a tokenizer.json cannot express; keep the file that the tokenizer was read from',
    );
  }
  // A piece may be called __proto__: no object with a prototype here.
  const vocab: Record<string, number> = Object.create(null);
  for (const [id, name] of namesOf(definition).entries()) {
    if (vocab[name] !== undefined) {
      throw new UnsupportedError(
        `pieces ${vocab[name]} and ${id} are both ${shownJson(name)}, which tokenizer.json forbids`,
      );
    }
    vocab[name] = id;
  }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => {
      const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false } as const;
      return { id, content, ...flags, special: true };
    }),
    normalizer: NORMALIZER,
    pre_tokenizer: null,
    post_processor: POST_PROCESSOR,
    decoder: DECODER,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      ignore_merges: false,
      vocab,
      merges: written(definition),
    },
  };
}

function namesOf(definition: SentencePieceDefinition): string[] {
  return pieceTexts(definition).map((text, id) => SPECIAL[id] ?? text.replaceAll(' ', SPACE_MARK));
}

/** Merges by score, those of one piece by the ids of its parts. */
function written(definition: SentencePieceDefinition): string[] {
  const names = namesOf(definition);
  const { scores } = definition;
  const merges = pieceMerges(definition).filter(
    ({ result }) => (scores[result] as number) > Number.NEGATIVE_INFINITY,
  );
  merges.sort(
    (a, b) =>
      (scores[b.result] as number) - (scores[a.result] as number) || a.left - b.left || a.right - b.right,
  );
  return merges.map(({ left, right }) => `${names[left]} ${names[right]}`);
}

/** Merges of a file, those of one piece in the same order as ours. */
function readable(merges: Uint32Array, names: readonly string[]): string[] {
  const list = Array.from({ length: merges.length / 2 }, (_, rank) => {
    const [left, right] = [merges[2 * rank] as number, merges[2 * rank + 1] as number];
    return { left, right, result: `${names[left]}${names[right]}` };
  });
  const place = new Map<string, number>();
  for (const { result } of list) if (!place.has(result)) place.set(result, place.size);
  list.sort(
    (a, b) =>
      (place.get(a.result) as number) - (place.get(b.result) as number) ||
      a.left - b.left ||
      a.right - b.right,
  );
  return list.map(({ left, right }) => `${names[left]} ${names[right]}`);
}

function same(value: unknown, expected: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(expected);
}

function refuse(path: string, reason: string): never {
  throw new UnsupportedError(`${path}: not SentencePiece's BPE as llama2.c uses it: ${reason}`);
}
