/**
 * One story while it is made: its world, its cast, the words and features it must have, and the text so far. Plots
 * work through this: they change the world, and say what happened.
 */
import type { Random } from '../../runtime/random.ts';
import { Cast } from './cast.ts';
import { Choice, type RequiredWords } from './choice.ts';
import type { Feature } from './features.ts';
import { dayOf, sorrowOf } from './telling/days.ts';
import { phrase } from './telling/frames.ts';
import { moral } from './telling/lessons.ts';
import { complementFor, momentOf } from './telling/moments.ts';
import type { Entity } from './telling/references.ts';
import { scenery } from './telling/scenery.ts';
import { type Mood, quote } from './telling/speech.ts';
import { type Probe, type Roles, Teller } from './telling/teller.ts';
import type { Scope } from './variety.ts';
import type { Lexicon, Moment } from './words/lexicon.ts';
import { World } from './world.ts';

/** How often a story takes its time. */
const UNHURRIED = 0.35;

const FIRST = ['', '', 'At first, '];
const NEXT = ['Then ', 'Next, ', 'After that, ', ''];

/** Not done again a moment later. */
const BREATH = 'took a deep breath';

/** How often a story that is long enough looks for a shorter way; more would leave the shortest ways alone. */
const HASTE = 0.35;

export class Tale extends Cast {
  readonly world: World = new World();
  readonly choice: Choice;
  readonly features: ReadonlySet<Feature>;
  readonly #teller: Teller;
  readonly #target: number;
  readonly #phrasings: number;
  /** Whether what people say in turns stands in paragraphs of its own. */
  readonly #turns: boolean;
  readonly #pickOne = <T>(variants: readonly T[]): T => this.pick(variants);
  summary = '';
  /** Who has spoken last in the talk that goes on, and who before that. */
  #lastSpeaker: Entity | null = null;
  #speakerBefore: Entity | null = null;
  /** Who has spoken in what was told last, even in another paragraph. */
  #voice: Entity | null = null;
  #untagged = false;
  /** Who has spoken, by role. */
  readonly #voices = new Set<string>();
  /** Most lines that a template has let people say: they count as one voice, or as two if there were two. */
  #lines = 0;
  /** The templates of what was told last, and before that. */
  #last = '';
  #earlier = '';
  /** Where the story is: at home at first, on the way somewhere, or there. */
  stage: 'home' | 'way' | 'there' = 'home';
  /** How many times something was said since the stage changed. */
  sinceStage = 0;
  /** Whether the story has a small scene beside its plot. */
  interluded = false;
  /** Whether it is evening by now. */
  late = false;

  /** Whether there is time for steps and turns that the story could do without; most stories keep to what matters. */
  readonly unhurried: boolean;

  /** @param asked words that it has to use */
  constructor(random: Random, asked: Partial<RequiredWords>, features: ReadonlySet<Feature>, scope: Scope) {
    super(random, scope);
    this.choice = new Choice(random, asked, scope.lexicon);
    this.features = features;
    this.#phrasings = scope.phrasings;
    this.#teller = new Teller(random, scope.phrasings);
    this.#target = scope.details ? lengthOf(random) : 0;
    this.unhurried = scope.details && random.chance(UNHURRIED);
    this.#turns = scope.details && random.chance(0.3);
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

  /** Words so far. */
  get words(): number {
    return this.#teller.words;
  }

  /** Whether the story may still grow by a detail. */
  get room(): boolean {
    return this.#teller.words < this.#target;
  }

  /** Whether the story is to stay short and simple. */
  get brief(): boolean {
    return this.#target === 0;
  }

  /** One of several ways to put something; in a variety with few phrasings one of the first. */
  pick<T>(variants: readonly T[]): T {
    const { length } = variants;
    if (length <= this.#phrasings) return this.random.pick(variants);
    return variants[this.random.int(this.#phrasings)] as T;
  }

  /** The same for what is said next: a story that is long enough goes on in the shorter of two ways, now and then. */
  #pickSentence(among: readonly string[]): string {
    const breathed = this.#last.includes(BREATH) || this.#earlier.includes(BREATH);
    const variants = breathed ? calm(among) : among;
    const chosen = this.pick(variants);
    if (this.brief || this.room || !this.random.chance(HASTE)) return chosen;
    const other = this.pick(variants);
    return other.length < chosen.length ? other : chosen;
  }

  has(feature: Feature): boolean {
    return this.features.has(feature);
  }

  /** Whether two have spoken, so that there is a dialogue. */
  get exchanged(): boolean {
    return this.#voices.size + this.#lines > 1;
  }

  /** Says one of the variants. */
  say(variants: string | readonly string[], roles?: Roles): void {
    const source = typeof variants === 'string' ? variants : this.#pickSentence(variants);
    this.#teller.write(source, this.cast, roles);
    this.#fallSilent();
    this.#remember(source);
    if (source !== '') {
      const role = voiceOf(source);
      this.#voice = (role !== null && (roles?.[role] ?? this.cast[role])) || null;
    }
    this.sinceStage++;
    this.#lines = Math.max(this.#lines, linesOf(source));
  }

  #remember(source: string): void {
    if (source === '') return;
    this.#earlier = this.#last;
    this.#last = source;
  }

  /** Says one of the variants as one of several things done in a row: "First, …", "Then …". */
  step(index: number, variants: readonly string[], roles?: Roles): void {
    const source = this.#pickSentence(variants);
    // Each of these words once.
    const order = (index === 0 ? FIRST : NEXT).filter((word) => word === '' || !this.told.has(word));
    const word = source.startsWith('[h') ? this.random.pick(order) : '';
    this.told.add(word);
    this.say(word + source, roles);
  }

  paragraph(): void {
    this.#teller.paragraph();
    this.#fallSilent();
  }

  /** The talk is over: what somebody says now answers nobody. */
  #fallSilent(): void {
    this.#lastSpeaker = null;
    this.#speakerBefore = null;
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
    const speaker = (roles?.[who] ?? this.cast[who])!;
    const last = this.#lastSpeaker;
    const answering = last !== null && last !== speaker;
    const source = quote(this.random, this.choice, {
      who,
      speaker,
      words: this.#pickSentence(direct),
      mood,
      answering,
      adding: last === speaker,
      again: this.#voice === speaker,
      // A third one who joins in has to be named, and so have two who talk while the hero listens.
      clear:
        answering &&
        this.#turns &&
        !this.#untagged &&
        (speaker === this.cast.h || last === this.cast.h) &&
        (this.#speakerBefore === speaker || this.people.size < 3),
      untagged: this.#untagged && last !== null && !(answering && this.#turns),
      done: this.told,
      before: this.#earlier + this.#last,
      pick: this.#pickOne,
    });
    // Right behind a tag, an answer would look like more of what the one before says.
    if (answering && (this.#turns || source.startsWith('"'))) this.#teller.paragraph();
    this.#teller.write(source, this.cast, roles);
    this.#remember(source);
    this.#voice = speaker;
    this.#voices.add(who);
    this.#untagged = source.startsWith('"') && source.indexOf('"', 1) === source.length - 1;
    if (answering) this.#speakerBefore = last;
    this.#lastSpeaker = speaker;
    this.sinceStage++;
  }

  /** The story goes on elsewhere. */
  moveTo(stage: Tale['stage']): void {
    this.stage = stage;
    this.sinceStage = 0;
  }

  /** What somebody does at such a moment of the story. Happens if the required verb waits for it, or by chance. */
  moment(kind: Moment, who: string, chance = 0.5, frames?: readonly string[]): boolean {
    return momentOf(this, kind, who, chance, frames);
  }

  /** "jumping over puddles": something that whoever plays the role likes. */
  pastime(who: string): string {
    // In a story that ends badly it may be told of or not; there the required verb is left for its end.
    const verb = this.choice.verb('fun', this.has('BadEnding'));
    return phrase(verb.ing, complementFor(this, verb, who), `[${who}.his]`);
  }

  /** Something seen in passing, where somebody is; places the required noun or adjective if they wait. */
  scenery(who: string, chance = 0.4): void {
    scenery(this, who, chance);
  }

  /** How the day is, and how somebody feels in it: places an adjective of weather or feeling if one waits. */
  day(who: string, chance = 0.4): void {
    dayOf(this, who, chance);
  }

  /** That something went wrong shows: places a sad verb and a hurt adjective if they wait. */
  sorrow(who: string, chance = 0.7, favorites?: readonly string[]): void {
    sorrowOf(this, who, favorites);
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
    moral(this, this.pick(variants));
  }

  /** Whether all that was asked for has come about: the words, and just the features. */
  complete(): boolean {
    if (!this.choice.done) return false;
    const marked = new Set<string>();
    for (const { kind, note } of this.world.events) if (kind === 'feature') marked.add(note);
    for (const feature of ['BadEnding', 'MoralValue', 'Twist', 'Conflict'] as const)
      if (marked.has(feature) !== this.has(feature)) return false;
    const foreshadowed = this.has('Foreshadowing');
    if (marked.has('hint') !== foreshadowed || marked.has('payoff') !== foreshadowed) return false;
    return this.#teller.speech === this.has('Dialogue') && this.choice.settle(this.text);
  }

  /** One or two true sentences about the whole. */
  summarise(...variants: string[]): void {
    const teller = new Teller(this.random, this.#phrasings);
    teller.write(this.pick(variants), this.cast);
    this.summary = teller.text;
  }
}

/** The role of the one whose words a template ends with: the last one named outside them. */
function voiceOf(source: string): string | null {
  if (!source.endsWith('"')) return null;
  const told = source.replace(/"[^"]*"/g, '');
  return /\[(\w+)(?:\.\w+)?\][^[]*$/.exec(told)?.[1] ?? null;
}

/** How much of a template stands between quotation marks. */
function linesOf(source: string): number {
  let marks = 0;
  for (let at = source.indexOf('"'); at >= 0; at = source.indexOf('"', at + 1)) marks++;
  return (marks + 1) >> 1;
}

/** Those in which nobody breathes deeply, if there are any. */
function calm(variants: readonly string[]): readonly string[] {
  const others = variants.filter((one) => !one.includes(BREATH));
  return others.length > 0 ? others : variants;
}

/** How many words a story may have before it stops growing by details; short ones and long ones are rarer. */
function lengthOf(random: Random): number {
  const share = random.float();
  if (share < 0.5) return 1 + random.int(20);
  if (share < 0.88) return 20 + random.int(50);
  if (share < 0.97) return 70 + random.int(50);
  return 120 + random.int(60);
}
