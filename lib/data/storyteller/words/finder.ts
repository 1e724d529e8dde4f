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
  past: Verb | null = null;
  base: Verb | null = null;
  noun: Noun | null = null;
  adjective: Adjective | null = null;
  /** Whether the adjective looks like the form of a verb ("singing"). */
  verbal = false;
  /** Whether nouns follow it. */
  determines = false;
  /** Whether verbs follow it in their base form, and whether nouns do not. */
  asks = false;
  asksOnly = false;
}

/** Each once, in the order of the text; so few that a list is searched sooner than a set is built. */
interface Candidates {
  readonly verbs: Verb[];
  readonly nouns: Noun[];
  /** How often each noun stands there. */
  readonly times: number[];
  readonly adjectives: Adjective[];
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
  let spellings = indexes.get(lexicon);
  if (spellings === undefined) {
    spellings = spellingsOf(lexicon);
    indexes.set(lexicon, spellings);
  }
  const { verbs, nouns, times, adjectives } = candidates(text, spellings);
  if (verbs.length === 0 || nouns.length === 0 || adjectives.length === 0) return null;
  const { rare } = spellings;
  // What a story is about it names again.
  const again = nouns.filter((noun, i) => times[i]! > 1 && rare.has(noun));
  return {
    verb: rarely(random, verbs, rare),
    noun: again.length > 0 ? random.pick(again) : rarely(random, nouns, rare),
    adjective: rarely(random, adjectives, rare),
  };
}

function rarely<Item>(random: Random, items: readonly Item[], rare: ReadonlySet<unknown>): Item {
  const some = items.filter((item) => rare.has(item));
  return random.pick(some.length > 0 ? some : items);
}

/** The words that a text uses. */
function candidates(text: string, spellings: Spellings): Candidates {
  const { next, entries } = spellings;
  const verbs: Verb[] = [];
  const nouns: Noun[] = [];
  const times: number[] = [];
  const adjectives: Adjective[] = [];
  const length = read(text);
  const codes = bytes;
  let end = 0;
  let before: Entry | undefined;
  /** A verbal adjective that counts if a noun follows: "a singing bird", not "the singing stopped". */
  let verbal: Adjective | null = null;
  for (let start = wordFrom(codes, 0, length); start < length; start = wordFrom(codes, end, length)) {
    // What stands before it counts only within a clause.
    if (start !== end + 1) {
      before = undefined;
      verbal = null;
    }
    let node = ROOT;
    end = start;
    for (let sign = SIGNS[codes[end]!]!; sign > 0; sign = SIGNS[codes[++end]!]!) node = next[node + sign]!;
    let entry = entries[node >> SIGN_BITS];
    // The longest name that begins here.
    let longer = end;
    for (let more = 1; more < MOST_WORDS && codes[longer] === SPACE; more++) {
      node = next[node + SPACE_SIGN]!;
      if (node === NOWHERE) break;
      longer++;
      for (let sign = SIGNS[codes[longer]!]!; sign > 0; sign = SIGNS[codes[++longer]!]!)
        node = next[node + sign]!;
      const name = entries[node >> SIGN_BITS];
      if (name === undefined) continue;
      entry = name;
      end = longer;
    }
    if (verbal !== null && entry?.noun) add(adjectives, verbal);
    verbal = null;
    if (entry !== undefined) {
      const { past, base, noun, adjective } = entry;
      const determined = before !== undefined && (before.determines || before.adjective !== null);
      if (base && before?.asks) add(verbs, base);
      else if (noun) {
        // "Could not bear" is no bear, but "to school" is a school.
        const verb = past || base || before?.asksOnly;
        if (!adjective && (determined || !verb)) {
          const known = nouns.indexOf(noun);
          if (known >= 0) times[known]!++;
          else times[nouns.push(noun) - 1] = 1;
        }
      } else if (adjective) {
        if (entry.verbal) verbal = determined ? adjective : null;
        else if (determined || !(past || base)) add(adjectives, adjective);
      } else if (past && !determined) add(verbs, past);
    }
    before = entry;
  }
  return { verbs, nouns, times, adjectives };
}

function add<Item>(items: Item[], item: Item): void {
  if (!items.includes(item)) items.push(item);
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

const encoder = new TextEncoder();
/** The text that is being looked through, as UTF-8: quicker to read than a string that was put together from many. */
let bytes = new Uint8Array(1 << 13);

/** Takes in a text, and a sign after it that is of no word; says how many bytes it has. */
function read(text: string): number {
  // Most that a character takes.
  const most = 3 * text.length + 1;
  if (bytes.length < most) bytes = new Uint8Array(2 * most);
  const { written } = encoder.encodeInto(text, bytes);
  bytes[written] = 0;
  return written;
}

/** Where the next word begins that is written small. */
function wordFrom(codes: Uint8Array, from: number, length: number): number {
  let large = false;
  let at = from;
  for (; at < length; at++) {
    const code = codes[at]!;
    if (!isSmall(code)) large = code >= LARGE_A && code <= LARGE_Z;
    else if (!large) break;
  }
  return at;
}

/** By code, the signs of which spellings are made, from 1; the others are 0. */
const SIGNS = new Uint8Array(256);
for (let code = SMALL_A; code <= SMALL_Z; code++) SIGNS[code] = code - SMALL_A + 1;
SIGNS[HYPHEN] = 27;
const SPACE_SIGN = 28;
/** A node has room for so many bits of signs; its number is where that begins. */
const SIGN_BITS = 5;
/** Nodes of the trie: after what begins no spelling, and before all spellings. */
const NOWHERE = 0;
const ROOT = 1 << SIGN_BITS;

/** Entries by spelling, in a trie: a text is looked through without cutting words out of it. */
class Spellings {
  /** At a node and a sign, the node after it. */
  next: Int32Array = new Int32Array(1024 << SIGN_BITS);
  /** One for every node. */
  readonly entries: (Entry | undefined)[] = [undefined, undefined];
  /** The words that few stories use. */
  readonly rare = new Set<Verb | Noun | Adjective>();

  /** The one of a spelling, which is new if there is none; one with other signs is found in no text. */
  of(spelling: string): Entry {
    let node = ROOT;
    for (let at = 0; at < spelling.length; at++) {
      const code = spelling.charCodeAt(at);
      const sign = code === SPACE ? SPACE_SIGN : (SIGNS[code] ?? 0);
      if (sign === 0) return new Entry();
      node = this.next[node + sign] || this.#add(node + sign);
    }
    const found = this.entries[node >> SIGN_BITS] ?? new Entry();
    this.entries[node >> SIGN_BITS] = found;
    return found;
  }

  #add(after: number): number {
    const node = (this.entries.push(undefined) - 1) << SIGN_BITS;
    if (node === this.next.length) {
      const longer = new Int32Array(2 * node);
      longer.set(this.next);
      this.next = longer;
    }
    this.next[after] = node;
    return node;
  }
}

/** What is mostly something else is left out. */
function spellingsOf(lexicon: Lexicon): Spellings {
  const { verbs, nouns, adjectives } = lexicon;
  const spellings = new Spellings();
  const of = (spelling: string): Entry => (OFTEN_ELSE.has(spelling) ? new Entry() : spellings.of(spelling));
  // The first of two words of one spelling is the more useful one.
  for (const verb of verbs) {
    of(verb.past).past ??= verb;
    if (verb.base !== verb.past) of(verb.base).base ??= verb;
    if (!COMMON.has(verb.base)) spellings.rare.add(verb);
  }
  for (const noun of nouns) {
    of(noun.word).noun ??= noun;
    of(noun.plural).noun ??= noun;
  }
  for (const adjective of adjectives) {
    const entry = of(adjective.word);
    entry.adjective ??= adjective;
    entry.verbal = adjective.word.endsWith('ing');
  }
  for (const word of [...nouns, ...adjectives]) if (!COMMON.has(word.word)) spellings.rare.add(word);
  for (const word of DETERMINERS) spellings.of(word).determines = true;
  for (const word of BEFORE_VERBS) {
    const entry = spellings.of(word);
    entry.asks = true;
    entry.asksOnly = word !== 'to';
  }
  return spellings;
}
