/** The plots of a report. */
import type { Chart } from '../../data/report/chart-frame.ts';
import { barChart, type Line, lineChart } from '../../data/report/charts.ts';
import { round } from '../../data/report/figures.ts';
import { radarChart } from '../../data/report/radar.ts';
import { AGE_GROUPS, AXES, type Axis, FULL_MARKS } from '../record.ts';
import { PAPER_COLUMNS, PAPER_HIGH } from '../statistics/normalised.ts';
import { type Curve, trainingLosses, validationLosses } from './curves.ts';
import { type GradingReport, seriesOf } from './report.ts';
import { firstOf, type ReportRow } from './rows.ts';

/** The first steps of a training lose far more than all others, and would leave those no room. */
const EARLY = 0.05;

export function plots(report: GradingReport): Chart[] {
  return [
    ...lossPlot(report),
    ...curvePlots(report),
    ...radar(report.rows),
    ...distributions(report.rows),
    ...ages(report.rows),
  ];
}

function lossPlot(report: GradingReport): Chart[] {
  const lines: Line[] = [];
  const shown: number[] = [];
  let last = 0;
  for (const run of report.runs) {
    const series = seriesOf(report, run);
    const training = trainingLosses(run.metrics);
    const validation = validationLosses(run.metrics);
    if (training.length > 0) lines.push({ points: training, series, faint: true });
    if (validation.length > 0) lines.push({ points: validation, series, dots: true });
    const steps = run.metrics.at(-1)?.step ?? 0;
    const late = [...training, ...validation].filter(({ x }) => x >= EARLY * steps);
    shown.push(...late.map(({ y }) => y));
    last = Math.max(last, steps);
  }
  if (shown.length === 0) return [];
  const y = { label: '', min: Math.min(...shown), max: Math.max(...shown), format: hundredths };
  const clipped = lines.map((line) => ({
    ...line,
    points: line.points.map((point) => ({ x: point.x, y: Math.min(point.y, y.max) })),
  }));
  return [lineChart('Loss, nats a token: validation (dots), training (thin)', clipped, steps(last), y)];
}

/** A plot for each axis that was graded while training, and one for the order without a judge. */
function curvePlots(report: GradingReport): Chart[] {
  const { curves } = report;
  const last = Math.max(
    0,
    ...curves.flatMap(({ run, points }) => [
      run.metrics.at(-1)?.step ?? 0,
      ...points.map(({ step }) => step),
    ]),
  );
  const graded = AXES.flatMap((axis) => {
    const lines = curves.flatMap((curve) => axisLine(curve, axis, seriesOf(report, curve.run)));
    if (lines.length === 0) return [];
    return [
      lineChart(`${title(axis)} over steps, with 95 % interval`, lines, steps(last), {
        label: '',
        max: FULL_MARKS,
        format: String,
      }),
    ];
  });
  if (curves.length === 0) return [];
  const orders = curves.map((curve) => ({
    points: curve.points.map(({ step, order }) => ({ x: step, y: order })),
    series: seriesOf(report, curve.run),
    dots: true,
  }));
  return [
    ...graded,
    lineChart('Order by rules, without a judge, over steps', orders, steps(last), {
      label: '',
      max: 1,
      format: hundredths,
    }),
  ];
}

function axisLine({ points }: Curve, axis: Axis, series: number): Line[] {
  const known = points.flatMap(({ step, axes }) => (axes ? { step, ...axes[axis] } : []));
  if (known.length === 0) return [];
  return [
    {
      points: known.map(({ step, mean }) => ({ x: step, y: mean })),
      // An interval of few prompts may reach beyond the scale; the plot ends there.
      band: known.map(({ mean, interval }) => ({
        low: Math.max(0, interval?.low ?? mean),
        high: Math.min(FULL_MARKS, interval?.high ?? mean),
      })),
      series,
      dots: true,
    },
  ];
}

function radar(rows: readonly ReportRow[]): Chart[] {
  const judged = rows.filter(({ judge }) => judge !== null);
  if (judged.length === 0) return [];
  const columns = PAPER_COLUMNS.filter((column) => judged.some(({ scores }) => scores[column] !== null));
  if (columns.length < 3) return [];
  const shapes = judged.map((row) => ({
    values: columns.map((column) => row.scores[column]?.mean ?? null),
    series: rows.indexOf(row),
  }));
  const reference = { values: columns.map((column) => PAPER_HIGH[column]), reference: true };
  return [
    radarChart(
      'Scores by axis (dashed: GPT-4’s own row in the paper)',
      columns.map(title),
      [...shapes, reference],
      FULL_MARKS,
    ),
  ];
}

/** How often each number of points was given. */
function distributions(rows: readonly ReportRow[]): Chart[] {
  if (rows.every(({ judge }) => judge === null)) return [];
  return AXES.map((axis) => {
    const shares = rows.map((row) => sharesOf(firstOf(row).statistics?.axes?.[axis].distribution ?? []));
    const groups = Array.from({ length: FULL_MARKS + 1 }, (_, points) => ({
      label: String(points),
      values: shares.map((row) => row[points] ?? 0),
    }));
    return barChart(`${title(axis)}: how often each grade was given`, groups, percentAxis(groups), {
      bare: true,
      label: 'points out of 10',
    });
  });
}

function ages(rows: readonly ReportRow[]): Chart[] {
  if (rows.every(({ judge }) => judge === null)) return [];
  const shares = rows.map((row) => {
    const counts = firstOf(row).statistics?.ages;
    return sharesOf(counts ? AGE_GROUPS.map((group) => counts[group]) : []);
  });
  const groups = AGE_GROUPS.map((label, i) => ({ label, values: shares.map((row) => row[i] ?? 0) }));
  return [
    barChart('Age group that the judge guessed', groups, percentAxis(groups), {
      bare: true,
      label: 'A: 3 or under … F: 13 to 16',
    }),
  ];
}

function sharesOf(counts: readonly number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (all === 0 ? 0 : count / all));
}

function percentAxis(groups: readonly { values: readonly number[] }[]) {
  const max = Math.max(...groups.flatMap(({ values }) => values));
  return { label: '', max, format: (share: number) => `${Math.round(share * 100)} %` };
}

function steps(last: number) {
  return { label: 'step', max: last, format: round };
}

function hundredths(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** `grammar` → `Grammar`. */
export function title(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
