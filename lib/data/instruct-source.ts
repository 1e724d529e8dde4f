/** What an Instruct record can be made of, as far as a corpus says it; and what can be seen in the story itself. */

import { ownMember } from '../formats/strict-json.ts';
import type { Random } from '../runtime/random.ts';
import { type InstructSource, parseInstruct, storyRange } from './instruct.ts';
import type { SourceStory } from './sources.ts';
import { FEATURES } from './storyteller/features.ts';
import { ENGLISH } from './storyteller/words/lexicon.ts';
import { hasSpeech } from './text/traits.ts';
import { fold, wordsOf } from './text/words.ts';

/**
 * The fields of a record: `instruction.words`, `instruction.features` and `summary` as in the paper's data files (or
 * `words` and `features` by themselves); of a text that is an Instruct record already, its own.
 * @throws FormatError for a text that looks like an Instruct record and is none.
 */
export function instructSource({ text, record }: SourceStory, path: string): InstructSource {
  if (record === undefined) {
    if (storyRange(text) === null) return { story: text };
    const { story, words, features, summary } = parseInstruct(text, path);
    return { story, words, features, summary };
  }
  const instruction = ownMember(record, 'instruction') ?? record;
  const summary = ownMember(record, 'summary');
  return {
    story: text,
    words: strings(ownMember(instruction, 'words')),
    features: strings(ownMember(instruction, 'features')),
    summary: typeof summary === 'string' ? summary : undefined,
  };
}

let lists: { verbs: Set<string>; nouns: Set<string>; adjectives: Set<string> } | null = null;

/**
 * Adds what is missing and can be seen: a verb, a noun and an adjective of the package's word lists that stand in the
 * story in their base form, and the feature `Dialogue` where somebody speaks. Summaries are not made.
 */
export function derived(source: InstructSource, random: Random): InstructSource {
  const { story, words = [], features = [] } = source;
  const made: InstructSource = { ...source };
  if (words.length === 0) {
    lists ??= {
      verbs: new Set(ENGLISH.verbs.map(({ base }) => base)),
      nouns: new Set(ENGLISH.nouns.map(({ word }) => word)),
      adjectives: new Set(ENGLISH.adjectives.map(({ word }) => word)),
    };
    const there = [...new Set(wordsOf(story))];
    const chosen = [lists.verbs, lists.nouns, lists.adjectives].flatMap((list) => {
      const known = there.filter((word) => list.has(word));
      return known.length > 0 ? [random.pick(known)] : [];
    });
    made.words = [...new Set(chosen)];
  }
  if (features.length === 0 && hasSpeech(fold(story))) {
    made.features = FEATURES.filter((feature) => feature === 'Dialogue');
  }
  return made;
}

/** Those that can stand in a list of one line. */
function strings(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((item): item is string => typeof item === 'string')
    .map((item) => item.replace(/[\s,]+/g, ' ').trim())
    .filter((item) => item !== '');
}
