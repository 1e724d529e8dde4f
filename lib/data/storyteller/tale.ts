/**
 * One story while it is made: its world, its cast, the words and features it must have, and the text so far. Plots
 * work through this: they change the world, and say what happened.
 */
import { MismatchError } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import type { Feature } from './features.ts';
import type { Entity } from './telling/references.ts';
import { type Roles, Teller } from './telling/teller.ts';
import {
  type Adjective,
  adjectivesFor,
  adjectivesOf,
  fits,
  hasTag,
  type Moment,
  type Noun,
  nounsWith,
  VERBS_BY_MOMENT,
  type Verb,
} from './words/lexicon.ts';
import { HERO_ANIMALS, NAMES_HER, NAMES_HIM } from './words/people.ts';
import { PLACES, type Place } from './words/places.ts';
import { type Character, type Group, type Thing, World } from './world.ts';

/** The three words a story must use. */
export interface RequiredWords {
  readonly verb: Verb;
  readonly noun: Noun;
  readonly adjective: Adjective;
}

export type Mood = 'plain' | 'happy' | 'sad' | 'angry' | 'afraid';

export class Tale {
  readonly random: Random;
  readonly world: World = new World();
  readonly features: ReadonlySet<Feature>;
  readonly required: RequiredWords;
  readonly cast: Record<string, Entity> = {};
  /** Everybody who ever played a role. */
  readonly people: Set<Character> = new Set();
  readonly #teller: Teller;
  readonly #target: number;
  readonly #usedNames = new Set<string>();
  readonly #usedNouns = new Set<string>();
  verbUsed = false;
  nounUsed = false;
  adjectiveUsed = false;
  summary = '';
  #lastSpeaker = '';

  constructor(random: Random, required: RequiredWords, features: ReadonlySet<Feature>) {
    this.random = random;
    this.required = required;
    this.features = features;
    this.#teller = new Teller(random);
    this.#target = 60 + random.int(100);
  }

  get text(): string {
    return this.#teller.text;
  }

  /** Whether the story may still grow by a detail. */
  get room(): boolean {
    return this.#teller.words < this.#target;
  }

  has(feature: Feature): boolean {
    return this.features.has(feature);
  }

  // --- cast -----------------------------------------------------------------------------------------------------

  /** Puts entities into roles for all sentences to come. */
  bind(roles: Roles): void {
    Object.assign(this.cast, roles);
    for (const entity of Object.values(roles))
      if (typeof entity === 'object' && entity.type === 'character') this.people.add(entity);
  }

  character(role: string): Character {
    const entity = this.cast[role];
    if (typeof entity !== 'object' || entity.type !== 'character')
      throw new MismatchError(`role "${role}" is played by no character`);
    return entity;
  }

  thing(role: string): Thing {
    const entity = this.cast[role];
    if (typeof entity !== 'object' || entity.type !== 'thing')
      throw new MismatchError(`role "${role}" is played by no thing`);
    return entity;
  }

  place(role: string): Place {
    const place = this.character(role).place;
    if (place === null) throw new MismatchError(`role "${role}" is nowhere`);
    return place;
  }

  /** A named child or animal. `unlike` gives another pronoun most of the time, so that pronouns stay clear. */
  named(sort: 'child' | 'animal', unlike?: Character, sameKind = false): Character {
    const pronoun =
      unlike && this.random.chance(0.8)
        ? unlike.pronoun === 'he'
          ? 'she'
          : 'he'
        : this.random.chance(0.5)
          ? 'he'
          : 'she';
    let name: string;
    do name = this.random.pick(pronoun === 'he' ? NAMES_HIM : NAMES_HER);
    while (this.#usedNames.has(name));
    this.#usedNames.add(name);
    let kind = pronoun === 'he' ? 'boy' : 'girl';
    if (sort === 'animal') {
      const home = unlike && this.homeOf(unlike);
      const kinds = HERO_ANIMALS.filter(
        (animal) =>
          (home === undefined || animal.home === home) && (sameKind || animal.kind !== unlike?.kind),
      );
      kind =
        sameKind && unlike ? unlike.kind : this.random.pick(kinds.length > 0 ? kinds : HERO_ANIMALS).kind;
    }
    return {
      type: 'character',
      name,
      kind,
      pronoun,
      sort,
      trait: '',
      of: null,
      place: null,
      holds: new Set(),
      knows: new Set(),
    };
  }

  homeOf(animal: Character): string | undefined {
    return HERO_ANIMALS.find(({ kind }) => kind === animal.kind)?.home;
  }

  /** Mom, dad, grandma, grandpa, brother or sister of somebody. */
  relative(of: Character, kinds: readonly string[] = ['mom', 'dad', 'grandma', 'grandpa']): Character {
    const kind = this.random.pick(kinds);
    const pronoun = ['mom', 'grandma', 'sister', 'aunt'].includes(kind) ? 'she' : 'he';
    return {
      type: 'character',
      name: '',
      kind,
      pronoun,
      sort: 'adult',
      trait: '',
      of,
      place: null,
      holds: new Set(),
      knows: new Set(),
    };
  }

  /** Somebody known by kind alone: "an old owl". */
  stranger(kind: string, trait: string, unlike?: Character, sort: 'adult' | 'animal' = 'animal'): Character {
    const other = unlike ? unlike.pronoun !== 'he' : this.random.chance(0.5);
    const pronoun = MOTHERLY.includes(kind) || !other ? 'she' : 'he';
    return {
      type: 'character',
      name: '',
      kind,
      pronoun,
      sort,
      trait,
      of: null,
      place: null,
      holds: new Set(),
      knows: new Set(),
    };
  }

  group(...members: Character[]): Group {
    return { type: 'group', members };
  }

  /** A place where such a hero may be, other than those given. */
  somewhere(hero: Character, except: readonly Place[] = [], scenes?: readonly string[]): Place {
    const whose = hero.sort === 'animal' ? 'animals' : 'children';
    const theirs = PLACES.filter(
      (place) => (place.for === 'all' || place.for === whose) && !except.includes(place),
    );
    // Nobody goes where he lives.
    const { home } = this.cast;
    const away = theirs.filter(({ id }) => typeof home !== 'string' || !home.endsWith(id));
    const fitting = scenes ? away.filter((place) => scenes.includes(place.scene)) : away;
    const places = fitting.length > 0 ? fitting : away;
    return this.random.pick(places);
  }

  /** A thing whose noun has one of the tags: the required noun where it fits, described by the required adjective. */
  object(...tags: string[]): Thing {
    const { noun } = this.required;
    const wanted = !this.nounUsed && noun.countable && tags.some((tag) => hasTag(noun, tag));
    const chosen = wanted ? noun : this.fresh(this.random.pick(tags), (other) => other.countable);
    if (wanted) this.nounUsed = true;
    this.#usedNouns.add(chosen.word);
    return {
      type: 'thing',
      noun: chosen,
      adjective: this.describe(chosen),
      owner: null,
      holder: null,
      spot: '',
      state: 'whole',
    };
  }

  edible(thing: Thing): boolean {
    return hasTag(thing.noun, 'eat');
  }

  /** A noun with the tag that this story has not used yet; never the required one. */
  fresh(tag: string, accept: (noun: Noun) => boolean = () => true): Noun {
    const nouns = nounsWith(tag);
    for (let tries = 0; tries < 40; tries++) {
      const noun = this.random.pick(nouns);
      if (noun !== this.required.noun && accept(noun) && !this.#usedNouns.has(noun.word)) {
        this.#usedNouns.add(noun.word);
        return noun;
      }
    }
    throw new MismatchError(`no noun is left with tag "${tag}"`);
  }

  /** An adjective for a noun: the required one where it fits. */
  describe(noun: Noun): Adjective | null {
    const { adjective } = this.required;
    if (!this.adjectiveUsed && fits(adjective, noun)) {
      this.adjectiveUsed = true;
      return adjective;
    }
    const fitting = adjectivesFor(noun);
    if (fitting.length === 0) return null;
    const chosen = this.random.pick(fitting);
    return chosen === adjective ? null : chosen;
  }

  /** An adjective of a class, the required one where it is of it. */
  quality(kind: string, favorites: readonly string[] = []): string {
    const { adjective } = this.required;
    if (!this.adjectiveUsed && adjective.kind === kind) {
      this.adjectiveUsed = true;
      return adjective.word;
    }
    return favorites.length > 0 ? this.random.pick(favorites) : this.random.pick(adjectivesOf(kind)).word;
  }

  // --- text -----------------------------------------------------------------------------------------------------

  /** Says one of the variants. */
  say(variants: string | readonly string[], roles?: Roles): void {
    const source = typeof variants === 'string' ? variants : this.random.pick(variants);
    this.#teller.write(source, roles ? { ...this.cast, ...roles } : this.cast);
    this.#lastSpeaker = '';
  }

  paragraph(): void {
    this.#teller.paragraph();
    this.#lastSpeaker = '';
  }

  /**
   * Somebody speaks: the words themselves in a story with dialogue, else what they amount to (which may be nothing).
   * @param who role of the speaker
   * @param direct what is said, without quotation marks
   * @param indirect whole sentences for a story without dialogue
   */
  speak(
    who: string,
    direct: readonly string[],
    indirect: readonly string[],
    mood: Mood = 'plain',
    roles?: Roles,
  ): void {
    if (!this.has('Dialogue')) {
      if (indirect.length > 0) this.say(indirect, roles);
      return;
    }
    const words = this.#resolve(this.random.pick(direct));
    const answering = this.#lastSpeaker !== '' && this.#lastSpeaker !== who;
    const all = roles ? { ...this.cast, ...roles } : this.cast;
    this.#teller.write(this.#quote(who, words, mood, answering, all[who]!), all);
    this.#lastSpeaker = who;
  }

  /** Decides the alternatives of a template, so that what is said is known before it is quoted. */
  #resolve(source: string): string {
    let text = source;
    while (text.includes('{'))
      text = text.replace(/\{([^{}]*)\}/, (_, options: string) => this.random.pick(options.split('|')));
    return text;
  }

  #quote(who: string, words: string, mood: Mood, answering: boolean, speaker: Entity): string {
    const split = words.search(/[.!?] (?=[A-Z[{^])/);
    const first = split < 0 ? words : words.slice(0, split + 1);
    const rest = split < 0 ? '' : words.slice(split + 2);
    const comma = (text: string): string => (text.endsWith('.') ? `${text.slice(0, -1)},` : text);
    const style = this.random.int(10);
    const said = (text: string): string => this.#speechVerb(text, mood, answering);
    if (rest !== '' && style < 5)
      return `"^${comma(first)}" ${this.#tag(who, said(first), speaker)}. "^${rest}"`;
    if (style < 7) return `"^${comma(words)}" ${this.#tag(who, said(words), speaker)}.`;
    if (style < 9) return `[${who}] ${said(first)}, "^${words}"`;
    return `[${who}] ${this.random.pick(GESTURES[mood])}. "^${comma(words)}" [${who}.he] ${said(words).replace(/^(said .*|sighed|laughed)$/, 'said')}.`;
  }

  #tag(who: string, verb: string, speaker: Entity): string {
    if (
      typeof speaker === 'object' &&
      speaker.type === 'character' &&
      speaker.name &&
      !verb.includes(' ') &&
      this.random.chance(0.35)
    )
      return `${verb} [${who}.n]`;
    return `[${who}] ${verb}`;
  }

  #speechVerb(words: string, mood: Mood, answering: boolean): string {
    const end = words.at(-1);
    const { verb } = this.required;
    if (!this.verbUsed && verb.moments.includes('say') && SPEECH[verb.base]?.(end!, answering)) {
      this.verbUsed = true;
      return verb.past;
    }
    if (end === '?') return 'asked';
    if (end === '!') return this.random.pick(EXCLAIMED[mood]);
    return this.random.pick(SAID[mood]);
  }

  // --- moments: where required words find their place, and details theirs ---------------------------------------------

  /** What somebody does at such a moment of the story. Happens if the required verb waits for it, or by chance. */
  moment(kind: Moment, who: string, chance = 0.5, frames: readonly string[] = FRAMES[kind]): boolean {
    const due = this.due(kind);
    if (!due && !(this.room && this.random.chance(chance))) return false;
    const chosen = due ? this.required.verb : this.#otherVerb(kind);
    if (due) this.verbUsed = true;
    this.say(fill(this.random.pick(frames), who, chosen, this.random.pick(chosen.complements)));
    return true;
  }

  /** Whether the required verb waits for such a moment. */
  due(kind: Moment): boolean {
    return !this.verbUsed && this.required.verb.moments.includes(kind);
  }

  /** "to jump over puddles": something one likes to do. `person` is a role whose pronoun the phrase follows. */
  pastime(who: string, form: 'base' | 'ing' = 'base'): string {
    const due = this.due('fun');
    const chosen = due ? this.required.verb : this.#otherVerb('fun');
    if (due) this.verbUsed = true;
    return phrase(chosen[form], this.random.pick(chosen.complements), who);
  }

  #otherVerb(kind: Moment): Verb {
    let chosen: Verb;
    do chosen = this.random.pick(VERBS_BY_MOMENT[kind]);
    while (chosen === this.required.verb);
    return chosen;
  }

  /** Something seen in passing, where the hero is; places the required noun or adjective if they wait. */
  scenery(who: string, chance = 0.4): void {
    if (!this.nounUsed) {
      this.nounUsed = true;
      this.#usedNouns.add(this.required.noun.word);
      this.#show(this.required.noun, who);
    } else if (this.room && this.random.chance(chance)) {
      const place = this.character(who).place;
      const scene = place?.scene ?? 'town';
      if (this.random.chance(0.4)) this.#pass(scene, who);
      else this.#show(this.fresh(`at:${scene}`), who);
    }
    this.#placeAdjective(who);
  }

  /** Two things that one goes past. */
  #pass(scene: string, who: string): void {
    const still = (noun: Noun): boolean => hasTag(noun, 'still');
    const roles = {
      n: this.#full(this.fresh(`at:${scene}`, still)),
      m: this.#full(this.fresh(`at:${scene}`, still)),
    };
    this.say(
      [
        'The {way|path} {led|went} past a(n) [n] and a(n) [m].',
        '[h] went past a(n) [n], and then past a(n) [m].',
        'There was a(n) [n] on one side and a(n) [m] on the other.',
        'Between a(n) [n] and a(n) [m], [h] stopped {for a moment|and looked around}.',
      ].map((line) => line.replace('[h]', `[${who}]`)),
      roles,
    );
  }

  #full(noun: Noun): string {
    const adjective = this.describe(noun);
    return adjective ? `${adjective.word} ${noun.word}` : noun.word;
  }

  #show(noun: Noun, who: string): void {
    const adjective = this.describe(noun);
    const full = adjective ? `${adjective.word} ${noun.word}` : noun.word;
    if (noun.uses.length > 0) {
      const source = this.random
        .pick(noun.uses)
        .replace('A_', noun.countable ? 'a(n) [n]' : 'some [n]')
        .replace('_', '[n]');
      this.say(source.replaceAll('[h', `[${who}`), { n: full });
      return;
    }
    const scene = this.character(who).place?.scene;
    const strange = noun.found.length > 0 && scene !== undefined && !noun.found.includes(scene);
    const frames = strange ? IMAGINED : SHOWN[noun.kind];
    if (frames === undefined) throw new MismatchError(`nothing shows a noun of kind "${noun.kind}"`);
    const source = this.random.pick(frames).replaceAll('[h', `[${who}`);
    this.say(noun.countable ? source : source.replaceAll('a(n)', 'some'), { n: full });
  }

  #placeAdjective(who: string): void {
    if (this.adjectiveUsed) return;
    const { adjective } = this.required;
    const fitting = [
      'furniture',
      'building',
      'beast',
      'toy',
      'clothes',
      'garment',
      'tool',
      'gear',
      'treasure',
      'fruit',
      'baked',
      'land',
      'plant',
      'fragile',
      'vehicle',
      'bug',
      'meal',
    ];
    const scene = this.character(who).place?.scene ?? 'town';
    for (const tag of [`at:${scene}`, ...fitting.map((kind) => `kind:${kind}`)]) {
      const nouns = nounsWith(tag).filter((noun) => fits(adjective, noun) && !this.#usedNouns.has(noun.word));
      if (nouns.length === 0) continue;
      const noun = this.random.pick(nouns);
      this.#usedNouns.add(noun.word);
      this.#show(noun, who);
      return;
    }
    const spots = PLACE_NOUNS[adjective.word];
    if (spots !== undefined) {
      this.adjectiveUsed = true;
      this.say(
        ['[w] went past a(n) [a] [p].', 'On the way, there was a(n) [a] [p].'].map((line) =>
          line.replace('[w]', `[${who}]`),
        ),
        {
          a: adjective.word,
          p: this.random.pick(spots),
        },
      );
    }
  }

  /** How the day is, and how somebody feels in it: places an adjective of weather or feeling if one waits. */
  day(who: string, chance = 0.4): void {
    const { adjective } = this.required;
    const due = (kind: string): boolean => !this.adjectiveUsed && adjective.kind === kind;
    if (due('weather') || (this.room && this.random.chance(chance / 2))) {
      const word = this.quality('weather');
      this.say(
        FAIR.includes(word)
          ? [
              'It was a(n) [a] {day|morning}.',
              'The {day|morning} was [a].',
              'It was [a] {outside|that day|that morning}.',
              'It was a(n) [a] {day|morning}, and {birds sang in the trees|the air was fresh|the grass smelled good}.',
            ]
          : [
              'It had been [a] the day before, but now {the sun was out|the sky was blue|it was warm}.',
              'The night had been [a], but the morning was {clear|warm|bright}.',
              'After a(n) [a] {night|week}, {the sun was out again|it was a fine day at last}.',
            ],
        { a: word },
      );
    }
    if (due('feeling') || (this.room && this.random.chance(chance / 2)))
      this.say(
        [
          `That {day|morning}, [${who}] felt [a].`,
          `[${who}] felt [a] {that morning|that day|when [${who}.he] got up}.`,
        ],
        {
          a: this.quality('feeling', [
            'happy',
            'glad',
            'full of life',
            'excited',
            'bored',
            'cheerful',
            'calm',
            'rested',
          ]),
        },
      );
  }

  /** That something went wrong shows: places a sad verb and a hurt adjective if they wait. */
  sorrow(
    who: string,
    chance = 0.7,
    favorites: readonly string[] = ['sad', 'upset', 'very sad', 'unhappy', 'worried', 'so sad'],
  ): void {
    const adjective = this.quality('hurt', favorites);
    this.say(
      [
        `[${who}] [${who}.was] [a].`,
        `[${who}] felt [a].`,
        `This made [${who}.o] [a].`,
        `Now [${who}] [${who}.was] [a].`,
        `[${who}] looked [a] and {did not know what to do|said nothing|stood still}.`,
        `It made [${who}.o] feel [a].`,
      ],
      { a: adjective },
    );
    this.moment('sad', who, chance);
  }

  /** A feature of the story comes to pass here; kept in the event log. */
  mark(feature: Feature | 'hint' | 'payoff'): void {
    this.world.feature(feature);
  }

  /** The lesson, in a story that has one. */
  moral(...variants: string[]): void {
    if (!this.has('MoralValue')) return;
    this.mark('MoralValue');
    this.say(this.random.pick(LESSONS).replace('[lesson]', () => this.random.pick(variants)));
  }

  /** Whether all that was asked for has come about: the words, and just the features. */
  complete(): boolean {
    if (!this.verbUsed || !this.nounUsed || !this.adjectiveUsed) return false;
    const marked = new Set(
      this.world.events.filter(({ kind }) => kind === 'feature').map(({ note }) => note),
    );
    for (const feature of ['BadEnding', 'MoralValue', 'Twist', 'Conflict'] as const)
      if (marked.has(feature) !== this.has(feature)) return false;
    const foreshadowed = this.has('Foreshadowing');
    if (marked.has('hint') !== foreshadowed || marked.has('payoff') !== foreshadowed) return false;
    return this.text.includes('"') === this.has('Dialogue');
  }

  /** One or two true sentences about the whole. */
  summarise(...variants: string[]): void {
    const teller = new Teller(this.random);
    teller.write(this.random.pick(variants), this.cast);
    this.summary = teller.text;
  }
}

function phrase(form: string, complement: string, who: string): string {
  return complement === '' ? form : `${form} ${complement.replaceAll('[his]', `[${who}.his]`)}`;
}

function fill(frame: string, who: string, verb: Verb, complement: string): string {
  return frame
    .replaceAll('[h', `[${who}`)
    .replace('<base>', () => phrase(verb.base, complement, who))
    .replace('<past>', () => phrase(verb.past, complement, who))
    .replace('<ing>', () => phrase(verb.ing, complement, who));
}

/** Kinds that are a she by their name. */
const MOTHERLY = ['hen', 'cow', 'goose', 'duck'];

const FAIR = ['sunny', 'windy', 'cloudy', 'mild', 'breezy'];

const FRAMES: Readonly<Record<Moment, readonly string[]>> = {
  fun: [
    '[h] {loved|liked} to <base>.',
    'Most of all, [h] {loved|liked} to <base>.',
    'Every {day|morning|afternoon}, [h] <past>.',
    '[h] was very good at <ing>.',
    '[h] never got tired of <ing>.',
    '[h] often <past>.',
    '{Nothing was better for [h.o] than to|There was nothing that [h] liked more than to} <base>.',
    '{On most days|When the sun was out|After lunch}, [h] <past>.',
    '[h] <past> {almost every day|whenever [h.he] could}.',
  ],
  way: [
    'On the way, [h] <past>.',
    '[h] <past>.',
    'There, [h] <past>.',
    'Along the way, [h] <past>.',
    'Before long, [h] <past>.',
    'After a few steps, [h] <past>.',
    '{A little later|Soon}, [h] <past>.',
  ],
  think: [
    '[h] <past>.',
    'Then [h] <past>.',
    'But first, [h] <past>.',
    'Before doing anything else, [h] <past>.',
  ],
  rest: [
    'Later, [h] <past>.',
    'In the evening, [h] <past>.',
    'Back at home, [h] <past>.',
    'After all that, [h] <past>.',
    'When the {day|adventure} was over, [h] <past>.',
  ],
  joy: [
    '[h] <past>.',
    '[h] [h.was] so happy that [h.he] <past>.',
    'Full of joy, [h] <past>.',
    '{At once|Right away}, [h] <past>.',
  ],
  sad: [
    '[h] <past>.',
    'All [h] could do was <base>.',
    '[h] began to <base>.',
    '[h] could not help it and <past>.',
  ],
  fear: ['[h] <past>.', '[h] [h.was] so scared that [h.he] <past>.', 'Full of fear, [h] <past>.'],
  say: ['[h] <past>.'],
  game: [
    'Together, [h] <past>.',
    'That day, [h] <past>.',
    '[h] <past> for hours.',
    'They {laughed and |}<past> together.',
    'First, [h] <past>.',
  ],
};

const SPEECH: Readonly<Record<string, (end: string, answering: boolean) => boolean>> = {
  whisper: (end) => end !== '!',
  shout: (end) => end === '!',
  yell: (end) => end === '!',
  call: (end) => end === '!',
  'cry out': (end) => end === '!',
  answer: (end, answering) => answering && end !== '?',
  reply: (end, answering) => answering && end !== '?',
  explain: (end) => end === '.',
  announce: (end) => end !== '?',
};
const EXCLAIMED: Readonly<Record<Mood, readonly string[]>> = {
  plain: ['said', 'called', 'said', 'cried'],
  happy: ['said', 'cried', 'laughed', 'shouted', 'called', 'cheered'],
  sad: ['cried', 'sobbed', 'cried', 'said'],
  angry: ['shouted', 'yelled', 'cried', 'said'],
  afraid: ['cried', 'screamed', 'called', 'cried'],
};
const SAID: Readonly<Record<Mood, readonly string[]>> = {
  plain: ['said', 'said', 'said', 'said'],
  happy: ['said', 'said', 'said with a smile', 'said happily'],
  sad: ['said', 'said sadly', 'said softly', 'sighed'],
  angry: ['said', 'said angrily', 'grumbled'],
  afraid: ['said', 'whispered', 'said in a small voice'],
};
const GESTURES: Readonly<Record<Mood, readonly string[]>> = {
  plain: ['thought for a moment', 'looked up', 'turned around', 'stopped', 'nodded slowly'],
  happy: ['smiled', 'laughed', 'jumped for joy', 'nodded', 'beamed'],
  sad: ['looked down', 'sighed', 'wiped away a tear', 'sniffed'],
  angry: ['frowned', 'stamped one foot', 'turned red', 'made an angry face'],
  afraid: ['took a step back', 'swallowed hard', 'shook all over', 'held still'],
};

const PLACE_NOUNS: Readonly<Record<string, readonly string[]>> = {
  peaceful: ['pond', 'village', 'garden'],
  crowded: ['bus', 'shop', 'square'],
  empty: ['house', 'barn', 'boat'],
  hidden: ['path', 'door'],
  dark: ['tunnel', 'cave', 'corner'],
  deep: ['hole', 'well', 'ditch'],
  distant: ['hill', 'tower'],
  famous: ['old tree', 'statue', 'bridge'],
  narrow: ['bridge', 'path', 'street'],
  steep: ['hill', 'path'],
  open: ['gate', 'window', 'field'],
  secret: ['garden', 'path', 'door'],
};

const LESSONS = [
  '[h] learned that [lesson].',
  'That day, [h] learned that [lesson].',
  'From that day on, [h] knew that [lesson].',
  '[h] never forgot what [h.he] had learned: [lesson].',
  'And so [h] learned that [lesson].',
  'The lesson is that [lesson].',
  '{In the end|That evening|After all this}, [h] had learned that [lesson].',
];

/** Sentences for a noun that is not found where the hero is. */
const IMAGINED = [
  'That morning, [h] had seen a(n) [n] in a book.',
  'The night before, [h] had dreamed of a(n) [n].',
  'At home, [h] had a picture of a(n) [n] on the wall.',
  'The day before, [h] had drawn a(n) [n].',
  'Once, [h] had heard a story about a(n) [n].',
];

/** Sentences that show a noun of a kind in passing; `n` is the noun with its describing word. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  toy: [
    'Earlier that day, [h] had played with a(n) [n].',
    'Through a window, [h] saw a(n) [n].',
    'A child ran past with a(n) [n].',
  ],
  fragile: ['At breakfast that day, there had been a(n) [n] on the table.', 'In a window, [h] saw a(n) [n].'],
  clothes: [
    '[h] wore a(n) [n] that day.',
    'An old man with a(n) [n] went by.',
    'Somebody had left a(n) [n] on a fence.',
  ],
  garment: [
    '[h] wore a(n) [n] that day.',
    'An old man in a(n) [n] went by.',
    'Somebody had hung a(n) [n] on a fence to dry.',
  ],
  treasure: ['[h] had a(n) [n] in [h.his] pocket for good luck.', 'Once, [h] had found a(n) [n] near there.'],
  gear: [
    '[h] had a(n) [n] with [h.him] that day.',
    'Somebody had left a(n) [n] by the wall.',
    'Somebody with a(n) [n] went by.',
  ],
  tool: [
    'Somebody had left a(n) [n] by the wall.',
    'A man with a(n) [n] went by.',
    'A(n) [n] leaned on a fence nearby.',
  ],
  fruit: [
    '[h] had brought a(n) [n] to eat and enjoyed every bite.',
    'For breakfast, [h] had eaten a(n) [n].',
    '[h] had a(n) [n] in [h.his] bag for later.',
  ],
  baked: [
    '[h] had brought a(n) [n] to eat and enjoyed every bite.',
    'At home, [h] had eaten a(n) [n].',
    '[h] had a(n) [n] in [h.his] bag for later.',
  ],
  meal: ['For breakfast, [h] had eaten a(n) [n].', '[h] had brought a(n) [n] along and had a little.'],
  beast: [
    'A(n) [n] looked at [h.o] for a moment and went on.',
    '{Not far away|Near a fence|Under a bush|Behind a tree}, [h] saw a(n) [n]{| that was looking for food| that was fast asleep| with its little one}.',
    'A(n) [n] was {resting in the sun|looking for food|sitting very still|drinking from a puddle|scratching its ear} {by the path|near a fence|close by|next to a rock|under a tree}.',
    'A(n) [n] came by, but it did not stay.',
  ],
  bug: [
    'A(n) [n] sat on a {leaf|flower|blade of grass|warm stone|small branch}{| and did not move| in the sun}.',
    '[h] saw a(n) [n] on a {stone|log|leaf|flower} {by the path|near the gate|in the shade}.',
    'A(n) [n] went by, and [h] watched it {for a while|until it was gone|with big eyes}.',
  ],
  plant: [
    '[h] saw a(n) [n] {in the sun|in the shade|by the path}.',
    'Nearby, there was a(n) [n] {with drops of water on it|in the warm light|next to a stone}.',
    'There was a(n) [n] {by the path|near a wall|next to an old stump}{|, and it smelled good|, full of tiny bugs}.',
  ],
  land: [
    'Not far away, there was a(n) [n].',
    '[h] went past a(n) [n]{| and looked at it for a while| where {birds|frogs|bees} lived}.',
    '[h] came to a(n) [n] and {looked around|stopped for a moment|listened}.',
  ],
  building: [
    '[h] went past a(n) [n]{| and wondered who had made it| and looked at it for a while}.',
    'Not far away stood a(n) [n].',
    'There was a(n) [n] {close by|at the end of the path|behind the trees}.',
  ],
  vehicle: [
    'A(n) [n] {went by|went by very slowly|went by with a lot of noise}.',
    'Far away, [h] saw a(n) [n] {full of boxes|on its way home|with two people in it}.',
    '[h] stopped to look at a(n) [n].',
  ],
  furniture: ['At home, the [n] had just been cleaned.', 'Before [h] left home, [h.he] had cleaned the [n].'],
  role: ['A(n) [n] waved at [h.o].', '[h] met a(n) [n] and said hello.', 'A(n) [n] was at work nearby.'],
};
