/** The words that stories are told with: what there is, and what goes with what. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '../../../runtime/errors.ts';
import { checkStatus } from '../../../runtime/file-errors.ts';
import { packageRoot } from '../../../runtime/here.ts';
import { regularForms } from './english.ts';
import type { Adjective, Moment, Noun, Verb } from './entries.ts';
import { type ListText, parseAdjectives, parseNouns, parseVerbs } from './parse.ts';

export { article, regularForms, regularPlural } from './english.ts';
export { type Adjective, MOMENTS, type Moment, type Noun, type Verb } from './entries.ts';

export interface Words {
  readonly verbs: readonly Verb[];
  readonly nouns: readonly Noun[];
  readonly adjectives: readonly Adjective[];
  /** Verbs whose forms are known, where the list has fewer than phrases may need. */
  readonly inflected?: readonly Verb[];
}

/** The texts of the three lists. */
export interface WordLists {
  readonly verbs: string;
  readonly nouns: string;
  readonly adjectives: string;
}

/** The files of a folder of lists. */
const LIST_FILES = ['verbs.txt', 'nouns.txt', 'adjectives.txt'] as const;

export type Form = 'base' | 'past' | 'ing' | 'third';

export class Lexicon {
  /** SHA-256 of the files it was read from, one after the other; null for one that was not read from a folder. */
  readonly sha256: string | null;
  readonly #source: () => Words;
  #index: Index | undefined;

  /** @param source gives the words when they are needed first */
  constructor(source: () => Words, sha256: string | null = null) {
    this.#source = source;
    this.sha256 = sha256;
  }

  get verbs(): readonly Verb[] {
    return this.#words.verbs;
  }

  get nouns(): readonly Noun[] {
    return this.#words.nouns;
  }

  get adjectives(): readonly Adjective[] {
    return this.#words.adjectives;
  }

  /** The noun itself, by its word. */
  noun(word: string): Noun | undefined {
    return this.#words.nounsByWord.get(word);
  }

  /** Nouns with a tag, `kind:` a kind, or `at:` a scene. */
  nounsWith(tag: string): readonly Noun[] {
    return this.#words.nounsByTag.get(tag) ?? [];
  }

  hasTag(noun: Noun, tag: string): boolean {
    return (namesByNoun.get(noun) ?? namesOf(noun)).has(tag);
  }

  /** Whether one may say "a(n) <adjective> <noun>". */
  fits(adjective: Adjective, noun: Noun): boolean {
    return this.#words.fitting(noun).has(adjective);
  }

  /** Adjectives that fit a noun; may be empty. */
  adjectivesFor(noun: Noun): readonly Adjective[] {
    return this.#words.adjectivesFor(noun);
  }

  /** Nouns with a tag that an adjective fits. */
  nounsFitting(adjective: Adjective, tag: string): readonly Noun[] {
    return this.#words.nounsFitting(adjective, tag);
  }

  adjectivesOf(kind: string): readonly Adjective[] {
    return this.#words.adjectivesByKind.get(kind) ?? [];
  }

  verbsFor(moment: Moment): readonly Verb[] {
    return this.#words.verbsByMoment.get(moment) ?? [];
  }

  /** Verbs for what one can do to such a thing. */
  verbsOn(noun: Noun): readonly Verb[] {
    return this.#words.verbsOn(noun);
  }

  /** What one does with it: verb phrases in the base form, with `_` for the thing. */
  uses(noun: Noun): readonly string[] {
    return noun.uses;
  }

  /** A verb phrase in another form; its first word is conjugated, by the list of verbs or else by rule. */
  inflect(phrase: string, form: Form): string {
    if (form === 'base') return phrase;
    const space = phrase.indexOf(' ');
    const head = space < 0 ? phrase : phrase.slice(0, space);
    const forms = this.#words.forms.get(head) ?? regularForms(head);
    return forms[form] + phrase.slice(head.length);
  }

  get #words(): Index {
    this.#index ??= new Index(this.#source());
    return this.#index;
  }
}

/** The words with all ways to look them up; what goes with a noun is worked out when it is asked for first. */
class Index implements Words {
  readonly verbs: readonly Verb[];
  readonly nouns: readonly Noun[];
  readonly adjectives: readonly Adjective[];
  readonly nounsByWord: ReadonlyMap<string, Noun>;
  readonly nounsByTag: ReadonlyMap<string, readonly Noun[]>;
  readonly adjectivesByKind: ReadonlyMap<string, readonly Adjective[]>;
  readonly #adjectivesByName: ReadonlyMap<string, readonly Adjective[]>;
  readonly #fitting = new Map<Noun, ReadonlySet<Adjective>>();
  readonly #adjectivesByNoun = new Map<Noun, readonly Adjective[]>();
  readonly #nounsByAdjective = new Map<Adjective, Map<string, readonly Noun[]>>();
  readonly #verbsByObject: ReadonlyMap<string, readonly Verb[]>;
  readonly #verbsByNoun = new Map<Noun, readonly Verb[]>();
  readonly verbsByMoment: ReadonlyMap<Moment, readonly Verb[]>;
  /** Forms of single words. */
  readonly forms: ReadonlyMap<string, { past: string; ing: string; third: string }>;

  constructor({ verbs, nouns, adjectives, inflected = verbs }: Words) {
    this.verbs = verbs;
    this.nouns = nouns;
    this.adjectives = adjectives;
    this.nounsByWord = new Map(nouns.map((noun) => [noun.word, noun]));
    this.nounsByTag = grouped(nouns, (noun) => [...namesOf(noun)]);
    this.#adjectivesByName = grouped(adjectives, ({ fits }) => [...fits]);
    this.adjectivesByKind = grouped(adjectives, ({ kind }) => [kind]);
    this.#verbsByObject = grouped(verbs, ({ objects }) => objects);
    this.verbsByMoment = grouped(verbs, ({ moments }) => moments);
    const first = (text: string): string => text.split(' ', 1)[0]!;
    // The single word last, so that its own line goes before that of a verb of several words.
    this.forms = new Map(
      inflected
        .toSorted((a, b) => b.base.split(' ').length - a.base.split(' ').length)
        .map(({ base, past, ing, third }) => [
          first(base),
          { past: first(past), ing: first(ing), third: first(third) },
        ]),
    );
  }

  fitting(noun: Noun): ReadonlySet<Adjective> {
    return this.#fitting.get(noun) ?? this.#findFitting(noun);
  }

  #findFitting(noun: Noun): ReadonlySet<Adjective> {
    const names = [noun.kind, `=${noun.word}`, ...[...noun.tags].map((tag) => `+${tag}`)];
    const fitting = new Set(names.flatMap((name) => this.#adjectivesByName.get(name) ?? []));
    this.#fitting.set(noun, fitting);
    return fitting;
  }

  adjectivesFor(noun: Noun): readonly Adjective[] {
    let adjectives = this.#adjectivesByNoun.get(noun);
    if (adjectives === undefined) {
      adjectives = [...this.fitting(noun)];
      this.#adjectivesByNoun.set(noun, adjectives);
    }
    return adjectives;
  }

  nounsFitting(adjective: Adjective, tag: string): readonly Noun[] {
    return this.#nounsByAdjective.get(adjective)?.get(tag) ?? this.#findNouns(adjective, tag);
  }

  #findNouns(adjective: Adjective, tag: string): readonly Noun[] {
    const nouns = (this.nounsByTag.get(tag) ?? []).filter((noun) => this.fitting(noun).has(adjective));
    const byTag = this.#nounsByAdjective.get(adjective) ?? new Map<string, readonly Noun[]>();
    this.#nounsByAdjective.set(adjective, byTag.set(tag, nouns));
    return nouns;
  }

  verbsOn(noun: Noun): readonly Verb[] {
    let fitting = this.#verbsByNoun.get(noun);
    if (fitting === undefined) {
      // A noun that is also the name of a tag means the noun.
      const names = [noun.word, `kind:${noun.kind}`, ...noun.tags].filter(
        (name) => name === noun.word || !this.nounsByWord.has(name),
      );
      fitting = [...new Set(names.flatMap((name) => this.#verbsByObject.get(name) ?? []))];
      this.#verbsByNoun.set(noun, fitting);
    }
    return fitting;
  }
}

const namesByNoun = new WeakMap<Noun, ReadonlySet<string>>();

/** All tags that a noun goes by: its own, `kind:` and its kind, `at:` and each of its scenes. */
function namesOf(noun: Noun): ReadonlySet<string> {
  const names = new Set([...noun.tags, `kind:${noun.kind}`, ...noun.found.map((scene) => `at:${scene}`)]);
  namesByNoun.set(noun, names);
  return names;
}

function grouped<Item, Key>(items: readonly Item[], keys: (item: Item) => readonly Key[]): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items)
    for (const key of keys(item)) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  return groups;
}

/**
 * The lexicon of three lists, in the format that the heads of en/verbs.txt, nouns.txt and adjectives.txt explain.
 * @throws FormatError with file and line of what is not as it should be
 */
export function parseLexicon({ verbs, nouns, adjectives }: WordLists): Lexicon {
  const words = parseWords(
    { name: 'verbs.txt', text: verbs },
    { name: 'nouns.txt', text: nouns },
    { name: 'adjectives.txt', text: adjectives },
  );
  return new Lexicon(() => words);
}

const byHash = new Map<string, Lexicon>();

/**
 * The lexicon of a folder with verbs.txt, nouns.txt and adjectives.txt, as they are now. Lists that were read before
 * give the same lexicon again.
 * @throws FileError, FormatError
 */
export function readLexicon(folder: string): Lexicon {
  const lists = readLists(folder);
  const hash = createHash('sha256');
  for (const { text } of lists) hash.update(text);
  const sha256 = hash.digest('hex');
  let lexicon = byHash.get(sha256);
  if (lexicon === undefined) {
    const words = parseWords(...lists);
    lexicon = new Lexicon(() => words, sha256);
    byHash.set(sha256, lexicon);
  }
  return lexicon;
}

/** The package's own words, read when they are needed first. */
export const ENGLISH: Lexicon = new Lexicon(() =>
  parseWords(...readLists(join(packageRoot, 'lib/data/storyteller/words/en'))),
);

function readLists(folder: string): [verbs: ListText, nouns: ListText, adjectives: ListText] {
  const list = (file: (typeof LIST_FILES)[number]): ListText => {
    const path = join(folder, file);
    try {
      checkStatus(path, statSync(path));
      return { name: path, text: readFileSync(path, 'utf8') };
    } catch (cause) {
      if (cause instanceof FileError) throw cause;
      throw new FileError(
        path,
        'a list of words could not be read; expected verbs.txt, nouns.txt and adjectives.txt',
        {
          cause,
        },
      );
    }
  };
  return [list('verbs.txt'), list('nouns.txt'), list('adjectives.txt')];
}

function parseWords(verbs: ListText, nouns: ListText, adjectives: ListText): Words {
  const things = parseNouns(nouns);
  return {
    nouns: things,
    verbs: parseVerbs(verbs, things),
    adjectives: parseAdjectives(adjectives, things),
  };
}
