/**
 * How varied a corpus is while it grows: figures of a sample of fixed size, taken whenever there are twice as many
 * stories as at the last time, so that a corpus that begins to repeat itself is seen before it is paid for.
 */

import type { Pace } from '../../runtime/pace.ts';
import { encodeSample } from '../report/encoded.ts';
import { ngramFigures } from '../report/ngrams.ts';
import { openingFigures } from '../report/openings.ts';
import { rougeFigures } from '../report/rouge.ts';
import { Sampler } from '../report/sample.ts';
import { vocabularyFigures } from '../report/vocabulary.ts';

export interface GrowthFigures {
  /** Stories of the corpus then, and those of them that the figures are of. */
  stories: number;
  sample: number;
  /** Different words in the sample. */
  vocabulary: number;
  /** Different runs of four words over all runs of four. */
  distinct4: number;
  /** Share of the stories that begin with one of the ten most frequent first three words. */
  openings10: number;
  /** Mean of the largest Rouge-2 of a story with another of its hundred. */
  rouge2: number;
  /** Of the answers since the last time: the share that repeated a story or was much like one. */
  repeats: number;
}

const FIRST = 250;
const SAMPLE = 250;

export class Growth {
  readonly figures: GrowthFigures[] = [];
  readonly #sampler: Sampler;
  #stories = 0;
  #next = FIRST;
  #answers = 0;
  #repeats = 0;

  constructor(seed: number) {
    this.#sampler = new Sampler(SAMPLE, seed);
  }

  /** A story that was kept. */
  keep(story: string): void {
    this.#sampler.see(story);
    this.#stories++;
    this.#answers++;
  }

  /** An answer that was not kept. */
  reject(repeats: boolean): void {
    this.#answers++;
    if (repeats) this.#repeats++;
  }

  get due(): boolean {
    return this.#stories >= this.#next;
  }

  /** The figures as they are now, which are added to `figures`. */
  async measure(pace: Pace): Promise<GrowthFigures> {
    this.#next = 2 * this.#stories;
    const encoded = await encodeSample(this.#sampler.take(), pace);
    const [words, openings, ngrams, rouge] = [
      await vocabularyFigures(encoded, pace),
      await openingFigures(encoded, 3, pace),
      await ngramFigures(encoded.stories, pace),
      await rougeFigures(
        encoded.stories.map((story) => story.words),
        pace,
      ),
    ];
    const figures: GrowthFigures = {
      stories: this.#stories,
      sample: encoded.stories.length,
      vocabulary: words.distinct,
      distinct4: ngrams.words[3]?.share ?? 0,
      openings10: openings.top10,
      // Null of one story alone, and there are `FIRST` at least.
      rouge2: rouge.mean ?? 0,
      repeats: this.#answers === 0 ? 0 : this.#repeats / this.#answers,
    };
    this.#answers = 0;
    this.#repeats = 0;
    this.figures.push(figures);
    return figures;
  }
}
