/** Beam search as it is told: every extension is made, all of them are sorted, and every text is kept whole. */
import type { FinishReason } from '../../lib/generation/pieces.ts';

export interface PlainOptions {
  beams: number;
  lengthPenalty: number;
  maxTokens: number;
  vocab: number;
  end: number | null;
  /** Whether a text ends with its last token. */
  stops: (ids: readonly number[]) => boolean;
}

interface Text {
  ids: number[];
  logprobs: number[];
  total: number;
}

/** @param after log-probabilities of what may follow, by id; those of -Infinity may not. */
export function plainBeamSearch(after: (ids: readonly number[]) => Float32Array, options: PlainOptions) {
  const { beams, lengthPenalty, maxTokens, vocab, end, stops } = options;
  const ended: (Text & { score: number; finish: FinishReason })[] = [];
  let live: Text[] = [{ ids: [], logprobs: [], total: 0 }];
  for (let length = 1; length <= maxTokens && live.length > 0; length++) {
    const all = live.flatMap(({ ids, logprobs, total }) => {
      const next = Array.from(after(ids), (logprob, id) => ({ id, logprob }));
      const likeliest = next.sort((a, b) => b.logprob - a.logprob).slice(0, Math.min(vocab, 2 * beams));
      return likeliest
        .filter(({ logprob }) => logprob > Number.NEGATIVE_INFINITY)
        .map(({ id, logprob }) => ({
          ids: [...ids, id],
          logprobs: [...logprobs, logprob],
          total: total + logprob,
        }));
    });
    all.sort((a, b) => b.total - a.total);
    live = [];
    for (const [rank, text] of all.entries()) {
      if (live.length === beams) break;
      const last = length === maxTokens;
      const finish = text.ids.at(-1) === end ? 'end' : stops(text.ids) ? 'stop' : last ? 'length' : null;
      if (finish === null) live.push(text);
      else if (rank < beams || last)
        ended.push({ ...text, score: text.total / length ** lengthPenalty, finish });
    }
    ended.sort((a, b) => b.score - a.score);
    ended.length = Math.min(ended.length, beams);
    const worst = ended.length < beams ? Number.NEGATIVE_INFINITY : ended.at(-1)!.score;
    const bound = ({ total }: Text) =>
      Math.max(total / maxTokens ** lengthPenalty, total / (length + 1) ** lengthPenalty);
    if (!live.some((text) => bound(text) > worst)) break;
  }
  return ended;
}
