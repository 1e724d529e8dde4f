/**
 * How a story is asked for, as data: English is here, other languages are JSON files of the same fields. There are
 * two phrasings, after the structure of the request that the paper prints and of those in its data files (section 2
 * there), in our own words.
 */
import { Fields } from '../../formats/fields.ts';
import { checkPath } from '../../runtime/arguments.ts';
import { FormatError } from '../../runtime/errors.ts';
import { readJson } from '../../runtime/json.ts';
import { FEATURE_REQUESTS, FEATURES, type Feature } from '../storyteller/features.ts';

/** Which requests are made: after the paper's text, after its data, or each of them for half of the prompts. */
export const STYLES = ['paper', 'data', 'mixed'] as const;
export type Style = (typeof STYLES)[number];

/** How the words that were asked for are looked for in a story. */
const MATCHES = ['english', 'forms', 'stem'] as const;
export type Match = (typeof MATCHES)[number];

/** A request with features, and one without. `{verb}`, `{noun}`, `{adjective}` and `{features}` are filled in. */
export interface RequestTexts {
  with: string;
  without: string;
}

export interface Phrasing {
  /** What it is called in the record of the corpus: `en`. */
  language: string;
  /**
   * `english`: any form of the word, by English rules; `forms`: those that the lists give beside each word; `stem`:
   * any word that begins with its first three fifths (at least three letters).
   */
  match: Match;
  requests: Record<'paper' | 'data', RequestTexts>;
  /** What is asked for each feature; joined with commas for `{features}`. */
  features: Record<Feature, string>;
  summary: {
    /** Asks for the summary of `{story}` in a request of its own. */
    after: string;
    /** Follows the request for the story, where both come in one answer. */
    along: string;
    /** Stands before the summary in such an answer, at the beginning of a line, with a colon after it. */
    label: string;
  };
  /** Headings that stories are given without being asked, in lower case; a first line of this alone is no part of one. */
  headings: string[];
  /** How answers begin that are no stories but say that there will be none, in lower case. */
  refusals: string[];
}

/** The package's own phrasing; a file for another language has the same fields. */
export const ENGLISH_PHRASING: Phrasing = {
  language: 'en',
  match: 'english',
  requests: {
    paper: {
      with:
        'Tell a short story of three to five paragraphs, all in very plain words that a child of three is likely ' +
        'to know. Use the verb "{verb}", the noun "{noun}" and the adjective "{adjective}" in it. Give the story ' +
        'these features: {features}. Keep to plain words all the way!',
      without:
        'Tell a short story of three to five paragraphs, all in very plain words that a child of three is likely ' +
        'to know. Use the verb "{verb}", the noun "{noun}" and the adjective "{adjective}" in it. Keep to plain ' +
        'words all the way!',
    },
    data: {
      with:
        'Make up a little story (3-5 paragraphs) from very easy words alone, such as a child of 3 understands. ' +
        'The verb "{verb}", the noun "{noun}" and the adjective "{adjective}" have to come in it. The story has ' +
        'these features: {features}. Mind that every word is easy!\n\nA story:',
      without:
        'Make up a little story (3-5 paragraphs) from very easy words alone, such as a child of 3 understands. ' +
        'Somewhere in it, bring in the verb "{verb}", the noun "{noun}" and the adjective "{adjective}". Mind that ' +
        'every word is easy!\n\nA story:',
    },
  },
  features: FEATURE_REQUESTS,
  summary: {
    after: 'What happens in this story? Say it in one or two sentences, and nothing else.\n\n{story}',
    along:
      'When the story has ended, begin a new line with "Summary:" and say there in one or two sentences what happens ' +
      'in it.',
    label: 'Summary',
  },
  headings: ['story', 'a story', 'possible story', 'title', 'the story'],
  refusals: [
    "i'm sorry, but",
    'i am sorry, but',
    "i'm sorry, i ",
    'i am sorry, i ',
    'sorry, but i',
    'sorry, i can',
    'i apologize',
    "i can't ",
    'i cannot ',
    "i'm unable",
    'i am unable',
    "i'm not able",
    'i am not able',
    "i won't ",
    'as an ai',
    'as a language model',
    'unfortunately, i ',
  ],
};

const WORDS = ['{verb}', '{noun}', '{adjective}'];
const MOST_BYTES = 1 << 20;

/** Reads the phrasing of a language. @throws FileError, FormatError with the field that is not as it should be */
export async function readPhrasing(path: string): Promise<Phrasing> {
  checkPath('phrasing', path);
  const fields = new Fields(await readJson(path, { limit: MOST_BYTES, pipe: true }), path);
  known(fields, Object.keys(ENGLISH_PHRASING));
  const requests = fields.inner('requests');
  const features = fields.inner('features');
  const summary = fields.inner('summary');
  known(requests, Object.keys(ENGLISH_PHRASING.requests));
  known(features, FEATURES);
  known(summary, Object.keys(ENGLISH_PHRASING.summary));
  const request = (style: 'paper' | 'data'): RequestTexts => {
    const one = requests.inner(style);
    return {
      with: filled(one, 'with', [...WORDS, '{features}']),
      without: filled(one, 'without', WORDS),
    };
  };
  return {
    language: filled(fields, 'language', []),
    match: fields.choice('match', MATCHES, 'forms'),
    requests: { paper: request('paper'), data: request('data') },
    features: Object.fromEntries(
      FEATURES.map((feature) => [feature, filled(features, feature, [])]),
    ) as Record<Feature, string>,
    summary: {
      after: filled(summary, 'after', ['{story}']),
      along: filled(summary, 'along', []),
      label: filled(summary, 'label', []),
    },
    headings: lowered(fields, 'headings'),
    refusals: lowered(fields, 'refusals'),
  };
}

/** A misspelt field would be left out unnoticed. */
function known(fields: Fields, names: readonly string[]): void {
  const other = fields.names().find((name) => !names.includes(name));
  if (other !== undefined)
    throw new FormatError(fields.path, `${other}: not a field here; expected ${names.join(', ')}`);
}

/** A text that has every placeholder it needs, and no other: it would be asked as it stands. */
function filled(fields: Fields, name: string, placeholders: readonly string[]): string {
  const text = fields.text(name, '');
  const missing = placeholders.filter((placeholder) => !text.includes(placeholder));
  if (text.trim() === '' || missing.length > 0)
    throw new FormatError(
      fields.path,
      `${name}: expected a text${missing.length > 0 ? ` with ${missing.join(', ')}` : ''}`,
    );
  const other = text.match(/\{\w+\}/g)?.find((placeholder) => !placeholders.includes(placeholder));
  if (other !== undefined)
    throw new FormatError(fields.path, `${name}: ${other} stands for nothing here; take it out`);
  return text;
}

function lowered(fields: Fields, name: string): string[] {
  if (fields.absent(name)) return [];
  return fields.list(name).map((item) => {
    if (typeof item !== 'string' || item.trim() === '') throw fields.error(name, 'texts', item);
    return item.toLowerCase();
  });
}
