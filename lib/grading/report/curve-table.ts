/** Grades over steps as figures, for what cannot draw. */
import { count } from '../../data/report/figures.ts';
import { AXES } from '../record.ts';
import type { GradingReport } from './report.ts';
import { NONE, score, type Table } from './table.ts';

export function curveTable({ curves }: GradingReport): Table {
  return {
    title: 'Grades while training',
    head: ['model', 'step', 'validation loss', 'order by rules', ...AXES],
    rows: curves.flatMap(({ run, points }) =>
      points.map(({ step, valLoss, axes, order }) => ({
        cells: [
          run.name,
          count(step),
          valLoss === null ? NONE : valLoss.toFixed(4),
          score(order),
          ...AXES.map((axis) => score(axes?.[axis].mean)),
        ],
      })),
    ),
  };
}
