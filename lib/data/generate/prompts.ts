/**
 * What is asked of a language model for one story: three words, one of each part of speech, a few of the six features,
 * and the phrasing. Prompt n of a seed is always the same, whatever was asked for before it.
 */
import { checkObject, checkOptions, type OptionNames } from '../../runtime/arguments.ts';
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { Random, seedFor } from '../../runtime/random.ts';
import { checkWhole } from '../../runtime/whole.ts';
import { FEATURES, type Feature } from '../storyteller/features.ts';
import { PARTS_OF_SPEECH } from '../storyteller/wishes.ts';
import { type Phrasing, STYLES, type Style } from './phrasing.ts';
import type { ListedWord, WordBank } from './word-bank.ts';

export interface StoryPrompt {
  index: number;
  text: string;
  /** Verb, noun, adjective. */
  words: [verb: string, noun: string, adjective: string];
  /** In the order of `FEATURES`. */
  features: Feature[];
}

export interface Composer {
  seed: number;
  bank: WordBank;
  phrasing: Phrasing;
  style: Style;
}

/** As the data files have it: from none to three features a story. */
const MOST_FEATURES = 3;
/** Keeps these numbers apart from others drawn with the same seed. */
const PURPOSE = 0x70726d74;

const COMPOSER: OptionNames<Composer> = { seed: true, bank: true, phrasing: true, style: true };

/** Prompt `index` of the composer's seed; both whole numbers from 0 to 2^53 − 1. @throws InvalidArgumentError */
export function composePrompt(composer: Composer, index: number): StoryPrompt {
  checkOptions('composePrompt', composer, COMPOSER);
  const { seed, bank, phrasing, style } = composer;
  checkWhole('seed', seed, 0);
  checkWhole('index', index, 0);
  checkObject('bank', bank);
  checkObject('phrasing', phrasing);
  if (!STYLES.includes(style)) throw new InvalidArgumentError('style', `one of ${STYLES.join(', ')}`, style);
  const random = new Random(seedFor(seed, PURPOSE), index);
  const [verb, noun, adjective] = PARTS_OF_SPEECH.map((part) => random.pick<ListedWord>(bank[part]).word) as [
    string,
    string,
    string,
  ];
  const drawn = random.shuffle([...FEATURES]).slice(0, random.int(MOST_FEATURES + 1));
  const features = FEATURES.filter((feature) => drawn.includes(feature));
  // Drawn in any case: the words of a prompt are the same for every style.
  const either = random.chance(0.5) ? 'paper' : 'data';
  const texts = phrasing.requests[style === 'mixed' ? either : style];
  const text = fill(features.length > 0 ? texts.with : texts.without, {
    verb,
    noun,
    adjective,
    features: features.map((feature) => phrasing.features[feature]).join(', '),
  });
  return { index, text, words: [verb, noun, adjective], features };
}

/** Puts values in the place of `{names}`; what a value holds is not looked at again. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] as string) : whole,
  );
}
