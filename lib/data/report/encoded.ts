/** Sampled stories as numbers: each word and mark by its place in a vocabulary that grows as they are read. */
import type { Pace } from '../../runtime/pace.ts';
import { fold, scan, WORD } from '../text/words.ts';
import { type SampledStory, sampledText } from './sample.ts';

export interface EncodedSample {
  /** The words and marks by number. */
  vocabulary: string[];
  stories: EncodedStory[];
}

export interface EncodedStory {
  /** The words alone. */
  words: Uint32Array;
  /** Words and marks as they come. */
  tokens: Uint32Array;
}

export async function encodeSample(sample: readonly SampledStory[], pace: Pace): Promise<EncodedSample> {
  const numbers = new Map<string, number>();
  const stories: EncodedStory[] = [];
  for (const story of sample) {
    const folded = fold(sampledText(story));
    const words: number[] = [];
    const tokens: number[] = [];
    scan(folded, (begin, end, kind) => {
      const token = folded.slice(begin, end);
      let number = numbers.get(token);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(token, number);
      }
      tokens.push(number);
      if (kind === WORD) words.push(number);
    });
    stories.push({ words: Uint32Array.from(words), tokens: Uint32Array.from(tokens) });
    if (pace.due) await pace.rest();
  }
  return { vocabulary: [...numbers.keys()], stories };
}
