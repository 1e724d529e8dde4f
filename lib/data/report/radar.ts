/** A radar plot: one polygon for each series over axes that all go from 0 to the same most. */

import { type Chart, fixed, WIDTH } from './chart-frame.ts';
import { escapeHtml } from './escape.ts';

const HEIGHT = 300;
const RADIUS = 104;
const RINGS = 5;
const MIDDLE = { x: WIDTH / 2, y: HEIGHT / 2 };

export interface RadarShape {
  /** By axis, in their order; null where it is not known: then the shape has no corner there. */
  values: readonly (number | null)[];
  /** Which colour; default: its place among the shapes. */
  series?: number;
  /** An outline alone: what others are held against. */
  reference?: boolean;
}

/** @param axes three at least */
export function radarChart(
  title: string,
  axes: readonly string[],
  shapes: readonly RadarShape[],
  most: number,
): Chart {
  const place = (axis: number, share: number) => {
    const angle = (2 * Math.PI * axis) / axes.length;
    return {
      x: MIDDLE.x + RADIUS * share * Math.sin(angle),
      y: MIDDLE.y - RADIUS * share * Math.cos(angle),
    };
  };
  const outline = (corners: readonly { x: number; y: number }[]): string =>
    corners.map(({ x, y }) => `${fixed(x)},${fixed(y)}`).join(' ');
  const rings = Array.from({ length: RINGS }, (_, ring) => {
    const share = (ring + 1) / RINGS;
    return `<polygon class="ring" points="${outline(axes.map((_, axis) => place(axis, share)))}"/>
<text class="tick-y" x="${fixed(MIDDLE.x - 4)}" y="${fixed(place(0, share).y + 4)}">${Number((share * most).toFixed(1))}</text>`;
  });
  const spokes = axes.map((_, axis) => {
    const { x, y } = place(axis, 1);
    return `<line class="grid" x1="${MIDDLE.x}" y1="${MIDDLE.y}" x2="${fixed(x)}" y2="${fixed(y)}"/>`;
  });
  const names = axes.map((name, axis) => {
    const { x, y } = place(axis, 1.12);
    const aside = x < MIDDLE.x - 5 ? 'end' : x > MIDDLE.x + 5 ? 'start' : 'middle';
    return `<text class="label ${aside}" x="${fixed(x)}" y="${fixed(y + 4)}">${escapeHtml(name)}</text>`;
  });
  const areas = shapes.map(({ values, series, reference }, i) => {
    const corners = values.flatMap((value, axis) => (value === null ? [] : [place(axis, value / most)]));
    const kind = reference ? 'reference' : `area series-${series ?? i}`;
    return `<polygon class="${kind}" points="${outline(corners)}"/>`;
  });
  return { title, height: HEIGHT, content: [...rings, ...spokes, ...areas, ...names].join('') };
}
