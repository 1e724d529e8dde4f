/** A judge against people: whether it agrees, how far it is off, and whether it puts models in the same order. */

import { checkNumber, checkObject, checkOptions } from '../../runtime/arguments.ts';
import { InvalidArgumentError, MismatchError } from '../../runtime/errors.ts';
import { Pace } from '../../runtime/pace.ts';
import { checkWhole } from '../../runtime/whole.ts';
import { checkGrading, checkList } from '../arguments.ts';
import { AXES, type Axis, type Grading } from '../record.ts';
import { Bootstrap, type Estimate } from '../statistics/bootstrap.ts';
import { isCorrelated, spearman } from '../statistics/correlation.ts';
import { doubtsOfFew } from '../statistics/doubts.ts';
import { mean } from '../statistics/moments.ts';
import { rowsOf } from '../statistics/rows.ts';
import type { HumanScore } from './human-scores.ts';

export interface CalibrateOptions {
  /** Points of 10 by which judge and people may differ and still agree. Default 1. */
  tolerance?: number;
  /** For the bootstrap. Default 1. */
  seed?: number;
  signal?: AbortSignal;
}

/** One judge against the people whose scores were given. */
export interface Calibration {
  judge: string;
  /** Scored by people and graded by the judge. */
  texts: number;
  /** Scored by people, without a grade of the judge. */
  ungraded: number;
  /** null for an axis that people did not score. */
  axes: Record<Axis, AxisCalibration | null>;
  doubts: string[];
}

export interface AxisCalibration {
  texts: number;
  /** Share of the texts on which the two differ by no more than the tolerance. */
  agreement: number;
  /** Mean distance, points of 10. */
  distance: number;
  /** Judge minus people, with its interval: above 0 the judge is milder. By prompts. */
  bias: Estimate;
  /** Rank correlation over texts; null where one of the two gave the same to all. */
  rank: number | null;
  /** Of each model, the mean of people and of the judge over the same texts; in the order of people, worst first. */
  models: { model: string; texts: number; people: number; judge: number }[];
  /** Pairs of models which people tell apart, and those of them that the judge puts in the same order. */
  order: { pairs: number; kept: number; turned: [string, string][] };
}

interface Pair {
  model: string;
  prompt: string;
  people: number;
  judge: number;
}

/**
 * @param gradings of each model that the scores name
 * @returns a calibration for each judge
 * @throws MismatchError when scores and gradings have nothing in common; InvalidArgumentError; AbortedError.
 */
export async function calibrate(
  people: readonly HumanScore[],
  gradings: ReadonlyMap<string, Grading>,
  options: CalibrateOptions = {},
): Promise<Calibration[]> {
  checkList('people', people);
  for (const score of people) {
    checkObject('people', score);
    checkObject('people.scores', score.scores);
  }
  if (!(gradings instanceof Map))
    throw new InvalidArgumentError('gradings', 'a Map of gradings by model', gradings);
  for (const [model, grading] of gradings) checkGrading(`gradings: ${model}`, grading);
  checkOptions<CalibrateOptions>('calibrate', options, { tolerance: true, seed: true, signal: true });
  const { tolerance = 1, seed = 1, signal } = options;
  checkNumber('tolerance', tolerance, 0);
  checkWhole('seed', seed, 0);
  const bootstrap = new Bootstrap(seed, new Pace('the calibration', signal));
  const unknown = people.find(({ model }) => !gradings.has(model));
  if (unknown)
    throw new MismatchError(
      `no grading of ${unknown.model}, which the scores name; name one with --grading ${unknown.model}=FOLDER`,
    );
  const judged = new Map<string, Map<string, Readonly<Record<Axis, number>>>>();
  for (const [model, grading] of gradings)
    for (const { judge, graded } of rowsOf(grading)) {
      const rows = judged.get(judge) ?? new Map();
      for (const { prompt, sample, scores } of graded)
        rows.set(JSON.stringify([model, prompt, sample]), scores);
      judged.set(judge, rows);
    }
  const calibrations: Calibration[] = [];
  for (const [judge, rows] of judged) {
    const axes: Partial<Record<Axis, AxisCalibration | null>> = {};
    const gradeOf = ({ model, prompt, sample }: HumanScore) =>
      rows.get(JSON.stringify([model, prompt, sample]));
    const graded = people.filter((score) => gradeOf(score) !== undefined);
    const texts = graded.length;
    if (texts === 0) throw new MismatchError(`${judge} has graded no text that the scores are about`);
    for (const axis of AXES) {
      const pairs = people.flatMap((score): Pair[] => {
        const mine = score.scores[axis];
        const grade = gradeOf(score)?.[axis];
        const { model, prompt } = score;
        return mine === undefined || grade === undefined
          ? []
          : [{ model, prompt, people: mine, judge: grade }];
      });
      axes[axis] = pairs.length === 0 ? null : await calibrateAxis(pairs, tolerance, bootstrap);
    }
    const all = axes as Record<Axis, AxisCalibration | null>;
    const ungraded = people.length - texts;
    const prompts = new Set(graded.map(({ prompt }) => prompt)).size;
    const doubts = [...doubtsOf(all, ungraded, people.length), ...doubtsOfFew('texts', prompts)];
    calibrations.push({ judge, texts, ungraded, axes: all, doubts });
  }
  return calibrations;
}

async function calibrateAxis(
  pairs: readonly Pair[],
  tolerance: number,
  bootstrap: Bootstrap,
): Promise<AxisCalibration> {
  const off = pairs.map(({ people, judge }) => judge - people);
  const byPrompt = group(pairs, ({ prompt }) => prompt).map(([, own]) =>
    mean(own.map((pair) => pair.judge - pair.people)),
  );
  const models = group(pairs, ({ model }) => model)
    .map(([model, own]) => ({
      model,
      texts: own.length,
      people: mean(own.map((pair) => pair.people)),
      judge: mean(own.map((pair) => pair.judge)),
    }))
    .sort((a, b) => a.people - b.people);
  return {
    texts: pairs.length,
    // Scales that were stretched to 10 do not come out even.
    agreement: off.filter((by) => Math.abs(by) <= tolerance + 1e-9).length / off.length,
    distance: mean(off.map(Math.abs)),
    bias: await bootstrap.mean(byPrompt),
    rank: spearman(
      pairs.map(({ people }) => people),
      pairs.map(({ judge }) => judge),
    ),
    models,
    order: orderOf(models),
  };
}

/** Models come worst first by people. */
function orderOf(models: AxisCalibration['models']): AxisCalibration['order'] {
  const order: AxisCalibration['order'] = { pairs: 0, kept: 0, turned: [] };
  models.forEach((worse, i) => {
    for (const better of models.slice(i + 1)) {
      if (better.people === worse.people) continue;
      order.pairs++;
      if (better.judge > worse.judge) order.kept++;
      else order.turned.push([worse.model, better.model]);
    }
  });
  return order;
}

function doubtsOf(axes: Record<Axis, AxisCalibration | null>, ungraded: number, all: number): string[] {
  const doubts: string[] = [];
  if (ungraded > 0) doubts.push(`${ungraded} of ${all} texts that people scored have no grade of the judge`);
  for (const axis of AXES) {
    const found = axes[axis];
    if (found === null) continue;
    const { bias, rank, texts, order } = found;
    if (!isCorrelated(rank, texts) || (rank ?? 0) <= 0) {
      const why = rank === null ? '' : ` (rank correlation ${rank.toFixed(2)} over ${texts} texts)`;
      doubts.push(`${axis}: it does not show that the judge orders texts as people do${why}`);
    }
    if (bias.interval && (bias.interval.low > 0 || bias.interval.high < 0))
      doubts.push(
        `${axis}: the judge is ${Math.abs(bias.mean).toFixed(2)} points ${bias.mean > 0 ? 'milder' : 'harsher'} than people`,
      );
    for (const [worse, better] of order.turned)
      doubts.push(`${axis}: people find ${better} better than ${worse}, the judge does not`);
  }
  return doubts;
}

function group(pairs: readonly Pair[], key: (pair: Pair) => string): [string, Pair[]][] {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const own = groups.get(key(pair)) ?? [];
    own.push(pair);
    groups.set(key(pair), own);
  }
  return [...groups];
}
