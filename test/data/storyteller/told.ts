/** A plot told with drawn words, whatever `compose` would have chosen. */
import type { Feature } from '../../../lib/data/storyteller/features.ts';
import type { Plot } from '../../../lib/data/storyteller/plot/plot.ts';
import { Tale } from '../../../lib/data/storyteller/tale.ts';
import { scopeOf } from '../../../lib/data/storyteller/variety.ts';
import { ENGLISH } from '../../../lib/data/storyteller/words/lexicon.ts';
import { Random } from '../../../lib/runtime/random.ts';

const scope = scopeOf('full', ENGLISH);

export function told(plot: Plot, features: ReadonlySet<Feature>, seed: number, index: number): Tale {
  const random = new Random(seed, index);
  const words = {
    verb: random.pick(ENGLISH.verbs),
    noun: random.pick(ENGLISH.nouns),
    adjective: random.pick(ENGLISH.adjectives),
  };
  const tale = new Tale(random, words, features, scope);
  plot.tell(tale);
  return tale;
}
