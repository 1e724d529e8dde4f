/** Who plays in a story: making up characters, putting them into roles, finding a place for them. */
import { MismatchError } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import { calledByKind, type Entity } from './telling/references.ts';
import type { Roles } from './telling/teller.ts';
import type { Scope } from './variety.ts';
import { ANIMAL_NAMES_HER, ANIMAL_NAMES_HIM, HERO_ANIMALS, NAMES_HER, NAMES_HIM } from './words/people.ts';
import { INDOOR_PLACES, PLACES, type Place } from './words/places.ts';
import type { Character, Group, Thing } from './world.ts';

/** Kinds that are a she by their name. */
const MOTHERLY = ['hen', 'cow', 'goose', 'duck', 'mom', 'grandma', 'sister', 'aunt'];

export class Cast {
  readonly random: Random;
  /** Roles come in any order: without a prototype, no shape is made for each of these orders. */
  readonly cast: Record<string, Entity> = Object.create(null);
  /** Everybody who ever played a role. */
  readonly people: Set<Character> = new Set();
  /** Sentences, gestures and words of order that a story has only once, of those it has had. */
  readonly told: Set<string> = new Set();
  readonly #scope: Scope;
  readonly #usedNames = new Set<string>();

  constructor(random: Random, scope: Scope) {
    this.random = random;
    this.#scope = scope;
  }

  /** Puts entities into roles for all sentences to come. */
  bind(roles: Roles): void {
    for (const role in roles) {
      const entity = roles[role]!;
      this.cast[role] = entity;
      if (typeof entity === 'object' && entity.type === 'character') this.people.add(entity);
    }
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

  /**
   * A named child or animal. `unlike` gives another pronoun most of the time, so that pronouns stay clear.
   * @param only kinds of animals of which it must be one
   */
  named(sort: 'child' | 'animal', unlike?: Character, only?: readonly string[]): Character {
    const { manyPeople } = this.#scope;
    const pronoun =
      unlike && (!manyPeople || this.random.chance(0.8))
        ? unlike.pronoun === 'he'
          ? 'she'
          : 'he'
        : this.random.chance(0.5)
          ? 'he'
          : 'she';
    let kind = pronoun === 'he' ? 'boy' : 'girl';
    if (sort === 'animal') {
      const home = unlike && this.homeOf(unlike);
      const kinds = HERO_ANIMALS.filter(
        (animal) => (home === undefined || animal.home === home) && animal.kind !== unlike?.kind,
      );
      kind =
        only === undefined
          ? this.random.pick(kinds.length > 0 ? kinds : HERO_ANIMALS).kind
          : this.random.pick(only);
    }
    const name = this.#name(sort, pronoun, kind, unlike);
    this.#usedNames.add(name);
    return person(name, kind, pronoun, sort);
  }

  /** A child's name; animals also have names of their own, or are called what they are: Frog. */
  #name(sort: 'child' | 'animal', pronoun: 'he' | 'she', kind: string, unlike?: Character): string {
    const { manyPeople } = this.#scope;
    const him = pronoun === 'he';
    let names = him ? NAMES_HIM : NAMES_HER;
    if (sort === 'animal' && manyPeople) {
      const style = this.random.float();
      const plain = unlike?.sort === 'animal' ? calledByKind(unlike) : style < 0.25;
      const called = `${kind[0]!.toUpperCase()}${kind.slice(1)}`;
      if (plain && unlike?.kind !== kind && !this.#usedNames.has(called)) return called;
      if (style > 0.6) names = him ? ANIMAL_NAMES_HIM : ANIMAL_NAMES_HER;
    }
    if (!manyPeople) return names.find((name) => !this.#usedNames.has(name))!;
    let name: string;
    do name = this.random.pick(names);
    while (this.#usedNames.has(name));
    return name;
  }

  homeOf(animal: Character): string | undefined {
    return HERO_ANIMALS.find(({ kind }) => kind === animal.kind)?.home;
  }

  /** Somebody of somebody's family, of one of the kinds. */
  relative(of: Character, kinds: readonly string[] = ELDERS): Character {
    const kind = this.random.pick(kinds);
    const pronoun = MOTHERLY.includes(kind) ? 'she' : 'he';
    return { ...person('', kind, pronoun, 'adult'), of };
  }

  /** Somebody known by kind alone: "an old owl". */
  stranger(kind: string, trait: string, unlike?: Character, sort: 'adult' | 'animal' = 'animal'): Character {
    const other = unlike ? unlike.pronoun !== 'he' : this.random.chance(0.5);
    const pronoun = MOTHERLY.includes(kind) || !other ? 'she' : 'he';
    return { ...person('', kind, pronoun, sort), trait };
  }

  group(...members: Character[]): Group {
    return { type: 'group', members };
  }

  /**
   * A place where such a hero may be but does not live; in one of the scenes, if there is one.
   * @param indoors whether places under a roof are meant as well
   */
  somewhere(
    hero: Character,
    scenes?: readonly string[],
    notAt: readonly string[] = [],
    indoors = false,
  ): Place {
    const places = (indoors ? EVERYWHERE : OUTDOORS)[hero.sort === 'animal' ? 'animals' : 'children'];
    const { home } = this.cast;
    const away = (place: Place): boolean =>
      !notAt.includes(place.id) && (typeof home !== 'string' || !livesAt(home, place));
    const fitting = scenes ? places.filter((place) => scenes.includes(place.scene) && away(place)) : [];
    return this.random.pick(fitting.length > 0 ? fitting : places.filter(away));
  }
}

/** Whether such a home is at the place: "on a farm with a blue gate" at the farm. */
function livesAt(home: string, { id }: Place): boolean {
  const at = home.indexOf(id);
  // What is only near it, as "next to the henhouse", is another place, unless the home ends with it.
  return at >= 0 && (home.endsWith(id) || (home.startsWith('on a ') && home[at + id.length] === ' '));
}

/** Those of a family who are asked for advice. */
export const ELDERS: readonly string[] = ['mom', 'dad', 'grandma', 'grandpa'];

const OUTDOORS: Readonly<Record<'children' | 'animals', readonly Place[]>> = placesOf(PLACES);
const EVERYWHERE: Readonly<Record<'children' | 'animals', readonly Place[]>> = placesOf([
  ...PLACES,
  ...INDOOR_PLACES,
]);

/** By whose they are; those for all are in both. */
function placesOf(places: readonly Place[]): Record<'children' | 'animals', readonly Place[]> {
  const of = (whose: Place['for']) => places.filter((place) => place.for === 'all' || place.for === whose);
  return { children: of('children'), animals: of('animals') };
}

function person(
  name: string,
  kind: string,
  pronoun: Character['pronoun'],
  sort: Character['sort'],
): Character {
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
