/** How like each other the completions of one prompt are: R_2 of the paper's section 4.4, over all pairs. */
import { PairTable } from '../../data/report/pair-table.ts';
import { bigramSet, fScore } from '../../data/report/rouge.ts';
import { wordsOf } from '../../data/text/words.ts';
import { checkTexts } from '../../runtime/arguments.ts';

export interface SelfSimilarity {
  texts: number;
  /** Mean and largest R_2 of two of them. */
  mean: number;
  max: number;
  /** The two that are most alike, by place. */
  nearest: [number, number];
}

/** Null for fewer than two texts. @throws InvalidArgumentError */
export function selfSimilarity(texts: readonly string[]): SelfSimilarity | null {
  checkTexts('texts', texts);
  if (texts.length < 2) return null;
  const numbers = new Map<string, number>();
  const pairs = new PairTable();
  const sets = texts.map((text) => {
    const words = wordsOf(text).map((word) => {
      const number = numbers.get(word) ?? numbers.size;
      numbers.set(word, number);
      return number;
    });
    return bigramSet(Uint32Array.from(words), pairs);
  });
  let sum = 0;
  let compared = 0;
  let max = -1;
  let nearest: [number, number] = [0, 1];
  for (let i = 0; i < sets.length; i++) {
    for (let j = i + 1; j < sets.length; j++) {
      const score = fScore(sets[i]!, sets[j]!);
      sum += score;
      compared++;
      if (score > max) {
        max = score;
        nearest = [i, j];
      }
    }
  }
  return { texts: texts.length, mean: sum / compared, max, nearest };
}
