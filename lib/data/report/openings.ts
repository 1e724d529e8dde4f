/** How stories begin: the first three and the first four words. */

import type { Pace } from '../../runtime/pace.ts';
import type { EncodedSample } from './encoded.ts';

const MOST = 10;
/** Characters of an opening that a report shows. */
const SHOWN = 80;

export interface OpeningFigures {
  /** How many words an opening has. A shorter story is its own opening. */
  words: number;
  distinct: number;
  /** Shannon entropy of openings, in bits; at most log2 of the number of stories. */
  entropy: number;
  /** Share of the stories that begin with the most frequent opening, and with one of the ten most frequent. */
  top1: number;
  top10: number;
  frequent: { opening: string; count: number; share: number }[];
}

export async function openingFigures(
  { vocabulary, stories }: EncodedSample,
  words: number,
  pace: Pace,
): Promise<OpeningFigures> {
  const counts = new Map<string, number>();
  for (const story of stories) {
    const opening = Array.from(story.words.subarray(0, words), (word) => vocabulary[word]).join(' ');
    counts.set(opening, (counts.get(opening) ?? 0) + 1);
    if (pace.due) await pace.rest();
  }
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const share = (count: number) => (stories.length === 0 ? 0 : count / stories.length);
  const first = (n: number) => share(ranked.slice(0, n).reduce((sum, [, count]) => sum + count, 0));
  let entropy = 0;
  for (const [, count] of ranked) entropy -= share(count) * Math.log2(share(count));
  return {
    words,
    distinct: ranked.length,
    entropy: Math.max(0, entropy),
    top1: first(1),
    top10: first(10),
    frequent: ranked.slice(0, MOST).map(([opening, count]) => ({
      opening: opening.length > SHOWN ? `${opening.slice(0, SHOWN)}…` : opening,
      count,
      share: share(count),
    })),
  };
}
