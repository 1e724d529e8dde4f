/** Grades over steps as figures, for what cannot draw. */
import { count } from '../../data/report/figures.ts';
import { AXES } from '../record.ts';
import type { GradingReport } from './report.ts';
import { NONE, score, type Table } from './table.ts';

export function curveTable({ curves }: GradingReport): Table {
  const graded = curves.some(({ points }) => points.some((point) => point.axes !== null));
  const shown = graded ? AXES : [];
  return {
    title: 'Grades while training',
    head: ['model', 'step', 'validation loss', 'order by rules', ...shown],
    rows: curves.flatMap(({ run, points }) =>
      points.map(({ step, valLoss, axes, order }) => ({
        cells: [
          run.name,
          count(step),
          valLoss === null ? NONE : valLoss.toFixed(4),
          score(order),
          ...shown.map((axis) => score(axes?.[axis].mean)),
        ],
      })),
    ),
  };
}
