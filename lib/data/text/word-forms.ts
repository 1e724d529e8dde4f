/**
 * The forms in which a required word may stand in a story: as a verb, a noun or an adjective, for a record does not
 * always say which it is. By rule, with the verbs of the storyteller's table and other irregular words below.
 */
import { ENGLISH, regularForms, regularPlural } from '../storyteller/words/lexicon.ts';
import { isLetter } from './words.ts';

/** Each line a word and its irregular forms. */
const IRREGULAR = `
be am is are was were been being
have has had
do does did done
go went gone
say said
get got gotten
make made
know knew known
think thought
take took taken
see saw seen
come came
give gave given
find found
tell told
become became
leave left
feel felt
bring brought
begin began begun
keep kept
hold held
stand stood
hear heard
let
mean meant
set
meet met
run ran
pay paid
sit sat
speak spoke spoken
lie lay lain lying
lead led
read
grow grew grown
lose lost
fall fell fallen
send sent
build built
understand understood
draw drew drawn
break broke broken
spend spent
cut
rise rose risen
drive drove driven
buy bought
wear wore worn
choose chose chosen
throw threw thrown
catch caught
sell sold
fight fought
win won
teach taught
eat ate eaten
drink drank drunk
sing sang sung
ring rang rung
swim swam swum
sleep slept
dream dreamt
fly flew flown
ride rode ridden
write wrote written
hide hid hidden
bite bit bitten
shake shook shaken
wake woke woken
steal stole stolen
freeze froze frozen
forget forgot forgotten
forgive forgave forgiven
blow blew blown
sweep swept
weep wept
creep crept
dig dug
stick stuck
swing swung
spin spun
cling clung
hang hung
sink sank sunk
shrink shrank shrunk
tear tore torn
bend bent
lend lent
feed fed
bleed bled
light lit
slide slid
shine shone
shoot shot
seek sought
kneel knelt
leap leapt
lay laid
hit
hurt
put
shut
spread
split
burst
beat beaten
bet
knit
wind wound
bind bound
grind ground
weave wove woven
swell swollen
sew sewn
show shown
learn learnt
spell spelt
smell smelt
burn burnt
spill spilt
child children
man men
woman women
mouse mice
foot feet
tooth teeth
goose geese
ox oxen
leaf leaves
knife knives
wolf wolves
shelf shelves
loaf loaves
half halves
scarf scarves
thief thieves
wife wives
life lives
elf elves
calf calves
hoof hooves
good better best
bad worse worst
far farther farthest further
little less least
`;

const irregular = new Map<string, readonly string[]>();
/** Verbs and nouns that are no adjectives as well: `player` is no form of `play`. */
const incomparable = new Set<string>();

/** Every form of a word, itself first, all in lower case. */
export function formsOf(word: string): string[] {
  const base = word.toLowerCase().trim();
  const forms = new Set([base]);
  for (const spelling of [base, base.replaceAll('-', ' '), base.replaceAll('-', '')]) {
    for (const form of inflected(spelling)) forms.add(form);
  }
  return [...forms];
}

/** How a text has a word that was asked for: just so, in another form (`run` as `ran`), or not at all. */
export interface FoundWord {
  how: 'verbatim' | 'inflected' | 'missing';
  /** The form that was found. */
  as: string | null;
}

/** Looks for a word in a folded text, by its forms (`formsOf`: itself first). */
export function findForm(folded: string, [itself = '', ...others]: readonly string[]): FoundWord {
  if (holdsPhrase(folded, itself)) return { how: 'verbatim', as: itself };
  const other = others.find((form) => holdsPhrase(folded, form));
  return other === undefined ? { how: 'missing', as: null } : { how: 'inflected', as: other };
}

/** Whether the text, in lower case, has the phrase with no letter or digit right before or after it. */
export function holdsPhrase(lower: string, phrase: string): boolean {
  if (phrase === '') return false;
  for (let at = lower.indexOf(phrase); at >= 0; at = lower.indexOf(phrase, at + 1)) {
    if (!isLetter(lower, at - 1) && !isLetter(lower, at + phrase.length)) return true;
  }
  return false;
}

function inflected(base: string): string[] {
  if (irregular.size === 0) readIrregular();
  const [head = base, ...rest] = base.split(' ');
  const tail = rest.map((part) => ` ${part}`).join('');
  const { past, ing, third } = regularForms(head);
  const verbs = [past, ing, third, ...(irregular.get(head) ?? []), ...stemForms(head)];
  return [
    base,
    ...verbs.map((form) => form + tail),
    regularPlural(base),
    ...(irregular.get(base) ?? []),
    ...(tail === '' && !incomparable.has(head) ? comparison(head) : []),
  ];
}

/** Forms whose spelling changes the end of the stem: `hopping`, `making`, `lying`. */
function stemForms(word: string): string[] {
  if (word.endsWith('ie')) return [`${word.slice(0, -2)}ying`];
  if (word.endsWith('e')) return [`${word.slice(0, -1)}ing`];
  const last = word.at(-1) ?? '';
  return /[^aeiou][aeiou][bdgklmnprt]$/.test(word) || /^[aeiou][bdgmnpt]$/.test(word)
    ? [`${word}${last}ed`, `${word}${last}ing`]
    : [];
}

function comparison(word: string): string[] {
  const last = word.at(-1) ?? '';
  if (last === 'e') return [`${word}r`, `${word}st`];
  if (/[^aeiou]y$/.test(word)) return [`${word.slice(0, -1)}ier`, `${word.slice(0, -1)}iest`];
  const doubled = /[^aeiou][aeiou][bdgmnpt]$/.test(word) ? word + last : word;
  return [`${doubled}er`, `${doubled}est`];
}

function readIrregular(): void {
  for (const { base, past, ing, third } of ENGLISH.verbs) irregular.set(base, [past, ing, third]);
  for (const line of IRREGULAR.trim().split('\n')) {
    const [base = '', ...forms] = line.split(' ');
    irregular.set(base, [...(irregular.get(base) ?? []), ...forms]);
  }
  const adjectives = new Set(ENGLISH.adjectives.map(({ word }) => word));
  for (const word of [...irregular.keys(), ...ENGLISH.nouns.map((noun) => noun.word)])
    if (!adjectives.has(word)) incomparable.add(word);
}
