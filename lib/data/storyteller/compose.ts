/** From a seed and an index to a finished tale: draws the features and the plot, and checks the result. */
import { InvalidArgumentError, MismatchError } from '../../runtime/errors.ts';
import { Random } from '../../runtime/random.ts';
import { NoWordError, type RequiredWords } from './choice.ts';
import { drawFeatures, FEATURES, type Feature } from './features.ts';
import { checkNeeds } from './needs.ts';
import type { Plot } from './plot/plot.ts';
import { PlotsFor } from './plots-for.ts';
import { quest } from './quest/quest.ts';
import { Tale } from './tale.ts';
import { type Scope, scopeOf, VARIETIES, type Variety } from './variety.ts';
import { ENGLISH, type Lexicon } from './words/lexicon.ts';

/** What a caller may fix; the rest is drawn. */
export interface Wishes {
  words?: Partial<RequiredWords>;
  features?: readonly Feature[];
  /** Default `full`. */
  variety?: Variety;
  /** Where all words come from; default `ENGLISH`. */
  lexicon?: Lexicon;
}

export interface Composed {
  readonly tale: Tale;
  readonly plot: Plot;
}

const MOST_ATTEMPTS = 40;
/** So many times a story that runs on is told anew. */
const SHORTENED = 12;
/** How often a plot is taken in which a noun that was asked for has a part, where there is one. */
const SUITED = 0.9;
/** How often a story is a quest, of which no two need be alike. */
const QUESTS = 0.16;

/** Story `index` of `seed`. The plot is drawn among those that can have just these features. */
export function compose(seed: number, index: number, wishes: Wishes = {}): Composed {
  const { variety = 'full', lexicon = ENGLISH } = wishes;
  if (!VARIETIES.includes(variety))
    throw new InvalidArgumentError('variety', `one of ${VARIETIES.join(', ')}`, variety);
  const { scope, plots: choosing } = groundOf(variety, lexicon);
  const random = new Random(seed, index);
  for (const feature of wishes.features ?? [])
    if (!FEATURES.includes(feature))
      throw new InvalidArgumentError('feature', `one of ${FEATURES.join(', ')}`, feature);
  const features = wishes.features ? new Set(wishes.features) : drawFeatures(random);
  const words = wishes.words ?? {};
  const plots = choosing.with(features);
  const suited = words.noun ? choosing.suiting(words.noun, features) : plots.includes(quest) ? [quest] : [];
  const suitable = words.noun ? SUITED : QUESTS;
  let missing = '';
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const plot = random.pick(suited.length > 0 && random.chance(suitable) ? suited : plots);
    const tale = new Tale(random, words, features, scope);
    try {
      plot.tell(tale);
    } catch (error) {
      if (!(error instanceof NoWordError)) throw error;
      missing = `: ${error.message}`;
      continue;
    }
    if (tale.complete() && (tale.words <= scope.longest || attempt >= SHORTENED)) return { tale, plot };
  }
  const asked = [words.verb?.base, words.noun?.word, words.adjective?.word]
    .filter((word) => word !== undefined)
    .map((word) => ` "${word}"`);
  const having = asked.length > 0 ? ` with${asked.join(',')}` : '';
  throw new MismatchError(`no story${having} came about in ${MOST_ATTEMPTS} attempts${missing}`);
}

interface Ground {
  readonly scope: Scope;
  readonly plots: PlotsFor;
}

const grounds: Record<Variety, WeakMap<Lexicon, Ground>> = { small: new WeakMap(), full: new WeakMap() };

/** What the stories of a variety and a lexicon have in common, worked out for the first of them. */
function groundOf(variety: Variety, lexicon: Lexicon): Ground {
  let ground = grounds[variety].get(lexicon);
  if (ground === undefined) {
    const scope = scopeOf(variety, lexicon);
    checkNeeds(scope.lexicon);
    ground = { scope, plots: new PlotsFor(scope.plots, lexicon) };
    grounds[variety].set(lexicon, ground);
  }
  return ground;
}
