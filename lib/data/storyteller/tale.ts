/**
 * One story while it is made: its world, its cast, the words and features it must have, and the text so far. Plots
 * work through this: they change the world, and say what happened.
 */
import type { Random } from '../../runtime/random.ts';
import { Cast } from './cast.ts';
import { Choice, type RequiredWords } from './choice.ts';
import type { Feature } from './features.ts';
import { FAIR, FRAMES, LESSONS } from './telling/phrases.ts';
import { scenery } from './telling/scenery.ts';
import { type Mood, quote } from './telling/speech.ts';
import { type Probe, type Roles, Teller } from './telling/teller.ts';
import type { Scope } from './variety.ts';
import type { Lexicon, Moment, Verb } from './words/lexicon.ts';
import { World } from './world.ts';

const FIRST = ['', '', 'First, ', 'At first, ', 'To begin with, '];
const NEXT = ['', '', 'Then ', 'Next, ', 'After that, '];

export class Tale extends Cast {
  readonly world: World = new World();
  readonly choice: Choice;
  readonly features: ReadonlySet<Feature>;
  readonly #teller: Teller;
  readonly #target: number;
  readonly #phrasings: number;
  summary = '';
  #lastSpeaker = '';

  constructor(random: Random, required: RequiredWords, features: ReadonlySet<Feature>, scope: Scope) {
    super(random, scope);
    this.choice = new Choice(random, required, scope.lexicon);
    this.features = features;
    this.#phrasings = scope.phrasings;
    this.#teller = new Teller(random, scope.phrasings);
    const target = 60 + random.int(100);
    this.#target = scope.details ? target : 0;
  }

  get lexicon(): Lexicon {
    return this.choice.lexicon;
  }

  get text(): string {
    return this.#teller.text;
  }

  /** Where the story's text can be used to try what a model has understood. */
  get probes(): Probe[] {
    return this.#teller.probes;
  }

  /** Whether the story may still grow by a detail. */
  get room(): boolean {
    return this.#teller.words < this.#target;
  }

  /** One of several ways to put something; in a variety with few phrasings one of the first. */
  pick<T>(variants: readonly T[]): T {
    return this.random.pick(
      variants.length > this.#phrasings ? variants.slice(0, this.#phrasings) : variants,
    );
  }

  has(feature: Feature): boolean {
    return this.features.has(feature);
  }

  /** Says one of the variants. */
  say(variants: string | readonly string[], roles?: Roles): void {
    const source = typeof variants === 'string' ? variants : this.pick(variants);
    this.#teller.write(source, roles ? { ...this.cast, ...roles } : this.cast);
    this.#lastSpeaker = '';
  }

  /** Says one of the variants as one of several things done in a row: "First, …", "Then …". */
  step(index: number, variants: readonly string[], roles?: Roles): void {
    const source = this.pick(variants);
    const order = index === 0 ? FIRST : NEXT;
    this.say(source.startsWith('[h') ? `${this.random.pick(order)}${source}` : source, roles);
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
    const all = roles ? { ...this.cast, ...roles } : this.cast;
    const speech = {
      who,
      speaker: all[who]!,
      words: this.pick(direct),
      mood,
      answering: this.#lastSpeaker !== '' && this.#lastSpeaker !== who,
      pick: <T>(variants: readonly T[]) => this.pick(variants),
    };
    this.#teller.write(quote(this.random, this.choice, speech), all);
    this.#lastSpeaker = who;
  }

  /** What somebody does at such a moment of the story. Happens if the required verb waits for it, or by chance. */
  moment(kind: Moment, who: string, chance = 0.5, frames: readonly string[] = FRAMES[kind]): boolean {
    if (!this.choice.due(kind) && !(this.room && this.random.chance(chance))) return false;
    const verb = this.choice.verb(kind);
    this.say(fill(this.pick(frames), who, verb, this.random.pick(verb.complements)));
    return true;
  }

  /** "jumping over puddles": something that whoever plays the role likes. */
  pastime(who: string): string {
    const verb = this.choice.verb('fun');
    return phrase(verb.ing, this.random.pick(verb.complements), who);
  }

  /** Something seen in passing, where somebody is; places the required noun or adjective if they wait. */
  scenery(who: string, chance = 0.4): void {
    scenery(this, who, chance);
  }

  /** How the day is, and how somebody feels in it: places an adjective of weather or feeling if one waits. */
  day(who: string, chance = 0.4): void {
    if (this.choice.waits('weather') || (this.room && this.random.chance(chance / 2))) {
      const word = this.choice.quality('weather');
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
    if (this.choice.waits('feeling') || (this.room && this.random.chance(chance / 2)))
      this.say(
        [
          `That {day|morning}, [${who}] felt [a].`,
          `[${who}] felt [a] {that morning|that day|when [${who}.he] got up}.`,
        ],
        {
          a: this.choice.quality('feeling', [
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
    const adjective = this.choice.quality('hurt', favorites);
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

  /** A feature of the story comes to pass here; kept in the event log. A hint must be known when it pays off. */
  mark(feature: Feature | 'hint' | 'payoff'): void {
    if (feature === 'hint') this.world.learn(this.character('h'), 'the hint');
    if (feature === 'payoff') this.world.recall(this.character('h'), 'the hint');
    this.world.feature(feature);
  }

  /** The lesson, in a story that has one. */
  moral(...variants: string[]): void {
    if (!this.has('MoralValue')) return;
    this.mark('MoralValue');
    this.say(this.pick(LESSONS).replace('[lesson]', () => this.pick(variants)));
  }

  /** Whether all that was asked for has come about: the words, and just the features. */
  complete(): boolean {
    if (!this.choice.done) return false;
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
    const teller = new Teller(this.random, this.#phrasings);
    teller.write(this.pick(variants), this.cast);
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
