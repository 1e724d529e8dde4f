/**
 * Finds a verb, a noun and an adjective of the lists that a finished story really uses. What may be something else
 * does not count: a word of two kinds that nothing before it tells apart, one that begins a sentence or is a name.
 */
import type { Random } from '../../../runtime/random.ts';
import type { RequiredWords } from '../choice.ts';
import { COMMON, OFTEN_ELSE } from './common.ts';
import type { Adjective, Lexicon, Noun, Verb } from './lexicon.ts';

/** What is known of one spelling; all have the same fields, so that reading them is quick. */
class Entry {
  readonly spelling: string;
  past: Verb | null = null;
  base: Verb | null = null;
  noun: Noun | null = null;
  adjective: Adjective | null = null;
  /** Whether names of several words begin with it. */
  begins = false;
  /** Whether nouns follow it. */
  determines = false;
  /** Whether verbs follow it in their base form. */
  asks = false;

  constructor(spelling: string) {
    this.spelling = spelling;
  }
}

interface Candidates {
  readonly verbs: ReadonlySet<Verb>;
  /** With how often each stands there. */
  readonly nouns: ReadonlyMap<Noun, number>;
  readonly adjectives: ReadonlySet<Adjective>;
}

const DETERMINERS = 'a an the his her my your our their its this that every each no one two three some'.split(
  ' ',
);
const BEFORE_VERBS = 'to could would will can cannot not must should may might'.split(' ');
/** Most words of a name in the lists. */
const MOST_WORDS = 3;

const indexes = new WeakMap<Lexicon, Spellings>();

/** Three words of a text, each rather one that few stories use; null where there is none of a kind. */
export function wordsOf(random: Random, text: string, lexicon: Lexicon): RequiredWords | null {
  const { verbs, nouns, adjectives } = candidates(text, lexicon);
  if (verbs.size === 0 || nouns.size === 0 || adjectives.size === 0) return null;
  // What a story is about it names again.
  const again = [...nouns.keys()].filter((noun) => nouns.get(noun)! > 1 && !COMMON.has(noun.word));
  return {
    verb: rarely(random, [...verbs], ({ base }) => base),
    noun: again.length > 0 ? random.pick(again) : rarely(random, [...nouns.keys()], ({ word }) => word),
    adjective: rarely(random, [...adjectives], ({ word }) => word),
  };
}

function rarely<Item>(random: Random, items: readonly Item[], name: (item: Item) => string): Item {
  const rare = items.filter((item) => !COMMON.has(name(item)));
  return random.pick(rare.length > 0 ? rare : items);
}

/** The words that a text uses. */
function candidates(text: string, lexicon: Lexicon): Candidates {
  let spellings = indexes.get(lexicon);
  if (spellings === undefined) {
    spellings = spellingsOf(lexicon);
    indexes.set(lexicon, spellings);
  }
  const verbs = new Set<Verb>();
  const adjectives = new Set<Adjective>();
  const nouns = new Map<Noun, number>();
  let end = 0;
  let before: Entry | undefined;
  for (let start = wordFrom(text, 0); start < text.length; start = wordFrom(text, end)) {
    // What stands before it counts only within a clause.
    if (start !== end + 1) before = undefined;
    let hash = 0;
    for (end = start; ; end++) {
      const code = text.charCodeAt(end);
      if (!isSmall(code) && code !== HYPHEN) break;
      hash = hashed(hash, code);
    }
    let entry = spellings.find(hash, text, start, end);
    if (entry?.begins) {
      // The longest name that begins here.
      let longer = end;
      for (let more = 1; more < MOST_WORDS && text[longer] === ' '; more++) {
        hash = hashed(hash, SPACE);
        for (longer++; ; longer++) {
          const code = text.charCodeAt(longer);
          if (!isSmall(code) && code !== HYPHEN) break;
          hash = hashed(hash, code);
        }
        const name = spellings.find(hash, text, start, longer);
        if (name === undefined) continue;
        entry = name;
        end = longer;
      }
    }
    if (entry !== undefined) {
      const { past, base, noun, adjective } = entry;
      const determined = before !== undefined && (before.determines || before.adjective !== null);
      if (base && before?.asks) verbs.add(base);
      else if (noun) {
        // "Could not bear" is no bear, but "to school" is a school.
        const verb = past || base || (before?.asks && before.spelling !== 'to');
        if (!adjective && (determined || !verb)) nouns.set(noun, (nouns.get(noun) ?? 0) + 1);
      } else if (adjective) {
        if (determined || !(past || base)) adjectives.add(adjective);
      } else if (past && !determined) verbs.add(past);
    }
    before = entry;
  }
  return { verbs, nouns, adjectives };
}

const SPACE = 32;
const HYPHEN = 45;
const LARGE_A = 65;
const LARGE_Z = 90;
const SMALL_A = 97;
const SMALL_Z = 122;

function isSmall(code: number): boolean {
  return code >= SMALL_A && code <= SMALL_Z;
}

function hashed(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}

/** Where the next word begins that is written small. */
function wordFrom(text: string, from: number): number {
  let large = false;
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isSmall(code)) large = code >= LARGE_A && code <= LARGE_Z;
    else if (!large) break;
  }
  return at;
}

/** Entries by spelling, which are found in a text without cutting it up: a table with open addressing. */
class Spellings {
  readonly #mask: number;
  readonly #entries: (Entry | undefined)[];

  /** @param most how many entries there can be */
  constructor(most: number) {
    this.#mask = 2 ** Math.ceil(Math.log2(4 * most)) - 1;
    this.#entries = Array.from({ length: this.#mask + 1 }, () => undefined);
  }

  /** The one with such a hash that stands in the text from `start` to `end`. */
  find(hash: number, text: string, start: number, end: number): Entry | undefined {
    return this.#entries[this.#slot(hash, text, start, end)];
  }

  /** The one of a spelling, which is new if there is none. */
  of(spelling: string): Entry {
    let hash = 0;
    for (let at = 0; at < spelling.length; at++) hash = hashed(hash, spelling.charCodeAt(at));
    const slot = this.#slot(hash, spelling, 0, spelling.length);
    const found = this.#entries[slot];
    if (found !== undefined) return found;
    const entry = new Entry(spelling);
    this.#entries[slot] = entry;
    const space = spelling.indexOf(' ');
    if (space > 0) this.of(spelling.slice(0, space)).begins = true;
    return entry;
  }

  /** Where it stands, or a free place for it. */
  #slot(hash: number, text: string, start: number, end: number): number {
    for (let slot = (hash ^ (hash >>> 16)) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const spelling = this.#entries[slot]?.spelling;
      if (spelling === undefined || isAt(spelling, text, start, end)) return slot;
    }
  }
}

function isAt(spelling: string, text: string, start: number, end: number): boolean {
  if (spelling.length !== end - start) return false;
  for (let at = 0; at < spelling.length; at++)
    if (spelling.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
  return true;
}

/** What is mostly something else is left out. */
function spellingsOf(lexicon: Lexicon): Spellings {
  const { verbs, nouns, adjectives } = lexicon;
  const words = 2 * (verbs.length + nouns.length) + adjectives.length;
  // Of names of several words, the first stands there too.
  const spellings = new Spellings(2 * words + DETERMINERS.length + BEFORE_VERBS.length);
  const of = (spelling: string): Entry =>
    OFTEN_ELSE.has(spelling) ? new Entry(spelling) : spellings.of(spelling);
  // The first of two words of one spelling is the more useful one.
  for (const verb of verbs) {
    of(verb.past).past ??= verb;
    if (verb.base !== verb.past) of(verb.base).base ??= verb;
  }
  for (const noun of nouns) {
    of(noun.word).noun ??= noun;
    of(noun.plural).noun ??= noun;
  }
  for (const adjective of adjectives) of(adjective.word).adjective ??= adjective;
  for (const word of DETERMINERS) spellings.of(word).determines = true;
  for (const word of BEFORE_VERBS) spellings.of(word).asks = true;
  return spellings;
}
