/** What a definition of any kind gives a `Tokenizer`: an encoder, and what its tokens are. */

import { FIRST_BYTE } from '../formats/sentencepiece.ts';
import type {
  BpeDefinition,
  NativeEncoder,
  SentencePieceDefinition,
  TokenizerDefinition,
} from '../runtime/addon-text.ts';
import { UnsupportedError } from '../runtime/errors.ts';
import { loadAddon } from '../runtime/native.ts';
import { END_OF_TEXT } from './end-of-text.ts';

/** Token 1 of llama2.c, which stands before each story and so after the one before it. */
const BEGIN = 1;

export interface Codec {
  encoder: NativeEncoder;
  /** What each id stands for in a text. */
  tokens: Uint8Array[];
  endOfText: number;
  /** The id of all that the vocabulary has lost; undefined where nothing is lost. */
  unknown: number | undefined;
  /** Ids of the tokens that are recognised whole in a text. */
  special: ReadonlyMap<string, number>;
  /** Most bytes of a text that one token stands for, those that stand for lost tokens included. */
  longest: number;
  /** A space is put in front of a text. */
  spaceBefore: boolean;
  /** All that decides about ids, the same however the definition came about. */
  identity: Uint8Array;
}

/**
 * @param name For messages.
 * @throws UnsupportedError without `<|endoftext|>`; InvalidArgumentError for a definition that contradicts itself.
 */
export function codecOf(definition: TokenizerDefinition, name: string): Codec {
  return 'scores' in definition ? pieceCodec(definition) : bpeCodec(definition, name);
}

function bpeCodec(definition: BpeDefinition, name: string): Codec {
  const encoder = new (loadAddon().Encoder)(definition);
  const all = split(definition);
  const { restriction } = definition;
  const tokens: Uint8Array[] = [];
  const special = new Map<string, number>();
  if (restriction) {
    for (const id of restriction.kept) tokens.push(all[id] as Uint8Array);
    if (restriction.unknown) tokens.push(Buffer.from('<unk>'));
    for (const id of definition.special) {
      special.set(textOf(all[id] as Uint8Array), tokens.length);
      tokens.push(all[id] as Uint8Array);
    }
  } else {
    for (const token of all) tokens.push(token);
    for (const id of definition.special) special.set(textOf(all[id] as Uint8Array), id);
  }
  const endOfText = special.get(END_OF_TEXT);
  if (endOfText === undefined) {
    throw new UnsupportedError(
      `${name}: no special token ${END_OF_TEXT}, which parts stories here; add it, or train a tokenizer with \`tokenizer train\``,
    );
  }
  return {
    encoder,
    tokens,
    endOfText,
    unknown: restriction?.unknown ? restriction.kept.length : undefined,
    special,
    longest: longestOf(all),
    spaceBefore: false,
    identity: bpeIdentity(definition),
  };
}

function pieceCodec(definition: SentencePieceDefinition): Codec {
  const encoder = new (loadAddon().Encoder)({ ...definition, endOfText: END_OF_TEXT });
  const { tokenBytes, tokenEnds, scores } = definition;
  const tokens = split(definition);
  for (let byte = 0; byte < 256; byte++) tokens[FIRST_BYTE + byte] = Uint8Array.of(byte);
  return {
    encoder,
    tokens,
    endOfText: BEGIN,
    unknown: undefined,
    special: new Map([[END_OF_TEXT, BEGIN]]),
    longest: longestOf(tokens),
    spaceBefore: true,
    identity: joined(
      'tinystories pieces\n',
      [Uint32Array.of(1, tokenEnds.length), tokenEnds, scores],
      tokenBytes,
    ),
  };
}

function bpeIdentity({ tokenBytes, tokenEnds, merges, special, restriction }: BpeDefinition): Uint8Array {
  const sorted = Uint32Array.from(special).sort();
  const sizes = Uint32Array.of(1, tokenEnds.length, merges.length / 2, sorted.length);
  const numbers = [sizes, tokenEnds, merges, sorted];
  if (!restriction) return joined('tinystories bpe\n', numbers, tokenBytes);
  const { kept, unknown } = restriction;
  // The order of the special tokens decides about their ids here.
  const rest = [Uint32Array.of(kept.length, unknown ? 1 : 0), kept, special];
  return joined('tinystories restricted bpe\n', [...numbers, ...rest], tokenBytes);
}

function joined(kind: string, arrays: (Uint32Array | Float32Array)[], bytes: Uint8Array): Uint8Array {
  const words = arrays.map((array) => new Uint8Array(array.slice().buffer));
  return new Uint8Array(Buffer.concat([Buffer.from(kind), ...words, bytes]));
}

function split({ tokenBytes, tokenEnds }: { tokenBytes: Uint8Array; tokenEnds: Uint32Array }): Uint8Array[] {
  return Array.from(tokenEnds, (end, id) => tokenBytes.subarray(id === 0 ? 0 : tokenEnds[id - 1], end));
}

function longestOf(tokens: readonly Uint8Array[]): number {
  return tokens.reduce((longest, { length }) => Math.max(longest, length), 0);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
