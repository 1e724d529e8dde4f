/** From a seed and an index to a finished tale: draws the words, the features and the plot, and checks the result. */
import { InvalidArgumentError, MismatchError } from '../../runtime/errors.ts';
import { Random } from '../../runtime/random.ts';
import { NoWordError, type RequiredWords } from './choice.ts';
import { drawFeatures, FEATURES, type Feature } from './features.ts';
import { checkNeeds } from './needs.ts';
import type { Plot } from './plot/plot.ts';
import { PlotsFor } from './plots-for.ts';
import { Tale } from './tale.ts';
import { type Scope, scopeOf, VARIETIES, type Variety } from './variety.ts';
import { ENGLISH, type Lexicon, type Noun } from './words/lexicon.ts';

/** What a caller may fix; the rest is drawn. */
export interface Wishes {
  words?: RequiredWords;
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
/** How often a plot is taken in which the required noun has a part, where there is one. */
const SUITED = 0.9;
/** How many words are drawn at most for one that has a natural place; the last is taken in any case. */
const DRAWS = 4;
/** Kinds of adjectives that stand in sentences about somebody or about the day, with no noun. */
const ALONE: ReadonlySet<string> = new Set(['trait', 'feeling', 'hurt', 'weather']);

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
  const words =
    wishes.words ?? drawWords(random, scope, (noun) => choosing.suiting(noun, features).length > 0);
  const plots = choosing.with(features);
  const suited = choosing.suiting(words.noun, features);
  let missing = '';
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const plot = random.pick(suited.length > 0 && random.chance(SUITED) ? suited : plots);
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
  throw new MismatchError(
    `no story with "${words.verb.base}", "${words.noun.word}" and "${words.adjective.word}" came about in ${MOST_ATTEMPTS} attempts${missing}`,
  );
}

/** Three words, rather such as have a part in a plot and go with one another. */
function drawWords(
  random: Random,
  { verbs, nouns, adjectives, lexicon }: Scope,
  hasPart: (noun: Noun) => boolean,
): RequiredWords {
  const draw = <Word>(words: readonly Word[], natural: (word: Word) => boolean): Word => {
    let word = random.pick(words);
    for (let draws = 1; draws < DRAWS && !natural(word); draws++) word = random.pick(words);
    return word;
  };
  const verb = random.pick(verbs);
  const noun = draw(nouns, hasPart);
  const adjective = draw(adjectives, (one) => ALONE.has(one.kind) || lexicon.fits(one, noun));
  return { verb, noun, adjective };
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
