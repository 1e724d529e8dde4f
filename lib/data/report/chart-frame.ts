/** What the plots of a page have in common: their size, axes, ticks and grid, as SVG text. */
import { escapeHtml } from './escape.ts';

export const WIDTH = 400;
export const HEIGHT = 240;
export const LEFT = 46;
const RIGHT = 16;
export const TOP = 12;
export const BOTTOM = 40;
export const PLOT_WIDTH: number = WIDTH - LEFT - RIGHT;
export const PLOT_HEIGHT: number = HEIGHT - TOP - BOTTOM;

const X_STEPS = 6;
const Y_STEPS = 5;
/** Ticks are sums of steps: a little is forgiven at their end. */
const SLACK = 1e-4;

export interface Axis {
  label: string;
  /** Where it begins; default 0. */
  min?: number;
  max: number;
  format: (value: number) => string;
}

/** A plot; what it shows is written in its own coordinates, `WIDTH` wide. */
export interface Chart {
  title: string;
  height: number;
  content: string;
}

export interface Point {
  x: number;
  y: number;
}

export interface Scale {
  x(value: number): number;
  y(value: number): number;
}

export function scales(x: Axis, y: Axis): Scale {
  const { min: left = 0 } = x;
  const { low, high } = ends(y);
  return {
    x: (value) => LEFT + ((Math.min(value, x.max) - left) / (x.max - left || 1)) * PLOT_WIDTH,
    y: (value) => TOP + PLOT_HEIGHT * (1 - (value - low) / (high - low)),
  };
}

/** A plot with both axes around its shapes. */
export function frame(title: string, x: Axis, y: Axis, shapes: string): Chart {
  const scale = scales(x, y);
  const { min = 0, max } = x;
  const step = niceStep(max - min, X_STEPS);
  const ticks: string[] = [];
  for (let value = Math.ceil(min / step - SLACK) * step + 0; value <= max + step * SLACK; value += step) {
    ticks.push(
      `<text class="tick-x" x="${fixed(scale.x(value))}" y="${HEIGHT - BOTTOM + 15}">${escapeHtml(x.format(value))}</text>`,
    );
  }
  const label = `<text class="axis" x="${LEFT + PLOT_WIDTH / 2}" y="${HEIGHT - 6}">${escapeHtml(x.label)}</text>`;
  return { title, height: HEIGHT, content: yGrid(y, scale) + shapes + ticks.join('') + label };
}

export function yGrid(y: Axis, scale: Scale): string {
  const { low, high, step } = ends(y);
  const lines: string[] = [];
  for (let value = low; value <= high + step * SLACK; value += step) {
    const at = fixed(scale.y(value));
    lines.push(`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/>
<text class="tick-y" x="${LEFT - 5}" y="${fixed(Number(at) + 4)}">${escapeHtml(y.format(value))}</text>`);
  }
  return lines.join('');
}

/** Where the axis of the values ends: at the steps around the smallest and the largest one. */
function ends({ min = 0, max }: Axis): { low: number; high: number; step: number } {
  const step = niceStep(max - min, Y_STEPS);
  const low = Math.floor(min / step + 1e-9) * step + 0;
  return { low, high: Math.max(low + step, Math.ceil(max / step - 1e-9) * step), step };
}

/** 1, 2 or 5 times a power of ten, so that at most `most` steps reach `max`. */
function niceStep(max: number, most: number): number {
  if (!(max > 0)) return 1;
  const least = max / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least * 0.9999) ?? 10;
  return factor * power;
}

export function points(line: readonly Point[], scale: Scale): string {
  return line.map(({ x, y }) => `${fixed(scale.x(x))},${fixed(scale.y(y))}`).join(' ');
}

export function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
