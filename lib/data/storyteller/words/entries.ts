/** What the word lists hold. */

/** The places of a story where a verb can stand; en/verbs.txt says what each is. */
export const MOMENTS = ['fun', 'way', 'think', 'rest', 'joy', 'sad', 'fear', 'say', 'game'] as const;
export type Moment = (typeof MOMENTS)[number];

/** Kinds of country where something can be found by nature. */
export const SCENES = ['town', 'wood', 'field', 'water', 'farm', 'sea', 'home'] as const;
export type Scene = (typeof SCENES)[number];

export interface Verb {
  readonly base: string;
  readonly past: string;
  readonly ing: string;
  readonly third: string;
  readonly moments: readonly Moment[];
  /** What may follow the verb; '' for nothing. */
  readonly complements: readonly string[];
  /** What it can be done to: nouns, `kind:` kinds of nouns and tags. */
  readonly objects: readonly string[];
}

export interface Noun {
  readonly word: string;
  readonly plural: string;
  readonly countable: boolean;
  /** Always many, and not counted: "pants". */
  readonly pluralOnly: boolean;
  readonly kind: string;
  /** What it allows: the tags of its kind and its own. */
  readonly tags: ReadonlySet<string>;
  /** Scenes where it is found by nature. */
  readonly found: readonly Scene[];
  /** What one does with it: verb phrases in the base form, with `_` for the thing ("fly _"). */
  readonly uses: readonly string[];
  /** Sentences of its own, for what is neither a thing nor living. */
  readonly sentences: readonly string[];
}

export interface Adjective {
  readonly word: string;
  readonly kind: string;
  /** What it may stand with: kinds of nouns, `=` single nouns and `+` tags. */
  readonly fits: ReadonlySet<string>;
}
