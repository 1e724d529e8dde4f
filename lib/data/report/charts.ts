/** The plots of a report as SVG text: no script, colours from the style around them (`series-0`, `series-1`). */
import { escapeHtml } from './escape.ts';

/** Of every plot. */
export const CHART_WIDTH = 400;
const WIDTH: number = CHART_WIDTH;
const HEIGHT = 240;
const LEFT = 46;
const RIGHT = 16;
const TOP = 12;
const BOTTOM = 40;
const PLOT_WIDTH: number = WIDTH - LEFT - RIGHT;
const PLOT_HEIGHT: number = HEIGHT - TOP - BOTTOM;

export interface Axis {
  label: string;
  max: number;
  format: (value: number) => string;
}

/** A plot; what it shows is written in its own coordinates, `CHART_WIDTH` wide. */
export interface Chart {
  title: string;
  height: number;
  content: string;
}

export interface Point {
  x: number;
  y: number;
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

/** One line for each series. */
export function lineChart(
  title: string,
  lines: readonly (readonly Point[])[],
  x: Axis,
  y: Omit<Axis, 'max'>,
): Chart {
  const yAxis = { ...y, max: Math.max(...lines.flat().map((point) => point.y), 0) };
  const scale = scales(x, yAxis);
  const shapes = lines.map(
    (line, series) => `<polyline class="line series-${series}" points="${points(line, scale)}"/>`,
  );
  return frame(title, x, yAxis, shapes.join(''));
}

/** Groups of bars side by side, one bar for each series, its value above it. */
export function barChart(
  title: string,
  groups: readonly { label: string; values: readonly number[] }[],
  y: Axis,
): Chart {
  const scale = scales({ label: '', max: groups.length, format: String }, y);
  const room = PLOT_WIDTH / groups.length;
  const shapes = groups.map(({ label, values }, group) => {
    const bar = (room * 0.8) / values.length;
    const bars = values.map((value, series) => {
      const x = LEFT + room * (group + 0.1) + bar * series;
      const top = scale.y(value);
      const height = TOP + PLOT_HEIGHT - top;
      return `<rect class="bar series-${series}" x="${fixed(x + 1)}" y="${fixed(top)}" width="${fixed(bar - 2)}" height="${fixed(height)}"/>
<text class="value" x="${fixed(x + bar / 2)}" y="${fixed(top - 3)}">${y.format(value)}</text>`;
    });
    const middle = fixed(LEFT + room * (group + 0.5));
    return `${bars.join('')}<text class="tick-x" x="${middle}" y="${HEIGHT - BOTTOM + 15}">${escapeHtml(label)}</text>`;
  });
  return { title, height: HEIGHT, content: yGrid(y, scale) + shapes.join('') };
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

interface Scale {
  x(value: number): number;
  y(value: number): number;
}

function scales(x: Axis, y: Axis): Scale {
  const top = top5(y.max);
  return {
    x: (value) => LEFT + (Math.min(value, x.max) / (x.max || 1)) * PLOT_WIDTH,
    y: (value) => TOP + PLOT_HEIGHT * (1 - value / top),
  };
}

function frame(title: string, x: Axis, y: Axis, shapes: string): Chart {
  const scale = scales(x, y);
  const step = niceStep(x.max, 6);
  const ticks: string[] = [];
  for (let value = 0; value <= x.max * 1.0001; value += step) {
    ticks.push(
      `<text class="tick-x" x="${fixed(scale.x(value))}" y="${HEIGHT - BOTTOM + 15}">${x.format(value)}</text>`,
    );
  }
  const label = `<text class="axis" x="${LEFT + PLOT_WIDTH / 2}" y="${HEIGHT - 6}">${escapeHtml(x.label)}</text>`;
  return { title, height: HEIGHT, content: yGrid(y, scale) + shapes + ticks.join('') + label };
}

function yGrid(y: Axis, scale: Scale): string {
  const step = niceStep(y.max, 5);
  const lines: string[] = [];
  for (let value = 0; value <= top5(y.max) * 1.0001; value += step) {
    const at = fixed(scale.y(value));
    lines.push(`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/>
<text class="tick-y" x="${LEFT - 5}" y="${fixed(Number(at) + 4)}">${y.format(value)}</text>`);
  }
  return lines.join('');
}

/** Where the axis ends: the next step above the largest value. */
function top5(max: number): number {
  const step = niceStep(max, 5);
  return Math.max(step, Math.ceil(max / step - 1e-9) * step);
}

/** 1, 2 or 5 times a power of ten, so that at most `most` steps reach `max`. */
export function niceStep(max: number, most: number): number {
  if (!(max > 0)) return 1;
  const least = max / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least * 0.9999) ?? 10;
  return factor * power;
}

function points(line: readonly Point[], scale: Scale): string {
  return line.map(({ x, y }) => `${fixed(scale.x(x))},${fixed(scale.y(y))}`).join(' ');
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
