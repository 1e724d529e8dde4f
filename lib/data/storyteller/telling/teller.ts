/** Writes the text: renders templates into sentences, sentences into paragraphs. */
import { MismatchError } from '../../../runtime/errors.ts';
import type { Random } from '../../../runtime/random.ts';
import { article } from '../words/english.ts';
import { type Entity, FORMS, References } from './references.ts';
import {
  alternatives,
  CHOICE,
  CHOICE_END,
  isProbeKind,
  PROBE,
  type ProbeKind,
  roleEnd,
  SLOT,
  slotEnd,
} from './template.ts';

export type Roles = Readonly<Record<string, Entity>>;

/** A place in the text where only one continuation is right. */
export interface Probe {
  readonly kind: ProbeKind;
  /** The story up to there. */
  readonly prompt: string;
  readonly right: string;
  readonly wrong: readonly string[];
}

/** Stands in the text where a probe's answer begins, until the text is asked for. */
const MARK = '\u0001';
/** Stands before a small letter with which speech goes on after a tag in the middle of a sentence. */
export const GOES_ON = '\u0002';

const MARK_CODE = MARK.charCodeAt(0);
const GOES_ON_CODE = GOES_ON.charCodeAt(0);
const SPACE = 32;
const EXCLAIM = 33;
const QUOTE = 34;
const BRACKET = 40;
const STOP = 46;
const ASK = 63;
const LARGE_A = 65;
const CARET = 94;
const SMALL_A = 97;
const SMALL_Z = 122;
/** From a small letter to its capital. */
const TO_CAPITAL = -32;

const BUT = 'But ';
/** A piece whose last sentence begins with "But". */
const CONTRARY = /(?:^|[.!?] )But [^.!?]*[.!?]$/;

const NOBODY: Roles = {};

export class Teller {
  readonly random: Random;
  readonly #references: References;
  readonly #phrasings: number;
  readonly #probes: Omit<Probe, 'prompt'>[] = [];
  /** All paragraphs so far, with marks. */
  #marked = '';
  /** Whether nothing stands in the paragraph yet. */
  #fresh = true;
  #roles: Roles = NOBODY;
  #more: Roles | undefined;
  /** Whether the last sentence begins with "But": then the next one does not. */
  #contrary = false;
  /** What `write` has written so far of its template. */
  #piece = '';
  /** The same from the beginning of a probe on, as it was before capitals and articles; null outside. */
  #raw: string | null = null;
  #spaces = 0;
  /** Whether the template is in the middle of what somebody says. */
  #quoted = false;
  /** Whether a sentence, or what somebody says, begins at the next letter. */
  #begins = true;
  /** The last character written; 0 at first. */
  #previous = 0;
  /** Ends of an "a" in the piece that may have to become "an". */
  #articles: number[] = [];
  /** Words written so far. */
  words = 0;
  /** Whether anybody has spoken. */
  speech = false;

  constructor(random: Random, phrasings: number) {
    this.random = random;
    this.#phrasings = phrasings;
    this.#references = new References(random);
  }

  get text(): string {
    return this.#probes.length > 0 ? this.#marked.replaceAll(MARK, '') : this.#marked;
  }

  /** The places of the text where something can be tried. */
  get probes(): Probe[] {
    const parts = this.#marked.split(MARK);
    let prompt = '';
    return this.#probes.map((probe, index) => {
      prompt += parts[index];
      return { ...probe, prompt };
    });
  }

  /**
   * Renders one template (whole sentences) and appends it to the paragraph.
   * @param more roles of this template alone, which go before the others
   */
  write(source: string, roles: Roles, more?: Roles): void {
    // Nobody could tell the one who answers from the one who has just spoken.
    if (source.startsWith('"') && this.#marked.endsWith('"')) this.paragraph();
    this.#roles = roles;
    this.#more = more;
    this.#piece = '';
    this.#spaces = 0;
    this.#quoted = false;
    this.#begins = true;
    this.#previous = 0;
    this.#render(source, this.#contrary && source.startsWith(BUT) ? BUT.length : 0, source.length);
    this.#references.told(source);
    if (this.#articles.length > 0) this.#decideArticles();
    if (this.#piece === '') return;
    this.#contrary = this.#piece.includes(BUT) && CONTRARY.test(this.#piece);
    if (!this.#fresh) this.#marked += ' ';
    else if (this.#marked !== '') this.#marked += '\n\n';
    this.#marked += this.#piece;
    this.#fresh = false;
    this.words += this.#spaces + 1;
  }

  /** Ends the paragraph; an empty one is no paragraph. */
  paragraph(): void {
    if (this.#fresh) return;
    this.#fresh = true;
    this.#references.paragraph();
  }

  /** Renders a part of a source: all of it, or an option. */
  #render(source: string, from: number, to: number): void {
    let at = from;
    while (at < to) {
      const sign = this.#write(source, at, to, true);
      if (sign === to) return;
      const code = source.charCodeAt(sign);
      if (code === SLOT) at = this.#slot(source, sign);
      else if (code === CHOICE) {
        const signs = alternatives(source, sign, '}');
        const options = signs.length - 1;
        const chosen = this.random.int(options < this.#phrasings ? options : this.#phrasings);
        this.#render(source, signs[chosen]! + 1, signs[chosen + 1]!);
        at = signs[options]! + 1;
      } else if (code === PROBE) at = this.#probe(source, sign);
      else throw new MismatchError(`unbalanced } in "${source}"`);
    }
  }

  /** Renders the slot at `at`, and says where it ends. */
  #slot(source: string, at: number): number {
    const dot = roleEnd(source, at + 1);
    // A single character needs no new string.
    const role = dot === at + 2 ? source[at + 1]! : source.slice(at + 1, dot);
    const end = slotEnd(source, dot);
    let form = '';
    if (end === dot + 2) form = source[dot + 1]!;
    else if (end > dot) {
      const name = source.slice(dot + 1, end);
      form = FORMS.get(name) ?? name;
    }
    const entity = this.#more?.[role] ?? this.#roles[role];
    if (entity === undefined) throw new MismatchError(`a sentence names role "${role}", which nobody plays`);
    const text = this.#references.render(entity, form);
    this.#write(text, 0, text.length, false);
    return end + 1;
  }

  /** Renders the probe at `at`, and says where it ends. */
  #probe(source: string, at: number): number {
    const mark = source.indexOf('?', at);
    const kind = source.slice(at + 1, mark);
    if (!isProbeKind(kind)) throw new MismatchError(`no kind of probe "${kind}" in "${source}"`);
    const signs = alternatives(source, mark, '>');
    this.#piece += MARK;
    this.#previous = MARK_CODE;
    this.#raw = '';
    this.#render(source, mark + 1, signs[1]!);
    const right = this.#raw;
    this.#raw = null;
    // The wrong ones are worded as if nobody had been named: they leave no trace in the references.
    const wrong: string[] = [];
    for (let option = 1; option < signs.length - 1; option++) {
      const other = new Teller(this.random, this.#phrasings);
      other.#roles = this.#roles;
      other.#more = this.#more;
      other.#raw = '';
      other.#render(source, signs[option]! + 1, signs[option + 1]!);
      wrong.push(other.#raw);
    }
    this.#probes.push({ kind, right, wrong });
    return signs.at(-1)! + 1;
  }

  /**
   * Writes a part of a text with capitals where sentences and speech begin.
   * @param told whether it is of the template itself: only there sentences end, quotation marks are meant, and signs
   *   of the notation are read
   * @returns where it ends: at the first sign, or at `to`
   */
  #write(text: string, from: number, to: number, told: boolean): number {
    let begins = this.#begins;
    let previous = this.#previous;
    let spaces = 0;
    let start = from;
    let at = from;
    for (; at < to; at++) {
      const code = text.charCodeAt(at);
      // Letters first: they are most of any text.
      if (code >= SMALL_A) {
        if (code > SMALL_Z) {
          if (told && (code === CHOICE || code === CHOICE_END)) break;
        } else if (begins) {
          this.#piece += text.slice(start, at) + String.fromCharCode(code + TO_CAPITAL);
          start = at + 1;
        }
        begins = false;
      } else if (code === SPACE) spaces++;
      else if (code === STOP || code === EXCLAIM || code === ASK) {
        begins = true;
        if (told && !this.#quoted && text.charCodeAt(at + 1) === SPACE) this.#references.sentence();
      } else if (code === QUOTE) {
        // Speech that follows a tag begins large, and so does what follows speech that ended a sentence.
        if (previous === EXCLAIM || previous === ASK) begins = false;
        else begins ||= previous === SPACE || previous === STOP;
        if (told) {
          this.#quoted = !this.#quoted;
          this.speech = true;
        }
      } else if (code === CARET || code === GOES_ON_CODE) {
        this.#piece += text.slice(start, at);
        start = at + 1;
        begins = code === CARET;
      } else if (told && (code === SLOT || code === PROBE)) break;
      else {
        begins = false;
        if (
          code === BRACKET &&
          (previous === SMALL_A || previous === LARGE_A) &&
          text.startsWith('n) ', at + 1)
        ) {
          this.#piece += text.slice(start, at);
          this.#articles.push(this.#piece.length);
          at += 2;
          start = at + 1;
        }
      }
      previous = code;
    }
    if (at > start) this.#piece += text.slice(start, at);
    if (this.#raw !== null) this.#raw += text.slice(from, at);
    this.#spaces += spaces;
    this.#begins = begins;
    this.#previous = previous;
    return at;
  }

  /** "an" where the word that follows asks for it, the last first. */
  #decideArticles(): void {
    const piece = this.#piece;
    let decided = piece;
    for (let i = this.#articles.length - 1; i >= 0; i--) {
      const at = this.#articles[i]!;
      const end = piece.indexOf(' ', at + 1);
      if (article(piece.slice(at + 1, end < 0 ? piece.length : end)) === 'an')
        decided = `${decided.slice(0, at)}n${decided.slice(at)}`;
    }
    this.#articles = [];
    this.#piece = decided;
  }
}
