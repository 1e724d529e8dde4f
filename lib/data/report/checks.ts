/** Whether stories have what their records say was asked for. Only `.jsonl` records with an `instruction` count. */
import { ownMember } from '../../formats/strict-json.ts';
import { FEATURES } from '../storyteller/features.ts';
import { hasSpeech, hintsAtMoral } from '../text/traits.ts';
import { findForm, formsOf } from '../text/word-forms.ts';
import { fold, wordsOf } from '../text/words.ts';

/** Bounds on what hostile records can make the report hold. */
const MOST_WORDS = 20_000;
const MOST_FEATURES = 32;
const MOST_ASKED = 16;
const SHOWN = 10;

/** Two yes-or-no facts of each record against each other. */
export interface Agreement {
  /** Asked for: how many, and in how many of them it was found. */
  asked: number;
  askedAndFound: number;
  /** Not asked for: how many, and in how many of them it was found all the same. */
  unasked: number;
  unaskedAndFound: number;
}

export interface CheckFigures {
  /** Stories whose record has an instruction. */
  records: number;
  words: {
    /** Words asked for, in all records. */
    asked: number;
    /** Found just so; found in another form (`run` as `ran`); not found. */
    verbatim: number;
    inflected: number;
    missing: number;
    /** Share of the stories which have all words asked of them, among those asked for any. */
    complete: number;
    mostMissed: { word: string; asked: number; missing: number }[];
  };
  /** How often each feature was asked for. */
  features: { name: string; asked: number; share: number }[];
  /** `Dialogue` against quotation marks. */
  dialogue: Agreement;
  /** `MoralValue` against phrases such as `learned that`, `lesson`: a hint, no proof. */
  moral: Agreement;
  summary: {
    present: number;
    share: number;
    /** Mean, over those present. */
    words: number;
  };
}

export class Checks {
  #records = 0;
  readonly #forms = new Map<string, { forms: string[]; asked: number; missing: number }>();
  readonly #words = { asked: 0, verbatim: 0, inflected: 0, missing: 0 };
  readonly #stories = { asked: 0, complete: 0 };
  readonly #features = new Map<string, number>();
  readonly #dialogue = agreement();
  readonly #moral = agreement();
  readonly #summary = { present: 0, words: 0 };

  add(text: string, record: Readonly<Record<string, unknown>> | undefined): void {
    const instruction = ownMember(record, 'instruction');
    if (typeof instruction !== 'object' || instruction === null) return;
    this.#records++;
    const folded = fold(text);
    this.#checkWords(folded, strings(ownMember(instruction, 'words')));
    const features = new Set(strings(ownMember(instruction, 'features')));
    for (const name of features) {
      if (this.#features.has(name) || this.#features.size < MOST_FEATURES)
        this.#features.set(name, (this.#features.get(name) ?? 0) + 1);
    }
    note(this.#dialogue, features.has('Dialogue'), hasSpeech(folded));
    note(this.#moral, features.has('MoralValue'), hintsAtMoral(folded));
    const summary = ownMember(record, 'summary');
    if (typeof summary !== 'string' || summary.trim() === '') return;
    this.#summary.present++;
    this.#summary.words += wordsOf(summary).length;
  }

  /** Null where no record had an instruction. */
  figures(): CheckFigures | null {
    const records = this.#records;
    if (records === 0) return null;
    const { present, words } = this.#summary;
    const names = [...new Set([...FEATURES, ...this.#features.keys()])];
    return {
      records,
      words: {
        ...this.#words,
        complete: this.#stories.asked === 0 ? 0 : this.#stories.complete / this.#stories.asked,
        mostMissed: [...this.#forms]
          .map(([word, { asked, missing }]) => ({ word, asked, missing }))
          .filter(({ missing }) => missing > 0)
          .sort((a, b) => b.missing - a.missing || (a.word < b.word ? -1 : 1))
          .slice(0, SHOWN),
      },
      features: names.map((name) => {
        const asked = this.#features.get(name) ?? 0;
        return { name, asked, share: asked / records };
      }),
      dialogue: { ...this.#dialogue },
      moral: { ...this.#moral },
      summary: { present, share: present / records, words: present === 0 ? 0 : words / present },
    };
  }

  #checkWords(folded: string, words: readonly string[]): void {
    if (words.length === 0) return;
    this.#stories.asked++;
    let all = true;
    for (const word of words) {
      this.#words.asked++;
      const known = this.#known(fold(word).trim());
      known.asked++;
      const { how } = findForm(folded, known.forms);
      this.#words[how]++;
      if (how === 'missing') {
        known.missing++;
        all = false;
      }
    }
    if (all) this.#stories.complete++;
  }

  #known(word: string): { forms: string[]; asked: number; missing: number } {
    const known = this.#forms.get(word) ?? { forms: formsOf(word), asked: 0, missing: 0 };
    if (this.#forms.size < MOST_WORDS) this.#forms.set(word, known);
    return known;
  }
}

function agreement(): Agreement {
  return { asked: 0, askedAndFound: 0, unasked: 0, unaskedAndFound: 0 };
}

function note(fact: Agreement, asked: boolean, found: boolean): void {
  if (asked) {
    fact.asked++;
    if (found) fact.askedAndFound++;
  } else {
    fact.unasked++;
    if (found) fact.unaskedAndFound++;
  }
}

/** The strings of a list that may be anything: short ones, and not more than records have. */
function strings(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, MOST_ASKED)
    .filter((item): item is string => typeof item === 'string' && item.trim() !== '' && item.length <= 60);
}
