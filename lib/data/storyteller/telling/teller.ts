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
  /** Words written so far. */
  words = 0;

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

  /** Renders one template (whole sentences) and appends it to the paragraph. */
  write(source: string, roles: Roles): void {
    this.#piece = '';
    this.#quoted = false;
    this.#render(compile(source), roles);
    this.#references.sentence();
    const sentence = polish(this.#piece);
    if (sentence === '') return;
    this.#paragraph += this.#paragraph === '' ? sentence : ` ${sentence}`;
    for (let at = 0; at < sentence.length; at++) if (sentence.charCodeAt(at) === 32) this.words++;
    this.words++;
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
        const entity = roles[node.role];
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
      const other = new Teller(this.random, this.#phrasings);
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
      if (character === '"') this.#quoted = !this.#quoted;
      else if (!this.#quoted && (character === '.' || character === '!' || character === '?'))
        if (text[at + 1] === ' ') this.#references.sentence();
    }
  }
}

/** Capitals at the beginnings of sentences and speech, "a" or "an". */
function polish(text: string): string {
  let piece = text;
  if (piece.includes('(n) '))
    piece = piece.replace(/\b(a)\(n\) (\S+)/gi, (_, a: string, next: string) => {
      const chosen = article(next);
      return `${a === 'A' ? chosen[0]!.toUpperCase() + chosen.slice(1) : chosen} ${next}`;
    });
  return piece
    .replace(
      /^("?)([a-z])|([.!?] "?|\." "?|[:,] ")([a-z])|(\^)([a-z])?/g,
      (
        _,
        start: string | undefined,
        first: string,
        after: string | undefined,
        next: string,
        _mark,
        marked = '',
      ) => (start ?? after ?? '') + (first ?? next ?? marked).toUpperCase(),
    )
    .replaceAll('^', '');
}
