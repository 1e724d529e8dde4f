/**
 * What the files of SentencePiece-style BPE have in common: pieces with scores, of which only the order matters, and
 * only of those that can be merged of two others.
 */
import type { SentencePieceDefinition } from '../runtime/addon-text.ts';
import { FormatError, UnsupportedError } from '../runtime/errors.ts';

/** How SentencePiece writes a space. */
export const SPACE_MARK = '\u2581';
/** Ids of llama2.c: unknown, begin, end, then the bytes. */
export const FIRST_BYTE = 3;
/** As llama2.c writes them into its tokenizer.bin. */
const SPECIAL = ['<unk>', '\n<s>\n', '\n</s>\n'];

/** A piece, and two others whose texts are its own. */
export interface PieceMerge {
  left: number;
  right: number;
  result: number;
}

/** The name of the piece that stands for a byte. */
function byteName(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}

/**
 * Makes a definition of pieces in the order of their ids, spaces as U+0020. `path` is for messages.
 * @throws UnsupportedError where the layout is not llama2.c's; FormatError for pieces that cannot be.
 */
export function sentencePieceDefinition(
  path: string,
  pieces: readonly string[],
  scores: ArrayLike<number>,
): SentencePieceDefinition {
  if (pieces.length < FIRST_BYTE + 256) {
    throw new FormatError(
      path,
      `${pieces.length} pieces; expected at least 259: three special ones and the bytes`,
    );
  }
  for (let byte = 0; byte < 256; byte++) {
    if (pieces[FIRST_BYTE + byte] === byteName(byte)) continue;
    throw new UnsupportedError(
      `${path}: piece ${FIRST_BYTE + byte} is not ${byteName(byte)}; only vocabularies with byte fallback, laid out as llama2.c's, can be read`,
    );
  }
  if (!pieces.includes(' '))
    throw new FormatError(path, 'it has no piece for the space, which stands before a text');
  const named = [...SPECIAL, ...pieces.slice(SPECIAL.length)];
  const bytes = named.map((piece) => Buffer.from(piece));
  const empty = bytes.findIndex(({ length }) => length === 0);
  if (empty >= 0) throw new FormatError(path, `piece ${empty} is empty`);
  let size = 0;
  const tokenEnds = Uint32Array.from(bytes, ({ length }) => {
    size += length;
    return size;
  });
  const made = { tokenBytes: new Uint8Array(Buffer.concat(bytes)), tokenEnds };
  return { ...made, scores: placesOf(pieceMerges(made), scores, named.length) };
}

/** All ways to make a piece of two others, by the piece and then by the cut. */
export function pieceMerges(
  definition: Pick<SentencePieceDefinition, 'tokenBytes' | 'tokenEnds'>,
): PieceMerge[] {
  const texts = pieceTexts(definition);
  const idOf = new Map<string, number>();
  // Of equal pieces the first one counts.
  for (const [id, text] of texts.entries()) if (!idOf.has(text)) idOf.set(text, id);
  const merges: PieceMerge[] = [];
  for (const [text, result] of idOf) {
    for (let cut = 1; cut < text.length; cut++) {
      const left = idOf.get(text.slice(0, cut));
      const right = left === undefined ? undefined : idOf.get(text.slice(cut));
      if (left !== undefined && right !== undefined) merges.push({ left, right, result });
    }
  }
  return merges;
}

/** Texts of the pieces by id. Characters outside of the first plane count as two, which no cut may part. */
export function pieceTexts({
  tokenBytes,
  tokenEnds,
}: Pick<SentencePieceDefinition, 'tokenBytes' | 'tokenEnds'>): string[] {
  const bytes = Buffer.from(tokenBytes.buffer, tokenBytes.byteOffset, tokenBytes.byteLength);
  return Array.from(tokenEnds, (end, id) => bytes.toString('utf8', id === 0 ? 0 : tokenEnds[id - 1], end));
}

/**
 * Scores that say the same as the given ones: the place among those of all pieces that can be merged, negative; so
 * equal tokenizers have equal definitions, whatever file they come from. What run.c never merges has −∞.
 */
function placesOf(merges: readonly PieceMerge[], scores: ArrayLike<number>, count: number): Float32Array {
  const ids = new Set(merges.map(({ result }) => result));
  // As run.c compares them.
  const single = Float32Array.from({ length: count }, (_, id) => scores[id] ?? Number.NaN);
  const merged = [...ids].filter((id) => (single[id] as number) > -1e10);
  const distinct = [...new Set(merged.map((id) => single[id] as number))].sort((a, b) => b - a);
  const place = new Map(distinct.map((score, index) => [score, index]));
  const places = new Float32Array(count).fill(Number.NEGATIVE_INFINITY);
  for (const id of merged) places[id] = -(place.get(single[id] as number) as number);
  return places;
}
