/** The plots of a page as SVG text: no script, colours from the page's style (`series-0` to `series-7`). */
import {
  type Axis,
  BOTTOM,
  type Chart,
  fixed,
  frame,
  HEIGHT,
  LEFT,
  PLOT_HEIGHT,
  PLOT_WIDTH,
  type Point,
  points,
  scales,
  TOP,
  WIDTH,
  yGrid,
} from './chart-frame.ts';
import { escapeHtml } from './escape.ts';

export interface Line {
  points: readonly Point[];
  /** Which colour; default: its place among the lines. */
  series?: number;
  /** Thin, for what another line says better. */
  faint?: boolean;
  /** A dot at every point. */
  dots?: boolean;
  /** Drawn from `low` to `high` behind the line, at its points. */
  band?: readonly { low: number; high: number }[];
}

/** One outline for each series over bins of the same width, from 0 on. */
export function histogramChart(
  title: string,
  bins: readonly (readonly number[])[],
  binWidth: number,
  x: Axis,
  y: Omit<Axis, 'max'>,
): Chart {
  const yAxis = { ...y, max: Math.max(...bins.flat(), 0) };
  const scale = scales(x, yAxis);
  const shapes = bins.map((counts, series) => {
    const steps = counts.flatMap((share, bin) => [
      { x: bin * binWidth, y: share },
      { x: (bin + 1) * binWidth, y: share },
    ]);
    const outline = [{ x: 0, y: 0 }, ...steps, { x: counts.length * binWidth, y: 0 }];
    return `<polygon class="area series-${series}" points="${points(outline, scale)}"/>`;
  });
  return frame(title, x, yAxis, shapes.join(''));
}

/** Lines over the same axes. `y.min` and `y.max` where the axis is not to follow from the lines. */
export function lineChart(
  title: string,
  lines: readonly Line[],
  x: Axis,
  y: Omit<Axis, 'max'> & { max?: number },
): Chart {
  const values = lines.flatMap((line) => line.points.map((point) => point.y));
  const yAxis = { ...y, max: y.max ?? Math.max(...values, 0) };
  const scale = scales(x, yAxis);
  const shapes = lines.map((line, place) => {
    const series = `series-${line.series ?? place}`;
    const band = (line.band ?? []).map(({ low, high }, i) => ({ x: line.points[i]?.x ?? 0, low, high }));
    const around = [
      ...band.map((one) => ({ x: one.x, y: one.high })),
      ...band.toReversed().map((one) => ({ x: one.x, y: one.low })),
    ];
    const area = band.length > 0 ? `<polygon class="band ${series}" points="${points(around, scale)}"/>` : '';
    const dots = line.dots
      ? line.points.map(
          (point) =>
            `<circle class="dot ${series}" cx="${fixed(scale.x(point.x))}" cy="${fixed(scale.y(point.y))}" r="3"/>`,
        )
      : [];
    const kind = line.faint ? 'line faint' : 'line';
    return `${area}<polyline class="${kind} ${series}" points="${points(line.points, scale)}"/>${dots.join('')}`;
  });
  return frame(title, x, yAxis, shapes.join(''));
}

/** Groups of bars side by side, one bar for each series, its value above it unless `bare`. */
export function barChart(
  title: string,
  groups: readonly { label: string; values: readonly number[] }[],
  y: Axis,
  { bare = false, label = '' }: { bare?: boolean; label?: string } = {},
): Chart {
  const scale = scales({ label: '', max: groups.length, format: String }, y);
  const room = PLOT_WIDTH / groups.length;
  const shapes = groups.map(({ label: name, values }, group) => {
    const bar = (room * 0.8) / values.length;
    const gap = Math.min(1, bar / 8);
    const bars = values.map((value, series) => {
      const x = LEFT + room * (group + 0.1) + bar * series;
      const top = scale.y(value);
      const height = TOP + PLOT_HEIGHT - top;
      const rect = `<rect class="bar series-${series}" x="${fixed(x + gap)}" y="${fixed(top)}" width="${fixed(bar - 2 * gap)}" height="${fixed(height)}"/>`;
      return bare
        ? rect
        : `${rect}
<text class="value" x="${fixed(x + bar / 2)}" y="${fixed(top - 3)}">${y.format(value)}</text>`;
    });
    const middle = fixed(LEFT + room * (group + 0.5));
    return `${bars.join('')}<text class="tick-x" x="${middle}" y="${HEIGHT - BOTTOM + 15}">${escapeHtml(name)}</text>`;
  });
  const below = label
    ? `<text class="axis" x="${LEFT + PLOT_WIDTH / 2}" y="${HEIGHT - 6}">${escapeHtml(label)}</text>`
    : '';
  return { title, height: HEIGHT, content: yGrid(y, scale) + shapes.join('') + below };
}

/** Bars that lie, each below its label. */
export function rankChart(
  title: string,
  entries: readonly { label: string; value: number }[],
  max: number,
  format: (value: number) => string,
  series: number,
): Chart {
  const row = 30;
  const width = WIDTH - 70;
  const shapes = entries.map(({ label, value }, i) => {
    const long = fixed(Math.max(1, (value / (max || 1)) * width));
    return `<text class="label" x="0" y="${i * row + 12}">${escapeHtml(label)}</text>
<rect class="bar series-${series}" x="0" y="${i * row + 16}" width="${long}" height="9"/>
<text class="label" x="${fixed(Number(long) + 5)}" y="${i * row + 25}">${format(value)}</text>`;
  });
  return { title, height: entries.length * row + 6, content: shapes.join('') };
}
