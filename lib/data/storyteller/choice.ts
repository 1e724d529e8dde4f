/**
 * The choice of a story's words. Those that the caller asked for come first wherever they fit, and wait until they have
 * been used. Where nothing was asked for, the story chooses as it goes along, and its required words are found among
 * those that it really used (words/finder.ts).
 */
import { MismatchError } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import { wordsOf } from './words/finder.ts';
import type { Adjective, Lexicon, Moment, Noun, Verb } from './words/lexicon.ts';
import type { Thing } from './world.ts';

/** The lists have no word that a plot needs: another plot may do without. */
export class NoWordError extends MismatchError {}

/** The three words that a story is said to use. */
export interface RequiredWords {
  readonly verb: Verb;
  readonly noun: Noun;
  readonly adjective: Adjective;
}

/** Stand for words that nobody asked for: they fit nothing, and are spelt like nothing. */
const NO_VERB: Verb = {
  base: '~',
  past: '~',
  ing: '~',
  third: '~',
  moments: [],
  complements: [],
  objects: [],
};
const NO_NOUN: Noun = {
  word: '~',
  plural: '~',
  countable: false,
  pluralOnly: false,
  kind: '~',
  tags: new Set(),
  found: [],
  uses: [],
  sentences: [],
};
const NO_ADJECTIVE: Adjective = { word: '~', kind: '~', fits: new Set() };

/** How a thing is only where somebody asks for it, for one would wonder who is fond of it or gives it away. */
const SHABBY: ReadonlySet<string> = new Set(
  (
    'torn broken rusty leaky cracked stinky smelly rotten messy filthy dirty muddy dusty useless stained sour ugly empty burnt ' +
    'mushy melted tangled bare dull locked slimy sticky wobbly squeaky loose closed ' +
    'wet scratchy stiff tight weak smoky crumbly hollow bumpy dry full favorite'
  ).split(' '),
);

/** How many nouns are tried that an adjective that waits fits. */
const FITTING = 10;

export class Choice {
  readonly random: Random;
  readonly lexicon: Lexicon;
  readonly #asked: Partial<RequiredWords>;
  readonly #nouns = new Set<string>();
  #required: RequiredWords;
  verbUsed: boolean;
  nounUsed: boolean;
  adjectiveUsed: boolean;

  /** @param asked words that the story has to use */
  constructor(random: Random, asked: Partial<RequiredWords>, lexicon: Lexicon) {
    this.random = random;
    this.lexicon = lexicon;
    this.#asked = asked;
    const { verb, noun, adjective } = asked;
    this.#required = {
      verb: verb ?? NO_VERB,
      noun: noun ?? NO_NOUN,
      adjective: adjective ?? NO_ADJECTIVE,
    };
    // Nothing waits for what nobody asked for.
    this.verbUsed = verb === undefined;
    this.nounUsed = noun === undefined;
    this.adjectiveUsed = adjective === undefined;
  }

  /** The words asked for; after `settle`, all three. */
  get required(): RequiredWords {
    return this.#required;
  }

  /** Finds what nobody asked for in the finished story; whether there is such a word of each kind. */
  settle(text: string): boolean {
    const { verb, noun, adjective } = this.#asked;
    if (verb && noun && adjective) return true;
    const found = wordsOf(this.random, text, this.lexicon);
    if (found === null) return false;
    this.#required = { ...found, ...this.#asked };
    return true;
  }

  get done(): boolean {
    return this.verbUsed && this.nounUsed && this.adjectiveUsed;
  }

  /** Whether the required verb waits for such a moment. */
  due(kind: Moment): boolean {
    return !this.verbUsed && this.required.verb.moments.includes(kind);
  }

  /** Whether the required adjective waits and is of a class. */
  waits(kind: string): boolean {
    return !this.adjectiveUsed && this.required.adjective.kind === kind;
  }

  /** A verb for a moment: the required one, if it waits and is not to be spared for later. */
  verb(kind: Moment, spare = false): Verb {
    if (this.due(kind) && !spare) {
      this.verbUsed = true;
      return this.required.verb;
    }
    let chosen: Verb;
    do chosen = this.random.pick(this.lexicon.verbsFor(kind));
    while (chosen === this.required.verb);
    return chosen;
  }

  /** The required noun, which is used from now on. */
  takeNoun(): Noun {
    this.nounUsed = true;
    this.#nouns.add(this.required.noun.word);
    return this.required.noun;
  }

  /** A noun that the required adjective fits, one with the first of the tags for which there is any. */
  nounForAdjective(tags: readonly string[]): Noun | null {
    const { adjective } = this.required;
    for (const tag of tags) {
      const fitting = this.lexicon.nounsFitting(adjective, tag);
      if (fitting.length === 0) continue;
      const nouns = fitting.filter((noun) => !this.#nouns.has(noun.word));
      if (nouns.length === 0) continue;
      const noun = this.random.pick(nouns);
      this.#nouns.add(noun.word);
      return noun;
    }
    return null;
  }

  /** A thing whose noun has one of the tags: the required noun where it fits, described by the required adjective. */
  object(...tags: string[]): Thing {
    const { noun } = this.required;
    const wanted = !this.nounUsed && noun.countable && tags.some((tag) => this.lexicon.hasTag(noun, tag));
    const chosen = wanted ? noun : this.fresh(this.random.pick(tags), (other) => other.countable);
    if (wanted) this.nounUsed = true;
    this.#nouns.add(chosen.word);
    return {
      type: 'thing',
      noun: chosen,
      adjective: this.describe(chosen),
      owner: null,
      holder: null,
      spot: '',
      state: 'whole',
    };
  }

  edible(thing: Thing): boolean {
    return this.lexicon.hasTag(thing.noun, 'eat');
  }

  /** A noun with the tag that this story has not used yet; never the required one. */
  fresh(tag: string, accept: (noun: Noun) => boolean = () => true): Noun {
    const { adjective } = this.required;
    const described = this.adjectiveUsed ? [] : this.lexicon.nounsFitting(adjective, tag);
    // An adjective that waits has its part in the plot where the plot has a free choice of things.
    const nouns = described.length > 0 ? described : this.lexicon.nounsWith(tag);
    if (nouns.length > 0)
      for (let tries = 0; tries < 40; tries++) {
        const noun = this.random.pick(tries < FITTING ? nouns : this.lexicon.nounsWith(tag));
        if (noun !== this.required.noun && accept(noun) && !this.#nouns.has(noun.word)) {
          this.#nouns.add(noun.word);
          return noun;
        }
      }
    throw new NoWordError(`no noun is left with tag "${tag}"`);
  }

  /** An adjective for a noun: the required one where it fits. */
  describe(noun: Noun): Adjective | null {
    const { adjective } = this.required;
    if (!this.adjectiveUsed && this.lexicon.fits(adjective, noun)) {
      this.adjectiveUsed = true;
      return adjective;
    }
    const fitting = this.lexicon.adjectivesFor(noun);
    if (fitting.length === 0) return null;
    const chosen = this.random.pick(fitting);
    return chosen === adjective || SHABBY.has(chosen.word) ? null : chosen;
  }

  /** An adjective of a class, the required one where it is of it. */
  quality(kind: string, favorites: readonly string[] = []): string {
    if (this.waits(kind)) {
      this.adjectiveUsed = true;
      return this.required.adjective.word;
    }
    return favorites.length > 0
      ? this.random.pick(favorites)
      : this.random.pick(this.lexicon.adjectivesOf(kind)).word;
  }
}
