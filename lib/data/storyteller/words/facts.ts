/**
 * What a small child learns about the world: a question, its answer, and the same as others tell it. The word that
 * counts stands as a probe of knowledge, with wrong ones of its kind.
 */
import { FACTS_OF_ANIMALS } from './facts-animals.ts';
import { FACTS_OF_NATURE } from './facts-nature.ts';
import { FACTS_OF_PEOPLE } from './facts-people.ts';

export interface Fact {
  readonly about: 'animals' | 'nature' | 'people';
  readonly question: string;
  /** One sentence, with the probe. */
  readonly answer: string;
  /** "cows eat grass", with the probe; stands after "that". */
  readonly fact: string;
}

/** Question; answer; told. In both, `*` stands for the first of the words, and the others would be wrong there. */
type Row = readonly [question: string, answer: string, told: string, words: string];

/** In the first part of a sentence, of this share. */
const EARLY = 0.46;

function fact(about: Fact['about'], [question, answer, told, words]: Row): Fact {
  const probe = `<knowledge?${words}>`;
  const [word = ''] = words.split('|', 1);
  // Told without its question, what comes early does not yet follow from anything.
  const early = told.indexOf('*') < told.length * EARLY;
  return {
    about,
    question,
    answer: answer.replace('*', probe),
    fact: told.replace('*', early ? word : probe),
  };
}

export const FACTS: readonly Fact[] = [
  ...FACTS_OF_ANIMALS.map((row) => fact('animals', row)),
  ...FACTS_OF_NATURE.map((row) => fact('nature', row)),
  ...FACTS_OF_PEOPLE.map((row) => fact('people', row)),
];
