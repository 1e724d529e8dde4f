/**
 * The embedded corpus: short stories from a small simulated world, by seed and index. Story n of seed s is the same
 * on every machine, in whatever order stories are asked for.
 */
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { compose } from './compose.ts';
import { FEATURES } from './features.ts';
import { requestFor, STORYTELLER, type StoryRecord } from './record.ts';
import type { Variety } from './variety.ts';

export { FEATURES, type Feature } from './features.ts';
export { STORYTELLER, type StoryRecord } from './record.ts';
export { VARIETIES, type Variety } from './variety.ts';

/**
 * Tells one story.
 * @param seed whole number from 0 to 2^53 − 1: the corpus
 * @param index whole number from 0 to 2^53 − 1: the story's place in it
 * @param variety `small`: short stories of few kinds, learnt within minutes
 * @throws InvalidArgumentError
 */
export function tellStory(seed: number, index: number, variety: Variety = 'full'): StoryRecord {
  check('seed', seed);
  check('index', index);
  const { tale } = compose(seed, index, { variety });
  const { verb, noun, adjective } = tale.choice.required;
  const words: [string, string, string] = [verb.base, noun.word, adjective.word];
  const features = FEATURES.filter((feature) => tale.has(feature));
  return {
    story: tale.text,
    instruction: { 'prompt:': requestFor(words, features), words, features },
    summary: tale.summary,
    source: `${STORYTELLER.name} ${STORYTELLER.version}`,
  };
}

/** Stories `from` to `from + count − 1` of a seed, one after the other. */
export function* storyRecords(
  seed: number,
  from: number,
  count: number,
  variety: Variety = 'full',
): Generator<StoryRecord, void, void> {
  check('count', count);
  for (let index = from; index < from + count; index++) yield tellStory(seed, index, variety);
}

function check(what: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError(what, 'a whole number from 0 to 2^53 − 1', value);
}
