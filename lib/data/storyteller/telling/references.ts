/**
 * How somebody or something is called at a point of the text: by name where needed, by pronoun where it is clear.
 * A pronoun is clear when what it stands for was named in this sentence or the one before, and nobody else whom the
 * same pronoun would fit was.
 */

import { MismatchError } from '../../../runtime/errors.ts';
import type { Random } from '../../../runtime/random.ts';
import { article } from '../words/english.ts';
import type { Character, Group, Thing } from '../world.ts';

export type Entity = Character | Group | Thing | string;
type Tracked = Character | Group | Thing;

const SUBJECT = { he: 'he', she: 'she', they: 'they', it: 'it' } as const;
const OBJECT = { he: 'him', she: 'her', they: 'them', it: 'it' } as const;
const POSSESSIVE = { he: 'his', she: 'her', they: 'their', it: 'its' } as const;
const OWN = { he: 'his', she: 'hers', they: 'theirs', it: 'its' } as const;
const SELF = { he: 'himself', she: 'herself', they: 'themselves', it: 'itself' } as const;

/** The forms of more than one letter, by themselves: those cut out of a template become the same strings. */
export const FORMS: ReadonlyMap<string, string> = new Map(
  ['ns', 'the', 'kind', 'was', 'full', 'one', 'word', 'he', 'it', 'him', 'his', 'its', 'own', 'self'].map(
    (form) => [form, form],
  ),
);

/** How likely a pronoun is after none, one, two … sentences in a row that called the same one by pronoun alone. */
const RUN = [0.95, 0.85, 0.7, 0.45];
/** How often a thing that is named again keeps its describing word. */
const DESCRIBED_AGAIN = 0.12;

/** Somebody of whom "he" or "she" could be said in the next sentence. */
const PASSING = {
  he: /\b(?:dad|grandpa|uncle|brother|man|boy|neighbor|cousin|teacher|farmer|baker)\b/,
  she: /\b(?:mom|grandma|aunt|sister|woman|girl|neighbor|cousin|teacher|farmer|baker)\b/,
} as const;

export function pronounOf(entity: Tracked): 'he' | 'she' | 'they' | 'it' {
  if (entity.type === 'character') return entity.pronoun;
  return entity.type === 'group' ? 'they' : 'it';
}

export class References {
  readonly #random: Random;
  #now: Tracked[] = [];
  #before: Tracked[] = [];
  /** The template before the sentence that is being told. */
  #told = '';
  readonly #runs = new Map<Tracked, number>();
  /** Those of whom the story has shown whether they are a he or a she. */
  readonly #shown = new Set<Tracked>();
  /** Things of which it was said what they are like. */
  readonly #described = new Set<Thing>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** A template has been told, which may have spoken of somebody without a role. */
  told(source: string): void {
    this.sentence();
    this.#told = source;
  }

  /** A sentence has ended. */
  sentence(): void {
    this.#told = '';
    this.#before = this.#now;
    this.#now = [];
  }

  /** A paragraph has ended: names come first again. */
  paragraph(): void {
    this.#before = [];
    this.#now = [];
    this.#runs.clear();
  }

  /** The text of a slot. */
  render(entity: Entity, form: string): string {
    if (typeof entity === 'string') return entity;
    const text =
      entity.type === 'thing'
        ? this.#thing(entity, form)
        : entity.type === 'group'
          ? this.#group(entity, form)
          : this.#character(entity, form);
    this.#mention(entity);
    if (entity.type === 'group') for (const member of entity.members) this.#mention(member);
    return text;
  }

  #mention(entity: Tracked): void {
    if (!this.#now.includes(entity)) this.#now.push(entity);
  }

  #clear(entity: Tracked): boolean {
    const here = this.#now.includes(entity);
    if (!here && !this.#before.includes(entity)) return false;
    const pronoun = pronounOf(entity);
    if (another(this.#now, entity, pronoun) || another(this.#before, entity, pronoun)) return false;
    if (here) return true;
    if ((pronoun === 'he' || pronoun === 'she') && PASSING[pronoun].test(this.#told)) return false;
    if (this.#strangerSince(entity)) return false;
    const run = this.#runs.get(entity) ?? 0;
    if (!this.#random.chance(RUN[run] ?? 0)) {
      this.#runs.set(entity, 0);
      return false;
    }
    this.#runs.set(entity, run + 1);
    return true;
  }

  /** Whether somebody was named after the entity of whom a listener does not know yet if it is a he or a she. */
  #strangerSince(entity: Tracked): boolean {
    const before = this.#before;
    for (let at = before.length - 1; at >= 0 && before[at] !== entity; at--) {
      const other = before[at]!;
      if (named(other) && !this.#shown.has(other)) return true;
    }
    return false;
  }

  /** The pronoun, which shows what somebody is, or the name. */
  #pronounOr(
    who: Character,
    pronouns: Readonly<Record<Character['pronoun'], string>>,
    called: string,
  ): string {
    if (!this.#clear(who)) return called;
    this.#shown.add(who);
    return pronouns[who.pronoun];
  }

  #character(who: Character, form: string): string {
    switch (form) {
      case '':
        return this.#pronounOr(who, SUBJECT, this.#called(who));
      case 'o':
        return this.#pronounOr(who, OBJECT, this.#called(who));
      case 's':
        return this.#pronounOr(who, POSSESSIVE, possessive(this.#called(who)));
      case 'n':
        return this.#called(who);
      case 'ns':
        return possessive(this.#called(who));
      case 'a': {
        const words = who.trait ? `${who.trait} ${who.kind}` : who.kind;
        const named = who.name !== '' && !calledByKind(who);
        if (who.sort === 'child') this.#shown.add(who);
        return `${article(words)} ${words}${named ? ` ${this.#random.chance(0.8) ? 'named' : 'called'} ${who.name}` : ''}`;
      }
      case 'the':
        return who.name || `the ${who.kind}`;
      case 'kind':
        return who.kind;
      case 'was':
        return 'was';
      default:
        if (this.#taken(who, form)) return this.#instead(who, form);
        this.#shown.add(who);
        return pronounForm(who, form);
    }
  }

  /** Whether another of the gender was named since: a pronoun that a later sentence forces would mean that one. */
  #taken(who: Character, form: string): boolean {
    if (form !== 'he' && form !== 'him' && form !== 'his') return false;
    if (this.#now.includes(who) || !named(who)) return false;
    const last = this.#before.lastIndexOf(who);
    return this.#before.some((other, at) => at > last && rival(other, who));
  }

  #instead(who: Character, form: string): string {
    return form === 'his' ? possessive(this.#called(who)) : this.#called(who);
  }

  #group(group: Group, form: string): string {
    switch (form) {
      case '':
        return this.#clear(group) ? 'they' : this.#listed(group);
      case 'o':
        return this.#clear(group) ? 'them' : this.#listed(group);
      case 's':
        return this.#clear(group) ? 'their' : possessive(this.#listed(group));
      case 'n':
        return this.#listed(group);
      case 'was':
        return 'were';
      default:
        return pronounForm(group, form);
    }
  }

  #thing(thing: Thing, form: string): string {
    const { word, countable } = thing.noun;
    const full = thing.adjective ? `${thing.adjective.word} ${word}` : word;
    switch (form) {
      case '':
      case 'o':
        return this.#clear(thing) ? 'it' : this.#thing(thing, 'the');
      case 'the':
        if (thing.adjective === null) return `the ${word}`;
        if (this.#described.has(thing) && !this.#random.chance(DESCRIBED_AGAIN)) return `the ${word}`;
        this.#described.add(thing);
        return `the ${full}`;
      case 'full':
        this.#described.add(thing);
        return `the ${full}`;
      case 'one':
        return countable ? `${article(word)} ${word}` : `some ${word}`;
      case 'a':
        this.#described.add(thing);
        return countable ? `${article(full)} ${full}` : `some ${full}`;
      case 'n':
        this.#described.add(thing);
        return full;
      case 'word':
        return word;
      default:
        return pronounForm(thing, form);
    }
  }

  /** The name; or "his mom", "Tim's mom", "the old owl". */
  #called(who: Character): string {
    if (who.name) return who.name;
    if (who.of) {
      const clear = this.#ownerClear(who, who.of);
      return `${clear ? POSSESSIVE[who.of.pronoun] : possessive(this.#called(who.of))} ${who.kind}`;
    }
    return `the ${who.kind}`;
  }

  /** "her mom" is clear although mom is a she as well; a third one would make it unclear. */
  #ownerClear(who: Character, owner: Character): boolean {
    if (!this.#now.includes(owner) && !this.#before.includes(owner)) return false;
    return (
      !another(this.#now, owner, owner.pronoun, who) && !another(this.#before, owner, owner.pronoun, who)
    );
  }

  #listed(group: Group): string {
    const names = group.members.map((member) => {
      const name = this.#called(member);
      this.#mention(member);
      return name;
    });
    return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  }
}

function named(entity: Tracked): boolean {
  return entity.type === 'character' && entity.name !== '';
}

/** Whether it is another one with a name whom the pronoun would fit. */
function rival(other: Tracked, who: Character): boolean {
  return other !== who && named(other) && pronounOf(other) === who.pronoun;
}

/** Whether there is one with the pronoun besides one or two. */
function another(
  list: readonly Tracked[],
  than: Tracked,
  pronoun: ReturnType<typeof pronounOf>,
  nor: Tracked = than,
): boolean {
  for (let i = 0; i < list.length; i++) {
    const other = list[i]!;
    if (other !== than && other !== nor && pronounOf(other) === pronoun) return true;
  }
  return false;
}

/** "Lily's", "James'". */
function possessive(called: string): string {
  return called.endsWith('s') ? `${called}'` : `${called}'s`;
}

/** Whether the name is the kind itself, as Frog is for a frog. */
export function calledByKind({ name, kind }: Character): boolean {
  return name.toLowerCase() === kind;
}

function pronounForm(entity: Tracked, form: string): string {
  const pronoun = pronounOf(entity);
  if (form === 'he' || form === 'it') return pronoun;
  if (form === 'him') return OBJECT[pronoun];
  if (form === 'his' || form === 'its') return POSSESSIVE[pronoun];
  if (form === 'own') return OWN[pronoun];
  if (form === 'self') return SELF[pronoun];
  throw new MismatchError(`no form "${form}" of a ${entity.type}`);
}
