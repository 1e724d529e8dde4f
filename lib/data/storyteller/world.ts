/**
 * The small world a story happens in: who and what there is, where it is, who holds it. Plots change it only through
 * events; an event that cannot happen (giving away what one does not hold) is an error in a plot and throws, so that
 * no story can contradict itself. The event log is what tests and summaries go by.
 */
import { MismatchError } from '../../runtime/errors.ts';
import type { Adjective, Noun } from './words/lexicon.ts';
import type { Place } from './words/places.ts';

export interface Character {
  readonly type: 'character';
  /** "Lily"; '' for somebody known by kind alone ("the old owl"). */
  readonly name: string;
  /** "girl", "rabbit", "mom", "owl" */
  readonly kind: string;
  /** `it` for an animal that does not talk. */
  readonly pronoun: 'he' | 'she' | 'it';
  readonly sort: 'child' | 'adult' | 'animal';
  /** What stands before the kind: "old" owl, "kind" girl; '' for nothing. */
  trait: string;
  /** Whose mom, dad, grandma this is. */
  readonly of: Character | null;
  place: Place | null;
  readonly holds: Set<Thing>;
  readonly knows: Set<string>;
}

export interface Thing {
  readonly type: 'thing';
  readonly noun: Noun;
  readonly adjective: Adjective | null;
  owner: Character | null;
  holder: Character | null;
  /** Where it lies when nobody holds it ("under a bench"). */
  spot: string;
  state: 'whole' | 'broken' | 'gone';
}

export interface Group {
  readonly type: 'group';
  readonly members: readonly Character[];
}

export interface WorldEvent {
  readonly kind:
    | 'own'
    | 'go'
    | 'give'
    | 'take'
    | 'lose'
    | 'find'
    | 'break'
    | 'mend'
    | 'eat'
    | 'learn'
    | 'recall'
    | 'feature'
    | 'end';
  readonly who: Character | null;
  readonly thing: Thing | null;
  readonly to: Character | null;
  readonly note: string;
}

export class World {
  readonly events: WorldEvent[] = [];

  /** A thing gets its owner, who holds it. */
  own(who: Character, thing: Thing): void {
    this.#check(thing.holder === null, 'owned by one, held by another', thing);
    thing.owner = who;
    this.#hold(who, thing);
    this.#log('own', who, thing);
  }

  go(who: Character, place: Place): void {
    who.place = place;
    this.#log('go', who, null, null, place.id);
  }

  give(from: Character, to: Character, thing: Thing, forGood = true): void {
    this.#check(thing.holder === from && from !== to, 'given by somebody who does not hold it', thing);
    from.holds.delete(thing);
    this.#hold(to, thing);
    if (forGood) thing.owner = to;
    this.#log('give', from, thing, to);
  }

  /** Takes it from another who holds it. */
  take(who: Character, thing: Thing): void {
    const from = thing.holder;
    this.#check(from !== null && from !== who, 'taken from nobody', thing);
    from!.holds.delete(thing);
    this.#hold(who, thing);
    this.#log('take', who, thing, from);
  }

  /** The holder loses it; it lies at `spot` from then on. */
  lose(thing: Thing, spot: string): void {
    const who = thing.holder;
    this.#check(who !== null, 'lost, but nobody held it', thing);
    who!.holds.delete(thing);
    thing.holder = null;
    thing.spot = spot;
    this.#log('lose', who, thing, null, spot);
  }

  find(who: Character, thing: Thing): void {
    this.#check(
      thing.holder === null && thing.state !== 'gone',
      'found, but somebody holds it or it is gone',
      thing,
    );
    this.#hold(who, thing);
    this.#log('find', who, thing);
  }

  break(who: Character | null, thing: Thing): void {
    this.#check(thing.state === 'whole', 'broken twice', thing);
    thing.state = 'broken';
    this.#log('break', who, thing);
  }

  mend(who: Character, thing: Thing): void {
    this.#check(thing.state === 'broken', 'mended, but it is not broken', thing);
    thing.state = 'whole';
    this.#log('mend', who, thing);
  }

  /** Eaten, melted, carried away for ever. */
  vanish(who: Character | null, thing: Thing): void {
    this.#check(thing.state !== 'gone', 'gone twice', thing);
    thing.holder?.holds.delete(thing);
    thing.holder = null;
    thing.state = 'gone';
    this.#log('eat', who, thing);
  }

  learn(who: Character, fact: string): void {
    who.knows.add(fact);
    this.#log('learn', who, null, null, fact);
  }

  /** Makes use of what one must have learned before. */
  recall(who: Character, fact: string): void {
    if (!who.knows.has(fact))
      throw new MismatchError(`a plot contradicts its world: nobody has learned of ${fact}`);
    this.#log('recall', who, null, null, fact);
  }

  /** A feature of the story came to pass here. */
  feature(name: string): void {
    this.#log('feature', null, null, null, name);
  }

  /** The story ends, and how; nothing happens after that. */
  end(how: 'happy' | 'sad'): void {
    this.#log('end', null, null, null, how);
  }

  #hold(who: Character, thing: Thing): void {
    this.#check(thing.state !== 'gone', 'held, but it is gone', thing);
    thing.holder = who;
    thing.spot = '';
    who.holds.add(thing);
  }

  #check(holds: boolean, what: string, thing: Thing): void {
    if (!holds) throw new MismatchError(`a plot contradicts its world: the ${thing.noun.word} is ${what}`);
  }

  #log(
    kind: WorldEvent['kind'],
    who: Character | null,
    thing: Thing | null,
    to: Character | null = null,
    note = '',
  ): void {
    this.events.push({ kind, who, thing, to, note });
  }
}
