/** The words a story must use, and the choice of all others: the required ones come first wherever they fit. */
import { MismatchError } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import type { Adjective, Lexicon, Moment, Noun, Verb } from './words/lexicon.ts';
import type { Thing } from './world.ts';

/** The lists have no word that a plot needs: another plot may do without. */
export class NoWordError extends MismatchError {}

/** The three words a story must use. */
export interface RequiredWords {
  readonly verb: Verb;
  readonly noun: Noun;
  readonly adjective: Adjective;
}

export class Choice {
  readonly random: Random;
  readonly required: RequiredWords;
  readonly lexicon: Lexicon;
  readonly #nouns = new Set<string>();
  verbUsed = false;
  nounUsed = false;
  adjectiveUsed = false;

  constructor(random: Random, required: RequiredWords, lexicon: Lexicon) {
    this.random = random;
    this.required = required;
    this.lexicon = lexicon;
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
    const nouns = this.lexicon.nounsWith(tag);
    if (nouns.length > 0)
      for (let tries = 0; tries < 40; tries++) {
        const noun = this.random.pick(nouns);
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
    return chosen === adjective ? null : chosen;
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

  /** A noun with an adjective, if there is one for it. */
  described(noun: Noun): string {
    const adjective = this.describe(noun);
    return adjective ? `${adjective.word} ${noun.word}` : noun.word;
  }
}
