/**
 * The parts a quest is planned from. A problem stands between somebody and a thing; ways deal with it, some in vain.
 * All sentences are templates (telling/template.ts) over these roles:
 *
 *   h  the hero, who acts            p  whose problem it is: the hero, or the friend
 *   f  the friend, where there is one   both  hero and friend
 *   o  the thing                     x  the tool     c  the animal that helps     m  the elder
 *   at, to, the  the place           and what the problem itself binds
 */
import type { Tale } from '../tale.ts';
import type { Place } from '../words/places.ts';

/** What is said aloud, and what stands for it in a story without dialogue. */
export interface Said {
  readonly direct: readonly string[];
  readonly indirect: readonly string[];
}

/** A template, or one for things whose noun has a tag: `['light', 'The wind took [o.the].']`. */
export type Line = string | readonly [tag: string, template: string];

export interface Way {
  readonly name: string;
  /** Who or what does it. */
  readonly by: 'self' | 'together' | 'tool' | 'elder' | 'creature';
  /** The tag of nouns that can do it: tools and animals. */
  readonly needs?: string;
  /** Whoever thinks of it says so. */
  readonly idea?: Said;
  /** It is tried, and why it does not help. */
  readonly fails?: readonly Line[];
  /** It is tried and helps; at the end whoever acted has the thing, or has given it to `p`. */
  readonly works?: readonly Line[];
  /** For the summary: "with a ladder", "with the help of a squirrel". */
  readonly short?: string;
}

export interface Problem {
  readonly name: string;
  /** Tags of the nouns it can befall. */
  readonly things: readonly string[];
  /** Tags of the nouns that may be seen there when they are nobody's; with `seen`. */
  readonly treasures?: readonly string[];
  readonly scenes: readonly Place['scene'][];
  /** Places of these scenes, by id, where it cannot happen. */
  readonly notAt?: readonly string[];
  /** Binds the roles of its own. */
  readonly prepare?: (t: Tale) => void;
  /** It happens while `p` (or the hero, with the friend's thing) has the thing. */
  readonly happens: readonly Line[];
  /** `p` tells the hero what has happened. */
  readonly plight: Said;
  /** The thing is nobody's, and the hero sees it where it is hard to get. */
  readonly seen?: readonly string[];
  readonly ways: readonly Way[];
  /** Nothing helps, and the thing is lost to them. */
  readonly lost: readonly Line[];
  /** A last surprise takes the thing for good. */
  readonly robbed: readonly Line[];
  /** A surprise brings it back when nobody tries any more. */
  readonly itself: readonly Line[];
  /** An elder foresees it. */
  readonly warning: Said;
  /** For the summary, after the thing: "gets stuck in a tree". */
  readonly short: string;
  /** Lessons when it ends badly. */
  readonly lessons: readonly string[];
}

/** The templates that suit the thing in role `o`; those for its tags count as much as those for all. */
export function suiting(t: Tale, lines: readonly Line[]): string[] {
  const { noun } = t.thing('o');
  return lines.flatMap((line) =>
    typeof line === 'string' ? [line] : t.lexicon.hasTag(noun, line[0]) ? [line[1]] : [],
  );
}
