/** The record of one story, in the layout of the paper's data files. */
import { FEATURE_REQUESTS, type Feature } from './features.ts';

export interface StoryRecord {
  story: string;
  instruction: {
    /** What was asked for; the key ends in a colon, as in the original files. */
    'prompt:': string;
    /** Verb, noun, adjective. */
    words: [verb: string, noun: string, adjective: string];
    features: Feature[];
  };
  summary: string;
  source: string;
}

/** Names the generator in the records it makes; the version changes whenever a seed gives other stories. */
export const STORYTELLER: { readonly name: string; readonly version: number } = {
  name: 'tinystories storyteller',
  version: 7,
};

/** The request that a tale answers, in our own words. */
export function requestFor(words: StoryRecord['instruction']['words'], features: readonly Feature[]): string {
  const [verb, noun, adjective] = words;
  const wishes = features.map((feature) => FEATURE_REQUESTS[feature]);
  const listed = wishes.length > 1 ? `${wishes.slice(0, -1).join(', ')} and ${wishes.at(-1)}` : wishes[0];
  return (
    `Tell a little story in words that every small child knows. ` +
    `Somewhere in it stand the verb "${verb}", the noun "${noun}" and the adjective "${adjective}".` +
    (listed ? ` Take care that ${listed}.` : '')
  );
}
