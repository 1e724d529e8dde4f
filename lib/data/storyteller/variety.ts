/**
 * How much there is to learn from a corpus. `full` uses all plots, names and details; `small` tells short stories
 * of few kinds about few people, which a model of a million parameters learns within minutes.
 */
import { afraid } from './plot/afraid.ts';
import { PLOTS } from './plot/all.ts';
import { lost } from './plot/lost.ts';
import { mended } from './plot/mended.ts';
import type { Plot } from './plot/plot.ts';
import { sharing } from './plot/sharing.ts';
import { weather } from './plot/weather.ts';
import { fewWords } from './words/few.ts';
import type { Lexicon } from './words/lexicon.ts';

export const VARIETIES = ['small', 'full'] as const;
export type Variety = (typeof VARIETIES)[number];

/** What a story may draw from. */
export interface Scope {
  readonly lexicon: Lexicon;
  readonly plots: readonly Plot[];
  /** Whether names are drawn from all; else each story takes the first ones, and friends are a she and a he. */
  readonly manyPeople: boolean;
  /** Whether stories grow by details until they have the length of the paper's. */
  readonly details: boolean;
  /** Of how many ways to put something, counted from the first, one is taken. */
  readonly phrasings: number;
  /** Words that a story should have at most. */
  readonly longest: number;
}

/** The small variety puts things in the first few of the ways there are. */
const FEW_PHRASINGS = 2;

export function scopeOf(variety: Variety, lexicon: Lexicon): Scope {
  if (variety === 'full') {
    return {
      lexicon,
      plots: PLOTS,
      manyPeople: true,
      details: true,
      phrasings: Infinity,
      longest: 285,
    };
  }
  return {
    lexicon: fewWords(lexicon),
    plots: [lost, sharing, afraid, weather, mended],
    manyPeople: false,
    details: false,
    phrasings: FEW_PHRASINGS,
    longest: 120,
  };
}
