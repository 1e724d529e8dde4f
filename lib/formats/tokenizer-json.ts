/**
 * The `tokenizer.json` of Hugging Face tokenizers, for byte-level BPE and for SentencePiece's BPE as llama2.c uses it:
 * read into the addon's definition and written from it. Everything else is refused with the reason: a tokenizer that is
 * nearly right gives text that is nearly right, and nobody sees why.
 *
 * Not taken over: `truncation` and `padding`, which are settings of a call.
 */
import type { TokenizerDefinition } from '../runtime/addon-text.ts';
import { parseStrictJson } from './strict-json.ts';
import { type BpeJson, bpeJson, parseBpeJson, type RestrictedBpeJson } from './tokenizer-json-bpe.ts';
import { fields } from './tokenizer-json-parts.ts';
import { isPieceJson, type PieceJson, parsePieceJson, pieceJson } from './tokenizer-json-pieces.ts';

/** The value that `JSON.stringify` turns into the file. */
export type TokenizerJson = BpeJson | RestrictedBpeJson | PieceJson;

/**
 * Reads the bytes of a `tokenizer.json`. `path` is for messages.
 * @throws FormatError for a damaged file; UnsupportedError for a tokenizer of another kind.
 */
export function parseTokenizerJson(path: string, bytes: Uint8Array): TokenizerDefinition {
  const file = fields(path, 'the file', parseStrictJson(bytes, path, 'the tokenizer'));
  return isPieceJson(file) ? parsePieceJson(path, file) : parseBpeJson(path, file);
}

/**
 * The `tokenizer.json` of a definition. Merges are written as strings, the form that every version reads.
 * @throws UnsupportedError where the file could not say what the definition says.
 */
export function tokenizerJson(definition: TokenizerDefinition): TokenizerJson {
  return 'scores' in definition ? pieceJson(definition) : bpeJson(definition);
}
