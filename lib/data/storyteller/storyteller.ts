/**
 * The embedded corpus: short stories from a small simulated world, by seed and index. Story n of seed s is the same
 * on every machine, in whatever order stories are asked for.
 */
import { checkOptions, type OptionNames } from '../../runtime/arguments.ts';
import { MismatchError } from '../../runtime/errors.ts';
import { checkWhole } from '../../runtime/whole.ts';
import { type Composed, compose, type Wishes } from './compose.ts';
import { FEATURES } from './features.ts';
import { requestFor, STORYTELLER, type StoryRecord } from './record.ts';
import type { Variety } from './variety.ts';
import { CheckedWishes, type StoryWishes } from './wishes.ts';

export { FEATURES, type Feature } from './features.ts';
export { STORYTELLER, type StoryRecord } from './record.ts';
export { VARIETIES, type Variety } from './variety.ts';
export { type StoryWishes, storyWords, type WordWishes } from './wishes.ts';

/**
 * Tells one story.
 * @param seed whole number from 0 to 2^53 − 1: the corpus
 * @param index whole number from 0 to 2^53 − 1: the story's place in it
 * @param wishes what the story has to have; a variety alone may stand for `{ variety }`
 * @throws InvalidArgumentError; MismatchError when no story with what was asked for came about.
 */
export function tellStory(seed: number, index: number, wishes: StoryWishes | Variety = {}): StoryRecord {
  checkWhole('seed', seed, 0);
  checkWhole('index', index, 0);
  return tellChecked(seed, index, checked(wishes).wishes);
}

/** Stories `from` to `from + count − 1` of a seed, one after the other. */
export function* storyRecords(
  seed: number,
  from: number,
  count: number,
  wishes: StoryWishes | Variety = {},
): Generator<StoryRecord, void, void> {
  checkWhole('seed', seed, 0);
  checkWhole('index', from, 0);
  checkWhole('count', count, 0);
  const known = checked(wishes).wishes;
  for (let index = from; index < from + count; index++) yield tellChecked(seed, index, known);
}

/** Tells a story with words of the lists' own. @throws MismatchError with the story's place. */
export function tellChecked(seed: number, index: number, wishes: Wishes): StoryRecord {
  const { tale } = composeAt(seed, index, wishes);
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

function composeAt(seed: number, index: number, wishes: Wishes): Composed {
  try {
    return compose(seed, index, wishes);
  } catch (cause) {
    if (!(cause instanceof MismatchError)) throw cause;
    const change =
      wishes.words || wishes.features ? 'other words or features, or another seed' : 'another seed';
    throw new MismatchError(`story ${index} of seed ${seed}: ${cause.message}; ask for ${change}`, { cause });
  }
}

const WISHES: OptionNames<StoryWishes> = { variety: true, features: true, words: true, lists: true };

function checked(wishes: StoryWishes | Variety): CheckedWishes {
  if (typeof wishes === 'string') return new CheckedWishes({ variety: wishes });
  checkOptions('a story', wishes, WISHES);
  return new CheckedWishes(wishes);
}
