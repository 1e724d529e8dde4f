/** Attention written out plainly; see operations.ts for `round`. */
import type { Round } from './operations.ts';

type Numbers = ArrayLike<number>;

export interface SequenceShape {
  row: number;
  length: number;
  position: number;
}

export interface AttentionShape {
  heads: number;
  kvHeads: number;
  headSize: number;
  window: number;
  scale: number;
  ropeTheta: number;
}

/** Turns q and k of every row by its position (or back). */
export function rotate(
  qkv: Numbers,
  sequences: SequenceShape[],
  shape: AttentionShape,
  direction: 1 | -1,
  r: Round,
): Float64Array {
  const out = Float64Array.from(qkv as ArrayLike<number>);
  const { heads, kvHeads, headSize, ropeTheta } = shape;
  const width = (heads + 2 * kvHeads) * headSize;
  const half = headSize / 2;
  for (const s of sequences) {
    for (let i = 0; i < s.length; i++) {
      for (let h = 0; h < heads + kvHeads; h++) {
        const at = (s.row + i) * width + h * headSize;
        for (let d = 0; d < half; d++) {
          const angle = r((s.position + i) * r(ropeTheta ** ((-2 * d) / headSize)));
          const cosine = r(Math.cos(angle));
          const sine = direction * r(Math.sin(angle));
          const a = out[at + d];
          const b = out[at + half + d];
          out[at + d] = r(r(a * cosine) - r(b * sine));
          out[at + half + d] = r(r(b * cosine) + r(a * sine));
        }
      }
    }
  }
  return out;
}

/** Whether query i of a sequence sees its key j (both counted from the sequence's beginning). */
export function sees(s: SequenceShape, i: number, j: number, window: number, first: Numbers | null): boolean {
  if (j > i || (window > 0 && j <= i - window)) return false;
  return !first || s.position + j >= first[s.row + i];
}

/** Attention over rows of q, k and v that were rotated before, when that is wanted. */
export function attention(
  qkv: Numbers,
  sequences: SequenceShape[],
  shape: AttentionShape,
  first: Numbers | null,
  r: Round,
): { y: Float64Array; lse: Float64Array; probabilities: Float64Array } {
  const { heads, kvHeads, headSize: HD, window, scale } = shape;
  const width = (heads + 2 * kvHeads) * HD;
  const rows = qkv.length / width;
  const y = new Float64Array(rows * heads * HD);
  const lse = new Float64Array(rows * heads);
  const probabilities = new Float64Array(
    sequences.reduce((total, s) => total + heads * s.length * s.length, 0),
  );
  let start = 0;
  for (const s of sequences) {
    for (let h = 0; h < heads; h++) {
      const kAt = (heads + Math.floor(h / (heads / kvHeads))) * HD;
      const vAt = kAt + kvHeads * HD;
      for (let i = 0; i < s.length; i++) {
        const scores: number[] = [];
        let top = -Infinity;
        for (let j = 0; j <= i; j++) {
          let score = 0;
          for (let d = 0; d < HD; d++) {
            score = r(
              score +
                r(r(qkv[(s.row + i) * width + h * HD + d] * scale) * qkv[(s.row + j) * width + kAt + d]),
            );
          }
          scores.push(sees(s, i, j, window, first) ? score : -Infinity);
          top = Math.max(top, scores[j]);
        }
        let total = 0;
        const e = scores.map((score) => r(Math.exp(r(score - top))));
        for (const x of e) total = r(total + x);
        for (let d = 0; d < HD; d++) {
          let mixed = 0;
          for (let j = 0; j <= i; j++) mixed = r(mixed + r(e[j] * qkv[(s.row + j) * width + vAt + d]));
          y[((s.row + i) * heads + h) * HD + d] = r(mixed / total);
        }
        lse[(s.row + i) * heads + h] = r(top + r(Math.log(total)));
        for (let j = 0; j <= i; j++) {
          probabilities[start + (h * s.length + i) * s.length + j] = r(e[j] / total);
        }
      }
    }
    start += heads * s.length * s.length;
  }
  return { y, lse, probabilities };
}

/**
 * The gradient with respect to the (rotated) rows of q, k and v; the probabilities come from `lse`, as they must
 * where they are not kept.
 */
export function attentionBackward(
  qkv: Numbers,
  sequences: SequenceShape[],
  shape: AttentionShape,
  first: Numbers | null,
  dy: Numbers,
  r: Round,
): Float64Array {
  const { heads, kvHeads, headSize: HD, scale } = shape;
  const width = (heads + 2 * kvHeads) * HD;
  const d = new Float64Array(qkv.length);
  const { y, lse } = attention(qkv, sequences, shape, first, r);
  for (const s of sequences) {
    for (let h = 0; h < heads; h++) {
      const kAt = (heads + Math.floor(h / (heads / kvHeads))) * HD;
      const vAt = kAt + kvHeads * HD;
      for (let i = 0; i < s.length; i++) {
        const q = (s.row + i) * width + h * HD;
        const out = ((s.row + i) * heads + h) * HD;
        let dot = 0;
        for (let c = 0; c < HD; c++) dot = r(dot + r(dy[out + c] * y[out + c]));
        for (let j = 0; j <= i; j++) {
          if (!sees(s, i, j, shape.window, first)) continue;
          const row = (s.row + j) * width;
          let score = 0;
          for (let c = 0; c < HD; c++) score = r(score + r(r(qkv[q + c] * scale) * qkv[row + kAt + c]));
          const p = r(Math.exp(r(score - lse[(s.row + i) * heads + h])));
          let dp = 0;
          for (let c = 0; c < HD; c++) dp = r(dp + r(dy[out + c] * qkv[row + vAt + c]));
          const ds = r(r(p * r(dp - dot)) * scale);
          for (let c = 0; c < HD; c++) {
            d[row + vAt + c] = r(d[row + vAt + c] + r(p * dy[out + c]));
            d[row + kAt + c] = r(d[row + kAt + c] + r(ds * qkv[q + c]));
            d[q + c] = r(d[q + c] + r(ds * qkv[row + kAt + c]));
          }
        }
      }
    }
  }
  return d;
}
