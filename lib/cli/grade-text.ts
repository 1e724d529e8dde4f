/** Gradings, comparisons and calibrations as text for people. */
import { withoutControls } from '../data/text/controls.ts';
import type { Calibration } from '../grading/calibration/calibrate.ts';
import type { GradingFailures } from '../grading/failures.ts';
import { AGE_GROUPS, AXES, type Grading, type OverlapRecord } from '../grading/record.ts';
import type { Interval } from '../grading/statistics/bootstrap.ts';
import type { Comparison } from '../grading/statistics/compare.ts';
import { normalised, PAPER_HIGH, PAPER_LOW, paperColumn } from '../grading/statistics/normalised.ts';
import type { GradingSummary, JudgeSummary } from '../grading/statistics/summary.ts';
import type { LlmEstimate } from '../llm/types.ts';
import { count, percent, table } from './format.ts';
import { dollars } from './llm-options.ts';

export function gradingText(grading: Grading, summary: GradingSummary): string {
  const { file, folder } = grading;
  const { completions, untold } = file.counts;
  const told = untold > 0 ? `, ${count(untold)} of them not told` : '';
  const lines = [
    `${folder}: ${counted(file.prompts.items.length, 'prompt')}, ${counted(completions, 'completion')}${told}`,
  ];
  for (const judge of summary.judges) lines.push('', judgeText(judge, grading));
  const between = summary.betweenJudges;
  if (between) {
    const rows = AXES.map((axis) => [
      axis,
      between[axis].agreement === null ? '–' : between[axis].agreement.toFixed(2),
      between[axis].judges.toFixed(2),
      between[axis].residual.toFixed(2),
    ]);
    lines.push(
      '',
      table(
        [['judges', 'agreement', 'variance between them', 'where they disagree'], ...rows],
        [1, 2, 3],
      ).trimEnd(),
    );
  }
  return `${lines.join('\n')}\n${doubtsText(summary.doubts)}`;
}

/** What servers failed at, a line each. */
export function failuresText(failures: readonly GradingFailures[]): string {
  return failures
    .map(({ judge, failed, of, reason }) => {
      const what =
        judge === null
          ? `${count(failed)} of ${counted(of, 'completion')} could not be told`
          : `${judge} failed to grade ${count(failed)} of ${counted(of, 'text')}`;
      const because = failed === 1 ? 'because' : 'most often because';
      return `warning: ${what}, ${because}: ${withoutControls(reason)}\n`;
    })
    .join('');
}

function judgeText(judge: JudgeSummary, { file }: Grading): string {
  const record = file.judges.find(({ id }) => id === judge.judge);
  const version =
    record && record.answered.length > 0 && record.answered.join() !== record.model
      ? ` (${record.answered.join(', ')})`
      : '';
  const cost = record && record.cost > 0 ? `, ${dollars(record.cost)}` : '';
  const reasons = Object.entries(judge.missing).map(([reason, n]) => `${count(n)} ${reason}`);
  const missing = reasons.length > 0 ? `, missing: ${reasons.join(', ')}` : '';
  const head = `${judge.judge}${version}: ${count(judge.graded)} of ${count(judge.completions)} graded${missing}${cost}`;
  const { axes } = judge;
  if (axes === null) return `${head}\n${doubtsText(judge.doubts)}`.trimEnd();
  const rows = AXES.map((axis) => {
    const { mean, interval, spread, needed } = axes[axis];
    const column = paperColumn(file.kind, axis);
    const score = column && normalised(mean, PAPER_LOW[column], PAPER_HIGH[column]);
    return [
      axis,
      mean.toFixed(2),
      intervalText(interval),
      score === null ? '–' : score.toFixed(2),
      Math.sqrt(spread.prompts).toFixed(2),
      Math.sqrt(spread.samples).toFixed(2),
      needed === null ? '–' : count(needed.completions),
    ];
  });
  const titles = ['', 'mean', '95 %', "paper's scale", 'between prompts', 'between samples', 'for ± 0.25'];
  const categories = axes.grammar.categories.map(({ category, prompts }, i) => [
    category,
    count(prompts),
    ...AXES.map((axis) => points(axes[axis].categories[i]!.estimate.mean)),
  ]);
  const parts =
    categories.length > 1 ? `\n${table([['', 'prompts', ...AXES], ...categories], [1, 2, 3, 4, 5])}\n` : '';
  const ages =
    judge.ages &&
    `age groups: ${AGE_GROUPS.map((group) => `${group} ${count(judge.ages![group])}`).join(', ')}\n`;
  return `${head}\n${table([titles, ...rows], [1, 2, 3, 4, 5, 6])}${parts}${ages ?? ''}${doubtsText(judge.doubts)}`.trimEnd();
}

export function comparisonText(first: string, second: string, comparisons: readonly Comparison[]): string {
  const blocks = comparisons.map(({ judge, prompts, axes, doubts }) => {
    const rows = AXES.map((axis) => {
      const { first: before, second: after, mean, interval, adjusted, noise } = axes[axis];
      const verdict = noise ? 'within noise' : mean > 0 ? 'second is better' : 'first is better';
      return [
        axis,
        before.toFixed(2),
        after.toFixed(2),
        signed(mean),
        intervalText(interval),
        adjusted.toFixed(4),
        verdict,
      ];
    });
    const titles = [`${judge}, ${count(prompts)} prompts`, 'first', 'second', 'difference', '95 %', 'p', ''];
    return `${table([titles, ...rows], [1, 2, 3, 4, 5])}${doubtsText(doubts)}`;
  });
  return `first: ${first}\nsecond: ${second}\n\n${blocks.join('\n')}`;
}

export function calibrationText(calibrations: readonly Calibration[]): string {
  return calibrations
    .map(({ judge, texts, axes, doubts }) => {
      const rows = AXES.flatMap((axis) => {
        const found = axes[axis];
        if (found === null) return [];
        const { agreement, distance, bias, rank, order } = found;
        return [
          [
            axis,
            count(found.texts),
            percent(agreement, 0),
            distance.toFixed(2),
            `${signed(bias.mean)} (${intervalText(bias.interval)})`,
            rank === null ? '–' : rank.toFixed(2),
            order.pairs === 0 ? '–' : `${order.kept} of ${order.pairs}`,
          ],
        ];
      });
      const titles = [judge, 'texts', 'agree', 'distance', 'bias', 'rank correlation', 'order of models'];
      return `${counted(texts, 'text')}\n${table([titles, ...rows], [1, 2, 3, 4, 5, 6])}${doubtsText(doubts)}`;
    })
    .join('\n');
}

export function overlapText({ corpus, stories, prompts, dropped }: OverlapRecord): string {
  const shared = prompts.filter((prompt) => prompt.shared.length > 0);
  const of = `${stories === 1 ? '1 story' : `${count(stories)} stories`} of ${corpus.join(', ')}`;
  if (shared.length === 0) return `no prompt shares six words in a row with ${of}\n`;
  const lines = shared.map(({ id, shared: [first = ''], shared: all }) => {
    const more = all.length > 1 ? ` and ${count(all.length - 1)} more` : '';
    return `  ${id}: "${first}"${more}\n`;
  });
  const done = dropped.length > 0 ? 'left out' : 'kept; --strict leaves such prompts out';
  return `${shared.length === 1 ? '1 prompt shares' : `${count(shared.length)} prompts share`} six words in a row with ${of} (${done}):\n${lines.join('')}`;
}

export function estimateText(folder: string, estimates: readonly (LlmEstimate & { what: string })[]): string {
  const rows = estimates.map(
    ({ what, requests, kept, promptTokens, mostCompletionTokens, dollars: about, mostDollars }) => [
      what,
      count(requests),
      count(kept),
      count(promptTokens),
      count(mostCompletionTokens),
      about === null ? 'no price known' : dollars(about),
      mostDollars === null ? '–' : dollars(mostDollars),
    ],
  );
  const titles = ['', 'questions', 'kept', 'tokens asked', 'answered, at most', 'about', 'reserved, at most'];
  const nothing = estimates.length === 0 ? 'nothing would be asked\n' : '';
  return `${folder}: nothing was asked\n${nothing}${rows.length > 0 ? table([titles, ...rows], [1, 2, 3, 4, 5, 6]) : ''}`;
}

function doubtsText(doubts: readonly string[]): string {
  return doubts.map((doubt) => `! ${doubt}\n`).join('');
}

function intervalText(interval: Interval | null): string {
  return interval === null ? '–' : `${points(interval.low)} to ${points(interval.high)}`;
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${points(value)}`;
}

function points(value: number): string {
  return value.toFixed(2).replace('-', '−');
}

function counted(n: number, what: string): string {
  return `${count(n)} ${what}${n === 1 ? '' : 's'}`;
}
