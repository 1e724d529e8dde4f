/** What the plots and tellings ask of a lexicon, so that one that lacks it is refused before a story is begun. */
import { MismatchError } from '../../runtime/errors.ts';
import { SHOWN } from './telling/shown.ts';
import { type Lexicon, MOMENTS } from './words/lexicon.ts';

/** Tags that plots take countable nouns by, and how many of each they and the required noun can use up. */
const NOUNS: Readonly<Record<string, number>> = {
  lose: 3,
  break: 3,
  food: 5,
  small: 5,
  like: 3,
  'kind:toy': 4,
  'at:town': 10,
  'at:wood': 10,
  'at:field': 10,
  'at:water': 10,
  'at:farm': 10,
  'at:sea': 10,
};
/** Of those found somewhere, what one can walk past. */
const STILL = 6;
const VERBS_A_MOMENT = 3;

const checked = new WeakSet<Lexicon>();

/** @throws MismatchError that names all that is missing */
export function checkNeeds(lexicon: Lexicon): void {
  if (checked.has(lexicon)) return;
  const missing: string[] = [];
  const need = (what: string, least: number, count: number): void => {
    if (count < least) missing.push(`${what} (${least} needed, ${count} there)`);
  };
  for (const moment of MOMENTS)
    need(`verbs for the moment "${moment}"`, VERBS_A_MOMENT, lexicon.verbsFor(moment).length);
  for (const [tag, least] of Object.entries(NOUNS)) {
    const nouns = lexicon.nounsWith(tag);
    need(`nouns with "${tag}"`, least, nouns.filter(({ countable }) => countable).length);
    if (tag.startsWith('at:'))
      need(`nouns with "${tag}" and "still"`, STILL, nouns.filter(({ tags }) => tags.has('still')).length);
  }
  need('adjectives of kind "weather"', 2, lexicon.adjectivesOf('weather').length);
  for (const { word, kind, sentences, tags } of lexicon.nouns)
    if (sentences.length === 0 && !(kind in SHOWN) && !tags.has('imagined'))
      missing.push(`sentences for "${word}", as nouns of kind "${kind}" have none of their own`);
  if (missing.length > 0)
    throw new MismatchError(
      `too few words to tell stories with: ${missing.join('; ')}. The package's own lists, in lib/data/storyteller/words/en, have enough of each`,
    );
  checked.add(lexicon);
}
