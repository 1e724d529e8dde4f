/**
 * `encode` and `decode` of llama2.c's run.c, line by line and as slow: bytes in, every pair looked at anew for each merge.
 * Texts are strings of one code unit a byte.
 */
export interface Llama2cVocabulary {
  pieces: string[];
  scores: number[];
}

export function llama2cEncode({ pieces, scores }: Llama2cVocabulary, text: string): number[] {
  const lookup = (piece: string): number => pieces.indexOf(piece);
  const tokens: number[] = [];
  if (text !== '') tokens.push(lookup(' '));
  let buffer = '';
  for (let c = 0; c < text.length; c++) {
    if ((text.charCodeAt(c) & 0xc0) !== 0x80) buffer = '';
    buffer += text[c];
    const next = c + 1 < text.length ? text.charCodeAt(c + 1) : 0;
    if ((next & 0xc0) === 0x80 && buffer.length < 4) continue;
    const id = lookup(buffer);
    if (id !== -1) tokens.push(id);
    else for (const byte of buffer) tokens.push(byte.charCodeAt(0) + 3);
    buffer = '';
  }
  for (;;) {
    let bestScore = -1e10;
    let bestId = -1;
    let bestAt = -1;
    for (let i = 0; i + 1 < tokens.length; i++) {
      const id = lookup(`${pieces[tokens[i]!]}${pieces[tokens[i + 1]!]}`);
      if (id !== -1 && scores[id]! > bestScore) {
        bestScore = scores[id]!;
        bestId = id;
        bestAt = i;
      }
    }
    if (bestAt === -1) return tokens;
    tokens.splice(bestAt, 2, bestId);
  }
}

/** As after the token that begins a text. */
export function llama2cDecode({ pieces }: Llama2cVocabulary, tokens: readonly number[]): string {
  let text = '';
  let before = 1;
  for (const token of tokens) {
    let piece = pieces[token]!;
    if (before === 1 && piece[0] === ' ') piece = piece.slice(1);
    const byte = /^<0x([0-9A-F]{2})>/.exec(piece);
    text += byte ? String.fromCharCode(Number.parseInt(byte[1]!, 16)) : piece;
    before = token;
  }
  return text;
}
