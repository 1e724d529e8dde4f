/**
 * Chooses the parts of a quest as soon as its hero is known: problem, premise, thing, what is tried in vain, what helps,
 * what turns. The thing is in role `o` from then on.
 */

import { leisure } from '../plot/leisure.ts';
import type { Tale } from '../tale.ts';
import type { Lexicon, Noun } from '../words/lexicon.ts';
import type { Premise, Problem, Way } from './problem.ts';
import { PROBLEMS } from './problems/all.ts';
import { POOR, thingWith } from './things.ts';

const HINTS = ['tool', 'creature', 'warning'] as const;
export type Hint = (typeof HINTS)[number];
/** Whose fault it was; what to do; whether to go on; somebody who laughs. */
const QUARRELS = ['blame', 'ideas', 'leaving', 'mockery'] as const;
export type Quarrel = (typeof QUARRELS)[number];

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

/** So many nouns must have a tag for a part to be played by one: the story may have used some already. */
const ENOUGH = 3;

const counted = new WeakMap<Lexicon, Map<string, boolean>>();

/** Whether there are; a lexicon of one's own may know nobody who can do something. */
function enough(lexicon: Lexicon, tag: string): boolean {
  let tags = counted.get(lexicon);
  if (tags === undefined) {
    tags = new Map();
    counted.set(lexicon, tags);
  }
  let is = tags.get(tag);
  if (is === undefined) {
    is = lexicon.nounsWith(tag).filter(({ countable }) => countable).length >= ENOUGH;
    tags.set(tag, is);
  }
  return is;
}

export function plan(t: Tale): Plan {
  const { random } = t;
  const known = (tag: string): boolean => enough(t.lexicon, tag);
  const problem = random.pick(
    suitable(
      t,
      PROBLEMS.filter(
        ({ things, treasures, notFor }) =>
          things.some(known) && (treasures?.some(known) ?? true) && !notFor?.includes(t.character('h').kind),
      ),
      ({ things, ways }) => [...things, ...ways.flatMap(({ needs }) => needs ?? [])],
    ),
  );
  const ways = problem.ways.filter(({ needs }) => needs === undefined || known(needs));
  const bad = t.has('BadEnding');
  const hint = t.has('Foreshadowing') ? hintFor(random.pick(HINTS), ways, bad) : null;
  const quarrel = t.has('Conflict')
    ? random.pick(QUARRELS.filter((one) => premises(problem, one, hint).length > 0))
    : null;
  // A story has room for so much.
  const full = [quarrel !== null, hint !== null, t.has('Twist')].filter(Boolean).length;
  const all = premises(problem, quarrel, hint);
  const brief = all.filter((one) => one !== 'gift');
  const premise = random.pick(full > 1 && brief.length > 0 ? brief : all);
  const things = (premise === 'seen' && problem.treasures) || problem.things;
  const thing = thingWith(
    t,
    things.filter(known),
    (noun) =>
      suits(t, problem, noun) &&
      (premise !== 'gift' || presentable(noun)) &&
      (premise === 'friend' ? !OF_GIRLS.includes(noun.word) : !t.lexicon.hasTag(noun, 'pair')),
    [...POOR, ...(premise === 'gift' ? COMMON : []), ...(problem.unlike ?? [])],
  );
  t.bind({ o: thing });
  const friendHere =
    premise === 'friend' || premise === 'borrowed' || (quarrel !== null && quarrel !== 'mockery');
  const possible = ways.filter(
    ({ by, only, unless }) =>
      (by !== 'together' || friendHere) &&
      (only === undefined || t.lexicon.hasTag(thing.noun, only)) &&
      (unless === undefined || !t.lexicon.hasTag(thing.noun, unless)),
  );
  const itself = t.has('Twist') && !bad && hint !== 'tool' && hint !== 'creature' && random.chance(0.4);
  const working = possible.filter(({ works, by, needs }) => {
    if (!works) return false;
    if (hint === 'tool') return by === 'tool' && needs !== undefined;
    return hint !== 'creature' || by === 'creature';
  });
  const solution =
    itself || bad ? null : random.pick(suitable(t, working, ({ needs }) => (needs ? [needs] : [])));
  const failing = random.shuffle(
    possible.filter(
      (way) =>
        way.fails &&
        way !== solution &&
        !(way.by === 'together' && quarrel !== null && quarrel !== 'mockery'),
    ),
  );
  // To come by a tool takes its time too, and so does a gift on its way.
  const taken = full + Number(solution?.by === 'tool' && hint !== 'tool') + Number(premise === 'gift');
  const most = leisure(t) ? Math.max(bad || taken < 2 ? 1 : 0, 2 - taken) : 0;
  const once = bad || itself || (taken < 2 && random.chance(0.3));
  const vain = failing.slice(0, Math.max(Number(once), random.int(most + 1)));
  return { problem, premise, vain, solution, itself, hint, quarrel };
}

/** Tags of what somebody can be fond of, which a story chooses by itself. */
const DEAR = ['like', 'gift', 'eat', 'kind:garment'];

/** What a boy is given to wear only where somebody asks for it. */
const OF_GIRLS = ['dress', 'skirt', 'tutu'];

/** What nobody brings to an uncle's birthday. */
const MODEST = [
  'peanut',
  'acorn',
  'grape',
  'berry',
  'cherry',
  'nut',
  'seed',
  'sock',
  'comb',
  'penny',
  'coin',
  'egg',
];
/** What is too little to be missed, or breaks as soon as one carries it about. */
const TINY = [
  'egg',
  'blueberry',
  'raspberry',
  'strawberry',
  'berry',
  'cherry',
  'grape',
  'peanut',
  'pea',
  'bean',
  'seed',
];
/** How no gift is. */
const COMMON = ['old', 'plain', 'ordinary', 'simple', 'strange', 'odd'];

function presentable({ kind, word }: Noun): boolean {
  return kind !== 'vegetable' && kind !== 'paper' && !MODEST.includes(word);
}

/** Whether it can befall such a thing. */
function suits(t: Tale, { accept }: Problem, noun: Noun): boolean {
  if (!noun.countable || !(accept ? accept(noun) : t.lexicon.hasTag(noun, 'own'))) return false;
  if (noun === t.choice.required.noun) return true;
  if (TINY.includes(noun.word)) return false;
  if (t.character('h').pronoun === 'he' && OF_GIRLS.includes(noun.word)) return false;
  return DEAR.some((tag) => t.lexicon.hasTag(noun, tag));
}

/** Beginnings of the problem that leave room for the quarrel and the hint. */
function premises(
  { seen, begins, happens, premises: own }: Problem,
  quarrel: Quarrel | null,
  hint: Hint | null,
): Premise[] {
  const all = own ?? (['own', 'own', 'gift', 'friend', 'borrowed', 'seen'] as const);
  return all.filter((one) => {
    if (
      one === 'seen' &&
      ((seen ?? begins?.seen) === undefined || (quarrel !== null && quarrel !== 'mockery'))
    )
      return false;
    // Only what the hero takes along can be warned about, and only what somebody has spoiled can be blamed on him.
    if (hint === 'warning' && one !== 'own' && one !== 'gift') return false;
    // Nobody walks away from an own thing.
    if (quarrel === 'leaving') return one === 'own' || one === 'gift';
    if (quarrel !== 'blame') return true;
    return happens.length > 0 && (one === 'own' || one === 'gift' || one === 'borrowed');
  });
}

/** What can be hinted at. In a story that ends badly nothing that helps can be. */
function hintFor(wanted: Hint, ways: readonly Way[], bad: boolean): Hint {
  const can = (by: Way['by']) =>
    !bad && ways.some((way) => way.by === by && way.works && way.needs !== undefined && !way.only);
  return wanted === 'warning' || can(wanted) ? wanted : 'warning';
}

/** Those in which the required noun has a part, if it still waits and there are any. */
function suitable<T>(t: Tale, all: readonly T[], tags: (one: T) => readonly string[]): readonly T[] {
  const { noun } = t.choice.required;
  if (t.choice.nounUsed || !noun.countable) return all;
  const some = all.filter((one) => tags(one).some((tag) => t.lexicon.hasTag(noun, tag)));
  return some.length > 0 ? some : all;
}
