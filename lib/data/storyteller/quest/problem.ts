/**
 * The parts a quest is planned from. A problem stands between somebody and a thing; ways deal with it, some in vain.
 * All sentences are templates (telling/template.ts) over these roles:
 *
 *   h  the hero, who acts            p  whose problem it is: the hero, or the friend
 *   f  the friend, where there is one   both  hero and friend     us  the hero, with the friend if there is one
 *   o  the thing                     x  the tool     c  the animal that helps     m  the elder
 *   at, to, the  the place           hand, hands, arm  the hero's (body.ts)
 *   and what the problem itself binds
 */
import { brisk } from '../plot/leisure.ts';
import type { Tale } from '../tale.ts';
import type { Roles } from '../telling/teller.ts';
import type { Noun } from '../words/lexicon.ts';
import type { Place } from '../words/places.ts';
import type { Character } from '../world.ts';
import type { Plan } from './planning.ts';

/**
 * How the hero comes to care: an own thing, one that is to be given to somebody, a friend's, a friend's that the hero
 * spoils, or one that is seen.
 */
export type Premise = 'own' | 'gift' | 'friend' | 'borrowed' | 'seen';

/** What is said aloud, and what stands for it in a story without dialogue. */
export interface Said {
  readonly direct: readonly string[];
  readonly indirect: readonly string[];
}

/** A template, or one for things whose noun has a tag: `['light', 'The wind took [o.the].']`. */
export type Line = string | readonly [tag: string, template: string];

/** One of some templates, or what takes more than one sentence. */
export type Telling = readonly Line[] | ((t: Tale) => void);

export interface Way {
  readonly name: string;
  /** Who or what does it. */
  readonly by: 'self' | 'together' | 'tool' | 'elder' | 'creature';
  /** The tag of nouns that can do it: tools and animals. */
  readonly needs?: string;
  /** Words that have the tag and will not do. */
  readonly unfit?: readonly string[];
  /** Whether the animal that does it goes where nobody big can go. */
  readonly narrow?: boolean;
  /** The tag of things with which it can be done at all. */
  readonly only?: string;
  /** The tag of things with which it cannot be done. */
  readonly unless?: string;
  /** Whoever thinks of it says so. */
  readonly idea?: Said;
  /** Whether it is the friend who thinks of it. */
  readonly friends?: boolean;
  /** It is tried, and why it does not help. */
  readonly fails?: Telling;
  /** It is tried and helps; what it does to the thing in the world is told by the problem's `solve`. */
  readonly works?: Telling;
  /** What it does in the world, and how the summary puts it, where that is not as the problem says. */
  readonly solve?: (t: Tale, who: Character) => void;
  /** The hero hands it over to the friend, where it is not any more what it was. */
  readonly handed?: readonly string[];
  readonly won?: string;
  /** What is learned from it, where that is not what every good idea teaches. */
  readonly lessons?: readonly string[];
  /** For the summary: "with a ladder", "with the help of a squirrel". */
  readonly short?: string;
}

export interface Problem {
  readonly name: string;
  /** Tags of the nouns it can befall. */
  readonly things: readonly string[];
  /** Which of them; by itself those that can belong to somebody. */
  readonly accept?: (noun: Noun) => boolean;
  /** Adjectives that it does not go with. */
  readonly unlike?: readonly string[];
  /** Tags of the nouns that may be seen there when they are nobody's; with `seen`. */
  readonly treasures?: readonly string[];
  readonly scenes: readonly Place['scene'][];
  /** Places of these scenes, by id, where it cannot happen. */
  readonly notAt?: readonly string[];
  /** Kinds of animals for whom it is none: heroes and their friends. */
  readonly notFor?: readonly string[];
  /** How it can begin; by itself in all ways, but "seen" only with `seen`. */
  readonly premises?: readonly Premise[];
  /** Beginnings of its own in place of those of premises.ts. */
  readonly begins?: Partial<Record<Premise, (t: Tale, planned: Plan) => void>>;
  /** Binds the roles of its own. */
  readonly prepare?: (t: Tale) => void;
  /** Why the hero takes the own thing along: whole sentences that end at the place. */
  readonly takes?: readonly Line[];
  /** It happens while the hero has the thing. Whoever reads `h` here may be the friend, who has it for a moment. */
  readonly happens: Telling;
  /** What is to be known about the place where it is now. */
  readonly known?: readonly string[];
  /** What that is in the world; by itself, the thing is lost. */
  readonly befall?: (t: Tale) => void;
  /** `p` tells the hero what has happened. */
  readonly plight: Said;
  /** The thing is nobody's, and the hero sees it where it is hard to get. */
  readonly seen?: readonly string[];
  /** Whoever it is dear to cries out. */
  readonly cries: readonly string[];
  /** The hero promises to help. */
  readonly promises: readonly string[];
  readonly ways: readonly Way[];
  /** In the world, the trouble is over; then `who` holds the thing. By itself, it comes into the hands of `who`. */
  readonly solve?: (t: Tale, who: Character) => void;
  /** The hero hands it over to the friend. */
  readonly handed?: readonly string[];
  /** Nothing helps, and the thing is lost to them. */
  readonly lost: readonly Line[];
  /** A last surprise takes the thing for good. */
  readonly robbed: readonly Line[];
  /** Whether they still have the thing, spoiled, when nothing has helped. */
  readonly stays?: boolean;
  /** A surprise brings it back when nobody tries any more. */
  readonly itself: readonly Line[];
  /** An elder foresees it. */
  readonly warning: Said;
  /** For the summary, after the thing: "gets stuck in a tree". */
  readonly short: string;
  /** For the summary, after the hero: "gets it back"; before the way's `short`. */
  readonly won: string;
  /** For the summary, whole sentences: it solves itself; nothing helps. */
  readonly wonItself: string;
  readonly failed: string;
  /** Lessons when it ends badly. */
  readonly lessons: readonly string[];
}

/** What there is not at the places of a scene, by how the templates speak of it. */
const ABSENT: Readonly<Record<string, RegExp>> = {
  town: /thorn bush|through a bush|over a log|A branch took/,
  wood: /over a wall|to a fence/,
};

/** The templates that suit the thing in role `o` and the time there is; those for its tags count as much as those for all. */
export function suiting(t: Tale, lines: readonly Line[]): readonly string[] {
  const { noun } = t.thing('o');
  const absent = ABSENT[t.character('h').place?.scene ?? ''];
  const all: string[] = [];
  const there: string[] = [];
  for (const line of lines) {
    if (typeof line !== 'string' && !t.lexicon.hasTag(noun, line[0])) continue;
    const template = typeof line === 'string' ? line : line[1];
    all.push(template);
    if (!absent?.test(template)) there.push(template);
  }
  return brisk(t, there.length > 0 ? there : all);
}

/** Says it. With an index, as one of several things done in a row. */
export function tell(t: Tale, telling: Telling, index?: number, roles?: Roles): void {
  if (typeof telling === 'function') telling(t);
  else if (index === undefined) t.say(suiting(t, telling), roles);
  else t.step(index, suiting(t, telling), roles);
}

/** The thing befalls what the problem is. */
export function befall(t: Tale, { befall: own }: Problem): void {
  if (own) own(t);
  else t.world.lose(t.thing('o'), 'away');
}

/** The trouble is over; `who` holds the thing. */
export function solve(t: Tale, problem: Problem, who: Character, way: Way | null): void {
  (way?.solve ?? problem.solve ?? hand)(t, who);
}

/** The thing, which lies somewhere or is held by somebody, comes into the hands of `who`. */
export function hand(t: Tale, who: Character): void {
  const thing = t.thing('o');
  if (thing.holder === null) t.world.find(who, thing);
  else if (thing.holder !== who) t.world.give(thing.holder, who, thing, false);
}
