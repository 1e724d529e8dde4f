/** A small lexicon out of a large one, for stories that little is to be learnt from. */
import { Lexicon } from './lexicon.ts';

/** The first words of each list. */
export const FIRST = 30;
/** Besides, so that every place in a story can be filled: the first of each moment, of each kind and of what stands and of what moves in each scene. */
const OF_MOMENT = 8;
const OF_KIND = 8;
const OF_SCENE = 8;

const known = new WeakMap<Lexicon, Lexicon>();

/** The lexicon's few words; the most useful stand first in every list. */
export function fewWords(lexicon: Lexicon): Lexicon {
  let few = known.get(lexicon);
  if (few === undefined) {
    const words = {
      verbs: first(lexicon.verbs, ({ moments }) => moments.map((moment) => [moment, OF_MOMENT])),
      nouns: first(lexicon.nouns, ({ kind, found, tags }) => [
        [kind, OF_KIND],
        ...found.map((scene): [string, number] => [
          `${tags.has('still') ? 'still' : 'moving'} at:${scene}`,
          OF_SCENE,
        ]),
      ]),
      adjectives: first(lexicon.adjectives, ({ kind }) => [[kind, OF_KIND]]),
      // What is done with a thing may need a verb that is not among the few.
      inflected: lexicon.verbs,
    };
    few = new Lexicon(() => words);
    known.set(lexicon, few);
  }
  return few;
}

/** The first words, and those that are among the first of one of their groups. */
function first<Word>(words: readonly Word[], groups: (word: Word) => [name: string, most: number][]): Word[] {
  const counts = new Map<string, number>();
  return words.filter((word, index) => {
    let among = index < FIRST;
    for (const [name, most] of groups(word)) {
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      among ||= count < most;
    }
    return among;
  });
}
