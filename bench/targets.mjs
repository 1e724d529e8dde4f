// What the package sets out to reach, as data: a row, a figure of it, and how much at least. Of several runs the
// worst counts. A target whose row is absent or was not measured is 'not shown', never 'met'.
import { columns, figures, percent } from './format.mjs';

/**
 * `figure` reads the number off a row, or says why the row does not have it; more is better unless `atMost`.
 * @typedef {{ id: string, what: string, row: string, figure: (row: any) => number | string, atLeast?: number,
 *   atMost?: number, aim?: number, as: 'share' | 'ratio' | 'MB/s' | 'MB' | 'bytes' }} Target
 */

const share = (row) => row.share;
const value = (row) => row.value;
/** Against the PyTorch that is installed, or a current one where that is faster. */
const pytorch = (row) => Math.min(row.value, row.more?.oursToKnown ?? Number.POSITIVE_INFINITY);

/** Made stories have few words, which makes encoding easy. */
function encodingSpeed({ value: perSecond, more }, name) {
  if (!more?.given) return 'it is of real text: name one with --text';
  if (name === '10k' && more.vocab < 10_000) return `the text gave a vocabulary of ${more.vocab} tokens only`;
  return perSecond / 1e6;
}

function generatingMemory({ peakBytes, more }) {
  if (!(more?.stories >= 10_000_000)) return 'it is of ten million stories: --full';
  return peakBytes ? peakBytes / 1e6 : 'the system does not tell what memory a process took';
}

/** A part of the file shows neither the time nor the memory of the whole. */
function wholeCorpus({ id, more }, figure) {
  const least = id.endsWith('stories') ? more.bytes >= 1e9 : more.words >= 50e6;
  return least ? figure : 'it is of the whole file: measure without --quick';
}

const TRAINING = [
  { shape: '64x8', share: 0.4, aim: 0.55, ratio: 2.5, memory: 1 / 3 },
  { shape: '128x8', share: 0.5, aim: 0.62, ratio: 2.0, memory: 1 / 3 },
  { shape: '256x8', share: 0.65, aim: 0.75, ratio: 1.5, memory: 1 / 3 },
  { shape: '768x4', share: 0.74, aim: 0.8, ratio: 1.25, memory: 1 / 2 },
  { shape: '1024x1', share: 0.74, aim: 0.8, ratio: 1.2, memory: 1 / 2 },
];

/** Each row is of a pair: ours against the peer, each at its best number of threads. */
const DECODING = [
  { shape: '64x8', precision: 'float32', ratio: 2 },
  { shape: '64x8', precision: 'bf16', ratio: 2 },
  { shape: '64x8', precision: 'int8', ratio: 2 },
  { shape: '128x8', precision: 'float32', ratio: 2 },
  { shape: '128x8', precision: 'bf16', ratio: 2 },
  { shape: '128x8', precision: 'int8', ratio: 2 },
  { shape: '256x8', precision: 'float32', ratio: 1.3 },
  { shape: '256x8', precision: 'bf16', ratio: 1.3 },
  { shape: '256x8', precision: 'int8', ratio: 1.3 },
  { shape: '768x4', precision: 'int8', ratio: 1.3 },
  { shape: '768x4', precision: 'float32', ratio: 1 },
  { shape: '768x4', precision: 'bf16', ratio: 1 },
];

const PREFILL = [
  { shape: '64x8', ratio: 2 },
  { shape: '128x8', ratio: 2 },
  { shape: '256x8', ratio: 1.3 },
  { shape: '768x4', ratio: 1.3 },
];

const CLEANING = [
  { way: 'text', what: 'without near duplicates', atLeast: 200 },
  { way: 'text-near', what: 'with near duplicates', atLeast: 40 },
];

/** @type {readonly Target[]} */
export const TARGETS = [
  ...TRAINING.flatMap(({ shape, share: least, aim, ratio, memory }) => [
    {
      id: `training ${shape}, share of the FMA ceiling`,
      what: 'matrix FLOPs of a step, two threads',
      row: `training/${shape}/t2`,
      figure: share,
      atLeast: least,
      aim,
      as: 'share',
    },
    {
      id: `training ${shape}, against PyTorch`,
      what: 'tokens a second, PyTorch at its best settings',
      row: `peers/pytorch/training/${shape}`,
      figure: pytorch,
      atLeast: ratio,
      as: 'ratio',
    },
    {
      id: `training ${shape}, memory against PyTorch`,
      what: 'peak of a step beyond 16 bytes a parameter and the process',
      row: `peers/pytorch/training/${shape}`,
      figure: (row) => row.more?.memoryRatio ?? 'the system does not tell what memory a process took',
      atMost: memory,
      as: 'ratio',
    },
  ]),
  ...DECODING.map(({ shape, precision, ratio }) => ({
    id: `decoding ${shape} ${precision}, against the best peer`,
    what: 'one sequence, each side at its best number of threads',
    row: `peers/decoding/${shape}/${precision}`,
    figure: value,
    atLeast: ratio,
    as: 'ratio',
  })),
  ...['float32', 'bf16'].map((precision) => ({
    id: `decoding 768x4 ${precision}, share of the bandwidth`,
    what: 'one sequence, two threads, bandwidth at that working set',
    row: `decoding/768x4/${precision}/b1/t2`,
    figure: share,
    atLeast: 0.85,
    as: 'share',
  })),
  ...PREFILL.flatMap(({ shape, ratio }) =>
    ['last', 'all'].map((way) => ({
      id: `prefill ${shape}, logits of ${way === 'all' ? 'all positions' : 'the last position'}, against PyTorch`,
      what: '256 tokens, the same outputs on both sides',
      row: `peers/pytorch/prefill/${shape}/${way}`,
      figure: pytorch,
      atLeast: ratio,
      as: 'ratio',
    })),
  ),
  ...['10k', 'gpt2'].map((name) => ({
    id: `encoding with ${name}, one core`,
    what: 'UTF-8 bytes to ids, in memory',
    row: `tokenizer/encode/${name}/t1`,
    figure: (row) => encodingSpeed(row, name),
    atLeast: 80,
    aim: 150,
    as: 'MB/s',
  })),
  {
    id: 'generating ten million stories, memory',
    what: 'peak of the process that generates, checks and compares them',
    row: 'generating/storyteller',
    figure: generatingMemory,
    atMost: 1000,
    as: 'MB',
  },
  {
    id: 'training a tokenizer, 1 GB in 40 s',
    what: 'from the file to 10,000 tokens, all cores',
    row: 'tokenizer/corpus/stories',
    figure: (row) => wholeCorpus(row, row.value / 1e6),
    atLeast: 25,
    as: 'MB/s',
  },
  ...['stories', 'distinct'].map((name) => ({
    id: `training a tokenizer, memory, ${name === 'stories' ? '1 GB of stories' : '50 million words that differ'}`,
    what: 'of the whole process',
    row: `tokenizer/corpus/${name}`,
    figure: (row) =>
      row.peakBytes === undefined
        ? 'the system does not tell what memory a process took'
        : wholeCorpus(row, row.peakBytes / 1e6),
    atMost: 1000,
    as: 'MB',
  })),
  ...CLEANING.flatMap(({ way, what, atLeast }) => [
    {
      id: `cleaning ${what}, two cores`,
      what: 'stories of a file, to a file',
      row: `cleaning/${way}/t2`,
      figure: (row) => row.value / 1e6,
      atLeast,
      as: 'MB/s',
    },
    {
      id: `cleaning ${what}, memory a story`,
      what: 'taken to find duplicates, at most',
      row: `cleaning/${way}/t2`,
      figure: (row) => row.more.bytesPerStory,
      atMost: 100,
      as: 'bytes',
    },
  ]),
];

/**
 * @typedef {{ target: Target, verdict: 'met' | 'missed' | 'not shown', figure?: number, why?: string }} Outcome
 * @param {import('./rows.mjs').Row[][]} runs the rows of each
 * @param {readonly Target[]} [targets]
 * @returns {Outcome[]}
 */
export function judge(runs, targets = TARGETS) {
  return targets.map((target) => {
    /** @type {number[]} */
    const found = [];
    for (const rows of runs) {
      const row = rows.find(({ id }) => id === target.row);
      if (!row) return { target, verdict: 'not shown', why: `${target.row} was not measured` };
      if (row.notShown !== undefined) return { target, verdict: 'not shown', why: row.notShown };
      const figure = target.figure(row);
      if (typeof figure === 'string') return { target, verdict: 'not shown', why: figure };
      found.push(figure);
    }
    if (found.length === 0) return { target, verdict: 'not shown', why: 'nothing was measured' };
    const least = target.atLeast !== undefined;
    const figure = least ? Math.min(...found) : Math.max(...found);
    const met = least ? figure >= target.atLeast : figure <= target.atMost;
    return { target, verdict: met ? 'met' : 'missed', figure };
  });
}

function shown(number, as) {
  return as === 'share'
    ? percent(number)
    : as === 'ratio'
      ? `${figures(number)} ×`
      : `${figures(number)} ${as}`;
}

/** The targets of what a run with such a filter is asked for. */
export const targetsWithin = (filter) =>
  filter ? TARGETS.filter(({ row }) => new RegExp(filter).test(row)) : TARGETS;

/** The headings, then one line a target. */
export function targetLines(outcomes) {
  return [
    ['target', 'wanted', 'figure', 'verdict'],
    ...outcomes.map(({ target, verdict, figure, why }) => [
      target.id,
      target.atLeast !== undefined
        ? `≥ ${shown(target.atLeast, target.as)}`
        : `≤ ${shown(target.atMost, target.as)}`,
      figure === undefined ? '' : shown(figure, target.as),
      verdict === 'not shown' ? `not shown: ${why}` : verdict,
    ]),
  ];
}

export const targetsText = (outcomes) =>
  columns(targetLines(outcomes), [false, true, true, false]).join('\n');
