/** What a caller may ask of a story, and how it is checked and looked up. */
import { checkOptions, checkPath, checkTexts } from '../../runtime/arguments.ts';
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { likest } from '../../runtime/spelling.ts';
import type { RequiredWords } from './choice.ts';
import type { Wishes } from './compose.ts';
import { FEATURES, type Feature } from './features.ts';
import { VARIETIES, type Variety } from './variety.ts';
import { ENGLISH, type Lexicon, readLexicon } from './words/lexicon.ts';

/** The words a story has to use, in their dictionary form. */
export interface WordWishes {
  verb?: string | undefined;
  noun?: string | undefined;
  adjective?: string | undefined;
}

export interface StoryWishes {
  /** How much there is to learn from the stories. Default `full`. */
  variety?: Variety | undefined;
  /** These features and no others; an empty list for none. Drawn for each story when left out. */
  features?: readonly Feature[] | undefined;
  /** Words that every story has to use; those left out are chosen among the words that a story uses by itself. */
  words?: WordWishes | undefined;
  /** A folder with verbs.txt, nouns.txt and adjectives.txt to tell with instead of the package's own. */
  lists?: string | undefined;
}

/** The words that can be asked for, by part of speech. @param lists the folder they are in; default: the package's */
export function storyWords(lists?: string): Readonly<Record<keyof WordWishes, readonly string[]>> {
  const { verbs, nouns, adjectives } = lexiconOf(lists);
  return {
    verb: verbs.map(({ base }) => base),
    noun: nouns.map(({ word }) => word),
    adjective: adjectives.map(({ word }) => word),
  };
}

export const PARTS_OF_SPEECH = ['verb', 'noun', 'adjective'] as const;

const LISTS = 'lib/data/storyteller/words/en';
/** Edits that make one spelling of another. */
const NEAR = 2;
const MOST_NEAR = 5;

function lexiconOf(lists: string | undefined): Lexicon {
  if (lists === undefined) return ENGLISH;
  checkPath('lists', lists);
  return readLexicon(lists);
}

/** Wishes that were checked, for any story. */
export class CheckedWishes {
  readonly variety: Variety;
  /** In the order of FEATURES, each once; null when they are drawn. */
  readonly features: Feature[] | null;
  /** As they stand in the lists; null when none is asked for. */
  readonly words: WordWishes | null;
  readonly lexicon: Lexicon;
  readonly #words: Partial<RequiredWords>;

  /** @throws InvalidArgumentError that names near spellings; what reading lists throws. */
  constructor(wishes: StoryWishes) {
    const { variety = 'full', features, words = {} } = wishes;
    if (!VARIETIES.includes(variety))
      throw new InvalidArgumentError('variety', `one of ${VARIETIES.join(', ')}`, variety);
    if (features !== undefined) checkTexts('features', features);
    checkOptions<WordWishes>('words', words, { verb: true, noun: true, adjective: true });
    this.variety = variety;
    this.features = features ? inOrder(features) : null;
    this.lexicon = lexiconOf(wishes.lists);
    const { verbs, nouns, adjectives } = this.lexicon;
    const look = lookIn(wishes.lists ?? `the package's ${LISTS}`);
    const verb = look('verb', words.verb, verbs, ({ base }) => base, hasForm);
    const noun = look(
      'noun',
      words.noun,
      nouns,
      (one) => one.word,
      (one, word) => one.plural === word,
    );
    const adjective = look(
      'adjective',
      words.adjective,
      adjectives,
      (one) => one.word,
      () => false,
    );
    this.#words = { ...(verb && { verb }), ...(noun && { noun }), ...(adjective && { adjective }) };
    const asked = {
      ...(verb && { verb: verb.base }),
      ...(noun && { noun: noun.word }),
      ...(adjective && { adjective: adjective.word }),
    };
    this.words = Object.keys(asked).length > 0 ? asked : null;
  }

  /** What `compose` is to be given for any story. */
  get wishes(): Wishes {
    const { variety, lexicon, features } = this;
    return { variety, lexicon, words: this.#words, ...(features && { features }) };
  }
}

/** `Dialogue,Twist`, in any case; `none` for no feature at all. @throws InvalidArgumentError */
export function parseFeatures(text: string): Feature[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.length === 1 && names[0]!.toLowerCase() === 'none') return [];
  return inOrder(
    names.map(
      (name) => FEATURES.find((one) => one.toLowerCase() === name.toLowerCase()) ?? (name as Feature),
    ),
  );
}

/** `climb, kite, brave`: verb, noun, adjective, and `-` for one that is left open. @throws InvalidArgumentError */
export function parseWords(text: string): WordWishes {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length !== 3 || parts.includes(''))
    throw new InvalidArgumentError(
      'words',
      'a verb, a noun and an adjective such as "climb, kite, brave", with - for one that is left open',
      text,
    );
  const asked = PARTS_OF_SPEECH.map((part, i) => [part, parts[i]!] as const);
  return Object.fromEntries(asked.filter(([, word]) => word !== '-'));
}

function inOrder(features: readonly Feature[]): Feature[] {
  for (const feature of features) {
    if (FEATURES.includes(feature)) continue;
    const [near] = likest(String(feature), FEATURES, 1, 3);
    const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
    throw new InvalidArgumentError('features', `some of ${FEATURES.join(', ')}${hint}`, feature);
  }
  return FEATURES.filter((feature) => features.includes(feature));
}

/** Finds a word in its dictionary form, or says which near ones there are. */
function lookIn(where: string) {
  return <T>(
    part: keyof WordWishes,
    asked: string | undefined,
    all: readonly T[],
    name: (entry: T) => string,
    inflected: (entry: T, word: string) => boolean,
  ): T | undefined => {
    if (asked === undefined) return undefined;
    const word = String(asked).trim().toLowerCase();
    const found = all.find((entry) => name(entry) === word);
    if (found !== undefined) return found;
    const bases = all.filter((entry) => inflected(entry, word)).map(name);
    const near = bases.length > 0 ? bases : likest(word, all.map(name), MOST_NEAR, NEAR);
    const hint = near.length > 0 ? `, such as ${near.join(', ')}` : '';
    throw new InvalidArgumentError(part, `one of the ${all.length} in ${where}/${part}s.txt${hint}`, asked);
  };
}

function hasForm(verb: { past: string; ing: string; third: string }, word: string): boolean {
  return verb.past === word || verb.ing === word || verb.third === word;
}
