/** The word tables, read into entries, with inflection and what goes with what. */
import { FormatError } from '../../../runtime/errors.ts';
import { ADJECTIVE_TABLE } from './adjectives.ts';
import { NOUN_TABLE } from './nouns.ts';
import { VERB_TABLE } from './verbs.ts';

export const MOMENTS = ['fun', 'way', 'think', 'rest', 'joy', 'sad', 'fear', 'say', 'game'] as const;
export type Moment = (typeof MOMENTS)[number];

export interface Verb {
  readonly base: string;
  readonly past: string;
  readonly ing: string;
  readonly third: string;
  readonly moments: readonly Moment[];
  /** What may follow the verb; '' for nothing. */
  readonly complements: readonly string[];
}

export interface Noun {
  readonly word: string;
  readonly plural: string;
  readonly countable: boolean;
  readonly kind: string;
  /** Scenes where it is found by nature. */
  readonly found: readonly string[];
  /** Sentences of its own, for kinds that are neither things nor living. */
  readonly uses: readonly string[];
}

export interface Adjective {
  readonly word: string;
  readonly kind: string;
}

/** What each kind of noun allows. */
export const NOUN_TAGS: Readonly<Record<string, readonly string[]>> = {
  toy: ['thing', 'own', 'lose', 'share', 'like', 'break', 'stuck', 'make'],
  fragile: ['thing', 'own', 'break', 'like'],
  clothes: ['thing', 'own', 'lose', 'wear', 'stuck', 'tear'],
  garment: ['thing', 'own', 'wear', 'tear'],
  treasure: ['thing', 'own', 'lose', 'like', 'small', 'stuck'],
  tool: ['thing', 'own'],
  gear: ['thing', 'own', 'lose'],
  fruit: ['thing', 'own', 'eat', 'share', 'food'],
  baked: ['thing', 'own', 'eat', 'share', 'food'],
  meal: ['eat', 'share'],
  beast: ['living', 'scenery'],
  bug: ['living', 'scenery', 'tiny'],
  plant: ['scenery', 'thing', 'still'],
  land: ['scenery', 'still'],
  building: ['scenery', 'still'],
  vehicle: ['scenery'],
  furniture: ['scenery'],
  sky: ['use'],
  body: ['use'],
  idea: ['use'],
  stuff: ['use'],
  role: ['person'],
};

/** Which kinds of nouns an adjective of a kind may stand with. */
export const ADJECTIVE_FITS: Readonly<Record<string, readonly string[]>> = {
  color: ['toy', 'fragile', 'clothes', 'garment', 'tool', 'gear', 'building', 'vehicle', 'furniture', 'bug'],
  size: [
    'toy',
    'fragile',
    'clothes',
    'garment',
    'tool',
    'gear',
    'building',
    'vehicle',
    'furniture',
    'beast',
    'plant',
    'land',
    'fruit',
    'baked',
  ],
  look: ['toy', 'fragile', 'clothes', 'garment', 'treasure', 'vehicle', 'building'],
  touch: [],
  age: ['toy', 'fragile', 'clothes', 'garment', 'tool', 'gear', 'building', 'vehicle', 'furniture'],
  worth: ['toy', 'fragile', 'clothes', 'garment', 'treasure'],
  taste: ['fruit', 'baked', 'meal'],
  fur: ['beast'],
  trait: [],
  feeling: [],
  hurt: [],
  weather: [],
  place: [],
};

/** Adjectives whose class is too wide for them: the kinds of nouns, or `=` nouns, they stand with. */
const NARROW: Readonly<Record<string, readonly string[]>> = {
  soft: ['clothes', 'garment'],
  hard: ['=bread', '=nut', '=stone', '=chair', '=bench', '=bed', '=shell', '=pear'],
  heavy: ['tool', 'gear', 'fragile'],
  light: ['tool', 'gear'],
  smooth: ['treasure'],
  rough: ['tool', 'gear'],
  round: ['treasure', 'fragile'],
  flat: ['treasure'],
  sharp: ['=saw', '=needle', '=pen', '=fork'],
  wet: ['clothes', 'garment', 'tool', 'gear'],
  dry: ['clothes', 'garment'],
  dirty: ['toy', 'clothes', 'garment', 'fragile', 'tool', 'gear'],
  clean: ['clothes', 'garment', 'fragile'],
  dusty: ['toy', 'fragile', 'furniture', 'tool', 'gear'],
  sticky: ['=lollipop', '=donut', '=jam', '=honey', '=candy', '=cake', '=bowl', '=plate', '=spoon'],
  strong: ['tool', 'gear', 'beast'],
  weak: ['beast'],
  stiff: ['clothes', 'garment'],
  wooden: ['toy', 'tool', 'gear', 'furniture', 'building'],
  striped: ['clothes', 'garment'],
  spotted: ['clothes', 'garment', 'bug'],
  cold: ['=milk', '=juice', '=lemonade', '=ice cream', '=melon'],
  warm: ['clothes', 'garment', 'meal'],
  healthy: ['fruit', '=salad', '=soup', '=carrot'],
  muddy: ['clothes', 'garment', 'toy'],
  golden: ['treasure', 'fragile'],
  silver: ['treasure', 'fragile'],
  wide: ['land', 'furniture'],
  tall: ['building', 'plant'],
  short: ['beast'],
  long: ['vehicle'],
  thin: ['beast', 'tool', 'gear'],
  thick: ['clothes', 'garment', 'plant'],
  tiny: ['toy', 'treasure', 'fruit', 'baked', 'beast', 'building', 'plant'],
  huge: ['building', 'vehicle', 'beast', 'plant', 'fruit', 'baked'],
  giant: ['building', 'plant', 'land', 'fruit', 'baked', 'vehicle'],
  wild: ['beast'],
  tame: ['beast'],
  colorful: ['toy', 'clothes', 'garment', 'bug'],
  cute: ['beast', 'toy'],
  magical: ['treasure'],
  important: ['=letter', '=book', '=key', '=map', '=medal', '=badge', '=bell', '=notebook'],
  expensive: ['treasure', 'fragile', 'vehicle'],
  precious: ['treasure', 'fragile'],
  rare: ['treasure'],
  fresh: ['fruit', 'baked', '=bread', '=milk', '=juice', '=salad', '=cheese', '=butter'],
  hot: ['=soup', '=tea', '=pizza', '=potato', '=toast', '=pancake'],
  creamy: ['=ice cream', '=soup', '=cheese', '=butter', '=milk'],
  salty: ['=popcorn', '=soup', '=cheese', '=nut', '=pasta'],
  spicy: ['=soup', '=pasta', '=rice', '=salad', '=pizza'],
  fuzzy: ['clothes', 'garment', 'beast'],
  fluffy: ['clothes', 'garment', 'beast'],
  furry: ['beast'],
  ripe: ['fruit'],
  juicy: ['fruit'],
  sour: ['=lemon', '=berry', '=cherry', '=plum'],
  crunchy: ['=carrot', '=cookie', '=nut', '=toast', '=apple', '=lollipop', '=salad', '=popcorn'],
  ancient: ['building', 'treasure'],
  modern: ['building', 'vehicle'],
  fast: ['beast', 'vehicle'],
  slow: ['beast', 'vehicle'],
  useful: ['tool', 'gear', 'treasure'],
};

function rows(table: string): string[] {
  return table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const VOWEL = /[aeiou]/;

/** The regular forms of a verb. */
export function regularForms(base: string): { past: string; ing: string; third: string } {
  const [head = base, ...rest] = base.split(' ');
  const tail = rest.length > 0 ? ` ${rest.join(' ')}` : '';
  const yAfterConsonant = head.endsWith('y') && !VOWEL.test(head.at(-2) ?? '');
  const stem = yAfterConsonant ? head.slice(0, -1) : head;
  const past = head.endsWith('e') ? `${head}d` : yAfterConsonant ? `${stem}ied` : `${head}ed`;
  const third = yAfterConsonant ? `${stem}ies` : /(s|x|z|ch|sh|o)$/.test(head) ? `${head}es` : `${head}s`;
  return { past: past + tail, ing: `${head}ing${tail}`, third: third + tail };
}

/** The regular plural of a noun; the last word of several is inflected. */
export function regularPlural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

const AN_BY_SOUND = /^(hour|honest)/;
const A_BY_SOUND = /^(uni|use|usu|one\b|u-)/;

/** "a" or "an" before the text. */
export function article(text: string): 'a' | 'an' {
  const lower = text.toLowerCase();
  if (AN_BY_SOUND.test(lower)) return 'an';
  if (A_BY_SOUND.test(lower)) return 'a';
  return VOWEL.test(lower[0] ?? '') ? 'an' : 'a';
}

export function readVerbs(table: string): Verb[] {
  return rows(table).map((row) => {
    const [forms, moments, complements] = row.split('|').map((part) => part.trim());
    if (!forms || !moments)
      throw new FormatError('verbs', `"${row}": expected forms | moments | complements`);
    const [base = '', past, ing] = forms.split('/');
    const regular = regularForms(base);
    for (const moment of moments.split(' '))
      if (!MOMENTS.includes(moment as Moment))
        throw new FormatError('verbs', `"${row}": no moment "${moment}"`);
    return {
      base,
      past: past ?? regular.past,
      ing: ing ?? regular.ing,
      third: regular.third,
      moments: moments.split(' ') as Moment[],
      complements: (complements ?? '').split(';').map((text) => text.trim().replace(/^-$/, '')),
    };
  });
}

export function readNouns(table: string): Noun[] {
  const nouns: Noun[] = [];
  let kind = '';
  let sentences = false;
  for (const row of rows(table)) {
    if (row.startsWith('#')) {
      const [name = '', mark] = row.slice(1).trim().split(' ');
      if (!(name in NOUN_TAGS)) throw new FormatError('nouns', `no kind "${name}"`);
      kind = name;
      sentences = mark === 'use';
      continue;
    }
    for (const entry of sentences ? [row] : row.split(';')) {
      const [head = '', uses] = entry.split('>').map((part) => part.trim());
      const [name = '', found] = head.split('@').map((part) => part.trim());
      const [word = '', plural] = name.split('/');
      nouns.push({
        word,
        plural: plural === '-' ? word : (plural ?? regularPlural(word)),
        countable: plural !== '-',
        kind,
        found: found ? found.split(' ') : [],
        uses: uses ? uses.split(';').map((text) => text.trim()) : [],
      });
    }
  }
  return nouns;
}

export function readAdjectives(table: string): Adjective[] {
  const adjectives: Adjective[] = [];
  let kind = '';
  for (const row of rows(table)) {
    if (row.startsWith('#')) {
      kind = row.slice(1).trim();
      if (!(kind in ADJECTIVE_FITS)) throw new FormatError('adjectives', `no kind "${kind}"`);
      continue;
    }
    for (const word of row.split(';')) adjectives.push({ word: word.trim(), kind });
  }
  return adjectives;
}

export const VERBS: readonly Verb[] = readVerbs(VERB_TABLE);
export const NOUNS: readonly Noun[] = readNouns(NOUN_TABLE);
export const ADJECTIVES: readonly Adjective[] = readAdjectives(ADJECTIVE_TABLE);

export const VERBS_BY_MOMENT: Readonly<Record<Moment, readonly Verb[]>> = Object.fromEntries(
  MOMENTS.map((moment) => [moment, VERBS.filter((verb) => verb.moments.includes(moment))]),
) as unknown as Record<Moment, readonly Verb[]>;

const byTag = new Map<string, readonly Noun[]>();
for (const tag of new Set(Object.values(NOUN_TAGS).flat()))
  byTag.set(
    tag,
    NOUNS.filter((noun) => NOUN_TAGS[noun.kind]!.includes(tag)),
  );
for (const kind of Object.keys(NOUN_TAGS))
  byTag.set(
    `kind:${kind}`,
    NOUNS.filter((noun) => noun.kind === kind),
  );
for (const scene of ['town', 'wood', 'field', 'water', 'farm', 'sea', 'home'])
  byTag.set(
    `at:${scene}`,
    NOUNS.filter((noun) => noun.found.includes(scene)),
  );

/** Nouns with a tag, `kind:` a kind, or `at:` a scene. */
export function nounsWith(tag: string): readonly Noun[] {
  return byTag.get(tag) ?? [];
}

export function hasTag(noun: Noun, tag: string): boolean {
  if (tag.startsWith('kind:')) return tag.slice(5) === noun.kind;
  if (tag.startsWith('at:')) return noun.found.includes(tag.slice(3));
  return NOUN_TAGS[noun.kind]!.includes(tag);
}

/** Whether one may say "a(n) <adjective> <noun>". */
export function fits(adjective: Adjective, noun: Noun): boolean {
  const kinds = NARROW[adjective.word] ?? ADJECTIVE_FITS[adjective.kind]!;
  return kinds.includes(noun.kind) || kinds.includes(`=${noun.word}`);
}

const adjectivesByKind = new Map<string, readonly Adjective[]>();
for (const kind of Object.keys(ADJECTIVE_FITS))
  adjectivesByKind.set(
    kind,
    ADJECTIVES.filter((adjective) => adjective.kind === kind),
  );
const adjectivesByNoun = new Map<string, readonly Adjective[]>();
for (const noun of NOUNS)
  if (!adjectivesByNoun.has(noun.word))
    adjectivesByNoun.set(
      noun.word,
      ADJECTIVES.filter((adjective) => fits(adjective, noun)),
    );

export function adjectivesOf(kind: string): readonly Adjective[] {
  return adjectivesByKind.get(kind) ?? [];
}

/** Adjectives that fit a noun; may be empty. */
export function adjectivesFor(noun: Noun): readonly Adjective[] {
  return adjectivesByNoun.get(noun.word) ?? [];
}
