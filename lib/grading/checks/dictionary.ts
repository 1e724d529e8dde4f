/**
 * How many of a text's words are words: those of the storyteller's lists in all their forms, its names, and the small
 * words of English. What an untrained model tells has few; a story of the paper's kind has nine in ten and more.
 */

import { storyWords } from '../../data/storyteller/storyteller.ts';
import {
  ANIMAL_NAMES_HER,
  ANIMAL_NAMES_HIM,
  NAMES_HER,
  NAMES_HIM,
} from '../../data/storyteller/words/people.ts';
import { formsOf } from '../../data/text/word-forms.ts';
import { wordsOf } from '../../data/text/words.ts';

/** Words that the lists of nouns, verbs and adjectives have not: they hold a sentence together, count, or are said. */
const SMALL = `
a an the this that these those some any no every each all both either neither another other others such same own
i me my mine myself you your yours yourself he him his himself she her hers herself it its itself we us our ours
ourselves they them their theirs themselves one ones who whom whose which what someone somebody something anyone
anybody anything everyone everybody everything nobody nothing none
and or but nor so yet for if then else than because since until till while when whenever where wherever after before
though although unless whether as like once
of to in on at by with without from into onto out off over under up down above below between among behind beside
besides beyond through across along around about against near inside outside toward towards upon during except past
within back away together apart ahead forward backwards home
be am is are was were been being do does did done doing have has had having can could will would shall should may
might must ought cannot
not never ever always often sometimes usually again soon later now today tomorrow yesterday tonight already still
just only even also too very much many more most less least few little lot lots enough quite rather really almost
maybe perhaps here there everywhere somewhere anywhere nowhere far close next last first second third finally
suddenly quickly slowly carefully happily sadly loudly quietly softly gently proudly excitedly angrily nicely
together well better best worse worst please thank thanks sorry yes yeah no oh ah wow hey hi hello goodbye bye okay ok
how why zero two three four five six seven eight nine ten eleven twelve twenty hundred thousand half
mom mommy mum mummy dad daddy mama papa grandma grandpa granny mother father sister brother aunt uncle mr mrs ms miss
sir let's upon time times day days way thing things kind lots ago
`;

/** Common words of children's stories that the lists have no use for, in their dictionary form. */
const COMMON = `
able accept agree alone amaze anymore appear arrive ashamed asleep backyard become belong bitter blame body bone boring
bottom brilliant charm close continue course crazy create dangerous dare dead different easy earth end escape eventually
excite expect fake fault fear fight foolish forever forgive friendship front fruit gift ground guilty happen happiness heap
hero hit human hurt incredible instead intelligent interesting jealous join journey lend life like live lose lost machine
matter meal mean mess mind miss mistake moral nearby normal owner part people person piece powerful prize problem protect
realize record relieve right rise rude rule sadness safe scare scary sea seem selfish shame sick side sight slam stuff
stupid successful sure tear trouble true trust truth twice unexpected unknown upside value wag welcome whole woof world
worth wrong
`;

/** Ends of short forms: `don't`, `Tom's`, `we'll`. */
const SHORT = /(?:n't|'(?:s|m|ll|re|ve|d))$/;
/** What `n't` leaves of words that it changes. */
const BEFORE_NOT = new Set(['ca', 'wo', 'sha']);

let dictionary: ReadonlySet<string> | undefined;

/** The words known without a list of one's own, in lower case. */
function storyDictionary(): ReadonlySet<string> {
  dictionary ??= build();
  return dictionary;
}

export interface DictionaryShare {
  words: number;
  known: number;
  /** `known` of `words`; 0 without a word. */
  share: number;
  /** The first words that are not known, at most ten, each once. */
  unknown: string[];
}

const SHOWN = 10;
const LONGEST = 40;

export function dictionaryShare(
  text: string,
  known: ReadonlySet<string> = storyDictionary(),
): DictionaryShare {
  const words = wordsOf(text);
  const unknown = new Set<string>();
  let count = 0;
  for (const word of words) {
    if (isKnown(word, known)) count++;
    else if (unknown.size < SHOWN) unknown.add(word.length > LONGEST ? `${word.slice(0, LONGEST)}…` : word);
  }
  return {
    words: words.length,
    known: count,
    share: words.length === 0 ? 0 : count / words.length,
    unknown: [...unknown],
  };
}

function isKnown(word: string, known: ReadonlySet<string>): boolean {
  if (known.has(word) || /^\d+$/.test(word)) return true;
  if (!SHORT.test(word)) return false;
  const stem = word.replace(SHORT, '');
  return known.has(stem) || BEFORE_NOT.has(stem);
}

function build(): ReadonlySet<string> {
  const { verb, noun, adjective } = storyWords();
  const words = new Set(SMALL.trim().split(/\s+/));
  for (const word of [...COMMON.trim().split(/\s+/), ...verb, ...noun, ...adjective])
    for (const form of formsOf(word)) for (const part of form.split(/[ -]/)) words.add(part);
  for (const word of adjective) for (const form of adverbs(word)) words.add(form);
  for (const name of [...NAMES_HER, ...NAMES_HIM, ...ANIMAL_NAMES_HER, ...ANIMAL_NAMES_HIM])
    words.add(name.toLowerCase());
  return words;
}

function adverbs(adjective: string): string[] {
  if (/[^aeiou]y$/.test(adjective)) return [`${adjective.slice(0, -1)}ily`];
  if (/[^aeiou]le$/.test(adjective)) return [`${adjective.slice(0, -1)}y`];
  return [`${adjective}ly`];
}
