/** Writes the text: renders templates into sentences, sentences into paragraphs. */
import { MismatchError } from '../../../runtime/errors.ts';
import type { Random } from '../../../runtime/random.ts';
import { article } from '../words/english.ts';
import { type Entity, References } from './references.ts';
import { compile, type ProbeKind, type Template } from './template.ts';

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

export class Teller {
  readonly random: Random;
  readonly #references: References;
  readonly #phrasings: number;
  readonly #probes: Omit<Probe, 'prompt'>[] = [];
  readonly #paragraphs: string[] = [];
  #paragraph = '';
  #piece = '';
  #quoted = false;
  #more: Roles | undefined;
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
    return this.#marked.replaceAll(MARK, '');
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

  get #marked(): string {
    return [...this.#paragraphs, this.#paragraph].filter((paragraph) => paragraph !== '').join('\n\n');
  }

  /**
   * Renders one template (whole sentences) and appends it to the paragraph.
   * @param more roles of this template alone, which go before the others
   */
  write(source: string, roles: Roles, more?: Roles): void {
    this.#piece = '';
    this.#quoted = false;
    this.#more = more;
    this.#render(compile(source), roles);
    this.#references.sentence();
    const [sentence, words] = polish(this.#piece);
    if (sentence === '') return;
    this.#paragraph += this.#paragraph === '' ? sentence : ` ${sentence}`;
    this.words += words;
  }

  /** Ends the paragraph; an empty one is no paragraph. */
  paragraph(): void {
    if (this.#paragraph === '') return;
    this.#paragraphs.push(this.#paragraph);
    this.#paragraph = '';
    this.#references.paragraph();
  }

  #render(template: Template, roles: Roles): void {
    for (const node of template) {
      if (node.type === 'text') this.#text(node.text);
      else if (node.type === 'choice') this.#render(this.#pick(node.options), roles);
      else if (node.type === 'probe') this.#probe(node.kind, node.options, roles);
      else {
        const entity = this.#more?.[node.role] ?? roles[node.role];
        if (entity === undefined)
          throw new MismatchError(`a sentence names role "${node.role}", which nobody plays`);
        this.#piece += this.#references.render(entity, node.form);
      }
    }
  }

  #probe(kind: ProbeKind, options: readonly Template[], roles: Roles): void {
    this.#piece += MARK;
    const start = this.#piece.length;
    this.#render(options[0]!, roles);
    const right = this.#piece.slice(start);
    // The wrong ones are worded as if nobody had been named: they leave no trace in the references.
    const wrong = options.slice(1).map((option) => {
      const [only] = option;
      if (option.length === 1 && only?.type === 'text') return only.text;
      const other = new Teller(this.random, this.#phrasings);
      other.#more = this.#more;
      other.#render(option, roles);
      return other.#piece;
    });
    this.#probes.push({ kind, right, wrong });
  }

  #pick<T>(options: readonly T[]): T {
    const { length } = options;
    return options[this.random.int(Math.min(length, this.#phrasings))] as T;
  }

  #text(text: string): void {
    this.#piece += text;
    for (let at = 0; at < text.length; at++) {
      const character = text[at];
      if (character === '"') {
        this.#quoted = !this.#quoted;
        this.speech = true;
      } else if (!this.#quoted && (character === '.' || character === '!' || character === '?'))
        if (text[at + 1] === ' ') this.#references.sentence();
    }
  }
}

/** Stands before a small letter with which speech goes on after a tag in the middle of a sentence. */
export const GOES_ON = '\u0002';

const SPACE = 32;
const EXCLAIM = 33;
const QUOTE = 34;
const STOP = 46;
const ASK = 63;
const CARET = 94;
const MARK_CODE = MARK.charCodeAt(0);
const GOES_ON_CODE = GOES_ON.charCodeAt(0);
const ARTICLE = /\b(a)\(n\) (\S+)/gi;

/** Capitals at the beginnings of sentences and speech, "a" or "an"; and how many words there are. */
function polish(text: string): [sentence: string, words: number] {
  const piece = text.includes('(n) ')
    ? text.replace(ARTICLE, (_, a: string, next: string) => {
        const chosen = article(next);
        return `${a === 'A' ? chosen[0]!.toUpperCase() + chosen.slice(1) : chosen} ${next}`;
      })
    : text;
  let polished = '';
  let from = 0;
  // Whether a sentence, or what somebody says, begins at the next letter.
  let begins = true;
  let words = 1;
  for (let at = 0; at < piece.length; at++) {
    const code = piece.charCodeAt(at);
    if (code === SPACE) words++;
    else if (code === MARK_CODE) continue;
    else if (code === CARET) {
      polished += piece.slice(from, at);
      from = at + 1;
      begins = true;
    } else if (code === GOES_ON_CODE) {
      polished += piece.slice(from, at);
      from = at + 1;
      begins = false;
    } else if (code === QUOTE) {
      // Speech that follows a tag begins large, and so does what follows speech that ended a sentence.
      const before = piece.charCodeAt(at - 1);
      begins = at === 0 || (before === SPACE ? true : before === STOP || begins);
      if (before !== SPACE && (before === EXCLAIM || before === ASK)) begins = false;
    } else if (code === STOP || code === EXCLAIM || code === ASK) begins = true;
    else {
      if (begins && code >= 97 && code <= 122) {
        polished += piece.slice(from, at) + piece[at]!.toUpperCase();
        from = at + 1;
      }
      begins = false;
    }
  }
  return [polished + piece.slice(from), words];
}
