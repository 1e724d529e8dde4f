/** Byte-level BPE training as its definition reads: count all pairs anew before each merge. */
import type { BpeDefinition } from '../../lib/runtime/addon-text.ts';

/** The words of a text by GPT-2's rule; JavaScript's \s differs from White_Space in two characters. */
const WORDS =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

export function trainNaively(texts: string[], vocab: number, special: string[]): BpeDefinition {
  const tokens = byteOrder().map((byte) => String.fromCharCode(byte));
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [word] of text.matchAll(WORDS)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const words = [...counts].map(([word, count]) => ({
    count,
    ids: [...Buffer.from(word).toString('latin1')].map((byte) => ids.get(byte)!),
  }));
  const merges: number[] = [];
  while (tokens.length < vocab - special.length) {
    const pairs = new Map<string, number>();
    for (const { ids: word, count } of words) {
      for (let i = 0; i + 1 < word.length; i++) {
        const pair = `${word[i]},${word[i + 1]}`;
        pairs.set(pair, (pairs.get(pair) ?? 0) + count);
      }
    }
    let best: { count: number; left: number; right: number } | null = null;
    for (const [pair, count] of pairs) {
      const [left, right] = pair.split(',').map(Number) as [number, number];
      if (count < 2 || (best && count < best.count)) continue;
      const earlier = best && (left - best.left || right - best.right) < 0;
      if (!best || count > best.count || earlier) best = { count, left, right };
    }
    if (!best) break;
    const { left, right } = best;
    const joined = `${tokens[left]}${tokens[right]}`;
    if (!ids.has(joined)) {
      ids.set(joined, tokens.length);
      tokens.push(joined);
    }
    const result = ids.get(joined)!;
    merges.push(left, right);
    for (const word of words) {
      const merged: number[] = [];
      for (let i = 0; i < word.ids.length; i++) {
        if (word.ids[i] === left && word.ids[i + 1] === right) {
          merged.push(result);
          i++;
        } else merged.push(word.ids[i]);
      }
      word.ids = merged;
    }
  }
  const all = [...tokens.map((token) => Buffer.from(token, 'latin1')), ...special.map((t) => Buffer.from(t))];
  let end = 0;
  return {
    tokenBytes: new Uint8Array(Buffer.concat(all)),
    tokenEnds: Uint32Array.from(all, (bytes) => {
      end += bytes.length;
      return end;
    }),
    merges: Uint32Array.from(merges),
    special: Uint32Array.from(special, (_, i) => tokens.length + i),
  };
}

/** GPT-2's order: bytes that print in Latin-1, then the others. */
function byteOrder(): number[] {
  const all = Array.from({ length: 256 }, (_, byte) => byte);
  const prints = (byte: number) => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  return [...all.filter(prints), ...all.filter((byte) => !prints(byte))];
}
