/** Chooses the parts of a quest before a word is said: problem, premise, what is tried in vain, what helps, what turns. */
import type { Tale } from '../tale.ts';
import type { Problem, Way } from './problem.ts';
import { PROBLEMS } from './problems/all.ts';

/** How the hero comes to care: an own thing, a friend's, a friend's that the hero spoils, or one that is seen. */
export type Premise = 'own' | 'friend' | 'borrowed' | 'seen';
export type Hint = 'tool' | 'creature' | 'warning';
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
  ...new Set(PROBLEMS.flatMap(({ things, ways }) => [...things, ...ways.flatMap(({ needs }) => needs ?? [])])),
];

export function plan(t: Tale): Plan {
  const { random } = t;
  const problem = random.pick(suitable(t, PROBLEMS, ({ things, ways }) => [...things, ...ways.flatMap(({ needs }) => needs ?? [])]));
  const bad = t.has('BadEnding');
  const quarrel = t.has('Conflict') ? random.pick<Quarrel>(['blame', 'ideas', 'mockery']) : null;
  const premises: Premise[] = ['own', 'own', 'friend', 'borrowed'];
  if (problem.seen && quarrel !== 'blame') premises.push('seen');
  const premise = quarrel === 'blame' ? random.pick<Premise>(['own', 'borrowed']) : random.pick(premises);
  const friendHere = premise === 'friend' || premise === 'borrowed' || quarrel === 'blame' || quarrel === 'ideas';
  const possible = problem.ways.filter(({ by }) => by !== 'together' || friendHere);
  const hint = t.has('Foreshadowing') ? random.pick(hints(possible, bad)) : null;
  const itself = t.has('Twist') && !bad && hint !== 'tool' && hint !== 'creature' && random.chance(0.4);
  const working = possible.filter(({ works, by, needs }) => {
    if (!works) return false;
    if (hint === 'tool') return by === 'tool' && needs !== undefined;
    return hint !== 'creature' || by === 'creature';
  });
  const solution = itself || bad ? null : random.pick(suitable(t, working, ({ needs }) => (needs ? [needs] : [])));
  const failing = random.shuffle(possible.filter((way) => way.fails && way !== solution));
  const most = solution?.by === 'self' ? 2 : 3;
  const vain = failing.slice(0, Math.max(bad ? 1 : 0, random.int(most + 1)));
  return { problem, premise, vain, solution, itself, hint, quarrel };
}

function hints(ways: readonly Way[], bad: boolean): Hint[] {
  const kinds: Hint[] = ['warning'];
  if (bad) return kinds;
  if (ways.some(({ by, works }) => by === 'tool' && works)) kinds.push('tool');
  if (ways.some(({ by, works }) => by === 'creature' && works)) kinds.push('creature');
  return kinds;
}

/** Those in which the required noun has a part, if it still waits and there are any. */
function suitable<T>(t: Tale, all: readonly T[], tags: (one: T) => readonly string[]): readonly T[] {
  const { noun } = t.choice.required;
  if (t.choice.nounUsed || !noun.countable) return all;
  const some = all.filter((one) => tags(one).some((tag) => t.lexicon.hasTag(noun, tag)));
  return some.length > 0 ? some : all;
}
