/** Whether an answer is a story that has what was asked for; what cannot be seen in a text is not judged. */
import { END_OF_TEXT } from '../../tokenizer/end-of-text.ts';
import type { Feature } from '../storyteller/features.ts';
import { PARTS_OF_SPEECH } from '../storyteller/wishes.ts';
import { hasSpeech } from '../text/traits.ts';
import { formsOf, holdsPhrase } from '../text/word-forms.ts';
import { fold, wordsOf } from '../text/words.ts';
import type { Match } from './phrasing.ts';
import type { WordBank } from './word-bank.ts';

/** Why an answer is no story of the corpus; docs/generating.md says what each means. */
export const REASONS = [
  'refusal',
  'content_filter',
  'truncated',
  'empty',
  'short',
  'form',
  'words',
  'dialogue',
  'duplicate',
  'near-duplicate',
  'failed',
] as const;
export type Reason = (typeof REASONS)[number];

export interface Rejection {
  reason: Reason;
  /** What is missing, or which story it is like. */
  detail?: string;
}

/** What of a request is held against the story. */
export const REQUIREMENTS = ['words', 'dialogue'] as const;
export type Requirement = (typeof REQUIREMENTS)[number];

export interface Asked {
  words: readonly string[];
  features: readonly Feature[];
}

/** Characters below which a text is no story: the bound of the cleaning that people trust. */
const SHORTEST = 100;
/** A story's last character, closing marks left out. */
const ENDED = /[.!?…。！？][\p{Pe}\p{Pf}\p{Pi}"'*_]*$/u;
/** Lines that files of Instruct records could not tell from their own. */
const LABELLED = /^(?:Words|Features|Summary|Random sentence|Story):/m;
const STEM_SHARE = 0.6;
const STEM_LEAST = 3;

export class StoryCheck {
  readonly #match: Match;
  readonly #require: readonly Requirement[];
  /** By word: the forms in which it may stand, in lower case. */
  readonly #forms = new Map<string, readonly string[]>();

  constructor(match: Match, require: readonly Requirement[], bank?: WordBank) {
    this.#match = match;
    this.#require = require;
    for (const { word, forms } of bank ? PARTS_OF_SPEECH.flatMap((part) => bank[part]) : []) {
      const known = this.#forms.get(word) ?? (match === 'english' ? formsOf(fold(word)) : [fold(word)]);
      this.#forms.set(word, [...known, ...forms.map(fold)]);
    }
  }

  /** Null where nothing is wrong. */
  judge(story: string, { words, features }: Asked): Rejection | null {
    if (story === '') return { reason: 'empty' };
    if (story.length < SHORTEST) return { reason: 'short', detail: `${story.length} characters` };
    if (!ENDED.test(story)) return { reason: 'truncated', detail: 'does not end with a sentence' };
    if (story.includes(END_OF_TEXT)) return { reason: 'form', detail: END_OF_TEXT };
    const label = LABELLED.exec(story);
    if (label) return { reason: 'form', detail: label[0] };
    const folded = fold(story);
    if (this.#require.includes('words')) {
      const missing = words.filter((word) => !this.#holds(folded, word));
      if (missing.length > 0) return { reason: 'words', detail: missing.join(', ') };
    }
    if (this.#require.includes('dialogue') && features.includes('Dialogue') && !hasSpeech(folded))
      return { reason: 'dialogue' };
    return null;
  }

  #holds(folded: string, word: string): boolean {
    let forms = this.#forms.get(word);
    if (forms === undefined) {
      forms = this.#match === 'english' ? formsOf(fold(word)) : [fold(word)];
      this.#forms.set(word, forms);
    }
    if (forms.some((form) => holdsPhrase(folded, form))) return true;
    return this.#match === 'stem' && holdsStem(folded, fold(word));
  }
}

function holdsStem(folded: string, word: string): boolean {
  const stem = word.slice(0, Math.max(STEM_LEAST, Math.ceil(word.length * STEM_SHARE)));
  return wordsOf(folded).some((other) => other.startsWith(stem));
}
