/** Two models before the same judge, by the prompts that both continued. */

import { checkOptions } from '../../runtime/arguments.ts';
import { InvalidArgumentError, MismatchError } from '../../runtime/errors.ts';
import { Pace } from '../../runtime/pace.ts';
import { Random, seedFor } from '../../runtime/random.ts';
import { checkWhole } from '../../runtime/whole.ts';
import { checkGrading } from '../arguments.ts';
import { AXES, type Axis, type Grading } from '../record.ts';
import { Bootstrap, type Estimate } from './bootstrap.ts';
import { normalQuantile } from './distributions.ts';
import { doubtsOfFew } from './doubts.ts';
import { mean, variance } from './moments.ts';
import { holm, signFlipTest } from './paired.ts';
import { ALL_JUDGES, byPrompt, type Row, rowsOf } from './rows.ts';

export interface CompareOptions {
  /** Which judge; default: all that both have, each by itself. */
  judge?: string;
  /** For bootstrap and test. Default 1. */
  seed?: number;
  signal?: AbortSignal;
}

/** Two gradings before one judge. */
export interface Comparison {
  judge: string;
  /** Prompts that both models continued and the judge graded. */
  prompts: number;
  axes: Record<Axis, AxisComparison>;
  /** What to doubt, in sentences; among them every axis on which the difference is within noise. */
  doubts: string[];
}

/** Second minus first. */
export interface AxisComparison extends Estimate {
  first: number;
  second: number;
  /** Of the sign-flip test by prompts, two-sided. */
  p: number;
  /** The same, for four axes at once (Holm). */
  adjusted: number;
  /** Whether chance could have made it: `adjusted` is not below 0.05. */
  noise: boolean;
  /** Prompts with which a difference as large as this one would show, four times of five; null where it is 0. */
  promptsNeeded: number | null;
}

const LEVEL = 0.05;
const POWER = 0.8;

/**
 * @throws MismatchError when the gradings cannot be compared: other kinds, other questions, no prompt or no judge in
 * common; InvalidArgumentError; AbortedError.
 */
export async function compareGradings(
  first: Grading,
  second: Grading,
  options: CompareOptions = {},
): Promise<Comparison[]> {
  checkGrading('first', first);
  checkGrading('second', second);
  checkOptions<CompareOptions>('compareGradings', options, { judge: true, seed: true, signal: true });
  const { seed = 1, signal, judge: wanted } = options;
  checkWhole('seed', seed, 0);
  const pace = new Pace('the comparison', signal);
  assertComparable(first, second);
  const others = new Map(rowsOf(second).map((rows) => [rows.judge, rows.graded]));
  const common = rowsOf(first).filter(({ judge }) => others.has(judge));
  // The mean of judges is one only where they are the same ones.
  const judges = common.filter(({ judge }) => judge !== ALL_JUDGES || sameJudges(first, second));
  if (wanted !== undefined && !judges.some(({ judge }) => judge === wanted))
    throw new InvalidArgumentError('judge', `one of ${judges.map(({ judge }) => judge).join(', ')}`, wanted);
  if (judges.length === 0)
    throw new MismatchError(
      'the two gradings have no judge in common; grade one of them with the judge of the other',
    );
  const comparisons: Comparison[] = [];
  for (const [i, { judge, graded }] of judges.entries()) {
    if (wanted !== undefined && judge !== wanted) continue;
    const random = new Random(seedFor(seed, i));
    const bootstrap = new Bootstrap(seed, pace);
    const doubts = doubtsOfPair(first, second, judge);
    comparisons.push(await compareRows(judge, graded, others.get(judge)!, bootstrap, random, pace, doubts));
  }
  return comparisons;
}

async function compareRows(
  judge: string,
  first: readonly Row[],
  second: readonly Row[],
  bootstrap: Bootstrap,
  random: Random,
  pace: Pace,
  doubts: string[],
): Promise<Comparison> {
  const axes: Partial<Record<Axis, AxisComparison>> = {};
  let prompts = 0;
  for (const axis of AXES) {
    const before = byPrompt(first, axis);
    const pairs = [...byPrompt(second, axis)].flatMap(([prompt, grades]) => {
      const others = before.get(prompt);
      return others ? [{ first: mean(others), second: mean(grades) }] : [];
    });
    prompts = pairs.length;
    if (prompts === 0) throw new MismatchError(`${judge} has graded no prompt in both gradings`);
    const differences = pairs.map((pair) => pair.second - pair.first);
    const estimate = await bootstrap.mean(differences);
    axes[axis] = {
      ...estimate,
      first: mean(pairs.map((pair) => pair.first)),
      second: mean(pairs.map((pair) => pair.second)),
      p: await signFlipTest(differences, { random, pace }),
      adjusted: 1,
      noise: true,
      promptsNeeded: promptsFor(estimate.mean, variance(differences)),
    };
  }
  doubts.push(...doubtsOfFew('grades in common', prompts));
  const all = axes as Record<Axis, AxisComparison>;
  const adjusted = holm(AXES.map((axis) => all[axis].p));
  AXES.forEach((axis, i) => {
    all[axis].adjusted = adjusted[i]!;
    all[axis].noise = adjusted[i]! >= LEVEL;
    if (!all[axis].noise) return;
    const { promptsNeeded: needed, p } = all[axis];
    const more =
      needed === null || needed <= prompts ? '' : `; about ${needed} prompts would show one of this size`;
    doubts.push(`${axis}: the difference is within noise (p = ${p.toFixed(3)} by ${prompts} prompts${more})`);
  });
  return { judge, prompts, axes: all, doubts };
}

/** By the normal approximation. */
function promptsFor(difference: number, spread: number): number | null {
  if (difference === 0) return null;
  const z = normalQuantile(1 - LEVEL / 2) + normalQuantile(POWER);
  return Math.max(2, Math.ceil(spread * (z / difference) ** 2));
}

function assertComparable(first: Grading, second: Grading): void {
  const [a, b] = [first.file, second.file];
  if (a.kind !== b.kind)
    throw new MismatchError(
      `one grading is of kind ${a.kind}, the other of kind ${b.kind}; compare two of a kind`,
    );
  if (a.questionHash !== b.questionHash)
    throw new MismatchError(
      'the judges were asked in other words, or in another number of turns; grade one of them anew',
    );
  const texts = new Map(a.prompts.items.map(({ id, text }) => [id, text]));
  const changed = b.prompts.items.find(({ id, text }) => texts.has(id) && texts.get(id) !== text);
  if (changed) throw new MismatchError(`the prompt ${changed.id} is not the same text in both gradings`);
}

function doubtsOfPair(first: Grading, second: Grading, judge: string): string[] {
  const doubts: string[] = [];
  const [a, b] = [first.file, second.file];
  const settings = ['temperature', 'topP', 'cutRepeats', 'samples', 'judgeTemperature'] as const;
  for (const name of settings) {
    const [before, now] = [a.settings[name], b.settings[name]];
    if (before !== now) doubts.push(`${name} is ${before} in the first grading and ${now} in the second`);
  }
  const [before, now] = [a, b].map(({ judges }) => judges.find(({ id }) => id === judge));
  if (before && now && before.answered.join() !== now.answered.join())
    doubts.push(
      `the judge answered as ${before.answered.join(', ') || 'nobody'} in the first grading and as ${now.answered.join(', ') || 'nobody'} in the second`,
    );
  return doubts;
}

function sameJudges(first: Grading, second: Grading): boolean {
  const ids = ({ file }: Grading): string =>
    file.judges
      .map(({ id }) => id)
      .sort()
      .join();
  return ids(first) === ids(second);
}
