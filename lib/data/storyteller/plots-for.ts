/** Which plots a story can have: those of a scope that can have its features, and those its noun has a part in. */
import { FEATURES, type Feature } from './features.ts';
import type { Plot } from './plot/plot.ts';
import type { Lexicon, Noun } from './words/lexicon.ts';

/** A plot with its features as bits, in the order of FEATURES. */
interface Entry {
  readonly plot: Plot;
  readonly always: number;
  /** Those it always has among them. */
  readonly can: number;
}

export class PlotsFor {
  readonly #lexicon: Lexicon;
  readonly #entries: readonly Entry[];
  readonly #byFeatures: (readonly Plot[] | undefined)[] = [];
  readonly #byNoun = new WeakMap<Noun, readonly Entry[]>();

  constructor(plots: readonly Plot[], lexicon: Lexicon) {
    this.#lexicon = lexicon;
    this.#entries = plots.map((plot) => {
      const always = bitsOf(new Set(plot.always));
      return { plot, always, can: always | bitsOf(new Set(plot.can)) };
    });
  }

  /** The plots that can have just these features. */
  with(features: ReadonlySet<Feature>): readonly Plot[] {
    const bits = bitsOf(features);
    let plots = this.#byFeatures[bits];
    if (plots === undefined) {
      plots = allowing(this.#entries, bits);
      this.#byFeatures[bits] = plots;
    }
    return plots;
  }

  /** Those of them in which a noun has a part. */
  suiting(noun: Noun, features: ReadonlySet<Feature>): readonly Plot[] {
    return allowing(this.#byNoun.get(noun) ?? this.#find(noun), bitsOf(features));
  }

  #find(noun: Noun): readonly Entry[] {
    const found = this.#entries.filter(({ plot }) =>
      plot.nouns?.some((tag) => this.#lexicon.hasTag(noun, tag)),
    );
    this.#byNoun.set(noun, found);
    return found;
  }
}

function allowing(entries: readonly Entry[], features: number): Plot[] {
  const plots: Plot[] = [];
  for (const { plot, always, can } of entries)
    if ((always & ~features) === 0 && (features & ~can) === 0) plots.push(plot);
  return plots;
}

function bitsOf(features: ReadonlySet<Feature>): number {
  let bits = 0;
  for (let i = 0; i < FEATURES.length; i++) if (features.has(FEATURES[i]!)) bits |= 1 << i;
  return bits;
}
