/** Chooses the parts of a quest before a word is said: problem, premise, what is tried in vain, what helps, what turns. */
import type { Tale } from '../tale.ts';
import type { Problem, Way } from './problem.ts';
import { PROBLEMS } from './problems/all.ts';

/** How the hero comes to care: an own thing, a friend's, a friend's that the hero spoils, or one that is seen. */
export type Premise = 'own' | 'friend' | 'borrowed' | 'seen';
const HINTS = ['tool', 'creature', 'warning'] as const;
export type Hint = (typeof HINTS)[number];
export type Quarrel = 'blame' | 'ideas' | 'mockery';

export interface Plan {
  readonly problem: Problem;
  readonly premise: Premise;
  readonly vain: readonly Way[];
  /** What helps; in a story that ends badly, nothing does. */
  readonly solution: Way | null;
  /** By surprise the problem solves itself. */
  readonly itself: boolean;
  readonly hint: Hint | null;
  readonly quarrel: Quarrel | null;
}

/** Tags of nouns that have a part in some quest. */
export const QUEST_NOUNS: readonly string[] = [
  ...new Set(
    PROBLEMS.flatMap(({ things, ways }) => [...things, ...ways.flatMap(({ needs }) => needs ?? [])]),
  ),
];

export function plan(t: Tale): Plan {
  const { random } = t;
  const problem = random.pick(
    suitable(t, PROBLEMS, ({ things, ways }) => [...things, ...ways.flatMap(({ needs }) => needs ?? [])]),
  );
  const bad = t.has('BadEnding');
  const quarrel = t.has('Conflict') ? random.pick<Quarrel>(['blame', 'ideas', 'mockery']) : null;
  const hint = t.has('Foreshadowing') ? hintFor(random.pick(HINTS), problem.ways, bad) : null;
  const premise = random.pick(premises(problem, quarrel, hint));
  const friendHere =
    premise === 'friend' || premise === 'borrowed' || quarrel === 'blame' || quarrel === 'ideas';
  const possible = problem.ways.filter(({ by }) => by !== 'together' || friendHere);
  const itself = t.has('Twist') && !bad && hint !== 'tool' && hint !== 'creature' && random.chance(0.4);
  const working = possible.filter(({ works, by, needs }) => {
    if (!works) return false;
    if (hint === 'tool') return by === 'tool' && needs !== undefined;
    return hint !== 'creature' || by === 'creature';
  });
  const solution =
    itself || bad ? null : random.pick(suitable(t, working, ({ needs }) => (needs ? [needs] : [])));
  const failing = random.shuffle(possible.filter((way) => way.fails && way !== solution));
  const most = solution?.by === 'self' ? 2 : 3;
  const vain = failing.slice(0, Math.max(bad ? 1 : 0, random.int(most + 1)));
  return { problem, premise, vain, solution, itself, hint, quarrel };
}

/** Beginnings that leave room for the quarrel and the hint. Only an own thing can be warned about. */
function premises({ seen }: Problem, quarrel: Quarrel | null, hint: Hint | null): Premise[] {
  if (hint === 'warning') return ['own'];
  if (quarrel === 'blame') return ['own', 'borrowed'];
  const all: Premise[] = ['own', 'own', 'friend', 'borrowed'];
  return seen && quarrel !== 'ideas' ? [...all, 'seen'] : all;
}

/** What can be hinted at. In a story that ends badly nothing that helps can be. */
function hintFor(wanted: Hint, ways: readonly Way[], bad: boolean): Hint {
  const can = (by: Way['by']) => !bad && ways.some((way) => way.by === by && way.works);
  return wanted === 'warning' || can(wanted) ? wanted : 'warning';
}

/** Those in which the required noun has a part, if it still waits and there are any. */
function suitable<T>(t: Tale, all: readonly T[], tags: (one: T) => readonly string[]): readonly T[] {
  const { noun } = t.choice.required;
  if (t.choice.nounUsed || !noun.countable) return all;
  const some = all.filter((one) => tags(one).some((tag) => t.lexicon.hasTag(noun, tag)));
  return some.length > 0 ? some : all;
}
