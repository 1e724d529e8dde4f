/** The words of the sample: how many different ones, how fast they become more, how few make up most of the text. */

import type { Pace } from '../../runtime/pace.ts';
import type { EncodedSample } from './encoded.ts';
import { shorten } from './figures.ts';

const POINTS = 40;
const MOST = 25;
/** A report holds no word of any length. */
const LONGEST_WORD = 41;

export interface VocabularyFigures {
  /** Words in a row. */
  total: number;
  distinct: number;
  /** Words that occur a single time. */
  once: number;
  frequent: { word: string; count: number; share: number }[];
  /** How many of the most frequent words make up so much of the text. */
  coverage: { share: number; words: number }[];
  /** Different words among the first so many words, stories in random order. */
  growth: { words: number; distinct: number }[];
  /** Only where words were given as known. */
  unknown?: {
    /** Share of the text, and of the different words, that is not known. */
    text: number;
    distinct: number;
    frequent: { word: string; count: number }[];
  };
}

export async function vocabularyFigures(
  sample: EncodedSample,
  pace: Pace,
  knownWords?: ReadonlySet<string>,
): Promise<VocabularyFigures> {
  const { vocabulary, stories } = sample;
  const total = stories.reduce((sum, { words }) => sum + words.length, 0);
  const counts = new Uint32Array(vocabulary.length);
  const growth: VocabularyFigures['growth'] = [];
  let read = 0;
  let distinct = 0;
  for (const { words } of stories) {
    for (const word of words) {
      const count = counts[word] as number;
      counts[word] = count + 1;
      if (count === 0) distinct++;
      read++;
      if (read >= ((growth.length + 1) * total) / POINTS) growth.push({ words: read, distinct });
    }
    if (pace.due) await pace.rest();
  }
  const ranked: { word: string; count: number }[] = [];
  counts.forEach((count, number) => {
    if (count > 0) ranked.push({ word: vocabulary[number] as string, count });
  });
  ranked.sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
  return {
    total,
    distinct,
    once: ranked.filter(({ count }) => count === 1).length,
    frequent: ranked
      .slice(0, MOST)
      .map(({ word, count }) => ({ word: shorten(word, LONGEST_WORD), count, share: count / total })),
    coverage: [0.9, 0.95, 0.99].map((share) => ({ share, words: covering(ranked, share * total) })),
    growth,
    ...(knownWords && { unknown: unknownWords(ranked, total, knownWords) }),
  };
}

function covering(ranked: readonly { count: number }[], wanted: number): number {
  let covered = 0;
  let words = 0;
  while (covered < wanted && words < ranked.length) covered += (ranked[words++] as { count: number }).count;
  return words;
}

function unknownWords(
  ranked: readonly { word: string; count: number }[],
  total: number,
  known: ReadonlySet<string>,
): NonNullable<VocabularyFigures['unknown']> {
  const unknown = ranked.filter(({ word }) => !known.has(word));
  const count = unknown.reduce((sum, word) => sum + word.count, 0);
  return {
    text: total === 0 ? 0 : count / total,
    distinct: ranked.length === 0 ? 0 : unknown.length / ranked.length,
    frequent: unknown.slice(0, MOST).map(({ word, count }) => ({ word: shorten(word, LONGEST_WORD), count })),
  };
}
